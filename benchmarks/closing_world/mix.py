"""What today holds: due reviews and new cards.

Values in, values out.  Reviews come first, those that save most memory per minute before others;
new cards only get the minutes that reviews leave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mlprep.planning.drawing import Draw, NewCard, Progress
from mlprep.planning.priorities import Priority

_MINUTE = 60.0


class DueCard(NamedTuple):
    """A review unit that is due."""

    unit: str
    value: float
    """Recall that one more day of waiting costs, per minute of review."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of the day."""

    minutes: float | None = None
    """``None``: no limit in minutes."""
    new: int = 20
    reviews: int = 200
    new_seconds: float = 40.0
    """A new card with the steps of its first day."""
    review_seconds: float = 10.0
    """A review with the steps that follow when it was forgotten."""

    @property
    def seconds(self) -> float:
        """The minutes left, in seconds; endless without a limit."""
        return float("inf") if self.minutes is None else max(0.0, self.minutes) * _MINUTE


class PlannedCard(NamedTuple):
    """One card of today."""

    unit: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Mix:
    """The day."""

    reviews: tuple[PlannedCard, ...] = ()
    new: tuple[PlannedCard, ...] = ()

    @property
    def seconds(self) -> float:
        """Time that the cards take."""
        return sum(one.seconds for one in (*self.reviews, *self.new))


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that today can be made of."""

    due: Iterable[DueCard] = ()
    new: Iterable[NewCard] = ()
    """Cards that may be introduced; those that require a card not met yet are left out."""
    progress: Mapping[tuple[str, int], Progress] = field(default_factory=dict)
    """By topic and level."""
    recent: Mapping[str, int] = field(default_factory=dict)
    """Cards introduced by topic in the last ``drawing.WINDOW_DAYS`` days."""


def todays_mix(priorities: Sequence[Priority], material: Material, budget: Budget) -> Mix:
    """Put the day together."""
    reviews = _reviews(material.due, budget)
    left = budget.seconds - sum(one.seconds for one in reviews)
    draw = Draw(priorities, material.new, material.progress, material.recent, ())
    return Mix(reviews, _new(draw, budget, left))


def _reviews(due: Iterable[DueCard], budget: Budget) -> tuple[PlannedCard, ...]:
    """Choose due cards by what waiting would cost per minute, while time and limit last."""
    left, chosen = budget.seconds, list[PlannedCard]()
    for card in sorted(due, key=lambda one: (-one.value, one.unit)):
        if len(chosen) >= budget.reviews or budget.review_seconds > left:
            break
        left -= budget.review_seconds
        chosen.append(PlannedCard(card.unit, budget.review_seconds))
    return tuple(chosen)


def _new(draw: Draw, budget: Budget, left: float) -> tuple[PlannedCard, ...]:
    count = budget.new
    if left < budget.new_seconds * count:
        count = int(max(0.0, left) // budget.new_seconds)
    return tuple(PlannedCard(card.unit, budget.new_seconds) for card in draw.take(count))
