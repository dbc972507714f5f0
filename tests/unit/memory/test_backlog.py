import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain.ids import UnitId
from mlprep.memory.backlog import Waiting, backlog_ends_on, catch_up_order, value_lost_per_minute
from mlprep.memory.model import DEFAULT_PARAMETERS, retrievability


def test_the_value_is_the_recall_that_one_more_day_costs_a_minute() -> None:
    lost = retrievability(5, 10, DEFAULT_PARAMETERS) - retrievability(5, 11, DEFAULT_PARAMETERS)
    assert value_lost_per_minute(5, 10, 30, DEFAULT_PARAMETERS) == pytest.approx(2 * lost)
    assert value_lost_per_minute(5, -3, 60, DEFAULT_PARAMETERS) == (
        value_lost_per_minute(5, 0, 60, DEFAULT_PARAMETERS)
    )


waiting = st.builds(
    Waiting,
    st.integers(0, 99).map(lambda number: UnitId(f"u{number}")),
    st.floats(0.01, 3000),
    st.floats(0, 3000),
    st.floats(0, 300),
)


@given(st.lists(waiting, max_size=30, unique_by=lambda one: one.unit))
def test_catching_up_starts_where_a_minute_saves_most(units: list[Waiting]) -> None:
    order = catch_up_order(units, DEFAULT_PARAMETERS)
    values = [
        value_lost_per_minute(one.stability, one.elapsed_days, one.seconds, DEFAULT_PARAMETERS)
        for one in order
    ]
    assert values == sorted(values, reverse=True)
    assert sorted(order, key=str) == sorted(units, key=str)
    assert catch_up_order(units[::-1], DEFAULT_PARAMETERS) == order


def test_a_fading_unit_goes_before_a_firm_one_and_a_quick_one_before_a_slow_one() -> None:
    fading, firm = Waiting(UnitId("b"), 3, 3, 10), Waiting(UnitId("a"), 300, 300, 10)
    slow = Waiting(UnitId("c"), 3, 3, 60)
    order = catch_up_order([firm, slow, fading], DEFAULT_PARAMETERS)
    assert [one.unit for one in order] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("count", "due", "minutes", "ends_on"),
    [
        (0, [50], 10, 100),
        (60, [0], 10, 100),  # 60 reviews of ten seconds are ten minutes
        (61, [0], 10, 101),
        (300, [30] * 60, 10, 109),
        (300, [60] * 60, 10, None),
        (300, [100], 10, None),
        (120, [], 10, 101),
        (1, [0], 0, None),
    ],
)
def test_the_backlog_ends_on_a_day_or_not_within_a_year(
    count: int, due: list[int], minutes: float, ends_on: int | None
) -> None:
    assert backlog_ends_on(100, count, due, 10, minutes) == ends_on
