"""What the weeks ahead start from: the learner's own memories, limits, speed and grades.

Averages stand in where there is too little of the learner's own: each counts as so many answers.
Loads no numpy.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from mlprep.domain.days import MINUTE_MS, day_of
from mlprep.domain.settings import StudySettings
from mlprep.planning.drawing import WINDOW_DAYS, NewCard
from mlprep.planning.pace import FIRST_GRADES, PASS_GRADES, MemoryState, Pace, Spent, Start
from mlprep.study.workspace import NEW_SECONDS, REVIEW_SECONDS

if TYPE_CHECKING:
    from mlprep.store.forecasts import Answers, MemoryNow, NewNow
    from mlprep.study.plan.priorities import TopicPlan
    from mlprep.study.review.new_cards import LaneName
    from mlprep.study.workspace import Workspace

HABIT_DAYS, BUSY_DAYS, MANY_ANSWERS = 90, 28, 500
"""Days of answers from which speed and grades are taken: fewer where they hold many answers."""
PRIOR_ANSWERS = 30
"""Answers that the averages count as: with 300 of the learner's own they weigh a tenth."""
MANY = 100_000
OWN = "deck:"
"""Begins the name of a lane that is a deck, not a topic."""


class PlanDateError(ValueError):
    """A date or number of minutes that does not fit a plan."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the learner answers; ``answers`` stand behind it."""

    answers: int
    new_seconds: float
    review_seconds: float
    first_grades: tuple[float, ...]
    """Shares of Again, Hard, Good, Easy on the day on which a card is met."""
    pass_grades: tuple[float, ...]
    """Shares of Hard, Good, Easy among later answers that were right."""


@dataclass(frozen=True, slots=True)
class Footing:
    """Everything that a forecast takes."""

    start: Start
    pace: Pace
    habits: Habits


def footing(workspace: "Workspace", plan: "TopicPlan") -> Footing:
    """Gather what a forecast of this learner starts from."""
    from mlprep.study.review.new_cards import (
        is_guide,
        is_newcomer,
        lanes_of,
        lanes_of_mine,
    )

    today = workspace.today
    now = workspace.history.standing_now(today, _habits_since(workspace))
    habits = habits_of(now.first_days, now.later_days)
    lane = cache(lanes_of(workspace, plan))
    new = _new(now.new, lane)
    named = {one.topic for one in new}
    mine = workspace.library.wholly_own_decks
    guides = {f"{OWN}{one.deck}" for one in now.new if is_guide(mine, one.deck, one.topic)}
    start = Start(
        today=today,
        priorities=[one for one in plan.priorities if one.topic in named or one.waits_for],
        memories=[
            MemoryState(
                lane(one.deck, one.topic, one.level) or _elsewhere(one),
                *one[2:7],
                bool(one.recalled),
            )
            for one in now.memories
        ],
        new=new,
        recent=_recent(now.memories, lane, today),
        own_decks=sorted({one.topic for one in new if one.topic not in plan.by_topic}),
        mine=lanes_of_mine(workspace, plan),
        first=guides if is_newcomer(len(now.memories)) else (),
        spent=_spent(workspace),
    )
    return Footing(start, pace_of(workspace.settings, habits, workspace.parameters), habits)


def _habits_since(workspace: "Workspace") -> int:
    today = workspace.today
    lately = workspace.history.days_studied(today - BUSY_DAYS, today)
    many = sum(day.reviews for day in lately) >= MANY_ANSWERS
    return today - (BUSY_DAYS if many else HABIT_DAYS)


def _elsewhere(one: "MemoryNow") -> str:
    """Name the lane of cards that are reviewed although the plan asks for none of their kind."""
    return one.topic or f"{OWN}{one.deck}"


def _new(rows: "Sequence[NewNow]", lane: "LaneName") -> list[NewCard]:
    """List the new cards that will be drawn some day, in the order of their decks."""
    found = []
    ordered = sorted(rows, key=lambda one: (one.level, one.position, len(one.unit), one.unit))
    for place, one in enumerate(ordered):
        name = lane(one.deck, one.topic, one.level)
        if name is not None:
            found.append(NewCard(one.unit, name, one.level, one.priority, place))
    return found


def _recent(rows: "Sequence[MemoryNow]", lane: "LaneName", today: int) -> dict[str, int]:
    """Count the cards introduced lately by topic: what was had counts against a topic's share."""
    lanes = (
        lane(one.deck, one.topic, one.level) for one in rows if one.first_day > today - WINDOW_DAYS
    )
    return dict(Counter(name for name in lanes if name is not None))


def _spent(workspace: "Workspace") -> Spent:
    day = workspace.history.day_summary(workspace.today)
    return Spent(day.ms / MINUTE_MS, day.introduced, day.tested)


def pace_of(settings: StudySettings, habits: Habits, parameters: Sequence[float]) -> Pace:
    """Turn the learner's settings and habits into the pace of a forecast."""
    catching_up = settings.catch_up_minutes > 0
    minutes = settings.catch_up_minutes or settings.minutes_per_day
    return Pace(
        parameters=parameters,
        minutes=float(minutes) if minutes else None,
        new_per_day=0 if catching_up else settings.new_per_day,
        reviews_per_day=MANY if catching_up else settings.reviews_per_day,
        new_seconds=habits.new_seconds,
        review_seconds=habits.review_seconds,
        desired_retention=settings.desired_retention,
        maximum_interval=settings.maximum_interval,
        weekday_weights=settings.weekday_weights,
        days_off=frozenset(day_of(date.fromisoformat(one)) for one in settings.days_off if one),
        first_grades=habits.first_grades,
        pass_grades=habits.pass_grades,
        learning_steps=len(settings.learning_steps),
        relearning_steps=len(settings.relearning_steps),
    )


def habits_of(first: "Answers", later: "Answers") -> Habits:
    """Blend what is known of the learner with what learners do on average."""
    return Habits(
        answers=first.total + later.total,
        new_seconds=_seconds(first, NEW_SECONDS),
        review_seconds=_seconds(later, REVIEW_SECONDS),
        first_grades=_shares(first.counts, FIRST_GRADES),
        pass_grades=_shares(later.counts[1:], PASS_GRADES),
    )


def _seconds(answers: "Answers", usual: float) -> float:
    taken = sum(answers.ms) / 1000 + PRIOR_ANSWERS * usual
    return taken / (answers.total + PRIOR_ANSWERS)


def _shares(counts: Sequence[int], usual: Sequence[float]) -> tuple[float, ...]:
    whole = sum(counts) + PRIOR_ANSWERS * sum(usual)
    blended = zip(counts, usual, strict=True)
    return tuple((count + PRIOR_ANSWERS * share) / whole for count, share in blended)
