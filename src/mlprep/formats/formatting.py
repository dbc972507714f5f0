"""Write a file in its normal form: ids, order of fields, spacing; every comment stays.

Works on the text by the places of its keys, so that what is not ours to change keeps its bytes:
values are copied, never written anew.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlprep.formats.field_order import rank
from mlprep.formats.positions import KeyPath, Scan, scan


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids to write into a deck file; ``None`` and missing places stay as they are."""

    deck: str | None = None
    cards: tuple[tuple[int, str], ...] = ()
    """Place of a card in the file, counted from 0, and its id."""

    def __len__(self) -> int:
        """How many there are to write."""
        return len(self.cards) + (self.deck is not None)


@dataclass(frozen=True, slots=True)
class _Statement:
    """``key = value`` with the comments and blank lines above it."""

    field: str
    lead: tuple[str, ...]
    text: str


def formatted(text: str, ids: Ids = Ids()) -> str:
    """Return the normal form of a valid TOML text (without byte order mark), with these ids.

    Line ends are the text's own; where they are mixed, those of most lines.
    """
    returns = text.count("\r\n")
    ends = "\r\n" if returns > text.count("\n") - returns else "\n"
    text = with_ids(text.replace("\r\n", "\n"), ids)
    return "\n".join(_blocks(text, scan(text))).replace("\n", ends)


# ------------------------------------------------------------------------- ids


def with_ids(text: str, ids: Ids) -> str:
    """Write ids into a valid TOML text with line feeds; every other byte stays."""
    if not ids:
        return text
    places = scan(text)
    headers = {header.path: header.offset for header in places.headers}
    edits = [_insertion(text, places, headers, ("card", at), name) for at, name in ids.cards]
    if ids.deck is not None:
        edits.append(_insertion(text, places, headers, ("deck",), ids.deck))
    for offset, added in sorted(edits, reverse=True):
        text = text[:offset] + added + text[offset:]
    return text


def _insertion(
    text: str, places: Scan, headers: dict[KeyPath, int], table: KeyPath, name: str
) -> tuple[int, str]:
    """Say where the id of a table goes, and how it is written there."""
    if table in headers:
        end = text.find("\n", headers[table])
        written = f'\nid = "{name}"'
        return (len(text) if end < 0 else end), written
    if table in places.values:
        at = places.values[table][0] + 1
        return at, f' id = "{name}",' if text[at : at + 1].isspace() else f'id = "{name}", '
    first = min(start for path, (start, _) in places.values.items() if path[:1] == table[:1])
    return text.rfind("\n", 0, first) + 1, f'{table[0]}.id = "{name}"\n'


# ---------------------------------------------------------------------- tables


def _blocks(text: str, places: Scan) -> Iterator[str]:
    """Give the lines of the whole file, table by table."""
    spans = _outermost(places)
    starts = [start for start, _, _ in spans]
    headers = [((), 0), *((header.path, header.offset) for header in places.headers)]
    bounds = [*(offset for _, offset in headers), len(text)]
    empty = True
    for (path, _), (start, end) in zip(headers, pairwise(bounds), strict=True):
        inside = spans[bisect_left(starts, start) : bisect_left(starts, end)]
        lines = list(_table(text, path, (start, end), inside))
        if empty:
            lines = _without_blank_head(lines)
        if end == len(text):
            lines = [*_without_blank_tail(lines), ""]
        elif lines and lines[-1] and not lines[-1].startswith("#") and _begins_entry(text, end):
            lines.append("")
        empty = empty and not lines
        yield from lines


def _begins_entry(text: str, offset: int) -> bool:
    """Whether a header is of a table at the top, which stands after a blank line."""
    return "." not in text[offset : text.find("]", offset)]


def _outermost(places: Scan) -> list[tuple[int, int, KeyPath]]:
    """List the values that stand in no other, in order."""
    found: list[tuple[int, int, KeyPath]] = []
    for path, (start, end) in sorted(places.values.items(), key=lambda one: one[1]):
        if not found or start >= found[-1][1]:
            found.append((start, end, path))
    return found


def _table(
    text: str,
    path: KeyPath,
    bounds: tuple[int, int],
    spans: Sequence[tuple[int, int, KeyPath]],
) -> Iterator[str]:
    """Give the lines of one table: its header, its fields in order, what stands behind them."""
    at, end = bounds
    if path:
        line_end = _line_end(text, at, end)
        yield text[at:line_end].strip()
        at = line_end + 1
    statements = []
    for start, value_end, key in spans:
        line_start = text.rfind("\n", 0, start) + 1
        line_end = _line_end(text, value_end, end)
        written = _statement(
            text[line_start:start], text[start:value_end], text[value_end:line_end]
        )
        lead = _tidy(text[at:line_start].split("\n")[:-1]) if at < line_start else ()
        statements.append(_Statement(str(key[len(path)]), tuple(lead), written))
        at = line_end + 1
    statements.sort(key=lambda one: rank(path, one.field))
    for number, statement in enumerate(statements):
        first = number == 0 and path
        yield from _without_blank_head(statement.lead) if first else statement.lead
        yield statement.text
    if at < end:
        rest = text[at:end].split("\n")
        yield from _tidy(rest[:-1] if not rest[-1].strip() else rest)


def _line_end(text: str, offset: int, limit: int) -> int:
    found = text.find("\n", offset, limit)
    return limit if found < 0 else found


def _statement(key: str, value: str, rest: str) -> str:
    name = key.rstrip().removesuffix("=").strip()
    comment = rest.strip()
    return f"{name} = {value}" + (f"  {comment}" if comment else "")


def _tidy(lines: Iterable[str]) -> list[str]:
    """Strip comments and make every run of blank lines one."""
    found: list[str] = []
    for line in map(_strip, lines):
        if line or not found or found[-1]:
            found.append(line)
    return found


def _strip(line: str) -> str:
    return re.sub(r"^[ \t]+|[ \t]+$", "", line)


def _without_blank_head(lines: Sequence[str]) -> list[str]:
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    return list(lines[first:])


def _without_blank_tail(lines: Sequence[str]) -> list[str]:
    return _without_blank_head(list(lines)[::-1])[::-1]
