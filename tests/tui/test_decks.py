"""Decks: browse, search, act on a card, undo, edit, problems; hostile texts stay text."""

from pathlib import Path

import pytest
from tests.tui.tuikit import SIZE, Learner, OpenApp, panel, settle, shown
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from mlprep.domain.facts import FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase
from mlprep.study.review.scope import Scope
from mlprep.study.review.session import ReviewSession
from mlprep.tui.actions import ACTIONS
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.decks import screen
from mlprep.tui.screens.decks.problems import ProblemList
from mlprep.tui.screens.decks.screen import DecksScreen
from mlprep.tui.screens.decks.table import due_text, span
from mlprep.tui.screens.review.screen import ReviewScreen
from mlprep.tui.watching import FileWatch

NETS = r"""
[deck]
title = "Networks"
id = "networks"

[[card]]
id = "relu"
front = "What is `relu(-1)`?"
back = "Zero."
level = 2
tags = ["activation"]

[[card]]
id = "softmax"
front = "Why divide by $\\sqrt{d_k}$?"
back = "It keeps the softmax out of saturation."
reverse = true

[[card]]
id = "gap"
cloze = "BERT masks {{c1::15 %}} of the tokens."
"""

NUMBERS = """
[deck]
title = "Numbers"
id = "numbers"

[[card]]
id = "six"
front = "Six times seven?"
answer = 42
"""

HOSTILE = (
    '[deck]\ntitle = "[/b] [CLS] deck"\nid = "hostile"\n\n'
    '[[card]]\nid = "markup"\nfront = "[CLS] [/b] [link= x[0]"\nback = "[red]not red[/]"\n\n'
    '[[card]]\nid = "ansi"\nfront = "a\\u001b[31mred\\u001b[0m \\u202edlrow\\u202c"\nback = "b"\n\n'
    f'[[card]]\nid = "long"\nfront = "long {"x" * 10_000}"\nback = "{"word " * 2_000}"\n'
)

BROKEN = """
[deck]
title = "Broken"
id = "broken"

[[card]]
id = "fine"
front = "Fine?"
back = "Yes."

[[card]]
front = "No back"
"""


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "SEARCH_SECONDS", 0.01)
    monkeypatch.setattr(screen, "LOOK_SECONDS", 0.01)


async def open_decks(pilot: Pilot[int], *arguments: str) -> DecksScreen:
    """Open the screen and wait until its list stands."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    while app.is_reading:
        await settle(pilot)
    app.open_screen("decks", *arguments)
    await rest(pilot)
    assert isinstance(app.screen, DecksScreen)
    return app.screen


async def rest(pilot: Pilot[int]) -> None:
    """Let the waits for typing and moving run out."""
    await pilot.pause(0.03)
    await settle(pilot)


async def look_for(pilot: Pilot[int], decks: DecksScreen, text: str) -> None:
    """Search as typing does."""
    decks.action_search()
    decks.query_one("#query", Input).value = text
    await rest(pilot)


def titles(decks: DecksScreen) -> list[str]:
    return [decks.table.get_row_at(row)[-1].plain for row in range(decks.table.row_count)]


async def test_the_tree_leads_to_cards_and_the_card_to_its_text(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    learner.deck(NUMBERS, "numbers.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        text = shown(app)
        assert "Your own decks" in text
        assert "Networks" in text
        assert panel(app, "list-head").startswith("Networks  3 cards · 4 new")
        assert titles(decks) == [
            "What is relu(-1)?",
            "Why divide by √(dₖ)?",
            "↔ Why divide by √(dₖ)?",
            "[gap 1] BERT masks 15 % of the…",
        ]
        assert "Zero." in panel(app, "card")
        await pilot.press("j")
        await rest(pilot)
        assert titles(decks) == ["Six times seven?"]
        assert "42" in panel(app, "card")
        await pilot.press("l", "enter")
        assert "Six times seven?" in shown(app)
        assert "Read" in decks.title_of(next(iter(decks._in_footer())))


async def test_searching_lists_what_fits_and_says_what_is_wrong(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    learner.deck(NUMBERS, "numbers.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot, "search")
        assert isinstance(app.focused, Input)
        await look_for(pilot, decks, "softmax")
        assert len(titles(decks)) == 2
        assert "2 cards found" in panel(app, "note")
        await look_for(pilot, decks, "is:nop")
        assert "is:nop is not known; there are new" in panel(app, "note").replace("\n", " ")
        assert len(titles(decks)) == 2
        await look_for(pilot, decks, "tag:activation level")
        assert "No card matches." in shown(app)
        await pilot.press("escape")
        await rest(pilot)
        assert decks.table.row_count == 4
        assert not decks.has_class("-searching")


async def test_suspending_is_seen_at_once_and_undone_by_name(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        await pilot.press("tab", "j", "@")
        state = app.workspace.history.state(UnitId("softmax"))
        assert state.suspended
        assert decks.table.cursor_row == 1
        assert decks.table.get_row_at(1)[0].plain == " susp."
        await pilot.press("u")
        assert 'Undid: Suspended: "Why divide' in panel(app, "message")
        assert not app.workspace.history.state(UnitId("softmax")).suspended
        assert decks.table.get_row_at(1)[0].plain == "   new"
        await pilot.press("ctrl+r")
        assert app.workspace.history.state(UnitId("softmax")).suspended


async def test_mark_flag_bury_due_and_reset_are_facts_of_the_chosen_card(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        decks.go_to("cards")
        decks.action_mark()
        decks.action_bury()
        await pilot.press("f", "3")
        assert titles(decks)[0].startswith("* f3 What is")
        assert decks.table.get_row_at(0)[0].plain == "buried"
        decks.action_bury()
        await pilot.press("d", *"soon", "enter")
        assert "write a number of days" in shown(app)
        app.screen.query_one(Input).value = "7"
        await pilot.press("enter")
        state = app.workspace.history.state(UnitId("relu"))
        assert (state.due_day, state.phase) == (app.workspace.today + 7, Phase.REVIEW)
        await pilot.press("R", "n")
        assert app.workspace.history.state(UnitId("relu")).phase is Phase.REVIEW
        await pilot.press("R", "y")
        state = app.workspace.history.state(UnitId("relu"))
        assert state.phase is Phase.NEW
        assert (state.marked, state.flag) == (True, 3)


async def test_what_is_selected_is_acted_on_together_and_undone_at_once(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    app = open_app()

    def suspended() -> list[str]:
        return [one.unit for one in decks.table.hits if one.state.suspended]

    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        await pilot.press("tab", "space", "space")
        assert [one.startswith("✓ ") for one in titles(decks)] == [True, True, False, False]
        assert panel(app, "list-head") == "Networks  3 cards · 2 selected"
        assert decks.table.cursor_row == 2
        await pilot.press("k", "space", "@")
        assert suspended() == ["relu"]
        await pilot.press("A", "@")
        assert len(suspended()) == 4, "one of them was not, so all of them are"
        await pilot.press("u")
        assert suspended() == ["relu"]
        await pilot.press("A", "A", "R")
        assert "Forget the schedule of 4 cards?" in shown(app)
        await pilot.press("n", "escape")
        assert panel(app, "list-head").startswith("Networks  3 cards · 3 new")
        await pilot.press("f", "2")
        assert [one.state.flag for one in decks.table.hits] == [0, 0, 2, 0]


async def test_everything_found_is_selected_and_another_list_lets_go_of_it(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "PAGE", 2)
    learner.deck(NETS, "networks.toml")
    learner.deck(NUMBERS, "numbers.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot, "search")
        await look_for(pilot, decks, "is:new")
        await pilot.press("enter", "A")
        assert panel(app, "note") == "the first 2 cards found, 5 selected"
        await pilot.press("d", *"3", "enter")
        days = [
            app.workspace.history.state(UnitId(one)).due_day
            for one in ("relu", "softmax", "softmax#rev", "gap#c1", "six")
        ]
        assert days == [app.workspace.today + 3] * 5
        await look_for(pilot, decks, "tag:activation")
        assert panel(app, "note") == "1 card found"
        assert not titles(decks)[0].startswith("✓")


@pytest.mark.parametrize("key", ["s", "c"])
async def test_what_is_found_is_studied(learner: Learner, open_app: OpenApp, key: str) -> None:
    learner.deck(NETS, "networks.toml")
    learner.deck(NUMBERS, "numbers.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot, "search")
        if key == "c":
            met = ReviewSession(app.workspace, Scope(units=frozenset(map(UnitId, ("six", "relu")))))
            while met.next() is not None:
                met.answer(Rating.GOOD)
                met.answer(Rating.GOOD)
                learner.clock.advance(minutes=30)
        await look_for(pilot, decks, "zero activation" if key == "s" else "-is:new")
        await pilot.press("enter", key)
        await settle(pilot)
        review = app.screen
        assert isinstance(review, ReviewScreen)
        asked = set()
        while review.session.showing is not None:
            asked.add(review.session.showing.question.unit)
            review.session.answer(Rating.EASY)
        assert asked == ({"relu"} if key == "s" else {"six", "relu"})
        assert review.session.cram == (key == "c")


async def test_of_what_is_found_the_selected_cards_alone_are_studied(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        (study,) = (one for one in ACTIONS if one.id == "decks.study")
        assert not decks.applies(study)
        await pilot.press("tab", "j", "space", "s")
        await settle(pilot)
        review = app.screen
        assert isinstance(review, ReviewScreen)
        assert review.session.showing is not None
        assert review.session.showing.question.unit == "softmax"
        assert review.session.progress.left == 1


async def test_hostile_texts_are_shown_as_text(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(HOSTILE, "hostile.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        text = shown(app)
        assert "[/b] [CLS] deck" in text
        assert "[CLS] [/b] [link= x[0]" in titles(decks)[0]
        assert "[red]not red[/]" in panel(app, "card")
        await pilot.press("tab", "j")
        assert not set("\x1b\u202e") & set(shown(app) + "".join(titles(decks)))
        await pilot.press("j")
        assert titles(decks)[2].endswith("…")
        assert "xxxx" in panel(app, "card")
        await look_for(pilot, decks, "[CLS]")
        await pilot.press("enter", "enter")
        assert "[link= x[0]" in shown(app)


async def test_problems_are_listed_with_their_place_and_open_in_the_editor(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = learner.deck(BROKEN, "broken.toml")
    opened: list[tuple[Path, int]] = []

    def mend(_app: StudyApp, file: Path, line: int) -> str:
        opened.append((file, line))
        file.write_text(BROKEN.replace("No back", 'Back?"\nback = "Yes.'), encoding="utf-8")
        return ""

    monkeypatch.setattr(StudyApp, "edit_file", mend)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        assert "1 problem" in panel(app, "list-head")
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, ProblemList)
        assert f"{path}:11:1" in panel(app, "told").replace("\n", "")
        await pilot.press("enter")
        await settle(pilot)
        assert opened == [(path, 11)]
        assert app.screen.query_one(DataTable).row_count == 0
        await pilot.press("escape")
        await rest(pilot)
        assert titles(decks) == ["Fine?", "Back?"]
        assert "problem" not in panel(app, "list-head")


async def test_editing_comes_back_to_the_same_row(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = learner.deck(NETS, "networks.toml")
    lines: list[int] = []

    def edit(_app: StudyApp, file: Path, line: int) -> str:
        lines.append(line)
        added = '[[card]]\nid = "first"\nfront = "First?"\nback = "1"\n\n[[card]]\nid = "relu"'
        file.write_text(NETS.replace('[[card]]\nid = "relu"', added), encoding="utf-8")
        return ""

    monkeypatch.setattr(StudyApp, "edit_file", edit)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        await pilot.press("tab", "j", "e")
        await rest(pilot)
        assert lines == [NETS[: NETS.index('[[card]]\nid = "softmax"')].count("\n") + 1]
        assert path.read_text(encoding="utf-8").count("[[card]]") == 4
        assert decks.chosen is not None
        assert (decks.chosen.unit, decks.table.cursor_row) == ("softmax", 2)


async def test_enter_reviews_the_deck_and_the_counts_follow(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    learner.deck(NUMBERS, "numbers.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await open_decks(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        showing = app.screen.session.showing
        assert showing is not None
        assert showing.question.card.deck == "networks"
        assert app.screen.session.progress.left == 3
        app.screen.reveal()
        await pilot.press("4", "q", "q")
        await rest(pilot)
        assert shown(app).startswith(" Decks")
        assert panel(app, "list-head").startswith("Networks  3 cards · 3 new")


async def test_no_decks_says_where_they_go(learner: Learner, open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await open_decks(pilot)
        assert "There are no decks yet." in shown(app)
        assert str(learner.paths.decks)[:30] in panel(app, "empty").replace("\n", "")
        await pilot.press("enter", "e", "@", "i", "tab", "j", "l")
        assert isinstance(app.screen, DecksScreen)


async def test_a_narrow_terminal_shows_one_pane_at_a_time(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    app = open_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await open_decks(pilot)
        assert "Networks" in shown(app)
        assert "relu(-1)" not in shown(app)
        await pilot.press("tab")
        assert "What is relu(-1)?" in shown(app)
        assert "Your own decks" not in shown(app)


async def test_a_file_that_changes_on_disk_is_read_by_itself(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(NETS, "networks.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        watch = FileWatch(app)
        app.run_worker(watch.look, thread=True)
        await settle(pilot)
        learner.deck(NETS.replace("What is `relu(-1)`?", "What does ReLU do?"), "networks.toml")
        app.run_worker(watch.look, thread=True)
        await settle(pilot)
        await rest(pilot)
        assert titles(decks)[0] == "What does ReLU do?"


async def test_a_long_list_comes_in_pages(learner: Learner, open_app: OpenApp) -> None:
    cards = "".join(
        f'[[card]]\nid = "many-{n}"\nfront = "Question {n}?"\nback = "{n}"\n' for n in range(520)
    )
    learner.deck(f'[deck]\ntitle = "Many"\nid = "many"\n\n{cards}', "many.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        decks = await open_decks(pilot)
        assert decks.table.row_count == 500
        await pilot.press("tab", "end")
        await settle(pilot)
        assert decks.table.row_count == 520
        decks.action_suspend()
        recorded = app.workspace.history.latest(FactKind.SUSPEND, "many-499")
        assert recorded is not None


def test_when_a_card_is_due_fits_its_column() -> None:
    assert [span(days) for days in (1, 59, 60, 365, 700, 36_500)] == [
        "1 d", "59 d", "2 mo", "12 mo", "1.9 y", "99.9 y",
    ]  # fmt: skip
    from mlprep.domain.units import UnitState

    unit = UnitId("one")
    states = {
        "new": UnitState(unit),
        "susp.": UnitState(unit, suspended=True),
        "buried": UnitState(unit, buried_until=11),
        "step": UnitState(unit, Phase.LEARNING, due_at_ms=5),
        "today": UnitState(unit, Phase.REVIEW, due_day=9),
        "3 d": UnitState(unit, Phase.REVIEW, due_day=13),
    }
    assert {name: due_text(state, 10)[0] for name, state in states.items()} == {
        name: name for name in states
    }
