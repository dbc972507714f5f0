"""The one step of work for today: what comes first, and within which minutes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.study.workkit import painter

from mlprep.domain.clock import FixedClock
from mlprep.planning.suggestions import StepKind
from mlprep.study.day_plan import work_out
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.today import today
from mlprep.study.work import projects, routes
from mlprep.study.work.steps import (
    LEAST_MINUTES,
    Offer,
    hours_to_target,
    offered_today,
    offers,
    steps_ahead,
)
from mlprep.study.workspace import Workspace

MURAL = "proj-mural"


@pytest.fixture
def workspace(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    yield from painter(home, clock)


def listed(workspace: Workspace, minutes: float | None = None) -> tuple[Offer, ...]:
    return offers(workspace, topic_plan(workspace).priorities, minutes_left=minutes)


def first(workspace: Workspace, minutes: float | None = None) -> Offer:
    found = offered_today(workspace, topic_plan(workspace).priorities, minutes_left=minutes)
    assert found is not None
    return found


def test_at_first_it_is_the_first_milestone_of_a_project_that_trains_a_gap(
    workspace: Workspace,
) -> None:
    one = first(workspace)
    assert one.suggestion.kind is StepKind.PROJECT
    assert "Colour (3.0 levels missing)" in one.suggestion.reason
    assert one.suggestion.step in {"sketch", "only"}
    last = listed(workspace)[-1].suggestion
    assert last.kind is StepKind.ROUTE
    assert last.reason.startswith("The first step of the route that fits you best")
    set_up(workspace, {"role": ""})
    assert listed(workspace) == ()


def test_a_date_that_is_past_orders_projects_as_no_date_does(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.change_setting("minutes_per_day", 10)
    without = [one.suggestion.id for one in listed(workspace)]
    workspace.change_setting("target_date", "2026-09-21")
    assert hours_to_target(workspace) == pytest.approx(1 / 6), "today's minutes are left"
    clock.advance(days=1)
    assert hours_to_target(workspace) is None
    assert [one.suggestion.id for one in listed(workspace)] == without


def test_it_stays_within_the_minutes_of_the_day(workspace: Workspace) -> None:
    assert first(workspace, 20).minutes == 20
    assert first(workspace).minutes == 60
    assert listed(workspace, LEAST_MINUTES - 0.1) == ()


@pytest.mark.parametrize(
    ("cards", "told"),
    [(0.0, ""), (12.0, " 7 of the minutes are beyond today's limit."),
     (20.0, " That is beyond today's limit.")],
)  # fmt: skip
def test_what_the_days_minutes_have_no_room_for_is_told(
    workspace: Workspace, cards: float, told: str
) -> None:
    workspace.change_setting("minutes_per_day", 20)
    step = work_out(workspace, today(workspace)._replace(minutes=cards)).step
    assert step is not None
    assert step.caveat == told


def test_what_was_begun_is_offered_by_its_next_milestone_to_the_end(
    workspace: Workspace,
) -> None:
    seen = []
    projects.start(workspace, MURAL)
    ahead = steps_ahead(workspace, topic_plan(workspace).priorities)
    assert [one.step for one in ahead[:3]] == ["sketch", "wall", "paint"]
    assert ahead[3].id != MURAL, "another project comes when this one is through"
    for _ in range(3):
        step = first(workspace).suggestion
        seen.append(step.step)
        assert step.reason.startswith("You have begun it")
        projects.tick(workspace, MURAL, [step.step])
    assert seen == ["sketch", "wall", "paint"]
    last = first(workspace)
    assert (last.suggestion.step, last.minutes) == ("finish", 30)
    projects.finish(workspace, MURAL, {"1": 3, "2": 3})
    assert first(workspace).suggestion.id != MURAL


def test_a_revisit_that_is_due_comes_before_everything(
    workspace: Workspace, clock: FixedClock
) -> None:
    projects.finish(workspace, MURAL, {"1": 3, "2": 3})
    projects.start(workspace, "proj-hostile")
    clock.advance(days=7)
    assert first(workspace).suggestion.kind is StepKind.PROJECT
    clock.advance(days=1)
    one = first(workspace).suggestion
    assert (one.kind, one.id, one.step) == (StepKind.REVISIT, MURAL, "rebuild")
    assert "21 September 2026" in one.reason
    projects.revisit(workspace, MURAL, 3)
    assert first(workspace).suggestion.id == "proj-hostile"


def test_a_step_of_the_route_comes_once_a_week_and_else_after_the_projects(
    workspace: Workspace, clock: FixedClock
) -> None:
    routes.choose_route(workspace, "by-the-wall")
    projects.start(workspace, MURAL)
    kinds = []
    for _ in range(15):
        kinds.append(first(workspace).suggestion.kind)
        assert any(one.suggestion.kind is StepKind.ROUTE for one in listed(workspace))
        clock.advance(days=1)
    assert [day for day, kind in enumerate(kinds) if kind is StepKind.ROUTE] == [0, 7, 14]
    routes.finish_step(workspace, "1", ["x"])
    steps = [one.suggestion for one in listed(workspace)]
    (step,) = [one for one in steps if one.kind is StepKind.ROUTE]
    assert (step.step, step.done_when) == ("wall-course", "Its certificate")
    assert step.reason.startswith("Planned until 3 November 2026. It is free.")
    clock.advance(days=40)
    (step,) = [one.suggestion for one in listed(workspace) if one.suggestion.kind == step.kind]
    assert step.reason.startswith("It was planned until 3 November 2026.")


def test_each_of_two_routes_has_its_day(workspace: Workspace, clock: FixedClock) -> None:
    projects.start(workspace, MURAL)
    routes.choose_route(workspace, "by-the-wall")
    clock.advance(days=3)
    routes.choose_route(workspace, "by-the-band")
    led = {}
    for day in range(7):
        one = first(workspace).suggestion
        if one.kind is StepKind.ROUTE:
            led[day] = one.id
        clock.advance(days=1)
    assert led == {0: "by-the-band", 4: "by-the-wall"}


def test_a_route_for_other_people_is_offered_once_it_was_chosen(workspace: Workspace) -> None:
    routes.choose_route(workspace, "by-the-band")
    assert "by-the-band" in [one.suggestion.id for one in listed(workspace)]
    routes.finish_step(workspace, "band-play", ["x"])
    assert "by-the-band" not in [one.suggestion.id for one in listed(workspace)]


def test_what_was_put_off_or_left_is_not_offered(workspace: Workspace) -> None:
    projects.postpone(workspace, MURAL)
    projects.abandon(workspace, "proj-hostile")
    assert {one.suggestion.kind for one in listed(workspace)} == {StepKind.ROUTE}


def test_asking_loads_nothing_heavy() -> None:
    code = (
        "import sys, mlprep.study.work.steps\n"
        "print([m for m in ('numpy', 'pydantic', 'textual', 'fsrs') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
