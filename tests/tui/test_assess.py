import re
from collections.abc import Callable

import pytest
from tests.tui.tuikit import SIZE, Learner, OpenApp, panel, settle, shown
from tests.unit.study.sittingkit import write_world
from textual.pilot import Pilot
from textual.widgets import Input

from mlprep.assessment import Outcome
from mlprep.study.measuring.asked import Asked
from mlprep.study.measuring.self_rating import read_ratings
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.measuring.sitting import open_check_up
from mlprep.study.measuring.sitting_facts import SittingRecord, read_sittings
from mlprep.tui.app import StudyApp
from mlprep.tui.request import AssessRequest
from mlprep.tui.screens.assess.screen import AssessScreen
from mlprep.tui.screens.assess.sitting import SittingScreen
from mlprep.tui.screens.result.screen import ResultScreen


@pytest.fixture
def world(learner: Learner) -> Learner:
    write_world(learner.paths.settings.parent)
    with learner.workspace() as workspace:
        workspace.refresh_library()
        set_up(workspace, {"background": "listener", "role": "composer"})
    return learner


def sitting(app: StudyApp) -> SittingScreen:
    assert isinstance(app.screen, SittingScreen)
    return app.screen


def question(app: StudyApp) -> Asked:
    asked = sitting(app).session.asked
    assert asked is not None
    return asked


def record(app: StudyApp) -> SittingRecord:
    return read_sittings(app.workspace)[-1]


async def begin(pilot: Pilot[int]) -> None:
    """Go from Today into a quick sitting without ratings."""
    await settle(pilot)
    await pilot.press("a", "1", "s")
    await pilot.pause()


async def until(pilot: Pilot[int], learner: Learner, wanted: Callable[[Asked], bool]) -> Asked:
    """Say "I don't know" until a question of a kind is asked."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    for _ in range(30):
        asked = question(app)
        if wanted(asked):
            learner.clock.advance(minutes=1)
            return asked
        learner.clock.advance(minutes=1)
        sitting(app)._last_answer = 0.0
        sitting(app).action_dont_know()
    raise AssertionError("no such question was asked")


async def test_a_sitting_does_without_keys_that_were_taken_away(
    world: Learner, open_app: OpenApp
) -> None:
    world.config('[keymap]\n"sitting.sure" = []\n"sitting.unsure" = []\n')
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        assert sitting(app).view is not None


@pytest.mark.usefixtures("world")
async def test_ratings_come_first_one_key_each_and_can_be_corrected(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("a")
        assert "first rate yourself: 4 terms" in shown(app)
        await pilot.press("1")
        assert "1 of 4" in shown(app)
        await pilot.press("3", "4", "backspace")
        assert "2 of 4" in shown(app)
        await pilot.press("0", "escape")
        assert "Begin" in shown(app)
        assert not read_sittings(app.workspace), "who goes back is not asked anything"
        await pilot.press("1")
        ratings = read_ratings(app.workspace)
        assert sorted(ratings.values()) == [0, 3]
        assert "Question 1 of 20" in shown(app)


async def test_a_typed_answer_has_its_unit_beside_it_and_says_nothing_of_right(
    world: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        asked = await until(pilot, world, lambda one: one.is_typed)
        await pilot.pause()
        assert app.focused is app.screen.query_one("#typed", Input)
        assert panel(app, "unit").strip() == "Hz"
        assert asked.item.typed is not None
        await pilot.press(*f"{asked.item.typed.answer} Hz", "f2", "enter")
        given = record(app).given[-1].response
        assert given.outcome is Outcome.RIGHT
        assert given.sure is True
        assert given.seconds == 60
        text = shown(app).casefold()
        for word in ("right", "wrong", "correct", "✓", "✗"):
            assert word not in text


async def test_options_are_picked_by_digit_or_arrow_and_enter_answers(
    world: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        asked = await until(pilot, world, lambda one: not one.is_typed)
        before = len(record(app).given)
        await pilot.pause(0.2)
        await pilot.press("enter")
        assert "Pick an option, or say that you don't know" in panel(app, "message")
        await pilot.press("9")
        assert panel(app, "message") == "No option has the number 9."
        assert len(record(app).given) == before
        key = asked.options.index("good")
        other = (key + 1) % 4
        await pilot.press(str(other + 1), *(["up"] if other else ["down"] * key))
        assert f"▸  {key + 1}  good" in shown(app)
        await pilot.press("minus")
        assert "You are not sure." in shown(app)
        await pilot.press("enter")
        given = record(app).given[-1].response
        assert given.outcome is Outcome.RIGHT
        assert given.sure is False


async def test_zero_and_ctrl_n_say_i_dont_know(world: Learner, open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        await until(pilot, world, lambda one: not one.is_typed)
        await pilot.press("2", "0")
        assert "▸● 0  I don't know" in shown(app)
        assert "● 2" not in shown(app)
        await pilot.press("enter")
        assert record(app).given[-1].response.outcome is Outcome.DONT_KNOW
        count = len(record(app).given)
        await until(pilot, world, lambda one: one.is_typed)
        await pilot.pause(0.2)
        await pilot.press("ctrl+n")
        assert len(record(app).given) > count
        assert record(app).given[-1].response.outcome is Outcome.DONT_KNOW


async def test_pausing_and_a_lost_program_both_go_on_at_the_same_question(
    world: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        for _ in range(3):
            world.clock.advance(minutes=1)
            await pilot.press("ctrl+n")
            await pilot.pause(0.2)
        waiting = question(app).item.id
        await pilot.press("escape")
        await pilot.pause()
        assert "A sitting waits, 3 answers so far" in shown(app)
    second = open_app()
    async with second.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("a")
        assert "Go on: quick sitting, 3 answers so far" in shown(second)
        await pilot.press("enter")
        assert "Question 4 of 20" in shown(second)
        assert question(second).item.id == waiting
        # The program is lost here, with a question on show.
    third = open_app()
    async with third.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("a", "enter")
        assert question(third).item.id == waiting


async def test_the_last_answer_leads_to_the_result_with_every_answer_explained(
    world: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        for _ in range(20):
            world.clock.advance(minutes=1)
            sitting(app)._last_answer = 0.0
            sitting(app).action_dont_know()
        await pilot.pause()
        assert isinstance(app.screen, ResultScreen)
        text = shown(app)
        assert "Done: quick sitting, 20 answers count" in text
        assert "20 not known" in text
        assert "Your gaps to a composer" in text
        assert "levels short of" in text


async def test_answers_too_fast_to_count_are_told_apart(world: Learner, open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        wrong = "nonsense" if question(app).is_typed else ""
        sitting(app).session.answer(typed=wrong, picked=[] if wrong else [0])
        world.clock.advance(minutes=1)
        sitting(app).action_dont_know()
        await pilot.press("escape", "a")
        await pilot.pause()
        assert "Go on: quick sitting, 1 answer so far" in shown(app)
        await pilot.press("end", "up", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ResultScreen)
        assert "1 answer counts" in shown(app)
        assert "✗ 0 wrong   ? 1 not known   1 too fast to count" in panel(app, "head")
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        assert "1 too fast to count" in panel(app, "head").splitlines()


async def test_a_sitting_can_be_ended_early_or_thrown_away(
    world: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        world.clock.advance(minutes=1)
        await pilot.press("ctrl+n", "escape", "a", "end", "enter", "y")
        await pilot.pause()
        assert record(app).discarded
        assert "Discarded" in panel(app, "message")
        await pilot.press("1")
        await pilot.pause()
        if not isinstance(app.screen, SittingScreen):
            await pilot.press("s")
        world.clock.advance(minutes=1)
        await pilot.pause(0.2)
        await pilot.press("ctrl+n", "escape", "a", "end", "up", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ResultScreen)
        assert record(app).ended == "finished"


@pytest.mark.usefixtures("world")
async def test_a_focus_asks_about_nothing_else(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("a", "f")
        assert "Ask about" in shown(app)
        await pilot.press("down", "down", "space", "enter")
        assert "Asked about   Rhythm" in shown(app)
        await pilot.press("1", "s")
        await pilot.pause()
        assert record(app).begun.focus == ("rhythm",)
        assert question(app).item.topic == "rhythm"


@pytest.mark.usefixtures("learner")
async def test_nothing_to_ask_is_said_in_a_sentence(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("a", "1")
        await pilot.pause()
        assert isinstance(app.screen, AssessScreen)
        told = [note.message for note in app._notifications]
        assert any("no" in one.casefold() for one in told)


async def test_a_question_with_brackets_and_maths_is_text(
    world: Learner, open_app: OpenApp
) -> None:
    bank = world.paths.assessments / "banks" / "harmony.toml"
    hostile = bank.read_text("utf-8").replace("What is ", "[/b] [CLS] $x^2$ is ")
    for name in ("harmony", "rhythm", "colour"):
        bank.with_name(f"{name}.toml").write_text(hostile.replace("harmony", name), "utf-8")
    world.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        assert "[/b] [CLS] x² is" in shown(app)


async def test_a_check_up_left_in_the_middle_is_taken_up_as_one(
    world: Learner, open_app: OpenApp
) -> None:
    with world.workspace() as workspace:
        session = open_check_up(workspace, "rhythm")
        session.next()
        world.clock.advance(minutes=1)
        session.answer(dont_know=True)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("a")
        assert "Go on: check-up on Rhythm, 1 answer so far" in shown(app)
        assert "Quick" in shown(app)
        await pilot.press("enter")
        assert "Check-up, question 2 of 4" in shown(app)
        for _ in range(3):
            world.clock.advance(minutes=1)
            sitting(app)._last_answer = 0.0
            sitting(app).action_dont_know()
        await pilot.pause()
        assert isinstance(app.screen, ResultScreen)


async def test_a_click_picks_an_option(world: Learner, open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        await until(pilot, world, lambda one: not one.is_typed)
        await pilot.pause()
        await pilot.click("#options", offset=(8, 2))
        assert "▸● 3" in shown(app)
        await pilot.press("f1")
        assert "Keys: sitting" in shown(app)


async def test_several_keys_are_toggled_and_dont_know_excludes_them(
    world: Learner, open_app: OpenApp
) -> None:
    banks = world.paths.assessments / "banks"
    for name in ("harmony", "rhythm", "colour"):
        bank = banks / f"{name}.toml"
        bank.write_text(bank.read_text("utf-8").replace("key = 0", "key = [0, 1]"), "utf-8")
    world.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        asked = await until(pilot, world, lambda one: not one.is_typed)
        assert asked.several
        await pilot.press("1", "0")
        assert "■" not in shown(app).replace("▸■ 0", "")
        good, bad = (asked.options.index(one) for one in ("good", "bad"))
        await pilot.press(str(good + 1), str(bad + 1))
        assert shown(app).count("■") == 2
        await pilot.pause(0.2)
        await pilot.press("enter")
        assert record(app).given[-1].response.outcome is Outcome.RIGHT


async def test_the_command_opens_the_sitting_and_pausing_leads_to_today(world: Learner) -> None:
    request = AssessRequest(names=("rhythm",), length="quick", ratings=False)
    app = StudyApp(world.workspace, start="assess", arguments=(request,))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.pause()
        assert question(app).item.topic == "rhythm"
        await pilot.press("escape")
        await pilot.pause(0.1)
        assert "A sitting waits, 0 answers so far" in shown(app)
    app.close_workspace()


async def test_answers_too_fast_to_count_are_marked_in_the_list(
    world: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        for seconds in (0.5, 60):
            asked = question(app)
            world.clock.advance(minutes=seconds / 60)
            if asked.is_typed:
                sitting(app).session.answer(typed="1")
            else:
                sitting(app).session.answer(picked=[0])
        sitting(app).session.finish()
        app.switch_screen(ResultScreen(record(app).id))
        await settle(pilot)
        rows = [line for line in shown(app).splitlines() if re.match(r"\W*\d+ [✓✗]", line)]
        assert len(rows) == 2
        assert ["not counted" in row for row in rows] == [True, False]
