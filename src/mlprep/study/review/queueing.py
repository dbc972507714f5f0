"""What a session asks, in which order: the queue, built from a scope and the limits."""

from collections.abc import Callable, Collection
from sys import maxsize
from typing import TYPE_CHECKING

from mlprep.domain.days import MINUTE_MS
from mlprep.domain.ids import card_of
from mlprep.domain.units import Phase
from mlprep.memory.backlog import value_lost_per_minute
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.model import interval_factor
from mlprep.memory.queue import StudyQueue
from mlprep.store.values import DueReview
from mlprep.study.review.asking import asked_for
from mlprep.study.review.limits import Limits, new_left
from mlprep.study.review.new_cards import new_in_scope, new_today
from mlprep.study.review.scope import Scope

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

READ_AT_ONCE = 120
"""Reviews of a queue; a session that gets through them reads the next."""
SLACK = 200
"""Reviews fetched beyond the day's limit, so that siblings left out do not end it early."""
SPARE = 30
"""New cards beyond the limit, for those suspended or put off on the way."""


def build_queue(workspace: "Workspace", scope: Scope, limits: Limits) -> StudyQueue:
    """Build the queue of a session: steps, due reviews, new cards."""
    settings = workspace.settings
    steps, reviews = _steps(workspace, scope), _reviews(workspace, scope, limits)
    beyond = _beyond(workspace, scope, limits, len(reviews))
    # Where the minutes do not reach for all, what is due comes first and new cards last.
    new_seconds, review_seconds = workspace.seconds_per_card
    is_short = new_left(workspace, limits, len(steps), len(reviews)) < limits.new
    queue = StudyQueue(
        steps=steps,
        reviews=reviews,
        new=_new(workspace, scope, limits.new),
        learn_ahead_ms=settings.learn_ahead_minutes * MINUTE_MS,
        new_share=0 if is_short else settings.new_share,
        new_left=limits.new,
        reviews_left=limits.reviews,
        reviews_beyond=beyond,
        minutes_left=limits.minutes,
        new_minutes=new_seconds / 60,
        review_minutes=review_seconds / 60,
    )
    for entry in reversed(_asked_for(workspace, scope)):
        queue.put_back(entry)
    return queue


def _asked_for(workspace: "Workspace", scope: Scope) -> list[Entry]:
    """Cards that the learner asked for come first, whatever the limits are."""
    library, entries = workspace.library, list[Entry]()
    for unit, state in workspace.history.states(asked_for(workspace)).items():
        card = library.card(card_of(unit))
        if card is not None and unit in card.units and scope.holds(card.deck, card.topic, unit):
            kind = Kind.NEW if state.phase is Phase.NEW else Kind.REVIEW
            kind = Kind.STEP if state.phase.in_steps else kind
            entries.append(Entry(unit, kind, due_at_ms=state.due_at_ms, deck=card.deck))
    return entries


def _steps(workspace: "Workspace", scope: Scope) -> list[Entry]:
    horizon = workspace.calendar.start_ms(workspace.today + 1)
    return [
        Entry(row.unit, Kind.STEP, due_at_ms=row.due_at_ms, deck=row.deck)
        for row in workspace.history.due_steps(until_ms=horizon, today=workspace.today)
        if scope.holds(row.deck, row.topic, row.unit)
    ]


def _reviews(workspace: "Workspace", scope: Scope, limits: Limits) -> list[Entry]:
    settings, history = workspace.settings, workspace.history
    parameters = workspace.parameters
    factors: dict[str, float] = {
        deck.id: interval_factor(deck.desired_retention, parameters)
        for deck in workspace.library.decks.values()
        if deck.desired_retention is not None
    }
    rows = history.due_reviews(
        workspace.today,
        limit=_most(scope, limits),
        factors=factors,
        default_factor=interval_factor(settings.desired_retention, parameters),
    )
    # Where not all fits into the minutes, what saves most memory a minute comes first.
    urgency = _relative_delay if limits.minutes is None else _value_lost(workspace)
    return [
        Entry(row.unit, Kind.REVIEW, overdue=urgency(row), deck=row.deck)
        for row in rows
        if scope.holds(row.deck, row.topic, row.unit)
    ]


def _most(scope: Scope, limits: Limits) -> int | None:
    """How many reviews to read: where minutes are short, another order is made of all of them."""
    if not scope.is_all:
        return None
    wanted = limits.reviews + SLACK
    return wanted if limits.minutes is not None else min(wanted, READ_AT_ONCE)


def _beyond(workspace: "Workspace", scope: Scope, limits: Limits, listed: int) -> int:
    """Count the reviews that are due beyond those listed."""
    if listed != _most(scope, limits):
        return 0
    history, today = workspace.history, workspace.today
    counts = history.deck_counts(today, workspace.clock.now_ms())
    return max(0, sum(deck.reviews for deck in counts.values()) - listed)


def _relative_delay(row: DueReview) -> float:
    return row.overdue


def _value_lost(workspace: "Workspace") -> Callable[[DueReview], float]:
    """Order a backlog by what waiting another day would cost per minute of review."""
    _, seconds = workspace.seconds_per_card
    today, parameters = workspace.today, workspace.parameters

    def lost(row: DueReview) -> float:
        if row.stability is None or row.last_day is None:
            return row.overdue
        elapsed = today - row.last_day
        return value_lost_per_minute(row.stability, elapsed, seconds, parameters)

    return lost


def _new(workspace: "Workspace", scope: Scope, left: int) -> list[Entry]:
    """List new cards by the gaps; of decks and topics that were named, all in their order."""
    if left <= 0:
        return []
    if scope.is_all:
        rows = new_today(workspace, left).units
    elif scope.units is None:
        rows = new_in_scope(workspace, scope, left + SPARE)
    else:
        drawn = new_in_scope(workspace, scope, maxsize)
        rows = [row for row in drawn if row.unit in scope.units][: left + SPARE]
    return [Entry(row.unit, Kind.NEW, deck=row.deck) for row in rows]


def cram_queue(
    workspace: "Workspace", scope: Scope, minutes: float | None, done: Collection[str]
) -> StudyQueue:
    """Build the queue of a session that crams: all that was met, the least remembered first.

    ``done`` are the units that the session has asked already.
    """
    today = workspace.today
    chosen = [
        row
        for row in workspace.history.studied_units(awake_on=today)
        if scope.holds(row.deck, row.topic, row.unit) and row.unit not in done
    ]
    chosen.sort(key=lambda row: -(today - row.last_day) / max(row.stability, 0.001))
    return StudyQueue(
        steps=(), reviews=(), new=[Entry(row.unit, Kind.CRAM, deck=row.deck) for row in chosen],
        learn_ahead_ms=0, new_share=1.0, new_left=10**6, reviews_left=0,
        minutes_left=minutes, review_minutes=workspace.seconds_per_card[1] / 60,
        siblings_apart=False,
    )  # fmt: skip
