"""Profile: measured levels against what a role asks for, and what to do next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from mlprep.store.errors import HistoryError
from mlprep.study.content.skill_map import load_skill_map
from mlprep.study.measuring.profile import SENIORITIES, Measurement
from mlprep.study.measuring.profile_view import SittingLine
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.measuring.standpoint import NothingToAsk
from mlprep.tui.actions import Action
from mlprep.tui.pieces import MUTED, wrapped
from mlprep.tui.request import AssessRequest, ReviewRequest
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.columns import TwoColumns
from mlprep.tui.screens.profile import text
from mlprep.tui.screens.profile.text import View
from mlprep.tui.screens.wishing import Wishing
from mlprep.tui.widgets.ask import Ask
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.rows import Rows

CHOICE_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
TOPIC_KINDS = ("topic", "gap", "recall")


class ProfileScreen(Wishing, TwoColumns):
    """The skill-gap profile."""

    SCOPE = "profile"
    BODY_SCROLLS = "#main"
    CSS_PATH = "screen.tcss"

    def __init__(self, role: str | None = None, seniority: str | None = None) -> None:
        super().__init__()
        self._role, self._seniority = role, seniority
        self._measurement: Measurement | None = None
        self.view: View | None = None
        self._opened: set[str] | None = None
        self.in_side = True

    def compose_body(self) -> Iterator[Widget]:
        """Yield what to do, where there is room for it, and beside it the bars."""
        yield Panel(id="head")
        with Horizontal(id="panes"):
            yield Rows(id="side")
            yield Rows(id="main")

    def on_screen_resume(self) -> None:
        """Come back from questions or cards: what is known has changed."""
        if self.is_mounted and self.view is not None:
            self.reload()
        super().on_screen_resume()

    def reload(self) -> None:
        """Measure anew from all answers."""
        self.workspace.forget_cached()
        try:
            self._measurement = Measurement(self.workspace)
        except NothingToAsk as fault:
            self.tell(f"Nothing can be measured: {fault}.", severity="warning")
            return
        self._look()

    def _look(self) -> None:
        """Show what was measured against the role; nothing is measured again."""
        if self._measurement is None:
            return
        profile = self._measurement.view(self._role, self._seniority)
        if self._opened is None:
            named = {gap.area for gap in profile.named} if self.is_wide else set[str]()
            self._opened = named
        own = self._own_aim()
        names = ("keep-role", "open", "assess", "role")
        keys = (self.study.keys.hint(f"profile.{name}") for name in names)
        self.view = View(profile, frozenset(self._opened), own, *keys)
        self.draw_columns()

    def _own_aim(self) -> str:
        """Name the learner's own role and seniority where others are looked at."""
        settings = self.workspace.settings
        role = settings.role if self._role is None else self._role
        if (role, self._seniority or settings.seniority) == (settings.role, settings.seniority):
            return ""
        known = load_skill_map(self.workspace.library).roles.get(settings.role)
        return f"{known.title}, {settings.seniority}" if known else "not chosen"

    def draw_columns(self) -> None:
        """Show both lists, or the one that there is room for."""
        view = self.view
        if view is None:
            return
        main, side = self.query_one("#main", Rows), self.query_one("#side", Rows)
        with self.app.batch_update():
            self.query_one("#head", Panel).show(lambda width: text.head(view, width))
            if self.is_wide:
                side.fill(lambda width: text.left_column(view, width))
                main.fill(lambda width: text.right_column(view, width))
            else:
                main.fill(lambda width: text.one_column(view, width))
            main.activate(not (self.is_wide and self.in_side))
            side.activate(self.in_side)
        self.refresh_keys()

    # --------------------------------------------------------------- actions

    def action_open(self) -> None:
        """Open an area's topics, a topic, or a sitting's answers."""
        kind, _, name = self.rows.cursor.partition(":")
        if kind == "area":
            self._toggle(name)
        elif kind in TOPIC_KINDS:
            from mlprep.tui.screens.profile.topic import TopicScreen

            self.app.push_screen(TopicScreen(name, self._role, self._seniority))
        elif kind == "sitting":
            is_open = any(one.id == name and one.state == "open" for one in self._sittings)
            self.study.open_screen(*(("assess",) if is_open else ("result", name)))

    @property
    def _sittings(self) -> Sequence[SittingLine]:
        return self.view.profile.sittings if self.view is not None else ()

    def _toggle(self, area: str) -> None:
        opened = self._opened if self._opened is not None else set()
        opened ^= {area}
        self._opened = opened
        if self.view is not None:
            self.view = replace(self.view, open_areas=frozenset(opened))
            self.draw_columns()

    def action_all(self) -> None:
        """Open all areas, or close them."""
        if self.view is None:
            return
        every = {one.id for one in self.view.profile.areas}
        self._opened = set() if self._opened else every
        self.view = replace(self.view, open_areas=frozenset(self._opened))
        self.draw_columns()

    def action_role(self) -> None:
        """Look at the same measurement against another role."""
        skills = load_skill_map(self.workspace.library)
        keyed = list(zip(CHOICE_KEYS, skills.roles.values(), strict=False))
        own = self.workspace.settings.role
        choices = [(key, role.title + ("  (yours)" if role.id == own else ""))
                   for key, role in keyed]  # fmt: skip
        by_key = {key: role.id for key, role in keyed}

        def chosen(key: str | None) -> None:
            if key is not None:
                self.look_at(by_key[key])

        told = Content.styled("\n".join(wrapped(
            "The answers stay; only what they are held against changes.", 60)), MUTED)  # fmt: skip
        self.app.push_screen(Ask("Against which role?", choices, told), chosen)

    def look_at(self, role: str) -> None:
        """Redraw against a role."""
        self._role = role
        self._look()
        if not self.workspace.settings.role:
            take = self.study.keys.hint("profile.keep-role")
            self.tell(f"{take} makes it your role, so that plan and questions aim at it.")

    def action_seniority(self) -> None:
        """Go to the next seniority."""
        now = self._seniority or self.workspace.settings.seniority
        self._seniority = SENIORITIES[(SENIORITIES.index(now) + 1) % len(SENIORITIES)]
        self._look()

    def action_keep_role(self) -> None:
        """Make what is looked at the learner's own aim."""
        settings = self.workspace.settings
        role = self._role if self._role is not None else settings.role
        seniority = self._seniority or settings.seniority
        if (role, seniority) == (settings.role, settings.seniority):
            self.tell("This is your role already.")
            return
        try:
            set_up(self.workspace, {"role": role, "seniority": seniority})
        except HistoryError as fault:
            self.tell(f"Not recorded: {fault} Try it again.", severity="error")
            return
        self._role = self._seniority = None
        self.reload()
        self.tell(f"Your aim: {self.view.profile.role if self.view else role}, {seniority}.")

    def topic_at(self) -> str:
        """Name the topic under the cursor."""
        return self.topic

    @property
    def topic(self) -> str:
        """Topic under the cursor; empty on other rows."""
        kind, _, name = self.rows.cursor.partition(":")
        return name if kind in TOPIC_KINDS else ""

    def action_study_topic(self) -> None:
        """Study the topic, or the area, under the cursor now."""
        kind, _, name = self.rows.cursor.partition(":")
        if self.topic or kind == "area":
            study(self, name)
        else:
            self.tell("Go to a gap, a topic or an area first.")

    def action_assess(self) -> None:
        """Take a sitting."""
        self.study.open_screen("assess", AssessRequest())

    def action_answers(self) -> None:
        """Show all answers, explained."""
        self.study.open_screen("result")

    def action_leave(self) -> None:
        """Back."""
        self.go_back()

    # ------------------------------------------------------------------ keys

    def applies(self, action: Action) -> bool:
        """Offer what the row takes."""
        if action.id == "profile.study-topic":
            return bool(self.topic) or self.rows.cursor.startswith("area:")
        if action.id in ("profile.pin", "profile.skip", "profile.postpone"):
            return bool(self.topic)
        if action.id == "profile.pane":
            return self.is_wide
        return True

    def title_of(self, action: Action) -> str:
        """Say what ``enter`` does to the row."""
        if action.id != "profile.open":
            return action.title
        kind = self.rows.cursor.partition(":")[0]
        return {"area": "Topics", "sitting": "Answers"}.get(kind, "Topic")


def study(screen: StudyScreen, name: str) -> None:
    """Review the cards of a topic or area now; say so where it has none."""
    library = screen.workspace.library
    topics = {one.id for one in library.topics.values() if name in (one.id, one.area)}
    if topics & library.topics_taught:
        screen.study.open_review(ReviewRequest(names=(name,)))
    else:
        screen.tell("There are no cards on this yet.")
