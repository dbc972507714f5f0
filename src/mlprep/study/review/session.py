"""The review session: next question, answer, undo; everything a front end can do to a card."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mlprep.domain.days import MINUTE_MS
from mlprep.domain.facts import Draft, Fact, FactKind, Json, Review
from mlprep.domain.ids import UnitId, card_of
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.queue import StudyQueue
from mlprep.memory.scheduler import Outcome, is_leech
from mlprep.store.errors import HistoryMoved
from mlprep.store.rows import UNIT_KINDS
from mlprep.study.measuring.stability import note_stable_topics
from mlprep.study.review.first_sight import first_sight
from mlprep.study.review.limits import limits_of
from mlprep.study.review.presenting import Presenter
from mlprep.study.review.queueing import build_queue, cram_queue
from mlprep.study.review.scope import Scope
from mlprep.study.review.showing import Answered, Progress, Showing, Summary, summed

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class AnsweredElsewhere(Exception):  # noqa: N818  # says what is the matter
    """The card on show was answered in another program; the message is for the person."""


class ReviewSession:
    """One session over a scope.  Every answer is durable before the next card is shown."""

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
        self._version = -1
        self._library_as_of = -1
        """What the library's changes came to when the card on show was read."""
        self._since = workspace.history.day_summary(workspace.today) if more else None
        self._queue = self._build()

    # ------------------------------------------------------------------ queue

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

    # ----------------------------------------------------------------- answer

    def answer(
        self, rating: Rating, typed: str = "", *, picked: Iterable[int] = ()
    ) -> Showing | None:
        """Record the rating of the shown question durably, then show the next one.

        ``typed`` and ``picked`` (options as shown, from 0) are what was answered before the
        back was seen, if anything was.  Raises ``AnsweredElsewhere``, with the next question
        on show, where another program has answered the card meanwhile.
        """
        showing, now = self._shown(), self.workspace.clock.now_ms()
        if self.workspace.day_at(now) != self._presenter.today:  # it ended with the card on show
            self._refuse_stale(showing)
            self.rebuild(showing.entry.unit)
        spent = self._spent(showing, now)
        outcome = self._decided(showing, rating, now)
        sight = first_sight(self.workspace, showing.question, showing.state, typed, picked)
        review = outcome.review_with(spent, typed[:TYPED_LENGTH], sight)
        facts = self._record(showing, self._drafts(showing, outcome, review))
        state = self.workspace.history.known_state(showing.entry.unit)
        self.has_first_sights |= sight is not None
        self._answers[facts[0].number] = Answered(
            rating, spent, showing.state.phase, showing.entry.unit
        )
        self._undone.clear()
        if not self.cram:
            self._presenter.count(showing.state, state)
        self._queue.done(showing.entry.unit, state, now, spent)
        if facts[-1].kind is FactKind.REIDENTIFY:
            self.rebuild()
        return self._next(self.workspace.history.noticed_version)

    def _record(self, showing: Showing, drafts: list[Draft]) -> list[Fact]:
        """Record an answer, unless another program has answered the card.

        Where the card was edited while it was on show, the move of its history goes last.
        Whoever takes an edited deck in moves its units too, so another program's history tells.
        """
        history, library = self.workspace.history, self.workspace.library
        seen = None if self.cram else self._version
        is_same = library.changes == self._library_as_of and not self.cram
        moves = [] if is_same else self._moves(showing)
        while True:
            try:
                return history.record([*drafts, *moves], seen=seen)
            except HistoryMoved:
                self._refuse_stale(showing)
                moves = self._moves(showing)
                seen = history.noticed_version

    def _refuse_stale(self, showing: Showing) -> None:
        """Record nothing of a card whose schedule another program has moved since it was shown."""
        if self.cram:
            return
        state, before = self.workspace.history.state(showing.entry.unit), showing.state
        if (state.phase, state.last_at_ms, state.due_day, state.due_at_ms) != (
            before.phase, before.last_at_ms, before.due_day, before.due_at_ms,
        ):  # fmt: skip
            self.next()
            raise AnsweredElsewhere("This card was answered in another program; the next one.")

    def _moves(self, showing: Showing) -> list[Draft]:
        """Say where the answer goes if the card was edited while it was on show."""
        card = showing.question.card
        if self.workspace.library.card(card.id) is not None:
            return []
        from mlprep.study.content.recognition import follow_gone

        return follow_gone(self.workspace, card)

    def _shown(self) -> Showing:
        if self.showing is None:
            raise LookupError("no card is shown")
        return self.showing

    def _spent(self, showing: Showing, now_ms: int) -> int:
        cap = self.workspace.known_settings.answer_time_cap * 1000
        return min(cap, max(0, now_ms - showing.shown_at_ms))

    def _spent_ms(self) -> int:
        return sum(answer.ms for answer in self._answers.values())

    def _decided(self, showing: Showing, rating: Rating, now_ms: int) -> Outcome:
        """Take what the button promised; steps and days are counted from the answer on."""
        promised = showing.preview.outcomes[rating]
        if promised.today == self._presenter.today:
            return promised if promised.days is not None else replace(promised, now_ms=now_ms)
        goal = self._presenter.goal(showing.question.card)
        outcome = self._presenter.possible(showing.state, goal, now_ms)[rating]
        if promised.days is None:
            return outcome
        return replace(outcome, days=promised.days, due_in_ms=None)

    def _drafts(self, showing: Showing, outcome: Outcome, review: Review) -> list[Draft]:
        label = f'{outcome.rating.label} on "{showing.question.title}"'
        if self.cram:
            crammed = review._replace(due_day=None, due_at_ms=None, step=0, cram=True)
            return [crammed.draft(label)]
        drafts = [review.draft(label)]
        if outcome.rating is Rating.AGAIN and self._makes_leech(showing.state, outcome.state):
            suspends = self.workspace.known_settings.leech_action == "suspend"
            kind = FactKind.SUSPEND if suspends else FactKind.MARK
            drafts.append(Draft(kind, showing.state.unit, {"on": True}))
        return drafts

    def _makes_leech(self, before: UnitState, after: UnitState) -> bool:
        threshold = self.workspace.known_settings.leech_threshold
        return after.lapses > before.lapses and is_leech(after.lapses, threshold)

    # ---------------------------------------------------------- undo and redo

    def undo(self) -> str | None:
        """Take back the newest action; returns what was undone, or None."""
        return self._travel(back=True)

    def redo(self) -> str | None:
        """Do again what was undone last; returns what was redone, or None."""
        return self._travel(back=False)

    def _travel(self, *, back: bool) -> str | None:
        history = self.workspace.history
        done = history.undo() if back else history.redo()
        if done is None:
            return None
        self._move_answers((fact.number for fact in done.facts), back=back)
        shown = [one for one in done.facts if one.kind in UNIT_KINDS] if back else []
        self.rebuild(UnitId(shown[0].subject) if shown and self._was_here(shown) else None)
        self.next()
        return done.label

    def _was_here(self, undone: Sequence[Fact]) -> bool:
        """Whether a session showed a card when it was done, or would show it now."""
        state = self.workspace.history.state(UnitId(undone[0].subject))
        is_due = state.phase is not Phase.REVIEW or (state.due_day or 0) <= self._presenter.today
        return self.cram or is_due or any(one.kind is FactKind.REVIEW for one in undone)

    def _move_answers(self, numbers: Iterable[int], *, back: bool) -> None:
        source, target = (self._answers, self._undone) if back else (self._undone, self._answers)
        for number in numbers:
            if number in source:
                target[number] = source.pop(number)

    # ------------------------------------------------------- things to a card

    def bury(self, *, siblings: bool = False) -> str:
        """Put the card off until tomorrow."""
        return self._act(
            FactKind.BURY, {"until": self.workspace.today + 1}, "Buried", siblings=siblings
        )

    def suspend(self, *, siblings: bool = False) -> str:
        """Take the card out of study until it is asked back."""
        return self._act(FactKind.SUSPEND, {"on": True}, "Suspended", siblings=siblings)

    def mark(self) -> str:
        """Mark the card, or take the mark away."""
        on = not self._shown().state.marked
        return self._act(FactKind.MARK, {"on": on}, "Marked" if on else "Unmarked", stay=True)

    def flag(self, flag: int) -> str:
        """Set a flag of 1-7; 0 takes it away."""
        label = f"Flagged {flag}" if flag else "Unflagged"
        return self._act(FactKind.FLAG, {"flag": flag}, label, stay=True)

    def reset(self) -> str:
        """Forget the card's schedule: it is new again."""
        return self._act(FactKind.RESET, {}, "Reset")

    def set_due(self, days: int) -> str:
        """Make the card due in so many days."""
        today = self.workspace.today
        body: dict[str, Json] = {"due_day": today + days, "day": today}
        return self._act(FactKind.SET_DUE, body, f"Set due in {days} d")

    def _act(
        self,
        kind: FactKind,
        body: dict[str, Json],
        label: str,
        *,
        siblings: bool = False,
        stay: bool = False,
    ) -> str:
        """Record something about the shown card; then show it again, or the next one."""
        showing = self._shown()
        card = showing.question.card
        units: Sequence[UnitId] = card.units if siblings else (showing.entry.unit,)
        told = f'{label}{" with its siblings" if siblings else ""}: "{showing.question.title}"'
        self.workspace.record(*(Draft(kind, unit, body, told) for unit in units))
        if stay:
            self._put_on_show(self._presenter.show(showing.entry))
        else:
            self.rebuild()
            self.next()
        return told

    def renew_card(self) -> bool:
        """Take the text of the card on show from its file as it is now; False where it is gone."""
        showing = self._shown()
        again = self._presenter.show(showing.entry)
        if again is None or len(again.question.order) != len(showing.question.order):
            return False
        self._put_on_show(showing._replace(question=again.question))
        return True

    def reload_card(self) -> Showing | None:
        """Show the same card again after its file was edited."""
        showing = self._shown()
        known = self.workspace.library.card(card_of(showing.entry.unit))
        self.rebuild(showing.entry.unit if known else None)
        return self.next()

    # ---------------------------------------------------------------- figures

    @property
    def progress(self) -> Progress:
        """How far the session is."""
        counts = self._queue.counts()
        new_s, review_s = self.workspace.seconds_per_card
        new_s = review_s if self.cram else new_s
        seconds = counts.new * new_s + (counts.reviews + counts.steps) * review_s
        minutes = self._queue.in_time(seconds / 60)
        return Progress(len(self._answers), counts.steps, counts.reviews, counts.new, minutes)

    def wait_ms(self) -> int | None:
        """Milliseconds until a waiting step falls due; None where none is waiting."""
        return self._queue.wait_ms(self.workspace.clock.now_ms())

    def summary(self) -> Summary:
        """Sum up what the session came to so far."""
        tomorrow = self.workspace.today + 1
        load = self.workspace.history.due_load(tomorrow, tomorrow)
        return summed(
            list(self._answers.values()),
            due_tomorrow=load.get(tomorrow, 0),
            next_step_ms=self.wait_ms(),
        )


TYPED_LENGTH = 500
_AHEAD = 3
"""The question shown and as many as are read ahead after it."""


def _kind_of(state: UnitState) -> Kind:
    if state.phase is Phase.NEW:
        return Kind.NEW
    return Kind.STEP if state.phase.in_steps else Kind.REVIEW
