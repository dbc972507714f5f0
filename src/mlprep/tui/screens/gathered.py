"""A page of figures that takes a while: gathered beside the screen, in a thread of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from mlprep.tui.pieces import MUTED, lines, wrapped
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

WORKER = "gathering"
Found = TypeVar("Found")


class GatheredScreen(StudyScreen, Generic[Found]):
    """One page that scrolls, drawn from what ``gather`` finds."""

    BODY_SCROLLS = "#page"
    CSS_PATH = Path(__file__).with_name("gathered.tcss")
    WAITING = ""
    """What stands there until the figures do."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Found | None = None

    def gather(self, workspace: "Workspace") -> Found:
        """Find the figures; runs in a thread, with connections of its own."""
        raise NotImplementedError

    def page(self, found: Found, width: int) -> Content:
        """Draw them."""
        raise NotImplementedError

    def compose_body(self) -> Iterator[Widget]:
        """Yield one page that scrolls."""
        with VerticalScroll(id="page", can_focus=False):
            yield Panel(id="figures")

    def reload(self) -> None:
        """Gather anew, beside the screen; what was shown stays until then."""
        if self.found is None:
            self._figures.show(lambda _width: Content.styled(self.WAITING, MUTED))
        self.run_worker(
            self._gather, thread=True, group=WORKER, exclusive=True, exit_on_error=False
        )

    def _gather(self) -> Found:
        with self.study.open_workspace() as workspace:
            return self.gather(workspace)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the figures once they are there."""
        if event.worker.group != WORKER:
            return
        event.stop()
        if event.state is WorkerState.ERROR:
            self.found = None
            self._show_reason(self.reason(event.worker.error))
            self.refresh_keys()
        if event.state is WorkerState.SUCCESS and event.worker.result is not None:
            found: Found = event.worker.result
            self.found = found
            self._figures.show(lambda width: self.page(found, width))
            self.refresh_keys()

    def reason(self, error: BaseException | None) -> str:
        """Say why there are no figures."""
        return f"The figures could not be read: {error}"

    def _show_reason(self, told: str) -> None:
        self._figures.show(
            lambda width: lines(Content.styled(one, "$text-error") for one in wrapped(told, width))
        )

    @property
    def _figures(self) -> Panel:
        return self.query_one("#figures", Panel)

    def action_leave(self) -> None:
        """Back."""
        self.go_back()
