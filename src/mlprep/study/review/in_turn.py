"""The cards of a session in their turn: its queue, and the card on show."""

from typing import TYPE_CHECKING

from mlprep.domain.days import MINUTE_MS
from mlprep.domain.ids import UnitId
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.queue import StudyQueue
from mlprep.study.measuring.stability import note_stable_topics
from mlprep.study.review.limits import limits_of
from mlprep.study.review.presenting import Presenter
from mlprep.study.review.queueing import build_queue, cram_queue
from mlprep.study.review.scope import Scope
from mlprep.study.review.showing import Answered, Showing

if TYPE_CHECKING:
    from mlprep.domain.facts import Draft
    from mlprep.study.workspace import Workspace

_AHEAD = 3
"""The question shown and as many as are read ahead after it."""


class CardsInTurn:
    """The cards of a scope, one on show at a time, and what was answered of them."""

    def __init__(
        self,
        workspace: "Workspace",
        scope: Scope | None = None,
        *,
        cram: bool = False,
        minutes: float | None = None,
        more: bool = False,
    ) -> None:
        """Begin a session; with ``more`` it goes a helping beyond the day's limits."""
        self.workspace = workspace
        self.scope = scope or Scope()
        self.cram = cram
        self.minutes = minutes
        self.showing: Showing | None = None
        self.has_first_sights = False
        """Whether an answer of it tells something of the learner's level."""
        self._answers: dict[int, Answered] = {}
        self._undone: dict[int, Answered] = {}
        self._last: tuple[Showing, list[Draft]] | None = None
        self._version = -1
        self._library_as_of = -1
        """What the library's changes came to when the card on show was read."""
        self._since = workspace.history.day_summary(workspace.today) if more else None
        self._queue = self._build()

    def _build(self) -> StudyQueue:
        workspace = self.workspace
        self._version = workspace.history.data_version()
        self._presenter = Presenter(workspace)
        if self._since is not None and self._since.day != self._presenter.today:
            self._since = None  # a new day has limits of its own
        left = self.minutes - self._spent_ms() / MINUTE_MS if self.minutes is not None else None
        if self.cram:
            done = {answer.unit for answer in self._answers.values()}
            return cram_queue(workspace, self.scope, left, done)
        return build_queue(workspace, self.scope, limits_of(workspace, left, since=self._since))

    def rebuild(self, first: UnitId | None = None) -> None:
        """Build the queue again from the history; ``first`` comes first unless it is put away."""
        self.workspace.forget_cached()
        self._queue = self._build()
        if first is None:
            return
        state = self.workspace.history.state(first)
        self._queue.drop([first])
        if not (state.suspended or state.is_buried(self._presenter.today)):
            kind = Kind.CRAM if self.cram else _kind_of(state)
            self._queue.put_back(Entry(first, kind, due_at_ms=state.due_at_ms))

    def next(self) -> Showing | None:
        """Show the next question; None when the session is at its end."""
        self.workspace.library.look()
        return self._next(self.workspace.history.data_version())

    def _next(self, version: int) -> Showing | None:
        """Show the next question, given the version of the history as of now."""
        now = self.workspace.clock.now_ms()
        if version != self._version or self.workspace.day_at(now) != self._presenter.today:
            self.rebuild()  # another program, or a new day, changed what is to be shown
        if self._queue.is_short:
            self.rebuild()
        entry = self._queue.next(now)
        while entry is not None and (shown := self._presenter.made_ahead_or_now(entry)) is None:
            self._queue.drop([entry.unit])
            entry = self._queue.next(now)
        self._put_on_show(shown if entry is not None else None)
        if self.showing is None:
            note_stable_topics(self.workspace)
        return self.showing

    def _put_on_show(self, showing: Showing | None) -> None:
        self.showing = showing
        self._library_as_of = self.workspace.library.changes

    def look_ahead(self) -> None:
        """Work out what an answer needs, and the next showings, while the learner reads one."""
        if self.showing is not None:
            _ = self.showing.labels, self.showing.question.title
        self._presenter.make_ahead(self._queue.peek(_AHEAD)[1:])

    def _shown(self) -> Showing:
        if self.showing is None:
            raise LookupError("no card is shown")
        return self.showing

    def _spent_ms(self) -> int:
        return sum(answer.ms for answer in self._answers.values())


def _kind_of(state: UnitState) -> Kind:
    if state.phase is Phase.NEW:
        return Kind.NEW
    return Kind.STEP if state.phase.in_steps else Kind.REVIEW
