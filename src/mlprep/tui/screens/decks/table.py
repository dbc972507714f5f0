"""The list of cards: when each is due, its level, what the learner put on it, its title."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rich.text import Text
from textual.widgets import DataTable

from mlprep.domain.ids import UnitId, part_of
from mlprep.domain.units import Phase, UnitState
from mlprep.study.content.search import Hit
from mlprep.text.lines import cell_width, fit
from mlprep.text.titles import title_line
from mlprep.tui.screens.decks.tree import style_of

COLUMNS = (("   due ", 7), ("lv ", 3))
TAKEN = sum(width for _, width in COLUMNS)
"""Cells of all columns but the title's."""
SELECTED = "✓ "
LEAST_TITLE = 12
WIDEST_TITLE = 160


class CardTable(DataTable[Text], inherit_bindings=False):
    """Cards, a row each; its keys come from the table of actions."""

    def __init__(self) -> None:
        super().__init__(id="cards", cursor_type="row", cell_padding=0)
        self.hits: list[Hit] = []
        self.selection: dict[UnitId, None] = {}
        """Units selected to be acted on together, in the order in which they were selected."""
        self.today = 0
        self._room = 0

    def on_mount(self) -> None:
        """Set the columns up."""
        for name, width in COLUMNS:
            self.add_column(Text(name, style_of("$text-muted")), width=width)
        self.add_column(Text("card", style_of("$text-muted")), width=WIDEST_TITLE)

    @property
    def chosen(self) -> Hit | None:
        """The card under the cursor."""
        row = self.cursor_row
        return self.hits[row] if 0 <= row < len(self.hits) else None

    # ------------------------------------------------------------------ fill

    def fill(self, hits: Sequence[Hit], today: int, *, first: int = 0) -> None:
        """Show other cards, with the cursor on row ``first``."""
        self.today, self._room = today, self._title_room()
        self.clear()
        self.hits = []
        self.extend(hits)
        if first:
            self.move_cursor(row=min(first, len(self.hits) - 1), animate=False)

    def extend(self, hits: Sequence[Hit]) -> None:
        """Show further cards below."""
        self.add_rows(list(self._cells(hit)) for hit in hits)
        self.hits += hits

    def update_states(self, hits: Sequence[Hit]) -> None:
        """Show the same cards as they are now; only rows that differ are drawn again."""
        if [hit.unit for hit in hits] != [hit.unit for hit in self.hits]:
            self.fill(hits, self.today, first=self.cursor_row)
            return
        for row, (old, new) in enumerate(zip(self.hits, hits, strict=True)):
            if old != new:
                self._draw(row, new)
        self.hits = list(hits)

    def select(self, units: Iterable[UnitId]) -> None:
        """Select these units and no others; rows that differ are drawn again."""
        before, self.selection = self.selection, dict.fromkeys(units)
        changed = before.keys() ^ self.selection.keys()
        for row, hit in enumerate(self.hits):
            if hit.unit in changed:
                self._draw(row, hit)

    def toggle(self, unit: UnitId) -> None:
        """Select a unit besides those selected, or no longer."""
        others = [one for one in self.selection if one != unit]
        self.select(others if unit in self.selection else [*others, unit])

    def _draw(self, row: int, hit: Hit) -> None:
        for column, cell in enumerate(self._cells(hit)):
            self.update_cell_at((row, column), cell)  # type: ignore[arg-type]  # a coordinate is a pair

    def redraw(self) -> None:
        """Draw all rows again, for another width or theme."""
        for column, (name, _) in zip(self.ordered_columns, (*COLUMNS, ("card", 0)), strict=True):
            column.label = Text(name, style_of("$text-muted"))
        self.fill(self.hits, self.today, first=self.cursor_row)

    def on_resize(self) -> None:
        """Cut the titles anew."""
        if self._room != self._title_room():
            self.redraw()

    def _title_room(self) -> int:
        return min(WIDEST_TITLE, max(LEAST_TITLE, self.size.width - TAKEN - 1))

    # ----------------------------------------------------------------- cells

    def _cells(self, hit: Hit) -> Iterator[Text]:
        when, look = due_text(hit.state, self.today)
        yield Text(f"{when:>6}", style_of(look))
        yield Text(f"{hit.level or '·'}", style_of("$text-muted"))
        signs = f"{SELECTED if hit.unit in self.selection else ''}{signs_of(hit.state)}"
        muted = hit.state.suspended or hit.state.is_buried(self.today)
        title = fit(title_of(hit), self._room - cell_width(signs))
        yield Text.assemble(
            (signs, style_of("bold $text-accent")),
            (title, style_of("$text-muted") if muted else ""),
            no_wrap=True,
        )


def title_of(hit: Hit) -> str:
    """Name a card in a list; what a reverse or a gap asks is said before it."""
    part = part_of(hit.unit)
    lead = "↔ " if part == "rev" else f"[gap {part[1:]}] " if part.startswith("c") else ""
    return lead + _one_line(hit.title)


@lru_cache(maxsize=4096)
def _one_line(text: str) -> str:
    return title_line(text, WIDEST_TITLE)


def signs_of(state: UnitState) -> str:
    """Write mark and flag before a title: ``* f3 ``."""
    return f"{'* ' if state.marked else ''}{f'f{state.flag} ' if state.flag else ''}"


def due_text(state: UnitState, today: int) -> tuple[str, str]:
    """Say in at most six cells when a card comes, and how that looks."""
    if state.suspended:
        return "susp.", "$text-muted"
    if state.is_buried(today):
        return "buried", "$text-muted"
    if state.phase is Phase.NEW:
        return "new", "$text-primary"
    if state.phase.in_steps or state.due_day is None:
        return "step", "bold $text-accent"
    days = state.due_day - today
    if days <= 0:
        return "today", "bold $text-accent"
    return span(days), ""


def span(days: int) -> str:
    """``3 d``, ``4 mo``, ``1.5 y``."""
    if days < 60:  # noqa: PLR2004  # two months in days still read well
        return f"{days} d"
    if days < 700:  # noqa: PLR2004  # as above, with months
        return f"{round(days / 30.4)} mo"
    return f"{days / 365.25:.1f} y"
