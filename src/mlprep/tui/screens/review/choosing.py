"""Options before they are answered: picked by arrows and space, or by a click."""

from textual import events
from textual.geometry import Region

from mlprep.domain.rating import Rating
from mlprep.tui.screens.review import text
from mlprep.tui.screens.review.picking import Pick
from mlprep.tui.screens.review.typing import TypedCards
from mlprep.tui.widgets.panel import WidePanel


class ChoiceCards(TypedCards):
    """What keys and clicks do while a card with options waits for its answer."""

    @property
    def picks(self) -> bool:
        """Whether the card waits for an option."""
        view = self.view
        return view is not None and view.question.is_choice and not view.revealed

    def pick(self, pick: Pick) -> None:
        """Show what is picked now."""
        raise NotImplementedError

    def choose(self, index: int) -> None:
        """Pick an option; where only one may be picked, that is the answer."""
        raise NotImplementedError

    def answer_laid_out(self) -> None:
        """Bring the answer into sight."""
        raise NotImplementedError

    def rate(self, rating: Rating) -> None:
        """Record a rating and show the next card."""
        raise NotImplementedError

    def key_space(self, event: events.Key) -> None:
        """Pick the option under the cursor where several may be picked."""
        if self.view is None or not self.picks or not self.view.pick.several:
            return
        event.stop()
        event.prevent_default()
        self.pick(self.view.pick.toggled(max(0, self.view.pick.cursor)))

    def action_scroll_body(self, where: str) -> None:
        """Move among the options before they are answered; beyond them scroll the card."""
        if self.view is not None and self.picks and where in ("up", "down"):
            moved = self.view.pick.moved(1 if where == "down" else -1)
            if moved != self.view.pick:
                self.pick(moved)
                self.call_after_refresh(self._keep_in_sight)
                return
        super().action_scroll_body(where)

    def _keep_in_sight(self) -> None:
        if self.view is None or not self.picks:
            return
        top, height = self._places()[self.view.pick.cursor]
        y = self._front.virtual_region.y + top
        region = Region(0, y, 1, height)
        self.query_one("#card").scroll_to_region(region, animate=False, immediate=True)

    def click_front(self, line: int) -> None:
        """Choose the option that stands on a line of the front."""
        for index, (top, height) in enumerate(self._places() if self.picks else []):
            if top <= line < top + height:
                self.choose(index)

    def _places(self) -> list[tuple[int, int]]:
        assert self.view is not None  # noqa: S101  # callers looked
        return text.places_of_options(self.view, self._front.column)

    @property
    def _front(self) -> WidePanel:
        return self.query_one("#front", WidePanel)
