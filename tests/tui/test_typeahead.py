"""Keys and texts that arrive together with the one that opens a field are text."""

import tomllib

from tests.tui.tuikit import DECK, SIZE, Learner, OpenApp, review, settle, shown
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from mlprep.domain.ids import UnitId
from mlprep.tui.screens.decks.screen import DecksScreen
from mlprep.tui.screens.newcard.screen import NewCardScreen

NAMES = {"/": "slash", "@": "at", " ": "space", "\r": "enter", "\t": "tab"}


def burst(pilot: Pilot[int], text: str) -> None:
    """Send keys as one read of the terminal brings them."""
    for one in text:
        pilot.app.post_message(events.Key(NAMES.get(one, one), one))


async def test_a_burst_behind_the_slash_is_what_is_searched(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.open_screen("decks")
        await settle(pilot)
        burst(pilot, "/@d")
        burst(pilot, "ocker -r")
        await settle(pilot)
        burst(pilot, "s")
        await settle(pilot)
        assert isinstance(app.screen, DecksScreen)
        assert app.screen.query_one("#query", Input).value == "@docker -rs"
        assert isinstance(app.focused, Input)
        assert app.workspace.history.undo_label() is None


async def test_a_burst_from_today_opens_the_search_and_nothing_else(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        burst(pilot, "/docker")
        app.post_message(events.Paste(" pasted\n"))
        app.post_message(events.Key("backspace", None))
        await settle(pilot)
        assert isinstance(app.screen, DecksScreen)
        assert app.screen.query_one("#query", Input).value == "docker paste"
        await pilot.press("escape")
        await settle(pilot)
        assert not app.screen.has_class("-searching")
        await pilot.press("q")
        assert not isinstance(app.screen, DecksScreen)


async def test_a_burst_behind_the_key_for_a_new_card_is_its_front(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        burst(pilot, "nq@ a\r")
        await settle(pilot)
        burst(pilot, "b\tc")
        await settle(pilot)
        burst(pilot, "\twhy\r2\ra, b\rsource")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, NewCardScreen)
        assert app.screen.fields.is_empty
        assert app.workspace.history.undo_label() is None
    added = (learner.paths.decks / "deck.toml").read_text(encoding="utf-8")
    fields = tomllib.loads(added)["card"][-1]
    assert fields.pop("id").startswith("c-")
    assert fields == {
        "front": "q@ a\nb", "back": "c", "why": "why", "level": 2, "tags": ["a", "b"],
        "sources": ["source"],
    }  # fmt: skip


async def test_a_burst_behind_a_key_that_asks_is_the_answer(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        burst(pilot, "f2")
        await settle(pilot)
        assert app.screen is review(app)
        assert app.workspace.history.state(UnitId("scaling")).flag == 2
        burst(pilot, "rtypo: f3")
        await settle(pilot)
        assert app.screen.query_one(Input).value == "typo: f3"
        assert app.screen.query_one(Input).has_focus
        await pilot.press("escape")
        burst(pilot, "d12\r")
        await settle(pilot)
        assert app.workspace.history.state(UnitId("scaling")).due_day == app.workspace.today + 12


async def test_a_question_that_stops_a_slip_is_not_answered_by_the_same_burst(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        burst(pilot, "Ry")
        await settle(pilot)
        assert "Forget this card's schedule?" in shown(app)
        await pilot.press("n")
        assert app.screen is review(app)
