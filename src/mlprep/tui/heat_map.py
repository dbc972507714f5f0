"""A calendar of what was done each day: weeks as columns, Monday on top."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content

from mlprep.tui.pieces import GOOD, MUTED

HEAT = "·░▒▓█"
"""Answers a day, from none to the most: dense where much was done, readable without colour."""
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip
_NAMES = 3
"""Cells for the names of the weekdays."""


def heat_map(answers: Sequence[int], today: date, width: int, *, cell: int = 2) -> list[Content]:
    """Draw the answers of each day, oldest first, today last, as far as the width reaches back.

    ``cell`` is the width of a week in cells.
    """
    weeks = max(1, min(len(answers) // 7, (width - _NAMES) // cell))
    most = max(answers, default=0)
    rows = [Content.styled(" " * _NAMES + _month_names(today, weeks, cell), MUTED)]
    for weekday in range(7):
        cells = []
        for back in reversed(range(weeks)):
            ago = today.weekday() - weekday + 7 * back
            there = 0 <= ago < len(answers)
            cells.append(_heat(answers[-1 - ago], most, cell) if there else (" " * cell, ""))
        rows.append(Content.assemble((f"{WEEKDAYS[weekday]} ", MUTED), *cells))
    return rows


def _heat(count: int, most: int, cell: int) -> tuple[str, str]:
    if not count:
        return HEAT[0].ljust(cell), MUTED
    return HEAT[max(1, math.ceil(4 * count / most))].ljust(cell), GOOD


def _month_names(today: date, weeks: int, cell: int) -> str:
    """Write a month's name over the first week that begins in it, where the name has room."""
    first = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    months = [(first + timedelta(days=7 * week)).month for week in range(weeks)]
    begins = [at for at in range(weeks) if at == 0 or months[at] != months[at - 1]]
    line = ""
    for week, following in zip(begins, [*begins[1:], weeks + 1], strict=True):
        if cell * (following - week) > _NAMES:
            line = line.ljust(cell * week) + _MONTHS[months[week] - 1]
    return line
