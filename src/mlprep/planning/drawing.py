"""Which new cards come next: a fair share for each topic, level by level.

Topics are served by stride scheduling (Waldspurger and Weihl 1995): each card costs a topic one
over its share, and the topic that has paid least comes next.  Topics of equal shares take turns
over the whole of a round, or the many small ones would all come on one day.

Inside a topic there is a frontier: the cards of the estimated level first, those of the next level
once these are introduced and recalled.  What lies under the estimated level comes last and at a
lower share, and only as far down as the estimate may be wrong: most of it is known.

What the learner wrote about no topic of the plan has a part of every day kept for it, so that it
comes soon whatever the number of topics.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import ceil, inf
from typing import NamedTuple, Protocol, TypeVar

from mlprep.domain.normal import NORMAL_90
from mlprep.planning.priorities import AMBITIOUS, PREREQUISITE_LEVEL, Priority
from mlprep.planning.standing import nearest_level

RECALLED_SHARE = 0.8
"""Of the introduced cards of a level, recalled on a later day: opens the next level."""
CATCH_UP = 8.0
"""Cards that a topic may be behind or ahead of its share, at most: one that was closed for a while
does not fill the days after."""
WINDOW_DAYS = 30
"""Days over which shares are held; ``recent`` counts the cards introduced in so many days."""
BELOW = 0.3
"""Share of a topic, of its usual one, while its cards lie under the estimated level: about a third
as many of them are new to the learner."""
OWN_PART = 1 / 3
"""Of the new cards of a day, kept for the decks that the learner wrote, all together."""
ANY_LEVEL = 0
"""Level of a card that names none: it waits for nothing."""


class NewCard(NamedTuple):
    """A review unit that was never studied and may be introduced."""

    unit: str
    topic: str
    """For a deck without a topic the deck's id."""
    level: int = ANY_LEVEL
    priority: int = 2
    position: int = 0


class Slot(NamedTuple):
    """A place for a new card of a topic and level."""

    topic: str
    level: int


class Progress(NamedTuple):
    """How far the cards of one level of a topic are."""

    introduced: int = 0
    recalled: int = 0
    """Those answered right, the last time that they were asked, on a later day."""

    @property
    def is_held(self) -> bool:
        """Whether enough of what was introduced is recalled to go on."""
        return self.recalled >= RECALLED_SHARE * self.introduced


Levels = dict[tuple[str, int], Progress]
"""Progress by topic and level."""


@dataclass(slots=True)
class _Lane:
    """One topic: its share, what it had lately, and its waiting cards by level."""

    topic: str
    rank: int
    share: float
    upwards: tuple[int, ...]
    """Levels in the order in which they open, from the estimated one to the aim."""
    downwards: tuple[int, ...]
    """Levels under the estimated one, the highest first."""
    waits_for: tuple[str, ...]
    had: float
    waiting: dict[int, int]
    """Cards by level."""
    leads: bool = False
    """Whether its cards come before those of all other lanes."""
    is_mine: bool = False
    """Whether a part of the day is kept for it, and for others like it."""
    turn: float = 1.0
    """Part of its round that passes before its next card: evenly spread among equal shares."""
    phase: int = 0
    ahead: float = field(default=0.0)

    @property
    def phases(self) -> tuple[int, ...]:
        return self.upwards + self.downwards

    @property
    def place(self) -> tuple[float, int]:
        """What the lane will have paid with its next card; the lowest comes first."""
        if self.leads:
            return (-inf, self.rank)
        below = self.phase >= len(self.upwards)
        return ((self.ahead + self.turn) / (self.share * (BELOW if below else 1)), self.rank)

    def take(self) -> Slot:
        """Give away a place for the next card of the open level."""
        level = self.phases[self.phase]
        self.waiting[level] -= 1
        return Slot(self.topic, level)


class LaneDraw:
    """Topics and levels of the cards to come; it remembers what it gave.

    So a forecast can go on day by day.  ``waiting`` counts cards by topic and level; those of
    topics without a priority are left out, but for decks named in ``own``, which have no levels
    to go by.  Those of them in ``first`` open each day until they have no card left; for those in
    ``mine``, together, a part of each day is kept.  Cards that wait for other cards are to be left
    out by the caller; they hold no level up.
    """

    def __init__(
        self,
        priorities: Sequence[Priority],
        waiting: Mapping[tuple[str, int], int],
        progress: Mapping[tuple[str, int], Progress],
        recent: Mapping[str, int],
        own: Sequence[str] = (),
        first: Collection[str] = (),
        mine: Collection[str] = (),
    ) -> None:
        self.progress: Levels = dict(progress)
        lanes = [_lane(one, rank, recent) for rank, one in enumerate(priorities)]
        usual = sum(lane.share for lane in lanes) / len(lanes) if lanes else 1.0
        lanes += [
            _Lane(
                deck, len(lanes) + rank, usual, (ANY_LEVEL,), (), (), recent.get(deck, 0), {},
                leads=deck in first, is_mine=deck in mine,
            )
            for rank, deck in enumerate(own)
        ]  # fmt: skip
        self._lanes = {lane.topic: lane for lane in lanes if lane.share > 0}
        _spread_turns(self._lanes.values())
        self._mine = [lane for lane in self._lanes.values() if lane.is_mine]
        self._others = [lane for lane in self._lanes.values() if not lane.is_mine]
        self._had = sum(recent.values())
        self._had_mine = sum(cards for deck, cards in recent.items() if deck in mine)
        self._plain = frozenset(own)
        self._first = frozenset(first)
        for (topic, level), cards in waiting.items():
            lane = self._lanes.get(topic)
            if lane is not None:
                key = self.place_of(topic, level)[1]
                lane.waiting[key] = lane.waiting.get(key, 0) + cards

    def place_of(self, topic: str, level: int) -> Slot:
        """Say where a card of a topic and level waits."""
        return Slot(topic, ANY_LEVEL if topic in self._plain else level)

    def slots(self, count: int) -> list[Slot]:
        """Take the places of a day's new cards, topics interleaved; fewer where none is open."""
        drawn = self._drawn(count) if count > 0 else []
        head = [slot for slot in drawn if slot.topic in self._first]
        return head + interleaved([slot for slot in drawn if slot.topic not in self._first])

    @property
    def waiting(self) -> int:
        """Cards of levels that the target asks for which were not given yet, open or closed."""
        return sum(
            lane.waiting.get(level, 0) for lane in self._lanes.values() for level in lane.phases
        )

    def waiting_upwards(self) -> dict[str, int]:
        """Cards by topic that wait at the estimated level and above, up to the aim."""
        return {
            topic: sum(lane.waiting.get(level, 0) for level in lane.upwards)
            for topic, lane in self._lanes.items()
        }

    def _drawn(self, count: int) -> list[Slot]:
        """Give the learner's own decks their part, then the others by their shares."""
        drawn = list(self._given(self._mine, self._part_of_mine(count)))
        drawn += self._given(self._others, count - len(drawn))
        drawn += self._given(self._mine, count - len(drawn))
        self._had += len(drawn)
        self._had_mine += sum(self._lanes[slot.topic].is_mine for slot in drawn)
        return drawn

    def _part_of_mine(self, count: int) -> int:
        """How many of so many places are kept: rounded up, until that is a card too many."""
        ahead = min(1.0, max(0.0, self._had_mine - OWN_PART * self._had))
        return ceil(OWN_PART * count - ahead)

    def _given(self, lanes: Sequence[_Lane], count: int) -> Iterator[Slot]:
        heap = self._open_lanes(lanes)
        for _ in range(count):
            if not heap:
                return
            _, lane = heappop(heap)
            slot = lane.take()
            lane.had += 1
            lane.ahead += 1
            before = self.progress.get(slot, Progress())
            self.progress[slot] = Progress(before.introduced + 1, before.recalled)
            yield slot
            if self._advance(lane):
                heappush(heap, (lane.place, lane))

    def _open_lanes(self, lanes: Sequence[_Lane]) -> list[tuple[tuple[float, int], _Lane]]:
        """Those with a card to give, in their order; sets how far each is ahead of its share."""
        total = sum(lane.share for lane in lanes)
        had = sum(lane.had for lane in lanes)
        heap = []
        for lane in lanes:
            fair = had * lane.share / total
            lane.ahead = min(CATCH_UP, max(-CATCH_UP, lane.had - fair))
            lane.had = fair + lane.ahead
            if self._advance(lane):
                heap.append((lane.place, lane))
        heapify(heap)
        return heap

    def _advance(self, lane: _Lane) -> bool:
        """Move a lane's frontier on as far as it goes; whether it has a card to give."""
        while lane.phase < len(lane.phases):
            level = lane.phases[lane.phase]
            if level >= AMBITIOUS and not self._is_ready(lane):
                return False
            if lane.waiting.get(level):
                return True
            if not self.progress.get((lane.topic, level), Progress()).is_held:
                return False
            lane.phase += 1
        return False

    def _is_ready(self, lane: _Lane) -> bool:
        """Whether the weak prerequisites have been studied up to level 2."""
        return all(map(self._is_studied, lane.waits_for))

    def _is_studied(self, topic: str) -> bool:
        lane = self._lanes.get(topic)
        if lane is None:
            return True
        return not any(
            lane.waiting.get(level) or not self.progress.get((topic, level), Progress()).is_held
            for level in lane.upwards
            if level <= PREREQUISITE_LEVEL
        )


class Draw(LaneDraw):
    """New cards by topic: those of ``new``, in any order, must-know before nice-to-know."""

    def __init__(
        self,
        priorities: Sequence[Priority],
        new: Iterable[NewCard],
        progress: Mapping[tuple[str, int], Progress],
        recent: Mapping[str, int],
        own: Sequence[str] = (),
        first: Collection[str] = (),
        mine: Collection[str] = (),
    ) -> None:
        cards = list(new)
        counts = Counter((card.topic, card.level) for card in cards)
        super().__init__(priorities, counts, progress, recent, own, first, mine)
        self._cards: dict[Slot, list[NewCard]] = {}
        self._sorted: set[Slot] = set()
        for card in cards:
            self._cards.setdefault(self.place_of(card.topic, card.level), []).append(card)

    def take(self, count: int) -> list[NewCard]:
        """Take the new cards of a day, topics interleaved; fewer where no more are open."""
        return [self._next(slot) for slot in self.slots(count)]

    def _next(self, slot: Slot) -> NewCard:
        if slot not in self._sorted:
            self._cards[slot].sort(key=_last_first)
            self._sorted.add(slot)
        return self._cards[slot].pop()


def _last_first(card: NewCard) -> tuple[int, int, str]:
    return (-card.priority, -card.position, card.unit)


def lowest_level(one: Priority) -> int:
    """Lowest level whose cards are drawn: as far down as the estimate may be wrong."""
    return nearest_level(one.level - NORMAL_90 * one.sd)


def is_drawn(one: Priority, level: int | None) -> bool:
    """Whether cards of a level are drawn at all, now or later."""
    return not level or lowest_level(one) <= level <= one.aim


def _lane(one: Priority, rank: int, recent: Mapping[str, int]) -> _Lane:
    lowest = lowest_level(one)
    return _Lane(
        topic=one.topic,
        rank=rank,
        share=one.share,
        upwards=(ANY_LEVEL, *range(one.start, one.aim + 1)),
        downwards=tuple(range(one.start - 1, lowest - 1, -1)),
        waits_for=one.waits_for,
        had=recent.get(one.topic, 0),
        waiting={},
    )


def _spread_turns(lanes: Iterable[_Lane]) -> None:
    """Let lanes of equal shares come one after the other, in their order, none later than alone."""
    alike: dict[float, list[_Lane]] = {}
    for lane in lanes:
        alike.setdefault(lane.share, []).append(lane)
    for group in alike.values():
        for nth, lane in enumerate(group):
            lane.turn = (nth + 1) / len(group)


class _OfTopic(Protocol):
    @property
    def topic(self) -> str: ...


Placed = TypeVar("Placed", bound=_OfTopic)


def interleaved(cards: Sequence[Placed]) -> list[Placed]:
    """Spread the cards of each topic evenly over the day, their own order kept."""
    counts: dict[str, int] = {}
    for card in cards:
        counts[card.topic] = counts.get(card.topic, 0) + 1
    seen: dict[str, int] = {}
    places = []
    for index, card in enumerate(cards):
        nth = seen.get(card.topic, 0)
        seen[card.topic] = nth + 1
        places.append(((nth + 0.5) / counts[card.topic], index, card))
    return [card for *_, card in sorted(places)]
