"""Result: what a sitting showed, and every answer explained, with the card that teaches it."""

from collections.abc import Iterator, Sequence

from textual.containers import Horizontal, ScrollableContainer
from textual.content import Content
from textual.widget import Widget

from mlprep.study.measuring.answered import (
    AnsweredItem,
    answered_items,
    open_explanations,
    study_card,
)
from mlprep.study.measuring.confirming import found_by
from mlprep.study.measuring.profile import Measurement
from mlprep.study.measuring.profile_view import ProfileView
from mlprep.study.measuring.sitting_facts import SittingRecord, read_sittings
from mlprep.tui.actions import Action
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.result import text
from mlprep.tui.screens.result.text import View
from mlprep.tui.widgets.ask import Ask
from mlprep.tui.widgets.panel import Panel, WidePanel
from mlprep.tui.widgets.rows import Rows

WIDE = 120
READING = "-reading"
"""Class while one explanation has the whole screen."""


class ResultScreen(StudyScreen):
    """Answers of one sitting, of one topic, or of everything."""

    SCOPE = "result"
    BODY_SCROLLS = "#explained"
    CSS_PATH = "screen.tcss"

    def __init__(
        self, sitting: str = "", *, topic: str = "", at: str = "", fresh: bool = False
    ) -> None:
        """Show a sitting or a topic; ``at`` names the answer to explain first."""
        super().__init__()
        self._at = at
        self._sitting, self._topic, self._fresh = sitting, topic, fresh
        self.view = View("", ())
        self._opened = set[str]()

    def compose_body(self) -> Iterator[Widget]:
        """Yield the list and the explanation."""
        yield Panel(id="head")
        with Horizontal(id="panes"):
            yield Rows(id="answers")
            with ScrollableContainer(id="explained", can_focus=False):
                yield WidePanel(id="text")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#answers", Rows)

    def reload(self) -> None:
        """Read the answers again and exchange the texts."""
        self.view = self._look()
        view = self.view
        self.query_one("#head", Panel).show(lambda width: text.head(view, width))
        self.rows.fill(lambda width: text.item_rows(view, width), cursor=self._at)
        if self._at:
            self._at = ""
            self.set_class(True, READING)
        self._explain()

    def _look(self) -> View:
        workspace = self.workspace
        records = [one for one in read_sittings(workspace) if one.given and not one.discarded]
        # An open sitting does not tell right from wrong.
        if self._sitting:
            records = [one for one in records if one.id == self._sitting]
        records = [one for one in records if not one.is_open]
        items = answered_items(workspace, records, topic=self._topic or None)
        return View(
            self._title(records),
            items,
            self._profile(),
            sum(one.seconds or 0.0 for one in items) / 60,
            workspace.config.maths != "source",
            found_by(workspace, self._sitting) if self._sitting else "",
        )

    def _profile(self) -> ProfileView | None:
        return Measurement(self.workspace).view() if self._sitting else None

    def _title(self, records: Sequence[SittingRecord]) -> str:
        if self._topic:
            return self.workspace.library.title_of_topic(self._topic)
        if not self._sitting or not records:
            return "All answers"
        record = records[0]
        count = "1 answer counts" if record.answered == 1 else f"{record.answered} answers count"
        done = "Done" if self._fresh else "Sitting"
        return f"{done}: {record.begun.length.name} {record.begun.mode}, {count}"

    # --------------------------------------------------------------- explain

    @property
    def item(self) -> AnsweredItem | None:
        """The answer under the cursor."""
        cursor = self.rows.cursor
        return next((one for one in self.view.items if text.key_of(one) == cursor), None)

    @property
    def _is_shown(self) -> bool:
        return self.has_class(READING) or self.app.size.width >= WIDE

    def _explain(self) -> None:
        """Show the explanation where it has a place; that is recorded: it was seen."""
        item, maths = self.item, self.view.maths
        panel = self.query_one("#text", WidePanel)
        if item is None:
            panel.show(lambda _width: Content())
        elif self._is_shown:
            key = self.study.keys.label("result.study-card")
            panel.show(lambda width: text.explained(item, width, maths=maths, study_key=key))
            self._remember(item)
        self.refresh_keys()

    def _remember(self, item: AnsweredItem) -> None:
        key = text.key_of(item)
        if key not in self._opened:
            self._opened.add(key)
            self.recorded(lambda: open_explanations(self.workspace, [item]))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Explain the answer that the cursor is on."""
        event.stop()
        self._explain()
        self.query_one("#explained").scroll_home(animate=False)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Open what is clicked."""
        event.stop()
        self.action_open()

    def on_resize(self) -> None:
        """Explain where there is room for it now."""
        if self.is_mounted:
            self._explain()

    # --------------------------------------------------------------- actions

    def action_open(self) -> None:
        """Read the explanation; of a gap open the topic."""
        kind, _, topic = self.rows.cursor.partition(":")
        if kind == "topic":
            self._open_topic(topic)
        elif self.has_class(READING):
            self.action_turn(1)
        elif self.item is not None:
            self.set_class(True, READING)
            self._explain()

    def _open_topic(self, topic: str) -> None:
        from mlprep.tui.screens.profile.topic import TopicScreen

        self.app.push_screen(TopicScreen(topic))

    def action_move(self, where: str) -> None:
        """Move in the list; scroll the explanation that is read."""
        if self.has_class(READING) and self.app.size.width < WIDE:
            self.action_scroll_body(where)
        else:
            self.rows.go(where)

    def action_turn(self, step: int) -> None:
        """Go to the next or the previous answer."""
        self.rows.go("down" if step > 0 else "up")
        if self.item is None:
            self.rows.go("down")

    def action_study_card(self) -> None:
        """Put the card that teaches this into today's queue."""
        item = self.item
        if item is None:
            self.tell("Go to an answer: the card that teaches it is put into today's queue.")
            return
        cards = [card for card in item.cards if not card.asked_for]
        if not cards:
            told = "It is in today's queue already." if item.cards else "No card teaches this yet."
            self.tell(told)
        elif len(cards) == 1:
            self._study(item, 0)
        else:
            choices = [(str(at), card.title) for at, card in enumerate(cards[:9], 1)]
            self.app.push_screen(
                Ask("Which card, today?", choices),
                lambda key: self._study(item, int(key) - 1) if key else None,
            )

    def _study(self, item: AnsweredItem, at: int) -> None:
        card = [one for one in item.cards if not one.asked_for][at]
        done: list[str] = []
        if self.recorded(lambda: done.append(study_card(self.workspace, item, card.id))):
            self.reload()
            self.tell(f"In today's queue, before all else: {card.title}")

    def travelled(self) -> None:
        """Show the queue as it is after an undo."""
        self.reload()

    def action_profile(self) -> None:
        """Open the whole profile in place of this screen."""
        from mlprep.tui.screens.profile.screen import ProfileScreen

        self.app.switch_screen(ProfileScreen())

    def go_back(self) -> None:
        """Back to the list, then back to where this was opened."""
        if self.has_class(READING):
            self.set_class(False, READING)
            self.refresh_keys()
        else:
            super().go_back()

    def action_leave(self) -> None:
        """Back."""
        self.go_back()

    def applies(self, action: Action) -> bool:
        """Offer the card where there is one."""
        if action.id == "result.study-card":
            return self.item is not None and any(not one.asked_for for one in self.item.cards)
        if action.id == "result.profile":
            return not self._topic
        if action.id in ("result.next", "result.previous"):
            return self.has_class(READING)
        return True

    def title_of(self, action: Action) -> str:
        """Say what ``enter`` does now."""
        if action.id == "result.open":
            if self.rows.cursor.startswith("topic:"):
                return "Topic"
            return "Next" if self.has_class(READING) else "Explain"
        return action.title
