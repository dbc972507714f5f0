"""The state of a review unit, folded from the facts that the learner left.

A due day or step is read from its fact and never chosen again: the same facts give the same
state whatever the zone, the settings and the decks are by then.
"""

from collections.abc import Callable, Iterable
from typing import TypeGuard

from mlprep.domain.facts import Fact, FactKind, Json, Review
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.model import (
    HIGHEST_DIFFICULTY,
    HIGHEST_STABILITY,
    LOWEST_DIFFICULTY,
    LOWEST_STABILITY,
    next_memory,
    rounded,
    sound_parameters,
)

FLAGS = 8
"""Flags are numbered 0 (none) to 7."""
_RATINGS = {int(rating): rating for rating in Rating}
LEFT_OUT = (LOWEST_STABILITY, LOWEST_DIFFICULTY)
"""Stands for a memory that is not worked out."""
_LEARNT = frozenset({Phase.REVIEW, Phase.RELEARNING})

_Parameters = tuple[float, ...]
_Change = Callable[[UnitState, Fact], UnitState]

ARITHMETIC = "fsrs-6, 9 digits; retention of what has a memory"
"""Names how states are worked out; a change of it makes every history derive its state anew."""


def fold(unit: UnitId, facts: Iterable[Fact], parameters: _Parameters) -> UnitState:
    """Apply facts, already in their order and without what was voided, to a new unit."""
    state = UnitState(unit)
    for fact in facts:
        state = advance(state, fact, parameters)
    return state


def advance(state: UnitState, fact: Fact, parameters: _Parameters) -> UnitState:
    """Apply one fact.

    What does not concern a unit, and what is malformed, leaves the state as it is.  Without
    parameters all is worked out but the memory, which ``replay`` gives for many units at once.
    """
    if fact.kind is FactKind.REVIEW:
        review = review_from(fact, state.unit)
        if review is None or review.cram:
            return state
        memory = memory_after(state, review, parameters) if parameters else LEFT_OUT
        return reviewed(state, review, fact.at_ms, memory)
    change = _CHANGES.get(fact.kind)
    return state if change is None else change(state, fact)


def memory_after(state: UnitState, review: Review, parameters: _Parameters) -> tuple[float, float]:
    """Stability and difficulty after a review of a unit in this state.

    Parameters that FSRS-6 does not take are bent into its range, or count as the defaults.
    """
    return next_memory(
        state.stability,
        state.difficulty,
        elapsed_days(state, review.day),
        review.rating,
        sound_parameters(parameters),
    )


def elapsed_days(state: UnitState, day: int) -> int | None:
    """Study days since the last review, at least 0; ``None`` before the first."""
    if state.stability is None or state.last_day is None:
        return None
    return max(0, day - state.last_day)


def reviewed(
    state: UnitState, review: Review, at_ms: int, memory: tuple[float, float]
) -> UnitState:
    """Return the state after a review with the memory that it left."""
    due_day = review.due_day
    lapsed = review.rating is Rating.AGAIN and state.phase is Phase.REVIEW
    in_steps = review.due_at_ms is not None
    return UnitState(
        state.unit,
        _phase_after(state, review),
        *memory,
        last_day=review.day,
        last_at_ms=at_ms,
        first_day=review.day if state.first_day is None else state.first_day,
        due_day=due_day,
        due_at_ms=review.due_at_ms,
        step=review.step if in_steps else 0,
        interval_days=0 if due_day is None else max(0, due_day - review.day),
        reps=state.reps + 1,
        lapses=state.lapses + lapsed,
        suspended=state.suspended,
        flag=state.flag,
        marked=state.marked,
    )


def review_from(fact: Fact, unit: UnitId) -> Review | None:
    """Read what ``Review.draft`` wrote; ``None`` where the body is malformed."""
    body = fact.body
    day, rating, cram = body.get("day"), body.get("rating"), body.get("cram", False)
    due_day, due_at, step = body.get("due_day"), body.get("due_at"), body.get("step", 0)
    if not (_is_int(day) and _is_int(rating) and rating in _RATINGS and _is_bool(cram)):
        return None
    if not (_is_int_or_none(due_day) and _is_int_or_none(due_at) and _is_int(step)):
        return None
    if step < 0 or (not cram and (due_day is None) == (due_at is None)):
        return None
    milliseconds = body.get("ms")
    spent = milliseconds if _is_int(milliseconds) else 0
    return Review(unit, day, _RATINGS[rating], spent, due_day, due_at, step, cram)


def _phase_after(state: UnitState, review: Review) -> Phase:
    if review.due_at_ms is None:
        return Phase.REVIEW
    return Phase.RELEARNING if state.phase in _LEARNT else Phase.LEARNING


def _suspend(state: UnitState, fact: Fact) -> UnitState:
    on = fact.body.get("on")
    return state._replace(suspended=on) if _is_bool(on) else state


def _mark(state: UnitState, fact: Fact) -> UnitState:
    on = fact.body.get("on")
    return state._replace(marked=on) if _is_bool(on) else state


def _bury(state: UnitState, fact: Fact) -> UnitState:
    until = fact.body.get("until")
    return state._replace(buried_until=until or None) if _is_int(until) else state


def _flag(state: UnitState, fact: Fact) -> UnitState:
    flag = fact.body.get("flag")
    return state._replace(flag=flag) if _is_int(flag) and 0 <= flag < FLAGS else state


def _set_due(state: UnitState, fact: Fact) -> UnitState:
    """Put the unit in review; one that is new has no memory until its first review.

    A fact from another program may bring the memory that the unit had there, and its day.
    """
    due_day, day = fact.body.get("due_day"), fact.body.get("day")
    if not (_is_int(due_day) and _is_int(day)):
        return state
    placed = state._replace(
        phase=Phase.REVIEW,
        due_day=due_day,
        due_at_ms=None,
        step=0,
        interval_days=max(0, due_day - day),
    )
    memory = fact.body.get("memory")
    if not (isinstance(memory, list) and len(memory) == _MEMORY and all(map(_is_real, memory))):
        return placed
    return placed._replace(
        stability=rounded(_within(memory[0], LOWEST_STABILITY, HIGHEST_STABILITY)),
        difficulty=rounded(_within(memory[1], LOWEST_DIFFICULTY, HIGHEST_DIFFICULTY)),
        last_day=day,
        first_day=day if state.first_day is None else state.first_day,
    )


_MEMORY = 2
"""Stability and difficulty."""


def _within(value: Json, low: float, high: float) -> float:
    return min(max(float(value), low), high) if isinstance(value, int | float) else low


def _is_real(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _HUGE


_HUGE = 1e9


def _reset(state: UnitState, _fact: Fact) -> UnitState:
    """Forget schedule and memory; what the learner put on the card stays."""
    return UnitState(state.unit, suspended=state.suspended, flag=state.flag, marked=state.marked)


_CHANGES: dict[FactKind, _Change] = {
    FactKind.SUSPEND: _suspend,
    FactKind.BURY: _bury,
    FactKind.FLAG: _flag,
    FactKind.MARK: _mark,
    FactKind.SET_DUE: _set_due,
    FactKind.RESET: _reset,
}


def _is_int(value: Json) -> TypeGuard[int]:
    return type(value) is int


def _is_int_or_none(value: Json) -> TypeGuard[int | None]:
    return value is None or type(value) is int


def _is_bool(value: Json) -> TypeGuard[bool]:
    return type(value) is bool
