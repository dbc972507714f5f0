"""What is left of the day's limits in cards and minutes."""

from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import MINUTE_MS
from mlprep.store.values import DaySummary

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

MORE_NEW, MORE_REVIEWS = 10, 50
"""What one helping of "more today" adds to what was done."""
ENDLESS = 100_000


class Limits(NamedTuple):
    """What is left of the day's limits."""

    new: int
    reviews: int
    minutes: float | None


def limits_of(
    workspace: "Workspace", minutes: float | None = None, *, since: DaySummary | None = None
) -> Limits:
    """Take what was studied today off the day's limits; ``minutes`` limits this session.

    ``since`` is the day as it was when the learner asked for more: then only that helping counts.
    """
    settings = workspace.settings
    day = workspace.history.day_summary(workspace.today)
    if since is not None:
        new = max(0, MORE_NEW - (day.introduced - since.introduced))
        return Limits(new, max(0, MORE_REVIEWS - (day.tested - since.tested)), minutes)
    left = minutes
    if left is None and (settings.catch_up_minutes or settings.minutes_per_day):
        budget = settings.catch_up_minutes or settings.minutes_per_day
        left = max(0.0, budget - day.ms / MINUTE_MS)
    new = 0 if settings.catch_up_minutes else max(0, settings.new_per_day - day.introduced)
    reviews = max(0, settings.reviews_per_day - day.tested)
    return Limits(new, ENDLESS if settings.catch_up_minutes else reviews, left)


def new_left(workspace: "Workspace", limits: Limits, steps: int, reviews: int) -> int:
    """Count the new cards that steps and reviews leave room for: minutes go to what is due first.

    ``reviews`` are all that are due; the limit on them holds.
    """
    if limits.minutes is None or limits.new == 0:
        return limits.new
    new_seconds, review_seconds = workspace.seconds_per_card
    due = steps + min(reviews, limits.reviews)
    seconds = limits.minutes * MINUTE_MS / 1000 - due * review_seconds
    return min(limits.new, int(max(0.0, seconds) // new_seconds))
