"""The fit of the memory model on the screen: looked at, taken, taken back."""

import sqlite3
import sys
from contextlib import closing
from functools import partial

import pytest
from tests.tui.tuikit import SIZE, Learner, OpenApp, panel, press, settle, shown, too_wide
from tests.unit.memory.logkit import LONG_MEMORY, as_reviews
from tests.unit.memory.logkit import learner as made_up

from mlprep.tui.screens.optimise.screen import OptimiseScreen
from mlprep.tui.screens.optimise.text import page


@pytest.fixture
def studious(learner: Learner) -> Learner:
    """A learner with a year of answers."""
    with learner.workspace() as workspace:
        first = workspace.today - 365
        start = workspace.calendar.start_ms(first) + 3_600_000
        reviews = as_reviews(made_up(60, LONG_MEMORY, seed=1), first, start)
        workspace.history.record_past(reviews, "A year", parameters="other")
    return learner


async def test_a_fit_is_looked_at_taken_and_taken_back(
    studious: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "T", "o")
        assert isinstance(app.screen, OptimiseScreen)
        text = panel(app, "figures")
        for part in ("in use: the published parameters", "A fit to", "log loss", "all Good"):
            assert part in text
        assert "Take the fit" in shown(app)
        await press(pilot, "enter")
        assert "in use: the fit of" in panel(app, "figures")
        assert "Take the fit" not in shown(app)
        await pilot.press("enter", "p")
        await settle(pilot)
        assert "in use: the published parameters" in panel(app, "figures")
        await pilot.press("d")
        assert "In use already: the published parameters." in shown(app)
        await pilot.press("q", "q", "u")
        await settle(pilot)
        assert "Undid: Memory model: the published parameters" in shown(app)
        with studious.workspace() as workspace:
            assert workspace.settings.parameters_id.startswith("fit-")


@pytest.mark.usefixtures("studious")
async def test_it_stands_at_every_width(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "T", "o")
        assert isinstance(app.screen, OptimiseScreen)
        found = app.screen.found
        assert found is not None
        assert not too_wide(partial(page, found), (38, 58, 78))


@pytest.mark.usefixtures("learner")
async def test_too_few_reviews_offer_nothing_to_take(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "T", "o")
        assert "Too few to fit to: 0 reviews" in panel(app, "figures")
        assert "Take the fit" not in shown(app)


@pytest.mark.usefixtures("studious")
async def test_a_fit_that_fails_is_said_and_changes_nothing(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "T", "o")
        assert "came to no result" in shown(app)


@pytest.mark.usefixtures("studious")
async def test_a_history_that_others_write_ends_no_screen(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "T", "o")
        history = app.workspace.history
        history._engine.connection.execute("PRAGMA busy_timeout = 10")
        with closing(sqlite3.connect(history.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("enter")
            assert any("Not recorded:" in one.message for one in app._notifications)
        assert app.workspace.settings.parameters == ()
        await press(pilot, "enter")
        assert "in use: the fit of" in panel(app, "figures")
