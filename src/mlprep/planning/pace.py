"""What the weeks ahead are simulated from: memories, waiting cards, limits, speed and habits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mlprep.planning.drawing import NewCard
from mlprep.planning.priorities import Priority

FIRST_GRADES = (0.24, 0.094, 0.495, 0.171)
"""Again, Hard, Good, Easy at the first sight of a card: means of the learners behind FSRS, as its
optimiser's simulator has them."""
PASS_GRADES = (0.224, 0.631, 0.145)
"""Hard, Good, Easy of the recalled ones, from the same source."""
_WEEK = 7
_MONDAY = 4
"""Study day 4 (1970-01-05) was a Monday."""


class MemoryState(NamedTuple):
    """A review unit that was studied before."""

    topic: str
    level: int
    stability: float
    """Days."""
    difficulty: float
    last_day: int
    due_day: int
    recalled: bool
    """Whether it was answered right, the last time, on a later day than its first."""


class Spent(NamedTuple):
    """What of the first day is used up already."""

    minutes: float = 0.0
    new: int = 0
    reviews: int = 0


NOTHING_SPENT = Spent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is studied, how fast, how it is graded, and how sure the learner wants to be."""

    parameters: Sequence[float]
    """The 21 parameters of FSRS-6."""
    minutes: float | None = None
    """A day; ``None``: no limit."""
    new_per_day: int = 20
    reviews_per_day: int = 200
    new_seconds: float = 40.0
    """A new card with the steps of its first day."""
    review_seconds: float = 10.0
    """A review with the steps that follow when it was forgotten."""
    desired_retention: float = 0.9
    maximum_interval: int = 36_500
    weekday_weights: Sequence[float] = (1.0,) * _WEEK
    """Monday to Sunday."""
    days_off: frozenset[int] = frozenset()
    """Study days."""
    first_grades: Sequence[float] = FIRST_GRADES
    """Shares of Again, Hard, Good, Easy at the first sight of a card; together 1."""
    pass_grades: Sequence[float] = PASS_GRADES
    """Shares of Hard, Good, Easy among the recalled; together 1."""
    learning_steps: int = 2
    relearning_steps: int = 1

    def share_of_day(self, day: int) -> float:
        """How much of a normal day's study a day takes: 0 on a day off."""
        weekday = self.weekday_weights[(day - _MONDAY) % _WEEK]
        return 0.0 if day in self.days_off else weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where the simulation begins."""

    today: int
    priorities: Sequence[Priority]
    memories: Sequence[MemoryState] = ()
    new: Sequence[NewCard] = ()
    recent: Mapping[str, int] = field(default_factory=dict)
    own_decks: Sequence[str] = ()
    first: Collection[str] = ()
    """Those of the decks whose cards open each day until they are done."""
    mine: Collection[str] = ()
    """Those of the decks that the learner wrote: a part of each day is kept for them."""
    spent: Spent = NOTHING_SPENT
