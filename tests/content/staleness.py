"""Entries whose facts are due to be looked up again: reported, for no test may fail by the date."""

import datetime as dt
from collections.abc import Iterable

from tests.content.library import Table


def overdue(entries: Iterable[Table], today: dt.date) -> list[str]:
    """Return the entries whose ``review_by`` has passed."""
    dated = [(entry["id"], entry["review_by"]) for entry in entries if "review_by" in entry]
    return [f"{name}: review by {day}" for name, day in dated if _date(day) < today]


def _date(day: str | dt.date) -> dt.date:
    return day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
