"""The one pass over a unit's facts gives what folding them one by one gives."""

from array import array
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.memory.test_memory_fold import AT_MS, UNIT, fact, sound_facts, strange_facts

from mlprep.domain.facts import Event, Fact, FactKind
from mlprep.domain.figures import add, tally_of
from mlprep.domain.ids import UnitId
from mlprep.domain.past import ReviewColumns, ReviewRun
from mlprep.domain.units import UnitState
from mlprep.memory.fold import LEFT_OUT, advance, fold
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.memory.outline import Outliner, plain_review
from mlprep.memory.replay import replay

FACTS = st.lists(sound_facts | strange_facts, max_size=12)
BRINGS = fact(FactKind.SET_DUE, due_day=20_800, day=20_778, memory=[3.0, 5.0])


def in_order(facts: Sequence[Fact]) -> list[Fact]:
    return [one._replace(at_ms=AT_MS + number) for number, one in enumerate(facts)]


def outlined(facts: Sequence[Event]) -> tuple[UnitState | None, Outliner]:
    outliner = Outliner()
    return outliner.add(7, UNIT, facts), outliner


def added(facts: Sequence[Fact]) -> dict[int, list[int]]:
    """Add up what each fact adds to its day."""
    state, tallies = UnitState(UNIT), dict[int, tuple[int, int, int, int, int, int, int, int]]()
    for one in facts:
        found = tally_of(state, one)
        if found is not None:
            add(tallies, *found)
        state = advance(state, one, ())
    return {day: list(tally) for day, tally in tallies.items()}


@given(FACTS)
@settings(max_examples=300, deadline=None)
def test_state_and_figures_are_those_of_folding_one_by_one(facts: list[Fact]) -> None:
    state, outliner = outlined(in_order(facts))
    if state is None:
        assert any("memory" in one.body for one in facts)
        assert (outliner.totals, outliner.moves) == ({}, [])
    else:
        assert state == fold(UNIT, in_order(facts), ())
        assert outliner.totals == added(in_order(facts))


@given(FACTS)
@settings(max_examples=300, deadline=None)
def test_what_moved_the_memory_leads_to_the_memory(facts: list[Fact]) -> None:
    state, outliner = outlined(in_order(facts))
    if state is None:
        return
    memories = {unit: memory for unit, *memory in replay(outliner.moves, DEFAULT_PARAMETERS)}
    folded = fold(UNIT, in_order(facts), DEFAULT_PARAMETERS)
    assert memories.get(7, [None, None]) == [folded.stability, folded.difficulty]
    left_out = LEFT_OUT if 7 in memories else (None, None)
    assert (state.stability, state.difficulty) == left_out


@given(FACTS)
@settings(max_examples=100, deadline=None)
def test_a_plain_review_counts_as_its_fact_does(facts: list[Fact]) -> None:
    plain = [plain_review(one) or one for one in in_order(facts)]
    state, outliner = outlined(plain)
    as_facts, beside = outlined(in_order(facts))
    assert state == as_facts
    assert (outliner.totals, outliner.moves) == (beside.totals, beside.moves)


COLUMNS = st.lists(
    st.tuples(st.integers(20_770, 20_776), st.integers(1, 4), st.integers(0, 9000),
              st.integers(0, 5), st.booleans()),
    min_size=1, max_size=8,
)  # fmt: skip


def run_of(unit: UnitId, answers: Sequence[tuple[int, int, int, int, bool]]) -> ReviewRun:
    columns = ReviewColumns(*(array("q") for _ in ReviewColumns._fields))
    for number, (day, rating, ms, wait, in_steps) in enumerate(answers):
        at_ms = AT_MS + number
        due = at_ms + wait if in_steps else day + wait
        for column, value in zip(columns, (at_ms, day, rating, ms, due, in_steps), strict=True):
            column.append(value)
    return ReviewRun(AT_MS, unit, columns, 0, len(answers))


@given(st.lists(COLUMNS, min_size=1, max_size=4), FACTS)
@settings(max_examples=200, deadline=None)
def test_units_that_begin_with_runs_are_folded_as_review_by_review(
    begins: list[list[tuple[int, int, int, int, bool]]], later: list[Fact]
) -> None:
    runs = {3 * at: run_of(UnitId(f"{UNIT}-{at}"), one) for at, one in enumerate(begins)}
    at_once, beside = Outliner(), Outliner()
    begun = at_once.begin(runs)
    for number, run in runs.items():
        after = [
            one._replace(subject=run.unit, at_ms=run.last_ms + one.at_ms - AT_MS)
            for one in in_order(later)
            if "memory" not in one.body
        ]
        state = at_once.add(number, run.unit, after, begun[number])
        assert state == beside.add(number, run.unit, [*run.reviews(), *after])
    assert at_once.totals == beside.totals
    memories = list(replay(beside.moves, DEFAULT_PARAMETERS))
    assert list(replay(at_once.moves, DEFAULT_PARAMETERS, at_once.begun)) == memories


@given(FACTS, FACTS)
@settings(max_examples=50, deadline=None)
def test_a_memory_that_is_brought_along_leaves_the_unit_to_the_fold(
    before: list[Fact], after: list[Fact]
) -> None:
    assert outlined(in_order([*before, BRINGS, *after]))[0] is None


def test_units_are_counted_together() -> None:
    reviews = [plain_review(fact(FactKind.REVIEW, day=20_800, rating=3, ms=5, due_day=20_803))]
    outliner = Outliner()
    for number in range(3):
        outliner.add(number, UNIT, [one for one in reviews if one is not None])
    assert outliner.totals == {20_800: [3, 3, 0, 15, 0, 0, 0, 0]}
    assert [move[0] for move in outliner.moves] == [0, 1, 2]


def test_no_facts_leave_a_new_unit() -> None:
    state, outliner = outlined([])
    assert state == UnitState(UNIT)
    assert (outliner.totals, outliner.moves) == ({}, [])
