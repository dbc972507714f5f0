"""All but the memory of a unit, folded from many facts in one pass.

It gives what ``fold.advance`` without parameters gives fact by fact, and the figures of each
study day beside it; but it makes one state for a unit, and not one for each of its reviews.
``replay`` gives the memories.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from mlprep.domain.facts import Event, Fact, FactKind, PlainReview
from mlprep.domain.figures import Tallies, Tally, add, tally_of
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.fold import LEFT_OUT, advance, review_from

Move: TypeAlias = tuple[int, int, int]
"""Instant, study day and rating of a review, or ``RESET``."""
RESET = 0
"""Stands in the place of a rating where a unit's memory was reset."""
_INTEGERS = {int}
_RATINGS = frozenset(map(int, Rating))
_AGAIN = int(Rating.AGAIN)
_LEARNT = (Phase.REVIEW, Phase.RELEARNING)


class Outlined(NamedTuple):
    """What the facts of a unit come to."""

    state: UnitState
    tallies: Tallies
    moves: list[Move] | None
    """What moved the memory, for ``replay``; ``None`` where a fact brings a memory along."""


def outline(unit: UnitId, events: Sequence[Event]) -> Outlined:
    """Fold events, in their order, into a new unit's state without its memory, and into figures."""
    state, tallies, moves = UnitState(unit), dict[int, Tally](), list[Move]()
    brings = False
    reviews: list[PlainReview] = []
    for event in events:
        review = event if isinstance(event, PlainReview) else plain_review(event)
        if review is not None:
            reviews.append(review)
        elif isinstance(event, Fact):
            if reviews:
                state = _reviewed(state, reviews, tallies, moves)
                reviews = []
            state = _other(state, event, tallies, moves)
            brings |= "memory" in event.body
    if reviews:
        state = _reviewed(state, reviews, tallies, moves)
    return Outlined(state, tallies, None if brings else moves)


def _other(state: UnitState, fact: Fact, tallies: Tallies, moves: list[Move]) -> UnitState:
    """Apply a fact that is no review of the usual form."""
    found = tally_of(state, fact)
    if found is not None:
        add(tallies, *found)
    if fact.kind is FactKind.RESET:
        moves.append((fact.at_ms, 0, RESET))
    elif fact.kind is FactKind.REVIEW:
        review = review_from(fact, state.unit)
        if review is not None and not review.cram:
            moves.append((fact.at_ms, review.day, int(review.rating)))
    return advance(state, fact, ())


def plain_review(fact: Fact) -> PlainReview | None:
    """Give a review that moves the schedule, in the form that the program writes, as such."""
    if fact.kind is not FactKind.REVIEW or "cram" in fact.body:
        return None
    body: Any = fact.body
    day, rating, ms, step = body.get("day"), body.get("rating"), body.get("ms"), body.get("step", 0)
    due_day, due_at = body.get("due_day"), body.get("due_at")
    due = due_at if due_day is None else due_day
    if {type(day), type(rating), type(ms), type(step), type(due)} != _INTEGERS:
        return None
    if rating not in _RATINGS or step < 0 or not (due_day is None or due_at is None):
        return None
    return PlainReview(fact.at_ms, UnitId(fact.subject), day, rating, ms, due_day, due_at, step)


def _reviewed(
    state: UnitState, reviews: Sequence[PlainReview], tallies: Tallies, moves: list[Move]
) -> UnitState:
    """Apply plain reviews, and count them."""
    phase, last_day, first_day = state.phase, state.last_day, state.first_day
    lapses = 0
    for at_ms, _, day, rating, ms, _, due_at, _ in reviews:
        moves.append((at_ms, day, rating))
        forgot, in_review = rating == _AGAIN, phase is Phase.REVIEW
        tested = in_review and last_day != day
        # As ``tally_of`` counts it; a call for each review would cost a fifth of the pass.
        tally = (1, int(first_day is None), int(forgot), ms, int(tested),
                 int(tested and not forgot), 0, 0)  # fmt: skip
        if day in tallies:
            add(tallies, day, tally)
        else:
            tallies[day] = tally
        if first_day is None:
            first_day = day
        lapses += forgot and in_review
        last_day = day
        if due_at is None:
            phase = Phase.REVIEW
        else:
            phase = Phase.RELEARNING if phase in _LEARNT else Phase.LEARNING
    _, _, _, _, _, due_day, due_at, step = reviews[-1]
    return UnitState(
        state.unit,
        phase,
        *LEFT_OUT,
        last_day=last_day,
        last_at_ms=at_ms,
        first_day=first_day,
        due_day=due_day,
        due_at_ms=due_at,
        step=0 if due_at is None else step,
        interval_days=0 if due_day is None else max(0, due_day - day),
        reps=state.reps + len(reviews),
        lapses=state.lapses + lapses,
        suspended=state.suspended,
        flag=state.flag,
        marked=state.marked,
    )
