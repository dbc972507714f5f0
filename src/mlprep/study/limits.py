"""What is left of the day's limits in cards and minutes."""

from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import MINUTE_MS

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class Limits(NamedTuple):
    """What is left of the day's limits."""

    new: int
    reviews: int
    minutes: float | None


def limits_of(workspace: "Workspace", minutes: float | None = None) -> Limits:
    """Take what was studied today off the day's limits; ``minutes`` limits this session."""
    settings = workspace.settings
    day = workspace.history.day_summary(workspace.today)
    left = minutes
    if left is None and (settings.catch_up_minutes or settings.minutes_per_day):
        budget = settings.catch_up_minutes or settings.minutes_per_day
        left = max(0.0, budget - day.ms / MINUTE_MS)
    new = 0 if settings.catch_up_minutes else max(0, settings.new_per_day - day.introduced)
    reviews = max(0, settings.reviews_per_day - day.tested)
    return Limits(new, 100_000 if settings.catch_up_minutes else reviews, left)
