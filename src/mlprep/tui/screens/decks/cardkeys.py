"""What a learner can do to the card under the cursor, or to all those selected."""

from typing import TYPE_CHECKING

from mlprep.store.errors import HistoryError
from mlprep.study.content.search import Hit
from mlprep.study.review import browsing
from mlprep.text.counting import counted
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.decks.table import CardTable
from mlprep.tui.widgets.ask import Ask, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from mlprep.domain.cards import Card
    from mlprep.domain.ids import UnitId
    from mlprep.domain.units import UnitState


class CardKeys(StudyScreen):
    """Actions on the chosen card, or on all those selected; the decks screen lists them."""

    @property
    def table(self) -> CardTable:
        """The list of cards."""
        return self.query_one(CardTable)

    def refresh_states(self) -> None:
        """Show states and counts as they are now, with every row where it is."""
        raise NotImplementedError

    def everything(self) -> "list[UnitId]":
        """Name all units of the list, those that are not shown yet among them."""
        raise NotImplementedError

    def tell_list(self) -> None:
        """Say what the list holds, and how many of it are selected."""
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

    def _do(self, act: "Callable[[Collection[UnitState], list[UnitId]], str]") -> None:
        """Act on the units selected, or the one under the cursor, given their states too."""
        units = self.concerned()
        if not units:
            self._tell_no_card()
            return
        try:
            told = act(self.workspace.history.states(units).values(), units)
        except (HistoryError, browsing.BrowsingError) as fault:
            self.tell(f"Not recorded: {fault}", severity="error")
            return
        self.tell(told, hint=f"({self.study.keys.label('decks.undo')} undoes it)")
        self.refresh_states()

    def concerned(self) -> "list[UnitId]":
        """Name the units that keys act on: those selected, or the one under the cursor."""
        if self.table.selection:
            return browsing.in_library(self.workspace, self.table.selection)
        return [self.chosen.unit] if self.chosen else []

    def action_suspend(self) -> None:
        """Take cards out of study; back in, where all of them are out."""
        self._do(lambda states, units: browsing.suspend(
            self.workspace, units, on=not all(one.suspended for one in states)))  # fmt: skip

    def action_bury(self) -> None:
        """Put cards off until tomorrow; bring them back, where all of them are put off."""
        today = self.workspace.today
        self._do(lambda states, units: browsing.bury(
            self.workspace, units, on=not all(one.is_buried(today) for one in states)))  # fmt: skip

    def action_mark(self) -> None:
        """Mark cards; take the mark away, where all of them have it."""
        self._do(lambda states, units: browsing.mark(
            self.workspace, units, on=not all(one.marked for one in states)))  # fmt: skip

    def action_flag(self) -> None:
        """Ask for a digit and flag the cards."""
        from mlprep.tui.screens.review.cardkeys import FLAGS

        if self.chosen is None:
            self._tell_no_card()
            return

        def flagged(key: str | None) -> None:
            if key is not None:
                self._do(lambda _, units: browsing.flag(self.workspace, units, int(key)))

        self.app.push_screen(Ask("Which flag?", FLAGS, early=True), flagged)

    def action_reset(self) -> None:
        """Forget the schedule of the cards, once the learner says yes."""
        from mlprep.text.titles import title_line
        from mlprep.tui.widgets.card_questions import NAME_CELLS, ask_reset, ask_reset_of_many

        def reset() -> None:
            self._do(lambda _, units: browsing.reset(self.workspace, units))

        if self.table.selection:
            ask_reset_of_many(self.study, len(self.concerned()), reset)
            return
        card = self.chosen_card()
        if card is not None:
            ask_reset(self.study, title_line(card.front or card.cloze, NAME_CELLS), reset)

    def action_due(self) -> None:
        """Ask in how many days the cards shall be due."""
        from mlprep.tui.widgets.card_questions import ask_due

        if self.chosen is None:
            self._tell_no_card()
            return
        ask_due(
            self.study,
            lambda days: self._do(lambda _, units: browsing.set_due(self.workspace, units, days)),
        )

    # -------------------------------------------------------------- selection

    def action_select(self) -> None:
        """Select the card, or no longer, and go to the next one."""
        if self.chosen is None:
            self._tell_no_card()
            return
        self.table.toggle(self.chosen.unit)
        self.table.action_cursor_down()
        self.tell_list()

    def action_select_all(self) -> None:
        """Select all cards of the list; none, where all of them are selected."""
        units = self.everything()
        all_are = self.table.selection.keys() >= set(units)
        self.table.select([] if all_are else units)
        self.tell_list()
        if not all_are:
            back = self.study.keys.hint("app.back")
            self.tell(f"{counted(len(units), 'card')} selected; {back} lets go of them.")

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
