"""Choose the one topic to study now: those of the plan first, in their order."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from mlprep.tui.pieces import MUTED, fitted, padded
from mlprep.tui.widgets.rows import Line, Rows

TITLES = 40
"""Cells of the topics' titles, at most."""
HINT = " enter takes it, esc leaves it "


class TopicRow(NamedTuple):
    """One topic to choose."""

    id: str
    title: str
    reason: str


class TopicPicker(ModalScreen[str | None]):
    """A list of topics; the result is the id of the one taken."""

    HEADING: ClassVar[str] = " Only this topic "
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", show=False),
        Binding("enter,space", "take", show=False),
        Binding("down,j", "move('down')", show=False),
        Binding("up,k", "move('up')", show=False),
        Binding("pagedown,ctrl+d", "move('page_down')", show=False),
        Binding("pageup,ctrl+u", "move('page_up')", show=False),
        Binding("home,g", "move('home')", show=False),
        Binding("end,G", "move('end')", show=False),
    ]

    def __init__(self, topics: Sequence[TopicRow]) -> None:
        super().__init__()
        self._topics = topics

    def compose(self) -> ComposeResult:
        """Put the list into a box."""
        with Vertical(id="box") as box:
            box.border_title = Content(self.HEADING)
            box.border_subtitle = Content.styled(HINT, MUTED)
            yield Rows()

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one(Rows).fill(lambda width: list(self._lines(width)))

    def _lines(self, width: int) -> Iterator[Line]:
        titles = min(TITLES, width // 2)
        for one in self._topics:
            why = one.reason.removeprefix(f"{one.title}: ")
            told = fitted(why, max(8, width - titles - 2), MUTED)
            yield Line(padded(fitted(one.title, titles), titles + 2) + told, one.id)

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.query_one(Rows).go(where)

    def action_take(self) -> None:
        """Take the topic under the cursor."""
        self.dismiss(self.query_one(Rows).cursor or None)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Take what is clicked."""
        event.stop()
        self.dismiss(event.key)

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
