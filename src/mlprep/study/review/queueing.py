"""What a session asks, in which order: the scope, the limits, and the queue built from both."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from sys import maxsize
from typing import TYPE_CHECKING

from mlprep.domain.days import MINUTE_MS
from mlprep.domain.ids import UnitId, card_of
from mlprep.domain.units import Phase
from mlprep.memory.backlog import value_lost_per_minute
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.model import interval_factor
from mlprep.memory.queue import StudyQueue
from mlprep.store.values import DueReview
from mlprep.study.review.asking import asked_for
from mlprep.study.review.limits import Limits, new_left
from mlprep.study.review.new_cards import new_in_scope, new_today

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

READ_AT_ONCE = 120
"""Reviews of a queue; a session that gets through them reads the next."""
SLACK = 200
"""Reviews fetched beyond the day's limit, so that siblings left out do not end it early."""
SPARE = 30
"""New cards beyond the limit, for those suspended or put off on the way."""


class ScopeError(ValueError):
    """A name that is neither a deck nor a topic nor an area."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which decks, topics and cards a session is about; empty sets mean everything."""

    decks: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    units: frozenset[UnitId] | None = None
    """Of these decks and topics only so much; ``None``: all of it."""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.decks and not self.topics and self.units is None

    def holds(self, deck: str, topic: str | None, unit: UnitId | None = None) -> bool:
        """Whether a unit of this deck and topic, or any unit, belongs to the scope."""
        named = not (self.decks or self.topics) or deck in self.decks or topic in self.topics
        return named and (unit is None or self.units is None or unit in self.units)


def scope_of(workspace: "Workspace", names: Sequence[str]) -> Scope:
    """Turn names (ids or titles of decks, topics, areas) into a scope.

    Raises ``ScopeError`` with the nearest known names where one is unknown.
    """
    library = workspace.library
    decks, topics = set[str](), set[str]()
    for name in names:
        folded = name.casefold()
        found_decks = {d.id for d in library.decks.values() if folded in (d.id, d.title.casefold())}
        found_topics = {
            t.id
            for t in library.topics.values()
            if folded in (t.id, t.title.casefold(), t.area, _area_title(library.areas.get(t.area)))
        }
        if not found_decks and not found_topics:
            raise ScopeError(_unknown(name, [*library.decks, *library.topics, *library.areas]))
        decks |= found_decks
        topics |= found_topics
    return Scope(frozenset(decks), frozenset(topics))


def scope_of_units(workspace: "Workspace", units: Iterable[UnitId], within: Scope) -> Scope:
    """Turn units into a scope, as far as they are in the library and within another scope."""
    wanted = list(units)
    listed = workspace.library.cache.listed_by_id({card_of(unit) for unit in wanted})
    held = {
        unit: card.deck
        for unit in wanted
        if (card := listed.get(card_of(unit))) and within.holds(card.deck, card.topic)
    }
    return Scope(frozenset(held.values()), units=frozenset(held))


def scope_found(workspace: "Workspace", terms: str, within: Scope) -> Scope:
    """Turn what a search finds now into a scope.

    Raises ``ScopeError`` where that is nothing, ``SearchError`` where a term is not understood.
    """
    from mlprep.study.content.search import search

    hits = search(workspace, terms, limit=maxsize) if terms.strip() else []
    scope = scope_of_units(workspace, [hit.unit for hit in hits], within)
    if not scope.units:
        raise ScopeError(f"no card matches {terms!r}; `mlprep search` tries terms out")
    return scope


def _area_title(area: object) -> str:
    return str(getattr(area, "title", "")).casefold()


def _unknown(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), 3, 0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "see `mlprep deck list`"
    return f"no deck, topic or area is called {name!r}; {hint}"


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
