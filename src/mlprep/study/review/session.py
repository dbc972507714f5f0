"""The review session: next question, answer, undo, and the figures of it."""

from collections.abc import Iterable, Sequence

from mlprep.domain.facts import Draft, Fact, FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase
from mlprep.store.errors import HistoryMoved
from mlprep.store.rows import UNIT_KINDS
from mlprep.study.review.answering import answer_drafts, decided, leech_news, moves_after_edit
from mlprep.study.review.card_acts import CardActs
from mlprep.study.review.first_sight import first_sight
from mlprep.study.review.showing import Answered, Progress, Showing, Summary, summed

TYPED_LENGTH = 500


class AnsweredElsewhere(Exception):  # noqa: N818  # says what is the matter
    """The card on show was answered in another program; the message is for the person."""


class ReviewSession(CardActs):
    """One session over a scope.  Every answer is durable before the next card is shown."""

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
        outcome = decided(self._presenter, showing, rating, now)
        sight = first_sight(self.workspace, showing.question, showing.state, typed, picked)
        review = outcome.review_with(spent, typed[:TYPED_LENGTH], sight)
        drafts = answer_drafts(self.workspace, showing, outcome, review, cram=self.cram)
        self._last = showing, drafts
        facts = self._record(showing, drafts)
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
        workspace, history, card = self.workspace, self.workspace.history, showing.question.card
        seen = None if self.cram else self._version
        may_be_gone = self.cram or workspace.library.changes != self._library_as_of
        moves = moves_after_edit(workspace, card) if may_be_gone else []
        while True:
            try:
                return history.record([*drafts, *moves], seen=seen)
            except HistoryMoved:
                self._refuse_stale(showing)
                moves = moves_after_edit(workspace, card)
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

    def _spent(self, showing: Showing, now_ms: int) -> int:
        cap = self.workspace.known_settings.answer_time_cap * 1000
        return min(cap, max(0, now_ms - showing.shown_at_ms))

    @property
    def leech_told(self) -> str:
        """Say what became of the card answered last, if the answer made it a leech."""
        return leech_news(*self._last) if self._last is not None else ""

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
