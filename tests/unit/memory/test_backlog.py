import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.memory.backlog import backlog_ends_on, value_lost_per_minute
from mlprep.memory.model import DEFAULT_PARAMETERS, retrievability


def test_the_value_is_the_recall_that_one_more_day_costs_a_minute() -> None:
    lost = retrievability(5, 10, DEFAULT_PARAMETERS) - retrievability(5, 11, DEFAULT_PARAMETERS)
    assert value_lost_per_minute(5, 10, 30, DEFAULT_PARAMETERS) == pytest.approx(2 * lost)
    assert value_lost_per_minute(5, -3, 60, DEFAULT_PARAMETERS) == (
        value_lost_per_minute(5, 0, 60, DEFAULT_PARAMETERS)
    )


def test_a_fading_unit_goes_before_a_firm_one_and_a_quick_one_before_a_slow_one() -> None:
    fading = value_lost_per_minute(3, 3, 10, DEFAULT_PARAMETERS)
    firm = value_lost_per_minute(300, 300, 10, DEFAULT_PARAMETERS)
    slow = value_lost_per_minute(3, 3, 60, DEFAULT_PARAMETERS)
    assert fading > slow > firm


@given(st.floats(0.01, 3000), st.floats(0, 3000), st.floats(0, 300))
def test_waiting_never_gains_and_costs_no_more_than_all_of_recall(
    stability: float, elapsed: float, seconds: float
) -> None:
    lost = value_lost_per_minute(stability, elapsed, seconds, DEFAULT_PARAMETERS)
    assert 0 <= lost <= 60 / max(seconds, 1)


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
