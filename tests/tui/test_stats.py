"""Statistics on the screen: every range, every size, saved with one key."""

import json
from functools import partial

import pytest
from tests.tui.tuikit import (
    DECK,
    SIZE,
    TYPED,
    Learner,
    OpenApp,
    panel,
    press,
    settle,
    shown,
    too_wide,
)

from mlprep.domain.facts import PlainReview
from mlprep.domain.ids import UnitId
from mlprep.tui.screens.stats.screen import StatsScreen
from mlprep.tui.screens.stats.text import page

DAYS = 400


@pytest.fixture
def studious(learner: Learner) -> Learner:
    """A learner who answered for more than a year, on three days of four."""
    learner.deck(DECK)
    learner.deck(TYPED, "numbers.toml")
    learner.read_decks()
    with learner.workspace() as workspace:
        today, start = workspace.today, workspace.calendar.start_ms
        reviews = [
            PlainReview(start(day) + 5_000_000 * (1 + day % 9), UnitId(unit), day,
                        1 if day % 7 == 0 else 3, 12_000, day + 2)
            for day in range(today - DAYS, today) if day % 4
            for unit in ("scaling", "heads")
        ]  # fmt: skip
        workspace.history.record_past(reviews, "A year", parameters="other")
    return learner


@pytest.mark.usefixtures("studious")
async def test_statistics_open_from_today_and_turn_through_their_ranges(
    learner: Learner, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "T")
        assert "The last 365 days" in shown(app)
        assert "below your aim" in shown(app)
        text = panel(app, "figures")
        order = ("Recalled", "Calendar", "Answers", "Hours of the day", "Falling due", "Memory",
                 "Stability, days", "Forecast and recall", "points apart")  # fmt: skip
        assert [text.index(one) for one in order] == sorted(text.index(one) for one in order)
        for name in ("Since your first answer", "The last 30 days", "The last 13 weeks"):
            await press(pilot, "r")
            assert name in shown(app)
        await pilot.press("R", "w")
        await settle(pilot)
        (saved,) = (learner.paths.data / "statistics").iterdir()
        assert json.loads(saved.read_text("utf-8"))["range"] in saved.name
        assert f"Saved as statistics/{saved.name}" in shown(app)
        await pilot.press("end", "q")
        assert "Calendar" in shown(app)


async def test_before_the_first_answer_it_says_so(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "T")
        assert "No answer yet in these days." in shown(app)
        assert "no card begun yet" in panel(app, "figures")


@pytest.mark.usefixtures("studious")
async def test_it_stands_at_every_width(open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "T")
        assert isinstance(app.screen, StatsScreen)
        found = app.screen.found
        assert found is not None
        assert not too_wide(partial(page, found), (38, 58, 78, 109, 110, 146))
