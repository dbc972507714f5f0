import pytest
from tests.tui.tuikit import SIZE, Learner, OpenApp, panel, settle, shown
from tests.unit.study.sittingkit import sit, write_world

from mlprep.study.measuring.asked import Asked
from mlprep.study.measuring.self_rating import RatingRound
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.measuring.sitting import open_sitting
from mlprep.study.plan.wishes import topic_choices
from mlprep.study.review.asking import asked_for
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.assess.sitting import SittingScreen
from mlprep.tui.screens.profile.screen import ProfileScreen
from mlprep.tui.screens.profile.topic import TopicScreen
from mlprep.tui.screens.result.screen import ResultScreen
from mlprep.tui.screens.review.screen import ReviewScreen
from mlprep.tui.screens.today.picking import TopicPicker


def knows_colours(asked: Asked) -> bool:
    return asked.item.topic == "colour"


@pytest.fixture
def measured(learner: Learner) -> Learner:
    """A composer to be, who knows colours only, after a quick sitting."""
    write_world(learner.paths.settings.parent)
    with learner.workspace() as workspace:
        workspace.refresh_library()
        set_up(workspace, {"background": "listener", "role": "composer"})
        rounds = RatingRound(workspace)
        while rounds.term is not None:
            rounds.rate(1)
        sit(open_sitting(workspace, (), "quick"), learner.clock, knows_colours)
    return learner


def rows(app: StudyApp) -> str:
    assert isinstance(app.screen, ProfileScreen)
    panels = app.screen.rows.query("Panel").results()
    return "\n".join(str(one.render()) for one in panels)


@pytest.mark.usefixtures("measured")
async def test_today_names_the_gaps_and_the_profile_says_what_to_do_first(
    open_app: OpenApp,
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Levels short of a composer: Harmony" in shown(app)
        await pilot.press("f")
        text = shown(app)
        assert "Profile against  Composer, mid" in text
        assert "Begin here: these three come to about" in text
        assert "▸  1 Harmony" in text
        assert "levels short of 4.0" in text
        assert "below" in text
        assert "● measured" in text
        assert "20 questions, ±" in text


@pytest.mark.usefixtures("measured")
async def test_the_bars_carry_estimate_interval_and_what_is_asked(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "o")
        line = next(one for one in rows(app).split("\n") if "  Harmony" in one and "●" in one)
        assert "▲" in line
        assert "┤" in line
        assert " 4.0 " in line
        assert "below" in line


@pytest.mark.usefixtures("measured")
async def test_another_role_redraws_at_once_and_is_taken_with_one_key(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "r", "2")
        text = shown(app)
        assert "Profile against  Painter, mid" in text
        assert "1 Colour" in text
        assert "yours is Composer, mid" in text
        assert app.workspace.settings.role == "composer"
        await pilot.press("v")
        assert "Painter, senior" in shown(app)
        await pilot.press("r", "1")
        assert "Composer, senior" in shown(app)
        assert "K takes this aim; yours is Composer, mid" in shown(app), "another seniority, too"
        await pilot.press("r", "2", "K")
        assert app.workspace.settings.role == "painter"
        assert app.workspace.settings.seniority == "senior"
        assert "Your aim: Painter, senior." in panel(app, "message")


@pytest.mark.usefixtures("measured")
async def test_an_area_opens_its_topics_and_a_topic_says_what_it_needs(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "enter")
        assert isinstance(app.screen, TopicScreen)
        text = shown(app)
        assert "levels short of the 4.0" in text
        assert "You rated yourself: heard of it." in text
        assert "3 cards" in text
        assert "Answered questions" in text


@pytest.mark.usefixtures("measured")
async def test_study_now_opens_a_review_of_that_topic(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "s")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.request.names == ("harmony",)
        assert "Harmony" in shown(app)


@pytest.mark.usefixtures("measured")
async def test_an_answer_is_explained_and_its_card_comes_into_the_queue(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "x")
        screen = app.screen
        assert isinstance(screen, ResultScreen)
        at = next(i for i, one in enumerate(screen.view.items) if one.cards)
        for _ in range(at):
            screen.action_move("down")
        await pilot.press("enter")
        text = shown(app)
        assert "Right is" in text
        assert "So it is." in text
        assert "t studies the card today" in text
        await pilot.press("t")
        topic = screen.view.items[at].topic
        assert any(unit.startswith(f"{topic}-card") for unit in asked_for(app.workspace))
        assert "In today's queue" in shown(app)
        await pilot.press("u")
        assert not asked_for(app.workspace)
        await pilot.press("escape")
        assert "The answers, each explained" in shown(app)


@pytest.mark.usefixtures("measured")
async def test_options_are_explained_one_by_one(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "x")
        screen = app.screen
        assert isinstance(screen, ResultScreen)
        at = next(i for i, one in enumerate(screen.view.items) if one.options)
        for _ in range(at):
            screen.action_move("down")
        await pilot.press("enter")
        text = shown(app)
        assert "✓        good" in text
        for why in ("no: b", "no: c", "no: d"):
            assert why in text


@pytest.mark.usefixtures("measured")
async def test_a_topic_is_asked_alone_from_its_page(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "enter", "a")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, SittingScreen)
        assert app.screen.session.record.begun.focus == ("harmony",)


@pytest.mark.usefixtures("measured")
async def test_two_columns_show_bars_and_what_to_do_beside_them(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        await pilot.press("f")
        text = shown(app)
        assert "− Music" in text
        assert "Begin here" in text
        assert "Self-rating against measured" in text
        assert "Sittings; enter explains the answers" in text
        await pilot.press("enter")
        assert isinstance(app.screen, TopicScreen)


async def test_before_any_answer_it_says_so_and_how_to_begin(
    learner: Learner, open_app: OpenApp
) -> None:
    write_world(learner.paths.settings.parent)
    learner.config('[keymap]\n"profile.assess" = "b"\n"profile.role" = "ctrl+l"\n')
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await pilot.press("f")
        text = shown(app)
        assert "Press b to be asked" in text
        assert "Nothing was measured yet" in text
        assert "Choose a role with ctrl+l" in text


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (200, 60)])
@pytest.mark.parametrize("theme", ["mlprep-light", "ansi-dark"])
async def test_every_screen_stands_at_every_size_whatever_the_titles(
    measured: Learner, open_app: OpenApp, size: tuple[int, int], theme: str
) -> None:
    areas = measured.paths.assessments / "areas.toml"
    areas.write_text(
        areas.read_text("utf-8").replace('title = "Harmony"', 'title = "[/b] [CLS] Harmony"'),
        "utf-8",
    )
    measured.read_decks()
    app = open_app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.theme = theme
        await pilot.press("f", "enter")
        assert isinstance(app.screen, TopicScreen)
        assert "[/b] [CLS] Harmony" in shown(app)
        await pilot.press("end", "q", "x", "enter", "n", "q", "q", "o", "end", "q")
        await pilot.press("a", "w", "1", "q", "f", "space", "enter", "q", "S", "3", "q")
        assert "mlprep" in shown(app)


@pytest.mark.usefixtures("measured")
async def test_a_topic_is_pinned_put_off_and_left_out_with_one_key(
    learner: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "enter")
        assert isinstance(app.screen, TopicScreen)
        assert "in the plan" in shown(app)
        for key, told in (("p", "pinned"), ("-", "skipped"), ("z", "postponed until")):
            await pilot.press(key)
            await settle(pilot)
            assert told in panel(app, "message")
            assert panel(app, "message").endswith("(u undoes it)")
        assert "Not in the plan: postponed until" in shown(app)
        await pilot.press("u", "u", "u")
        await settle(pilot)
        assert "Not in the plan" not in shown(app)
    with learner.workspace() as workspace:
        assert topic_choices(workspace) == {}


@pytest.mark.usefixtures("measured")
async def test_today_says_which_gap_the_new_cards_close_and_offers_one_topic(
    open_app: OpenApp,
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "levels under what a composer needs" in " ".join(shown(app).split())
        await pilot.press("o")
        await settle(pilot)
        assert isinstance(app.screen, TopicPicker)
        await pilot.press("escape", "o", "enter")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        first = app.screen.session.scope.topics
        assert len(first) == 1
        assert "New to you" in panel(app, "reason")
