"""What the model expected of past reviews, against a plain walk through each unit's log."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.memory.logkit import DAY_MS, LOGS, known, log_of, plainly, rows_of

from mlprep.memory.lookback import counts_between, expectations, look_back, spans
from mlprep.memory.model import DEFAULT_PARAMETERS


@given(LOGS)
def test_expected_is_the_chance_of_recall_that_the_log_before_gives(
    drawn: list[tuple[int, int, int, bool]],
) -> None:
    rows = rows_of(drawn)
    told, ends = plainly(rows)
    found = look_back(log_of(rows), known(ends), DEFAULT_PARAMETERS)
    assert sorted(found.instants.tolist()) == sorted(told)
    ratings = {row[1]: row[3] for row in rows}
    columns = (found.instants.tolist(), found.asks, found.expected, found.recalled)
    for instant, asks, expected, recalled in zip(*columns, strict=True):
        assert bool(asks) is told[instant][0]
        assert expected == pytest.approx(told[instant][1], rel=1e-9, nan_ok=True)
        assert bool(recalled) is (ratings[instant] > 1)


def test_nothing_is_expected_where_another_program_brought_the_memory() -> None:
    rows = rows_of([(1, 0, 3, False), (1, 9, 3, False), (2, 0, 3, False), (2, 9, 1, False)])
    _, ends = plainly(rows)
    found = look_back(log_of(rows), known(ends | {2: ends[2] + 7}), DEFAULT_PARAMETERS)
    assert np.isnan(found.expected).tolist() == [True, False, True, True]
    (told,) = expectations(found, 0, (0,))
    assert (told.asked, told.recalled) == (1, 1)


@given(st.lists(st.floats(0, 1), max_size=20))
def test_every_value_lies_in_one_bin(values: list[float]) -> None:
    edges = (0.0, 0.5, 0.9)
    assert counts_between(np.array(values), edges) == [
        sum(low <= one < high for one in values)
        for low, high in pairwise((*edges, math.inf))
    ]  # fmt: skip


def test_answers_are_counted_in_spans_of_time() -> None:
    rows = rows_of([(1, 0, 3, False), (1, 5, 1, False), (2, 5, 4, False)])
    _, ends = plainly(rows)
    found = look_back(log_of(rows), known(ends), DEFAULT_PARAMETERS)
    assert spans(found, 0, DAY_MS) == [(0, 1, 0, 0), (5, 2, 1, 0)]
    assert spans(found, 5, DAY_MS) == [(5, 2, 1, 0)]
    assert spans(look_back(log_of([]), known({}), DEFAULT_PARAMETERS), 0, DAY_MS) == []
