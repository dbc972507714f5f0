"""Cards as CSV, a form of our own for spreadsheets (RFC 4180, UTF-8, a header row).

The columns are ``deck`` and the fields of a ``[[card]]`` (``own_form.FIELDS``); see ``COLUMNS``.

* ``deck``: the deck's title, levels of a tree joined by ``::``.
* A list (``tags``, ``options``, ...) stands one entry on a line of its cell, ``tags`` between
  spaces; as a JSON array where an entry would be cut or holds a table.
* ``reverse`` and ``fixed_order``: ``yes``, or empty.  ``key``: places counted from 0.

Read back, columns may stand in another order and be missing, but for ``id`` and ``front``.
Not held: carriage returns and control characters inside a text.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from mlprep.formats.exchange.collection import Note
from mlprep.formats.exchange.delimited.rows import Row
from mlprep.formats.exchange.gathering import Gathering, deck_path
from mlprep.formats.exchange.own_form import FIELDS, FLAGS, LISTS, Table, notes_of, table_of_note

COLUMNS: Final = ("id", "deck", *FIELDS[1:])
_NEEDED: Final = frozenset(["id", "front"])
_TRUE: Final = frozenset(["yes", "true", "1", "x"])
_WHOLE: Final = frozenset(["level", "priority"])


def write_csv(notes: Iterable[Note]) -> str:
    """Write notes as CSV, one a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for note in notes:
        table = {**table_of_note(note), "deck": "::".join(note.deck)}
        writer.writerow([_cell(name, table[name]) if name in table else "" for name in COLUMNS])
    return out.getvalue()


def _cell(name: str, value: Any) -> str:
    if name in LISTS:
        return _list_cell(name, value)
    return "yes" if value is True else str(value)


def _list_cell(name: str, values: Sequence[Any]) -> str:
    plain = all(isinstance(one, str | int) for one in values)
    if plain:
        cell = (" " if name == "tags" else "\n").join(map(str, values))
        if _listed(name, cell) == values:
            return cell
    return json.dumps(values, ensure_ascii=False)


def _listed(name: str, cell: str) -> list[Any]:
    """Read a cell that holds a list."""
    if cell.lstrip().startswith("["):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            return found
    entries = cell.split() if name == "tags" else filter(None, map(str.strip, cell.split("\n")))
    return [_whole(one) if name == "key" else one for one in entries]


def _whole(text: str) -> Any:
    """Give a whole number where it is one; else the text, which the check then refuses."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < _DIGITS else text


_DIGITS: Final = 9


def is_own(header: Sequence[str]) -> bool:
    """Whether a header row is that of our own CSV."""
    names = [one.strip() for one in header]
    return set(COLUMNS).issuperset(names) and _NEEDED.issubset(names)


def read_own(
    header: Sequence[str], rows: Iterable[Row], path: Path, gathering: Gathering
) -> list[Note]:
    """Read the rows under such a header."""
    names = [one.strip() for one in header]
    decks: dict[tuple[str, ...], tuple[list[Table], list[int]]] = {}
    for row in rows:
        cells = dict(zip(names, row.cells, strict=False))
        deck = deck_path(cells.pop("deck", ""), path.stem)
        tables, lines = decks.setdefault(deck, ([], []))
        tables.append({name: _value(name, cell) for name, cell in cells.items() if cell.strip()})
        lines.append(row.line)
    for deck, (tables, lines) in decks.items():
        notes, remarks = notes_of(tables, deck, path, "row")
        for remark in remarks:
            number = int(remark.where.rpartition(" ")[2])
            gathering.remark(remark.what, f"line {lines[number - 1]}")
        for note in notes:
            _take(gathering, note)
    return list(gathering.notes.values())


def _take(gathering: Gathering, note: Note) -> None:
    if gathering.notes.setdefault(note.id, note) is not note:
        gathering.remark("two cards have the same id; the first one counts", note.id)


def _value(name: str, cell: str) -> Any:
    if name in LISTS:
        return _listed(name, cell)
    if name in FLAGS:
        return True if cell.strip().lower() in _TRUE else cell
    if name in _WHOLE:
        return _whole(cell)
    if name == "tolerance" and not cell.strip().endswith("%"):
        try:
            return float(cell)
        except ValueError:
            return cell
    return cell
