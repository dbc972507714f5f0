"""The state of a review unit: what the learner's facts say about it."""

from enum import StrEnum
from typing import NamedTuple

from mlprep.domain.ids import UnitId


class Phase(StrEnum):
    """Where a review unit stands."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"

    @property
    def in_steps(self) -> bool:
        """Whether the unit is due at an instant (a step) and not on a day."""
        return self in (Phase.LEARNING, Phase.RELEARNING)


class UnitState(NamedTuple):
    """Derived state of a review unit.

    Stability is in days, difficulty in 1-10 (FSRS-6).  Days are study days, instants are
    milliseconds since 1970-01-01 UTC.  ``due_day`` is set in review, ``due_at_ms`` in steps.
    """

    unit: UnitId
    phase: Phase = Phase.NEW
    stability: float | None = None
    difficulty: float | None = None
    last_day: int | None = None
    """Study day of the last review that moved the schedule."""
    last_at_ms: int | None = None
    first_day: int | None = None
    """Study day of the first review: the day on which the unit was introduced."""
    due_day: int | None = None
    due_at_ms: int | None = None
    step: int = 0
    """Index of the step that the unit stands on, while in steps."""
    interval_days: int = 0
    """The interval in days that led to ``due_day``."""
    reps: int = 0
    lapses: int = 0
    suspended: bool = False
    buried_until: int | None = None
    """Study day on which a buried unit comes back."""
    flag: int = 0
    marked: bool = False

    def is_buried(self, today: int) -> bool:
        """Whether the unit was put off and is not back yet."""
        return self.buried_until is not None and self.buried_until > today
