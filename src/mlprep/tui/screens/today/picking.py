"""Choose the one topic to study now: those of the plan first, in their order."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from mlprep.tui.pieces import MUTED, fitted, padded
from mlprep.tui.widgets.picker import Picker
from mlprep.tui.widgets.rows import Line, Rows

TITLES = 40
"""Cells of the topics' titles, at most."""


class TopicRow(NamedTuple):
    """One topic to choose."""

    id: str
    title: str
    reason: str


class TopicPicker(Picker[str]):
    """A list of topics; the result is the id of the one taken."""

    HEADING = " Only this topic "
    HINT = " enter takes it, esc leaves it "
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "take", show=False)]

    def __init__(self, topics: Sequence[TopicRow]) -> None:
        super().__init__()
        self._topics = topics

    def lines(self, width: int) -> Iterator[Line]:
        """Draw the topics, each with why it comes."""
        titles = min(TITLES, width // 2)
        for one in self._topics:
            why = one.reason.removeprefix(f"{one.title}: ")
            told = fitted(why, max(8, width - titles - 2), MUTED)
            yield Line(padded(fitted(one.title, titles), titles + 2) + told, one.id)

    def action_take(self) -> None:
        """Take the topic under the cursor."""
        self.dismiss(self.rows.cursor or None)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Take what is clicked."""
        event.stop()
        self.dismiss(event.key)
