"""All but the memory of a unit, folded from many facts in one pass.

It gives what ``fold.advance`` without parameters gives fact by fact, and the figures of each
study day beside it; but it makes one state for a unit, and not one for each of its reviews.
``replay`` gives the memories.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from mlprep.domain.facts import Event, Fact, FactKind, PlainReview
from mlprep.domain.figures import (
    AGAIN,
    INTRODUCED,
    MS,
    PASSED,
    REVIEWS,
    TESTED,
    Totals,
    add_to,
    sums_of,
    tally_of,
)
from mlprep.domain.ids import UnitId
from mlprep.domain.past import ReviewRun
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.fold import LEFT_OUT, advance, review_from

Move: TypeAlias = tuple[int, int, int, int]
"""Number of a unit; instant, study day and rating of a review, or ``RESET``."""
RESET = 0
"""Stands in the place of a rating where a unit's memory was reset."""
_INTEGERS = {int}
_PLAIN = frozenset({PlainReview})
_RATINGS = frozenset(map(int, Rating))
_AGAIN = int(Rating.AGAIN)
_LEARNING, _REVIEW, _RELEARNING = Phase.LEARNING, Phase.REVIEW, Phase.RELEARNING
_LEARNT = (_REVIEW, _RELEARNING)


class Outliner:
    """Folds units one after the other, each from all its events."""

    def __init__(self) -> None:
        self.totals: Totals = {}
        """The figures of all units."""
        self.moves: list[Move] = []
        """What moved the memories, for ``replay``."""
        self.begun: Sequence[Any] = ()
        """The columns of the moves with which units began."""

    def begin(self, runs: Mapping[int, ReviewRun]) -> dict[int, UnitState]:
        """Fold the reviews with which units begin, by the units' numbers, all at once."""
        from mlprep.memory.runs import RunFold

        fold = RunFold(runs)
        fold.add_to(self.totals)
        self.begun = fold.moves
        return fold.states()

    def add(
        self,
        number: int,
        unit: UnitId,
        events: Sequence[Event],
        begun: UnitState | None = None,
    ) -> UnitState | None:
        """Fold a unit's events, in their order, into its state without its memory.

        ``number`` stands for the unit among the moves; ``begun`` is the state that ``begin``
        gave.  ``None``, and nothing is counted, where a fact brings a memory along: such a unit
        is left to the fold.
        """
        state = begun or UnitState(unit)
        if _PLAIN.issuperset(map(type, events)):
            return self._reviewed(number, state, cast("Sequence[PlainReview]", events))
        if any(isinstance(event, Fact) and "memory" in event.body for event in events):
            return None
        reviews: list[PlainReview] = []
        for event in events:
            review = event if isinstance(event, PlainReview) else plain_review(event)
            if review is not None:
                reviews.append(review)
            elif isinstance(event, Fact):
                state = self._other(number, self._reviewed(number, state, reviews), event)
                reviews = []
        return self._reviewed(number, state, reviews)

    def _other(self, number: int, state: UnitState, fact: Fact) -> UnitState:
        """Apply a fact that is no review of the usual form."""
        found = tally_of(state, fact)
        if found is not None:
            add_to(self.totals, *found)
        if fact.kind is FactKind.RESET:
            self.moves.append((number, fact.at_ms, 0, RESET))
        elif fact.kind is FactKind.REVIEW:
            review = review_from(fact, state.unit)
            if review is not None and not review.cram:
                self.moves.append((number, fact.at_ms, review.day, int(review.rating)))
        return advance(state, fact, ())

    def _reviewed(self, number: int, state: UnitState, reviews: Sequence[PlainReview]) -> UnitState:
        """Apply plain reviews, and count them as ``tally_of`` does."""
        if not reviews:
            return state
        phase, last_day, first_day = state.phase, state.last_day, state.first_day
        lapses, totals, moves = state.lapses, self.totals, self.moves
        has_memory = state.stability is not None
        for at_ms, _, day, rating, ms, _, due_at, _ in reviews:
            moves.append((number, at_ms, day, rating))
            sums = totals.get(day) or sums_of(totals, day)
            sums[REVIEWS] += 1
            sums[MS] += ms
            if first_day is None:
                sums[INTRODUCED] += 1
                first_day = day
            forgot = rating == _AGAIN
            sums[AGAIN] += forgot
            if phase is _REVIEW:
                lapses += forgot
                if has_memory and last_day != day:
                    sums[TESTED] += 1
                    sums[PASSED] += not forgot
            last_day, has_memory = day, True
            step = _RELEARNING if phase in _LEARNT else _LEARNING
            phase = _REVIEW if due_at is None else step
        return _after(state, reviews[-1], (phase, first_day, lapses), len(reviews))


def _after(
    state: UnitState,
    last: PlainReview,
    reached: tuple[Phase, int | None, int],
    count: int,
) -> UnitState:
    """Give the state after so many reviews; ``reached``: phase, first day and lapses by then."""
    phase, first_day, lapses = reached
    due_day, due_at = last.due_day, last.due_at_ms
    return UnitState(
        state.unit,
        phase,
        *LEFT_OUT,
        last_day=last.day,
        last_at_ms=last.at_ms,
        first_day=first_day,
        due_day=due_day,
        due_at_ms=due_at,
        step=0 if due_at is None else last.step,
        interval_days=0 if due_day is None else max(0, due_day - last.day),
        reps=state.reps + count,
        lapses=lapses,
        suspended=state.suspended,
        flag=state.flag,
        marked=state.marked,
    )


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
