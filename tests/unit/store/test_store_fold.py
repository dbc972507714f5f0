"""The store over the memory model that the program really uses."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.store.storekit import START, TODAY, review, setting

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import UnitId
from mlprep.memory import fold
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.store.history import History

ANSWERS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.integers(0, 9)), max_size=15
)


def open_real(path: Path) -> History:
    return History.open(
        path,
        clock=FixedClock(START),
        advance=fold.advance,
        default_parameters=DEFAULT_PARAMETERS,
        machine="here",
    )


@settings(max_examples=10, deadline=None)
@given(ANSWERS)
def test_states_are_what_the_model_folds(
    tmp_path_factory: pytest.TempPathFactory, answers: list[tuple[str, int, int]]
) -> None:
    path = tmp_path_factory.mktemp("fold") / "history.sqlite"
    with open_real(path) as history:
        for unit, rating, wait in answers:
            history.record([review(unit, rating, day=TODAY + wait)])
        digest = history.digest()
        for unit in map(UnitId, "abc"):
            facts = history.facts_of(unit)
            assert history.state(unit) == fold.fold(unit, facts, DEFAULT_PARAMETERS)
        assert history.rebuild() == digest
        for _ in answers:
            history.undo()
        assert history.state(UnitId("a")).reps == 0
        for _ in answers:
            history.redo()
        assert history.digest() == digest
        shorter = (*(value * 0.9 for value in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:])
        history.record([setting("parameters", list(shorter))])
        for unit in map(UnitId, "abc"):
            facts = history.facts_of(unit)
            assert history.state(unit) == fold.fold(unit, facts, shorter)
        history.undo()
        assert history.state(UnitId("b")) == fold.fold(
            UnitId("b"), history.facts_of(UnitId("b")), DEFAULT_PARAMETERS
        )


def test_every_kind_of_fact_about_a_unit_is_folded(tmp_path: Path) -> None:
    with open_real(tmp_path / "history.sqlite") as history:
        history.record([review("a")])
        for kind, body in (
            (FactKind.SUSPEND, {"on": True}),
            (FactKind.BURY, {"until": TODAY + 1}),
            (FactKind.FLAG, {"flag": 3}),
            (FactKind.MARK, {"on": True}),
            (FactKind.SET_DUE, {"day": TODAY + 2}),
            (FactKind.RESET, {}),
            (FactKind.RESET, {"nonsense": [None]}),
        ):
            history.record([Draft(kind, "a", body)])  # type: ignore[arg-type]  # dict is invariant
            assert history.verify() == []
        for _ in range(7):
            history.undo()
        assert history.state(UnitId("a")).reps == 1
        assert history.verify() == []
