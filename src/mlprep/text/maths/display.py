"""The two outputs of a formula, with its source wherever it cannot be set for certain."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mlprep.text.lines import Span, plain, wrap
from mlprep.text.maths.inline import one_line
from mlprep.text.maths.layout import row_box
from mlprep.text.maths.nodes import Atom, Unsupported
from mlprep.text.maths.parser import parse
from mlprep.text.maths.spacing import Placed, closes, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlprep.text.maths.boxes import Box
    from mlprep.text.maths.nodes import Row

# Narrower than this the one-line form is read more easily, if it fits.
_NARROW: Final = 60
_INDENT: Final = 2


@lru_cache(maxsize=256)
def _parsed(latex: str) -> Row | None:
    """Return the tree of a formula, or None where it is not in the subset."""
    try:
        return parse(latex)
    except Unsupported:
        return None


def inline(latex: str) -> str:
    """Return the formula on one line, or its source between dollar signs."""
    row = _parsed(latex)
    return f"${latex}$" if row is None else one_line(row).strip()


def display(latex: str, width: int) -> list[str]:
    """Return the formula in two dimensions, on at most `width` cells (2 at least).

    What is too wide is broken before relations, then before plus and minus, and in the end set
    on one line that wraps at spaces. What cannot be set is its source between `$$`.
    """
    row = _parsed(latex)
    if row is None:
        return _wrapped(f"$${latex}$$", width)
    line = one_line(row).strip()
    placed = place(row.items)
    if width < _NARROW and len(plain(wrap([Span(line)], width)).split("\n")) == 1:
        return [line]
    for breaks, kept in _BREAKS:
        lines = _stacked(_segments(placed, breaks, kept), width)
        if lines is not None:
            return lines
    return _wrapped(line, width)


def is_set(latex: str) -> bool:
    """Tell whether the formula is in the subset."""
    return _parsed(latex) is not None


def _wrapped(text: str, width: int) -> list[str]:
    return [
        line for part in text.split("\n") for line in plain(wrap([Span(part)], width)).split("\n")
    ]


def _never(_placed: Placed) -> bool:
    return False


def _at_relation(placed: Placed) -> bool:
    return placed.atom is Atom.RELATION


def _at_sign(placed: Placed) -> bool:
    return placed.atom in {Atom.RELATION, Atom.BINARY}


# Where to break, and how many of the first relations stay where they are.
_BREAKS: Final = ((_never, 0), (_at_relation, 1), (_at_relation, 0), (_at_sign, 1), (_at_sign, 0))


def _segments(
    placed: list[Placed], breaks: Callable[[Placed], bool], kept: int
) -> list[list[Placed]]:
    """Cut a formula before the outermost nodes that allow it."""
    segments: list[list[Placed]] = [[]]
    depth = 0
    for here in placed:
        depth += (here.atom is Atom.OPEN) - closes(here)
        if depth <= 0 and breaks(here) and segments[-1]:
            if here.atom is Atom.RELATION and kept:
                kept -= 1
            else:
                segments.append([])
        segments[-1].append(here)
    return segments


def _stacked(segments: list[list[Placed]], width: int) -> list[str] | None:
    """Return the segments under each other, or None if one is too wide."""
    boxes: list[Box] = [row_box(segment) for segment in segments]
    room = [width if at == 0 else width - _INDENT for at in range(len(boxes))]
    if any(box.width > cells for box, cells in zip(boxes, room, strict=True)):
        return None
    lines: list[str] = []
    for at, box in enumerate(boxes):
        lines += [(" " * _INDENT if at else "") + line.rstrip() for line in box.lines]
    return lines
