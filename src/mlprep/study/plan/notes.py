"""What is said beneath a plan: what the forecast stands on, how sure it is, what holds it back."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mlprep.domain.days import day_of
from mlprep.domain.settings import StudySettings
from mlprep.planning.pace import Pace
from mlprep.text.counting import counted, long_date

if TYPE_CHECKING:
    from mlprep.study.plan.priorities import TopicPlan

KNOWN_SPEED = 100
"""Answers from which on the learner's own speed says more than the averages."""
NO_CARDS = "There are no cards to plan with yet: `mlprep doctor` says where decks belong."
SIMULATED = (
    "Simulated from your memories, limits and speed. Recall is forecast, your level is not: the"
    " check-ups would confirm it."
)


def on_measurement(plan: "TopicPlan") -> Iterator[str]:
    """Say so where no role, or nothing measured, stands behind the order of topics."""
    if not plan.has_role:
        yield (
            "No role is chosen, so all decks come in equal parts: `mlprep setup` asks who you are"
            " and where you want to go."
        )
    elif not plan.is_measured:
        yield (
            "Nothing is measured yet: the plan stands on what the role asks for and your"
            " background suggests. `mlprep assess` would sharpen it."
        )


def on_date(settings: StudySettings, today: int, reach: int | None, longest: int) -> Iterator[str]:
    """Say so where the date to be ready is missing, past, or further off than the plan looks.

    ``reach`` are the days that a plan without any day to reach looks ahead.
    """
    if not settings.target_date:
        weeks = f"; until then the plan looks {reach // 7} weeks ahead" if reach else ""
        yield (
            f"No date to be ready is set: `mlprep settings target_date 2027-01-31` sets one{weeks}."
        )
        return
    target = day_of(date.fromisoformat(settings.target_date))
    if target < today:
        day = long_date(settings.target_date)
        yield f"The date to be ready, {day}, is past; set another one."
    elif target > today + longest:
        yield "The date to be ready is more than two years off; the plan looks that far."


def on_pace(settings: StudySettings, answers: int) -> Iterator[str]:
    """Say so where no new cards come, or where the learner's own speed is hardly known."""
    if settings.catch_up_minutes:
        yield "Catch-up is on: no new cards come while it is."
    elif not settings.new_per_day:
        yield "The limit of new cards is 0, so nothing new is learned."
    if answers < KNOWN_SPEED:
        yield (
            f"{counted(answers, 'card')} answered so far, each counted once a day: other learners'"
            " speed and grades stand in, so take the minutes as a rough guess for now."
        )


def on_limit(pace: Pace, introduced: Sequence[float]) -> Iterator[str]:
    """Say so where the limit of new cards holds on most of the first days, not the minutes."""
    limit = pace.new_per_day
    if limit and sum(one >= limit for one in introduced) * 2 > len(introduced):
        what = "comes before your minutes" if pace.minutes else "is what holds you"
        yield (
            f"On most days your limit of {limit} new cards {what}: more minutes alone would not"
            " help, `mlprep settings new_per_day` would."
        )
