"""What the model expected of past reviews, against a plain walk through each unit's log."""

import json
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain.rating import Rating
from mlprep.memory.log import Log, Memories, memories, read_log
from mlprep.memory.lookback import counts_between, expectations, look_back, spans
from mlprep.memory.model import DEFAULT_PARAMETERS, next_memory, retrievability

DAY_MS = 86_400_000
Row = tuple[int, int, int, int, int]
"""Unit, instant, study day, rating (0: a reset), whether it led to a step."""

_LOGS = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(0, 60), st.integers(0, 4), st.booleans()
    ),
    max_size=30,
)  # fmt: skip


def _rows(drawn: Sequence[tuple[int, int, int, bool]]) -> list[Row]:
    return [
        (unit, day * DAY_MS + number, day, rating, int(step))
        for number, (unit, day, rating, step) in enumerate(drawn)
    ]


def _columns(rows: Sequence[Row]) -> list[str]:
    return [json.dumps(list(one)) for one in zip(*rows, strict=True)] or ["[]"] * 5


def _log(rows: Sequence[Row]) -> Log:
    return read_log(_columns(rows))


def _plainly(rows: Sequence[Row]) -> tuple[dict[int, tuple[bool, float]], dict[int, float]]:
    """For the instant of each review: whether it asks, and what was expected; the memories."""
    told: dict[int, tuple[bool, float]] = {}
    ends: dict[int, float] = {}
    for unit in {row[0] for row in rows}:
        mine = sorted(row for row in rows if row[0] == unit)
        last_reset = max((at for at, row in enumerate(mine) if row[3] == 0), default=-1)
        told |= {row[1]: (False, math.nan) for row in mine[:last_reset] if row[3]}
        memory: tuple[float | None, float | None] = (None, None)
        before: Row | None = None
        for row in mine[last_reset + 1 :]:
            elapsed = None if before is None else max(0, row[2] - before[2])
            expected = (
                math.nan
                if memory[0] is None or elapsed is None
                else retrievability(memory[0], elapsed, DEFAULT_PARAMETERS)
            )
            asks = before is not None and bool(elapsed) and not before[4]
            told[row[1]] = (asks, expected)
            memory = next_memory(*memory, elapsed, Rating(row[3]), DEFAULT_PARAMETERS)
            before = row
        if memory[0] is not None:
            ends[unit] = memory[0]
    return told, ends


def _known(ends: dict[int, float]) -> Memories:
    rows = [(unit, stability, 5.0, 0, 1) for unit, stability in ends.items()]
    return memories(_columns(rows), 0, DEFAULT_PARAMETERS)  # type: ignore[arg-type]  # floats here


@given(_LOGS)
def test_expected_is_the_chance_of_recall_that_the_log_before_gives(
    drawn: list[tuple[int, int, int, bool]],
) -> None:
    rows = _rows(drawn)
    told, ends = _plainly(rows)
    found = look_back(_log(rows), _known(ends), DEFAULT_PARAMETERS)
    assert sorted(found.instants.tolist()) == sorted(told)
    ratings = {row[1]: row[3] for row in rows}
    columns = (found.instants.tolist(), found.asks, found.expected, found.recalled)
    for instant, asks, expected, recalled in zip(*columns, strict=True):
        assert bool(asks) is told[instant][0]
        assert expected == pytest.approx(told[instant][1], rel=1e-9, nan_ok=True)
        assert bool(recalled) is (ratings[instant] > 1)


def test_nothing_is_expected_where_another_program_brought_the_memory() -> None:
    rows = _rows([(1, 0, 3, False), (1, 9, 3, False), (2, 0, 3, False), (2, 9, 1, False)])
    _, ends = _plainly(rows)
    found = look_back(_log(rows), _known(ends | {2: ends[2] + 7}), DEFAULT_PARAMETERS)
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
    rows = _rows([(1, 0, 3, False), (1, 5, 1, False), (2, 5, 4, False)])
    _, ends = _plainly(rows)
    found = look_back(_log(rows), _known(ends), DEFAULT_PARAMETERS)
    assert spans(found, 0, DAY_MS) == [(0, 1, 0, 0), (5, 2, 1, 0)]
    assert spans(found, 5, DAY_MS) == [(5, 2, 1, 0)]
    assert spans(look_back(_log([]), found_none(), DEFAULT_PARAMETERS), 0, DAY_MS) == []


def found_none() -> Memories:
    return memories(["[]"] * 5, 0, DEFAULT_PARAMETERS)
