"""The lines that a queue is made of: entries in a fixed order, and steps by their instants."""

from collections.abc import Iterable
from heapq import heappop, heappush, nsmallest
from operator import attrgetter

from mlprep.domain.ids import UnitId
from mlprep.memory.entries import Entry

_unit_of = attrgetter("unit")


class Line:
    """Entries in a fixed order, of which any can be taken out and put back."""

    __slots__ = ("_alive", "_entries", "_rank", "_ranks")

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._rank = dict(zip(map(_unit_of, entries), range(len(entries)), strict=True))
        self._alive = set(self._rank)
        # Ranks that rise are a heap; those of units taken out are dropped when they surface.
        self._ranks = list(range(len(entries)))

    def __len__(self) -> int:
        return len(self._alive)

    def __contains__(self, unit: UnitId) -> bool:
        return unit in self._alive

    def units(self) -> Iterable[UnitId]:
        """List the units that stand or stood here."""
        return self._rank

    def head(self) -> Entry | None:
        """Return the first entry; ``None`` where the line is empty."""
        while self._ranks:
            entry = self._entries[self._ranks[0]]
            if entry.unit in self._alive and self._rank[entry.unit] == self._ranks[0]:
                return entry
            heappop(self._ranks)
        return None

    def take(self, unit: UnitId) -> Entry | None:
        """Take a unit out; ``None`` where it does not stand here."""
        if unit not in self._alive:
            return None
        self._alive.discard(unit)
        return self._entries[self._rank[unit]]

    def restore(self, unit: UnitId) -> bool:
        """Put a unit back where it stood; whether it had a place here."""
        if unit not in self._rank:
            return False
        if unit not in self._alive:
            self._alive.add(unit)
            heappush(self._ranks, self._rank[unit])
        return True

    def first(self, count: int) -> list[Entry]:
        """Return the first entries in their order."""
        found: list[int] = []
        while len(found) < count and self.head() is not None:
            rank = heappop(self._ranks)
            if not found or rank != found[-1]:
                found.append(rank)
        for rank in found:
            heappush(self._ranks, rank)
        return [self._entries[rank] for rank in found]


class Steps:
    """Learning steps by the instant at which they are due; a unit has one at a time."""

    __slots__ = ("_current", "_heap", "_number")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._heap: list[tuple[int, int, Entry]] = []
        self._current: dict[UnitId, Entry] = {}
        self._number = 0
        for entry in entries:
            self.add(entry)

    def __len__(self) -> int:
        return len(self._current)

    def add(self, entry: Entry) -> None:
        """Put a step in; an older one of its unit counts no more."""
        self._number += 1  # equal instants keep their order
        self._current[entry.unit] = entry
        heappush(self._heap, (entry.due_at_ms or 0, self._number, entry))

    def head(self) -> Entry | None:
        """Return the step that is due first; ``None`` where there is none."""
        while self._heap:
            entry = self._heap[0][2]
            if self._current.get(entry.unit) is entry:
                return entry
            heappop(self._heap)
        return None

    def take(self, unit: UnitId) -> Entry | None:
        """Take a unit out; ``None`` where it has no step."""
        return self._current.pop(unit, None)

    def first(self, count: int) -> list[Entry]:
        """Return the steps that are due first."""
        alive = (one for one in self._heap if self._current.get(one[2].unit) is one[2])
        return [entry for _, _, entry in nsmallest(count, alive)]
