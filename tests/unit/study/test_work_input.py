"""What a person types: time, dates, evidence, parts."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.study.names import NameNotKnown
from mlprep.study.work.inputs import (
    MOST_DAYS,
    MOST_MINUTES,
    WorkInputError,
    evidence_from,
    find_place,
    minutes_from,
    until_from,
)

TODAY = 20_717  # 2026-09-21


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("90", 90), ("90m", 90), (" 45 min ", 45), ("1.5h", 90), ("1,5 h", 90), ("1h30", 90),
     ("1h 30m", 90), ("2H", 120), ("0.25h", 15), ("24h", 1440)],
)  # fmt: skip
def test_time_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert minutes_from(text) == minutes


@pytest.mark.parametrize("text", ["", "0", "h", "-5", "1e3", "25h", "1441", "90 s", "1:30", "٣"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(WorkInputError, match=r"1h30|24 hours"):
        minutes_from(text)


@pytest.mark.parametrize("text", ["9999999h", "99999", "25h", "1441"])
def test_what_is_too_long_is_called_so(text: str) -> None:
    with pytest.raises(WorkInputError, match="from one minute to 24 hours"):
        minutes_from(text)


@pytest.mark.parametrize(
    ("text", "day"), [("14", 14), ("3 days", 3), ("7d", 7), ("2026-10-01", 10)]
)
def test_until_is_days_or_a_date(text: str, day: int) -> None:
    assert until_from(text, TODAY) == TODAY + day


@pytest.mark.parametrize("text", ["0", "2026-09-21", "2020-01-01", "soon", "", "9999999", "-3"])
def test_until_lies_ahead(text: str) -> None:
    with pytest.raises(WorkInputError):
        until_from(text, TODAY)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_time_in_range_or_refused(text: str) -> None:
    with suppress(WorkInputError):
        assert 1 <= minutes_from(text) <= MOST_MINUTES
    with suppress(WorkInputError):
        assert TODAY < until_from(text, TODAY) <= TODAY + MOST_DAYS


def test_evidence_is_a_link_a_file_that_exists_or_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a b.pdf"
    file.write_text("x", encoding="utf-8")
    kinds = [
        evidence_from(text, TODAY).kind.value
        for text in ("https://example.org/x", str(file), "see https://example.org", "gone.pdf",
                     "two\nlines", "nul\0byte")
    ]  # fmt: skip
    assert kinds == ["link", "file", "sentence", "sentence", "sentence", "sentence"]


def test_parts_are_found_by_number_id_and_title() -> None:
    parts = [("sketch", "A sketch"), ("wall", "The wall")]
    assert [find_place(one, parts, "part") for one in ("1", "wall", " the  WALL ")] == [0, 1, 1]
    with pytest.raises(WorkInputError, match="there are 2"):
        find_place("3", parts, "part")
    with pytest.raises(WorkInputError, match="there is none"):
        find_place("1", [], "part")
    with pytest.raises(NameNotKnown, match=r"did you mean .*wall"):
        find_place("wal", parts, "part")
