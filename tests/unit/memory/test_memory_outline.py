"""The one pass over a unit's facts gives what folding them one by one gives."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.memory.test_memory_fold import AT_MS, UNIT, fact, sound_facts, strange_facts

from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.figures import Tallies, add, tally_of
from mlprep.domain.units import UnitState
from mlprep.memory.fold import LEFT_OUT, advance, fold
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.memory.outline import outline
from mlprep.memory.replay import replay

FACTS = st.lists(sound_facts | strange_facts, max_size=12)
BRINGS = fact(FactKind.SET_DUE, due_day=20_800, day=20_778, memory=[3.0, 5.0])


def in_order(facts: Sequence[Fact]) -> list[Fact]:
    return [one._replace(at_ms=AT_MS + number) for number, one in enumerate(facts)]


@given(FACTS)
@settings(max_examples=300, deadline=None)
def test_state_and_figures_are_those_of_folding_one_by_one(facts: list[Fact]) -> None:
    state, tallies = UnitState(UNIT), dict[int, tuple[int, int, int, int, int, int, int, int]]()
    for one in in_order(facts):
        found = tally_of(state, one)
        if found is not None:
            add(tallies, *found)
        state = advance(state, one, ())
    assert outline(UNIT, in_order(facts))[:2] == (state, tallies)


@given(FACTS)
@settings(max_examples=300, deadline=None)
def test_what_moved_the_memory_leads_to_the_memory(facts: list[Fact]) -> None:
    state, _, moves = outline(UNIT, in_order(facts))
    assert moves is not None or any("memory" in one.body for one in facts)
    rows = ((0, *move) for move in moves or ())
    memories = {unit: memory for unit, *memory in replay(rows, DEFAULT_PARAMETERS)}
    folded = fold(UNIT, in_order(facts), DEFAULT_PARAMETERS)
    assert memories.get(0, [None, None]) == [folded.stability, folded.difficulty]
    left_out = LEFT_OUT if 0 in memories else (None, None)
    assert (state.stability, state.difficulty) == left_out


@given(FACTS, FACTS)
@settings(max_examples=50, deadline=None)
def test_a_memory_that_is_brought_along_leaves_the_unit_to_the_fold(
    before: list[Fact], after: list[Fact]
) -> None:
    assert outline(UNIT, in_order([*before, BRINGS, *after])).moves is None


def test_no_facts_leave_a_new_unit() -> None:
    nothing: Tallies = {}
    assert outline(UNIT, []) == (UnitState(UNIT), nothing, [])
