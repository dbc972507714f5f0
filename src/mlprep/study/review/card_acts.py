"""What a learner can do to the card on show, besides answering it."""

from mlprep.domain.facts import Draft, FactKind, Json
from mlprep.domain.ids import card_of
from mlprep.study.review.in_turn import CardsInTurn
from mlprep.study.review.showing import Showing


class CardActs(CardsInTurn):
    """Acts on the card on show; each returns what was done, for the person."""

    def bury(self, *, siblings: bool = False) -> str:
        """Put the card off until tomorrow."""
        return self._act(
            FactKind.BURY, {"until": self.workspace.today + 1}, "Buried", siblings=siblings
        )

    def suspend(self, *, siblings: bool = False) -> str:
        """Take the card out of study until it is asked back."""
        return self._act(FactKind.SUSPEND, {"on": True}, "Suspended", siblings=siblings)

    def mark(self) -> str:
        """Mark the card, or take the mark away."""
        on = not self._shown().state.marked
        return self._act(FactKind.MARK, {"on": on}, "Marked" if on else "Unmarked", stay=True)

    def flag(self, flag: int) -> str:
        """Set a flag of 1-7; 0 takes it away."""
        label = f"Flagged {flag}" if flag else "Unflagged"
        return self._act(FactKind.FLAG, {"flag": flag}, label, stay=True)

    def reset(self) -> str:
        """Forget the card's schedule: it is new again."""
        return self._act(FactKind.RESET, {}, "Reset")

    def set_due(self, days: int) -> str:
        """Make the card due in so many days."""
        today = self.workspace.today
        body: dict[str, Json] = {"due_day": today + days, "day": today}
        return self._act(FactKind.SET_DUE, body, f"Set due in {days} d")

    def _act(
        self,
        kind: FactKind,
        body: dict[str, Json],
        label: str,
        *,
        siblings: bool = False,
        stay: bool = False,
    ) -> str:
        """Record something about the shown card; then show it again, or the next one."""
        showing = self._shown()
        card = showing.question.card
        units = card.units if siblings else (showing.entry.unit,)
        told = f'{label}{" with its siblings" if siblings else ""}: "{showing.question.title}"'
        self.workspace.record(*(Draft(kind, unit, body, told) for unit in units))
        if stay:
            self._put_on_show(self._presenter.show(showing.entry))
        else:
            self.rebuild()
            self.next()
        return told

    def renew_card(self) -> bool:
        """Take the text of the card on show from its file as it is now; False where it is gone."""
        showing = self._shown()
        again = self._presenter.show(showing.entry)
        if again is None or len(again.question.order) != len(showing.question.order):
            return False
        self._put_on_show(showing._replace(question=again.question))
        return True

    def reload_card(self) -> Showing | None:
        """Show the same card again after its file was edited."""
        showing = self._shown()
        known = self.workspace.library.card(card_of(showing.entry.unit))
        self.rebuild(showing.entry.unit if known else None)
        return self.next()
