"""What parameters are fitted to, against a plain walk; the fit; how far it is trusted."""

import math

import numpy as np
import pytest
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.memory.logkit import (
    DAY_MS,
    LOGS,
    LONG_MEMORY,
    Row,
    known,
    learner,
    log_of,
    plainly,
    rows_of,
)

from mlprep.memory.fitting import Task, fit
from mlprep.memory.model import (
    DEFAULT_PARAMETERS,
    HIGHEST_PARAMETERS,
    LOWEST_PARAMETERS,
    check_parameters,
)
from mlprep.memory.training import (
    Training,
    blended,
    expected,
    gain,
    losses,
    task,
    training,
    weight,
)

History = list[tuple[int, int]]


def _training(rows: list[Row]) -> Training:
    return training(log_of(rows), known(plainly(rows)[1]), DEFAULT_PARAMETERS)


def _histories(rows: list[Row]) -> list[History]:
    """Ratings and days between them up to each review on a later day, in the order of these."""
    found: list[tuple[int, History]] = []
    for unit in {row[0] for row in rows}:
        mine = sorted(row for row in rows if row[0] == unit)
        last_reset = max((at for at, row in enumerate(mine) if row[3] == 0), default=-1)
        history: History = []
        before = 0
        for _, instant, day, rating, _ in mine[last_reset + 1 :]:
            elapsed = max(0, day - before) if history else 0
            history, before = [*history, (rating, elapsed)], day
            if len(history) > 1 and elapsed:
                found.append((instant, history))
    return [history for _, history in sorted(found)]


def _items(items: Training) -> list[History]:
    told = task(items, (1,))
    reviews = list(zip(told.ratings, told.elapsed, strict=True))
    return [reviews[begin:end] for begin, end in zip(told.begins, told.ends, strict=True)]


@given(LOGS)
def test_items_are_the_reviews_on_later_days_with_what_came_before(
    drawn: list[tuple[int, int, int, bool]],
) -> None:
    rows = rows_of(drawn)
    items = _training(rows)
    assert _items(items) == _histories(rows)
    assert items.recalled.tolist() == [history[-1][0] > 1 for history in _histories(rows)]
    told, _ = plainly(rows)
    chances = dict(zip(items.log.instants[items.asks].tolist(),
                       expected(items, DEFAULT_PARAMETERS), strict=True))  # fmt: skip
    for instant, chance in chances.items():
        assert chance == pytest.approx(told[instant][1], rel=1e-9)


def test_units_with_a_memory_from_elsewhere_are_left_out() -> None:
    rows = rows_of([(1, 0, 3, False), (1, 9, 3, False), (2, 0, 3, False), (2, 9, 1, False)])
    ends = plainly(rows)[1]
    items = training(log_of(rows), known(ends | {2: ends[2] + 7}), DEFAULT_PARAMETERS)
    assert _items(items) == [[(3, 0), (3, 9)]]
    assert items.left_out == 1


def test_a_very_long_history_asks_only_as_far_as_the_fit_looks() -> None:
    rows: list[Row] = [(1, day * DAY_MS, day, 3, 0) for day in range(300)]
    assert max(map(len, _items(_training(rows)))) == 256


def test_losses_are_those_of_the_library() -> None:
    rows = learner(60, LONG_MEMORY, seed=3)
    items = _training(rows)
    told = [FSRSItem([FSRSReview(*one) for one in history]) for history in _items(items)]
    for parameters in (DEFAULT_PARAMETERS, LONG_MEMORY):
        right = FSRS(list(parameters)).evaluate(told).log_loss
        ours = losses(expected(items, parameters), items.recalled)
        # The library lets the latest count four times as much as the earliest.
        counting = 0.25 + 0.75 * np.linspace(0, 1, len(ours)) ** 3
        assert np.average(ours, weights=counting) == pytest.approx(right, rel=1e-5)


def test_even_a_forecast_that_was_sure_and_wrong_costs_a_finite_loss() -> None:
    found = losses(np.array([1.0, 0.0, 0.5]), np.array([False, True, True]))
    assert found[:2].tolist() == pytest.approx([math.log(1e6)] * 2, rel=1e-6)
    assert found[2] == pytest.approx(math.log(2))


def test_a_gain_is_clear_only_beyond_chance() -> None:
    before = np.full(100, 0.5)
    assert gain(before, before) == (0.0, 0.0, 0.0)
    assert gain(before, before - 0.1).is_clear
    assert gain(before, before + 0.1).is_loss
    noisy = gain(before, before + np.resize([0.4, -0.41], 100))
    assert noisy.mean == pytest.approx(0.005)
    assert not noisy.is_clear
    assert not noisy.is_loss


_FITS = st.tuples(*(st.floats(low, high) for low, high in
                    zip(LOWEST_PARAMETERS, HIGHEST_PARAMETERS, strict=True)))  # fmt: skip


@given(_FITS, st.integers(0, 1_000_000))
def test_a_blend_lies_between_the_published_set_and_the_fit(
    drawn: tuple[float, ...], items: int
) -> None:
    found = blended(drawn, items)
    check_parameters(found)
    for one, own, usual in zip(found, drawn, DEFAULT_PARAMETERS, strict=True):
        assert min(own, usual) - 1e-4 <= one <= max(own, usual) + 1e-4
    assert blended(drawn, 0) == DEFAULT_PARAMETERS


def test_a_fit_counts_the_more_the_more_reviews_it_has() -> None:
    assert [weight(count) for count in (0, 1000, 9000)] == [0, 0.5, 0.9]


@pytest.mark.parametrize("fit", [(1.0,) * 20, (math.nan,) * 21], ids=["twenty", "no number"])
def test_what_is_no_fit_is_refused(fit: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="FSRS-6"):
        blended(fit, 1000)


def _fitted(rows: list[Row]) -> tuple[float, ...]:
    items = _training(rows)
    (found,) = fit(task(items, (len(items.asks),)))
    return blended(found, len(items.asks))


def _loss(items: Training, parameters: tuple[float, ...]) -> float:
    return float(losses(expected(items, parameters), items.recalled).mean())


def test_a_fit_finds_most_of_what_another_memory_differs_by() -> None:
    found = _fitted(learner(400, LONG_MEMORY, seed=1))
    fresh = _training(learner(400, LONG_MEMORY, seed=2))
    published, true = (_loss(fresh, one) for one in (DEFAULT_PARAMETERS, LONG_MEMORY))
    assert _loss(fresh, found) - true < 0.5 * (published - true)


@pytest.mark.parametrize("cards", [20, 60, 200])
def test_a_fit_costs_next_to_nothing_where_the_published_set_is_right(cards: int) -> None:
    found = _fitted(learner(cards, DEFAULT_PARAMETERS, seed=1))
    fresh = _training(learner(400, DEFAULT_PARAMETERS, seed=2))
    assert _loss(fresh, found) - _loss(fresh, DEFAULT_PARAMETERS) < 0.004


def test_a_fit_to_the_earliest_reviews_knows_nothing_of_later_ones() -> None:
    items = _training(learner(200, LONG_MEMORY, seed=1))
    early = len(items.asks) // 2
    both = fit(task(items, (early, len(items.asks))))
    earliest = items._replace(begins=items.begins[:early], asks=items.asks[:early])
    assert fit(task(earliest, (early,))) == both[:1]
    assert both[0] != both[1]


def test_a_task_travels_as_plain_numbers() -> None:
    told = task(_training(learner(5, DEFAULT_PARAMETERS, seed=1)), (3,))
    assert {type(one) for column in told for one in column} == {int}
    assert Task(**told._asdict()) == told
