"""The parts of the review screen that a click does something to."""

from textual import events

from mlprep.tui.screens.review import text
from mlprep.tui.screens.review.choosing import ChoiceCards
from mlprep.tui.widgets.panel import Panel, WidePanel


class Front(WidePanel):
    """The question; a click on an option picks it."""

    async def on_click(self, event: events.Click) -> None:
        """Pick what stands on the clicked line."""
        if isinstance(self.screen, ChoiceCards):
            self.screen.click_front(event.y)


class Back(WidePanel):
    """The answer; the screen brings it into sight once it has its place."""

    def on_show(self) -> None:
        """Say that it is laid out."""
        self.on_resize()

    def on_resize(self) -> None:
        """Say that it is laid out."""
        if isinstance(self.screen, ChoiceCards):
            self.screen.answer_laid_out()


class Ratings(Panel):
    """The four ratings; a click rates."""

    async def on_click(self, event: events.Click) -> None:
        """Rate as the clicked button says."""
        screen = self.screen
        if isinstance(screen, ChoiceCards) and screen.view is not None:
            _, places = text.buttons(screen.view, self.content_size.width)
            for start, end, rating in places:
                if start <= event.x < end:
                    screen.rate(rating)
                    return
