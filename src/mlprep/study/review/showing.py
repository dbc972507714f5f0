"""What a review session shows: a question, how far it is, and what it came to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.settings import StudySettings
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.scheduler import Outcome, interval_label
from mlprep.study.review.question import Question


class Preview:
    """What each rating would do, worked out when first looked at: while the learner reads."""

    def __init__(self, work_out: Callable[[], dict[Rating, Outcome]]) -> None:
        """Take what works it out; that gives the same until the question is answered."""
        self._work_out = work_out

    @cached_property
    def outcomes(self) -> Mapping[Rating, Outcome]:
        """What follows from each rating."""
        return self._work_out()

    @cached_property
    def labels(self) -> Mapping[Rating, str]:
        """The time until the card comes again, for each rating's button."""
        return {rating: interval_label(outcome) for rating, outcome in self.outcomes.items()}


class Showing(NamedTuple):
    """A question on show: what each rating would do, and why the card is here."""

    question: Question
    entry: Entry
    state: UnitState
    preview: Preview
    reason: str
    shown_at_ms: int
    goal: float
    """Desired retention of its deck."""

    @property
    def labels(self) -> Mapping[Rating, str]:
        """The time until the card comes again, for each rating's button; none in cramming."""
        if self.entry.kind is Kind.CRAM:
            return dict.fromkeys(Rating, "")
        return self.preview.labels


class Ahead(NamedTuple):
    """Showings made ahead, by unit, and what they were made of besides the units' states."""

    showings: Mapping[UnitId, Showing | None] = MappingProxyType({})
    settings: StudySettings | None = None
    library: object = None
    """Version of the library that the cards were read from."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the session is."""

    answered: int
    steps: int
    reviews: int
    new: int
    minutes_left: float

    @property
    def left(self) -> int:
        """Cards still to come."""
        return self.steps + self.reviews + self.new

    @property
    def share(self) -> float:
        """Share of the session that is done, 0-1."""
        whole = self.answered + self.left
        return self.answered / whole if whole else 1.0


NOTHING_TO_CRAM = "Cramming repeats cards that you have met; here there are none yet."


@dataclass(frozen=True, slots=True)
class Summary:
    """What a session came to."""

    answered: int
    ms: int
    ratings: dict[Rating, int]
    introduced: int
    passed: int
    reviewed: int
    due_tomorrow: int
    next_step_ms: int | None
    """Milliseconds to the next learning step, where one is waiting."""

    @property
    def retention(self) -> float | None:
        """Share of the due reviews that were remembered; None where there was none."""
        return self.passed / self.reviewed if self.reviewed else None


class Answered(NamedTuple):
    """One answer of this session, for its summary."""

    rating: Rating
    ms: int
    phase: Phase
    """Before it."""
    unit: UnitId


def summed(answers: Sequence[Answered], *, due_tomorrow: int, next_step_ms: int | None) -> Summary:
    """Sum up the answers of a session."""
    reviewed = [answer for answer in answers if answer.phase is Phase.REVIEW]
    return Summary(
        answered=len(answers),
        ms=sum(answer.ms for answer in answers),
        ratings={one: sum(a.rating is one for a in answers) for one in Rating},
        introduced=sum(answer.phase is Phase.NEW for answer in answers),
        passed=sum(answer.rating is not Rating.AGAIN for answer in reviewed),
        reviewed=len(reviewed),
        due_tomorrow=due_tomorrow,
        next_step_ms=next_step_ms,
    )
