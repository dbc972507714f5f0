"""Lines of the profile: gaps inside 80 columns, and what is known of those left out."""

from mlprep.assessment.report import Standing
from mlprep.cli.profile_text import gap_line, other_gaps
from mlprep.study.measuring.profile_view import TopicBar
from mlprep.study.measuring.recall import Recall


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


def test_a_topic_at_what_is_asked_for_is_not_counted_as_short() -> None:
    left = [bar(1.0), bar(3.9), bar(4.0), bar(4.5)]
    assert other_gaps(left) == (
        "And 2 more topics short of what is asked for, 2 topics at or above it, but not for sure."
    )
    assert other_gaps(left[2:3]) == "And 1 topic at or above it, but not for sure."
    assert other_gaps([]) == ""
