"""Routes: which fit and whose advice they are, steps with dates, done with evidence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.study.workkit import painter

from mlprep.cli.main import main
from mlprep.domain.clock import FixedClock
from mlprep.study.authoring.checking import check_files
from mlprep.study.names import NameNotKnown
from mlprep.study.work import routes
from mlprep.study.work.facts import read_works
from mlprep.study.work.inputs import WorkError, WorkInputError
from mlprep.study.work.pay import salaries_of, salary_line, salary_notes
from mlprep.study.workspace import Workspace

WALL = "by-the-wall"


@pytest.fixture
def workspace(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    yield from painter(home, clock)


def test_the_route_for_this_background_and_role_comes_first_with_its_adviser(
    workspace: Workspace,
) -> None:
    first, other = routes.route_lines(workspace)
    assert (first.id, first.fits, other.fits) == (WALL, True, False)
    assert first.reason.startswith("A way from a listener to a painter; its steps train")
    assert first.advice == "Advice of a painter of walls, 2024: an opinion."
    assert (first.next, first.chosen) == ("Ask for a wall", None)
    assert "another background" in other.reason


def test_steps_are_dated_from_the_day_it_was_taken(workspace: Workspace, clock: FixedClock) -> None:
    routes.choose_route(workspace, "By the wall")
    clock.advance(days=5)
    one = routes.route_detail(workspace, WALL)
    assert [(step.begins, step.due) for step in one.steps] == [
        ("2026-09-21", "2026-10-05"),
        ("2026-10-05", "2026-11-02"),
    ]
    assert one.next is not None
    assert one.next.id == "wall-ask"
    assert one.beyond == ""
    workspace.change_setting("target_date", "2026-10-20")
    late = routes.route_detail(workspace, WALL).beyond
    assert late == "1 of its 2 open steps ends after 20 October 2026, your date to be ready."
    for no_matter in ("2026-11-02", "2026-09-01"):
        workspace.change_setting("target_date", no_matter)
        assert routes.route_detail(workspace, WALL).beyond == ""
    assert "last known to run in 2019" in one.steps[1].warning
    assert (one.steps[0].warning, one.line.warning) == ("", "")
    routes.finish_step(workspace, "wall-ask", ["They said yes."])
    after = routes.route_detail(workspace, WALL)
    assert after.line.warning == one.steps[1].warning


def test_a_step_is_done_by_what_shows_it_and_undone_as_a_whole(workspace: Workspace) -> None:
    with pytest.raises(WorkError, match="It asks for: The three answers; A date"):
        routes.finish_step(workspace, "wall-ask", [])
    with pytest.raises(WorkError, match="on no route yet"):
        routes.finish_step(workspace, "1", ["x"])
    before = read_works(workspace)
    routes.finish_step(workspace, "wall-ask", ["https://example.org/yes", "One said yes."])
    one = routes.route_detail(workspace, WALL)
    assert (one.line.chosen, one.line.done, one.line.next) == ("2026-09-21", 1, "Take a course")
    assert [each.text for each in one.steps[0].evidence] == [
        "https://example.org/yes",
        "One said yes.",
    ]
    undone = workspace.history.undo()
    assert undone is not None
    assert undone.label == 'Did the step "Ask for a wall"'
    assert read_works(workspace) == before
    workspace.history.redo()
    routes.finish_step(workspace, "2", ["A certificate."])
    assert routes.route_detail(workspace, WALL).next is None
    routes.reopen_step(workspace, "Take a course")
    reopened = routes.route_detail(workspace, WALL)
    assert reopened.next is not None
    assert reopened.next.evidence[0].text == "A certificate."


def test_a_route_is_left_and_taken_again_with_what_was_done(workspace: Workspace) -> None:
    routes.finish_step(workspace, "wall-ask", ["x"])
    with pytest.raises(WorkError, match="already"):
        routes.choose_route(workspace, WALL)
    routes.leave_route(workspace, WALL)
    with pytest.raises(WorkError, match="not on"):
        routes.leave_route(workspace, WALL)
    routes.choose_route(workspace, WALL)
    assert routes.route_lines(workspace)[0].done == 1


def test_names_that_are_not_there(workspace: Workspace) -> None:
    with pytest.raises(NameNotKnown, match="did you mean by-the-wall"):
        routes.choose_route(workspace, "by-the-wal")
    with pytest.raises(NameNotKnown, match="wall-ask"):
        routes.finish_step(workspace, "wall-asks", ["x"])
    routes.choose_route(workspace, WALL)
    with pytest.raises(WorkInputError, match="there are 2"):
        routes.finish_step(workspace, "3", ["x"])
    with pytest.raises(WorkError, match="is not done"):
        routes.reopen_step(workspace, "1")


def test_a_route_that_names_an_unknown_topic_is_reported(workspace: Workspace) -> None:
    path = workspace.paths.assessments / "routes.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('topics = ["rhythm"]', 'topics = ["rythm"]'), encoding="utf-8")
    workspace.refresh_library()
    of_background, of_topic = sorted(check_files(workspace, [path]))
    assert of_background.what == "unknown background `drummer`"
    assert (of_topic.what, of_topic.right) == ("unknown topic `rythm`", "did you mean `rhythm`?")
    assert of_topic.line > 0


def test_what_the_jobs_pay_is_told_with_source_and_year(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = next(Path(one) for one, _, _ in workspace.library.cache.bodies("routes"))
    rows = [("composer", 50_000, "GBP", "null"), ("painter", 40_000, "EUR", "2024")]
    path.write_text(
        path.read_text(encoding="utf-8")
        + "".join(
            f'[[salary]]\nrole = "{role}"\ntitle = "{role.title()}"\namount = {amount}\n'
            f'currency = "{currency}"\nregion = "UK"\nsource = "the guild"\n'
            f'note = "Averages. Large halls pay more."\n'
            + ("" if year == "null" else f"year = {year}\n")
            for role, amount, currency, year in rows
        ),
        encoding="utf-8",
    )
    workspace.refresh_library()
    found = salaries_of(workspace)
    assert [salary_line(one) for one in found] == [
        "Painter: €40,000 a year (UK, 2024)",  # the learner's own role first
        "Composer: £50,000 a year (UK, undated)",
    ]
    assert [*salary_notes(found)] == ["Source: the guild.", "Averages.", "Large halls pay more."]
    assert routes.route_detail(workspace, WALL).pay == found[:1]
    assert main(["route"]) == 0
    told = capsys.readouterr().out
    assert "What the jobs pay" in told
    assert "Painter: €40,000 a year (UK, 2024)" in told
    assert "Source: the guild." in told
