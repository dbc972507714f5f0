"""Making what a session shows of an entry: question, reason, and what each rating would do."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from mlprep.domain.cards import Card
from mlprep.domain.ids import card_of
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.model import retrievability
from mlprep.memory.scheduler import Moment, Outcome, outcomes, rules_from
from mlprep.study.plan.priorities import TopicPlan, topic_plan
from mlprep.study.review.asking import pins, reason_asked
from mlprep.study.review.due_load import DueLoad
from mlprep.study.review.question import question
from mlprep.study.review.reasons import reason, source_note, why_drawn
from mlprep.study.review.showing import Ahead, Preview, Showing

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class Presenter:
    """Makes showings on one study day, some of them before they are wanted."""

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        self.today = workspace.today
        self._pins = pins(workspace)
        self._load = DueLoad(workspace.history)
        self._plan: TopicPlan | None = None
        self._ahead = Ahead()

    def show(self, entry: Entry) -> Showing | None:
        """Make the showing of an entry; None where its card has left the library."""
        workspace = self.workspace
        card = workspace.library.card(card_of(entry.unit))
        if card is None or entry.unit not in card.units:
            return None
        state = workspace.history.state(entry.unit)
        now = workspace.clock.now_ms()
        goal = self.goal(card)
        recall = self._recall(state)
        gap = self._gap(card) if entry.kind is Kind.NEW else ""
        why = reason(entry, state, card, recall=recall, goal=goal, today=self.today, gap=gap)
        return Showing(
            question(card, entry.unit, state.reps),
            entry,
            state,
            self._preview(state, goal, now),
            reason_asked(self._pins, state, self.today) or f"{why}{source_note(card, self.today)}",
            now,
            goal,
        )

    def make_ahead(self, entries: Iterable[Entry]) -> None:
        """Make the showings of the entries that come next."""
        made = {one.unit: self.show(one) for one in entries}
        self._ahead = Ahead(made, self.workspace.known_settings, self.workspace.library.looked_at)

    def made_ahead_or_now(self, entry: Entry) -> Showing | None:
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
            return self.show(entry)
        now = workspace.clock.now_ms()
        preview = self._preview(made.state, made.goal, now)
        return Showing(made.question, entry, made.state, preview, made.reason, now, made.goal)

    def possible(self, state: UnitState, goal: float, now_ms: int) -> dict[Rating, Outcome]:
        """Say what each rating does to a unit at an instant; ``goal`` is its desired retention."""
        rules = rules_from(self.workspace.known_settings, goal)
        return outcomes(state, rules, Moment(now_ms, self.today, self._load))

    def goal(self, card: Card) -> float:
        """Desired retention of a card's deck."""
        return self.workspace.library.retention_of(
            card.deck, self.workspace.known_settings.desired_retention
        )

    def count(self, before: UnitState, after: UnitState) -> None:
        """Tell that an answer moved a unit from one due day to another."""
        if before.phase is Phase.REVIEW:
            self._load.change(before.due_day, -1)
        if after.phase is Phase.REVIEW:
            self._load.change(after.due_day, 1)

    def _preview(self, state: UnitState, goal: float, now_ms: int) -> Preview:
        return Preview(partial(self.possible, state, goal, now_ms))

    def _gap(self, card: Card) -> str:
        """Say why a new card was drawn; the plan is read once."""
        self._plan = self._plan or topic_plan(self.workspace)
        return why_drawn(self.workspace, self._plan, card)

    def _recall(self, state: UnitState) -> float | None:
        if state.stability is None or state.last_day is None:
            return None
        elapsed = max(0, self.today - state.last_day)
        return retrievability(state.stability, elapsed, self.workspace.parameters)
