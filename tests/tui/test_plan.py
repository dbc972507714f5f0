"""The weeks ahead on the screen: simulated beside it, other minutes taken with one key."""

import threading
from dataclasses import replace

import pytest
from tests.tui.tuikit import SIZE, Learner, OpenApp, panel, settle, shown
from tests.unit.study.plankit import write_plan_world
from textual.widgets import Input

from mlprep.study.measuring.setting_up import set_up
from mlprep.study.plan import weeks as plan_module
from mlprep.study.plan.wishes import TopicChoice, topic_choices
from mlprep.text.lines import cell_width
from mlprep.tui import themes
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.plan.screen import PlanScreen
from mlprep.tui.screens.plan.text import WITH_DATE, comparison
from mlprep.tui.screens.profile.topic import TopicScreen


@pytest.fixture
def composer(learner: Learner) -> Learner:
    """A composer to be, with three decks and a date."""
    write_plan_world(learner.paths.settings.parent, cards=12)
    with learner.workspace() as workspace:
        workspace.refresh_library()
        set_up(workspace, {"background": "listener", "role": "composer",
                           "minutes_per_day": 15, "target_date": "2027-02-01"})  # fmt: skip
    return learner


def screen(app: StudyApp) -> PlanScreen:
    assert isinstance(app.screen, PlanScreen)
    return app.screen


def body(app: StudyApp) -> str:
    """Every row of the list that has the keys, also those scrolled away."""
    return "\n".join(line.text.plain for line in screen(app).rows.lines(SIZE[0]))


@pytest.mark.usefixtures("composer")
async def test_the_weeks_open_from_today(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        text = shown(app)
        assert "By 1 Feb 2027 towards Composer:" in text
        assert "Minutes a day, week by week" in text
        assert "█" in text
        assert "▲ your date" in text
        rows = body(app)
        assert rows.index("What if") < rows.index("Topics in their order")
        assert "15 min (yours)" in rows
        assert "Check-up on Harmony" in rows
        assert "Recall is forecast, your level is not" in rows.replace("\n", " ")


@pytest.mark.usefixtures("composer")
async def test_other_minutes_are_taken_with_one_key_and_taken_back(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        assert screen(app).rows.cursor == "option:2"
        await pilot.press("enter")
        assert "These are your minutes already" in shown(app)
        await pilot.press("1")
        await settle(pilot)
        assert app.workspace.settings.minutes_per_day == 10
        assert "10 min (yours)" in body(app)
        await pilot.press("u")
        await settle(pilot)
        assert app.workspace.settings.minutes_per_day == 15
        await pilot.press("down", "enter")
        await settle(pilot)
        assert app.workspace.settings.minutes_per_day == 20


@pytest.mark.usefixtures("composer")
async def test_minutes_new_cards_and_the_date_are_asked_for(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        for key, typed, name, value in (
            ("m", "33", "minutes_per_day", 33),
            ("n", "4", "new_per_day", 4),
            ("t", "2027-03-01", "target_date", "2027-03-01"),
        ):
            await pilot.press(key)
            app.screen.query_one(Input).value = typed
            await pilot.press("enter")
            await settle(pilot)
            assert getattr(app.workspace.settings, name) == value
        assert "33 min (yours)" in body(app)
        assert "By 1 Mar 2027" in shown(app)
        await pilot.press("t")
        for typed, told in (("soon", "2027-01-31"), ("2020-01-01", "2020-01-01 is past")):
            app.screen.query_one(Input).value = typed
            await pilot.press("enter")
            assert told in shown(app)
        await pilot.press("escape")
        assert app.workspace.settings.target_date == "2027-03-01"


@pytest.mark.usefixtures("composer")
async def test_a_topic_is_explained_opened_and_left_out(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        plan = screen(app)
        for _ in range(12):  # past the comparisons
            await pilot.press(*[] if plan.topic else ["down"])
        name = plan.topic
        assert "a composer needs" in panel(app, "why")
        assert "Pin" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, TopicScreen)
        await pilot.press("q", "-")
        await settle(pilot)
        assert topic_choices(app.workspace)[name].choice is TopicChoice.SKIP
        assert ": skipped" in body(app)
        await pilot.press("u")
        await settle(pilot)
        assert topic_choices(app.workspace) == {}
        assert ": skipped" not in body(app)


@pytest.mark.usefixtures("composer")
async def test_another_recall_is_taken_and_taken_back(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        plan = screen(app)
        assert "What if: desired recall" in body(app)
        for _ in range(12):
            at_last = plan.rows.cursor == "retention:1"
            await pilot.press(*[] if at_last else ["down"])
        assert "Take" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.workspace.settings.desired_retention == 0.8
        assert "You aim to recall 80%" in shown(app)
        await pilot.press("u")
        await settle(pilot)
        assert app.workspace.settings.desired_retention == 0.9


@pytest.mark.usefixtures("composer")
async def test_the_plot_shows_cards_too(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        await pilot.press("v")
        assert "Cards recalled, of" in shown(app)
        await pilot.press("v")
        assert "Minutes a day, week by week" in shown(app)


@pytest.mark.usefixtures("composer")
async def test_the_screen_answers_while_the_weeks_are_simulated_and_leaving_stops_it(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The simulation waits in its thread until the screen has shown how far it is."""
    entered, asked, real = threading.Event(), threading.Event(), plan_module.plan_ahead

    def slow(*args: object, **kwargs: object) -> object:
        stop, heard = kwargs["cancelled"], kwargs["heard"]
        heard(40, 100)  # type: ignore[operator]  # as the screen gives it
        entered.set()
        while not stop():  # type: ignore[operator]  # as the screen gives it
            asked.wait(0.01)
        return real(*args, **kwargs)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(plan_module, "plan_ahead", slow)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        while not entered.is_set():
            await pilot.pause()
        await pilot.pause()
        assert "Simulating the weeks ahead: 40%" in shown(app)
        plan = screen(app)
        await pilot.press("q")
        await settle(pilot)
        assert app.screen is not plan
        assert plan.view is None


@pytest.mark.usefixtures("composer")
@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (120, 40), (200, 60)])
async def test_every_size_is_readable(open_app: OpenApp, size: tuple[int, int]) -> None:
    app = open_app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        text = shown(app)
        assert "towards Composer" in text
        assert "│" in text or size == (40, 12)
        assert all(cell_width(line) <= size[0] for line in text.split("\n"))
        assert "Topics in their order" in text or size[0] < 120
        await pilot.press("tab", "down", "end", "home")
        assert isinstance(app.screen, PlanScreen)


@pytest.mark.usefixtures("composer")
async def test_the_comparison_cuts_no_date(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        view = screen(app).view
        assert view is not None
        latest = replace(view.ahead.options[0], all_learned_on=None)
        late = view._replace(ahead=replace(view.ahead, retentions=(latest,)))
        for width in range(44, 90):
            row = list(comparison(late, width))[-1].text.plain
            assert row.endswith("not in a year" if width >= WITH_DATE else f"/{latest.topics}")


@pytest.mark.usefixtures("composer")
async def test_every_theme_draws_it(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        for name in themes.CYCLE:
            app.theme = name
            await pilot.pause()
            assert "Minutes a day" in shown(app)


async def test_an_empty_home_says_what_to_do(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        assert "There are no cards to plan with yet" in shown(app)
        await pilot.press("enter", "1", "p", "s", "v", "down")
        assert isinstance(app.screen, PlanScreen)


async def test_without_a_role_it_says_where_to_begin(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(
        '[deck]\ntitle = "[/b] [CLS]"\nid = "hostile"\n[[card]]\nfront = "a"\nback = "b"\n'
    )
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        assert "No role is chosen" in shown(app)
        assert "[/b] [CLS] (deck)" in body(app)
        screen(app).action_move("end")
        await pilot.press("p", "enter", "s")
        assert isinstance(app.screen, PlanScreen)
