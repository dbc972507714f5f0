"""What is asked before a card's schedule is changed, wherever the card is shown."""

from collections.abc import Callable

from textual.app import App
from textual.content import Content

from mlprep.study.review import browsing
from mlprep.text.counting import counted
from mlprep.tui.pieces import MUTED, fitted, lines
from mlprep.tui.widgets.ask import confirm
from mlprep.tui.widgets.entry import Entry

NAME_CELLS = 46
"""Cells of a card's name in a question, so that it stands whole at 60 columns."""


def ask_due(app: App[int], act: Callable[[int], None]) -> None:
    """Ask in how many days a card shall be due, then act on that."""

    def check(text: str) -> str:
        try:
            browsing.days_from(text)
        except browsing.BrowsingError as fault:
            return str(fault)
        return ""

    def given(text: str | None) -> None:
        if text is not None:
            act(browsing.days_from(text))

    told = Content.styled("0 is today. What is known of your memory stays.", MUTED)
    app.push_screen(Entry("Due in how many days?", check, told, hint="7"), given)


def ask_reset(app: App[int], name: str, act: Callable[[], None]) -> None:
    """Ask whether to forget the schedule of a card, named by its title; then act on a yes."""
    told = lines(
        [
            fitted(name, NAME_CELLS, "bold"),
            Content.styled("It is new again; its review log stays.", MUTED),
        ]
    )
    _ask(app, "Forget this card's schedule?", told, act)


def ask_reset_of_many(app: App[int], count: int, act: Callable[[], None]) -> None:
    """Ask whether to forget the schedules of so many cards, then act on a yes."""
    told = Content.styled("New again; what was answered stays in the log.", MUTED)
    _ask(app, f"Forget the schedule of {counted(count, 'card')}?", told, act)


def _ask(app: App[int], title: str, told: Content, act: Callable[[], None]) -> None:
    def decided(answer: str | None) -> None:
        if answer == "y":
            act()

    app.push_screen(confirm(title, told), decided)
