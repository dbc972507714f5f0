"""All but the memory of a unit, folded from many facts in one pass.

It gives what ``fold.advance`` without parameters gives fact by fact, and the figures of each
study day beside it; but it makes one state for a unit, and not one for each of its reviews.
``replay`` gives the memories.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.figures import Tallies, Tally, add, tally_of
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.fold import LEFT_OUT, advance, review_from

Move: TypeAlias = tuple[int, int, int]
"""Instant, study day and rating of a review, or ``RESET``."""
RESET = 0
"""Stands in the place of a rating where a unit's memory was reset."""
_RATINGS = frozenset(map(int, Rating))
_AGAIN = int(Rating.AGAIN)
_LEARNT = (Phase.REVIEW, Phase.RELEARNING)


class Outlined(NamedTuple):
    """What the facts of a unit come to."""

    state: UnitState
    tallies: Tallies
    moves: list[Move] | None
    """What moved the memory, for ``replay``; ``None`` where a fact brings a memory along."""


def outline(unit: UnitId, facts: Sequence[Fact]) -> Outlined:
    """Fold facts, in their order, into a new unit's state without its memory, and into figures."""
    state, tallies, moves = UnitState(unit), dict[int, Tally](), list[Move]()
    brings = False
    at, count = 0, len(facts)
    while at < count:
        end = at
        while end < count and _is_usual(facts[end]):
            end += 1
        if end > at:
            state = _reviewed(state, facts[at:end], tallies, moves)
        if end < count:
            state = _other(state, facts[end], tallies, moves)
            brings |= "memory" in facts[end].body
        at = end + 1
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


def _is_usual(fact: Fact) -> bool:
    """Whether it is a review that moves the schedule, in the form that the program writes."""
    if fact.kind is not FactKind.REVIEW:
        return False
    body = fact.body
    due_day, due_at = body.get("due_day"), body.get("due_at")
    return (
        type(body.get("day")) is int
        and type(body.get("ms")) is int
        and type(body.get("rating")) is int
        and body["rating"] in _RATINGS
        and type(due_at if due_day is None else due_day) is int
        and (due_day is None or due_at is None)
        and "cram" not in body
        and ("step" not in body or _is_step(body["step"]))
    )


def _is_step(value: object) -> bool:
    return type(value) is int and value >= 0


def _reviewed(
    state: UnitState, facts: Sequence[Fact], tallies: Tallies, moves: list[Move]
) -> UnitState:
    """Apply reviews of the usual form, and count them."""
    phase, last_day, first_day = state.phase, state.last_day, state.first_day
    lapses = 0
    for fact in facts:
        body: Any = fact.body  # looked at by _is_usual
        day, rating = body["day"], body["rating"]
        moves.append((fact.at_ms, day, rating))
        forgot, in_review = rating == _AGAIN, phase is Phase.REVIEW
        tested = in_review and last_day != day
        # As ``tally_of`` counts it; a call for each review would cost a fifth of the pass.
        tally = (1, int(first_day is None), int(forgot), body["ms"], int(tested),
                 int(tested and not forgot), 0, 0)  # fmt: skip
        if day in tallies:
            add(tallies, day, tally)
        else:
            tallies[day] = tally
        if first_day is None:
            first_day = day
        lapses += forgot and in_review
        last_day = day
        if body.get("due_at") is None:
            phase = Phase.REVIEW
        else:
            phase = Phase.RELEARNING if phase in _LEARNT else Phase.LEARNING
    due_day, due_at = body.get("due_day"), body.get("due_at")
    return UnitState(
        state.unit,
        phase,
        *LEFT_OUT,
        last_day=last_day,
        last_at_ms=facts[-1].at_ms,
        first_day=first_day,
        due_day=due_day,
        due_at_ms=due_at,
        step=0 if due_at is None else body.get("step", 0),
        interval_days=0 if due_day is None else max(0, due_day - day),
        reps=state.reps + len(facts),
        lapses=state.lapses + lapses,
        suspended=state.suspended,
        flag=state.flag,
        marked=state.marked,
    )
