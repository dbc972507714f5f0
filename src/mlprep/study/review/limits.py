"""What is left of the day's limits in cards and minutes."""

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import MINUTE_MS
from mlprep.store.values import DaySummary

if TYPE_CHECKING:
    from mlprep.domain.settings import StudySettings
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

    On an easy weekday the limits shrink and on a day off they are 0, as the forecast has it; a
    session of so many minutes is asked for and comes on any day.  ``since`` is the day as it was
    when the learner asked for more: a helping comes beyond what was left of its limits then.
    """
    settings = workspace.settings
    day = workspace.history.day_summary(workspace.today)
    share = 1.0 if minutes is not None else settings.share_of_day(workspace.today)
    if since is not None:
        new, reviews = _cards_left(settings, since, share)
        new += MORE_NEW - (day.introduced - since.introduced)
        reviews += MORE_REVIEWS - (day.tested - since.tested)
        return Limits(max(0, new), max(0, reviews), minutes)
    left = minutes
    if left is None and (settings.catch_up_minutes or settings.minutes_per_day):
        budget = settings.catch_up_minutes or settings.minutes_per_day
        left = max(0.0, budget * share - day.ms / MINUTE_MS)
    return Limits(*_cards_left(settings, day, share), left)


def _cards_left(settings: "StudySettings", day: DaySummary, share: float) -> tuple[int, int]:
    """Take what a day held off its limits on new cards and reviews."""
    if settings.catch_up_minutes:
        return 0, int(ENDLESS * share)
    new = max(0, round(settings.new_per_day * share) - day.introduced)
    return new, max(0, int(settings.reviews_per_day * share) - day.tested)


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


def reviews_in_time(workspace: "Workspace", limits: Limits, steps: int, reviews: int) -> int:
    """Count the reviews, of so many that are due, that the day's limits let a session begin."""
    allowed = min(reviews, limits.reviews)
    if limits.minutes is None:
        return allowed
    if limits.minutes <= 0:
        return 0
    _, review_seconds = workspace.seconds_per_card
    fitting = ceil(limits.minutes * MINUTE_MS / 1000 / review_seconds - steps)
    return max(0, min(allowed, fitting))
