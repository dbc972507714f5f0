from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.ids import UnitId
from mlprep.memory.fuzz import (
    STRETCH,
    STRETCHED_FROM,
    Spread,
    choose_days,
    fuzz_fraction,
    fuzz_range,
)

EVEN = (1.0,) * 7
TODAY = 20_778
fractions = st.floats(0, 1, exclude_max=True)
wanted = st.floats(0.01, 2000)


def spread(
    weights: tuple[float, ...] = EVEN,
    off: frozenset[int] = frozenset(),
    load: dict[int, int] | None = None,
) -> Spread:
    return Spread(TODAY, weights, off, load or {})


def test_the_ranges_are_those_of_anki() -> None:
    ranges = {days: fuzz_range(days, 1, 36_500) for days in (1, 2.4, 2.5, 3, 7, 10, 20, 100, 1000)}
    assert ranges == {
        1: (1, 1),
        2.4: (2, 2),
        2.5: (2, 4),
        3: (2, 4),
        7: (5, 9),
        10: (8, 12),
        20: (17, 23),
        100: (93, 107),
        1000: (948, 1052),
    }


@given(wanted, st.integers(1, 300), st.integers(1, 300), fractions)
def test_a_choice_lies_within_range_and_limits(
    days: float, shortest: int, longest: int, fraction: float
) -> None:
    shortest, longest = sorted((shortest, longest))
    low, high = fuzz_range(days, shortest, longest)
    assert shortest <= low <= high <= longest
    assert low <= choose_days(days, (shortest, longest), fraction, spread()) <= high


def test_all_days_of_a_range_are_equally_likely() -> None:
    chosen = Counter(
        choose_days(20, (1, 36_500), fuzz_fraction(UnitId(f"u{number}"), number % 9), spread())
        for number in range(7000)
    )
    assert set(chosen) == set(range(17, 24))
    assert max(chosen.values()) - min(chosen.values()) < 250


@given(st.text(max_size=20), st.integers(0, 1000))
def test_the_fraction_is_fixed_by_unit_and_reviews(unit: str, reps: int) -> None:
    fraction = fuzz_fraction(UnitId(unit), reps)
    assert 0 <= fraction < 1
    assert fraction == fuzz_fraction(UnitId(unit), reps)
    assert fraction != fuzz_fraction(UnitId(unit), reps + 1)


def test_fuller_days_are_chosen_less() -> None:
    crowded = spread(load={TODAY + 20: 50})
    chosen = Counter(choose_days(20, (1, 36_500), n / 700, crowded) for n in range(700))
    assert chosen[20] <= 1
    assert all(chosen[day] > 100 for day in (17, 18, 19, 21, 22, 23))


def test_a_weekday_with_half_the_weight_gets_half_even_where_all_are_empty() -> None:
    weekday = (TODAY + 20 + 3) % 7
    weights = tuple(0.5 if day == weekday else 1.0 for day in range(7))
    chosen = Counter(choose_days(20, (1, 36_500), n / 1300, spread(weights)) for n in range(1300))
    assert abs(chosen[20] - 100) <= 2
    assert abs(chosen[19] - 200) <= 2


@given(
    wanted,
    st.integers(1, 60),
    fractions,
    st.tuples(*[st.sampled_from([0.0, 0.5, 1.0])] * 7),
    st.frozensets(st.integers(TODAY + 1, TODAY + 100), max_size=40),
    st.dictionaries(st.integers(TODAY + 1, TODAY + 100), st.integers(0, 200), max_size=10),
)
@settings(max_examples=300)
def test_a_day_off_is_taken_only_where_no_other_is_near(
    days: float,
    shortest: int,
    fraction: float,
    weights: tuple[float, ...],
    off: frozenset[int],
    load: dict[int, int],
) -> None:
    limits = (shortest, 36_500)
    uneven = spread(weights, off, load)
    chosen = choose_days(days, limits, fraction, uneven)
    low, high = fuzz_range(days, *limits)
    assert max(shortest, low - STRETCH) <= chosen <= high + STRETCH
    if uneven.share(chosen) == 0:
        reach = STRETCH if days >= STRETCHED_FROM else 0
        near = range(max(shortest, low - reach), high + reach + 1)
        assert all(uneven.share(day) == 0 for day in near)
    if days < STRETCHED_FROM:
        assert low <= chosen <= high
