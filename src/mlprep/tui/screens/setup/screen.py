"""Setup: six questions on one screen, each answered with one key, each left out as easily."""

from collections.abc import Iterator
from dataclasses import replace

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from mlprep.domain.days import date_of
from mlprep.domain.facts import Json
from mlprep.domain.settings import SettingError, with_setting
from mlprep.study.measuring.setting_up import (
    needs_setup,
    not_past,
    set_up,
    setup_choices,
    skip_setup,
)
from mlprep.study.names import NameNotKnown
from mlprep.tui.actions import Action
from mlprep.tui.pieces import MUTED
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.setup import text
from mlprep.tui.screens.setup.text import View
from mlprep.tui.widgets.entry import Entry
from mlprep.tui.widgets.panel import Panel


class SetupScreen(StudyScreen):
    """Who the learner is and where they want to go; every choice is kept at once."""

    SCOPE = "setup"
    BODY_SCROLLS = "#page"
    CSS_PATH = "screen.tcss"

    view: View

    def compose_body(self) -> Iterator[Widget]:
        """Yield the questions and the options of one of them."""
        with VerticalScroll(id="page", can_focus=False):
            yield Panel(id="head")
            yield Panel(id="answers")
            yield Panel(id="options")

    def reload(self) -> None:
        """Read the choices and what is chosen."""
        self.workspace.forget_cached()
        choices = setup_choices(self.workspace)
        asked = text.questions(choices, date_of(self.workspace.today))
        at = self.view.at if hasattr(self, "view") else 0
        self.view = View(asked, dict(choices.now), at, reading=self.study.is_reading)
        self._go_to(at)

    def travelled(self) -> None:
        """Show what an undo has changed."""
        self.reload()

    def _draw(self) -> None:
        view = self.view
        self.query_one("#head", Panel).show(lambda width: text.head(view, width))
        self.query_one("#answers", Panel).show(lambda width: text.answers(view, width))
        self.query_one("#options", Panel).show(lambda width: text.options(view, width))
        self.refresh_keys()
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        options = self.query_one("#options", Panel)
        top = options.virtual_region.y + 1 + self.view.cursor
        page = self.query_one("#page")
        page.scroll_to_region(Region(0, top, 1, 1), animate=False)

    def _go_to(self, at: int) -> None:
        """Ask a question, the cursor on what is chosen."""
        view = replace(self.view, at=at)
        chosen = [i for i, one in enumerate(view.question.options) if view.is_chosen(one)]
        self.view = replace(view, cursor=chosen[0] if chosen else 0)
        self._draw()

    # --------------------------------------------------------------- actions

    def action_move(self, where: str) -> None:
        """Move among the options."""
        count = len(self.view.question.options)
        step = {"up": -1, "down": 1, "home": -count, "end": count}[where]
        cursor = max(0, min(count - 1, self.view.cursor + step))
        self.view = replace(self.view, cursor=cursor)
        self._draw()

    def action_turn(self, step: int) -> None:
        """Go to the question before or after."""
        self.hush()
        at = self.view.at + step
        if 0 <= at < len(self.view.questions):
            self._go_to(at)

    def action_digit(self, digit: int) -> None:
        """Choose an option by its digit."""
        if self._waits():
            return
        index = text.index_of(self.view.question, digit)
        if index is None:
            self.tell(f"No option has the number {digit}.")
            return
        self.view = replace(self.view, cursor=index)
        self._take(index)
        if not self.view.question.several:
            self._next()

    def action_pick(self) -> None:
        """Choose the option under the cursor and stay."""
        if not self._waits():
            self._take(self.view.cursor)

    def action_take(self) -> None:
        """Choose the option under the cursor and go on; of several only go on."""
        if self._waits():
            return
        if not self.view.question.several:
            self._take(self.view.cursor)
        self._next()

    def _waits(self) -> bool:
        """Whether there is nothing to choose from yet; says so."""
        if self.view.is_waiting:
            self.tell(text.WAIT)
        return self.view.is_waiting

    def _next(self) -> None:
        self.hush()
        if self.view.at + 1 < len(self.view.questions):
            self._go_to(self.view.at + 1)
        else:
            self.go_back()

    def _take(self, index: int) -> None:
        question = self.view.question
        option = question.options[index]
        value: Json = option.value
        if question.several:
            value = self._toggled(option)
        self._put(value)

    def _toggled(self, option: text.Option) -> Json:
        now = self.view.now[self.view.question.key]
        chosen = list(now) if isinstance(now, list) else []
        if not option.value:
            return []
        if option.value in chosen:
            return [one for one in chosen if one != option.value]
        return [*chosen, option.value]

    def _put(self, value: Json) -> None:
        """Record a choice, unless it is what is chosen already."""
        key, cursor = self.view.question.key, self.view.cursor
        if value == self.view.now[key]:
            return
        try:
            if not self.recorded(lambda: set_up(self.workspace, {key: value})):
                return
        except (SettingError, NameNotKnown) as fault:
            self.tell(f"Not changed: {fault}", severity="error")
            return
        self.reload()
        if self.view.question.several:
            self.view = replace(self.view, cursor=cursor)
            self._draw()

    def action_type(self) -> None:
        """Type minutes or a date of one's own."""
        question = self.view.question
        if not question.takes:
            self.tell("Choose one of the options here.")
            return

        def given(value: str | None) -> None:
            if value is not None:
                self._put(_typed(question.key, value))
                self._next()

        told = Content.styled(f"It takes {question.takes}.", MUTED)
        now = str(self.view.now[question.key] or "")
        self.app.push_screen(Entry(question.asks, self._fault, told, value=now), given)

    def _fault(self, value: str) -> str:
        key = self.view.question.key
        try:
            with_setting(self.workspace.settings, key, _typed(key, value))
            not_past(self.workspace, key, _typed(key, value))
        except SettingError as fault:
            return str(fault)
        return ""

    def action_leave(self) -> None:
        """Leave; what was chosen is kept."""
        self.go_back()

    def go_back(self) -> None:
        """Leave; where nothing was chosen the start does not offer it again."""
        if needs_setup(self.workspace):
            self.recorded(lambda: skip_setup(self.workspace))
        super().go_back()

    def applies(self, action: Action) -> bool:
        """Offer typing where a value may be typed, and choosing where several may be chosen."""
        if action.id == "setup.toggle":
            return self.view.question.several
        return action.id != "setup.type" or bool(self.view.question.takes)

    def title_of(self, action: Action) -> str:
        """Say what ``enter`` does now."""
        if action.id == "setup.take" and self.view.at + 1 == len(self.view.questions):
            return "Done"
        return "Next" if action.id == "setup.take" else action.title


def _typed(key: str, value: str) -> Json:
    """Turn a typed line into the value of its setting; what is no number stays a text."""
    if key == "minutes_per_day" and value.strip().isdecimal():
        return int(value)
    return value.strip()
