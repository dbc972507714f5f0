"""The load of the next days, before and after, as text."""

from collections.abc import Iterator

from textual.content import Content

from mlprep.study.review.rescheduling import Reschedule
from mlprep.text.charts import bar
from mlprep.text.counting import counted
from mlprep.tui.pieces import MUTED, PRIMARY, lines, wrapped

_DAY, _COUNT = 7, 6
"""Cells of the day, and of a number."""


def page(found: Reschedule, width: int) -> Content:
    """Show what would move, and how many reviews each day has now and then."""
    return lines(_parts(found, width))


def _parts(found: Reschedule, width: int) -> Iterator[Content]:
    yield Content.styled("Due days chosen anew", f"bold {PRIMARY}")
    told = (
        f"{counted(len(found.due), 'due day')} would move to where your memories and settings of"
        " now put them; a day that they could have chosen stays."
        if found.due
        else "Every due day stands where your memories and settings of now would put it."
    )
    yield from map(Content, wrapped(told, width))
    yield Content()
    room = max(4, (width - _DAY - 2 * (_COUNT + 2)) // 2)
    yield Content.styled(_row("day", "now", "", "then", "", room), MUTED)
    most = max(1, *found.before, *found.after)
    for day, (now, then) in enumerate(zip(found.before, found.after, strict=True)):
        name = f"+{day}" if day else "today"
        bars = (bar(now / most, room), bar(then / most, room))
        yield Content(_row(name, f"{now:,}", bars[0], f"{then:,}", bars[1], room))


def _row(day: str, now: str, first: str, then: str, second: str, room: int) -> str:
    return f"{day:<{_DAY}}{now:>{_COUNT}} {first:<{room}}{then:>{_COUNT}} {second:<{room}}".rstrip()
