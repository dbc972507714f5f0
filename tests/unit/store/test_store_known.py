"""What a connection remembers never outlives a change, whoever makes it."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.store.storekit import START, TODAY, moved, open_history, placed, review, setting

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import UnitId
from mlprep.store.history import History

UNITS = ("a", "b")
RESPONSE = Draft(FactKind.RESPONSE, "item-1", {"option": 2})
acts = st.lists(
    st.tuples(
        st.integers(0, 1),  # which of two programs
        st.sampled_from(
            ["answer", "leech", "undo", "redo", "suspend", "set", "move", "respond", "both", "read"]
        ),
        st.sampled_from(UNITS),
        st.integers(1, 4),
    ),
    max_size=25,
)


def _do(history: History, act: str, unit: str, number: int) -> None:
    drafts = {
        "answer": [review(unit, number)],
        "leech": [review(unit, 1), Draft(FactKind.SUSPEND, unit, {"on": True})],
        "suspend": [Draft(FactKind.SUSPEND, unit, {"on": number > 2})],
        "set": [setting("parameters", [float(number)] * 21)],
        "move": [moved("a", "b")],
        "respond": [RESPONSE],
        "both": [review(unit, number), RESPONSE],
    }
    if act in drafts:
        history.record(drafts[act])
    elif act == "undo":
        history.undo()
    elif act == "redo":
        history.redo()
    else:
        history.state(UnitId(unit))


@given(acts)
@settings(max_examples=60, deadline=None)
def test_two_programs_on_one_history_keep_state_and_facts_in_step(
    chosen: list[tuple[int, str, str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, clock = Path(folder) / "history.sqlite", FixedClock(START)
        with open_history(path, clock) as first, open_history(path, clock) as second:
            first.place(placed(*UNITS))
            for who, act, unit, number in chosen:
                clock.advance(minutes=1)
                _do((first, second)[who], act, unit, number)
            for history in (first, second):
                assert history.verify() == []
            numbers = [fact.number for fact in first.facts(include_voided=True)]
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
            for unit in map(UnitId, UNITS):
                assert first.state(unit) == second.state(unit)
            with open_history(path, clock) as fresh:
                for history in (first, second):
                    assert history.undo_label() == fresh.undo_label()


def test_an_undo_after_another_programs_answer_takes_that_back(path: Path) -> None:
    clock = FixedClock(START)
    with open_history(path, clock) as first, open_history(path, clock) as second:
        first.record([review("a", 3)])
        kept = first.state(UnitId("a"))
        clock.advance(minutes=1)
        second.record([review("a", 1, day=TODAY + 1)])
        assert first.state(UnitId("a")).reps == 2
        undone = first.undo()
        assert undone is not None
        assert undone.label == 'Again on "a"'
        assert first.state(UnitId("a")) == second.state(UnitId("a")) == kept
        assert first.verify() == []


def test_undoing_parameters_and_an_answer_in_one_leaves_nothing_stale(path: Path) -> None:
    with open_history(path, FixedClock(START)) as history:
        history.record([review("a", 3)])
        history.record([setting("parameters", [2.0] * 21), review("a", 3, day=TODAY + 1)])
        for travel in (history.undo, history.redo, history.undo):
            assert travel() is not None
            with open_history(path, FixedClock(START)) as fresh:
                assert history.state(UnitId("a")) == fresh.state(UnitId("a"))
            assert history.verify() == []
