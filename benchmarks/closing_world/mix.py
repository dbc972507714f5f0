"""What today holds: due reviews, new cards, now and then a check-up, one step of other work.

Values in, values out.  Reviews come first, those that save most memory per minute before others;
new cards only get the minutes that reviews leave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mlprep.planning.checkups import CheckUp, Studied, choose_checkup
from mlprep.planning.drawing import Draw, NewCard, Progress
from mlprep.planning.priorities import Priority
from mlprep.planning.suggestions import Suggestion

_MINUTE = 60.0


class DueCard(NamedTuple):
    """A review unit that is due."""

    unit: str
    topic: str
    value: float
    """Recall that one more day of waiting costs, per minute of review."""
    recall: float | None = None
    """Probability that it is recalled now; ``None``: not known."""
    seconds: float | None = None
    """Time that the answer takes; ``None``: the learner's usual."""


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
    topic: str
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Mix:
    """The day."""

    reviews: tuple[PlannedCard, ...] = ()
    new: tuple[PlannedCard, ...] = ()
    checkup: CheckUp | None = None
    step: Suggestion | None = None
    reviews_left_out: int = 0
    """Due, but beyond today's limits."""
    new_left_out: int = 0
    """New cards that the gaps ask for and that come on later days."""
    notes: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Time that cards and check-up take; a step has its own."""
        cards = sum(one.seconds for one in (*self.reviews, *self.new))
        return cards + (self.checkup.seconds if self.checkup else 0.0)


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
    studied: Mapping[str, Studied] = field(default_factory=dict)
    """By topic, for check-ups."""
    last_checkup: int | None = None
    """Study day of the last check-up of any topic."""
    steps: Sequence[Suggestion] = ()
    """Next steps of projects and routes, the best first."""
    own_decks: Mapping[str, str] = field(default_factory=dict)
    """Ids and titles of decks without a topic."""


def todays_mix(
    priorities: Sequence[Priority],
    material: Material,
    budget: Budget,
    today: int,
    only: frozenset[str] | None = None,
) -> Mix:
    """Put the day together; ``only`` keeps it to some topics (or decks without one)."""
    chosen = [one for one in priorities if only is None or one.topic in only]
    due = [card for card in material.due if only is None or card.topic in only]
    reviews = _reviews(due, chosen, budget)
    left = budget.seconds - sum(one.seconds for one in reviews)
    checkup = choose_checkup(chosen, material.studied, today, material.last_checkup)
    if checkup is not None and checkup.seconds > left:
        checkup = None
    left -= checkup.seconds if checkup else 0.0
    own = {deck: title for deck, title in material.own_decks.items() if not only or deck in only}
    draw = Draw(chosen, material.new, material.progress, material.recent, sorted(own))
    new = _new(draw, {one.topic: one.reason for one in chosen}, own, budget, left)
    step = next((s for s in material.steps if only is None or only & set(s.topics)), None)
    mix = Mix(reviews, new, checkup, step, len(due) - len(reviews), draw.waiting)
    return _with_notes(mix, priorities, budget)


def _reviews(
    due: Sequence[DueCard], priorities: Sequence[Priority], budget: Budget
) -> tuple[PlannedCard, ...]:
    """Choose due cards by what waiting would cost per minute, while time and limit last."""
    titles = {one.topic: one.title for one in priorities}
    left, chosen = budget.seconds, list[PlannedCard]()
    for card in sorted(due, key=lambda one: (-one.value, one.unit)):
        seconds = budget.review_seconds if card.seconds is None else card.seconds
        if len(chosen) >= budget.reviews or seconds > left:
            break
        left -= seconds
        reason = _review_reason(card, titles.get(card.topic, ""))
        chosen.append(PlannedCard(card.unit, card.topic, seconds, reason))
    return tuple(chosen)


def _review_reason(card: DueCard, title: str) -> str:
    what = "due for review"
    if card.recall is not None:
        what += f", recalled with {card.recall:.0%} by now"
    return f"{title}: {what}." if title else f"{what.capitalize()}."


def _new(
    draw: Draw, reasons: Mapping[str, str], own: Mapping[str, str], budget: Budget, left: float
) -> tuple[PlannedCard, ...]:
    count = budget.new
    if left < budget.new_seconds * count:
        count = int(max(0.0, left) // budget.new_seconds)
    return tuple(
        PlannedCard(
            card.unit,
            card.topic,
            budget.new_seconds,
            reasons.get(card.topic) or f"From your own deck {own.get(card.topic, card.topic)}.",
        )
        for card in draw.take(count)
    )


def _with_notes(mix: Mix, priorities: Sequence[Priority], budget: Budget) -> Mix:
    notes = []
    if priorities and not any(one.measured for one in priorities):
        notes.append(
            "Nothing is measured yet: the plan stands on what your role asks for and your"
            " background suggests. Measuring would sharpen it."
        )
    if mix.reviews_left_out:
        notes.append(
            f"{mix.reviews_left_out} more reviews are due than fit today; those that lose most"
            " by waiting come first, and no new cards until they fit."
        )
    elif not mix.new and mix.new_left_out and budget.new and mix.checkup is None:
        notes.append(_why_no_new(mix, budget))
    return Mix(
        mix.reviews, mix.new, mix.checkup, mix.step, mix.reviews_left_out, mix.new_left_out,
        tuple(notes),
    )  # fmt: skip


def _why_no_new(mix: Mix, budget: Budget) -> str:
    if budget.seconds - mix.seconds < budget.new_seconds:
        return "Reviews fill the minutes of today; new cards come when they leave room."
    return "No new cards today: the next level opens when what you began is recalled."
