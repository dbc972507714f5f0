"""The form for a new card: seen while it is written, saved whole into one's own deck."""

from pathlib import Path

import pytest
import tomli
from tests.tui.tuikit import CLOZE, DECK, SIZE, Learner, OpenApp, panel, settle, shown
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from mlprep.formats.card_writing import CardDraft
from mlprep.study.authoring.adding import read_draft
from mlprep.study.content.deck_names import DeckPlace
from mlprep.tui.screens.newcard.draft import Fields, draft_of, missing
from mlprep.tui.screens.newcard.screen import REST_SECONDS, DeckPicker, NewCardScreen

WIDE = (130, 40)


async def open_form(pilot: Pilot[int], *keys: str) -> NewCardScreen:
    await settle(pilot)
    await pilot.press(*(keys or ("n",)))
    await settle(pilot)
    form = pilot.app.screen
    assert isinstance(form, NewCardScreen)
    return form


def fill(form: NewCardScreen, **texts: str) -> None:
    for name, text in texts.items():
        if name in ("front", "back"):
            form.query_one(f"#{name}", TextArea).text = text
        else:
            form.query_one(f"#{name}", Input).value = text


async def rest(pilot: Pilot[int]) -> None:
    await pilot.pause(REST_SECONDS * 1.5)
    await settle(pilot)


async def test_a_card_is_seen_while_it_is_typed_and_saved(
    learner: Learner, open_app: OpenApp
) -> None:
    path = learner.deck(DECK, "attention.toml")
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        form = await open_form(pilot)
        assert "F1 Help   esc Back" in panel(app, "keys")
        await pilot.press(*"Why $", "\\", *"alpha$?")
        await rest(pilot)
        assert "the answer is empty" in panel(app, "note")
        await pilot.press("tab", *"So", "enter", *"it is")
        fill(form, level="3", tags="a, b", sources="A book")
        await rest(pilot)
        assert "Why α?" in shown(app)
        assert panel(app, "note") == ""
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Saved in Attention: attention.toml, line 13." in shown(app)
        assert form.fields == Fields(level="3", tags="a, b", sources="A book")
        assert app.workspace.library.deck_titles == {"attention": "Attention"}
        assert len(app.workspace.library.cards("attention")) == 2
    text = path.read_text(encoding="utf-8")
    assert text.startswith(DECK)
    card = tomli.loads(text)["card"][1]
    assert card.pop("id").startswith("c-")
    assert card == {
        "level": 3, "front": r"Why $\alpha$?", "back": "So\nit is", "tags": ["a", "b"],
        "sources": ["A book"],
    }  # fmt: skip


async def test_every_form_is_shown_and_saved(learner: Learner, open_app: OpenApp) -> None:
    path = learner.deck(DECK, "attention.toml")
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=WIDE) as pilot:
        form = await open_form(pilot)
        await pilot.press("f4")
        fill(form, front="Term", back="Meaning")
        await rest(pilot)
        assert "both ways" in panel(app, "head")
        assert "2 of 2" in panel(app, "card")
        await pilot.press("ctrl+s", "f2")
        fill(form, front="A {{c1::gap}} and {{c2::another}}.")
        await rest(pilot)
        assert not form.query_one("#back").display
        assert "2 of 2" in panel(app, "card")
        await pilot.press("ctrl+s", "f2")
        fill(form, front="Six times seven?", back="42")
        await pilot.press("ctrl+s", "f2")
        fill(form, front="Which are even?", back="one\n* two\n* four")
        await rest(pilot)
        assert "✓ two" in panel(app, "card")
        await pilot.press("ctrl+s")
        await settle(pilot)
    cards = tomli.loads(path.read_text(encoding="utf-8"))["card"][1:]
    for card in cards:
        del card["id"]
    assert cards == [
        {"reverse": True, "front": "Term", "back": "Meaning"},
        {"cloze": "A {{c1::gap}} and {{c2::another}}."},
        {"front": "Six times seven?", "answer": 42},
        {"front": "Which are even?", "options": ["one", "two", "four"], "key": [1, 2]},
    ]


async def test_a_faulty_card_is_not_saved_and_nothing_of_it_is_lost(
    learner: Learner, open_app: OpenApp
) -> None:
    path = learner.deck(DECK, "attention.toml")
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        form = await open_form(pilot)
        await pilot.press("ctrl+s")
        assert "nothing to save" in shown(app)
        fill(form, front="Why?")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Not saved: the answer is empty." in next(iter(app._notifications)).message
        assert form.fields.front == "Why?"
        fill(form, back="So.")
        path.chmod(0o444)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "read-only" in list(app._notifications)[-1].message
        assert form.fields.back == "So."
    assert path.read_text(encoding="utf-8") == DECK


async def test_leaving_asks_before_a_card_is_lost(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        form = await open_form(pilot)
        await pilot.press("escape")
        assert app.screen is not form
        form = await open_form(pilot)
        await pilot.press("q", "escape")
        assert "Leave without saving the card?" in shown(app)
        await pilot.press("n")
        assert form.is_current
        assert form.fields.front == "q"
        await pilot.press("escape", "y")
        await settle(pilot)
        assert not form.is_attached


async def test_a_shipped_deck_is_extended_never_written(
    learner: Learner, open_app: OpenApp
) -> None:
    shipped = learner.paths.data.parent / "shipped" / "decks" / "shipped.toml"
    shipped.write_text(CLOZE, encoding="utf-8")
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=WIDE) as pilot:
        form = await open_form(pilot)
        await pilot.press("f3")
        assert isinstance(app.screen, DeckPicker)
        assert "shipped; you add to it" in shown(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "your part of Gaps" in panel(app, "head")
        fill(form, front="Why?", back="So.")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert len(app.workspace.library.cards("gaps")) == 2
        assert app.workspace.library.problems() == []
    assert shipped.read_text(encoding="utf-8") == CLOZE
    own = learner.paths.decks / "overrides" / "gaps.toml"
    assert tomli.loads(own.read_text(encoding="utf-8"))["deck"]["id"] == "gaps"


async def test_from_decks_it_is_the_deck_under_the_cursor(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK, "attention.toml")
    learner.deck(CLOZE, "gaps.toml")
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await open_form(pilot, "d", "n")
        assert "into Attention" in panel(app, "head")
        await pilot.press("escape", "down")
        form = await open_form(pilot, "n")
        assert "into Gaps" in panel(app, "head")
        assert form.place.path.name == "gaps.toml"


async def test_without_any_deck_the_first_card_begins_one(
    learner: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        form = await open_form(pilot)
        fill(form, front="[b]Why?[/b] [CLS]", back="[/]")
        await rest(pilot)
        assert "[b]Why?[/b] [CLS]" in panel(app, "card")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert app.workspace.library.deck_titles == {"my-cards": "My cards"}
    assert (learner.paths.decks / "my-cards.toml").is_file()


async def test_the_deck_may_change_on_disk_while_the_form_is_open(
    learner: Learner, open_app: OpenApp
) -> None:
    path = learner.deck(DECK, "attention.toml")
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        form = await open_form(pilot)
        fill(form, front="Why?", back="So.")
        learner.deck(DECK.replace("Attention", "More attention") + "# mine\n", "attention.toml")
        app.read_library()
        await settle(pilot)
        assert form.fields.front == "Why?"
        assert "More attention" in panel(app, "head")
        await pilot.press("ctrl+s")
        await settle(pilot)
    text = path.read_text(encoding="utf-8")
    assert "# mine\n" in text
    assert len(tomli.loads(text)["card"]) == 2


@pytest.mark.parametrize("size", [SIZE, (60, 20), (40, 12), (200, 60)])
async def test_it_fits_any_terminal(
    learner: Learner, open_app: OpenApp, size: tuple[int, int]
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=size) as pilot:
        form = await open_form(pilot)
        fill(form, front="Why is it so?", back="For a reason.")
        await rest(pilot)
        screen = shown(app)
        assert "Why is it so?" in screen
        assert "For a reason." in screen
        assert "ctrl+s Save" in screen or "^s Save" in screen


@pytest.mark.parametrize(
    ("fields", "draft"),
    [
        (Fields("basic", "F\n", "B"), CardDraft(front="F", back="B")),
        (Fields("basic", "F", "B", reverse=True), CardDraft(front="F", back="B", reverse=True)),
        (Fields("cloze", "{{c1::a}}", "b", reverse=True), CardDraft(cloze="{{c1::a}}")),
        (Fields("typed", "F", " 4\n2 "), CardDraft(front="F", answer="4 2")),
        (Fields("options", "F", "a\n\n b"), CardDraft(front="F", options=("a", "b"), key=(0,))),
        (Fields("options", "F", "a\n*b"), CardDraft(front="F", options=("a", "b"), key=(1,))),
        (
            Fields("basic", "F", "B", level="2", tags=" a,,b ", sources="x; y", why=" w "),
            CardDraft(front="F", back="B", level=2, tags=("a", "b"), sources=("x", "y"), why="w"),
        ),
    ],
)
def test_fields_make_a_draft(fields: Fields, draft: CardDraft) -> None:
    assert draft_of(fields) == draft


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        (Fields(front="Why?"), ["the answer is empty"]),
        (Fields(back="So."), ["the front is empty: what is asked?"]),
        (Fields(form="typed", front="Why?", back=" "), ["the answer is empty"]),
        (Fields(form="cloze", back="left over"), ["the text is empty"]),
        (Fields(form="options", front="Why?", back="a"),
         ["write two options or more, one a line"]),
        (Fields(form="options", front="Why?", back="* a\na"), ["two options are the same"]),
        (Fields(front="Why?", back="So.", level="x"),
         ["the level is a whole number from 1 to 5, or empty"]),
        (Fields(front="Why?", back="So.", level=" 5 "), []),
        (Fields(form="options", front="Why?", back="a\n\nb"), []),
        (Fields(form="cloze", front="A {{c1::gap}}"), []),
    ],
)  # fmt: skip
def test_the_form_says_in_its_own_words_what_is_missing(
    fields: Fields, wanted: list[str], tmp_path: Path
) -> None:
    assert missing(fields) == wanted
    place = DeckPlace("mine", "Mine", tmp_path / "mine.toml", is_new=True)
    card, problems = read_draft(draft_of(fields), place)
    assert wanted or (card is not None and not problems)
