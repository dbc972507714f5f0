"""A box with one list to choose from."""

from collections.abc import Iterator
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from mlprep.tui.pieces import MUTED
from mlprep.tui.widgets.rows import Line, Rows

Chosen = TypeVar("Chosen")


class Picker(ModalScreen[Chosen | None]):
    """A list in a box; the result is what was chosen, None where it was left."""

    HEADING: ClassVar[str] = ""
    HINT: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", show=False),
        Binding("down,j", "move('down')", show=False),
        Binding("up,k", "move('up')", show=False),
        Binding("pagedown,ctrl+d", "move('page_down')", show=False),
        Binding("pageup,ctrl+u", "move('page_up')", show=False),
        Binding("home,g", "move('home')", show=False),
        Binding("end,G", "move('end')", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Put the list into a box."""
        with Vertical(id="box") as box:
            box.border_title = Content(self.HEADING)
            box.border_subtitle = Content.styled(self.HINT, MUTED)
            yield Rows()

    def on_mount(self) -> None:
        """Fill the list."""
        self.fill()

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    def lines(self, width: int) -> Iterator[Line]:
        """Draw what can be chosen."""
        raise NotImplementedError

    def fill(self) -> None:
        """Draw the list, again after a change."""
        self.rows.fill(lambda width: list(self.lines(width)))

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.rows.go(where)

    def action_cancel(self) -> None:
        """Leave it without an answer."""
        self.dismiss(None)
