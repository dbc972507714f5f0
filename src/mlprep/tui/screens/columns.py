"""Screens with two lists side by side where there is room, and one where there is not."""

from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.widgets.rows import Rows


class TwoColumns(StudyScreen):
    """Moves the cursor in the list that has the keys, and the keys between the lists."""

    WIDE = 120
    """Cells from which the lists stand side by side."""
    in_side = False
    """Whether the list at the side has the keys."""

    def draw_columns(self) -> None:
        """Lay the lists out for the width that there is."""
        raise NotImplementedError

    def pointed(self) -> None:
        """Say what belongs to the row under the cursor."""
        self.refresh_keys()

    def action_open(self) -> None:
        """Open the row under the cursor."""
        raise NotImplementedError

    @property
    def is_wide(self) -> bool:
        """Whether both lists stand side by side."""
        return self.app.size.width >= self.WIDE

    @property
    def rows(self) -> Rows:
        """The list that has the keys."""
        return self.query_one("#side" if self.is_wide and self.in_side else "#main", Rows)

    def on_resize(self) -> None:
        """Lay out again for one or two columns."""
        if self.is_mounted:
            self.draw_columns()

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.rows.go(where)

    def action_pane(self) -> None:
        """Give the keys to the other column."""
        if self.is_wide:
            self.in_side = not self.in_side
            self.draw_columns()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Say what belongs to the row; a click moves to the column too."""
        event.stop()
        in_side = event.rows.id == "side"
        if self.is_wide and in_side is not self.in_side:
            self.in_side = in_side
            self.draw_columns()
        self.pointed()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Open what is clicked."""
        event.stop()
        self.action_open()
