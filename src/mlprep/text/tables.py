"""Tables aligned by cells; what is too wide is wrapped inside its column, then listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mlprep.text.lines import Line, Span, line_width, merged, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = list[Span]

_BETWEEN: Final = " │ "
_CROSSING: Final = "─┼─"
_LEAST_CELLS: Final = 6


def table(rows: Sequence[Sequence[Cell]], sides: Sequence[str], width: int) -> list[Line]:
    """Return a table on at most `width` cells.

    The first row is the head; `sides` holds "left", "center", "right" or "" per column.
    """
    if not rows or not rows[0]:
        return []
    columns = len(rows[0])
    natural = [max(line_width(row[at]) for row in rows) for at in range(columns)]
    room = width - len(_BETWEEN) * (columns - 1)
    if sum(natural) > room and room < _LEAST_CELLS * columns:
        return _listed(rows, width)
    widths = _shared(natural, room)
    lines = _row(rows[0], sides, widths)
    lines.append((Span(_CROSSING.join("─" * cells for cells in widths), "dim"),))
    for row in rows[1:]:
        lines += _row(row, sides, widths)
    return lines


def _shared(natural: Sequence[int], room: int) -> list[int]:
    """Give each column what it needs, or its fair share of what the smaller ones leave."""
    widths = [0] * len(natural)
    order = sorted(range(len(natural)), key=lambda at: natural[at])
    for done, at in enumerate(order):
        share = max(2, room // (len(natural) - done))
        widths[at] = min(natural[at], share)
        room -= widths[at]
    return widths


def _row(row: Sequence[Cell], sides: Sequence[str], widths: Sequence[int]) -> list[Line]:
    wrapped = [wrap(cell, cells) for cell, cells in zip(row, widths, strict=True)]
    height = max(len(cell) for cell in wrapped)
    lines: list[Line] = []
    for at in range(height):
        spans: list[Span] = []
        for column, cell in enumerate(wrapped):
            line = cell[at] if at < len(cell) else ()
            spans += [Span(_BETWEEN, "dim")] if column else []
            spans += _aligned(line, sides[column], widths[column])
        lines.append(merged(spans))
    return lines


def _aligned(line: Line, side: str, width: int) -> list[Span]:
    free = width - line_width(line)
    left = {"right": free, "center": free // 2}.get(side, 0)
    return [Span(" " * left), *line, Span(" " * (free - left))]


def _listed(rows: Sequence[Sequence[Cell]], width: int) -> list[Line]:
    """Write each row as lines of "head: cell", for a screen too narrow for columns."""
    lines: list[Line] = []
    for row in rows[1:] or rows[:1]:
        if lines:
            lines.append(())
        for head, cell in zip(rows[0], row, strict=True):
            label = [*head, Span(": ")] if rows[1:] else []
            lines += wrap([*label, *cell], width)
    return lines
