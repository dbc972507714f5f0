"""Block charts: as high as their values, never wider than asked."""

from hypothesis import given
from hypothesis import strategies as st

from mlprep.text.charts import bar, columns, nice_top
from mlprep.text.lines import cell_width

SIZES = " ▁▂▃▄▅▆▇█"


@given(st.floats(-2, 3), st.integers(0, 60))
def test_a_bar_is_as_long_as_its_share(share: float, width: int) -> None:
    drawn = bar(share, width)
    inside = min(1.0, max(0.0, share))
    assert cell_width(drawn) <= width
    assert abs(cell_width(drawn) - inside * width) <= 1


@given(st.lists(st.floats(0, 200), max_size=40), st.integers(1, 10), st.integers(1, 150))
def test_columns_are_as_high_as_their_values(values: list[float], height: int, top: int) -> None:
    rows = columns(values, height, top)
    assert len(rows) == height
    assert all(len(row) == len(values) for row in rows)
    for at, value in enumerate(values):
        filled = sum(SIZES.index(row[at]) for row in rows)
        wanted = min(top, value) / top * height * 8
        assert abs(filled - wanted) <= 0.5 or (filled == 1 and wanted < 1)
        assert (filled > 0) == (value > 0)


def test_columns_of_nothing() -> None:
    assert columns([], 2, 5) == ["", ""]
    assert columns([1.0], 2, 0) == [" ", " "]


@given(st.floats(0, 1e6))
def test_the_top_of_an_axis_is_round_and_not_far_above(highest: float) -> None:
    top = nice_top(highest)
    assert highest <= top <= max(1, 2 * highest)
    assert len(str(top).rstrip("0")) <= 2
