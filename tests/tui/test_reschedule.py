"""Due days chosen anew on the screen: the load is shown, one key moves them, one takes it back."""

from functools import partial

from tests.tui.tuikit import DECK, SIZE, Learner, OpenApp, panel, press, settle, shown, too_wide

from mlprep.domain.facts import PlainReview
from mlprep.domain.ids import UnitId
from mlprep.tui.screens.reschedule.screen import RescheduleScreen
from mlprep.tui.screens.reschedule.text import page


async def test_due_days_are_moved_and_taken_back(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    unit = UnitId("scaling")
    with learner.workspace() as workspace:
        day = workspace.today - 1
        far = PlainReview(workspace.calendar.start_ms(day), unit, day, 3, 9000, day + 400)
        workspace.history.record_past([far], "Elsewhere", parameters="other")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "s", "n")
        assert isinstance(app.screen, RescheduleScreen)
        assert "1 due day would move" in panel(app, "figures")
        found = app.screen.found
        assert found is not None
        assert not too_wide(partial(page, found), (38, 58, 78, 120))
        await press(pilot, "enter")
        assert "1 due day moved" in shown(app)
        assert "Every due day stands" in panel(app, "figures")
        assert "Move them" not in shown(app)
        assert (app.workspace.history.state(unit).due_day or 0) < day + 10
        await pilot.press("enter", "q", "u")
        await settle(pilot)
        assert app.workspace.history.state(unit).due_day == day + 400
