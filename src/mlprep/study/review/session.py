"""The review session: next question, answer, undo; everything a front end can do to a card."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from mlprep.domain.cards import Card
from mlprep.domain.days import MINUTE_MS
from mlprep.domain.facts import Draft, FactKind, Json, Review
from mlprep.domain.ids import UnitId, card_of
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.model import retrievability
from mlprep.memory.queue import StudyQueue
from mlprep.memory.scheduler import Moment, Outcome, is_leech, outcomes, rules_from
from mlprep.study.measuring.stability import note_stable_topics
from mlprep.study.plan.priorities import TopicPlan, topic_plan
from mlprep.study.review.asking import pins, reason_asked
from mlprep.study.review.due_load import DueLoad
from mlprep.study.review.first_sight import first_sight
from mlprep.study.review.limits import limits_of
from mlprep.study.review.question import question
from mlprep.study.review.queueing import Scope, build_cram, build_queue
from mlprep.study.review.reasons import reason, why_drawn
from mlprep.study.review.showing import Ahead, Answered, Preview, Progress, Showing, Summary, summed

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


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
        self._plan: TopicPlan | None = None
        self._since = workspace.history.day_summary(workspace.today) if more else None
        self._queue = self._build()

    # ------------------------------------------------------------------ queue

    def _build(self) -> StudyQueue:
        workspace = self.workspace
        self._version = workspace.history.data_version()
        self._today = workspace.today
        self._plan = None
        self._ahead = Ahead()
        self._pins = pins(workspace)
        self._load = DueLoad(workspace.history)
        left = self.minutes - self._spent_ms() / MINUTE_MS if self.minutes is not None else None
        limits = limits_of(workspace, left, since=self._since)
        if self.cram:
            return StudyQueue(
                steps=(), reviews=(), new=build_cram(workspace, self.scope),
                learn_ahead_ms=0, new_share=1.0, new_left=10**6, reviews_left=0,
                minutes_left=left, siblings_apart=False,
            )  # fmt: skip
        return build_queue(workspace, self.scope, limits)

    def rebuild(self, first: UnitId | None = None) -> None:
        """Build the queue again from the history; ``first`` comes first if given."""
        self.workspace.forget_cached()
        self._queue = self._build()
        if first is not None:
            state = self.workspace.history.state(first)
            kind = Kind.CRAM if self.cram else _kind_of(state)
            self._queue.drop([first])
            self._queue.put_back(Entry(first, kind, due_at_ms=state.due_at_ms))

    def next(self) -> Showing | None:
        """Show the next question; None when the session is at its end."""
        self.workspace.library.look()
        return self._next(self.workspace.history.data_version())

    def _next(self, version: int) -> Showing | None:
        """Show the next question, given the version of the history as of now."""
        self._notice_others(version)
        if self._queue.is_short:
            self.rebuild()
        entry = self._queue.next(self.workspace.clock.now_ms())
        while entry is not None and (shown := self._made_ahead_or_now(entry)) is None:
            self._queue.drop([entry.unit])
            entry = self._queue.next(self.workspace.clock.now_ms())
        self.showing = shown if entry is not None else None
        if self.showing is None:
            note_stable_topics(self.workspace)
        return self.showing

    def _notice_others(self, version: int) -> None:
        """Start from the history again where another program or a new day changed it."""
        if version != self._version or self.workspace.today != self._today:
            self.rebuild()

    def look_ahead(self) -> None:
        """Work out what an answer needs, and the next showings, while the learner reads one."""
        if self.showing is not None:
            _ = self.showing.labels, self.showing.question.title
        entries = self._queue.peek(_AHEAD)[1:]
        made = {one.unit: self._show(one) for one in entries}
        self._ahead = Ahead(made, self.workspace.known_settings, self.workspace.library.looked_at)

    def _made_ahead_or_now(self, entry: Entry) -> Showing | None:
        """Take the showing that was made ahead, if all that it was made of is as it was."""
        workspace = self.workspace
        made = self._ahead.showings.get(entry.unit)
        if (
            made is None
            or made.entry.kind is not entry.kind
            or made.state != workspace.history.known_state(entry.unit)
            or self._ahead.settings is not workspace.known_settings
            or self._ahead.library != workspace.library.looked_at
        ):
            return self._show(entry)
        now = workspace.clock.now_ms()
        return made._replace(
            entry=entry, shown_at_ms=now, preview=self._preview(made.state, made.goal, now)
        )

    def _show(self, entry: Entry) -> Showing | None:
        """Make the showing of an entry; None where its card has left the library."""
        workspace = self.workspace
        card = workspace.library.card(card_of(entry.unit))
        if card is None or entry.unit not in card.units:
            return None
        state = workspace.history.state(entry.unit)
        now = workspace.clock.now_ms()
        goal = self._goal(card)
        recall = self._recall(state)
        gap = self._gap(card) if entry.kind is Kind.NEW else ""
        return Showing(
            question(card, entry.unit, state.reps),
            entry,
            state,
            self._preview(state, goal, now),
            reason_asked(self._pins, state, self._today)
            or reason(entry, state, card, recall=recall, goal=goal, today=self._today, gap=gap),
            now,
            goal,
        )

    def _preview(self, state: UnitState, goal: float, now_ms: int) -> Preview:
        return Preview(partial(self._possible, state, goal, now_ms))

    def _gap(self, card: Card) -> str:
        """Say why a new card was drawn; the plan is read once."""
        self._plan = self._plan or topic_plan(self.workspace)
        return why_drawn(self.workspace, self._plan, card)

    def _possible(self, state: UnitState, goal: float, now_ms: int) -> dict[Rating, Outcome]:
        rules = rules_from(self.workspace.known_settings, goal)
        return outcomes(state, rules, Moment(now_ms, self._today, self._load))

    def _recall(self, state: UnitState) -> float | None:
        if state.stability is None or state.last_day is None:
            return None
        elapsed = max(0, self._today - state.last_day)
        return retrievability(state.stability, elapsed, self.workspace.parameters)

    # ----------------------------------------------------------------- answer

    def answer(
        self, rating: Rating, typed: str = "", *, picked: Iterable[int] = ()
    ) -> Showing | None:
        """Record the rating of the shown question durably, then show the next one.

        ``typed`` and ``picked`` (options as shown, from 0) are what was answered before the
        back was seen, if anything was.
        """
        showing = self._shown()
        now = self.workspace.clock.now_ms()
        spent = self._spent(showing, now)
        outcome = self._decided(showing, rating, now)
        sight = first_sight(self.workspace, showing.question, showing.state, typed, picked)
        self.has_first_sights |= sight is not None
        review = outcome.review_with(spent, typed[:TYPED_LENGTH], sight)
        drafts, state = self._drafts(showing, outcome, review)
        moves = self._moves(showing.question.card)
        facts = self.workspace.history.record([*drafts, *moves])
        self._answers[facts[0].number] = Answered(rating, spent, showing.state.phase)
        self._undone.clear()
        self._update_load(showing.state, state)
        self._queue.done(showing.entry.unit, state, now, spent)
        if moves:
            self.rebuild()
        return self._next(self.workspace.history.noticed_version)

    def _moves(self, card: Card) -> list[Draft]:
        """Say where the answer goes if the card was edited while it was on show."""
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
        """Take what the button promised; steps are counted from the answer on."""
        promised = showing.preview.outcomes[rating]
        if promised.review.due_at_ms is None:
            return promised
        return self._possible(showing.state, self._goal(showing.question.card), now_ms)[rating]

    def _goal(self, card: Card) -> float:
        return self.workspace.library.retention_of(
            card.deck, self.workspace.known_settings.desired_retention
        )

    def _drafts(
        self, showing: Showing, outcome: Outcome, review: Review
    ) -> tuple[list[Draft], UnitState]:
        label = f'{outcome.rating.label} on "{showing.question.title}"'
        if self.cram:
            crammed = review._replace(due_day=None, due_at_ms=None, step=0, cram=True)
            return [crammed.draft(label)], showing.state
        drafts = [review.draft(label)]
        state = outcome.state
        if state.lapses > showing.state.lapses and self._is_leech(state):
            suspends = self.workspace.known_settings.leech_action == "suspend"
            kind = FactKind.SUSPEND if suspends else FactKind.MARK
            drafts.append(Draft(kind, state.unit, {"on": True}))
            state = state._replace(suspended=suspends or state.suspended, marked=not suspends)
        return drafts, state

    def _is_leech(self, state: UnitState) -> bool:
        return is_leech(state.lapses, self.workspace.known_settings.leech_threshold)

    def _update_load(self, before: UnitState, after: UnitState) -> None:
        if self.cram:
            return
        if before.phase is Phase.REVIEW:
            self._load.change(before.due_day, -1)
        if after.phase is Phase.REVIEW:
            self._load.change(after.due_day, 1)

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
        units = [UnitId(fact.subject) for fact in done.facts if fact.kind in _ON_UNITS]
        self.rebuild(units[0] if units and back else None)
        self.next()
        return done.label

    def _move_answers(self, numbers: Iterable[int], *, back: bool) -> None:
        source, target = (self._answers, self._undone) if back else (self._undone, self._answers)
        for number in numbers:
            if number in source:
                target[number] = source.pop(number)

    # ------------------------------------------------------- things to a card

    def bury(self, *, siblings: bool = False) -> str:
        """Put the card off until tomorrow."""
        return self._act(FactKind.BURY, {"until": self._today + 1}, "Buried", siblings=siblings)

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
        body: dict[str, Json] = {"due_day": self._today + days, "day": self._today}
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
            self.showing = self._show(showing.entry)
        else:
            self.rebuild()
            self.next()
        return told

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
        seconds = counts.new * new_s + (counts.reviews + counts.steps) * review_s
        return Progress(len(self._answers), counts.steps, counts.reviews, counts.new, seconds / 60)

    def wait_ms(self) -> int | None:
        """Milliseconds until a waiting step falls due; None where none is waiting."""
        return self._queue.wait_ms(self.workspace.clock.now_ms())

    def summary(self) -> Summary:
        """Sum up what the session came to so far."""
        tomorrow = self._today + 1
        load = self.workspace.history.due_load(tomorrow, tomorrow)
        return summed(
            list(self._answers.values()),
            due_tomorrow=load.get(tomorrow, 0),
            next_step_ms=self.wait_ms(),
        )


TYPED_LENGTH = 500
_AHEAD = 3
"""The question shown and as many as are read ahead after it."""
_ON_UNITS = frozenset(
    {
        FactKind.REVIEW,
        FactKind.BURY,
        FactKind.SUSPEND,
        FactKind.FLAG,
        FactKind.MARK,
        FactKind.RESET,
        FactKind.SET_DUE,
    }
)


def _kind_of(state: UnitState) -> Kind:
    if state.phase is Phase.NEW:
        return Kind.NEW
    return Kind.STEP if state.phase.in_steps else Kind.REVIEW
