"""Folding the facts of a unit into its state and its share of each study day's figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.facts import Event, Fact
from mlprep.domain.figures import Tallies, Tally, Totals, add, add_to, tally_of
from mlprep.domain.ids import DeviceId, UnitId
from mlprep.domain.past import ReviewRun
from mlprep.domain.units import UnitState
from mlprep.store.known import Place
from mlprep.store.values import Advance, Parameters

if TYPE_CHECKING:
    from mlprep.store.engine import Engine

_FEW = 200
"""Units that are folded one by one sooner than all at once."""


class Folded(NamedTuple):
    """What the facts of one unit come to."""

    state: UnitState
    tallies: Mapping[int, Tally] = MappingProxyType({})
    last: Place | None = None
    """Of the newest of the facts; ``None`` where there are none."""


class Events(NamedTuple):
    """All that a unit is folded from, in its order."""

    events: Sequence[Event]
    last: Place
    run: ReviewRun | None = None
    """Reviews that come before the events; only where no fact brings a memory along."""

    def one_by_one(self) -> Iterator[Event]:
        """Give all of them."""
        if self.run is not None:
            yield from self.run.reviews()
        yield from self.events


def fold_many(
    engine: "Engine", of_unit: Mapping[UnitId, Events], parameters: Parameters, totals: Totals
) -> Iterator[tuple[UnitState, Place]]:
    """Fold units of which all events are at hand; most memories in one pass.

    What they add to which day is in the totals once all have been given.
    """
    bulk, apart = engine.bulk, list(of_unit)
    if bulk is not None and len(of_unit) >= _FEW:
        apart = []
        outliner = bulk.outliner()
        runs = {number: one.run for number, one in enumerate(of_unit.values()) if one.run}
        begun = outliner.begin(runs) if runs else {}
        outlined = [
            outliner.add(number, unit, one.events, begun.get(number))
            for number, (unit, one) in enumerate(of_unit.items())
        ]
        replayed = bulk.replay(outliner.moves, parameters, outliner.begun)
        memories = {unit: memory for unit, *memory in replayed}
        for number, (state, (unit, one)) in enumerate(zip(outlined, of_unit.items(), strict=True)):
            if state is None:
                apart.append(unit)
            else:
                yield _with_memory(state, memories.get(number)), one.last
        for day, sums in outliner.totals.items():
            add_to(totals, day, sums)
    folder = Folder(engine.advance, parameters, share=False)
    for unit in apart:
        facts = [_as_fact(engine.device, one) for one in of_unit[unit].one_by_one()]
        folded = folder.fold(unit, facts)
        for day, tally in folded.tallies.items():
            add_to(totals, day, tally)
        yield folded.state, of_unit[unit].last


def _with_memory(state: UnitState, memory: Sequence[float] | None) -> UnitState:
    if memory is None:
        return state
    return state._replace(stability=memory[0], difficulty=memory[1])


def _as_fact(device: DeviceId, event: Event) -> Fact:
    """Give the fact that an event stands for, for a fold that asks neither device nor number."""
    if isinstance(event, Fact):
        return event
    draft = event.draft("")
    return Fact(device, 1, event.at_ms, draft.kind, draft.subject, draft.body)


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
        return Folded(states[-1], tallies, ordered[-1].order if ordered else None)

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
        own = fact if fact.subject == state.unit else fact._replace(subject=state.unit)
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
