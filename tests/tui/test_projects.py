"""Projects and routes on the screen: every act by key, every size, every theme, any text."""

import re
from pathlib import Path

import pytest
from tests.tui.tuikit import SIZE, Learner, OpenApp, settle, shown
from tests.unit.study.workkit import write_works

from mlprep.planning.projects import ProjectState
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.work import projects
from mlprep.study.work.facts import read_works
from mlprep.study.work.states import ProjectRecord
from mlprep.tui import themes
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.profile.topic import TopicScreen
from mlprep.tui.screens.projects.project import ProjectScreen
from mlprep.tui.screens.projects.route import RouteScreen
from mlprep.tui.screens.projects.screen import ProjectsScreen
from mlprep.tui.screens.projects.working import WorkScreen
from mlprep.tui.widgets.ask import Ask

MURAL = "proj-mural"


@pytest.fixture
def painter(learner: Learner) -> Learner:
    """A listener who wants to paint, with projects and routes of their own."""
    write_works(learner.paths.settings.parent)
    with learner.workspace() as workspace:
        workspace.refresh_library()
        set_up(workspace, {"background": "listener", "role": "painter"})
        projects.start(workspace, MURAL)
    return learner


def record(app: StudyApp) -> ProjectRecord:
    return read_works(app.workspace).project(MURAL)


def rows(app: StudyApp) -> str:
    """All rows of the present screen, also those below its edge."""
    assert isinstance(app.screen, WorkScreen)
    panels = app.screen.rows.query("Panel").results()
    return "\n".join(str(one.render()) for one in panels)


async def test_the_list_says_why_and_opens_a_project(painter: Learner, open_app: OpenApp) -> None:
    assert painter.paths.history.exists()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("w")
        await pilot.pause()
        text = shown(app)
        assert "▸ A mural that lasts" in text
        assert "You have begun it: 0 of 3 milestones reached" in text
        assert "1 begun, 0 done of 3" in text
        assert "Hostile [/b] [CLS] | <script>" in rows(app)
        assert "It trains no gap of yours." in rows(app)
        await pilot.press("enter")
        assert isinstance(app.screen, ProjectScreen)
        assert "The station wants a wall" in shown(app)
        assert "enter Tick" in shown(app)


@pytest.mark.usefixtures("painter")
async def test_a_project_is_worked_through_by_keys_alone(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=(80, 50)) as pilot:
        await settle(pilot)
        await pilot.press("w", "enter", "enter", "down", "down", "enter")
        assert set(record(app).ticked) == {"sketch", "paint"}
        await pilot.press("enter")
        assert set(record(app).ticked) == {"sketch"}
        await pilot.press("down", "space")
        assert len(record(app).checked) == 1
        await pilot.press("t", *"1h30", "enter")
        assert record(app).hours == 1.5
        await pilot.press("n", *"buy white", "enter")
        await pilot.press("e", *"it hangs", "enter")
        await pilot.press("f")
        assert "Score every row of the rubric first" in shown(app)
        long = "Each rule at its boundary; the note names people and pennies"
        app.push_screen(Ask("How good is it?", [("3", long)]))
        await pilot.resize_terminal(60, 50)
        await pilot.pause()
        box = [line.split("│")[1] for line in shown(app).split("\n") if line.count("│") == 2]
        assert any(line.startswith("      3  Each rule at its boundary;") for line in box)
        assert any(re.match(r" {9}\S.*pennies", line) for line in box)
        await pilot.press("escape")
        await pilot.resize_terminal(80, 50)
        await pilot.press("4", "down", "enter", "3")
        assert record(app).scores == {"Colour": 4, "Durability": 3}
        await pilot.press("down", "enter", *"brown", "enter")
        text = rows(app)
        for part in ("[x] 1. A sketch", "Colour: 4 of 4", "brown", "buy white", "1. it hangs"):
            assert part in text
        await pilot.press("f")
        assert "it comes back on" in " ".join(shown(app).split())
        await pilot.press("y")
        assert record(app).state is ProjectState.DONE
        assert "r Revisit" in shown(app)
        await pilot.press("r", "3")
        assert len(record(app).rounds) == 2
        await pilot.press("u", "u")
        assert record(app).state is ProjectState.STARTED
        assert 'Undid: Finished "A mural that lasts"' in shown(app)
        await pilot.press("ctrl+r")
        assert record(app).state is ProjectState.DONE


@pytest.mark.usefixtures("painter")
async def test_leaving_and_putting_off_ask_first(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("w", "enter", "x", "escape")
        assert record(app).state is ProjectState.STARTED
        await pilot.press("x", *"rain", "enter")
        assert (record(app).state, record(app).why) == (ProjectState.ABANDONED, "rain")
        await pilot.press("b")
        assert record(app).state is ProjectState.STARTED
        await pilot.press("q", "p")
        await pilot.press("backspace", "backspace", *"soon", "enter")
        assert "a number of days or a date" in " ".join(shown(app).split())
        await pilot.press(*["backspace"] * 4, *"5", "enter")
        assert record(app).back_on == app.workspace.today + 5
        assert "postponed to" in rows(app)
        await pilot.press("p", "backspace", "backspace", "enter")
        assert (record(app).state, record(app).back_on) == (ProjectState.POSTPONED, None)


async def test_projects_are_not_called_none_before_they_are_read(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.is_reading = True
        await pilot.press("w")
        await pilot.pause()
        assert "Reading projects and routes…" in shown(app)
        app.is_reading = False
        app.screen.reload()  # type: ignore[attr-defined]  # every screen of the program has it
        assert "There are no projects" in shown(app)


@pytest.mark.usefixtures("painter")
async def test_a_fault_and_the_rubric_are_read_whole_in_a_narrow_window(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=(50, 60)) as pilot:
        await settle(pilot)
        await pilot.press("w", "enter", "b")
        await pilot.pause()
        assert "  3 hireable, 4 distinguished\n" in rows(app) + "\n"
        await pilot.press("t", *"9999h", "enter")
        await pilot.pause()
        assert "log from one minute" in shown(app)
        assert "not '9999h'" in shown(app)


@pytest.mark.usefixtures("painter")
async def test_a_route_is_taken_and_its_step_done_with_evidence(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await pilot.press("w", "v")
        await pilot.pause()
        text = shown(app)
        assert "By the wall" in text
        assert "Advice of a painter of walls, 2024: an opinion." in text
        await pilot.press("b")
        assert "yours, 0 of 2 steps" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, RouteScreen)
        assert "21 November 2026 to 5 December 2026, next" in shown(app)
        await pilot.press("enter", "enter")
        assert "write something" in shown(app)
        await pilot.press(*"two said yes", "enter")
        text = shown(app)
        assert "done 21 November 2026" in text
        assert "two said yes" in text
        await pilot.press("o")
        assert "done 21 November 2026" not in shown(app)
        await pilot.press("u", "x")
        assert "not taken" in shown(app)


@pytest.mark.usefixtures("painter")
async def test_the_portfolio_is_written_where_the_learner_says(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("w", "w", "enter")
        await pilot.pause()
        told = [one.message for one in app._notifications]
        assert any("there is nothing to show yet" in one for one in told)
        assert not (tmp_path / "portfolio").exists()
        projects.finish(app.workspace, MURAL, {"1": 3, "2": 3})
        await pilot.press("w", "enter")
        assert (tmp_path / "portfolio" / "projects" / "proj-mural.md").is_file()
        assert "Wrote 2 pages" in shown(app)


@pytest.mark.usefixtures("painter")
async def test_a_folder_that_is_gone_ends_no_screen(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        gone.rmdir()
        await pilot.press("w", "w")
        assert str(Path.home() / "portfolio") in shown(app)


@pytest.mark.usefixtures("painter")
@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (120, 40), (200, 60)])
async def test_every_size_shows_both_views_and_their_details(
    open_app: OpenApp, size: tuple[int, int]
) -> None:
    app = open_app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("w")
        for keys in (("end",), ("enter",), ("end",), ("q", "v"), ("enter",), ("end",), ("q",)):
            await pilot.press(*keys)
            await pilot.pause()
            text = shown(app)
            assert "q Back" in text
            assert max(map(len, text.split("\n"))) <= size[0]
        assert isinstance(app.screen, ProjectsScreen)


@pytest.mark.usefixtures("painter")
@pytest.mark.parametrize("theme", themes.CYCLE)
async def test_hostile_prompts_are_text_in_every_theme(open_app: OpenApp, theme: str) -> None:
    app = open_app()
    async with app.run_test(size=(90, 60)) as pilot:
        await settle(pilot)
        app.theme = theme
        app.open_screen("project", "proj-hostile")
        await pilot.pause()
        text = rows(app)
        for part in ("[link](javascript:alert)", "[on $panel]only[/] one", "U+202E", "<b>bold",
                     "[red]Row[/red] = 3 | pipe", "`rm -rf /` | is [not] run"):  # fmt: skip
            assert part in text
        await pilot.press("enter", "down", "enter", "down", "down", "enter")
        dialog = shown(app)
        assert "[red]Row[/red] = 3 | pipe" in dialog
        assert not any(bad in dialog for bad in ("\x1b", "\x07", "\u202e"))
        await pilot.press("escape", "end", "enter", *"[/x]", "enter", "e")
        await pilot.press(*"[b]", "enter")
        assert "[/x]" in rows(app)
        assert "1. [b]" in rows(app)


@pytest.mark.usefixtures("painter")
async def test_a_project_whose_file_goes_while_it_is_open(
    open_app: OpenApp, learner: Learner
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("w", "enter")
        (learner.paths.decks / "projects" / "own.toml").unlink()
        app.read_library()
        await settle(pilot)
        await pilot.press("enter", "f", "q")
        assert isinstance(app.screen, ProjectsScreen)
        assert "no longer in the library" in rows(app)
        await pilot.press("enter")
        assert isinstance(app.screen, ProjectsScreen)


async def test_without_anything_it_says_so(open_app: OpenApp, learner: Learner) -> None:
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.open_screen("projects")
        await pilot.pause()
        assert "There are no projects" in shown(app)
        await pilot.press("v", "enter", "b", "p", "u")
        assert "There are no routes" in shown(app)


@pytest.mark.usefixtures("painter")
async def test_a_topic_of_the_profile_leads_to_its_projects(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=(100, 50)) as pilot:
        await settle(pilot)
        app.push_screen(TopicScreen("harmony"))
        await pilot.pause()
        assert "A mural that lasts  started" in shown(app)
        await pilot.press("end", "enter")
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen.project == MURAL
