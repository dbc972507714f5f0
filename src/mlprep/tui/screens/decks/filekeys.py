"""Decks: opening files in the editor, writing a card, the list of problems."""

from mlprep.domain.ids import UnitId
from mlprep.tui.screens.decks.panes import Panes


class FileKeys(Panes):
    """What a learner can do to the files behind decks and cards; the decks screen lists them."""

    def list_cards(self, *, unit: UnitId | None = None, row: int = 0) -> None:
        """List the cards of the search or of the chosen deck; the cursor goes to ``unit``."""
        raise NotImplementedError

    def action_edit(self) -> None:
        """Open the card, or the deck's file, in the editor and come back to the same row."""
        if self.pane == "tree":
            self._edit_deck()
        else:
            self._edit_card()

    def _edit_deck(self) -> None:
        from mlprep.tui.screens.editing import edit_file

        chosen = self.listed
        deck = self.workspace.library.decks.get(chosen.id) if chosen else None
        if deck is None:
            self.tell("Choose a deck; an area has no file of its own.")
        elif not deck.own:
            edit = self.study.keys.hint("decks.edit")
            told = f"This deck is shipped; {edit} on one of its cards makes your own copy of it."
            self.tell(told)
        else:
            edit_file(self, deck.path, 1)

    def _edit_card(self) -> None:
        from mlprep.tui.screens.editing import edit_card, followed, prepared

        hit, card = self.chosen, self.chosen_card()
        if card is None or hit is None:
            return
        target = prepared(self, card)
        if target is None:
            return
        row = self.table.cursor_row
        news = edit_card(self, target)
        unit = UnitId(followed(news, card.id) + hit.unit[len(card.id) :])
        self.list_cards(unit=unit, row=row)

    def action_new_card(self) -> None:
        """Write a card into the deck under the cursor; into an own one from an area."""
        chosen = self.listed
        known = chosen is not None and chosen.id in self.workspace.library.deck_titles
        self.study.open_screen("newcard", chosen.id if chosen is not None and known else "")

    def action_problems(self) -> None:
        """List what is wrong in the files."""
        from mlprep.tui.screens.decks.problems import ProblemList

        if not self.workspace.library.problems():
            self.tell("The deck files have no problems.")
            return
        self.app.push_screen(ProblemList(self))
