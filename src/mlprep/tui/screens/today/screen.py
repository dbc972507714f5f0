"""Today: what is due, how long it takes and why; the first thing that a learner sees."""

from collections.abc import Iterator

from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from mlprep.store.errors import HistoryError
from mlprep.study.today import Today
from mlprep.study.today import today as look_at_today
from mlprep.tui.actions import Action
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.today import text
from mlprep.tui.widgets.panel import Draw, Panel

_LEADING_ON = ("setup", "assess", "profile", "projects")
HIGH = 30
"""Rows from which the bars of the days ahead are taller."""


class TodayScreen(StudyScreen):
    """The home screen."""

    SCOPE = "today"
    BODY_SCROLLS = "#page"
    LOOK_SECONDS = 30.0
    """How often the page, left open, asks whether it still says what is."""

    today: Today
    _as_of: tuple[int, int] | None = None
    """Study day and version of the history that the page shows."""

    def compose_body(self) -> Iterator[Widget]:
        """Yield the few texts of the page."""
        with VerticalScroll(id="page", can_focus=False):
            yield Panel(id="top")
            yield Panel(id="headline")
            yield Panel(id="outlook")
            with Container(id="halves"):
                yield Panel(id="decks")
                yield Panel(id="activity")

    def on_mount(self) -> None:
        """Show the day, also the next one if the page is left open until then."""
        super().on_mount()
        self.set_interval(self.LOOK_SECONDS, self.look_again)

    def look_again(self) -> None:
        """Show the page anew where the day or what other programs recorded has changed."""
        if self.is_current and not self.study.is_reading and self._now() != self._as_of:
            self.reload()
            self.refresh_keys()

    def _now(self) -> tuple[int, int] | None:
        try:
            return self.workspace.today, self.workspace.history.data_version()
        except HistoryError:  # said where something is to be recorded
            return self._as_of

    def on_screen_resume(self) -> None:
        """Come back from another screen: what is due has changed."""
        if self.is_mounted and hasattr(self, "today"):
            self.reload()
        super().on_screen_resume()

    def reload(self) -> None:
        """Look at the day again and exchange the texts."""
        self.workspace.forget_cached()
        self._as_of = self._now()
        today = self.today = look_at_today(self.workspace)
        reading, demo, key = self.study.is_reading, self.study.demo, self.study.keys.hint
        folder = str(self.workspace.paths.decks)
        self._show("top", lambda width: text.top(today, width, demo=demo))
        self._show(
            "headline",
            lambda width: text.headline(today, width, key, reading=reading, folder=folder),
        )
        self._show("decks", lambda width: text.decks(today, width, key))
        self._show("activity", lambda width: text.activity(today, width, bar_rows=self._bar_rows))
        self._ask_about_doubts()
        # Once the first frame stands: the skill map need not be read for it.
        self.call_after_refresh(self._look_ahead)

    def _look_ahead(self) -> None:
        """Show what is known of gaps, or how to find them."""
        from mlprep.study.day_plan import day_plan
        from mlprep.study.measuring.outlook import outlook
        from mlprep.tui.screens.today.plan import ahead

        if not self.is_mounted:
            return
        found, keys, height = outlook(self.workspace), self.study.keys, self.app.size.height
        plan = day_plan(self.workspace, self.today) if self.today.cards else None
        names = {name: keys.label(f"today.{name}") for name in _LEADING_ON}
        self._show("outlook", lambda width: ahead(found, plan, names, width, height))
        # A screen that opened over this one meanwhile may have swallowed the layout.
        self.query_one("#outlook", Panel).refresh(layout=True)

    @property
    def _bar_rows(self) -> int:
        return 4 if self.app.size.height >= HIGH else 1

    def _show(self, name: str, draw: Draw) -> None:
        self.query_one(f"#{name}", Panel).show(draw)

    def applies(self, action: Action) -> bool:
        """Whether an action makes sense now."""
        if action.id == "today.start":
            return self.today.due > 0
        if action.id in ("today.more", "today.minutes", "today.topic"):
            return self.today.cards > 0
        if action.id == "today.cram":
            return self.today.due == 0 and self.today.cards > 0
        return True

    # --------------------------------------------------------------- actions

    def action_start(self) -> None:
        """Review what is due."""
        if self.today.due:
            self.study.open_review()
        elif not self.today.cards:
            self.tell("There is nothing to study yet; the line on top says how to begin.")
        else:
            cram = self.study.keys.hint("today.cram")
            self.tell(f"Nothing is due. {cram} studies ahead without moving the schedule.")

    def action_cram(self) -> None:
        """Study ahead."""
        from mlprep.tui.request import ReviewRequest

        self.study.open_review(ReviewRequest(cram=True))

    def action_more(self) -> None:
        """Study beyond the day's limits."""
        from mlprep.tui.request import ReviewRequest

        self.study.open_review(ReviewRequest(more=True))

    def action_ten_minutes(self) -> None:
        """Study for ten minutes."""
        from mlprep.tui.request import ReviewRequest

        self.study.open_review(ReviewRequest(minutes=10))

    def action_one_topic(self) -> None:
        """Ask for the topic, then study it alone."""
        from mlprep.study.day_plan import topics_to_study
        from mlprep.tui.request import ReviewRequest
        from mlprep.tui.screens.today.picking import TopicPicker, TopicRow

        def taken(topic: str | None) -> None:
            if topic is not None:
                self.study.open_review(ReviewRequest(names=(topic,)))

        rows = [TopicRow(*one) for one in topics_to_study(self.workspace)]
        if rows:
            self.app.push_screen(TopicPicker(rows), taken)
        else:
            self.tell("No deck has a topic yet.")

    def travelled(self) -> None:
        """Show the day as it is after an undo or redo."""
        self.reload()
        self.refresh_keys()

    # ---------------------------------------------------------------- doubts

    def _ask_about_doubts(self) -> None:
        """Ask once, when the decks have been read; the palette asks again."""
        study = self.study
        if study.is_reading or study.doubts_asked or not self.is_current:
            return
        if self.workspace.library.doubts():
            study.doubts_asked = True
            self.call_after_refresh(self.action_doubts)

    def action_doubts(self) -> None:
        """Ask which edited cards keep their history."""
        from mlprep.tui.widgets.doubts import ask_next

        if self.is_current and not ask_next(self.study):
            self.tell("No edited card is waiting for a decision.")
