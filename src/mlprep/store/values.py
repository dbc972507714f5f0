"""What the store takes and gives, as values.

They are named tuples: rows come by the thousand, and a start pays for making each class.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from mlprep.domain.facts import Event, Fact
from mlprep.domain.figures import Totals
from mlprep.domain.ids import CardId, DeckId, TopicId, UnitId
from mlprep.domain.units import Phase, UnitState

if TYPE_CHECKING:
    from mlprep.domain.past import ReviewRun

Parameters: TypeAlias = tuple[float, ...]
Advance: TypeAlias = Callable[[UnitState, Fact, Parameters], UnitState]
"""Folds one fact into the state of its unit."""
MemoryRow: TypeAlias = tuple[int, int, int, int]
"""Unit, instant, study day and rating of a review; rating 0 stands for a reset."""
PackedMoves: TypeAlias = tuple[bytes, Collection[int]]
"""Such rows of one device by running number, 20 bytes each, and the actions that are voided.

Little-endian, without a sign but for the last two: unit and action in 32 bits each, eight times
the study day plus the rating in 32, the instant in 64.
"""
Memories: TypeAlias = Iterable[tuple[int, float, float]]
"""Unit, stability and difficulty of each unit that ends with a memory.

Rows of a unit at the same instant count in the order in which they come.  The result is the
one of ``Advance``, to the last bit; it only is there sooner.
"""
Moves: TypeAlias = Sequence[Any]
"""The columns of such rows as arrays of numbers, or nothing."""
Replay: TypeAlias = Callable[[Iterable[MemoryRow], Parameters, Moves], Memories]
"""The moves come before the rows."""
ReplayPacked: TypeAlias = Callable[[Iterable[PackedMoves], Parameters], Memories]


NumberedRun: TypeAlias = "tuple[int, int, ReviewRun]"
"""A run of reviews, behind the number of its first fact and that of its unit's name."""


class Outlining(Protocol):
    """Folds units one after the other, each from all its events, into all but its memory."""

    totals: Totals
    """The figures of all units."""
    moves: list[MemoryRow]
    """What moved the memories, for ``Replay``; the unit by the number that it was given."""

    begun: Moves
    """The same of the reviews with which units began."""

    def begin(self, runs: "Mapping[int, ReviewRun]") -> Mapping[int, UnitState]:
        """Fold the reviews with which units begin, by the units' numbers, all at once."""

    def add(
        self, number: int, unit: UnitId, events: Sequence[Event], begun: UnitState | None = None
    ) -> UnitState | None:
        """Fold a unit; ``None``, and nothing is counted, where a fact brings a memory along.

        ``begun`` is its state after the reviews with which it began.
        """


class Bulk(NamedTuple):
    """Folds many units at once; the result is the one of ``Advance``, only sooner."""

    replay: Replay
    replay_packed: ReplayPacked
    outliner: Callable[[], Outlining]


class Undone(NamedTuple):
    """What undo took back, or what redo brought again: the facts of one action."""

    label: str
    facts: tuple[Fact, ...]


class Placement(NamedTuple):
    """Where a review unit stands in the library; mirrored so that queues need no decks."""

    unit: UnitId
    card: CardId
    deck: DeckId
    topic: TopicId | None = None
    position: int = 0
    """Order within the deck."""
    priority: int = 2
    """1 must know, 2 should, 3 nice to know."""
    level: int | None = None


class DueReview(NamedTuple):
    """A unit in review that is due."""

    unit: UnitId
    card: CardId
    deck: DeckId
    topic: TopicId | None
    overdue: float
    """Days since the last review per day of stability and per the deck's factor."""
    stability: float | None
    """``None`` for a unit that was set due before its first review."""
    last_day: int | None
    due_day: int


class DueStep(NamedTuple):
    """A unit whose (re)learning step is due at an instant."""

    unit: UnitId
    card: CardId
    deck: DeckId
    topic: TopicId | None
    due_at_ms: int
    phase: Phase


class StudiedUnit(NamedTuple):
    """A unit that was reviewed before, whenever it is due."""

    unit: UnitId
    card: CardId
    deck: DeckId
    topic: TopicId | None
    stability: float
    last_day: int


class NewUnit(NamedTuple):
    """A unit that was never studied and may be introduced."""

    unit: UnitId
    card: CardId
    deck: DeckId
    topic: TopicId | None
    position: int
    priority: int
    level: int | None


class DeckCounts(NamedTuple):
    """What a deck holds today.

    ``new`` counts every unit not begun that is neither suspended nor buried; ``reviews`` those
    due that would be shown (no sibling reviewed today); ``total`` all placed units.
    """

    new: int = 0
    steps: int = 0
    reviews: int = 0
    total: int = 0
    suspended: int = 0


class DaySummary(NamedTuple):
    """One study day in numbers; cramming is counted apart."""

    day: int
    reviews: int = 0
    introduced: int = 0
    again: int = 0
    ms: int = 0
    tested: int = 0
    """First reviews of the day of units in review: what true retention is taken from."""
    passed: int = 0
    """Those of ``tested`` that were recalled."""
    cram: int = 0
    cram_ms: int = 0
