"""Study days: the one function that turns an instant into a day, and its inverse.

A study day is an integer, the number of days from 1970-01-01 to the local calendar day of
``instant - rollover``.  Instants are milliseconds since 1970-01-01 UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = date(1970, 1, 1)
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MINUTE_MS = 60_000
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(day: date) -> int:
    """Count the days from 1970-01-01 to a calendar day."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """Name the calendar day of a study day."""
    return EPOCH + timedelta(days=day)


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A learner's IANA zone and the hour (0-23) at which their study day begins."""

    zone: str = "UTC"
    rollover_hour: int = 4

    def day(self, at_ms: int) -> int:
        """Study day of an instant."""
        shifted = _UNIX + timedelta(milliseconds=at_ms - self.rollover_hour * HOUR_MS)
        return day_of(shifted.astimezone(_zone(self.zone)).date())

    def start_ms(self, day: int) -> int:
        """First instant of a study day."""
        midnight = datetime.combine(date_of(day), datetime.min.time(), _zone(self.zone))
        guess = round((midnight - _UNIX).total_seconds() * 1000) + self.rollover_hour * HOUR_MS
        return self._first_instant(day, guess)

    def _first_instant(self, day: int, guess: int) -> int:
        """Correct a guess for midnights that a change of the clocks skips or repeats."""
        low, high = guess - DAY_MS // 4, guess + DAY_MS // 4
        if self.day(guess) == day and self.day(guess - 1) == day - 1:
            return guess
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.day(middle) >= day else (middle, high)
        return high
