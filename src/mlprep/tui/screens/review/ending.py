"""The end of a session on the screen: the wait for a step, the summary, the second's tick."""

from textual.content import Content

from mlprep.tui.screens.review import text
from mlprep.tui.screens.review.cardkeys import CardKeys
from mlprep.tui.screens.review.text import View
from mlprep.tui.widgets.panel import Panel, WidePanel

CHECKPOINT_ANSWERS = 20


class SessionEnd(CardKeys):
    """What is shown where no card is; the review screen shows the cards."""

    view: View | None = None
    ended = False
    since_checkpoint = 0

    def draw_head(self) -> None:
        """Draw the line above the card."""
        raise NotImplementedError

    def show_end(self) -> None:
        """Show how long the next step takes, or the summary."""
        wait = None if self.ended else self.session.wait_ms()
        summary, cram = self.session.summary(), self.session.cram
        left = self.session.progress.left
        front = self.query_one("#front", WidePanel)
        if wait is not None:
            front.show(lambda width: text.waiting(wait, width))
        else:
            self.ended = True
            self._measure()
            front.show(lambda width: text.summary(summary, width, left=left, cram=cram))
        title = "Waiting" if wait is not None else "Session"
        self.query_one("#head", Panel).show(
            lambda _width: Content.styled(title, "bold $text-primary")
        )
        self.query_one("#reason", Panel).show(lambda _width: Content())
        if self.focused is not None:
            self.set_focus(None)
        self.refresh_keys()

    def _measure(self) -> None:
        """Let the first answers to cards move the plan; beside the screen, once."""
        if self.session.has_first_sights:
            self.session.has_first_sights = False
            self.study.measure_after_study()

    def tick(self) -> None:
        """Count down, or show the seconds, where one of them is on the screen."""
        if self.since_checkpoint >= CHECKPOINT_ANSWERS:
            self.since_checkpoint = 0
            self._checkpoint()
        if not self.is_current:
            return
        if self.view is None and not self.ended:
            if (self.session.wait_ms() or 0) <= 0 and self.session.next() is not None:
                self.show_card()
            else:
                self.show_end()
        elif self.workspace.config.show_timer:
            self.draw_head()

    def _checkpoint(self) -> None:
        """Tidy the history's log while the learner reads, so that no answer has to."""
        self.run_worker(
            self.workspace.history.checkpoint, thread=True, group="upkeep", exit_on_error=False
        )
