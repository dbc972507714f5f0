"""Assess: choose how long and about what, then self-ratings and questions follow."""

from collections.abc import Callable, Iterator, Sequence

from textual.containers import Vertical
from textual.widget import Widget

from mlprep.domain.days import date_of
from mlprep.study.content.skill_map import SkillMap, load_skill_map
from mlprep.study.measuring.check_ups import offered_check_ups
from mlprep.study.measuring.self_rating import RatingRound
from mlprep.study.measuring.sitting import (
    SittingSession,
    discard_sitting,
    open_check_up,
    open_sitting,
    unfinished,
)
from mlprep.study.measuring.sitting_facts import CHECK_UP, SittingRecord
from mlprep.study.measuring.standpoint import NothingToAsk
from mlprep.study.names import NameNotKnown
from mlprep.study.workspace import Workspace
from mlprep.text.counting import counted
from mlprep.tui.actions import Action
from mlprep.tui.request import AssessRequest
from mlprep.tui.screens.assess import text
from mlprep.tui.screens.assess.focus import FocusPicker
from mlprep.tui.screens.assess.rating import RatingScreen
from mlprep.tui.screens.assess.sitting import SittingScreen
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.widgets.ask import confirm
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.rows import Rows

Opener = Callable[[], SittingSession]


class AssessScreen(StudyScreen):
    """The door to a sitting."""

    SCOPE = "assess"
    BODY_SCROLLS = "#begin"
    CSS_PATH = "screen.tcss"

    def __init__(self, request: AssessRequest | None = None) -> None:
        super().__init__()
        self.request = request or AssessRequest()
        self.focus_on: tuple[str, ...] = tuple(self.request.names)
        """Ids of areas and topics; empty: all areas."""
        self.start = text.Start()

    def compose_body(self) -> Iterator[Widget]:
        """Yield the list of what can be begun."""
        with Vertical(id="column"):
            yield Panel(text.start_head, id="head")
            yield Rows(id="begin")

    def on_mount(self) -> None:
        """Show the choice; where it is made already, begin."""
        super().on_mount()
        if self.request.begins:
            self.call_after_refresh(self._begin_as_asked)

    def on_screen_resume(self) -> None:
        """Come back from ratings or from setting up."""
        if self.is_mounted:
            self.reload()
        super().on_screen_resume()

    def reload(self) -> None:
        """Look what there is to begin with."""
        self.workspace.forget_cached()
        self.start = look(self.workspace, self.focus_on)
        start, key = self.start, self.study.keys.hint
        self.query_one("#begin", Rows).fill(
            lambda width: text.start_rows(start, width, key), cursor=self._first
        )

    @property
    def _first(self) -> str:
        """Row to begin on, once."""
        rows = self.query_one("#begin", Rows)
        if rows.cursor:
            return rows.cursor
        return "go-on" if self.start.waiting and not self.focus_on else "length:quick"

    # --------------------------------------------------------------- actions

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.query_one("#begin", Rows).go(where)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Do what the clicked row says."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Do what the row under the cursor says."""
        kind, _, name = self.query_one("#begin", Rows).cursor.partition(":")
        match kind:
            case "go-on":
                self._open(self._waiting)
            case "length":
                self._begin(name)
            case "check":
                self._open(lambda: open_check_up(self.workspace, name))
            case "focus":
                self.action_choose_focus()
            case "rate":
                self.action_rate()
            case "setup":
                self.study.open_screen("setup")
            case "end":
                self._end()
            case "discard":
                self._discard()

    def action_length(self, name: str) -> None:
        """Begin a sitting of this length."""
        self._begin(name)

    def action_choose_focus(self) -> None:
        """Choose areas and topics."""

        def chosen(names: tuple[str, ...] | None) -> None:
            if names is not None:
                self.focus_on = names
                self.reload()

        skills = load_skill_map(self.workspace.library)
        self.app.push_screen(FocusPicker(skills, self.focus_on), chosen)

    def action_everything(self) -> None:
        """Ask about all areas again."""
        self.focus_on = ()
        self.reload()

    def action_rate(self) -> None:
        """Rate the topics, all of them anew."""
        self.app.push_screen(RatingScreen(self._round(again=True)))

    def _waiting(self) -> SittingSession:
        """Take up the unfinished sitting or check-up."""
        topic = self.start.check_up
        return open_check_up(self.workspace, topic) if topic else open_sitting(self.workspace)

    def _end(self) -> None:
        """End the unfinished sitting and show its result."""
        session = self._opened(self._waiting)
        if session is not None and self.recorded(session.finish):
            self._result(session.record)

    def _result(self, record: SittingRecord) -> None:
        from mlprep.tui.screens.result.screen import ResultScreen

        self.app.switch_screen(ResultScreen(record.id))

    def _discard(self) -> None:
        def answered(key: str | None) -> None:
            if key == "y" and self.recorded(lambda: discard_sitting(self.workspace)):
                self.reload()
                self.tell("Discarded: its answers do not count.")

        self.app.push_screen(confirm("Throw the unfinished sitting away?"), answered)

    def action_leave(self) -> None:
        """Go back."""
        self.go_back()

    def applies(self, action: Action) -> bool:
        """Offer all areas only where a focus is set."""
        return action.id != "assess.everything" or bool(self.focus_on)

    # ----------------------------------------------------------------- begin

    def _begin_as_asked(self) -> None:
        topic = self.request.check_up
        if topic:
            self._open(lambda: open_check_up(self.workspace, topic))
        elif self.request.ratings or (self.request.ratings is None and self.start.rates_first
                                      and not self.focus_on):  # fmt: skip
            self._rate_then(self.request.length)
        else:
            self._ask(self.request.length)

    def _begin(self, length: str | None) -> None:
        """Rate first where that was never done, then ask."""
        if self.start.rates_first:
            self._rate_then(length)
        else:
            self._ask(length)

    def _rate_then(self, length: str | None) -> None:
        try:
            again = self.request.ratings is True
            screen = RatingScreen(self._round(again=again), then=True)
        except NameNotKnown as fault:
            self.tell(str(fault), severity="warning")
            return

        def rated(_none: None) -> None:
            if screen.is_left:
                self.reload()
            else:
                self._ask(length)

        self.app.push_screen(screen, rated)

    def _round(self, *, again: bool) -> RatingRound:
        return RatingRound(self.workspace, self.focus_on, again=again)

    def _ask(self, length: str | None) -> None:
        names = self.focus_on
        self._open(lambda: open_sitting(self.workspace, names, length))

    def _open(self, opener: Opener) -> None:
        session = self._opened(opener)
        if session is not None:
            self.app.switch_screen(SittingScreen(session))

    def _opened(self, opener: Opener) -> SittingSession | None:
        found: list[SittingSession] = []
        try:
            self.recorded(lambda: found.append(opener()))
        except (NothingToAsk, NameNotKnown) as fault:
            told = str(fault)
            self.tell(f"{told[:1].upper()}{told[1:]}.", severity="warning")
        return found[0] if found else None


def look(workspace: Workspace, focus: Sequence[str]) -> text.Start:
    """Look what there is to begin with; loads no numpy."""
    skills = load_skill_map(workspace.library)
    rounds = RatingRound(workspace, focus if _all_known(skills, focus) else ())
    waiting = unfinished(workspace)
    is_check_up = waiting is not None and waiting.begun.mode == CHECK_UP
    check_up = waiting.begun.focus[0] if waiting and is_check_up else ""
    role = skills.roles.get(workspace.settings.role)
    return text.Start(
        focus=tuple(_title(skills, name) for name in focus),
        waiting=told_waiting(workspace, waiting) if waiting else "",
        waiting_length=waiting.begun.length.name if waiting and not check_up else "",
        check_up=check_up,
        rated=sum(name in skills.topics for name in rounds.ratings),
        terms=len(rounds.terms),
        offers=offered_check_ups(workspace),
        role=role.title if role else "",
    )


def _all_known(skills: SkillMap, names: Sequence[str]) -> bool:
    return all(name in skills.areas or name in skills.topics for name in names)


def _title(skills: SkillMap, name: str) -> str:
    return skills.area_title(name) if name in skills.areas else skills.topic_title(name)


def told_waiting(workspace: Workspace, record: SittingRecord) -> str:
    """Say which sitting waits, and since when."""
    day = date_of(workspace.calendar.day(record.last_ms))
    answered = counted(record.answered, "answer")
    begun = record.begun
    kind = f"{begun.length.name} sitting"
    if begun.mode == CHECK_UP:
        kind = f"check-up on {workspace.library.title_of_topic(begun.focus[0])}"
    return f"{kind}, {answered} so far, left on {day.day} {day:%B}"
