"""The program's memory model against two others: the published formulas, and fsrs-rs."""

import json
import random
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.rating import Rating
from mlprep.memory import model
from mlprep.memory.model import DEFAULT_PARAMETERS

ORACLE = runpy.run_path(str(Path(__file__).with_name("fsrs6.py")))

# Panics of the Rust library are BaseExceptions and print by themselves: a process of its own.
RUST = """
import json, sys
import fsrs_rs_python as rs
job = json.load(sys.stdin)
core = rs.FSRS(job["parameters"])
found = []
for history in job["histories"]:
    item = rs.FSRSItem([rs.FSRSReview(grade, days) for grade, days in history])
    state = core.memory_state(item)
    found.append([state.stability, state.difficulty])
json.dump(found, sys.stdout)
"""

History = list[tuple[int, int]]


def replay(history: History, parameters: tuple[float, ...]) -> list[tuple[float, float]]:
    states: list[tuple[float, float]] = []
    for index, (grade, days) in enumerate(history):
        stability, difficulty = states[-1] if index else (None, None)
        elapsed = days if index else None
        states.append(model.next_memory(stability, difficulty, elapsed, Rating(grade), parameters))
    return states


def parameter_sets() -> st.SearchStrategy[tuple[float, ...]]:
    """Sets from all over the range that the model takes."""
    spans = zip(model.LOWEST_PARAMETERS, model.HIGHEST_PARAMETERS, strict=True)
    return st.tuples(*(st.floats(low, high) for low, high in spans))


reviews = st.tuples(
    st.integers(1, 4), st.one_of(st.just(0), st.integers(1, 60), st.integers(1, 2000))
)


@given(st.lists(reviews, min_size=1, max_size=15), parameter_sets() | st.just(DEFAULT_PARAMETERS))
@settings(max_examples=150, deadline=None)
def test_every_history_agrees_with_the_published_formulas(
    history: History, parameters: tuple[float, ...]
) -> None:
    expected = ORACLE["replay"](history, parameters)
    for found, right in zip(replay(history, parameters), expected, strict=True):
        assert found == pytest.approx(right, rel=1e-9)


@given(
    st.floats(0.001, 36_500),
    st.floats(0, 40_000),
    st.floats(0.7, 0.99),
    parameter_sets(),
)
@settings(max_examples=150, deadline=None)
def test_recall_and_interval_agree_with_the_published_formulas(
    stability: float, days: float, retention: float, parameters: tuple[float, ...]
) -> None:
    assert model.retrievability(stability, days, parameters) == pytest.approx(
        ORACLE["recall"](days, stability, parameters), rel=1e-9
    )
    assert model.interval_days(stability, retention, parameters) == pytest.approx(
        ORACLE["interval"](stability, retention, parameters), rel=1e-9
    )


def made_up_histories(count: int) -> list[History]:
    chance = random.Random(20261121)  # noqa: S311  # test data needs no secrecy
    return [
        [
            (
                chance.choices((1, 2, 3, 4), (15, 10, 65, 10))[0],
                0 if index == 0 else chance.choice((0, 1, 2, 5, 12, 40, 150)),
            )
            for index in range(chance.randint(1, 14))
        ]
        for _ in range(count)
    ]


# A fit of another program's, well away from the defaults.
FITTED = tuple(
    value * factor for value, factor in zip(DEFAULT_PARAMETERS, [1.2, 1.0, 0.8] * 7, strict=True)
)


@pytest.mark.parametrize("parameters", [DEFAULT_PARAMETERS, FITTED], ids=["defaults", "fitted"])
def test_replayed_histories_agree_with_fsrs_rs(parameters: tuple[float, ...]) -> None:
    histories = made_up_histories(300)
    job = json.dumps({"parameters": list(parameters), "histories": histories})
    child = subprocess.run(
        [sys.executable, "-c", RUST], input=job, capture_output=True, text=True, check=True
    )
    for history, right in zip(histories, json.loads(child.stdout), strict=True):
        assert replay(history, parameters)[-1] == pytest.approx(right, rel=1e-4)


def test_the_ranges_of_the_parameters_are_those_of_the_library() -> None:
    from fsrs import scheduler

    assert scheduler.DEFAULT_PARAMETERS == model.DEFAULT_PARAMETERS
    assert scheduler.LOWER_BOUNDS_PARAMETERS == model.LOWEST_PARAMETERS
    assert scheduler.UPPER_BOUNDS_PARAMETERS == model.HIGHEST_PARAMETERS
