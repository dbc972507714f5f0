"""Block charts of text, for the screen and for the command line."""

from collections.abc import Sequence

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LEFT = " ▏▎▍▌▋▊▉█"
_PARTS = 8


def bar(share: float, width: int) -> str:
    """Draw a share (0-1) as a bar of eighths of a cell; never longer than ``width`` cells."""
    eighths = round(min(1.0, max(0.0, share)) * width * _PARTS)
    whole, part = divmod(eighths, _PARTS)
    return "█" * whole + (_LEFT[part] if part else "")


def columns(values: Sequence[float], height: int, top: float) -> list[str]:
    """Draw values as columns of one cell, the highest row first; ``top`` fills the height.

    A value over nothing shows at least an eighth; one over the top is cut.
    """
    filled = [_filled(value, height, top) for value in values]
    return [
        "".join(_EIGHTHS[min(_PARTS, max(0, one - row * _PARTS))] for one in filled)
        for row in reversed(range(height))
    ]


def _filled(value: float, height: int, top: float) -> int:
    if value <= 0 or top <= 0:
        return 0
    return max(1, min(height * _PARTS, round(value / top * height * _PARTS)))


def nice_top(highest: float) -> int:
    """Choose the top of an axis for values up to the highest: a round whole number."""
    if highest <= 1:
        return 1
    size = 1
    while size * 10 < highest:
        size *= 10
    halves = (12, 15, 25) if size > 1 else ()
    steps = sorted(
        [*(size * one for one in (1, 2, 3, 4, 5, 6, 8, 10)), *(size * one // 10 for one in halves)]
    )
    return next(step for step in steps if step >= highest)
