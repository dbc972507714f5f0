"""Folding the facts of a unit into its state and its share of each study day's figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.store.values import Advance, Parameters

Tally: TypeAlias = tuple[int, int, int, int, int, int, int, int]
"""reviews, introduced, again, ms, tested, passed, cram, cram ms: as the columns of ``daily``."""
NO_TALLY: Tally = (0, 0, 0, 0, 0, 0, 0, 0)
Tallies: TypeAlias = dict[int, Tally]


@dataclass(frozen=True, slots=True)
class Folded:
    """What the facts of one unit come to."""

    state: UnitState
    tallies: Mapping[int, Tally] = field(default_factory=dict)
    last: Fact | None = None
    """The newest of the facts; ``None`` where there are none."""


def tally_of(before: UnitState, fact: Fact) -> tuple[int, Tally] | None:
    """Say what a fact adds to which study day, given the state that it met."""
    if fact.kind is not FactKind.REVIEW:
        return None
    day, rating, ms = (_int(fact.body.get(key)) for key in ("day", "rating", "ms"))
    if fact.body.get("cram"):
        return day, (0, 0, 0, 0, 0, 0, 1, ms)
    tested = before.phase is Phase.REVIEW and before.last_day != day
    forgot = rating == Rating.AGAIN
    return day, (
        1,
        int(before.first_day is None),
        int(forgot),
        ms,
        int(tested),
        int(tested and not forgot),
        0,
        0,
    )


def add(tallies: Tallies, day: int, tally: Tally) -> None:
    """Add a tally to a day's."""
    old = tallies.get(day)
    if old is None:
        tallies[day] = tally
        return
    a, b, c, d, e, f, g, h = old
    i, j, k, m, n, o, p, q = tally
    tallies[day] = (a + i, b + j, c + k, d + m, e + n, f + o, g + p, h + q)


class Folder:
    """Folds lists of facts; a list that begins like the unit's last one shares its work."""

    def __init__(self, advance: Advance, parameters: Parameters, *, share: bool = True) -> None:
        self._advance = advance
        self._parameters = parameters
        self._share = share
        self._traces: dict[UnitId, list[tuple[Fact, UnitState]]] = {}

    def fold(self, unit: UnitId, facts: Iterable[Fact]) -> Folded:
        """Fold facts, given in their total order, from a fresh state on."""
        ordered = list(facts)
        states = self._states(unit, ordered)
        tallies: Tallies = {}
        for before, fact in zip(states, ordered, strict=False):
            found = tally_of(before, fact)
            if found is not None:
                add(tallies, *found)
        return Folded(states[-1], tallies, ordered[-1] if ordered else None)

    def last_state(self, unit: UnitId, facts: Iterable[Fact]) -> UnitState:
        """Fold facts, given in their order, into a state alone."""
        state = UnitState(unit)
        for fact in facts:
            state = self._step(state, fact)
        return state

    def extend(self, state: UnitState, facts: Iterable[Fact]) -> tuple[UnitState, Tallies]:
        """Fold newer facts into a state, and tell what they add to which day."""
        tallies: Tallies = {}
        for fact in facts:
            found = tally_of(state, fact)
            if found is not None:
                add(tallies, *found)
            state = self._step(state, fact)
        return state, tallies

    def tallies(self, state: UnitState, facts: Sequence[Fact]) -> Tallies:
        """Tell what newer facts add to which day; the last of them need not be folded for it."""
        tallies: Tallies = {}
        for number, fact in enumerate(facts):
            if number:
                state = self._step(state, facts[number - 1])
            found = tally_of(state, fact)
            if found is not None:
                add(tallies, *found)
        return tallies

    def _step(self, state: UnitState, fact: Fact) -> UnitState:
        own = fact if fact.subject == state.unit else replace(fact, subject=state.unit)
        return self._advance(state, own, self._parameters)

    def _states(self, unit: UnitId, facts: Sequence[Fact]) -> list[UnitState]:
        """List the state before each fact, and the one after all of them."""
        known = self._traces.get(unit, [])
        state, states, trace = UnitState(unit), [], []
        for index, fact in enumerate(facts):
            states.append(state)
            if index < len(known) and known[index][0].order == fact.order:
                state = known[index][1]
            else:
                known = []
                state = self._step(state, fact)
            trace.append((fact, state))
        if self._share and len(trace) >= len(self._traces.get(unit, ())):
            self._traces[unit] = trace
        return [*states, state]


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
