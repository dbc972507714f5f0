"""The log replayed all at once against the same log replayed review by review."""

import math
import random
from collections import defaultdict
from datetime import timedelta

import numpy as np
import pytest
from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.rating import Rating
from mlprep.memory import model
from mlprep.memory.model import DEFAULT_PARAMETERS, next_memory, rounded
from mlprep.memory.replay import replay

Row = tuple[int, int, int, int]
Memory = tuple[float, float]


def one_by_one(rows: list[Row], parameters: tuple[float, ...]) -> dict[int, Memory]:
    """Replay with ``fsrs``, as the fold of facts does."""
    units: defaultdict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row[1]):
        units[row[0]].append(row)
    found: dict[int, Memory] = {}
    for unit, its_rows in units.items():
        last: int | None = None
        for _, _, day, rating in its_rows:
            if rating == 0:
                found.pop(unit, None)
                last = None
                continue
            stability, difficulty = found.get(unit, (None, None))
            elapsed = None if last is None else max(0, day - last)
            found[unit] = next_memory(stability, difficulty, elapsed, Rating(rating), parameters)
            last = day
    return found


def all_at_once(rows: list[Row], parameters: tuple[float, ...]) -> dict[int, Memory]:
    return {
        unit: (stability, difficulty) for unit, stability, difficulty in replay(rows, parameters)
    }


def made_up(reviews: int, seed: int, *, units: int) -> list[Row]:
    chance = random.Random(seed)  # noqa: S311  # made-up reviews
    days, rows = [0] * units, []
    for at in range(reviews):
        unit = chance.randrange(units)
        days[unit] += chance.choice((-1, 0, 0, 1, 2, 7, 30, 365, round(chance.expovariate(0.01))))
        rating = chance.choices((0, 1, 2, 3, 4), (0.02, 0.25, 0.15, 0.5, 0.08))[0]
        rows.append((unit, at // 2, days[unit], rating))
    return rows


def parameter_sets() -> st.SearchStrategy[tuple[float, ...]]:
    spans = zip(model.LOWEST_PARAMETERS, model.HIGHEST_PARAMETERS, strict=True)
    return st.tuples(*(st.floats(low, high) for low, high in spans))


@given(parameter_sets() | st.just(DEFAULT_PARAMETERS), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_it_gives_the_very_states_that_fsrs_gives_review_by_review(
    parameters: tuple[float, ...], seed: int
) -> None:
    rows = made_up(250, seed, units=12)
    assert all_at_once(rows, parameters) == one_by_one(rows, parameters)


def test_a_longer_log_with_the_usual_parameters_is_the_same_to_the_last_bit() -> None:
    rows = made_up(20_000, 5, units=900)
    assert all_at_once(rows, DEFAULT_PARAMETERS) == one_by_one(rows, DEFAULT_PARAMETERS)


def test_few_reviews_are_in_such_doubt_that_fsrs_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []

    def counted(
        stability: float | None,
        difficulty: float | None,
        elapsed: int | None,
        rating: Rating,
        parameters: tuple[float, ...],
    ) -> Memory:
        asked.append(elapsed)
        return next_memory(stability, difficulty, elapsed, rating, parameters)

    monkeypatch.setattr("mlprep.memory.replay.next_memory", counted)
    rows = made_up(20_000, 6, units=900)
    all_at_once(rows, DEFAULT_PARAMETERS)
    assert 4 < len(asked) < len(rows) / 50


def test_a_whole_log_stays_within_a_billionth_of_what_fsrs_itself_says() -> None:
    scheduler = Scheduler(
        DEFAULT_PARAMETERS, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    base = model._BASE
    rows = [row for row in made_up(4000, 7, units=150) if row[3]]
    cards: dict[int, Card] = {}
    last: dict[int, int] = {}
    for unit, _, day, rating in rows:
        at = base
        if unit in cards:
            old = cards[unit]
            at += timedelta(days=max(0, day - last[unit]))
            cards[unit] = Card(1, State.Review, None, old.stability, old.difficulty, base, base)
        card = cards.get(unit) or Card(card_id=1, due=base)
        cards[unit], _log = scheduler.review_card(card, FsrsRating(rating), at)
        last[unit] = day
    for unit, found in all_at_once(rows, DEFAULT_PARAMETERS).items():
        right = (min(cards[unit].stability or 0, 36_500.0), cards[unit].difficulty)
        assert found == pytest.approx(right, rel=1e-9)


def test_a_reset_at_the_end_leaves_no_memory_and_one_before_starts_afresh() -> None:
    good = (3, 1, 100, 3)
    rows = [(1, 1, 100, 3), (1, 2, 101, 0), (2, 1, 10, 1), (2, 2, 90, 0), (2, 3, 100, 3), good]
    found = all_at_once(rows, DEFAULT_PARAMETERS)
    assert 1 not in found
    assert found[2] == found[3]


def test_nothing_gives_nothing_and_bad_parameters_are_bent_or_count_as_the_defaults() -> None:
    rows = made_up(200, 8, units=9)
    outside = (1000.0, *DEFAULT_PARAMETERS[1:])
    assert list(replay([], DEFAULT_PARAMETERS)) == []
    assert all_at_once(rows, (1.0,)) == all_at_once(rows, DEFAULT_PARAMETERS)
    assert all_at_once(rows, outside) == all_at_once(rows, (100.0, *DEFAULT_PARAMETERS[1:]))


@given(st.floats(0.001, 36_500))
def test_rounding_keeps_ten_digits_is_stable_and_the_same_for_arrays(number: float) -> None:
    found = rounded(number)
    assert found == pytest.approx(number, rel=2**-35)
    assert rounded(found) == found
    assert rounded(np.array([number]))[0] == found
    assert math.frexp(found)[0] * 2**35 == int(math.frexp(found)[0] * 2**35)
