"""What Today says, as text for a width; pure."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content

from mlprep.study.today import DueDeck, Today
from mlprep.text.counting import counted, duration
from mlprep.tui.heat_map import WEEKDAYS, heat_map
from mlprep.tui.keys import Hint
from mlprep.tui.pieces import ACCENT, GOOD, MUTED, PRIMARY, fitted, lines, row, wrapped

NARROW = 44
"""Cells below which sentences are shorter."""
BARS = " ▁▂▃▄▅▆▇█"
HEADING = f"bold {PRIMARY}"
_STRONG = f"bold {ACCENT}"


def day_name(day: date) -> str:
    """``Saturday 21 November``."""
    return f"{day:%A} {day.day} {day:%B}"


def top(today: Today, width: int, *, demo: bool) -> Content:
    """Name the program, the day and, where it is one, the demonstration."""
    name = Content.styled("mlprep", HEADING)
    if demo:
        name = Content.assemble(name, "  ", (" demo: a made-up learner ", "reverse"))
    return row(name, Content.styled(day_name(date.fromisoformat(today.date)), MUTED), width)


# ------------------------------------------------------------------- headline


def headline(today: Today, width: int, key: Hint, *, reading: bool, folder: str) -> Content:
    """Say what today asks, how long it takes and why; or what to do where it asks nothing."""
    if not today.cards:
        return _no_cards(width, reading=reading, folder=folder)
    if not today.due:
        return _nothing_due(today, width, key)
    minutes = max(1, round(today.minutes))
    first = Content.assemble(
        (counted(today.due, "card"), _STRONG),
        " for today, about ",
        (counted(minutes, "minute"), "bold"),
    )
    start = f" {key('today.start')} starts "
    if first.cell_length + len(start) + 3 <= width:
        first = Content.assemble(first, "   ", (start, "reverse bold"))
    kinds = [
        (today.steps, counted(today.steps, "step to repeat", "steps to repeat")),
        (today.reviews, counted(today.reviews, "review")),
        (today.new, f"{today.new:,} new"),
    ]
    parts = [told for count, told in kinds if count]
    if today.studied:
        parts.append(f"{counted(today.studied, 'answer')} in {duration(today.studied_ms)}")
    return lines([first, Content(" · ".join(parts)), *_notes(today, width)])


def _notes(today: Today, width: int) -> list[Content]:
    return [Content.styled(one, MUTED) for note in today.notes for one in wrapped(note, width)]


def _no_cards(width: int, *, reading: bool, folder: str) -> Content:
    if reading:
        return lines([Content.styled("Reading decks…", _STRONG),
                      Content.styled("The first time takes a moment; then it is instant.",
                                     MUTED)])  # fmt: skip
    told = f"Put a deck (a TOML file) into {folder}, or make one: mlprep deck new."
    return lines([
        Content.styled("There are no cards yet.", _STRONG),
        *(Content.styled(one, MUTED) for one in wrapped(told, width)),
    ])  # fmt: skip


def _nothing_due(today: Today, width: int, key: Hint) -> Content:
    done = ""
    if today.studied:
        done = f" {counted(today.studied, 'answer')} in {duration(today.studied_ms)}."
    first = Content.assemble(("Nothing is due.", _STRONG), done)
    cram = f"To study ahead without moving the schedule press {key('today.cram')}."
    told = f"{_next_due(today)} {cram}"
    return lines([first, *(Content(one) for one in wrapped(told, width)), *_notes(today, width)])


def _next_due(today: Today) -> str:
    day = date.fromisoformat(today.date)
    for ahead, count in enumerate(today.forecast, 1):
        if count:
            when = "tomorrow" if ahead == 1 else f"on {day_name(day + timedelta(days=ahead))}"
            return f"Next: {counted(count, 'review')} {when}."
    return "Nothing falls due in the next 7 days."


# ---------------------------------------------------------------------- decks


def decks(today: Today, width: int, key: Hint) -> Content:
    """List the decks that have something for today, and the problems in files."""
    parts: list[Content] = []
    if today.decks:
        parts += _deck_table(today.decks, width)
    if today.problems:
        shows = f"{key('today.problems')} shows them."
        told = f"{counted(today.problems, 'problem')} in the deck files: {shows}"
        parts += [Content(), *(Content.styled(f"! {one}" if not at else one, "bold $text-warning")
                               for at, one in enumerate(wrapped(told, width - 2)))]  # fmt: skip
    return lines(parts)


def _deck_table(rows: Sequence[DueDeck], width: int) -> list[Content]:
    room = max(8, width - 21)
    head = row(
        Content.styled("Decks", HEADING),
        Content.styled(f"{'steps':>6}{'due':>6}{'new':>8}", MUTED),
        width,
    )
    return [head, *(_deck_row(one, room, width) for one in rows)]


def _deck_row(deck: DueDeck, room: int, width: int) -> Content:
    title = fitted(deck.title, room, "" if deck.reviews or deck.steps else MUTED)
    counts = Content.assemble(
        _count(deck.steps, 6, ACCENT), _count(deck.reviews, 6, "bold"), _count(deck.new, 8, MUTED)
    )
    return row(title, counts, width)


def _count(count: int, cells: int, style: str) -> tuple[str, str]:
    return (f"{count:>{cells},}", style) if count else (f"{'·':>{cells}}", MUTED)


# ------------------------------------------------------------------- activity


def activity(today: Today, width: int, *, bar_rows: int) -> Content:
    """Show streak, calendar, retention and the days ahead."""
    streak = counted(today.streak, "day") + " in a row" if today.streak else "no streak yet"
    parts = [
        row(Content.styled("Calendar", HEADING), Content(streak), width),
        *heat_map(today.calendar, date.fromisoformat(today.date), width),
        Content(),
        *_retention(today, width),
        Content(),
        *forecast(today, width, bar_rows),
    ]
    return lines(parts)


def _retention(today: Today, width: int) -> list[Content]:
    narrow = width < NARROW
    aim = f"{'aim' if narrow else 'you aim for'} {today.desired_retention:.0%}"
    if today.retention is None:
        told = Content.styled(f"no reviews yet, {aim}", MUTED)
    else:
        near = today.retention >= today.desired_retention - 0.02
        word = "on target" if near else "below"
        told = Content.assemble(
            (f"{today.retention:.0%}", f"bold {GOOD if near else '$text-warning'}"),
            (f" {word}, {aim}", MUTED),
        )
    head = Content.styled("Remembered", HEADING)
    if head.cell_length + told.cell_length < width:
        return [row(head, told, width)]
    return [head, told.truncate(width)]


def forecast(today: Today, width: int, bar_rows: int) -> list[Content]:
    """Draw the reviews of the next days as bars with their counts."""
    day = date.fromisoformat(today.date)
    each = max(4, min(7, width // max(1, len(today.forecast))))
    most = max((*today.forecast, 1))
    total = sum(today.forecast)
    head = row(Content.styled("Next 7 days", HEADING),
               Content.styled(f"{total:,} due so far", MUTED), width)  # fmt: skip
    bars = [
        Content.assemble(*(
            (f"{_bar(count, most, level, bar_rows) * (each - 2):<{each}}", PRIMARY)
            for count in today.forecast
        ))
        for level in reversed(range(bar_rows))
    ]  # fmt: skip
    names = (WEEKDAYS[(day + timedelta(days=ahead)).weekday()]
             for ahead in range(1, len(today.forecast) + 1))  # fmt: skip
    return [
        head,
        *bars,
        Content("".join(f"{_short(count):<{each}}" for count in today.forecast)),
        Content.styled("".join(f"{name:<{each}}" for name in names), MUTED),
    ]


def _short(count: int) -> str:
    return str(count) if count < 1000 else f"{count // 1000}k"  # noqa: PLR2004  # four digits do not fit


def _bar(count: int, most: int, level: int, rows: int) -> str:
    eighths = math.ceil(8 * rows * count / most) - 8 * level
    return BARS[max(0, min(8, eighths))]
