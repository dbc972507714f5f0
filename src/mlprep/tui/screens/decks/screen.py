"""Decks: the tree of decks, the cards of one, a look at one card; search and problems."""

from collections.abc import Callable, Iterator
from sys import maxsize
from typing import TYPE_CHECKING

from textual import events
from textual.containers import Horizontal, ScrollableContainer, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import DataTable, Input, Tree

from mlprep.domain.ids import UnitId
from mlprep.study.content.decks import deck_tree
from mlprep.study.content.search import PAGE, Hit, SearchError, search, units_found
from mlprep.study.review.browsing import units_again, units_of_decks
from mlprep.tui.actions import Action
from mlprep.tui.request import ReviewRequest
from mlprep.tui.screens.decks import text
from mlprep.tui.screens.decks.filekeys import FileKeys
from mlprep.tui.screens.decks.panes import PANES
from mlprep.tui.screens.decks.table import CardTable
from mlprep.tui.screens.decks.tree import DeckTree, Row, decks_of
from mlprep.tui.widgets.ask import Reader
from mlprep.tui.widgets.panel import Panel, WidePanel

if TYPE_CHECKING:
    from textual.timer import Timer

SEARCH_SECONDS, LOOK_SECONDS = 0.15, 0.05
"""How long typing, and moving through the tree, must rest before the list follows."""
CARD_ACTIONS = frozenset(
    {"suspend", "mark", "flag", "bury", "reset", "due", "info", "report", "select", "select-all"}
)


class DecksScreen(FileKeys):
    """Everything that can be studied, to look at, to search and to change."""

    SCOPE = "decks"
    BODY_SCROLLS = "#preview"
    CSS_PATH = "screen.tcss"

    def __init__(self, first: str = "") -> None:
        super().__init__()
        self._first = first
        self.awaits_field = first == "search"
        self._waiting: Timer | None = None
        self._source: Callable[[int], list[Hit]] = lambda _start: []
        """Gives the page that begins at a row."""
        self._whole = True
        """Whether all that was found is in the list."""
        self._searched = ""
        self._list_is_of: object = None
        """Words sought, or decks."""
        self._fault = ""
        self._away = False

    # ---------------------------------------------------------------- layout

    def compose_body(self) -> Iterator[Widget]:
        """Yield tree, search line, list and preview."""
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield Panel(id="tree-head")
                yield DeckTree()
            with Vertical(id="right"):
                with Vertical(id="search"):
                    yield Input(placeholder="search all cards", id="query", select_on_focus=False)
                    yield Panel(id="note")
                yield Panel(id="list-head")
                with Vertical(id="middle"):
                    yield CardTable()
                    yield Panel(id="empty")
                    with ScrollableContainer(id="preview"):
                        yield WidePanel(id="card")

    def on_mount(self) -> None:
        """Fill the lists, then open what was asked for."""
        super().on_mount()
        self.watch(self.app, "theme", self._redraw, init=False)
        if self._first == "search":
            self.action_search()
        else:
            self.go_to("tree")
        if self._first == "problems":
            self.call_after_refresh(self.action_problems)

    # ------------------------------------------------------------------ fill

    def reload(self) -> None:
        """Show the library as it is now, with the cursors where they were."""
        self.workspace.forget_cached()
        unit, row = self._place()
        self.decks.fill(deck_tree(self.workspace))
        self.list_cards(unit=unit, row=row)

    def _place(self) -> tuple[UnitId | None, int]:
        chosen = self.chosen
        return (chosen.unit if chosen else None), self.table.cursor_row

    def _redraw(self) -> None:
        self.table.redraw()
        self.decks.notify_style_update()

    def refresh_states(self) -> None:
        """Show states and counts as they are now, with every row where it is."""
        self.decks.fill(deck_tree(self.workspace))
        self.table.update_states(units_again(self.workspace, self.table.hits))
        self.tell_list()

    def list_cards(self, *, unit: UnitId | None = None, row: int = 0) -> None:
        """List the cards of the search or of the chosen deck; the cursor goes to ``unit``."""
        self._fault = ""
        content = self._searched or self._deck_ids
        if content != self._list_is_of:
            self.table.select(())
            self._list_is_of = content
        try:
            self._source = self._search_source() if self._searched else self._deck_source()
            hits = self._source(0)
        except SearchError as fault:
            self._fault = str(fault)
            self.tell_list()
            return
        self._whole = len(hits) < PAGE
        at = next((i for i, hit in enumerate(hits) if hit.unit == unit), min(row, len(hits) - 1))
        self.table.fill(hits, self.workspace.today, first=max(0, at))
        self.tell_list()
        self._look()

    def _search_source(self) -> Callable[[int], list[Hit]]:
        sought = self._searched
        return lambda start: search(self.workspace, sought, limit=start + PAGE)[start:]

    @property
    def _deck_ids(self) -> list[str]:
        """The deck under the cursor, or all decks of the area."""
        chosen = self.listed
        return [deck.id for deck in decks_of(chosen)] if chosen else []

    def everything(self) -> list[UnitId]:
        """Name all units of the list, those that are not shown yet among them."""
        if not self._whole and self._searched:
            return units_found(self.workspace, self._searched)
        if self._whole:
            hits = self.table.hits
        else:
            hits = units_of_decks(self.workspace, self._deck_ids, limit=maxsize)
        return [hit.unit for hit in hits]

    def _deck_source(self) -> Callable[[int], list[Hit]]:
        decks = self._deck_ids
        listed: dict[str, None] = {}

        def page(start: int) -> list[Hit]:
            """Cards may have several units: pages count cards, as the library lists them."""
            if start == 0:
                listed.clear()
            hits = units_of_decks(self.workspace, decks, start=len(listed), limit=PAGE)
            listed.update(dict.fromkeys(hit.card for hit in hits))
            return hits

        return page

    def tell_list(self) -> None:
        """Say what the list holds, or why it is empty, and how many of it are selected."""
        problems, key = len(self.workspace.library.problems()), self.study.keys.hint
        self.query_one("#tree-head", Panel).show(lambda width: text.tree_head(problems, width, key))
        found, whole, fault, chosen = len(self.table.hits), self._whole, self._fault, self.listed
        selected = len(self.table.selection)
        folder, reading = str(self.workspace.paths.decks), self.study.is_reading
        sought = bool(self._searched)
        self.query_one("#note", Panel).show(
            lambda width: text.search_note(
                fault, found, width, whole=whole, empty=not sought, selected=selected
            )
        )
        self.query_one("#list-head", Panel).show(
            lambda width: text.list_head(chosen, width, key, selected)
        )
        empty = self.query_one("#empty", Panel)
        if sought:
            empty.show(text.nothing_found)
        elif self.workspace.library.decks:
            empty.show(lambda width: text.no_cards(chosen, width, key))
        else:
            empty.show(lambda width: text.no_decks(folder, width, key, reading=reading))
        self.set_class(not found, "-empty")
        self.set_class(not self.workspace.library.decks, "-no-decks")
        self.refresh_keys()

    def _look(self) -> None:
        """Show the card under the cursor."""
        hit, panel = self.chosen, self.query_one("#card", WidePanel)
        card = self.workspace.library.card(hit.card) if hit else None
        self.query_one("#preview").scroll_home(animate=False)
        if hit is None or card is None or hit.unit not in card.units:
            panel.show(lambda _width: Content())
            return
        unit, maths = hit.unit, self.workspace.config.maths != "source"
        panel.show(lambda width: text.preview(card, unit, width, maths=maths))

    # ---------------------------------------------------------------- events

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Row]) -> None:
        """List the cards of the deck under the cursor, once the cursor rests."""
        event.stop()
        if not self._searched:
            self._later(LOOK_SECONDS, self.list_cards)

    def _later(self, seconds: float, run: Callable[[], None]) -> None:
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(seconds, run)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Show the card; fetch the next page where the list goes on."""
        event.stop()
        self._look()
        rows = len(self.table.hits)
        if not self._whole and rows and event.cursor_row >= rows - 1:
            page = self._source(rows)
            self._whole = len(page) < PAGE
            self.table.extend(page)
            self.tell_list()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Read the card that was clicked a second time."""
        event.stop()
        self.action_open()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show which pane has the keys."""
        name = event.widget.id or ""
        if name in PANES:
            self.show_pane(name)
        self.refresh_keys()

    def on_screen_resume(self) -> None:
        """Come back from a review: what is due has changed."""
        if self._away and self.is_mounted:
            self._away = False
            self.reload()
        super().on_screen_resume()

    # ---------------------------------------------------------------- search

    def action_search(self) -> None:
        """Open the search line."""
        self.add_class("-searching")
        self.show_pane("cards")
        self.query_line.action_select_all()
        self.give_keys_to(self.query_line)
        self.tell_list()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search once the typing rests."""
        event.stop()
        self._later(SEARCH_SECONDS, self._search_now)

    def _search_now(self) -> None:
        if self.has_class("-searching") and self.query_line.value.strip() != self._searched:
            self._searched = self.query_line.value.strip()
            self.list_cards()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        event.stop()
        self._search_now()
        if self.table.hits and not self._fault:
            self.go_to("cards")

    def go_back(self) -> None:
        """Let go of what is selected; then leave the search, then the screen."""
        if self.table.selection:
            self.table.select(())
            self.tell_list()
            return
        if not self.has_class("-searching"):
            super().go_back()
            return
        self.remove_class("-searching")
        self.query_line.value = ""
        self._searched = ""
        self.list_cards()
        self.go_to("tree")

    def action_leave(self) -> None:
        """Go back to where this screen was opened."""
        super().go_back()

    # ----------------------------------------------------------------- study

    def action_open(self) -> None:
        """Review the deck; read the card, where a card is chosen."""
        if self.pane == "tree":
            self._review(cram=False)
            return
        hit = self.chosen
        card = self.workspace.library.card(hit.card) if hit else None
        if hit is None or card is None:
            return
        unit, maths = hit.unit, self.workspace.config.maths != "source"
        self.app.push_screen(
            Reader("Card", lambda width: text.preview(card, unit, width, maths=maths))
        )

    def action_study(self) -> None:
        """Review what is due or new of the cards selected, or found."""
        self._review(cram=False)

    def action_cram(self) -> None:
        """Study the deck, or the cards selected or found, ahead; the schedule stays."""
        self._review(cram=True)

    def _review(self, *, cram: bool) -> None:
        chosen, units = self.listed, self._units_meant
        decks = decks_of(chosen) if chosen else ()
        if not (any(deck.cards for deck in decks) if units is None else units):
            self.tell("There are no cards to study here.")
            return
        self._away = True
        names = [deck.id for deck in decks] if units is None else ()
        self.study.open_review(ReviewRequest(names, cram=cram, units=units))

    @property
    def _units_meant(self) -> frozenset[UnitId] | None:
        """Those selected, or all that was found; ``None`` where the deck is meant."""
        if self.pane == "tree" or not (self.table.selection or self._searched):
            return None
        return frozenset(self.concerned() if self.table.selection else self.everything())

    # ------------------------------------------------------------------ keys

    def applies(self, action: Action) -> bool:
        """Offer what makes sense in the pane that has the keys."""
        name = action.id.partition(".")[2]
        if self.is_typing:
            return name in ("open", "back") or action.id == "app.help"
        if name in CARD_ACTIONS:
            return self.pane != "tree" and self.chosen is not None
        if name in ("open", "cram") and self.pane == "tree":
            return bool(self.workspace.library.decks)
        if name in ("study", "cram"):
            return self.pane != "tree" and bool(self.table.selection or self._searched)
        if name == "problems":
            return bool(self.workspace.library.problems())
        return True

    def title_of(self, action: Action) -> str:
        """Say what ``enter`` does in this pane."""
        if action.id != "decks.open":
            return action.title
        if self.is_typing:
            return "Results"
        return "Review" if self.pane == "tree" else "Read"
