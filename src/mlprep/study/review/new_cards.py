"""The new cards of a day: drawn from the topics by their gaps, once a day and plan.

What was drawn is kept, in its order, so that Today and the session agree, an undo finds the same
cards, and a start need not draw again.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.ids import CardId
from mlprep.store.values import NewUnit
from mlprep.study.plan.basis import keep_note, plan_key

if TYPE_CHECKING:
    from mlprep.planning.drawing import Levels, Slot
    from mlprep.store.lanes import Lane, LaneProgress
    from mlprep.study.content.foundations import Rank
    from mlprep.study.plan.priorities import TopicPlan
    from mlprep.study.review.scope import Scope
    from mlprep.study.workspace import Workspace

NOTE = "drawn"
PROGRESS_NOTE = "progress"
BEYOND = 30
"""Cards drawn beyond the day's limit: for more today."""
NEWCOMER = 50
"""Cards begun up to which a learner is new to the program."""
OWN = "deck:"
"""Begins the name of a deck's own lane: of one without a topic of the plan."""
LaneName = Callable[[str, str | None, int | None], str | None]
"""Names the lane of a deck, topic and level."""


class Drawn(NamedTuple):
    """The new cards of today that were not begun yet."""

    units: Sequence[NewUnit]
    """In the order in which to learn them; those beyond the day's limit last."""
    held: int
    """Cards that the plan asks for, but not yet: their level is closed or waits."""
    is_all: bool
    """Whether no other card is open today."""
    awaited: Sequence[str] = ()
    """Cards not met yet that others require."""


NOTHING = Drawn((), 0, is_all=True)


def new_today(workspace: "Workspace", count: int) -> Drawn:
    """Draw, or read again, at least so many new cards of everything; fewer where no more are."""
    key = f"{plan_key(workspace)} {workspace.today} {workspace.settings.new_per_day}"
    kept = _read(workspace, key)
    if kept is not None and (len(kept.units) >= count or _is_final(workspace, kept)):
        return kept
    drawn = _draw_all(workspace, count)
    body = {"key": key, "held": drawn.held, "all": drawn.is_all, "awaited": drawn.awaited}
    units = [one.unit for one in drawn.units]
    keep_note(workspace, NOTE, json.dumps({**body, "units": units}))
    return drawn


def _is_final(workspace: "Workspace", kept: Drawn) -> bool:
    """Whether another draw would find nothing more."""
    met = map(workspace.history.was_studied, map(CardId, kept.awaited))
    return kept.is_all and not any(met)


def _read(workspace: "Workspace", key: str) -> Drawn | None:
    text = workspace.history.note(NOTE)
    if not text.startswith(f'{{"key": "{key}"'):
        return None
    body = json.loads(text)
    units = workspace.history.lanes.still_new(body["units"], workspace.today)
    return Drawn(units, body["held"], body["all"], body["awaited"])


def _draw_all(workspace: "Workspace", count: int) -> Drawn:
    from mlprep.study.plan.priorities import topic_plan

    plan = topic_plan(workspace)
    waiting = _Waiting(workspace, lanes_of(workspace, plan))
    helpings = (count, BEYOND)
    units, held = _draw(workspace, plan, waiting, helpings)
    return Drawn(units, held, len(units) < sum(helpings), sorted(waiting.awaited))


def new_in_scope(workspace: "Workspace", scope: "Scope", count: int) -> list[NewUnit]:
    """Draw new cards of some topics or decks alone.

    Where the learner asks for them by name, no level stays closed: what would wait comes last.
    """
    from mlprep.study.plan.priorities import topic_plan

    plan = topic_plan(workspace)
    waiting = _Waiting(workspace, _named_lane(plan), scope)
    chosen, _ = _draw(workspace, plan, waiting, (count,))
    taken = {one.unit for one in chosen}
    rest = sorted((one for one in waiting.firsts(count) if one.unit not in taken), key=_by_level)
    return [*chosen, *rest][:count]


def _by_level(one: NewUnit) -> tuple[int, int, int, str]:
    return (one.level or 0, one.priority, one.position, one.unit)


class _Waiting:
    """New cards by lane and level: counted first, read only as far as they are drawn."""

    def __init__(
        self, workspace: "Workspace", name: LaneName, scope: "Scope | None" = None
    ) -> None:
        self._workspace = workspace
        self.name = name
        self.awaited: set[str] = set()
        """Cards not met yet for which others wait, as far as was read."""
        self.guides: set[str] = set()
        """Lanes of shipped decks about no topic: they introduce the program."""
        self.counts: dict[tuple[str, int], int] = {}
        self._lanes: defaultdict[tuple[str, int], list[Lane]] = defaultdict(list)
        mine = workspace.library.wholly_own_decks
        for lane, cards in workspace.history.lanes.waiting(workspace.today).items():
            named = name(*lane) if scope is None or scope.holds(lane.deck, lane.topic) else None
            if named is not None:
                key = (named, 0 if named.startswith(OWN) else lane.level or 0)
                self.counts[key] = self.counts.get(key, 0) + cards
                self._lanes[key].append(lane)
                if is_guide(mine, lane.deck, lane.topic):
                    self.guides.add(named)

    def first(self, key: tuple[str, int], count: int) -> list[NewUnit]:
        """List the first cards of a lane that wait for no other; must-know before nice-to-know."""
        found = self._open(key, count)
        if len(found) < min(count, self.counts[key]):
            found = self._open(key, None)
        found.sort(key=lambda one: (one.priority, one.level or 0, one.position, one.unit))
        return found[:count]

    def firsts(self, count: int) -> list[NewUnit]:
        """List the first cards of every lane."""
        return [one for key in self.counts for one in self.first(key, count)]

    def _open(self, key: tuple[str, int], count: int | None) -> list[NewUnit]:
        first, today = self._workspace.history.lanes.first, self._workspace.today
        rows = [one for lane in self._lanes[key] for one in first(lane, today, count)]
        cache, history = self._workspace.library.cache, self._workspace.history
        requirements = cache.requirements([row.card for row in rows])
        needed = {one for required in requirements.values() for one in required}
        known = cache.listed_by_id(needed)  # unknown ones hold nothing up
        unmet = {card for card in known if not history.was_studied(CardId(card))}
        waiting = {card for card, needs in requirements.items() if unmet.intersection(needs)}
        self.awaited |= unmet
        return [row for row in rows if row.card not in waiting]


# ------------------------------------------------------------------ lanes


def lanes_of(workspace: "Workspace", plan: "TopicPlan") -> LaneName:
    """Say from which lane a card is drawn: its topic's, its deck's, or none.

    Decks of the learner's own come although no role asks for them, and so do those about no
    topic, which are for everyone; without a role all do.
    """
    from mlprep.planning.drawing import is_drawn

    library = workspace.library
    own = library.own_decks if plan.has_role else frozenset(library.deck_titles)

    def lane(deck: str, topic: str | None, level: int | None) -> str | None:
        found = plan.by_topic.get(topic or "")
        if found is not None and (is_drawn(found, level) or deck not in own):
            return found.topic
        is_asked_for = topic is None or deck in own
        return f"{OWN}{deck}" if is_asked_for and not plan.is_away(topic) else None

    return lane


def _named_lane(plan: "TopicPlan") -> LaneName:
    """Say the same of decks and topics that were asked for by name: none is left out."""

    def lane(deck: str, topic: str | None, _level: int | None) -> str:
        return topic if topic is not None and topic in plan.by_topic else f"{OWN}{deck}"

    return lane


def _draw(
    workspace: "Workspace", plan: "TopicPlan", waiting: _Waiting, helpings: Sequence[int]
) -> tuple[list[NewUnit], int]:
    """Draw several helpings, one after the other; and tell how many cards wait still.

    Lanes are drawn from by their counts.  Where cards of one turn out to wait for others, they
    are counted out and the draw begins again.
    """
    from mlprep.planning.drawing import LaneDraw

    rows = begun(workspace)
    progress, recent = _progress(rows, waiting.name)
    is_new = is_newcomer(sum(row.introduced for row in rows))
    first = waiting.guides if is_new else ()
    order = _deck_order(workspace, plan)
    mine = lanes_of_mine(workspace, plan)
    while True:
        named = {topic for topic, _ in waiting.counts}
        decks = (topic for topic in named if topic.startswith(OWN))
        own = sorted(decks, key=order)
        asked = [one for one in plan.priorities if one.topic in named or one.waits_for]
        draw = LaneDraw(asked, waiting.counts, progress, recent, own, first, mine)
        slots = [slot for each in helpings for slot in draw.slots(each)]
        units = _filled(waiting, slots)
        if units is not None:
            return units, draw.waiting


def is_guide(wholly_own: Collection[str], deck: str, topic: str | None) -> bool:
    """Whether cards of a deck teach how to study: it is shipped and about no topic.

    It stays one when the learner mends a card of it or adds one to it.
    """
    return topic is None and deck not in wholly_own


def lanes_of_mine(workspace: "Workspace", plan: "TopicPlan") -> set[str]:
    """Name the lanes for which a part of each day is kept: of decks that the learner wrote.

    Those about a topic of the plan need none: their cards come with their topic.
    """
    topics = workspace.library.deck_topics
    mine = workspace.library.wholly_own_decks
    return {f"{OWN}{deck}" for deck in mine if topics.get(deck) not in plan.by_topic}


def is_newcomer(cards: int) -> bool:
    """Whether a learner who began so many cards is new here."""
    return cards < NEWCOMER


def _deck_order(
    workspace: "Workspace", plan: "TopicPlan"
) -> "Callable[[str], tuple[bool, Rank, str]]":
    """Order decks of equal shares: what the learner wrote or fetched before what was shipped.

    Without a role the shipped ones begin with the foundations of each area.
    """
    from mlprep.study.content.foundations import LAST, ranks

    mine = workspace.library.own_decks
    ranked = {} if plan.has_role else ranks(workspace.library)

    def order(lane: str) -> "tuple[bool, Rank, str]":
        deck = lane.removeprefix(OWN)
        return (deck not in mine, ranked.get(deck, LAST), lane)

    return order


def _filled(waiting: _Waiting, slots: "Sequence[Slot]") -> list[NewUnit] | None:
    """Put cards into the places drawn; ``None`` where a lane had fewer than were counted."""
    ready: dict[Slot, Iterator[NewUnit]] = {}
    is_short = False
    for slot, count in Counter(slots).items():
        found = waiting.first(slot, count)
        if len(found) < count:
            waiting.counts[slot] = len(found)
            is_short = True
        ready[slot] = iter(found)
    return None if is_short else [next(ready[slot]) for slot in slots]


def _progress(rows: "Iterable[LaneProgress]", lane: LaneName) -> "tuple[Levels, dict[str, int]]":
    """Sum up, by topic and level, what was begun; and by topic what was begun lately."""
    from mlprep.planning.drawing import Progress

    counts: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    recent: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        name = lane(row.deck, row.topic, row.level)
        if name is not None:
            both = counts[name, row.level or 0]
            both[0] += row.introduced
            both[1] += row.recalled
            recent[name] += row.recent
    return {key: Progress(*both) for key, both in counts.items()}, dict(recent)


def begun(workspace: "Workspace") -> "list[LaneProgress]":
    """Tell how far the begun cards are: as the day began, and what was begun since.

    What stood when the day began is counted once and kept; a level opens overnight.
    """
    from mlprep.planning.drawing import WINDOW_DAYS
    from mlprep.store.lanes import LaneProgress

    history, day = workspace.history, workspace.today
    key = f'{{"key": "{day} {workspace.library.version}"'
    text = history.note(PROGRESS_NOTE)
    if text.startswith(key):
        before = list(starmap(LaneProgress, json.loads(text)["rows"]))
    else:
        before = history.lanes.progress(day, WINDOW_DAYS)
        keep_note(workspace, PROGRESS_NOTE, f'{key}, "rows": {json.dumps(before)}}}')
    return [*before, *history.lanes.begun_today(day)]
