"""Bars of a profile: estimate, interval and what is asked for on a scale of five levels; pure."""

from textual.content import Content

from mlprep.study.measuring.profile_view import AreaBar, TopicBar
from mlprep.tui.pieces import ACCENT, BAD, GOOD, MUTED, PRIMARY, fitted, padded

LEVELS = 4
"""Steps from level 1 to level 5."""
WORDS, NUMBERS = 15, 11
LEGEND = "● measured  ○ inferred from neighbours  ├─┤ 90% sure  ▲ asked for"
SHORT_LEGEND = "● measured ○ inferred ├─┤ 90% ▲ asked"
_NARROW_TITLE = 18


def cells_a_level(width: int) -> int:
    """How many cells a level takes in rows of a width."""
    return 3 if width < 66 else 5 if width < 86 else 7 if width < 104 else 9  # noqa: PLR2004  # widths that leave a title room


def scale(width: int) -> Content:
    """Write the levels over the bars."""
    each = cells_a_level(width)
    marks = "".join(f"{level:<{each}}" for level in range(1, LEVELS + 2)).rstrip()
    left = " " * title_width(width)
    return Content.styled(f"{left} {marks:<{each * LEVELS + 1}}   is asks", MUTED)


def title_width(width: int) -> int:
    """Cells of the title at the left of a bar."""
    bar = cells_a_level(width) * LEVELS + 1
    room = width - bar - NUMBERS - (WORDS if has_words(width) else 0)
    return max(8, min(44, room))


def has_words(width: int) -> bool:
    """Whether the standing has room beside the bar."""
    bar = cells_a_level(width) * LEVELS + 1
    return width - bar - NUMBERS - WORDS >= _NARROW_TITLE


def bar_row(title: Content, bar: AreaBar | TopicBar, width: int, *, hollow: bool) -> Content:
    """Draw one row: title, bar, numbers, words."""
    asks = "   ·" if bar.required is None else f"{bar.required:4.1f}"
    numbers = Content.assemble((f" {bar.level:4.1f}", "bold"), (f" {asks}", ACCENT))
    left = padded(title.truncate(title_width(width)), title_width(width) + 1)
    line = left + drawn(bar, cells_a_level(width), hollow=hollow) + numbers
    return line + standing(bar) if has_words(width) else line


def standing(bar: AreaBar | TopicBar) -> Content:
    """Say in words where it stands, after a space."""
    word = bar.standing.value.removesuffix(" target") if bar.standing else ""
    style = BAD if "below" in word else GOOD if "there" in word else MUTED
    return Content(" ") + fitted(word, WORDS - 1, style) if word else Content()


def drawn(bar: AreaBar | TopicBar, each: int, *, hollow: bool) -> Content:
    """Draw the bar alone."""
    cells = [("·", MUTED) if at % each == 0 else (" ", MUTED) for at in range(each * LEVELS + 1)]
    start, end = _cell(bar.low, each), _cell(bar.high, each)
    for at in range(start, end + 1):
        cells[at] = ("─", MUTED)
    cells[start], cells[end] = ("├", MUTED), ("┤", MUTED)
    if bar.required is not None:
        cells[_cell(bar.required, each)] = ("▲", f"bold {ACCENT}")
    cells[_cell(bar.level, each)] = ("○" if hollow else "●", f"bold {PRIMARY}")
    return Content.assemble(*cells)


def _cell(level: float, each: int) -> int:
    return min(each * LEVELS, max(0, round((level - 1) * each)))
