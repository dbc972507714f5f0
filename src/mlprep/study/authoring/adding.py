"""Write decks of one's own: add a card, rename a deck.  What is there keeps every byte."""

from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.cards import Card
from mlprep.domain.ids import CardId
from mlprep.domain.problems import Problem, Severity
from mlprep.formats.amending import alone, appended, read_original
from mlprep.formats.amending import replace as replace_file
from mlprep.formats.card_writing import CardDraft, card_block, toml_text
from mlprep.formats.decks import parse_deck
from mlprep.formats.files import parse_toml
from mlprep.formats.formatting import Ids, with_ids
from mlprep.formats.identity import content_id
from mlprep.formats.ledger import did_you_mean
from mlprep.formats.writing import WritingError, write_atomic
from mlprep.study.authoring.errors import AuthoringError
from mlprep.study.authoring.tidying import refuse_shipped
from mlprep.study.authoring.titles import refuse_second, sound_title
from mlprep.study.content.deck_names import DeckPlace, find_deck

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Added:
    """A card that was written into a file."""

    card: CardId
    path: Path
    line: int
    deck: str
    """Title of its deck."""
    extends: bool = False
    """Whether the file adds to a shipped deck."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A deck with its old and its new title; its id stays."""

    id: str
    old: str
    new: str
    path: Path


def read_draft(draft: CardDraft, place: DeckPlace) -> tuple[Card | None, list[Problem]]:
    """Read a draft as a card of a deck, for a look at it, with everything wrong with it.

    Problems name no file and no line: the draft stands in none.
    """
    head = _head(place)
    try:
        text = (head + card_block(draft)).encode()
    except UnicodeEncodeError as fault:
        strange = fault.object[fault.start]
        return None, [Problem(Path(), f"the card holds {strange!a}, which is no character")]
    file = parse_deck(text, place.path, own=True)
    of_card = [one for one in file.problems if not 0 < one.line <= head.count("\n")]
    problems = [one._replace(path=Path(), line=0, column=0) for one in of_card]
    return (file.cards[0] if file.cards else None), problems


def add_card(workspace: "Workspace", draft: CardDraft, place: DeckPlace) -> Added:
    """Append a card to a deck of one's own, whole or not at all, and take it in.

    Raises ``AuthoringError`` where the card is faulty, asks what the deck asks already, or has
    an id or topic that does not do; ``WritingError`` and ``OSError`` where the file cannot be
    written.
    """
    card, problems = read_draft(draft, place)
    if problems or card is None:
        raise AuthoringError(told(problems[0]) if problems else "the card is empty")
    _refuse_unknown(workspace, draft)
    return append_card(workspace, card_block(draft), place)


def append_card(workspace: "Workspace", block: str, place: DeckPlace) -> Added:
    """Append the text of one ``[[card]]`` table, with its id; raises as ``add_card`` does."""
    refuse_shipped(workspace, place.path)
    card = _read_block(block, place)
    if not card.explicit_id:
        block = with_ids(block, Ids(cards=((0, _free_id(workspace, card, place)),)))
        card = _read_block(block, place)
    taken = workspace.library.card(card.id)
    if taken is not None and taken.path != place.path:
        where = f"{taken.path}:{taken.line}"
        raise AuthoringError(f"the id `{card.id}` is used in {where} already; give another")
    with alone(place.path):
        line = _append(card, block, place)
    with suppress(OSError):  # the card is there, and the next look takes it in
        workspace.refresh_library()
    return Added(card.id, place.path, line, place.title, place.extends)


def _free_id(workspace: "Workspace", card: Card, place: DeckPlace) -> CardId:
    """Make an id of the text that no card has: one that was moved or edited keeps the first."""
    text = card.front or card.cloze
    found = content_id(place.id, text)
    for again in count(2):
        if workspace.library.card(found) is None:
            break
        found = content_id(place.id, f"{text}\n{again}")
    return found


def _append(card: Card, block: str, place: DeckPlace) -> int:
    if place.is_new and not place.path.exists():
        text = appended(_head(place), block)
        line = _line_in(text, card, place)
        write_atomic(place.path, text)
    else:
        original = read_original(place.path)
        _refuse_repeated(card, original.data, place)
        text = appended(original.text, block)
        line = _line_in(text, card, place)
        replace_file(original, text)
    return line


def _read_block(block: str, place: DeckPlace) -> Card:
    table, problems = parse_toml(block.encode(), Path())
    if table is None:
        raise AuthoringError(f"line {problems[0].line}: {told(problems[0])}")
    cards = table.get("card")
    if table.keys() != {"card"} or not isinstance(cards, list) or len(cards) != 1:
        raise AuthoringError("write one [[card]] and nothing else")
    head = _head(place)
    file = parse_deck((head + block).encode(), place.path, own=True)
    for problem in file.problems:
        if problem.severity is Severity.ERROR:
            line = problem.line - head.count("\n")
            raise AuthoringError(f"line {line}: {told(problem)}")
    return file.cards[0]


def _refuse_repeated(card: Card, data: bytes, place: DeckPlace) -> None:
    before = parse_deck(data, place.path, own=True)
    if before.deck is None:
        raise WritingError(f"{before.problems[0]}; nothing was added, mend it first")
    for one in before.cards:
        if _asked(one) == _asked(card):
            raise AuthoringError(f"{place.path}:{one.line} asks the same already")
        if one.id == card.id:
            raise AuthoringError(f"the id `{card.id}` is used in {place.path}:{one.line} already")


def _line_in(text: str, card: Card, place: DeckPlace) -> int:
    """Line of the card in what the file will be."""
    after = parse_deck(text.encode(), place.path, own=True)
    found = [one for one in after.cards if one.id == card.id]
    if not found:
        raise WritingError(f"{place.path} lists its cards in a form that cannot be added to")
    return found[0].line


def _asked(card: Card) -> str:
    return " ".join((card.front or card.cloze).split())


def _refuse_unknown(workspace: "Workspace", draft: CardDraft) -> None:
    library = workspace.library
    if draft.topic and draft.topic not in library.topics:
        right = did_you_mean(draft.topic, library.topics, "`mlprep topic` lists them")
        raise AuthoringError(f"unknown topic `{draft.topic}`; {right}")


def told(problem: Problem) -> str:
    """Say what is wrong and what would be right, without a place."""
    return problem.what + (f"; {problem.right}" if problem.right else "")


def _head(place: DeckPlace) -> str:
    """Begin a deck file."""
    topic = f"topic = {toml_text(place.topic)}\n" if place.topic else ""
    return f"[deck]\ntitle = {toml_text(place.title)}\nid = {toml_text(place.id)}\n{topic}"


def rename_deck(workspace: "Workspace", name: str, title: str) -> Renamed:
    """Give a deck of one's own another title; its id, and so all history, stays.

    Raises ``NameNotKnown``, ``AuthoringError`` for a shipped deck and for a title that does not do
    or that another deck of one's own has, and ``WritingError`` or ``OSError`` where the file
    cannot be written.
    """
    from mlprep.formats.config_editing import edited

    deck, title = find_deck(workspace, name), sound_title(title)
    if not deck.own:
        raise AuthoringError(f"{deck.title} is shipped with the program and keeps its title")
    refuse_shipped(workspace, deck.path)
    refuse_second(workspace, title, besides=deck.id)
    with alone(deck.path):
        original = read_original(deck.path)
        before = parse_deck(original.data, deck.path)
        if before.deck is None:
            raise WritingError(f"{before.problems[0]}; nothing was changed, mend it first")
        text = edited(original.text, {"deck": {"id": deck.id, "title": title}})
        after = parse_deck(text.encode(), deck.path).deck
        if after is None or (after.id, after.title) != (deck.id, title):
            told = "writes its title in a form that cannot be changed here"
            raise WritingError(f"{deck.path} {told}")
        replace_file(original, text)
    workspace.refresh_library()
    workspace.library.forget_cached()
    return Renamed(deck.id, deck.title, title, deck.path)
