"""Rows of text with a cursor on those that can be chosen."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from mlprep.tui.pieces import ACCENT, padded
from mlprep.tui.scrolling import scroll
from mlprep.tui.widgets.panel import Panel, height_of


class Line(NamedTuple):
    """One row, of one line or more; one without a key is only to read."""

    text: Content
    key: str = ""


Make = Callable[[int], Sequence[Line]]
"""Makes the rows for a width in cells."""
MARK = 2
"""Cells before each row, where the cursor stands."""


def _no_rows(_width: int) -> Sequence[Line]:
    return ()


class Rows(VerticalScroll, can_focus=False):
    """A list that scrolls; the rows are made once for a width, the cursor is drawn over them."""

    DEFAULT_CSS = """
    Rows { height: 1fr; scrollbar-size: 1 1; }
    """

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, rows: "Rows", key: str) -> None:
            super().__init__()
            self.rows, self.key = rows, key

    class Opened(Message):
        """A row was clicked."""

        def __init__(self, rows: "Rows", key: str) -> None:
            super().__init__()
            self.rows, self.key = rows, key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # the library's word
        super().__init__(id=id)
        self.cursor = ""
        """Key of the row under the cursor; empty where none can be chosen."""
        self._active = True
        self._make: Make = _no_rows
        self._made: tuple[int, Sequence[Line]] | None = None
        self._panel = Panel(self._draw)

    def compose(self) -> ComposeResult:
        """Put the text into the scrolling window."""
        yield self._panel

    def fill(self, make: Make, *, cursor: str = "") -> None:
        """Exchange the rows; the cursor stays on its key where that is still there."""
        self._make, self._made = make, None
        self.cursor = cursor or self.cursor
        self._panel.show(self._draw)

    def activate(self, active: bool) -> None:
        """Show the cursor, or hide it while another list has the keys."""
        if active is not self._active:
            self._active = active
            self._panel.show(self._draw)

    def lines(self, width: int) -> Sequence[Line]:
        """Rows for a width, made once."""
        if self._made is None or self._made[0] != width:
            self._made = (width, self._make(max(1, width - MARK)))
        found = self._made[1]
        keys = [line.key for line in found if line.key]
        if self.cursor not in keys:
            self.cursor = keys[0] if keys else ""
        return found

    @property
    def _width(self) -> int:
        """Cells that the rows were made for, also while the list is hidden."""
        return self._made[0] if self._made else self._panel.content_size.width

    def _draw(self, width: int) -> Content:
        found = self.lines(width)
        return Content("\n").join(self._marked(line, width) for line in found)

    def _marked(self, line: Line, width: int) -> Content:
        first, *others = line.text.split("\n", allow_blank=True) or [Content()]
        here = bool(line.key) and line.key == self.cursor and self._active
        mark = Content.styled("▸ ", f"bold {ACCENT}") if here else Content(" " * MARK)
        parts = [mark + first, *(Content(" " * MARK) + other for other in others)]
        if here:
            parts = [padded(part, width).stylize_before("on $panel") for part in parts]
        return Content("\n").join(parts)

    # ---------------------------------------------------------------- moving

    def go(self, where: str) -> None:
        """Move the cursor: up, down, page_up, page_down, home, end."""
        found = self.lines(self._width)
        places = [at for at, line in enumerate(found) if line.key]
        if not places:
            scroll(self, where)
            return
        now = next((at for at in places if found[at].key == self.cursor), places[0])
        if where in ("down", "page_down") and self._is_below(found[now].key):
            scroll(self, where)  # the text above it is read first
            return
        index = places.index(now)
        step = {"up": -1, "down": 1, "page_up": -8, "page_down": 8}.get(where)
        wanted = {"home": 0, "end": len(places) - 1}.get(where, index + (step or 0))
        wanted = max(0, min(len(places) - 1, wanted))
        if wanted == index:
            scroll(self, where)
            return
        self._to(found[places[wanted]].key)
        if wanted == 0:
            self.scroll_home(animate=False)

    def _is_below(self, key: str) -> bool:
        """Whether a row still lies below what is shown."""
        return self._place(key)[0] >= round(self.scroll_y) + self.size.height > 0

    def show_key(self, key: str) -> None:
        """Put the cursor on a row and bring it into view."""
        if any(line.key == key for line in self.lines(self._width)):
            self._to(key)

    def _to(self, key: str) -> None:
        self.cursor = key
        self._panel.show(self._draw)
        top, height = self._place(key)
        region = Region(0, top, 1, height)
        self.scroll_to_region(region, animate=False, force=True)
        self.post_message(self.Moved(self, key))

    def _place(self, key: str) -> tuple[int, int]:
        top = 0
        for line in self.lines(self._width):
            height = max(1, height_of(line.text))
            if line.key == key:
                return top, height
            top += height
        return 0, 1

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked row; a click on the row under the cursor opens it."""
        y, top = event.y + round(self.scroll_y), 0
        for line in self.lines(self._width):
            top += max(1, height_of(line.text))
            if y < top:
                if line.key and line.key == self.cursor:
                    self.post_message(self.Opened(self, line.key))
                elif line.key:
                    self._to(line.key)
                return
