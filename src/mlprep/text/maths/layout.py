"""A formula in two dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mlprep.text.lines import cell_width, pad
from mlprep.text.maths import boxes, symbols
from mlprep.text.maths.boxes import Box, text_box
from mlprep.text.maths.inline import accented, lowered, one_line, raised, script_text
from mlprep.text.maths.nodes import (
    Accent,
    Atom,
    Fenced,
    Fraction,
    Grid,
    Node,
    Operator,
    Root,
    Row,
    Script,
    Space,
    Symbol,
    Word,
)
from mlprep.text.maths.spacing import Placed, closes, core, place

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMN_GAP: Final = 2
_ALIGNED: Final = frozenset({"aligned", "align", "align*", "split"})


def box_of(node: Node) -> Box:
    """Lay out one node."""
    match node:
        case Symbol() | Word() | Operator() | Space():
            return text_box(" " * node.cells if isinstance(node, Space) else node.text)
        case Row(items):
            return row_box(place(items))
        case Fraction():
            return _fraction(node)
        case Root():
            return _root(node)
        case Script():
            return _script(node)
        case Accent():
            return _accent(node)
        case Fenced(left, right, body):
            return _fence(left, box_of(body), right)
        case Grid():
            return _grid(node)


def _fraction(node: Fraction) -> Box:
    top, bottom = box_of(node.top), box_of(node.bottom)
    if node.bar:
        return boxes.fraction(top, bottom)
    return _fence("(", boxes.stack([top, text_box(" "), bottom], 1), ")")


def row_box(placed: Sequence[Placed]) -> Box:
    """Lay out neighbours; brackets grow with what stands between them."""
    result: list[Box] = []
    at = 0
    while at < len(placed):
        here = placed[at]
        gap = max(here.gap, _bar_gap(placed[at - 1], here)) if at else 0
        if gap:
            result.append(text_box(" " * gap))
        end = _closing(placed, at) if here.atom is Atom.OPEN else None
        if end is None:
            result.append(box_of(here.node))
            at += 1
        else:
            result.append(_bracketed(placed[at : end + 1]))
            at = end + 1
    return boxes.beside(result)


def _bar_gap(before: Placed, here: Placed) -> int:
    """Return 1 beside a fraction, so that its bar never runs into a minus sign or another bar."""
    return 1 if any(isinstance(placed.node, Fraction) for placed in (before, here)) else 0


def _closing(placed: Sequence[Placed], opening: int) -> int | None:
    """Return where the bracket that opens at `opening` closes."""
    depth = 0
    for at in range(opening, len(placed)):
        depth += (placed[at].atom is Atom.OPEN) - closes(placed[at])
        if depth == 0:
            return at
    return None


def _bracketed(group: Sequence[Placed]) -> Box:
    """Lay out a bracketed group together with the scripts of its closing bracket."""
    first, last = group[0].node, group[-1].node
    inner = row_box(group[1:-1])
    right = core(last)
    if not isinstance(first, Symbol) or not isinstance(right, Symbol):
        return boxes.beside([box_of(item.node) for item in group])
    whole = _fence(first.text, inner, right.text)
    return _with_scripts(whole, last) if isinstance(last, Script) else whole


def _fence(left: str, inner: Box, right: str) -> Box:
    return boxes.beside([boxes.bracket(left, inner), inner, boxes.bracket(right, inner)])


def _root(node: Root) -> Box:
    line = one_line(Row((node,)))
    if node.index is None and not line.endswith(")"):
        return text_box(line)
    index = script_text(node.index) if node.index else ""
    return boxes.root(box_of(node.body), index)


def _accent(node: Accent) -> Box:
    body = box_of(node.body)
    if body.height > 1 or (
        accented(node.name, body.lines[0]) is None
        and node.name in {r"\overline", r"\bar", r"\underline"}
    ):
        return _lined(node, body)
    return text_box(one_line(Row((node,))))


def _lined(node: Accent, body: Box) -> Box:
    """Draw a line over or under a body of several letters."""
    if node.name not in {r"\overline", r"\bar", r"\underline"}:
        name = symbols.ACCENT_NAMES[node.name]
        return boxes.beside([text_box(name), _fence("(", body, ")")])
    if node.name == r"\underline":
        return boxes.stack([body, text_box("─" * body.width)], 0)
    return boxes.stack([text_box("─" * body.width), body], 1)


# Scripts


def _script(node: Script) -> Box:
    base = node.base if node.base is not None else Word("")
    operator = core(base)
    box = box_of(base)
    if node.limits or (isinstance(operator, Operator) and operator.limits):
        return _limits(box, node)
    inner = base.items[0] if isinstance(base, Row) and len(base.items) == 1 else base
    if isinstance(inner, (Row, Fraction, Root)) or _has_superscript(inner):
        box = _fence("(", box, ")")
    return _with_scripts(box, node)


def _has_superscript(node: Node) -> bool:
    return isinstance(node, Script) and node.sup is not None


def _limits(base: Box, node: Script) -> Box:
    """Put the scripts of an operator above and below it."""
    stacked = [base]
    if node.sup is not None:
        stacked.insert(0, text_box(script_text(node.sup)))
    if node.sub is not None:
        stacked.append(text_box(script_text(node.sub)))
    return boxes.stack(stacked, 0 if node.sup is None else 1)


def _with_scripts(base: Box, node: Script) -> Box:
    """Put scripts behind a base: as Unicode where all of them can be, else raised and lowered."""
    low = lowered(node.sub) if node.sub is not None else ""
    high = raised(node.sup) if node.sup is not None else ""
    below = script_text(node.sub) if node.sub is not None else ""
    above = script_text(node.sup) if node.sup is not None else ""
    if base.height > 1:
        return boxes.scripts(base, low or below, high or above, lift=high is None)
    if low is None:
        return boxes.scripts(base, below, above, lift=True)
    base = boxes.beside([base, text_box(low)])
    if high is None:
        return boxes.scripts(base, "", above, lift=True)
    return boxes.beside([base, text_box(high)])


# Grids


def _grid(node: Grid) -> Box:
    cells = [[box_of(cell) for cell in row] for row in node.rows]
    columns = max((len(row) for row in cells), default=0)
    if not columns:
        return text_box(node.left + node.right)
    for row in cells:
        row.extend([text_box("")] * (columns - len(row)))
    widths = [max(row[at].width for row in cells) for at in range(columns)]
    rows: list[Box] = []
    for row in cells:
        aligned = [_in_column(node, box, at, widths[at]) for at, box in enumerate(row)]
        rows.append(boxes.beside(_spaced(aligned, node)))
    return _fence(node.left, _rows(rows), node.right)


def _rows(rows: Sequence[Box]) -> Box:
    """Stack the rows of a grid, apart from each other where one is higher than a line."""
    apart = any(row.height > 1 for row in rows)
    parts: list[Box] = []
    for row in rows:
        if parts and apart:
            parts.append(text_box(""))
        parts.append(row)
    height = sum(part.height for part in parts)
    baseline = parts[0].baseline if len(parts) == 1 else (height - 1) // 2
    return boxes.left_aligned(parts, baseline)


def _spaced(row: Sequence[Box], node: Grid) -> list[Box]:
    """Put the space of the kind of grid between its columns."""
    result: list[Box] = []
    for at, box in enumerate(row):
        if at:
            gap = (1 if at % 2 else 3) if node.kind in _ALIGNED else _COLUMN_GAP
            result.append(text_box(" " * gap))
        result.append(box)
    return result


def _in_column(node: Grid, box: Box, column: int, width: int) -> Box:
    """Align a cell: aligned lines meet at their marks, cases stand left, matrices centred."""
    if node.kind == "cases" or (node.kind in _ALIGNED and column % 2):
        lines = tuple(pad(line, width) for line in box.lines)
    elif node.kind in _ALIGNED:
        lines = tuple(" " * (width - box.width) + line for line in box.lines)
    else:
        left = (width - box.width) // 2
        lines = tuple(pad(" " * left + line, width) for line in box.lines)
    return Box(lines, box.baseline, max(width, cell_width(lines[0])))
