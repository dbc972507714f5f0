"""The columns agree with FSRS-6 written from its formulas, one card at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reference import fsrs6

from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.planning.forgetting import Forgetting

GRADES = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 400)), min_size=1, max_size=8)


@given(st.lists(GRADES, min_size=1, max_size=6))
def test_histories_agree_with_the_formulas(histories: list[list[tuple[int, int]]]) -> None:
    model = Forgetting(DEFAULT_PARAMETERS)
    for history in histories:
        grades = np.array([grade for grade, _ in history])
        stability, difficulty = model.first(grades[:1])
        for grade, days in history[1:]:
            now = np.array([grade])
            if days < 1:
                recall = np.ones(1)
                _, harder = model.later(stability, difficulty, recall, now)
                stability, difficulty = model.again_today(stability, now), harder
            else:
                recall = model.recall(stability, np.array([days]))
                stability, difficulty = model.later(stability, difficulty, recall, now)
        wanted = fsrs6.replay(history, DEFAULT_PARAMETERS)[-1]
        assert (stability[0], difficulty[0]) == pytest.approx(wanted, rel=1e-9)


@given(st.floats(0.1, 5000), st.integers(0, 5000), st.floats(0.7, 0.99))
def test_recall_and_interval_agree(stability: float, days: int, retention: float) -> None:
    model = Forgetting(DEFAULT_PARAMETERS)
    recall = model.recall(np.array([stability]), np.array([days]))
    assert recall[0] == pytest.approx(fsrs6.recall(days, stability, DEFAULT_PARAMETERS))
    wanted = fsrs6.interval(stability, retention, DEFAULT_PARAMETERS)
    assert stability * model.interval_factor(retention) == pytest.approx(wanted)


def test_columns_are_worked_out_each_by_itself() -> None:
    model = Forgetting(DEFAULT_PARAMETERS)
    stability, difficulty = np.array([1.0, 30.0, 400.0]), np.array([2.0, 5.0, 9.0])
    recall, grades = np.array([0.5, 0.9, 0.97]), np.array([1, 3, 4])
    together = model.later(stability, difficulty, recall, grades)
    for index in range(3):
        one = slice(index, index + 1)
        alone = model.later(stability[one], difficulty[one], recall[one], grades[one])
        assert [column[index] for column in together] == [column[0] for column in alone]


def test_parameters_are_counted() -> None:
    with pytest.raises(ValueError, match="21 parameters, not 19"):
        Forgetting(DEFAULT_PARAMETERS[:19])
