"""The list of settings: a name, the value now, the default."""

from collections.abc import Iterator, Sequence

from rich.text import Text
from textual.widgets import DataTable

from mlprep.text.lines import fit
from mlprep.text.sanitise import visible
from mlprep.tui.screens.decks.tree import style_of
from mlprep.tui.screens.settings.rows import Kind, Row

TITLE, LEAST = 25, 12
VALUE_SHARE = 0.55
CHANGED = "•"
"""Stands before a setting whose value is not the default."""


class SettingTable(DataTable[Text], inherit_bindings=False):
    """Settings under headings; the cursor passes over the headings."""

    def __init__(self) -> None:
        super().__init__(id="settings", cursor_type="row", cell_padding=0, show_header=False)
        self.rows_shown: list[Row] = []
        self._width = 0

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        at = self.cursor_row
        return self.rows_shown[at] if 0 <= at < len(self.rows_shown) else None

    def fill(self, rows: Sequence[Row]) -> None:
        """Show rows, with the cursor on the setting where it was."""
        before, at = self.chosen, self.cursor_row
        self._width = self.size.width
        scroll = self.scroll_y
        self.clear(columns=True)
        for width in self._widths():
            self.add_column("", width=width)
        self.rows_shown = list(rows)
        for at_row, row in enumerate(rows):
            spaced = row.kind is Kind.HEADING and at_row > 0
            self.add_row(*self._cells(row, spaced=spaced), height=1 + spaced)
        same = [i for i, row in enumerate(rows) if before and _same(row, before)]
        self.move_cursor(row=self.passable(same[0] if same else at, 1), animate=False)
        self.call_after_refresh(self.scroll_to, y=scroll, animate=False)

    def _widths(self) -> tuple[int, int, int]:
        rest = max(2 * LEAST, self._width - TITLE - 3)
        value = round(rest * VALUE_SHARE)
        return TITLE + 2, value + 1, rest - value

    def _cells(self, row: Row, *, spaced: bool = False) -> Iterator[Text]:
        title, value, default = self._widths()
        if row.kind is Kind.HEADING:
            gap = "\n" if spaced else ""
            yield Text(f"{gap} {row.title}", style_of("bold $text-primary"))
            yield from (Text(), Text())
            return
        mark = CHANGED if row.is_changed else " "
        look = "bold $text-warning" if row.kind is Kind.FAULT else ""
        yield Text.assemble(
            (f" {mark} ", style_of("bold $text-accent")), (_cut(row.title, title - 4), _rich(look))
        )
        shown = _cut(row.value or "not set", value - 2)
        muted = not row.value or row.kind in (Kind.PLACE, Kind.VERSION)
        bold = "bold $text-accent" if row.is_changed else ""
        yield Text(shown, _rich("$text-muted" if muted else bold))
        told = row.default if row.kind is Kind.PLACE or not row.can_change else (
            f"default {row.default or 'not set'}" if row.is_changed else "")  # fmt: skip
        yield Text(_cut(told, default - 1), _rich("$text-muted"))

    def passable(self, at: int, step: int) -> int:
        """Find the nearest row from ``at`` on that is no heading, going by ``step``."""
        last = len(self.rows_shown) - 1
        at = min(max(at, 0), last)
        wanted = at
        while 0 <= wanted <= last and self.rows_shown[wanted].kind is Kind.HEADING:
            wanted += step
        if 0 <= wanted <= last:
            return wanted
        return self.passable(at, -step) if step > 0 else min(at + 1, last)

    def go(self, where: str) -> None:
        """Move the cursor; headings are passed over but come into sight."""
        at, page = self.cursor_row, max(1, self.size.height - 2)
        whole = len(self.rows_shown)
        step = {"down": 1, "up": -1, "page_down": page, "page_up": -page,
                "home": -whole, "end": whole}.get(where, 0)  # fmt: skip
        target = self.passable(at + step, 1 if step > 0 else -1)
        self.move_cursor(row=target, animate=False)
        if target <= 1:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Share the width anew."""
        if self._width != self.size.width:
            self.fill(self.rows_shown)


def _same(one: Row, other: Row) -> bool:
    return (one.kind, one.key, one.title) == (other.kind, other.key, other.title)


def _cut(text: str, width: int) -> str:
    return fit(" ".join(visible(text).split()), max(0, width))


_rich = style_of
