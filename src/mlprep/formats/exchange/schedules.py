"""Schedules of programs that date them in part only."""

from datetime import UTC, datetime
from typing import Final

from mlprep.domain.days import DAY_MS, HOUR_MS
from mlprep.formats.exchange.collection import Ease, LogKind, Memory, ReviewLog

MOST_DAYS: Final = 36_500
"""Of an interval."""
_HOUR_UTC: Final = 14
"""An hour that lies in the same study day from Hawaii to Auckland."""


def set_due(due_day: int, interval_days: int, memory: Ease | Memory) -> ReviewLog:
    """Say that a card was last reviewed so many days before it is due."""
    days = min(max(interval_days, 0), MOST_DAYS, max(due_day, 0))
    at_ms = max(due_day - days, 0) * DAY_MS + _HOUR_UTC * HOUR_MS
    return ReviewLog(at_ms, days=days, kind=LogKind.SET_DUE, memory=memory)


def instant_ms(text: str) -> int | None:
    """Read an ISO 8601 instant; ``None`` where it is none or lies outside of 1970 to 9998."""
    try:
        found = datetime.fromisoformat(text.strip())
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return max(0, int(found.timestamp() * 1000))
    except (ValueError, OverflowError):
        return None
