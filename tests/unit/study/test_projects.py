"""Projects from the list to the revisit: what is done to them, undone, and kept over a restart."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.study.workkit import painter

from mlprep.domain.clock import FixedClock
from mlprep.memory.model import DEFAULT_PARAMETERS, interval_days, next_memory
from mlprep.planning.projects import ProjectState
from mlprep.study.authoring.checking import check_files
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.names import NameNotKnown
from mlprep.study.upkeep import examine_all
from mlprep.study.work import projects
from mlprep.study.work.facts import read_works
from mlprep.study.work.inputs import WorkError, WorkInputError
from mlprep.study.work.project_view import project_detail, project_lines
from mlprep.study.workspace import Workspace

MURAL = "proj-mural"
BOTH = {"1": 3, "2": 4}


@pytest.fixture
def workspace(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    yield from painter(home, clock)


def state(workspace: Workspace) -> ProjectState:
    return read_works(workspace).project(MURAL).state


def test_the_list_begins_with_what_trains_the_gaps_and_says_why(workspace: Workspace) -> None:
    lines = project_lines(workspace)
    assert {one.id for one in lines[:2]} == {MURAL, "proj-hostile"}
    assert [one.id for one in lines if not one.fits] == ["proj-march"]
    assert "Colour (3.0 levels missing)" in lines[0].reason
    assert lines[-1].reason == "It trains no gap of yours."
    mural = next(one for one in lines if one.id == MURAL)
    assert (mural.next, mural.area, mural.words) == ("A sketch", "Art", "new")
    set_up(workspace, {"role": ""})
    assert all(not one.fits and "Choose a role" in one.reason for one in project_lines(workspace))


def test_working_on_it_starts_it_and_shows_everywhere(
    workspace: Workspace, clock: FixedClock
) -> None:
    assert projects.tick(workspace, "mural", ["1", "A sketch"]).startswith('Ticked "A sketch"')
    clock.advance(days=3)
    projects.check(workspace, MURAL, ["2"])
    assert projects.log_time(workspace, MURAL, 90).endswith("1.5 h of 12 h")
    projects.score(workspace, MURAL, {"durability": 2})
    projects.reflect(workspace, MURAL, "1", "The brown.")
    projects.note(workspace, MURAL, "  buy more white ")
    projects.add_evidence(workspace, MURAL, "https://example.org/wall")
    one = project_detail(workspace, "A mural that lasts")
    assert one.line.state is ProjectState.STARTED
    assert [each.reached for each in one.milestones] == ["2026-09-21", None, None]
    assert [each.checked for each in one.criteria] == [None, "2026-09-24", None]
    assert [each.score for each in one.rubric] == [None, 2]
    assert [each.answer for each in one.reflection] == ["The brown.", ""]
    assert (one.notes[0].text, one.evidence[0].kind) == ("buy more white", "link")
    assert one.time == "1.5 h of 12 h logged"
    assert one.step is not None
    assert one.step.step == "wall"
    projects.log_time(workspace, MURAL, 24 * 60)
    assert "13.5 h over" in project_detail(workspace, MURAL).time


def test_finishing_comes_back_on_the_day_that_fsrs_gives(
    workspace: Workspace, clock: FixedClock
) -> None:
    with pytest.raises(WorkError, match=r'open: "Durability"'):
        projects.finish(workspace, MURAL, {"colour": 4})
    assert state(workspace) is ProjectState.NEW
    preview = projects.finish_preview(workspace, MURAL, BOTH)
    told = projects.finish(workspace, MURAL, BOTH, ["A photograph hangs in the hall."])
    assert "3 of its milestones and 3 of its criteria stay open" in told
    stability, difficulty = next_memory(None, None, None, 4, DEFAULT_PARAMETERS)  # type: ignore[arg-type]  # mean 3.5 counts up
    days = int(interval_days(stability, 0.80, DEFAULT_PARAMETERS) + 0.5)
    record = read_works(workspace).project(MURAL)
    assert record.revisit_on == workspace.today + days
    assert preview is not None
    assert (preview.due_day, int(preview.rating)) == (record.revisit_on, 4)
    clock.advance(days=days)
    assert project_lines(workspace)[0].words == "done, revisit due"
    projects.revisit(workspace, MURAL, 3)
    after, _ = next_memory(stability, difficulty, days, 3, DEFAULT_PARAMETERS)  # type: ignore[arg-type]  # a rating
    longer = int(interval_days(after, 0.80, DEFAULT_PARAMETERS) + 0.5)
    again = read_works(workspace).project(MURAL)
    assert again.revisit_on == workspace.today + longer
    assert again.rounds[-1].way == "rebuild"


def test_a_poor_result_comes_back_after_a_week_at_the_soonest(workspace: Workspace) -> None:
    projects.finish(workspace, MURAL, {"1": 1, "2": 1})
    assert read_works(workspace).project(MURAL).revisit_on == workspace.today + 7


def test_a_project_without_a_rubric_is_scored_as_a_whole(workspace: Workspace) -> None:
    with pytest.raises(WorkError, match="overall"):
        projects.finish(workspace, "march")
    projects.finish(workspace, "march", {"1": 2})
    assert read_works(workspace).project("proj-march").finished_on == workspace.today


@pytest.mark.parametrize(
    "act",
    [
        lambda one: projects.start(one, MURAL),
        lambda one: projects.tick(one, MURAL, ["wall", "3"]),
        lambda one: projects.check(one, MURAL, ["1", "3"]),
        lambda one: projects.note(one, MURAL, "x"),
        lambda one: projects.log_time(one, MURAL, 30),
        lambda one: projects.score(one, MURAL, BOTH),
        lambda one: projects.reflect(one, MURAL, "2", "White."),
        lambda one: projects.add_evidence(one, MURAL, "It hangs."),
        lambda one: projects.finish(one, MURAL, BOTH, ["It hangs."]),
        lambda one: projects.abandon(one, MURAL, "no wall"),
        lambda one: projects.postpone(one, MURAL, one.today + 9),
    ],
)
def test_every_act_is_undone_as_a_whole_redone_and_kept_over_a_restart(
    workspace: Workspace, clock: FixedClock, act: Callable[[Workspace], str]
) -> None:
    before = read_works(workspace)
    told = act(workspace)
    after = read_works(workspace)
    assert after != before
    undone = workspace.history.undo()
    assert undone is not None
    assert told.startswith(undone.label)
    assert "A mural that lasts" in undone.label
    assert read_works(workspace) == before
    workspace.close()
    with Workspace.open(clock=clock, zone="UTC") as last:
        last.history.redo()
        assert read_works(last) == after
        last.history.undo()
        assert read_works(last) == before
        assert act(last) == told
        assert read_works(last) == after
        assert last.history.verify() == []
    found = examine_all(last.paths, clock)
    assert found.is_well
    assert any(one.name == "projects and routes" for one in found.findings)


def test_leaving_and_coming_back_are_honest_states(workspace: Workspace, clock: FixedClock) -> None:
    projects.postpone(workspace, MURAL, workspace.today + 3, "rain")
    line = next(one for one in project_lines(workspace) if one.id == MURAL)
    assert (line.words, line.fits) == ("postponed to 2026-09-24", False)
    assert line.reason == "You postponed it: rain"
    clock.advance(days=3)
    assert next(one for one in project_lines(workspace) if one.id == MURAL).fits
    projects.tick(workspace, MURAL, ["sketch"])
    assert state(workspace) is ProjectState.STARTED
    projects.abandon(workspace, MURAL, "the wall fell")
    assert project_detail(workspace, MURAL).why == "the wall fell"
    assert projects.resume(workspace, MURAL).startswith("Brought")
    assert state(workspace) is ProjectState.STARTED
    assert project_detail(workspace, MURAL).milestones[0].reached is not None
    projects.abandon(workspace, MURAL)
    assert projects.start(workspace, MURAL).startswith("Took")


@pytest.mark.parametrize(
    ("act", "error", "words"),
    [
        (lambda one: projects.start(one, "murall"), NameNotKnown, "did you mean proj-mural"),
        (lambda one: projects.tick(one, MURAL, ["9"]), WorkInputError, "there are 3"),
        (lambda one: projects.tick(one, MURAL, ["skech"]), NameNotKnown, "sketch"),
        (lambda one: projects.check(one, MURAL, ["0"]), WorkInputError, "no criterion"),
        (lambda one: projects.score(one, MURAL, {"1": 5}), WorkInputError, "from 1 to 4"),
        (lambda one: projects.note(one, MURAL, "  "), WorkInputError, "needs some words"),
        (lambda one: projects.note(one, MURAL, "x" * 10_001), WorkInputError, "10,000"),
        (lambda one: projects.resume(one, MURAL), WorkError, "neither postponed"),
        (lambda one: projects.revisit(one, MURAL, 3), WorkError, "not finished"),
        (lambda one: projects.drop_evidence(one, MURAL, 1), WorkInputError, "there is none"),
        (lambda one: projects.tick(one, MURAL, ["1"], on=False), WorkError, "nothing changes"),
        (lambda one: projects.reflect(one, MURAL, "3", "x"), WorkInputError, "there are 2"),
    ],
)
def test_what_cannot_be_done_says_what_would_be_right_and_records_nothing(
    workspace: Workspace, act: Callable[[Workspace], str], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        act(workspace)
    assert read_works(workspace).projects == {}


def test_a_finished_project_is_neither_begun_nor_left_again(workspace: Workspace) -> None:
    projects.finish(workspace, MURAL, BOTH)
    for act in (projects.start, projects.abandon, projects.postpone, projects.resume):
        with pytest.raises(WorkError):
            act(workspace, MURAL)
    with pytest.raises(WorkInputError, match="rebuild, extend, explain"):
        projects.revisit(workspace, MURAL, 3, "sing")


def test_an_edited_criterion_has_to_be_checked_anew(workspace: Workspace) -> None:
    projects.check(workspace, MURAL, ["1", "2"])
    path = workspace.paths.decks / "projects" / "own.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"It is dry."', '"It is dry and clean."'), encoding="utf-8")
    workspace.refresh_library()
    assert [bool(each.checked) for each in project_detail(workspace, MURAL).criteria] == [
        False,
        True,
        False,
    ]


def test_what_was_done_outlives_the_project_file(workspace: Workspace) -> None:
    projects.start(workspace, MURAL)
    (workspace.paths.decks / "projects" / "own.toml").unlink()
    workspace.refresh_library()
    (line,) = project_lines(workspace)
    assert line.title == "A mural that lasts"
    assert "no longer in the library" in line.reason


def test_faults_in_ones_own_projects_are_named_with_their_place(workspace: Workspace) -> None:
    path = workspace.paths.decks / "projects" / "more.toml"
    path.write_text(
        '[[project]]\nid = "proj-mural"\ntitle = "Again"\ntopics = ["colour"]\nbrief = "B."\n\n'
        '[[project]]\nid = "proj-new"\ntitle = "New"\ntopics = ["color"]\nroles = ["paintr"]\n'
        'brief = "B."\n\n[[project]]\nid = "proj-bare"\ntopics = ["colour"]\nlevel = 9\n',
        encoding="utf-8",
    )
    workspace.refresh_library()
    told = [(one.line, one.what, one.right) for one in check_files(workspace, [])]
    assert any(line == 7 and "unknown topic `color`" in what for line, what, _ in told)
    assert any("unknown role `paintr`" in what and "painter" in right for _, what, right in told)
    twice = next(what for _, what, _ in told if "proj-mural" in what)
    assert "already used in" in twice
    assert any("level" in what for _, what, _ in told)
    assert project_detail(workspace, MURAL).project.title in {"Again", "A mural that lasts"}
    assert "proj-new" in workspace.library.projects


def test_a_file_of_projects_elsewhere_is_checked_too(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[project]]\nid = "proj-x"\ntitle = "X"\ntopics = ["color"]\nbrief = "B."\n',
        encoding="utf-8",
    )
    (problem,) = check_files(workspace, [path])
    assert (problem.line, problem.what) == (1, "unknown topic `color`")


def test_a_generator_script_is_named_by_its_whole_path(workspace: Workspace) -> None:
    folder = workspace.paths.decks / "projects"
    (folder / "wall.py").write_text("print('wall')", encoding="utf-8")
    own = folder / "own.toml"
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace('["A wall."]', '["wall.py", "A wall."]'), encoding="utf-8")
    workspace.refresh_library()
    assert project_detail(workspace, MURAL).inputs == (str(folder / "wall.py"), "A wall.")
