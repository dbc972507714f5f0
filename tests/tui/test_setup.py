import pytest
from tests.tui.tuikit import SIZE, Learner, OpenApp, panel, settle, shown
from tests.unit.study.sittingkit import write_world
from textual.widgets import Input

from mlprep.tui.app import StudyApp
from mlprep.tui.screens.setup.screen import SetupScreen


@pytest.fixture
def world(learner: Learner) -> Learner:
    write_world(learner.paths.settings.parent)
    learner.read_decks()
    return learner


def setup(app: StudyApp) -> SetupScreen:
    assert isinstance(app.screen, SetupScreen)
    return app.screen


@pytest.mark.usefixtures("world")
async def test_the_first_start_offers_it_and_each_digit_answers_a_question(
    open_app: OpenApp,
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "New here?" in shown(app)
        await pilot.press("S")
        assert "Where do you come from?" in shown(app)
        await pilot.press("9")
        assert "No option has the number 9." in shown(app)
        await pilot.press("1", "1", "3")
        text = shown(app)
        assert "question 4 of 6" in text
        assert "Your role asks for 1." in text
        settings = app.workspace.settings
        assert (settings.background, settings.role) == ("listener", "composer")
        assert settings.seniority == "senior"
        await pilot.press("1", "enter", "2", "1")
        settings = app.workspace.settings
        assert settings.specialisms == ("spec-opera",)
        assert (settings.minutes_per_day, settings.target_date) == (30, "2026-12-19")
        await pilot.pause()
        assert "New here?" not in shown(app)


@pytest.mark.usefixtures("world")
async def test_all_of_it_can_be_left_out_and_is_not_offered_again(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S", "tab", "tab", "tab")
        assert "Which specialisms besides? It is up to you." in shown(app)
        await pilot.press("q")
        await pilot.pause()
        assert "New here?" not in shown(app)
        assert "S  Choose the role that you want" in shown(app)
        assert app.workspace.settings.role == ""
    again = open_app()
    async with again.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "New here?" not in shown(again)


@pytest.mark.usefixtures("world")
async def test_arrows_choose_and_undo_takes_a_choice_back(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S", "tab", "down", "down", "enter")
        assert app.workspace.settings.role == "painter"
        await pilot.press("u")
        assert app.workspace.settings.role == ""
        assert "Undid: Role: Painter" in panel(app, "message")


@pytest.mark.usefixtures("world")
async def test_several_specialisms_are_toggled_before_going_on(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S", "tab", "tab")
        assert "space Choose" not in shown(app)
        await pilot.press("tab")
        await pilot.pause()
        assert "enter Next   space Choose" in shown(app)
        await pilot.press("1")
        assert "■ 1  Opera" in shown(app)
        assert setup(app).view.at == 3
        await pilot.press("1")
        assert app.workspace.settings.specialisms == ()


@pytest.mark.usefixtures("world")
async def test_a_date_of_ones_own_is_typed_and_a_wrong_one_is_told(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S", *["tab"] * 5, "e")
        app.screen.query_one(Input).value = "next spring"
        await pilot.press("enter")
        assert "write it like 2027-01-31" in shown(app)
        app.screen.query_one(Input).value = "2026-11-20"
        await pilot.press("enter")
        assert "2026-11-20 is past" in shown(app)
        app.screen.query_one(Input).value = "2027-03-01"
        await pilot.press("enter")
        assert app.workspace.settings.target_date == "2027-03-01"


@pytest.mark.usefixtures("world")
async def test_every_option_can_be_reached_in_a_narrow_terminal(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await pilot.press("S", *["tab"] * 4, "end")
        assert "120 minutes" in shown(app)


@pytest.mark.usefixtures("world")
async def test_what_was_said_of_a_question_goes_with_it(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S", "e")
        assert "Choose one of the options here." in shown(app)
        await pilot.press("tab")
        assert "question 2 of 6" in shown(app)
        assert "Choose one of the options here." not in shown(app)


async def test_choices_that_are_still_being_read_are_waited_for(
    learner: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.is_reading = True
        await pilot.press("S")
        assert "still being read" in shown(app)
        assert "rather not say" not in shown(app)
        await pilot.press("enter", "1")
        assert "question 1 of 6" in shown(app)
        write_world(learner.paths.settings.parent)
        app.workspace.refresh_library()
        app.is_reading = False
        setup(app).reload()
        await pilot.press("1")
        assert app.workspace.settings.background == "listener"
        assert "question 2 of 6" in shown(app)
