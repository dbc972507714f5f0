"""Lines of the profile: gaps inside 80 columns, and what is known of those left out."""

import pytest

from mlprep.assessment.report import Standing
from mlprep.cli.conversation import wrapped
from mlprep.cli.profile_text import gap_line, other_gaps
from mlprep.study.measuring.profile_view import TopicBar
from mlprep.study.measuring.recall import Recall
from mlprep.tui.screens.result.text import gap_line as screen_gap_line


def bar(level: float, required: float = 4.0, *, hollow: bool = False) -> TopicBar:
    return TopicBar(
        id="x",
        title="Cloud architecture and reliability",
        area="cloud",
        level=level,
        low=1.0,
        high=5.0,
        required=required,
        standing=Standing.UNCLEAR,
        answered=0,
        hollow=hollow,
        gap=max(0.0, required - level),
        expected_gap=0.5,
        weighted_gap=1.0,
        share_from_answers=0.5,
        self_rating=None,
        recall=Recall(0.76, 0.25, 0.0, 20, stable=False),
    )


def test_a_gap_stands_within_80_columns_with_all_that_is_said_of_it() -> None:
    line = gap_line(10, bar(1.0, hollow=True))
    assert line.endswith("3.0 levels short of 4.0, inferred, recall 19%")
    assert len(line) < 80


@pytest.mark.parametrize("width", [40, 56, 76])
def test_a_gap_that_was_inferred_says_so_at_every_width(width: int) -> None:
    line = screen_gap_line(10, bar(1.0, hollow=True), width).plain
    assert line.endswith("  inferred")
    assert len(line) <= width


def test_a_command_is_never_broken_at_a_hyphen_or_a_space(monkeypatch: pytest.MonkeyPatch) -> None:
    command = "`mlprep assess --check-up stats-data-quality-bias`"
    told = f"Your cards on Data quality and bias are stable: four questions would show. {command}."
    for columns in (60, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = wrapped(told, "  ")
        assert all(line.startswith("  ") and len(line) <= columns - 2 for line in lines)
        assert sum(command in line for line in lines) == 1
        assert " ".join(line.strip() for line in lines) == told
    monkeypatch.setenv("COLUMNS", "40")
    narrow = wrapped(told)
    assert max(map(len, narrow)) <= 38
    assert "stats-data-quality-bias`." in narrow


def test_a_topic_at_what_is_asked_for_is_not_counted_as_short() -> None:
    left = [bar(1.0), bar(3.9), bar(4.0), bar(4.5)]
    assert other_gaps(left) == (
        "And 2 more topics short of what is asked for, 2 topics at or above it, but not for sure."
    )
    assert other_gaps(left[2:3]) == "And 1 topic at or above it, but not for sure."
    assert other_gaps([]) == ""
