"""A sitting on the screen: one question at a time, nothing said of right or wrong."""

import time
from collections.abc import Iterator
from dataclasses import replace

from textual import events
from textual.containers import Horizontal, ScrollableContainer, Vertical
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Input

from mlprep.study.measuring.asked import AnswerMissing
from mlprep.study.measuring.sitting import SittingSession
from mlprep.tui.actions import Action
from mlprep.tui.pieces import fitted
from mlprep.tui.screens.assess import drawing
from mlprep.tui.screens.assess.drawing import View, pick_for
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.widgets.panel import Panel, WidePanel

CHECKPOINT_ANSWERS = 20


class Options(WidePanel):
    """The options; a click picks one."""

    async def on_click(self, event: events.Click) -> None:
        """Pick the option on the clicked line."""
        if isinstance(self.screen, SittingScreen):
            self.screen.pick_line(event.y)


class SittingScreen(StudyScreen):
    """Questions until the sitting is over or the learner pauses."""

    SCOPE = "sitting"
    BODY_SCROLLS = "#item"
    CSS_PATH = "screen.tcss"
    REPEAT_SECONDS = 0.15
    """The same key within so short a time is a held or bouncing key and answers nothing."""

    def __init__(self, session: SittingSession) -> None:
        super().__init__()
        self.session = session
        self.view: View | None = None
        self._last_answer = 0.0
        self._maths = True

    def compose_body(self) -> Iterator[Widget]:
        """Yield the reading column."""
        with Vertical(id="column"):
            yield Panel(id="head")
            with ScrollableContainer(id="item", can_focus=False):
                yield WidePanel(id="stem")
                with Horizontal(id="entry"):
                    yield Input(id="typed", placeholder="Type the answer, then enter")
                    yield Panel(id="unit")
                yield Options(id="options")
            yield Panel(id="sure")

    def on_mount(self) -> None:
        """Ask the first question."""
        self._maths = self.workspace.config.maths != "source"
        super().on_mount()
        self.session.next()
        self._say_notice()
        self.show_question()

    # ------------------------------------------------------------------ show

    def show_question(self) -> None:
        """Show the question of the session; the result where none is left."""
        asked = self.session.asked
        if asked is None:
            self._finish()
            return
        self.view = View(
            asked,
            pick_for(asked),
            maths=self._maths,
            answer_key=self.study.keys.hint("sitting.answer"),
        )
        with self.app.batch_update():
            self.query_one("#entry").display = asked.is_typed
            self.query_one("#options").display = not asked.is_typed
            self.query_one("#item").scroll_home(animate=False)
            self._show_entry()
            self._draw_head()
            self._draw(whole=True)

    def _show_entry(self) -> None:
        view = self.view
        if view is None or not view.asked.is_typed:
            if self.focused is not None:
                self.set_focus(None)
            return
        typed = self.query_one("#typed", Input)
        typed.value = ""
        typed.focus(scroll_visible=False)
        unit = view.asked.unit
        self.query_one("#unit", Panel).display = bool(unit)
        self.query_one("#unit", Panel).show(lambda _width: fitted(unit, 30, "bold"))

    def _draw_head(self) -> None:
        progress, session = self.session.progress, self.session
        number = progress.answered + 1
        title = "Check-up, question" if session.is_check_up else "Question"
        self.query_one("#head", Panel).show(
            lambda width: drawing.head(number, progress, title, width)
        )

    def _draw(self, *, whole: bool = False) -> None:
        view = self.view
        if view is None:
            return
        if whole:
            self.query_one("#stem", WidePanel).show(lambda width: drawing.stem(view, width))
        if not view.asked.is_typed:
            self.query_one("#options", WidePanel).show(lambda width: drawing.options(view, width))
        sure, unsure = self._sure_keys()
        self.query_one("#sure", Panel).show(
            lambda width: drawing.sureness(view, sure, unsure, width)
        )
        self.refresh_keys()

    def _sure_keys(self) -> tuple[str, str]:
        actions = {action.id: action for action, _ in self.study.keys.for_scope(self.SCOPE)}
        names = ("sitting.sure", "sitting.unsure")
        first, second = (self.key_label(actions[name]) for name in names)
        return first, second

    def _say_notice(self) -> None:
        if self.session.notice:
            self.tell(self.session.notice, severity="warning")

    # ---------------------------------------------------------------- answer

    @property
    def is_typing(self) -> bool:
        """Whether the answer is typed; the focus itself comes a moment later."""
        return self.view is not None and self.view.asked.is_typed

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with what was typed."""
        event.stop()
        if self.view is not None:
            self._answer(typed=event.value)

    def action_answer(self) -> None:
        """Answer with what is picked, else with the option under the cursor."""
        view = self.view
        if view is None or view.asked.is_typed:
            return
        picked = view.pick.answered()
        if not picked and view.pick.cursor == view.dont_know:
            picked = frozenset({view.dont_know})
        self._answer(picked=picked)

    def action_dont_know(self) -> None:
        """Answer honestly, at once."""
        self._answer(dont_know=True)

    def _answer(
        self, *, typed: str = "", picked: frozenset[int] = frozenset(), dont_know: bool = False
    ) -> None:
        """Record an answer durably and show the next question."""
        view = self.view
        now = time.monotonic()
        if view is None or now - self._last_answer < self.REPEAT_SECONDS:
            return
        dont_know = dont_know or (view.dont_know in picked and bool(view.asked.order))
        try:
            kept = self.recorded(
                lambda: self.session.answer(
                    typed=typed,
                    picked=() if dont_know else picked,
                    dont_know=dont_know,
                    sure=view.sure,
                )
            )
        except AnswerMissing as missing:
            told = str(missing)
            self.tell(f"{told[:1].upper()}{told[1:]}: {self.study.keys.hint('sitting.dont-know')}.")
            return
        self._last_answer = now
        if kept:
            self.hush()
            self._say_notice()
            self._tidy()
            self.show_question()

    def _tidy(self) -> None:
        """Tidy the history's log now and then while the learner reads."""
        if len(self.session.record.given) % CHECKPOINT_ANSWERS == 0:
            self.run_worker(
                self.workspace.history.checkpoint, thread=True, group="upkeep", exit_on_error=False
            )

    def action_digit(self, digit: int) -> None:
        """Pick an option; 0 is "I don't know"."""
        view = self.view
        if view is None or view.asked.is_typed:
            return
        at = view.dont_know if digit == 0 else digit - 1
        if digit > len(view.asked.order):
            self.tell(f"No option has the number {digit}.")
            return
        self._pick(at)

    def _pick(self, at: int) -> None:
        """Pick a place; "I don't know" and the options exclude each other."""
        view = self.view
        if view is None:
            return
        pick = view.pick
        if at == view.dont_know:
            alone = frozenset() if at in pick.picked else frozenset({at})
            pick = replace(pick, cursor=at, picked=alone)
        else:
            pick = replace(pick, picked=pick.picked - {view.dont_know}).toggled(at)
        self._see(replace(view, pick=pick))

    def pick_line(self, line: int) -> None:
        """Pick what stands on a line of the list of options."""
        panel = self.query_one("#options", WidePanel)
        if self.view is not None:
            at = drawing.option_on(self.view, panel.column or panel.content_size.width, line)
            if at is not None:
                self._pick(at)

    def key_space(self, event: events.Key) -> None:
        """Pick the option under the cursor."""
        view = self.view
        if view is None or view.asked.is_typed:
            return
        event.stop()
        event.prevent_default()
        self._pick(max(0, view.pick.cursor))

    def action_scroll_body(self, where: str) -> None:
        """Move among the options; else scroll the question."""
        view = self.view
        if view is not None and not view.asked.is_typed and where in ("up", "down"):
            pick = view.pick.moved(1 if where == "down" else -1)
            if not pick.several:
                pick = replace(pick, picked=frozenset())
            self._see(replace(view, pick=pick))
            return
        super().action_scroll_body(where)

    def _see(self, view: View) -> None:
        self.view = view
        self._draw()
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        view = self.view
        if view is None or view.asked.is_typed:
            return
        panel = self.query_one("#options", WidePanel)
        line = drawing.place_of_cursor(view, panel.column or panel.content_size.width)
        region = Region(0, panel.virtual_region.y + line, 1, 1)
        self.query_one("#item").scroll_to_region(region, animate=False)

    def action_sure(self, sure: int) -> None:
        """Say that one is sure or unsure; the same key again takes it back."""
        view = self.view
        if view is not None:
            said = bool(sure)
            self.view = replace(view, sure=None if view.sure is said else said)
            self._draw()

    def action_maths(self) -> None:
        """Show formulae as their source, or set."""
        self._maths = not self._maths
        if self.view is not None:
            self.view = replace(self.view, maths=self._maths)
            self._draw(whole=True)

    # --------------------------------------------------------------- the end

    def _finish(self) -> None:
        from mlprep.tui.screens.result.screen import ResultScreen

        self.view = None
        if self.session.record.given:
            self.app.switch_screen(ResultScreen(self.session.record.id, fresh=True))
        else:
            self.tell("There is nothing to ask.")
            super().go_back()

    def go_back(self) -> None:
        """Pause; every answer is kept."""
        self.session.pause()
        super().go_back()

    def action_pause(self) -> None:
        """Pause; every answer is kept."""
        self.go_back()

    def applies(self, action: Action) -> bool:
        """Offer what answers while a question is shown; escape pauses, which stands there."""
        if action.id == "app.back":
            return False
        return self.view is not None or action.footer >= 90  # noqa: PLR2004  # help and leaving
