"""One learner from setting up to a gap confirmed closed, on the screen and in lines."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.tui.tuikit import SIZE, Learner, OpenApp, review, settle, shown
from tests.unit.study import sittingkit
from tests.unit.study.plankit import write_plan_world
from tests.unit.study.sittingkit import knows
from tests.unit.study.sittingkit import sit as measure
from textual.pilot import Pilot

from mlprep.assessment import Standing
from mlprep.cli.main import main
from mlprep.study import workspace as workspace_module
from mlprep.study.measuring.asked import Asked
from mlprep.study.measuring.profile import profile
from mlprep.study.measuring.profile_view import LEAST_SHORT
from mlprep.study.measuring.sitting import open_sitting
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.plan.weeks import plan_ahead
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.assess.sitting import SittingScreen
from mlprep.tui.screens.plan.screen import PlanScreen
from mlprep.tui.screens.result.screen import ResultScreen

PROJECT = """
[[project]]
id = "proj-march"
title = "A march for the band"
topics = ["rhythm"]
roles = ["composer"]
level = 3
hours = 2
brief = "Four minutes for the band."
why = "Bands walk."
accept = ["Nobody stumbles."]
artefact = "A score."
reflect = ["Where did they stumble?"]

[[project.milestone]]
id = "beat"
title = "The beat"
done_when = "It can be walked."

[[project.rubric]]
row = "Pulse"
levels = ["none", "some", "steady", "alive"]
"""
DAYS = 14
KNOWN_LEVEL = 2
LONGEST = 40
"""Days by which the cards of the gap are stable, at the latest."""
ALL_EASY = "\n4\n" * 40
Says = Callable[..., str]


@pytest.fixture
def says(
    learner: Learner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Says:
    """Run commands by the learner's clock; tell what they print."""
    monkeypatch.setattr(sittingkit, "ITEMS_A_LEVEL", 8)
    write_plan_world(learner.paths.settings.parent, cards=9)
    folder = learner.paths.decks / "projects"
    folder.mkdir()
    (folder / "march.toml").write_text(PROJECT, encoding="utf-8")
    monkeypatch.setattr(workspace_module, "SystemClock", lambda: learner.clock)
    monkeypatch.setenv("TZ", "UTC")

    def run(*argv: str, typed: str = "") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        assert main(argv) == 0
        return capsys.readouterr().out

    return run


async def sit(pilot: Pilot[int], learner: Learner, knows: Callable[[Asked], bool]) -> None:
    """Answer a sitting to its end."""
    app = pilot.app
    while isinstance(app.screen, SittingScreen):
        asked = app.screen.session.asked
        assert asked is not None
        learner.clock.advance(minutes=0.7)
        app.screen._last_answer = 0.0
        if not knows(asked):
            app.screen.action_dont_know()
        elif asked.item.typed is not None:
            await pilot.press(*str(asked.item.typed.answer), "enter")
        elif asked.item.choices is not None:
            keys = asked.item.choices.keys
            shown_at = [str(at) for at, one in enumerate(asked.order, 1) if one in keys]
            await pilot.press(*shown_at, "enter")
        await pilot.pause()
    assert isinstance(app.screen, ResultScreen)


def knows_the_first_levels(asked: Asked) -> bool:
    """Know all of harmony, and what is easy of the rest."""
    return asked.item.topic == "harmony" or asked.item.level <= KNOWN_LEVEL


async def study(pilot: Pilot[int], learner: Learner) -> None:
    """Answer everything of the day as easy, then go back to Today."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    await pilot.press("enter")
    await pilot.pause()
    while review(app).view is not None:
        for key in ("space", "4"):
            learner.clock.advance(minutes=0.1)
            review(app)._last_key = ("", 0.0)
            await pilot.press(key)
        await pilot.pause()
    await pilot.press("q")
    await settle(pilot)


async def first_day(learner: Learner, app: StudyApp, says: Says) -> None:
    """Set up, be told that measuring would sharpen the plan, be measured, study."""
    says("setup", "--role", "composer", "--background", "listener", "--minutes", "20")
    assert "Measuring would sharpen it" in says("today")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "sharpen this plan" in shown(app).replace("\n    ", " ")
        assert "Rhythm: at what a composer needs, give or take" in shown(app)
        await pilot.press("a", "1", "s")
        await pilot.pause()
        await sit(pilot, learner, knows_the_first_levels)
        assert "Rhythm" in shown(app)
        assert "below" in shown(app)
        await pilot.press("q")
        await settle(pilot)
        assert "Your latest answers moved the plan:" in shown(app)
        assert "Rhythm: measured at level" in shown(app)
        await study(pilot, learner)
        assert "Today's new cards are done." in shown(app)
        assert re.search(r"\d answers in \d", shown(app)), "answers, not cards"


def finish_project(says: Says) -> None:
    """Work a project through in lines, with evidence."""
    assert "Trains Rhythm" in says("project", "list")
    says("project", "start", "proj-march")
    says("project", "tick", "proj-march", "1", "--criteria", "1")
    says("project", "done", "proj-march", "3", "--evidence", "https://example.org/march")
    detail = says("project", "show", "proj-march")
    assert "done, revisit" in detail
    assert "https://example.org/march" in detail


async def check_up(learner: Learner, app: StudyApp) -> str:
    """Take the check-up that Today offers; what Today says afterwards."""
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Your cards on Rhythm are stable" in shown(app)
        assert "mlprep assess" not in shown(app), "the screen names its key"
        await pilot.press("a", "end", "enter")
        await pilot.pause()
        assert "Check-up, question 1 of 4" in shown(app)
        await sit(pilot, learner, lambda _asked: True)
        assert "Check-up on Rhythm, 4 of 4 right:" in shown(app)
        await pilot.press("q")
        await settle(pilot)
        told = shown(app)
        await pilot.press("P")
        await settle(pilot)
        assert isinstance(app.screen, PlanScreen)
        return told


async def test_two_weeks_and_a_gap_that_is_confirmed_closed(
    learner: Learner, open_app: OpenApp, says: Says, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    began = learner.clock.now_ms()
    await first_day(learner, open_app(), says)
    today = ""
    for day in range(2, LONGEST):
        learner.clock.at_ms = began
        learner.clock.advance(days=day - 1)
        today = says("today")
        if day == 3:
            finish_project(says)
        if day > DAYS and "--check-up rhythm" in today:
            break
        if "Nothing is due" not in today:
            says("review", "--plain", typed=ALL_EASY)
    assert "`mlprep assess --check-up rhythm`" in today
    assert "`mlprep project show proj-march`" in today  # its revisit
    with learner.workspace() as workspace:
        before = topic_plan(workspace).by_topic["rhythm"]
        gaps = {one.id: one.gap for one in plan_ahead(workspace, minutes=()).topics}
    assert before.missing > 0.5
    assert gaps["rhythm"] == pytest.approx(before.missing, abs=0.01)
    told = await check_up(learner, open_app())
    assert "Your latest answers moved the plan:" in told
    assert "Rhythm: measured at level" in told
    found = " ".join(told.split())
    assert "Check-up on Rhythm, 4 of 4 right:" in found
    assert "4 questions cannot tell for sure; ten more would (`mlprep assess rhythm`)" in found
    with learner.workspace() as workspace:
        assert topic_plan(workspace).by_topic["rhythm"].missing < before.missing
        learner.clock.advance(days=1)
        measure(open_sitting(workspace, ["rhythm"], "quick"), learner.clock, knows(9.0))
        after = topic_plan(workspace).by_topic["rhythm"]
        view = profile(workspace)
    assert after.missing < LEAST_SHORT
    assert after.score < before.score
    assert "what a composer needs, give or take" in after.reason
    rhythm = next(one for area in view.areas for one in area.topics if one.id == "rhythm")
    assert rhythm.standing in {Standing.CLEARLY_THERE, Standing.PROBABLY_THERE}
    today = says("today")
    assert "Questions on Rhythm," in today
    assert "right: no gap is left: level" in today
    assert "cannot tell" not in today
    assert "Your cards on Rhythm are stable" not in today
    assert "1  Rhythm" not in says("plan")  # it has made room at the top
    assert "proj-march" in says("portfolio")
