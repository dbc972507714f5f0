"""Every background is shown a sensible way to every role, as it was read and recorded."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.planning.priorities import Priority
from mlprep.planning.projects import fitting_projects
from mlprep.planning.routes import RouteFit, route_topics
from mlprep.store.paths import paths_below
from mlprep.study.measuring.setting_up import set_up, setup_choices
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.work.routes import route_detail, route_lines
from mlprep.study.work.steps import route_fits
from mlprep.study.workspace import Workspace

RECORD = Path(__file__).parents[2] / "docs" / "content.md"
HEADING = "## Routes, read as each background"
NOON = 1_790_000_000_000
EMPLOYED = {"data-scientist", "software-engineer", "data-analyst"}
"""Backgrounds of people who have a firm, and a manager to put something to."""
MOST_HOURS = 20
"""Of the project that comes first: some weeks of evenings."""
LEAST_TRAINED = 4
"""Of the ten largest gaps, by the first route of any pair."""

Pair = tuple[str, str]
Offered = tuple[tuple[Priority, ...], tuple[RouteFit, ...]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    home = tmp_path_factory.mktemp("routes")
    with Workspace.open(paths=paths_below(home), clock=FixedClock(NOON), zone="UTC") as opened:
        opened.refresh_library()
        yield opened


@pytest.fixture(scope="module")
def offered(workspace: Workspace) -> dict[Pair, Offered]:
    """Give what a learner of each background and role is shown before any measurement."""
    found: dict[Pair, Offered] = {}
    choices = setup_choices(workspace)
    for background in choices.backgrounds:
        for role in choices.roles:
            set_up(workspace, {"background": background.id, "role": role.id})
            priorities = topic_plan(workspace).priorities
            found[background.id, role.id] = priorities, route_fits(workspace, priorities)
    return found


def recorded() -> dict[Pair, str]:
    """Read the table of first routes out of the record of the reading."""
    section = RECORD.read_text(encoding="utf-8").split(HEADING)[1].split("\n## ")[0]
    rows = [
        [cell.strip(" `*") for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|") and "--" not in line
    ]
    (_, *roles), *body = rows
    return {
        (background, role): first
        for background, *cells in body
        for role, first in zip(roles, cells, strict=True)
    }


def test_the_first_route_of_each_pair_is_the_one_that_was_judged_sensible(
    offered: dict[Pair, Offered],
) -> None:
    assert {pair: fits[0].route.id for pair, (_, fits) in offered.items()} == recorded()


def test_every_route_that_is_recommended_is_for_this_background_and_this_role(
    offered: dict[Pair, Offered],
) -> None:
    assert len(offered) == 49
    for (background, role), (_, fits) in offered.items():
        assert fits
        for fit in fits:
            assert background in fit.route.for_backgrounds
            assert role in fit.route.for_roles


def test_the_reason_is_true_of_this_person(offered: dict[Pair, Offered]) -> None:
    for (background, role), (priorities, fits) in offered.items():
        gaps = sorted(priorities, key=lambda one: (-one.score, one.topic))[:10]
        assert all(one.missing > 0 for one in gaps)
        for fit in fits:
            trained = sum(one.topic in route_topics(fit.route) for one in gaps)
            way = "A way to grow as a" if background == role else "A way from a"
            assert fit.reason.startswith(way)
            assert fit.reason.endswith(f"; its steps train {trained} of your 10 largest gaps.")


def test_the_first_route_trains_what_the_person_lacks(offered: dict[Pair, Offered]) -> None:
    for pair, (_, fits) in offered.items():
        trained = re.search(r"train (\d+) of", fits[0].reason)
        assert trained is not None
        assert int(trained[1]) >= LEAST_TRAINED, pair


def test_the_first_step_takes_a_week_and_asks_for_nothing_that_the_person_lacks(
    offered: dict[Pair, Offered],
) -> None:
    for (background, _), (_, fits) in offered.items():
        for fit in fits:
            first = fit.route.steps[0]
            assert first.weeks <= 1
            if re.search(r"\byour (firm|manager)\b", f"{fit.route.summary} {first.what}"):
                assert background in EMPLOYED, first.id


def test_the_year_of_a_programme_is_shown_wherever_its_step_is(workspace: Workspace) -> None:
    checked = 0
    for line in route_lines(workspace):
        detail = route_detail(workspace, line.id)
        for step, shown in zip(detail.route.steps, detail.steps, strict=True):
            if step.check_first:
                assert f"last known to run in {step.last_known_year}" in shown.warning
                checked += 1
        assert line.warning == detail.steps[0].warning
    assert checked == 5


def test_nobody_is_sent_to_a_project_of_months_first(
    workspace: Workspace, offered: dict[Pair, Offered]
) -> None:
    projects = list(workspace.library.projects.values())
    for (background, role), (priorities, _) in offered.items():
        fits = fitting_projects(projects, priorities, {}, workspace.today, role=role)
        first = fits[0].project
        assert (first.hours or 0) <= MOST_HOURS, (background, role, first.id)
