"""A way out of a backlog: what to review first, and on which day it is worked off."""

from collections.abc import Sequence

from mlprep.memory.model import retrievability

HORIZON_DAYS = 365
_MINUTE = 60
_FASTEST = 1.0  # seconds; no review is taken to be faster


def value_lost_per_minute(
    stability: float, elapsed_days: float, seconds: float, parameters: tuple[float, ...]
) -> float:
    """Recall that waiting one more day costs, per minute that the review would take.

    What has long been forgotten loses little more by waiting, what is fading fast loses most.
    """
    elapsed = max(0.0, elapsed_days)
    now = retrievability(stability, elapsed, parameters)
    tomorrow = retrievability(stability, elapsed + 1, parameters)
    return (now - tomorrow) * _MINUTE / max(seconds, _FASTEST)


def backlog_ends_on(
    today: int,
    backlog_count: int,
    due_per_day: Sequence[int],
    seconds_per_review: float,
    minutes_per_day: float,
) -> int | None:
    """Return the study day on which a backlog is gone, ``None`` if not within a year.

    ``due_per_day`` counts what falls due today, tomorrow, ... on top of the backlog; later days
    are taken to be like the mean of those given.
    """
    if backlog_count <= 0:
        return today
    capacity = minutes_per_day * _MINUTE / max(seconds_per_review, _FASTEST)
    usual = sum(due_per_day) / len(due_per_day) if due_per_day else 0.0
    left = float(backlog_count)
    for ahead in range(HORIZON_DAYS):
        due = due_per_day[ahead] if ahead < len(due_per_day) else usual
        left += due - capacity
        if left <= 0:
            return today + ahead
    return None
