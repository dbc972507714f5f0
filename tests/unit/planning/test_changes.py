"""What changed in the plan, said in sentences."""

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.planning.kit import plan, standing

from mlprep.planning.changes import MOST_CHANGES, plan_changes


def test_a_gap_that_closed_is_told_with_its_place() -> None:
    before = plan(standing("a", 1.0, measured=False), standing("b", 2.0))
    after = plan(standing("a", 3.6), standing("b", 2.1))
    assert plan_changes(before, after) == (
        "A: measured at level 3.6 (assumed 1.0), now in place 2, 1 before.",
    )


def test_a_second_measurement_names_the_first() -> None:
    before, after = plan(standing("a", 1.0)), plan(standing("a", 2.0, answered=6))
    assert plan_changes(before, after) == (
        "A: measured at level 2.0 (1.0 before), still in place 1.",
    )
    (moved,) = plan_changes(before, plan(standing("a", 2.0)))
    assert moved.startswith("A: now put at level 2.0"), "no question on it was answered"


def test_a_move_beyond_the_ends_of_the_scale_is_none() -> None:
    assert plan_changes(plan(standing("a", 0.2)), plan(standing("a", 0.9))) == ()


def test_a_move_beyond_the_end_of_the_scale_is_none() -> None:
    before, after = plan(standing("a", 0.2)), plan(standing("a", 0.9))
    assert plan_changes(before, after) == ()


def test_a_level_that_was_inferred_is_not_called_measured() -> None:
    before = plan(standing("a", 1.0, measured=False), standing("b", 4.0))
    after = plan(standing("a", 4.6, inferred=True), standing("b", 4.0))
    (told,) = plan_changes(before, after)
    assert told == "A: now put at level 4.6 (assumed 1.0), now in place 2, 1 before."
    (found,) = plan_changes(after, plan(standing("a", 2.0), standing("b", 4.0)))
    assert found.startswith("A: measured at level 2.0 (4.6 before)")


def test_topics_that_come_and_go_are_named() -> None:
    told = plan_changes(plan(standing("a")), plan(standing("b")))
    assert told == ("B is new in the plan, in place 1.", "A has left the plan.")


@given(st.lists(st.tuples(st.floats(0.5, 5), st.floats(0.5, 5)), min_size=1, max_size=8))
def test_the_same_plan_has_no_changes_and_no_more_than_three_are_told(
    levels: list[tuple[float, float]],
) -> None:
    before = plan(*(standing(f"t{i}", one) for i, (one, _) in enumerate(levels)))
    after = plan(*(standing(f"t{i}", other) for i, (_, other) in enumerate(levels)))
    assert plan_changes(before, before) == ()
    assert len(plan_changes(before, after)) <= MOST_CHANGES
