"""What a learner can do to the card under the cursor."""

from typing import TYPE_CHECKING

from mlprep.store.errors import HistoryError
from mlprep.study.content.search import Hit
from mlprep.study.review import browsing
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.decks.table import CardTable
from mlprep.tui.widgets.ask import Ask, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlprep.domain.cards import Card
    from mlprep.domain.ids import UnitId


class CardKeys(StudyScreen):
    """Actions on the chosen card; the decks screen chooses it."""

    @property
    def table(self) -> CardTable:
        """The list of cards."""
        return self.query_one(CardTable)

    def refresh_states(self) -> None:
        """Show states and counts as they are now, with every row where it is."""
        raise NotImplementedError

    @property
    def chosen(self) -> Hit | None:
        """The card under the cursor."""
        return self.table.chosen

    def chosen_card(self) -> "Card | None":
        """Read the card under the cursor; say so where there is none."""
        hit = self.chosen
        card = self.workspace.library.card(hit.card) if hit else None
        if card is None:
            self._tell_no_card()
        return card

    def _tell_no_card(self) -> None:
        pane = self.study.keys.hint("decks.next-pane")
        self.tell(f"There is no card here; {pane} goes to the list of cards.")

    # ------------------------------------------------------------------ state

    def _do(self, act: "Callable[[Hit, list[UnitId]], str]") -> None:
        hit = self.chosen
        if hit is None:
            self._tell_no_card()
            return
        try:
            told = act(hit, [hit.unit])
        except (HistoryError, browsing.BrowsingError) as fault:
            self.tell(f"Not recorded: {fault}", severity="error")
            return
        self.tell(told, hint=f"({self.study.keys.label('decks.undo')} undoes it)")
        self.refresh_states()

    def action_suspend(self) -> None:
        """Take the card out of study, or back in."""
        self._do(lambda hit, units: browsing.suspend(
            self.workspace, units, on=not hit.state.suspended))  # fmt: skip

    def action_bury(self) -> None:
        """Put the card off until tomorrow, or bring it back."""
        today = self.workspace.today
        self._do(lambda hit, units: browsing.bury(
            self.workspace, units, on=not hit.state.is_buried(today)))  # fmt: skip

    def action_mark(self) -> None:
        """Mark the card, or take the mark away."""
        self._do(lambda hit, units: browsing.mark(
            self.workspace, units, on=not hit.state.marked))  # fmt: skip

    def action_flag(self) -> None:
        """Ask for a digit and flag the card."""
        from mlprep.tui.screens.review.cardkeys import FLAGS

        if self.chosen is None:
            self._tell_no_card()
            return

        def flagged(key: str | None) -> None:
            if key is not None:
                self._do(lambda _, units: browsing.flag(self.workspace, units, int(key)))

        self.app.push_screen(Ask("Which flag?", FLAGS, early=True), flagged)

    def action_reset(self) -> None:
        """Forget the card's schedule, once the learner says yes."""
        from mlprep.text.titles import title_line
        from mlprep.tui.widgets.card_questions import NAME_CELLS, ask_reset

        card = self.chosen_card()
        if card is not None:
            ask_reset(
                self.study,
                title_line(card.front or card.cloze, NAME_CELLS),
                lambda: self._do(lambda _, units: browsing.reset(self.workspace, units)),
            )

    def action_due(self) -> None:
        """Ask in how many days the card shall be due."""
        from mlprep.tui.widgets.card_questions import ask_due

        if self.chosen is None:
            self._tell_no_card()
            return
        ask_due(
            self.study,
            lambda days: self._do(lambda _, units: browsing.set_due(self.workspace, units, days)),
        )

    # ---------------------------------------------------------- undo and redo

    def travelled(self) -> None:
        """Show the list as it is after an undo or redo."""
        self.refresh_states()

    # ------------------------------------------------------------------- tell

    def action_info(self) -> None:
        """Show everything known of the card."""
        from mlprep.tui.screens.review.info import info_text

        hit = self.chosen
        if hit is None:
            self._tell_no_card()
            return
        self.app.push_screen(Reader("Card", info_text(self.workspace, hit.unit)))

    def action_report(self) -> None:
        """Note a mistake in the card."""
        card = self.chosen_card()
        if card is not None:
            self.ask_for_report(card)
