"""What the statistics say, as text for a width; pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.study.statistics.gathering import Bin, Share, Statistics
from mlprep.study.statistics.grouping import stretches, stretches_ahead
from mlprep.study.statistics.words import (
    AS_NOW,
    ASKED,
    EXPECTING,
    FEW,
    FIT_IS_DUE,
    RANGE_WORDS,
    calibration_words,
    headline,
    memory_title,
    pace,
    recall_by_hour,
    remembering_words,
    share_words,
    span_words,
    trimmed,
    verdict,
)
from mlprep.text.charts import bar, columns, nice_top
from mlprep.text.counting import counted, short_date
from mlprep.tui.heat_map import heat_map
from mlprep.tui.pieces import GOOD, MUTED, PRIMARY, lines, padded, row, wrapped

if TYPE_CHECKING:
    from mlprep.memory.lookback import Expectation

HEADING = f"bold {PRIMARY}"
TWO_COLUMNS = 110
"""Cells from which two columns stand side by side."""
GAP = 4
HIGH = 5
"""Rows of a chart."""
WIDEST = 72
"""Cells of a column, at most."""
AXIS = 7
"""Cells left of a chart, for the numbers of its axis."""


def page(found: Statistics, width: int) -> Content:
    """Show everything: in one column, or in two where there is room."""
    head = list(_head(found, width))
    if width < TWO_COLUMNS:
        room = min(width, WIDEST)
        return lines([*head, *_left(found, room), Content(), *_right(found, room)])
    room = min(WIDEST, (width - GAP) // 2)
    pairs = zip_longest(_left(found, room), _right(found, room), fillvalue=Content())
    return lines([*head, *(padded(one, room + GAP) + other for one, other in pairs)])


def _head(found: Statistics, width: int) -> Iterator[Content]:
    yield row(
        Content.styled(RANGE_WORDS[found.range], HEADING),
        Content.styled(span_words(found), MUTED),
        width,
    )
    yield from (Content(one) for one in wrapped(f"{headline(found)} {pace(found)}", width))
    yield Content()


def _left(found: Statistics, width: int) -> list[Content]:
    return _sections((_retention(found, width), _calendar(found, width), _answers(found, width),
                      _hours(found, width)))  # fmt: skip


def _right(found: Statistics, width: int) -> list[Content]:
    return _sections((_ahead(found, width), _memory(found, width), _calibration(found, width)))


def _sections(sections: Iterable[Iterable[Content]]) -> list[Content]:
    """Put sections below one another, an empty line between them."""
    told: list[Content] = []
    for section in sections:
        parts = list(section)
        told += [Content(), *parts] if told and parts else parts
    return told


def _muted(text: str, width: int) -> Iterator[Content]:
    return (Content.styled(one, MUTED) for one in wrapped(text, width) if text)


def _title(text: str, aside: str, width: int) -> Content:
    return row(Content.styled(text, HEADING), Content.styled(aside, MUTED), width)


# -------------------------------------------------------------- what was done


def _retention(found: Statistics, width: int) -> Iterator[Content]:
    """Set what was recalled beside what was aimed for."""
    yield _title("Recalled", f"you aim for {found.desired_retention:.0%}", width)
    for one in found.retention:
        yield from _share(one, found, width)
    yield from _muted(ASKED, width)


def _share(one: Share, found: Statistics, width: int) -> Iterator[Content]:
    """Say a share, the counts behind it and what it means, on two lines where one is too short."""
    share = Content.assemble(f"{counted(one.days, 'day'):<10}", (share_words(one), "bold"))
    counts = Content.styled(f"{one.recalled:,} of {one.asked:,}  " if one.asked else "", MUTED)
    told = _verdict(one, found)
    if share.cell_length + counts.cell_length + told.cell_length + 2 <= width:
        yield row(share, counts + told, width)
        return
    yield row(share, told, width)
    if one.asked:
        yield Content(" " * 10) + counts


def _verdict(one: Share, found: Statistics) -> Content:
    told = verdict(one, found.desired_retention)
    style = {"in line with your aim": GOOD, "below your aim": "$text-warning"}.get(told, MUTED)
    return Content.styled(told, style)


def _calendar(found: Statistics, width: int) -> Iterator[Content]:
    """Draw the days of the range; a longer one as far as the width reaches back."""
    last = date.fromisoformat(found.last)
    by_day = {one.date: one.answers + one.crammed for one in found.studied}
    weeks = -(-found.days // 7) + 1
    cell = 2 if 3 + 2 * weeks <= width else 1
    days = 7 * min(weeks, width // cell)
    answers = [
        by_day.get((last - timedelta(days=ago)).isoformat(), 0) for ago in reversed(range(days))
    ]
    yield _title("Calendar", f"{counted(len(found.studied), 'day')} with study", width)
    yield from heat_map(answers, last, width, cell=cell)


def _answers(found: Statistics, width: int) -> Iterator[Content]:
    """Draw the answers stretch by stretch."""
    parts = stretches(found, min(54, width - AXIS))
    each = _each(max(one.days for one in parts))
    yield _title("Answers", each, width)
    yield from _chart([one.answers for one in parts], width)
    yield _axis(short_date(parts[0].first), "today", len(parts), width)


def _each(days: int) -> str:
    return {1: "a column a day", 7: "a column a week"}.get(days, f"a column for {days} days")


def _hours(found: Statistics, width: int) -> Iterator[Content]:
    """Draw when in the day answers were given, and how well they were recalled."""
    if not any(one.answers for one in found.hours):
        return
    yield _title("Hours of the day", "answers", width)
    yield from _chart([one.answers for one in found.hours], width)
    size = _cells(24, width)
    names = "".join(f"{hour:<{6 * size}}" for hour in range(0, 24, 6))
    yield Content.styled(f"{'':{AXIS}}{names}".rstrip(), MUTED)
    yield from _muted(recall_by_hour(found.hours), width)


# ----------------------------------------------------------- what is and comes


def _ahead(found: Statistics, width: int) -> Iterator[Content]:
    """Draw the reviews that fall due."""
    parts = stretches_ahead(found, min(53, width - AXIS))
    total = sum(found.ahead)
    yield _title("Falling due", f"{counted(total, 'review')}, {_each(parts[0][0])}", width)
    yield from _chart([count for _, count in parts], width)
    last = date.fromisoformat(found.last) + timedelta(days=len(found.ahead))
    yield _axis("tomorrow", short_date(last), len(parts), width)
    overdue = f"{counted(found.overdue, 'review')} due today or before. " if found.overdue else ""
    yield from _muted(f"{overdue}{AS_NOW}", width)


def _memory(found: Statistics, width: int) -> Iterator[Content]:
    """Draw how stable, how difficult and how present the memories are."""
    memory = found.memory
    if not memory.units:
        yield _title("Memory", "no card begun yet", width)
        return
    yield _title("Memory", memory_title(memory), width)
    yield from (Content(one) for one in wrapped(remembering_words(memory), width))
    for name, bins, label in (
        ("Stability, days", memory.stability, _number),
        ("Difficulty, 1 to 10", memory.difficulty, _number),
        ("Chance of recall now", memory.recall, _per_cent),
    ):
        yield Content()
        yield from _histogram(name, trimmed(bins), label, width)


def _number(value: float) -> str:
    return f"{value:g}"


def _per_cent(value: float) -> str:
    return f"{value:.0%}"


def _histogram(
    name: str, bins: Sequence[Bin], write: Callable[[float], str], width: int
) -> Iterator[Content]:
    most = max((one.units for one in bins), default=1)
    room = max(4, width - AXIS - 9)
    yield Content.styled(name, "bold")
    for one in bins:
        yield Content.assemble(
            (f"{write(one.low):>{AXIS - 1}} ", MUTED),
            (f"{bar(one.units / most, room):<{room}}", PRIMARY),
            f"{one.units:>8,}",
        )


def _calibration(found: Statistics, width: int) -> Iterator[Content]:
    """Set what the model expected beside what came."""
    calibration = found.calibration
    yield _title("Forecast and recall", "expected, recalled", width)
    yield from _muted(EXPECTING, width)
    if calibration.asked >= FEW:
        yield from (_expectation(one, width) for one in calibration.bins if one.asked)
    yield from (Content(one) for one in wrapped(calibration_words(calibration), width))
    if found.fit_is_due:
        yield from _muted(FIT_IS_DUE, width)


def _expectation(one: "Expectation", width: int) -> Content:
    share = one.recalled / one.asked
    left = Content.assemble((f"{one.expected:>{AXIS - 1}.0%} ", MUTED), (f"{share:>5.0%} ", "bold"))
    return row(left, Content.styled(counted(one.asked, "review"), MUTED), min(width, 40))


# ---------------------------------------------------------------------- charts


def _cells(count: int, width: int) -> int:
    """Cells of one column of a chart: as many as fit, three at most."""
    return max(1, min(3, (width - AXIS) // max(1, count)))


def _chart(values: Sequence[float], width: int) -> Iterator[Content]:
    """Draw values as columns, with the numbers of the axis at their left."""
    top = nice_top(max(values, default=0))
    size = _cells(len(values), width)
    for number, drawn in enumerate(columns(values, HIGH, top)):
        label = f"{top:,}" if number == 0 else "0" if number == HIGH - 1 else ""
        wide = "".join(sign * size for sign in drawn)
        yield Content.assemble((f"{label:>{AXIS - 1}} ", MUTED), (wide, PRIMARY))


def _axis(first: str, last: str, count: int, width: int) -> Content:
    """Name the ends of a chart."""
    room = max(len(first) + len(last) + 1, _cells(count, width) * count)
    gap = room - len(first) - len(last)
    return Content.styled(f"{'':{AXIS}}{first}{'':{gap}}{last}"[:width], MUTED)
