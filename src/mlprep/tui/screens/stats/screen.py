"""Statistics: a range of days in figures, gathered beside the screen."""

from collections.abc import Iterator

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from mlprep.study.statistics.gathering import RANGES, USUAL_RANGE, Statistics
from mlprep.tui.pieces import MUTED
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.stats import text
from mlprep.tui.widgets.panel import Panel

WORKER = "statistics"


class StatsScreen(StudyScreen):
    """What was studied, how well it was remembered, what comes."""

    SCOPE = "stats"
    BODY_SCROLLS = "#page"
    CSS_PATH = "screen.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.range = USUAL_RANGE
        self.found: Statistics | None = None

    def compose_body(self) -> Iterator[Widget]:
        """Yield one page that scrolls."""
        with VerticalScroll(id="page", can_focus=False):
            yield Panel(id="figures")

    # ------------------------------------------------------------- gathering

    def reload(self) -> None:
        """Gather anew, beside the screen; what was shown stays until then."""
        if self.found is None:
            self._figures.show(lambda _width: Content.styled("Looking back…", MUTED))
        self.run_worker(
            self._gather, thread=True, group=WORKER, exclusive=True, exit_on_error=False
        )

    def _gather(self) -> Statistics:
        """Run in a thread of its own, with connections of its own."""
        from mlprep.study.statistics.gathering import statistics

        name = self.range
        with self.study.open_workspace() as workspace:
            return statistics(workspace, name)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the figures once they are there."""
        if event.worker.group != WORKER:
            return
        event.stop()
        if event.state is WorkerState.ERROR:
            self.tell(f"The figures could not be read: {event.worker.error}", severity="error")
        if event.state is WorkerState.SUCCESS and event.worker.result is not None:
            found: Statistics = event.worker.result
            self.found = found
            self._figures.show(lambda width: text.page(found, width))

    @property
    def _figures(self) -> Panel:
        return self.query_one("#figures", Panel)

    # --------------------------------------------------------------- actions

    def action_turn(self, step: int) -> None:
        """Look at another range."""
        names = list(RANGES)
        self.range = names[(names.index(self.range) + step) % len(names)]
        self.reload()

    def action_save(self) -> None:
        """Save what is shown as a file of the learner's."""
        from mlprep.study.statistics.saving import save

        if self.found is None:
            return
        try:
            path = save(self.workspace, self.found)
        except OSError as fault:
            self.tell(f"Not saved: {fault}", severity="error")
        else:
            self.tell(f"Saved as {path.parent.name}/{path.name} in {path.parents[1]}")

    def action_leave(self) -> None:
        """Back."""
        self.go_back()
