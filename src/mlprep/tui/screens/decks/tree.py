"""The tree of areas and decks, with what is due in each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.style import Style as Look
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from mlprep.study.content.decks import AreaRow, DeckRow
from mlprep.text.lines import cell_width, fit
from mlprep.text.sanitise import visible

if TYPE_CHECKING:
    from rich.console import RenderableType  # noqa: F401  # for readers of the library's types

Row = AreaRow | DeckRow
COUNTS = 9
"""Cells of the two columns of counts."""
LEAST_TITLE = 8


def style_of(look: str) -> Style:
    """Give a style in the theme's words as the list widgets take it."""
    return Look.parse(look).rich_style


def due_of(row: Row) -> int:
    """Count what is due in a deck, or in the decks of an area."""
    if isinstance(row, DeckRow):
        return row.steps + row.reviews
    return sum(map(due_of, row.decks))


def new_of(row: Row) -> int:
    """Count what is new in a deck, or in the decks of an area."""
    return row.new if isinstance(row, DeckRow) else sum(deck.new for deck in row.decks)


def problems_of(row: Row) -> int:
    """Count the problems of a deck's file, or of the files of an area."""
    if isinstance(row, DeckRow):
        return row.problems
    return sum(deck.problems for deck in row.decks)


def decks_of(row: Row) -> tuple[DeckRow, ...]:
    """List the decks that a row stands for."""
    return (row,) if isinstance(row, DeckRow) else row.decks


class DeckTree(Tree[Row], inherit_bindings=False):
    """Areas and decks; its keys come from the table of actions."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "

    def __init__(self) -> None:
        super().__init__(Text("decks"), id="tree")
        self.show_root = False
        self.show_guides = False
        self.guide_depth = 2
        self.auto_expand = False

    def fill(self, areas: Sequence[AreaRow]) -> None:
        """Show areas and decks; what was closed and where the cursor was stays."""
        closed = {node.data.id for node in self.root.children
                  if node.data is not None and not node.is_expanded}  # fmt: skip
        before = self.chosen
        self.clear()
        for area in areas:
            node = self.root.add(Text(visible(area.title)), area, expand=area.id not in closed)
            for deck in area.decks:
                node.add_leaf(Text(visible(deck.title)), deck)
        self.choose(before)

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        node = self.cursor_node
        return None if node is None else node.data

    def choose(self, row: Row | None) -> None:
        """Put the cursor on a row; on the first deck where it is not there."""
        nodes = [one for area in self.root.children for one in (area, *area.children)]
        wanted = next(
            (one for one in nodes if row is not None and _same(one.data, row)),
            next((one for one in nodes if isinstance(one.data, DeckRow)), None),
        )
        if wanted is not None and self.last_line >= 0:  # asking builds the lines, and so places
            if wanted.parent is not None and isinstance(wanted.data, DeckRow):
                wanted.parent.expand()
            self.move_cursor(wanted)
            self.call_after_refresh(self._into_sight)

    def _into_sight(self) -> None:
        """Scroll to the cursor; its area's heading comes along at the top."""
        if self.cursor_line <= 1:
            self.scroll_home(animate=False)
        else:
            self.scroll_to_line(self.cursor_line, animate=False)

    # --------------------------------------------------------------- drawing

    def get_label_width(self, node: TreeNode[Row]) -> int:  # noqa: ARG002  # the library's signature
        """Take the room there is, so that nothing scrolls sideways."""
        return 1

    def render_label(self, node: TreeNode[Row], base_style: Style, style: Style) -> Text:
        """Draw a title and, at the right end, the counts."""
        row = node.data
        if row is None:
            return Text()
        is_area = isinstance(row, AreaRow)
        plain = node is self.cursor_node
        icon = (self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE) if is_area else ""
        # Without guides the library still indents the second level.
        indent = cell_width(icon) if is_area else self.guide_depth
        room = self.scrollable_content_region.width - COUNTS - indent
        mark = " !" if problems_of(row) and not (is_area and node.is_expanded) else ""
        title = fit(" ".join(node.label.plain.split()) if isinstance(node.label, Text) else "",
                    max(LEAST_TITLE, room - len(mark) - 1))  # fmt: skip
        text = Text(no_wrap=True, end="")
        if icon:
            text.append(icon, Style.combine([base_style, style, Style(meta={"toggle": True})]))
        text.append(title, style + Style(bold=is_area))
        text.append(mark, style if plain else style + style_of("bold $text-warning"))
        text.append(" " * max(1, room - cell_width(title) - len(mark)), style)
        for count, width, look in ((due_of(row), 4, "bold"), (new_of(row), 5, "$text-muted")):
            shown = f"{count:>{width},}" if count else f"{'·':>{width}}"
            text.append(shown, style if plain else style + style_of(look if count else MUTED))
        return text


MUTED = "$text-muted"


def _same(one: Row | None, other: Row) -> bool:
    return one is not None and type(one) is type(other) and one.id == other.id
