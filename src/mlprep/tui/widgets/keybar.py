"""The last line: the keys of the moment, in order of use, none of them cut off."""

from collections.abc import Sequence
from itertools import accumulate

from textual import events
from textual.content import Content

from mlprep.tui.widgets.panel import Panel

MOST_AT_80, MOST = 6, 9
NARROW = 80


class KeyBar(Panel):
    """Keys and what they do; a click does it too."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__(self._line, id="keys")
        self._items: Sequence[tuple[str, str, str]] = ()
        self._shown: list[tuple[str, int]] = []

    def offer(self, items: Sequence[tuple[str, str, str]]) -> None:
        """Show items of key label, title and command."""
        if items != self._items:
            self._items = items
            self.show(self._line)

    def _line(self, width: int) -> Content:
        most = MOST_AT_80 if self.app.size.width <= NARROW else MOST
        chosen = fitting(self._items, width, most)
        parts = [
            Content.assemble((key, "bold $text-accent"), f" {name}") for key, name, _ in chosen
        ]
        ends = accumulate(part.cell_length + len(GAP) for part in parts)
        self._shown = list(zip((command for _, _, command in chosen), ends, strict=True))
        return Content(GAP).join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        x = event.x - 1
        for command, end in self._shown:
            if x < end:
                await self.app.run_action(command, self.screen)
                return


GAP = "   "


def fitting(
    items: Sequence[tuple[str, str, str]], width: int, most: int
) -> list[tuple[str, str, str]]:
    """Take items in order of use as long as they fit whole; the last two always have a place."""
    ends = list(items[-2:])
    chosen = list(items[:-2])[: max(0, most - len(ends))]
    while chosen and _cells([*chosen, *ends]) > width:
        chosen.pop()
    while ends and _cells([*chosen, *ends]) > width:
        ends.pop(0)
    return [*chosen, *ends]


def _cells(items: Sequence[tuple[str, str, str]]) -> int:
    return sum(len(key) + 1 + len(name) for key, name, _ in items) + len(GAP) * (len(items) - 1)
