"""The three panes of the decks screen: tree, list, preview; the keys go to one of them."""

from textual.widgets import Input

from mlprep.tui.screens.decks.cardkeys import CardKeys
from mlprep.tui.screens.decks.tree import DeckTree, Row

PANES = ("tree", "cards", "preview")


class Panes(CardKeys):
    """Moves between the panes and within them."""

    @property
    def decks(self) -> DeckTree:
        """The tree of decks."""
        return self.query_one(DeckTree)

    @property
    def listed(self) -> Row | None:
        """The deck or area under the cursor, whose cards are listed where none are sought."""
        return self.decks.chosen

    @property
    def query_line(self) -> Input:
        """The search line."""
        return self.query_one("#query", Input)

    @property
    def pane(self) -> str:
        """The pane that has the keys; the list while the search line has them."""
        focused = self.focused.id if self.focused else ""
        return focused if focused in PANES else "cards" if focused == "query" else "tree"

    def show_pane(self, name: str) -> None:
        """Show which pane has the keys; a narrow terminal shows that one alone."""
        self.set_class(name == "tree", "-in-tree")
        self.set_class(name != "tree", "-in-cards")

    def go_to(self, pane: str) -> None:
        """Give a pane the keys."""
        if pane != "tree" and not self.table.hits:
            pane = "tree"
        self.show_pane(pane)
        self.query_one(f"#{pane}").focus(scroll_visible=False)

    def action_next_pane(self, step: int = 1) -> None:
        """Go from the tree to the list, to the preview, and round."""
        at = PANES.index(self.pane)
        self.go_to("cards" if self.is_typing else PANES[(at + step) % len(PANES)])

    def action_move(self, where: str) -> None:
        """Move the cursor of the pane that has the keys."""
        if self.pane == "tree":
            self._move_tree(where)
        elif self.pane == "cards":
            self._move_cards(where)
        elif where == "left" and not self.query_one("#preview").scroll_x:
            self.go_to("cards")
        else:
            self.action_scroll_body(where)

    def _move_tree(self, where: str) -> None:
        tree, node = self.decks, self.decks.cursor_node
        if where == "right":
            if node is not None and node.allow_expand and not node.is_expanded:
                node.expand()
            else:
                self.go_to("cards")
        elif where == "left":
            if node is not None and node.allow_expand:
                node.collapse()
            else:
                tree.action_cursor_parent()
        else:
            names = {"home": "scroll_home", "end": "scroll_end", "up": "cursor_up",
                     "down": "cursor_down"}  # fmt: skip
            getattr(tree, f"action_{names.get(where, where)}")()

    def _move_cards(self, where: str) -> None:
        if where in ("left", "right"):
            self.go_to("tree" if where == "left" else "preview")
            return
        names = {"home": "scroll_top", "end": "scroll_bottom", "up": "cursor_up",
                 "down": "cursor_down"}  # fmt: skip
        getattr(self.table, f"action_{names.get(where, where)}")()
