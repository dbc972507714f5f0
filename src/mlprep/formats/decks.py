"""Read deck files: the deck, its cards, and every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlprep.domain.cards import Card, Deck
from mlprep.domain.ids import CardId, DeckId, derived_id
from mlprep.domain.problems import Problem
from mlprep.domain.skills import Topic
from mlprep.formats.answers import (
    check_companions,
    check_misconceptions,
    check_proof,
    choices,
    typed_answer,
)
from mlprep.formats.cloze import MAX_GAPS, gaps
from mlprep.formats.entries import Entry
from mlprep.formats.identity import content_id
from mlprep.formats.ledger import nearest
from mlprep.formats.positions import scan
from mlprep.formats.source import Source, nothing_usable, open_source, parse_source

_FORM_FIELDS = frozenset({"front", "back", "cloze", "answer", "options"})
_FORMS = frozenset(
    frozenset(form)
    for form in ({"front", "back"}, {"cloze"}, {"front", "answer"}, {"front", "options"})
)


@dataclass(frozen=True, slots=True)
class DeckFile:
    """What one deck file gave."""

    path: Path
    deck: Deck | None
    cards: tuple[Card, ...] = ()
    overrides: frozenset[CardId] = frozenset()
    """Cards that take the place of another file's card with the same id."""
    topics: tuple[Topic, ...] = ()
    """Topics that the file declares."""
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False
    """Whether nothing in the file can be used."""
    topic_line: int = 0
    """Line of the deck's ``topic``."""


def read_deck(path: Path, *, own: bool = False) -> DeckFile:
    """Read one deck file; ``own`` says that it is the learner's.  Never raises."""
    from mlprep.formats.models.deck import DeckModel

    return _deck_file(open_source(path, DeckModel), path, own=own)


def parse_deck(text: bytes, path: Path, *, own: bool = False) -> DeckFile:
    """Read a deck from its bytes; ``path`` is what problems and cards name."""
    from mlprep.formats.models.deck import DeckModel

    return _deck_file(parse_source(text, path, DeckModel), path, own=own)


def deck_from_table(table: Mapping[str, Any], text: str, path: Path) -> DeckFile:
    """Read a deck of the learner's from a table that is parsed already, and its text."""
    from mlprep.formats.models.deck import DeckModel

    return _deck_file(Source(table, text, path, DeckModel), path, own=True)


def _deck_file(source: Source | tuple[Problem, ...], path: Path, *, own: bool) -> DeckFile:
    if isinstance(source, tuple):
        return DeckFile(path, None, problems=source, unreadable=True)
    return _Reader(source, own=own).read()


class _Reader:
    """The reading of one file."""

    def __init__(self, source: Source, *, own: bool) -> None:
        self.source, self.path, self.own = source, source.path, own
        self.lines: dict[CardId, int] = {}
        self.overrides: set[CardId] = set()

    def read(self) -> DeckFile:
        deck = self.deck()
        cards = self.cards(deck or Deck(DeckId("unnamed"), "", self.path))
        topics = self.source.topics()
        problems = self.source.ledger.problems()
        return DeckFile(
            self.path,
            deck,
            cards if deck else (),
            frozenset(self.overrides if deck else ()),
            topics,
            problems,
            unreadable=deck is None or nothing_usable(cards, problems),
            topic_line=self.topic_line(deck),
        )

    def deck(self) -> Deck | None:
        entry = self.source.entry("deck")
        if entry is None:
            return None
        title, name = entry.text("title") or _mistyped_title(entry), entry.id
        if not title and not name:
            return None
        name = name or derived_id(title) or content_id("deck", title)
        retention = entry.get("desired_retention")
        return Deck(
            DeckId(name),
            title or name,
            self.path,
            entry.get("topic"),
            None if retention is None else float(retention),
            entry.texts("tags"),
            entry.get("author", ""),
            entry.get("licence", ""),
            entry.texts("sources"),
            self.own,
        )

    def topic_line(self, deck: Deck | None) -> int:
        if deck is None or deck.topic is None:
            return 0
        where = ("deck", "topic")
        # The head of the file is enough in most decks, and scanning all of it takes its time.
        head, _, rest = self.source.text.partition("[[")
        places = scan(head)
        return (places if where in places.keys else scan(head + "[[" + rest)).line_of(where)

    def cards(self, deck: Deck) -> tuple[Card, ...]:
        lines = self.source.lines("card")
        found = []
        for entry in self.source.entries("card"):
            line = lines[int(entry.where[1])]
            card = self.card(entry, deck, line)
            if self.is_first(entry, card) and entry.usable:
                found.append(card)
                if entry.get("overrides", False):
                    self.overrides.add(card.id)
        return tuple(found)

    def card(self, entry: Entry, deck: Deck, line: int) -> Card:
        _check_form(entry)
        get, texts, data = entry.get, entry.texts, entry.data
        typed = typed_answer(entry) if "answer" in data else None
        options = choices(entry) if "options" in data or entry.bad else None
        front, cloze = entry.text("front"), entry.text("cloze")
        reverse = get("reverse", False)
        parts = _cloze_parts(entry, cloze) if cloze else ("", "rev") if reverse else ("",)
        name = get("id", "")
        return Card(
            CardId(name) if name else content_id(deck.id, cloze or front),
            deck.id,
            front,
            entry.text("back"),
            cloze,
            typed,
            options,
            get("topic", deck.topic),
            entry.text("why"),
            get("level"),
            get("kind", ""),
            get("priority", 2),
            reverse,
            _joined(deck.tags, texts("tags")),
            texts("sources"),
            texts("requires"),  # type: ignore[arg-type]  # the model holds them to be ids
            check_misconceptions(entry, options),
            texts("related"),
            entry.day("review_by"),
            bool(name),
            self.path,
            line,
            parts,
        )

    def is_first(self, entry: Entry, card: Card) -> bool:
        """Tell whether no earlier card of the file has the id; note a problem otherwise."""
        if not card.explicit_id and not (card.front or card.cloze):
            return False
        earlier = self.lines.setdefault(card.id, card.line)
        if earlier == card.line:
            return True
        if card.explicit_id:
            entry.fault(
                "id", f"the id `{card.id}` is used on line {earlier} already", "an id stands once"
            )
        else:
            what = f"the card on line {earlier} asks the same"
            entry.fault(
                "cloze" if card.cloze else "front", what, "remove one, or give both an `id`"
            )
        return False


def _mistyped_title(entry: Entry) -> str:
    """Give what stands in a field nearly called ``title``, so that one typo costs no card.

    The deck has the id that it will have once the typo is mended.
    """
    if "title" in entry.data:
        return ""
    values = (value for name, value in entry.data.items() if nearest(name, ["title"]))
    return next((one.strip() for one in values if isinstance(one, str)), "")


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other))) if one else other


def _check_form(entry: Entry) -> None:
    """Check that it is front and back, a cloze text, or front with an answer or options."""
    form = entry.data.keys() & _FORM_FIELDS
    if entry.bad:
        form |= entry.bad.keys() & _FORM_FIELDS
    if form not in _FORMS:
        _explain_form(entry, form)
    if not _COMPANIONS.isdisjoint(entry.data):
        check_companions(entry)
        _check_reverse(entry, form)
    if "check" in entry.data:
        check_proof(entry)


_COMPANIONS = frozenset(
    {"accept", "match", "tolerance", "unit", "key", "fixed_order", "reverse", "overrides"}
)


def _explain_form(entry: Entry, form: set[str]) -> None:
    answers = [field for field in ("back", "cloze", "answer", "options") if field in form]
    if "cloze" in form:
        other = next(field for field in ("front", "back", "answer", "options") if field in form)
        right = "a cloze card holds its whole text in `cloze`"
        entry.fault(other, f"`cloze` and `{other}` do not go together", right)
    elif len(answers) > 1:
        what = f"`{answers[0]}` and `{answers[1]}` do not go together"
        entry.fault(answers[1], what, "a card has one kind of answer; explain it in `why`")
    elif "front" not in form:
        entry.fault("", "`front` is missing", 'write front = "..." with the question')
    else:
        right = 'write back = "...", or an `answer` to type, or `options` and `key`'
        entry.fault("", "`back` is missing", right)


def _check_reverse(entry: Entry, form: set[str]) -> None:
    if entry.get("reverse") and "back" not in form:
        entry.fault("reverse", "only a card with front and back can be reversed", "remove it")
    if entry.get("overrides") and not entry.has("id"):
        entry.fault("overrides", "`overrides` needs an `id`", "give the id of the other card")


def _cloze_parts(entry: Entry, text: str) -> tuple[str, ...]:
    found, unclosed = gaps(text)
    if len(found) + unclosed > MAX_GAPS:
        entry.fault("cloze", f"`cloze` has more than {MAX_GAPS} gaps", "make several cards of it")
    elif unclosed:
        entry.fault("cloze", "a gap of `cloze` is not closed", "end it with }}")
    elif not found:
        entry.fault("cloze", "`cloze` has no gap", "write what is hidden as {{c1::text}}")
    for gap in found:
        if gap.number == 0:
            entry.fault("cloze", "a gap of `cloze` has the number 0", "gaps count from c1")
        if not gap.inside.strip():
            entry.fault("cloze", f"gap c{gap.number} of `cloze` is empty", "put a text in it")
    return tuple(f"c{number}" for number in sorted({gap.number for gap in found})) or ("",)
