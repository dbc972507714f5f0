"""Plan: the weeks ahead, simulated beside the screen; other minutes are taken with one key."""

from collections.abc import Iterator

from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker, WorkerState, get_current_worker

from mlprep.domain.settings import SettingError
from mlprep.store.errors import HistoryError
from mlprep.study.plan.view import Option, PlanAhead, TopicAhead
from mlprep.study.plan.words import minutes_words, retention_words
from mlprep.study.preferences import change, fault_of
from mlprep.tui.actions import Action
from mlprep.tui.pieces import MUTED, lines, said, wrapped
from mlprep.tui.screens.columns import TwoColumns
from mlprep.tui.screens.plan import text
from mlprep.tui.screens.plan.text import View
from mlprep.tui.screens.wishing import Wishing
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.rows import Rows

HIGH = 30
"""Rows from which the plot is taller."""
LOW_PLOT, HIGH_PLOT = 4, 8
WHY_LINES = 3
WORKER = "plan"
STEP_PERCENT = 4
ON_TOPIC = frozenset({"plan.study-topic", "plan.pin", "plan.skip", "plan.postpone"})


class PlanScreen(TwoColumns, Wishing):
    """The weeks ahead."""

    SCOPE = "plan"
    BODY_SCROLLS = "#main"
    CSS_PATH = "screen.tcss"

    class Simulated(Message):
        """So much of the simulation is done."""

        def __init__(self, percent: int) -> None:
            super().__init__()
            self.percent = percent

    def __init__(self) -> None:
        super().__init__()
        self.view: View | None = None
        self.in_side = False
        self._version = -1

    def compose_body(self) -> Iterator[Widget]:
        """Yield what it comes to, the weeks and the topics, and why the topic stands there."""
        yield Panel(id="head")
        with Horizontal(id="panes"):
            yield Rows(id="side")
            yield Rows(id="main")
        yield Panel(id="why")

    # ------------------------------------------------------------ simulating

    def reload(self) -> None:
        """Simulate anew, beside the screen; what was known stays until then."""
        self._version = self.workspace.history.data_version()
        if self.view is None:
            self._show_progress(0)
        self.run_worker(
            self._simulate, thread=True, group=WORKER, exclusive=True, exit_on_error=False
        )

    def on_screen_resume(self) -> None:
        """Come back from another screen: simulate anew where something was recorded."""
        if self.is_mounted and self.workspace.history.data_version() != self._version:
            self.reload()
        super().on_screen_resume()

    def _simulate(self) -> PlanAhead | None:
        """Run in a thread of its own, with connections of its own; stops when it is not wanted."""
        from mlprep.planning.forecast import ForecastCancelledError
        from mlprep.study.plan.weeks import plan_ahead

        worker, told = get_current_worker(), 0

        def heard(done: int, total: int) -> None:
            nonlocal told
            percent = 100 * done // max(1, total)
            if percent >= told + STEP_PERCENT:
                told = percent
                self.post_message(self.Simulated(percent))

        with self.study.open_workspace() as workspace:
            try:
                return plan_ahead(workspace, heard=heard, cancelled=lambda: worker.is_cancelled)
            except ForecastCancelledError:
                return None

    def on_plan_screen_simulated(self, event: Simulated) -> None:
        """Say how far the simulation is, until there is a plan to show."""
        event.stop()
        if self.view is None:
            self._show_progress(event.percent)

    def _show_progress(self, percent: int) -> None:
        told = f"Simulating the weeks ahead: {percent}%"
        self.query_one("#head", Panel).show(lambda _width: Content.styled(told, MUTED))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the plan once it is there."""
        if event.worker.group != WORKER:
            return
        event.stop()
        if event.state is WorkerState.ERROR:
            self.tell(f"The weeks could not be simulated: {event.worker.error}", severity="error")
        if event.state is not WorkerState.SUCCESS or event.worker.result is None:
            return
        self.view = View(event.worker.result, self.view.in_cards if self.view else False)
        self.draw_columns()

    # --------------------------------------------------------------- drawing

    def draw_columns(self) -> None:
        """Show both lists, or the one that there is room for."""
        view = self.view
        if view is None:
            return
        height = HIGH_PLOT if self.app.size.height >= HIGH else LOW_PLOT
        main, side = self.query_one("#main", Rows), self.query_one("#side", Rows)
        own = next((n for n, one in enumerate(view.ahead.options, 1) if one.is_own), 1)
        here = "" if main.cursor or self.is_wide else f"option:{own}"
        with self.app.batch_update():
            self.query_one("#head", Panel).show(lambda width: text.head(view, width))
            if self.is_wide:
                side.fill(lambda width: text.left_column(view, width, height))
                main.fill(lambda width: text.right_column(view, width))
            else:
                main.fill(lambda width: text.one_column(view, width, height), cursor=here)
            main.activate(not (self.is_wide and self.in_side))
            side.activate(self.in_side)
        self.call_after_refresh(self.pointed)

    def pointed(self) -> None:
        """Say why the topic under the cursor stands where it does."""
        if not self.is_mounted:
            return
        topic = self._topic_ahead()
        told = topic.reason if topic else ""
        self.query_one("#why", Panel).show(
            lambda width: (
                lines(said(one, MUTED) for one in wrapped(told, width)[:WHY_LINES])
                if told
                else Content()
            )
        )
        self.refresh_keys()

    # --------------------------------------------------------------- actions

    @property
    def topic(self) -> str:
        """Topic under the cursor, in the plan or taken out; empty on other rows."""
        kind, _, name = self.rows.cursor.partition(":")
        return name if kind in ("topic", "away") else ""

    def _topic_ahead(self) -> TopicAhead | None:
        topics = self.view.ahead.topics if self.view else ()
        return next((one for one in topics if one.id == self.topic), None)

    def action_open(self) -> None:
        """Open the topic, or take the minutes or the recall, under the cursor."""
        kind, _, name = self.rows.cursor.partition(":")
        if kind == "option":
            self.action_option(int(name))
        elif kind == "retention":
            self._take_retention(int(name))
        elif self.topic in self.workspace.library.topics:
            from mlprep.tui.screens.profile.topic import TopicScreen

            self.app.push_screen(TopicScreen(self.topic))

    def action_option(self, number: int) -> None:
        """Take the minutes of a row of the comparison."""
        options = self.view.ahead.options if self.view else ()
        if number > len(options):
            return
        option: Option = options[number - 1]
        if option.is_own:
            self.tell("These are your minutes already.")
        else:
            self._put("minutes_per_day", str(option.minutes), f"{minutes_words(option)} a day")

    def _take_retention(self, number: int) -> None:
        option = self.view.ahead.retentions[number - 1] if self.view else None
        if option is None or option.is_own:
            self.tell("That is what you aim for already.")
        else:
            told = f"You aim to recall {retention_words(option)}"
            self._put("desired_retention", str(option.retention), told)

    def _put(self, key: str, value: str, told: str) -> None:
        try:
            change(self.workspace, key, value)
        except (SettingError, HistoryError) as fault:
            self.tell(f"Not changed: {fault}", severity="error")
            return
        undo = self.study.keys.hint("plan.undo")
        self.tell(f"{told}. The weeks are simulated anew.", hint=f"({undo} undoes it)")
        self.reload()

    def action_minutes(self) -> None:
        """Ask for minutes a day."""
        self._ask("minutes_per_day", "Minutes a day", "0 sets no limit.", "{} minutes a day")

    def action_new(self) -> None:
        """Ask for new cards a day."""
        told = "How many new cards a day come at most."
        self._ask("new_per_day", "New cards a day", told, "Up to {} new cards a day")

    def action_date(self) -> None:
        """Ask for the day to be ready."""
        told = "A date such as 2027-01-31; an empty line takes it away."
        self._ask("target_date", "The day to be ready", told, "Ready by {}")

    def _ask(self, key: str, title: str, told: str, done: str) -> None:
        from mlprep.tui.widgets.entry import Entry

        now = str(getattr(self.workspace.settings, key))

        def check(value: str) -> str:
            return fault_of(self.workspace, key, value)

        def given(value: str | None) -> None:
            if value is not None and value != now:
                self._put(key, value, done.format(value) if value else "No date is set")

        self.app.push_screen(Entry(title, check, Content.styled(told, MUTED), value=now), given)

    def action_chart(self) -> None:
        """Plot cards instead of minutes, and back."""
        if self.view is not None:
            self.view = self.view._replace(in_cards=not self.view.in_cards)
            self.draw_columns()

    def action_study_topic(self) -> None:
        """Study the topic under the cursor now."""
        from mlprep.tui.screens.profile.screen import study

        if self.topic in self.workspace.library.topics:
            study(self, self.topic)
        else:
            self.tell("Go to a topic first.")

    def topic_at(self) -> str:
        """Name the topic under the cursor."""
        return self.topic

    def action_leave(self) -> None:
        """Back."""
        self.go_back()

    # ------------------------------------------------------------------ keys

    def applies(self, action: Action) -> bool:
        """Offer what the row takes."""
        if action.id in ON_TOPIC:
            return bool(self.topic)
        if action.id == "plan.open":
            return bool(self.rows.cursor)
        return True

    def title_of(self, action: Action) -> str:
        """Say what a key does now."""
        if action.id == "plan.open":
            return "Take" if self.rows.cursor.startswith(("option:", "retention:")) else "Open"
        if action.id == "plan.chart" and self.view is not None and self.view.in_cards:
            return "Minutes"
        return action.title
