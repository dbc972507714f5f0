"""What the screen of the weeks ahead says; pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from textual.content import Content

from mlprep.study.plan.view import Event, Option, PlanAhead, TopicAhead
from mlprep.study.plan.words import (
    events_heading,
    headline,
    minutes_words,
    pace_words,
    retention_words,
    rough_date,
    spread_words,
)
from mlprep.text.charts import columns, nice_top
from mlprep.text.counting import counted
from mlprep.tui.pieces import (
    ACCENT,
    BAD,
    GOOD,
    MUTED,
    PRIMARY,
    fitted,
    lines,
    padded,
    said,
    wrapped,
)
from mlprep.tui.widgets.rows import Line

AXIS = 7
"""Cells of the numbers beside the plot."""
MOST_WEEKS = 53
SHOWN_EVENTS = 12
LEARNED, LEFT, CARDS = 13, 6, 8
COUNTS_FROM = 56
"""Cells from which the cards of a topic are counted."""
ALL_COLUMNS, WITH_USED, WITH_DATE = 65, 57, 52
"""Cells from which the comparison has all columns; all but the cards; the date without the
minutes used, which give way to it."""
TARGET, CHECK_UP, WORK = "▲", "✓", "■"


class View(NamedTuple):
    """What is looked at."""

    ahead: PlanAhead
    in_cards: bool = False
    """Whether the plot shows cards instead of minutes."""


def head(view: View, width: int) -> Content:
    """Say how far the plan gets, or why there is none."""
    ahead = view.ahead
    if not ahead.topics:
        return lines(said(one) for note in ahead.notes for one in wrapped(note, width))
    told = [Content.styled(one, "bold") for one in wrapped(headline(ahead), width)]
    if not ahead.role:
        told += [said(one, MUTED) for one in wrapped(ahead.notes[0], width)]
    return lines(told)


def goal(view: View, width: int) -> Iterator[Line]:
    """Say what the date asks, and what gives."""
    found = view.ahead.goal
    if found is not None:
        style = GOOD if found.is_met else BAD
        yield Line(Content())
        yield from (Line(said(one, style)) for one in wrapped(found.told, width))


# ------------------------------------------------------------------ the plot


def plot(view: View, width: int, height: int) -> Iterator[Line]:
    """Draw a column for each week, with what stands on the time line below."""
    ahead = view.ahead
    each = _cells_a_week(ahead, width)
    weeks = ahead.weeks[: min(MOST_WEEKS, (width - AXIS) // each)]
    if view.in_cards:
        values = [one.recalled for one in weeks]
        top, name = nice_top(max(ahead.cards, 1)), f"Cards recalled, of {ahead.cards:,}"
    else:
        values = [one.minutes_per_day for one in weeks]
        most = max([*values, 1.0])
        top, name = nice_top(most), "Minutes a day, week by week"
    yield Line(Content.styled(name, "bold"))
    rows = columns(values, height, top)
    for index, row in enumerate(rows):
        number = {0: f"{top:,}", height - 1: "0"}.get(index, "")
        if index == height // 2 and top % 2 == 0:
            number = f"{top // 2:,}"
        drawn = "".join(_widened(one, each) for one in row)
        yield Line(Content.assemble((f"{number:>{AXIS - 2}} ┤", MUTED), (drawn, PRIMARY)))
    yield from _below(ahead, len(weeks), each)


def _cells_a_week(ahead: PlanAhead, width: int) -> int:
    """Give a week the cells that let the day looked at, and a little more, be seen."""
    wanted = sum(one.date <= ahead.day for one in ahead.weeks) + 2
    return max(1, min(4, (width - AXIS) // max(wanted, 1)))


def _widened(block: str, each: int) -> str:
    return block if each == 1 else block * (each - 1) + " "


def _below(ahead: PlanAhead, weeks: int, each: int) -> Iterator[Line]:
    """Mark the date, check-ups and work; name the months; say what the marks mean."""
    marks = [" "] * weeks
    first = date.fromisoformat(ahead.today)
    for event in reversed(ahead.events):
        _mark(marks, first, event.date, CHECK_UP if event.kind == "check-up" else WORK)
    if ahead.goal is not None:
        _mark(marks, first, ahead.goal.date, TARGET)
    drawn = "".join(f"{one:<{each}}" for one in marks)
    yield Line(Content.assemble((" " * (AXIS - 1) + "│", MUTED), (drawn, f"bold {ACCENT}")))
    yield Line(Content.styled(" " * AXIS + _months(ahead, weeks, each), MUTED))
    named = [(TARGET, "your date"), (CHECK_UP, "check-up"), (WORK, "work due")]
    legend = "   ".join(f"{sign} {word}" for sign, word in named if sign in marks)
    if legend:
        yield Line(Content.styled(" " * AXIS + legend, MUTED))


def _mark(marks: list[str], first: date, day: str, sign: str) -> None:
    week = (date.fromisoformat(day) - first).days // 7
    if 0 <= week < len(marks):
        marks[week] = sign


def _months(ahead: PlanAhead, weeks: int, each: int) -> str:
    """Write the name of a month where its first week begins, if there is room."""
    text, last = "", ""
    for index, week in enumerate(ahead.weeks[:weeks]):
        month = f"{date.fromisoformat(week.date):%b}"
        if month != last and len(text) <= index * each:
            text = text.ljust(index * each) + month + " "
        last = month
    return text[: weeks * each].rstrip()


# ----------------------------------------------------------------- the lists


def comparison(view: View, width: int) -> Iterator[Line]:
    """Put other minutes a day, and other recall to aim for, side by side."""
    ahead = view.ahead
    yield from _options("What if: minutes a day", width)
    for number, one in enumerate(ahead.options, 1):
        name = f"{number} {minutes_words(one)}"
        yield Line(_option(one, name, ahead.today, width), f"option:{number}")
    yield from _options("What if: desired recall", width)
    for number, one in enumerate(ahead.retentions, 1):
        name = f"  {retention_words(one)}"
        yield Line(_option(one, name, ahead.today, width), f"retention:{number}")


def _options(heading: str, width: int) -> Iterator[Line]:
    yield Line(Content())
    yield Line(Content.styled(heading, "bold"))
    names = ("", "used", "cards", "recalled", "learned", "all learned")
    yield Line(Content.styled(_option_row(names, width), MUTED))


def _option(one: Option, name: str, today: str, width: int) -> Content:
    cells = (
        f"{name}{' (yours)' if one.is_own else ''}",
        f"{one.minutes_used:.0f}",
        f"{one.introduced:,}",
        f"{one.recalled:.0%}",
        f"{one.learned}/{one.topics}",
        rough_date(one.all_learned_on, today),
    )
    return Content.styled(_option_row(cells, width), "bold" if one.is_own else "")


def _option_row(cells: Sequence[str], width: int) -> str:
    """Write as many columns as there is room for."""
    name, used, cards, recalled, learned, when = cells
    row = f"{name:<18}"
    if width >= WITH_USED or width < WITH_DATE:
        row += f"{used:>5}"
    if width >= ALL_COLUMNS:
        row += f"{cards:>8}"
    row += f"{recalled:>10}{learned:>9}"
    return (f"{row}  {when}" if width >= WITH_DATE else row)[:width]


def topics(view: View, width: int) -> Iterator[Line]:
    """List the topics in their order: when learned, and what would be recalled on the day."""
    ahead = view.ahead
    counts = CARDS if width >= COUNTS_FROM else 0
    room = width - 4 - counts - LEARNED - LEFT
    yield Line(Content())
    yield Line(Content.styled("Topics in their order", "bold"))
    cards = f"{'cards':>{CARDS - 1}} " if counts else ""
    names = f"{'':4}{'':<{room}}{cards}{'learned':<{LEARNED}}{'recall':>{LEFT}}"
    yield Line(Content.styled(names[:width], MUTED))
    for rank, one in enumerate(ahead.topics, 1):
        told = _topic(rank, one, ahead.today, room, with_cards=bool(counts))
        yield Line(told, f"topic:{one.id}")
    if ahead.without_cards:
        yield from _told(f"Without a card yet: {', '.join(ahead.without_cards)}.", width)
    for away in ahead.away:
        words = fitted(f"    {away.title}: {away.words}", width, MUTED)
        yield Line(words, f"away:{away.id}")


def _topic(rank: int, one: TopicAhead, today: str, room: int, *, with_cards: bool) -> Content:
    title = one.title + (" (pinned)" if one.pinned else "")
    end = rough_date(one.learned_on, today)
    style = GOOD if end == "now" else BAD if one.learned_on is None else ""
    return Content.assemble(
        (f"{rank:>3} ", MUTED),
        padded(fitted(title, max(4, room - 1)), room),
        (f"{one.introduced}/{one.cards}".rjust(CARDS - 1) + " " if with_cards else "", MUTED),
        (f"{end:<{LEARNED}}", style),
        f"{one.recalled_by_day:.0%}".rjust(LEFT),
    )


def events(view: View, width: int) -> Iterator[Line]:
    """List what stands on the time line."""
    ahead = view.ahead
    if not ahead.events:
        return
    yield Line(Content())
    yield Line(fitted(events_heading(ahead), width, "bold"))
    for one in ahead.events[:SHOWN_EVENTS]:
        yield _event(one, ahead.today, width)
    left = len(ahead.events) - SHOWN_EVENTS
    if left > 0:
        yield Line(Content.styled(f"and {left} more", MUTED))
    if ahead.room is not None:
        minutes = counted(ahead.room, "minute")
        yield from _told(f"Cards leave about {minutes} a week for projects.", width)


def _event(one: Event, today: str, width: int) -> Line:
    sign = CHECK_UP if one.kind == "check-up" else WORK
    when = f"{sign} {rough_date(one.date, today):<{LEARNED}}"
    told = Content.styled(when, MUTED) + fitted(one.told, max(4, width - len(when)))
    return Line(told)


def notes(view: View, width: int) -> Iterator[Line]:
    """Say what the forecast stands on."""
    ahead = view.ahead
    yield Line(Content())
    for note in (pace_words(ahead)[:1].upper() + pace_words(ahead)[1:], *ahead.notes):
        yield from _told(note, width)
    yield from _told(spread_words(ahead.topics), width)


def _told(text: str, width: int) -> Iterator[Line]:
    for one in wrapped(text, width) if text else ():
        yield Line(said(one, MUTED))


# --------------------------------------------------------------- the columns


def one_column(view: View, width: int, height: int) -> list[Line]:
    """Show everything below one another."""
    if not view.ahead.topics:
        return []
    return [
        *plot(view, width, height),
        *goal(view, width),
        *comparison(view, width),
        *topics(view, width),
        *events(view, width),
        *notes(view, width),
    ]


def left_column(view: View, width: int, height: int) -> list[Line]:
    """Show the weeks alone."""
    if not view.ahead.topics:
        return []
    return [
        *plot(view, width, height),
        *goal(view, width),
        *comparison(view, width),
        *events(view, width),
        *notes(view, width),
    ]


def right_column(view: View, width: int) -> list[Line]:
    """Show the topics alone."""
    return list(topics(view, width))[1:] if view.ahead.topics else []
