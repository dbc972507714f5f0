"""What a test reads off the screen."""

from textual.pilot import Pilot

from mlprep.tui.app import StudyApp
from mlprep.tui.screens.review.screen import ReviewScreen
from mlprep.tui.widgets.panel import Panel


def shown(app: StudyApp) -> str:
    """All text of the present screen, as the terminal has it."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def panel(app: StudyApp, name: str) -> str:
    """Text of one panel, whole."""
    found = app.screen.query_one(f"#{name}", Panel)
    return found.render().plain


def review(app: StudyApp) -> ReviewScreen:
    """The review screen on top."""
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


async def settle(pilot: Pilot[int]) -> None:
    """Wait until the library is read and the screen drawn."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()
