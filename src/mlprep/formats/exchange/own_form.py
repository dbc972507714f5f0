"""Cards of ours as plain tables, the form that CSV, Markdown and JSON hold, and back.

A table has the fields of a ``[[card]]``; what a card leaves at its default is left out.  It is
checked on the way back as a deck file is.  Not held: ``check`` (a proof for tests) and
``overrides`` (a matter between two files).
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from math import inf, nextafter
from pathlib import Path
from typing import Any, Final

from mlprep.domain.cards import Card, Choices, Match, TypedAnswer
from mlprep.domain.cards import Card as OurCard
from mlprep.domain.problems import Severity
from mlprep.formats.decks import deck_from_table
from mlprep.formats.exchange.collection import Card as Unit
from mlprep.formats.exchange.collection import Note, Remark
from mlprep.formats.exchange.gathering import MOST_REMARKS

Table = dict[str, Any]

FIELDS: Final = (
    *("id", "topic", "front", "back", "cloze", "answer", "options", "key", "why", "reverse"),
    *("tags", "sources", "level", "kind", "priority", "unit", "match", "tolerance", "accept"),
    *("fixed_order", "requires", "misconceptions", "related", "review_by"),
)
"""Fields of a table, in the order in which they are written."""
LISTS: Final = frozenset(
    ["options", "key", "tags", "sources", "accept", "requires", "misconceptions", "related"]
)
FLAGS: Final = frozenset(["reverse", "fixed_order"])
_OF_NOTES: Final = frozenset(
    ["id", "front", "back", "cloze", "answer", "why", "tags", "sources", "reverse"]
)
_USUAL_PRIORITY: Final = 2
_CHUNK: Final = 5_000
"""Tables that are checked at once."""
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def table_of(card: Card) -> Table:
    """Write a card as a table, fields in their order."""
    found: Table = {
        "id": card.id,
        "topic": card.topic,
        "front": card.front,
        "back": card.back,
        "cloze": card.cloze,
        **_answer(card.typed),
        **_choices(card.choices),
        "why": card.why,
        "reverse": card.reverse,
        "tags": list(card.tags),
        "sources": list(card.sources),
        "level": card.level,
        "kind": card.kind,
        "priority": None if card.priority == _USUAL_PRIORITY else card.priority,
        "requires": list(card.requires),
        "misconceptions": list(card.misconceptions),
        "related": list(card.related),
        "review_by": card.review_by,
    }
    return {name: found[name] for name in FIELDS if _is_given(found.get(name))}


def _is_given(value: object) -> bool:
    return not (value is None or value is False or value in ("", []))


def _answer(typed: TypedAnswer | None) -> Table:
    if typed is None:
        return {}
    # A text that looks like a number would be taken for one, were its match not said.
    plain = typed.match is Match.FOLDED and not _NUMBER.fullmatch(typed.answer)
    return {
        "answer": typed.answer,
        "unit": typed.unit,
        "match": None if plain else typed.match.value,
        "tolerance": typed.tolerance if typed.relative is None else _share(typed.relative),
        "accept": list(typed.accept),
    }


def _share(relative: float) -> str:
    """Write a share in per cent so that it reads back as the same number."""
    near = relative * 100
    for value in (near, nextafter(near, inf), nextafter(near, -inf), round(near, 9)):
        if value / 100 == relative:
            return f"{Decimal(repr(value)).normalize():f}%"
    return f"{Decimal(repr(near)).normalize():f}%"


def _choices(choices: Choices | None) -> Table:
    if choices is None:
        return {}
    return {
        "options": [
            {"text": one.text, "why": one.why} if one.why else one.text for one in choices.options
        ],
        "key": list(choices.keys),
        "fixed_order": choices.fixed_order,
    }


def note_of(card: OurCard, deck: tuple[str, ...]) -> Note:
    """Give the neutral form of a card that stands in a deck."""
    table = table_of(card)
    return Note(
        card.id,
        deck,
        card.front,
        card.back,
        card.cloze,
        card.typed.answer if card.typed else "",
        card.why,
        card.tags,
        card.sources,
        cards=(Unit(), Unit("rev")) if card.reverse else (),
        fields={name: value for name, value in table.items() if name not in _OF_NOTES},
    )


def table_of_note(note: Note) -> Table:
    """Write a note that came from one of our own forms as a table."""
    found: Table = {
        **note.fields,
        "id": note.id,
        "front": note.front,
        "back": note.back,
        "cloze": note.cloze,
        "answer": note.answer,
        "why": note.why,
        "reverse": note.reverse,
        "tags": list(note.tags),
        "sources": list(note.sources),
    }
    return {name: found[name] for name in FIELDS if _is_given(found.get(name))}


def notes_of(
    tables: Sequence[object], deck: tuple[str, ...], path: Path, unit: str
) -> tuple[list[Note], list[Remark]]:
    """Check tables as a deck file is checked, and give the notes of the sound ones.

    ``unit`` is what a remark calls one of them: ``card``, ``row``.
    """
    notes: list[Note] = []
    remarks: list[Remark] = []
    for begins in range(0, len(tables), _CHUNK):
        if len(remarks) >= MOST_REMARKS:
            break
        found, faults = _checked(tables[begins : begins + _CHUNK], deck, path)
        notes += found
        remarks += [Remark(what, f"{unit} {begins + number}") for what, number in faults]
    return notes, remarks[:MOST_REMARKS]


def _checked(
    tables: Sequence[object], deck: tuple[str, ...], path: Path
) -> tuple[list[Note], list[tuple[str, int]]]:
    """Give the notes of the sound tables, and each fault with its table's number from 1."""
    # A header for each table: the line of a problem is then the number of its card.
    text = "[[card]]\n" * len(tables)
    table = {"deck": {"title": "::".join(deck)}, "card": list(tables)}
    file = deck_from_table(table, text, path)
    faults = [
        (_sentence(one.what, one.right), one.line)
        for one in file.problems
        if one.severity is Severity.ERROR
    ]
    return [note_of(card, deck) for card in file.cards], faults


def _sentence(what: str, right: str) -> str:
    return f"{what}; {right}" if right else what
