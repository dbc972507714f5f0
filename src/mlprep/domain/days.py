"""Study days: the one function that turns an instant into a day, and its inverse.

A study day is an integer, the number of days from 1970-01-01 to the local calendar day of
``instant - rollover``.  Instants are milliseconds since 1970-01-01 UTC.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

EPOCH = date(1970, 1, 1)
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MINUTE_MS = 60_000
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_NONE = timedelta()


def day_of(day: date) -> int:
    """Count the days from 1970-01-01 to a calendar day."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """Name the calendar day of a study day."""
    return EPOCH + timedelta(days=day)


def date_from(text: str) -> date:
    """Read a date (ISO 8601); month and day may lack their zero.  Raises ``ValueError``."""
    year, *rest = text.strip().split("-")
    if len(year) == len("2027") and len(rest) == len(("month", "day")):
        return date.fromisoformat("-".join([year, *(one.zfill(2) for one in rest)]))
    return date.fromisoformat(text.strip())


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class Calendar(NamedTuple):
    """A learner's IANA zone and the hour (0-23) at which their study day begins."""

    zone: str = "UTC"
    rollover_hour: int = 4

    def day(self, at_ms: int) -> int:
        """Study day of an instant; it never falls as time goes on."""
        shifted_ms = at_ms - self.rollover_hour * HOUR_MS
        local = _local(shifted_ms, self.zone)
        if local.fold:
            return _repeated_day(local, shifted_ms, self.zone)
        return day_of(local.date())

    def start_ms(self, day: int) -> int:
        """First instant of a study day.

        A day that the zone skipped (Apia had no 30 December 2011) is empty: it starts when the
        next one does.
        """
        midnight = datetime.combine(date_of(day), datetime.min.time(), _zone(self.zone))
        guess = round((midnight - _UNIX).total_seconds() * 1000) + self.rollover_hour * HOUR_MS
        return self._first_instant(day, guess)

    def _first_instant(self, day: int, guess: int) -> int:
        """Correct a guess for midnights that a change of the clocks skips or repeats."""
        if self.day(guess) == day and self.day(guess - 1) == day - 1:
            return guess
        low, high = guess - 2 * DAY_MS, guess + 2 * DAY_MS
        return _first(low, high, lambda at_ms: self.day(at_ms) >= day)


class DayTable:
    """Study days of many instants; each day of the calendar is worked out once."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[int, tuple[int, int] | None] = {}

    def day(self, at_ms: int) -> int:
        """Study day of an instant, as ``Calendar.day`` gives it."""
        span = self.span(at_ms // DAY_MS)
        if span is None:
            return self._calendar.day(at_ms)
        day, next_ms = span
        return day + (at_ms >= next_ms)

    def span(self, number: int) -> tuple[int, int] | None:
        """First study day within a day of UTC, and the instant (ms) from which on it is the next.

        ``None`` where more than two study days share that day.
        """
        if number not in self._known:
            self._known[number] = self._span(number * DAY_MS)
        return self._known[number]

    def _span(self, start_ms: int) -> tuple[int, int] | None:
        first = self._calendar.day(start_ms)
        last = self._calendar.day(start_ms + DAY_MS - 1)
        if last > first + 1:
            return None
        return first, self._calendar.start_ms(last) if last > first else start_ms + DAY_MS


def _local(at_ms: int, zone: str) -> datetime:
    return (_UNIX + timedelta(milliseconds=at_ms)).astimezone(_zone(zone))


def _repeated_day(local: datetime, at_ms: int, zone: str) -> int:
    """Study day within an hour that clocks put back show again.

    Where they were put back over midnight (St John's did so at 00:01) the date falls; the study
    day stays at the one that had already begun.
    """
    back = (local.replace(fold=0).utcoffset() or _NONE) - (local.utcoffset() or _NONE)
    day = day_of(local.date())
    if day_of((local.replace(tzinfo=None) + back).date()) == day:
        return day
    before = at_ms - round(back.total_seconds() * 1000)
    offset = local.utcoffset()
    change = _first(before, at_ms, lambda instant: _local(instant, zone).utcoffset() == offset)
    return max(day, day_of(_local(change - 1, zone).date()))


def _first(low: int, high: int, reached: Callable[[int], bool]) -> int:
    """First instant after ``low``, up to ``high``, from which on something is true."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high
