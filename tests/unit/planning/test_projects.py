"""Which project is offered, its next milestone, and its rating."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.planning.kit import plan, standing

from mlprep.domain.projects import Milestone, Project
from mlprep.domain.rating import Rating
from mlprep.planning.projects import (
    ProjectState,
    Work,
    fitting_projects,
    milestone_step,
    revisit_days,
    rubric_rating,
)

MANY = (standing("far", 1.5), standing("near", 3.5), standing("mid", 2.5), standing("met", 4.4))
GAPS = plan(standing("far", 1.5), standing("near", 3.5), standing("mid", 2.5))
STAGES = (Milestone("m1", "Baseline", "It runs."), Milestone("m2", "Model", "It is better."))


def project(name: str, *topics: str, level: int = 3, hours: float = 10, roles: str = "") -> Project:
    return Project(
        id=name,
        title=name.capitalize(),
        topics=topics,  # type: ignore[arg-type]  # ids are texts
        roles=(roles,) if roles else (),
        level=level,
        hours=hours,
        milestones=STAGES,
    )


def order(*projects: Project, work: dict[str, Work] | None = None, **more: object) -> list[str]:
    found = fitting_projects(projects, GAPS, work or {}, 100, **more)  # type: ignore[arg-type]  # shorthand
    return [one.project.id for one in found]


def test_the_larger_gap_the_reachable_level_and_the_role_win() -> None:
    assert order(project("a", "near"), project("b", "far")) == ["b", "a"]
    assert order(project("a", "far", level=5), project("b", "far", level=3)) == ["b", "a"]
    assert order(project("a", "far", roles="de"), project("b", "far", roles="mle"), role="mle") == [
        "b",
        "a",
    ]
    assert order(project("a", "far", hours=40), project("b", "far", hours=8)) == ["b", "a"]
    long, brief = project("a", "far", "mid", "near", hours=20), project("b", "mid", hours=8)
    assert order(long, brief) == ["a", "b"]
    assert order(long, brief, hours_left=8) == ["b", "a"]
    assert order(project("a", "elsewhere")) == []


def test_what_was_begun_comes_first_and_what_was_left_stays_away() -> None:
    some = [project(name, "far") for name in "abcdef"]
    work = {
        "b": Work(ProjectState.STARTED, frozenset({"m1"}), 4.0),
        "c": Work(ProjectState.DONE),
        "d": Work(ProjectState.ABANDONED),
        "e": Work(ProjectState.POSTPONED, back_on=101),
        "f": Work(ProjectState.POSTPONED, back_on=100),
    }
    found = fitting_projects(some, GAPS, work, 100)
    assert [one.project.id for one in found] == ["b", "a", "f"]
    assert found[0].next == STAGES[1]
    assert found[0].hours_left == 6
    assert found[0].reason.startswith("You have begun it: 1 of 2 milestones reached")


def test_the_reason_names_the_gaps() -> None:
    (fit,) = fitting_projects([project("a", "near", "far")], GAPS, {}, 100)
    assert fit.reason == "Trains Far (2.5 levels missing) and Near (0.5)."
    (fit,) = fitting_projects([project("a", "near", "far", "mid")], plan(*MANY), {}, 100)
    assert fit.reason == "Trains Far (2.5 levels missing), Mid (1.5) and Near (0.5)."
    many = project("a", *(one.topic for one in MANY))
    (fit,) = fitting_projects([many], plan(*MANY), {}, 100)
    assert fit.reason == "Trains Far (2.5 levels missing), Mid (1.5), Near (0.5) and 1 more."


def test_a_project_is_offered_by_its_next_milestone() -> None:
    (fit,) = fitting_projects([project("a", "far")], GAPS, {}, 100)
    step = milestone_step(fit)
    assert step is not None
    assert (step.step, step.step_title, step.done_when, step.hours) == (
        "m1",
        "Baseline",
        "It runs.",
        5,
    )
    done = {"a": Work(ProjectState.STARTED, frozenset({"m1", "m2"}))}
    (fit,) = fitting_projects([project("a", "far")], GAPS, done, 100)
    assert milestone_step(fit) is None


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8))
def test_the_mean_of_the_rubric_is_the_rating(scores: list[int]) -> None:
    rating = rubric_rating(scores)
    assert -0.5 <= rating - sum(scores) / len(scores) <= 0.5
    assert rubric_rating([4, *scores]) >= rating


@pytest.mark.parametrize(
    ("scores", "rating"),
    [
        ([1, 1, 1, 2], Rating.AGAIN),
        ([1, 1, 2, 2], Rating.HARD),
        ([2, 2, 3, 3], Rating.GOOD),
        ([3, 3, 4, 4], Rating.EASY),
    ],
)
def test_a_half_counts_up(scores: list[int], rating: Rating) -> None:
    assert rubric_rating(scores) is rating


@pytest.mark.parametrize(("scores", "said"), [([], "without a score"), ([3, 5], "1 to 4, not 5")])
def test_a_rubric_that_is_not_scored_is_refused(scores: list[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rubric_rating(scores)


def test_a_revisit_waits_a_week_at_least() -> None:
    assert [revisit_days(days) for days in (0.4, 6.9, 7.5, 30.2)] == [7, 7, 8, 30]
