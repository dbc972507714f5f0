"""Rating oneself: one term at a time, one key each, durable at once."""

from collections.abc import Iterator

from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from mlprep.study.measuring.self_rating import RatingRound
from mlprep.tui.actions import Action
from mlprep.tui.screens.assess import text
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.widgets.panel import Panel


class RatingScreen(StudyScreen):
    """One round of self-ratings; it closes by itself at the end."""

    SCOPE = "rate"
    BODY_SCROLLS = "#scroll"
    CSS_PATH = "screen.tcss"

    def __init__(self, rounds: RatingRound, *, then: bool = False) -> None:
        super().__init__()
        self.rounds = rounds
        self._then = then
        """Whether questions follow."""
        self.is_left = False
        """Whether the learner went back instead of on to the questions."""

    def compose_body(self) -> Iterator[Widget]:
        """Yield the place for a term."""
        with Vertical(id="column"):
            yield Panel(id="head")
            with VerticalScroll(id="scroll", can_focus=False):
                yield Panel(id="term")

    def reload(self) -> None:
        """Show the term to rate now."""
        rounds = self.rounds
        if rounds.term is None:
            if self.is_current:
                self.dismiss(None)
            return
        done, count, terms = rounds.done, len(rounds.terms), rounds.terms
        ratings = dict(rounds.ratings)
        self.query_one("#head", Panel).show(lambda width: text.rating_head(done, count, width))
        self.query_one("#term", Panel).show(lambda width: text.rating(terms, done, ratings, width))
        self.refresh_keys()

    def action_rate(self, rating: int) -> None:
        """Rate the term shown."""
        if self.rounds.term is not None and self.recorded(lambda: self.rounds.rate(rating)):
            self.reload()

    def action_skip(self) -> None:
        """Leave the term unrated."""
        self.rounds.skip()
        self.reload()

    def action_previous(self) -> None:
        """Go one term back."""
        self.rounds.back()
        self.reload()

    def action_rest(self) -> None:
        """Leave the rest unrated and go on to the questions."""
        if self._then:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Go back; no question is asked."""
        self.go_back()

    def go_back(self) -> None:
        """Go back; no question is asked."""
        self.is_left = True
        self.dismiss(None)

    def applies(self, action: Action) -> bool:
        """Offer the way back from the second term on, and questions where some follow."""
        if action.id == "rate.rest":
            return self._then
        return action.id != "rate.previous" or self.rounds.done > 0
