"""What a learner can do to the card that is shown, besides answering it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mlprep.study.review.session import ReviewSession
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.widgets.ask import Ask, Reader

if TYPE_CHECKING:
    from mlprep.domain.cards import Card

FLAGS = tuple(
    (str(flag), f"flag {flag}" if flag else "no flag") for flag in (1, 2, 3, 4, 5, 6, 7, 0)
)


class CardKeys(StudyScreen):
    """Actions on the shown card; the review screen answers it."""

    session: ReviewSession

    def show_card(self) -> None:
        """Show the session's card, its front first."""
        raise NotImplementedError

    def refresh_card(self) -> None:
        """Draw the present card again as it stands."""
        raise NotImplementedError

    @property
    def card(self) -> "Card | None":
        """The card that is shown, if any."""
        showing = self.session.showing
        return None if showing is None else showing.question.card

    # ---------------------------------------------------------- undo and redo

    def action_undo(self) -> None:
        """Take back the newest action and show its card again."""
        self.undo_asking(
            lambda: self._travel(self.session.undo, "Undid", "There is nothing to undo.")
        )

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._travel(self.session.redo, "Redid", "There is nothing to redo.")

    def _travel(self, act: Callable[[], str | None], verb: str, nothing: str) -> None:
        label: list[str | None] = []
        if not self.recorded(lambda: label.append(act())):
            return
        if label[0] is None:
            self.tell(nothing)
            return
        self.tell(f"{verb}: {label[0]}")
        self.show_card()

    # ------------------------------------------------------------ put it away

    def action_bury(self) -> None:
        """Put the card off until tomorrow."""
        self._away(self.session.bury)

    def action_bury_siblings(self) -> None:
        """Put off all cards of the note."""
        self._away(lambda: self.session.bury(siblings=True))

    def action_suspend(self) -> None:
        """Take the card out of study."""
        self._away(self.session.suspend)

    def action_suspend_siblings(self) -> None:
        """Take all cards of the note out of study."""
        self._away(lambda: self.session.suspend(siblings=True))

    def _away(self, act: Callable[[], str]) -> None:
        told = self._done(act)
        if told:
            self.tell_undoable(told)
            self.show_card()

    def tell_undoable(self, told: str) -> None:
        """Say what was done, and by which key it is undone."""
        self.tell(told, hint=f"({self.study.keys.label('review.undo')} undoes it)")

    def _done(self, act: Callable[[], str]) -> str:
        """Do something to the shown card; returns what was done, empty where nothing was."""
        told: list[str] = []
        if self.card is not None:
            self.recorded(lambda: told.append(act()))
        return "".join(told)

    def action_mark(self) -> None:
        """Mark the card, or take the mark away."""
        self._stay(self.session.mark)

    def _stay(self, act: Callable[[], str]) -> None:
        told = self._done(act)
        if told:
            self.tell(told)
            self.refresh_card()

    def action_flag(self) -> None:
        """Ask for a digit and flag the card."""

        def flagged(key: str | None) -> None:
            if key is not None:
                self._stay(lambda: self.session.flag(int(key)))

        if self.card is not None:
            self.app.push_screen(Ask("Which flag?", FLAGS, early=True), flagged)

    def action_reset(self) -> None:
        """Forget the card's schedule, once the learner says yes."""
        from mlprep.tui.widgets.card_questions import NAME_CELLS, ask_reset

        if self.session.showing is not None:
            name = self.session.showing.question.title_in(NAME_CELLS)
            ask_reset(self.study, name, lambda: self._away(self.session.reset))

    def action_due(self) -> None:
        """Ask in how many days the card shall be due."""
        from mlprep.tui.widgets.card_questions import ask_due

        if self.card is not None:
            ask_due(self.study, lambda days: self._away(lambda: self.session.set_due(days)))

    # ------------------------------------------------------------------ tell

    def action_report(self) -> None:
        """Note a mistake in the card."""
        if self.card is not None:
            self.ask_for_report(self.card)

    def action_info(self) -> None:
        """Show everything known of the card."""
        from mlprep.tui.screens.review.info import info_text

        showing = self.session.showing
        if showing is not None:
            draw = info_text(self.workspace, showing.question.unit)
            self.app.push_screen(Reader("Card", draw))

    def action_deck_options(self) -> None:
        """Show the deck's options and how to change them."""
        from mlprep.tui.screens.review.info import deck_text

        if self.card is not None:
            self.app.push_screen(Reader("Deck", deck_text(self.workspace, self.card.deck)))

    def action_copy(self) -> None:
        """Copy the LaTeX of the card's formulae."""
        from mlprep.text.maths.scan import formulae

        card = self.card
        if card is None:
            return
        texts = (card.front, card.cloze, card.back, card.why)
        found = [one.latex.strip() for text in texts for one in formulae(text)]
        if not found:
            self.tell("This card has no formulae.")
            return
        self.app.copy_to_clipboard("\n".join(found))
        self.tell(f"Copied the LaTeX of {len(found)} formula{'e' * (len(found) > 1)}.")

    # ------------------------------------------------------------------ edit

    def action_edit(self) -> None:
        """Open the card in the editor, then come back to it."""
        from mlprep.study.authoring.editing import after_edit, take_back_copy
        from mlprep.tui.screens.editing import prepared, tell_outcome

        card = self.card
        target = prepared(self, card) if card is not None else None
        if target is None:
            return
        failed = self.study.edit_file(target.path, target.line)
        is_copy = target.copied and not take_back_copy(target)
        news = after_edit(self.workspace)
        self.session.reload_card()
        self.show_card()
        copied = f"Your own copy is studied now: {target.path}"
        done = copied if is_copy else news.sentence or "Nothing was changed."
        tell_outcome(self, target.path, failed, done)
        self._ask_about_doubts()

    def _ask_about_doubts(self) -> None:
        from mlprep.tui.widgets.doubts import ask_next

        ask_next(self.study)
