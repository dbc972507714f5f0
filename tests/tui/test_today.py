import pytest
from tests.tui.tuikit import CHOICE, DECK, SIZE, Learner, OpenApp, panel, settle, shown

from mlprep.domain.ids import UnitId
from mlprep.store.errors import HistoryLocked
from mlprep.study.review import browsing
from mlprep.study.today import today
from mlprep.study.workspace import Workspace
from mlprep.tui.screens.decks.problems import ProblemList
from mlprep.tui.screens.decks.screen import DecksScreen
from mlprep.tui.screens.review.screen import ReviewScreen
from mlprep.tui.screens.today.screen import TodayScreen
from mlprep.tui.screens.today.text import activity


async def test_the_first_frame_comes_from_the_warm_cache(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    looked = []
    monkeypatch.setattr(Workspace, "refresh_library", lambda _self: looked.append(1))
    app = open_app()
    async with app.run_test(size=SIZE):
        assert "1 card for today" in shown(app)
        assert "Attention" in shown(app)


async def test_a_cold_cache_says_that_decks_are_read_and_then_shows_them(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        first = panel(app, "headline")
        await settle(pilot)
        assert "Reading decks" in first or "1 card" in first
        assert "1 card for today" in shown(app)
        assert not app._notifications, "on the first look everything is new, which is no news"
        assert list(learner.paths.backups.iterdir())


async def test_a_month_of_one_week_leaves_its_room_to_the_next(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        (months,) = (line for line in shown(app).splitlines() if "  Oct " in line)
        assert months.split()[-6:] == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
        assert "May" not in months


def test_what_is_remembered_is_said_in_every_width(learner: Learner) -> None:
    learner.deck(DECK)
    learner.read_decks()
    with learner.workspace() as workspace:
        seen = today(workspace)
    for width in range(28, 60):
        told = activity(seen, width, bar_rows=1).plain
        assert "no reviews yet" in told, width
        assert "0 due so far" in told, "reviews of cards to come are not among them"


async def test_no_decks_says_where_to_put_one(learner: Learner, open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "There are no cards yet." in shown(app)
        assert str(learner.paths.decks)[:30] in panel(app, "headline").replace("\n", "")


async def test_nothing_due_says_what_comes_next(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter", "space", "4", "q")
        text = shown(app)
        assert "Nothing is due." in text
        assert "1 answer" in text
        assert "c Cram" in text
        await pilot.press("u")
        assert "1 card for today" in shown(app)
        assert 'Undid: Easy on "Why divide' in panel(app, "message")


async def test_the_demonstration_says_that_it_is_one(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(demo=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "demo: a made-up learner" in shown(app)


async def test_problems_in_decks_are_counted_and_shown(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.deck('[deck]\ntitle = "Bad [/b]"\n[[card]]\nfrnt = "x"\n', "bad.toml")
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "in the deck files" in panel(app, "decks")
        await pilot.press("p")
        assert "bad.toml:" in shown(app)


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (200, 60)])
async def test_no_line_is_cut_off_at_any_size(
    learner: Learner, open_app: OpenApp, size: tuple[int, int]
) -> None:
    learner.deck(DECK)
    learner.deck(CHOICE, "choice.toml")
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for name in ("top", "headline", "decks", "activity"):
            widget = app.screen.query_one(f"#{name}")
            lines = panel(app, name).split("\n")
            assert all(len(line) <= widget.content_size.width for line in lines), name
        assert "2 cards for today" in shown(app)
        assert "q Quit" in shown(app)


@pytest.mark.parametrize("size", [(39, 24), (80, 11), (5, 3)])
async def test_a_tiny_terminal_gets_one_sentence(
    learner: Learner, open_app: OpenApp, size: tuple[int, int]
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "mlp" in shown(app)
        assert "cards for today" not in shown(app)
        assert "Quit" not in shown(app)


async def test_a_doubtful_card_is_asked_about_once(learner: Learner, open_app: OpenApp) -> None:
    path = learner.deck('[deck]\ntitle = "D"\nid = "d"\n[[card]]\nfront = "What is attention in a '
                        'network good for?"\nback = "b"\n[[card]]\nfront = "B?"\nback = "b"\n'
                        '[[card]]\nfront = "C?"\nback = "c"\n')  # fmt: skip
    learner.read_decks()
    with learner.workspace() as workspace:
        cards = [card.id for card in workspace.library.cards()]
        with workspace.library.cache.write() as writing:
            writing.put_gone((f"old-{at}", "d", "Older?") for at in range(3))
        workspace.library.remember_doubts((f"old-{at}", new, 0.6) for at, new in enumerate(cards))
    assert path.exists()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Is this an edited card?" in shown(app)
        assert "What is attention in a network" in shown(app)
        assert "(1 of 3)" in shown(app)
        await pilot.press("n")
        await settle(pilot)
        assert len(app.workspace.library.doubts()) == 2
        await pilot.press("K")
        await settle(pilot)
        assert "Undo takes nothing of it back." in shown(app)
        await pilot.press("n")
        await settle(pilot)
        await pilot.press("N")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert app.workspace.library.doubts() == []
        assert "3 cards for today" in shown(app)


async def test_p_opens_the_list_of_problems_over_the_decks(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.deck('[deck]\ntitle = "Broken"\n[[card]]\nfront = ""\n', "broken.toml")
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("p")
        await settle(pilot)
        opened = [type(screen) for screen in app.screen_stack[1:]]
        assert opened == [DecksScreen, ProblemList]
        await pilot.press("q", "q")
        assert "for today" in shown(app)


async def test_an_undo_that_cannot_be_recorded_is_said(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)

        def locked() -> None:
            raise HistoryLocked("Another program writes the history.")

        monkeypatch.setattr(app.workspace.history, "undo", locked)
        await pilot.press("u")
        await pilot.pause()
        assert "Another program writes" in str([one.message for one in app._notifications])


async def test_ten_minutes_and_more_today_are_one_key_each(
    learner: Learner, open_app: OpenApp
) -> None:
    cards = "".join(f'[[card]]\nid = "n-{n}"\nfront = "{n}?"\nback = "So."\n' for n in range(9))
    learner.deck(f'[deck]\ntitle = "Numbers"\n{cards}')
    learner.read_decks()
    with learner.workspace() as workspace:
        workspace.change_setting("new_per_day", 1)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("t")
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.minutes == 10
        await pilot.press("space", "4", "q")
        assert "Nothing is due." in shown(app)
        await pilot.press("m")
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.progress.new == 8


async def test_a_page_left_open_shows_the_next_day_and_what_others_recorded(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TodayScreen, "LOOK_SECONDS", 0.05)
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Saturday 21 November" in shown(app)
        learner.clock.advance(days=1)
        await pilot.pause(0.3)
        assert "Sunday 22 November" in shown(app)
        with learner.workspace() as other:
            browsing.suspend(other, [UnitId("scaling")], on=True)
        await pilot.pause(0.3)
        assert "Nothing is due." in shown(app)
        looks: list[int] = []
        monkeypatch.setattr(app.screen, "reload", lambda: looks.append(1))
        await pilot.pause(0.3)
        assert not looks
