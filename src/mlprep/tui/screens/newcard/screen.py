"""New card: a form with a live look at the card; saved into a deck of one's own."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ScrollableContainer, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, TextArea

from mlprep.domain.problems import Problem
from mlprep.formats.writing import WritingError
from mlprep.study.authoring.adding import add_card, read_draft
from mlprep.study.authoring.errors import AuthoringError
from mlprep.study.authoring.quality import card_hints
from mlprep.study.content.deck_names import DeckPlace, decks_for_cards, place_for_cards
from mlprep.tui.action import Action
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.newcard import text
from mlprep.tui.screens.newcard.draft import FORMS, LABELS, Fields, draft_of, missing
from mlprep.tui.screens.today.picking import TopicPicker, TopicRow
from mlprep.tui.widgets.ask import confirm
from mlprep.tui.widgets.panel import Panel, WidePanel

if TYPE_CHECKING:
    from textual.timer import Timer

    from mlprep.domain.cards import Card

REST_SECONDS = 0.12
"""How long typing must rest before the look at the card follows."""


class DeckPicker(TopicPicker):
    """The decks that can take a card; the result is the id of one."""

    HEADING = " Which deck takes it? "


class NewCardScreen(StudyScreen):
    """Write a card and see it as it will be asked."""

    SCOPE = "newcard"
    BODY_SCROLLS = "#look"
    CSS_PATH = "screen.tcss"
    # Before the field has the key: what is read together with it belongs to the next field.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
        Binding("enter", "next_field", show=False, priority=True),
    ]

    def __init__(self, deck: str = "") -> None:
        super().__init__()
        self.awaits_field = True
        self._first_deck = deck
        self._form = FORMS[0]
        self._reverse = False
        self._maths = True
        self._waiting: Timer | None = None
        self.place: DeckPlace

    # ---------------------------------------------------------------- layout

    def compose_body(self) -> Iterator[Widget]:
        """Yield the fields and the look at the card."""
        yield Panel(id="head")
        with Horizontal(id="halves"):
            with Vertical(id="form"):
                yield Panel(id="front-label")
                yield TextArea(id="front", show_line_numbers=False, highlight_cursor_line=False)
                yield Panel(id="back-label")
                yield TextArea(id="back", show_line_numbers=False, highlight_cursor_line=False)
                yield Input(placeholder="why the answer is right", id="why")
                with Horizontal(id="small"):
                    yield Input(placeholder="level 1-5", id="level", restrict="[1-5]?")
                    yield Input(placeholder="tags, by commas", id="tags")
                yield Input(placeholder="source: where to look it up", id="sources")
            with ScrollableContainer(id="look", can_focus=False):
                yield Panel(id="note")
                yield WidePanel(id="card")

    def on_mount(self) -> None:
        """Begin with the deck that was asked for."""
        self._maths = self.workspace.config.maths != "source"
        self.place = place_for_cards(self.workspace, self._first_deck)
        super().on_mount()
        self._arrange()
        self.give_keys_to(self.query_one("#front"))

    def reload(self) -> None:
        """Show the deck under the name that it has now; what is being written stays."""
        if not self.place.is_new and self.place.id in self.workspace.library.deck_titles:
            self.place = place_for_cards(self.workspace, self.place.id)
        self._draw()

    def _arrange(self) -> None:
        """Show the fields of the form."""
        front, back = LABELS[self._form]
        self.query_one("#front-label", Panel).show(lambda width: text.label(front, width))
        self.query_one("#back-label", Panel).show(lambda width: text.label(back, width))
        for name in ("#back", "#back-label"):
            self.query_one(name).display = bool(back)
        if not back and self.focused is self.query_one("#back"):
            self.query_one("#front").focus()
        self._draw()

    # ------------------------------------------------------------------ draw

    @property
    def fields(self) -> Fields:
        """What stands in the form."""
        texts = {name: self.query_one(f"#{name}", TextArea).text for name in ("front", "back")}
        lines = ("why", "level", "tags", "sources")
        values = {name: self.query_one(f"#{name}", Input).value for name in lines}
        return Fields(self._form, reverse=self._reverse, **texts, **values)

    def _draw(self) -> None:
        """Show the card as it is now, and what is wrong with it."""
        self._waiting = None
        fields, place = self.fields, self.place
        self.query_one("#head", Panel).show(lambda width: text.head(fields, place, width))
        card, problems = (None, []) if fields.is_empty else read_draft(draft_of(fields), place)
        if card is not None:
            problems = [*problems, *card_hints(card)]
        self._show(card, [] if fields.is_empty else missing(fields), problems)
        self.refresh_keys()

    def _show(self, card: "Card | None", wanted: list[str], problems: list[Problem]) -> None:
        maths = self._maths
        self.query_one("#note", Panel).show(lambda width: text.notes(wanted, problems, width))
        look = self.query_one("#card", WidePanel)
        if card is None:
            look.show(lambda _width: Content())
        else:
            look.show(lambda width: text.look(card, width, maths=maths))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Look at the card once the typing rests."""
        event.stop()
        self._later()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look at the card once the typing rests."""
        event.stop()
        self._later()

    def _later(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(REST_SECONDS, self._draw)

    # --------------------------------------------------------------- actions

    def action_next_field(self) -> None:
        """Go on from a field of one line."""
        self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key to fields of several lines, where it begins one."""
        if action == "next_field":
            return isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def action_form(self) -> None:
        """Take the next form; what was written stays."""
        self._form = FORMS[(FORMS.index(self._form) + 1) % len(FORMS)]
        self._arrange()

    def action_reverse(self) -> None:
        """Ask both ways, or one way."""
        self._reverse = not self._reverse
        self._draw()

    def action_maths(self) -> None:
        """Show formulae as their source, or set."""
        self._maths = not self._maths
        self._draw()

    def action_deck(self) -> None:
        """Choose the deck."""
        rows = [TopicRow(*one) for one in decks_for_cards(self.workspace)]

        def taken(deck: str | None) -> None:
            if deck is not None:
                self.place = place_for_cards(self.workspace, deck)
                self._draw()

        if rows:
            self.app.push_screen(DeckPicker(rows), taken)
        else:
            self.tell(f"There is no deck yet; the card begins {self.place.title}.")

    def action_save(self) -> None:
        """Append the card to the file, whole or not at all, and begin the next."""
        fields = self.fields
        if fields.is_empty:
            self.tell("There is nothing to save yet.")
            return
        if wanted := missing(fields):
            self.tell(f"Not saved: {'; '.join(wanted)}.", severity="error")
            return
        try:
            added = add_card(self.workspace, draft_of(fields), self.place)
        except (AuthoringError, WritingError, OSError) as fault:
            self.tell(f"Not saved: {fault}", severity="error")
            return
        self.place = replace(self.place, is_new=False)
        for name in ("front", "back"):
            self.query_one(f"#{name}", TextArea).text = ""
        self.query_one("#why", Input).value = ""
        self.query_one("#front").focus()
        self.study.library_changed(None)
        own = "your part of " if added.extends else ""
        self.tell(f"Saved in {own}{added.deck}: {added.path.name}, line {added.line}.")

    def go_back(self) -> None:
        """Leave; ask first where something would be lost."""
        if self.fields.is_empty:
            super().go_back()
            return

        def answered(key: str | None) -> None:
            if key == "y":
                super(NewCardScreen, self).go_back()

        self.app.push_screen(confirm("Leave without saving the card?"), answered)

    # ------------------------------------------------------------------ keys

    @property
    def is_typing(self) -> bool:
        """Whether a field has the focus."""
        return isinstance(self.focused, Input | TextArea)

    def on_descendant_focus(self) -> None:
        """Offer the keys that reach the screen from a field."""
        self.refresh_keys()

    def applies(self, action: Action) -> bool:
        """Offer what the form has."""
        return action.id != "newcard.reverse" or self._form == "basic"
