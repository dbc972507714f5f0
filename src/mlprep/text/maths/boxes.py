"""Rectangles of text with a baseline: the bricks of the two-dimensional output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlprep.text.lines import cell_width, centre, pad

if TYPE_CHECKING:
    from collections.abc import Sequence

# Per bracket: top, extension, middle, bottom. A middle other than the extension is drawn once.
_TALL: Final = {
    "(": "⎛⎜⎜⎝", ")": "⎞⎟⎟⎠", "[": "⎡⎢⎢⎣", "]": "⎤⎥⎥⎦", "{": "⎧⎪⎨⎩", "}": "⎫⎪⎬⎭",
    "⌊": "⎢⎢⎢⎣", "⌋": "⎥⎥⎥⎦", "⌈": "⎡⎢⎢⎢", "⌉": "⎤⎥⎥⎥", "|": "││││", "‖": "‖‖‖‖",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width; `baseline` is the index of the line that neighbours share."""

    lines: tuple[str, ...]
    baseline: int
    width: int

    @property
    def height(self) -> int:
        """The number of lines."""
        return len(self.lines)

    @property
    def below(self) -> int:
        """The number of lines under the baseline."""
        return len(self.lines) - self.baseline - 1


def text_box(text: str) -> Box:
    """Return a box of one line."""
    return Box((text,), 0, cell_width(text))


def beside(boxes: Sequence[Box]) -> Box:
    """Put boxes side by side on one baseline."""
    if not boxes:
        return text_box("")
    above = max(box.baseline for box in boxes)
    below = max(box.below for box in boxes)
    lines = [""] * (above + below + 1)
    for box in boxes:
        first = above - box.baseline
        for at in range(len(lines)):
            inside = 0 <= at - first < box.height
            lines[at] += box.lines[at - first] if inside else " " * box.width
    return Box(tuple(lines), above, sum(box.width for box in boxes))


def stack(boxes: Sequence[Box], base: int) -> Box:
    """Put boxes under each other, centred, on the baseline of the box number `base`."""
    width = max(box.width for box in boxes)
    lines = tuple(centre(line, width) for box in boxes for line in box.lines)
    baseline = sum(box.height for box in boxes[:base]) + boxes[base].baseline
    return Box(lines, baseline, width)


def left_aligned(boxes: Sequence[Box], baseline: int) -> Box:
    """Put boxes under each other at the left edge."""
    width = max(box.width for box in boxes)
    return Box(tuple(pad(line, width) for box in boxes for line in box.lines), baseline, width)


def fraction(top: Box, bottom: Box) -> Box:
    """Draw a fraction; its bar is a cell longer than its parts on either side."""
    bar = text_box("─" * (max(top.width, bottom.width) + 2))
    return stack([top, bar, bottom], 1)


def root(body: Box, index: str) -> Box:
    """Draw a root around its body, with its index over the hook."""
    hook = max(1, cell_width(index))
    lines = [pad(index, hook) + "┌" + "─" * body.width]
    for at, line in enumerate(body.lines):
        last = at == body.height - 1
        lines.append(" " * (hook - 1) + ("╲" if last else " ") + "│" + line)
    return Box(tuple(lines), body.baseline + 1, body.width + hook + 1)


def bracket(sign: str, inner: Box) -> Box:
    """Draw a bracket as high as its content."""
    if inner.height == 1 or not sign:
        return text_box(sign)
    if sign not in _TALL:
        lines = [sign if at == inner.baseline else " " for at in range(inner.height)]
        return Box(tuple(lines), inner.baseline, cell_width(sign))
    top, extension, middle, bottom = tuple(_TALL[sign])
    lines = [top, *[extension] * (inner.height - 2), bottom]
    if inner.height > 2:  # noqa: PLR2004 - between the two ends
        lines[min(max(1, inner.baseline), inner.height - 2)] = middle
    return Box(tuple(lines), inner.baseline, 1)


def scripts(base: Box, sub: str, sup: str, *, lift: bool) -> Box:
    """Put two one-line scripts behind their base.

    Beside a high base they stand on its first and last line, unless `lift` asks for lines of
    their own; beside a base of one line they always have lines of their own.
    """
    width = max(cell_width(sub), cell_width(sup))
    above = 1 if sup and (lift or base.height == 1) else 0
    below = 1 if sub and base.height == 1 else 0
    column = [" " * width] * (base.height + above + below)
    if sup:
        column[0] = pad(sup, width)
    if sub:
        column[-1] = pad(sub, width)
    return beside([base, Box(tuple(column), base.baseline + above, width)])
