"""What a connection has read of the history, and need not read again until somebody writes."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mlprep.domain.units import UnitState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlprep.domain.facts import Fact
    from mlprep.domain.ids import UnitId
    from mlprep.store.values import Parameters

Place: TypeAlias = tuple[int, str, int]
"""Instant, device and number of a fact: where it stands in the total order."""
_MOST = 4000
"""Units, and facts, that are remembered; a session has fewer."""
_MOST_FACTS = 100
"""Of an action that is remembered."""


class StoredUnit(NamedTuple):
    """A unit's row."""

    state: UnitState
    exists: bool = False
    placed: bool = False
    deck: int | None = None
    seen: Place | None = None
    """Place of the newest of its facts; ``None`` without facts."""


class Known:
    """Holds for one version of the file; a change by anybody that is not told here empties it."""

    __slots__ = (
        "before", "done", "kinds", "last", "on_day", "parameters", "redo_is_empty", "units",
        "version",
    )  # fmt: skip

    def __init__(self) -> None:
        self.version = -1
        self.parameters: Parameters | None = None
        self.last: tuple[int, int | None] | None = None
        """Number and instant of this device's newest fact; 0 and ``None`` where there is none."""
        self.kinds: set[str] | None = None
        """Kinds of the facts, reviews and voids apart."""
        self.done: list[Sequence[Fact]] = []
        """This device's last actions that undo would take back, the newest at the end."""
        self.redo_is_empty = False
        self.units: dict[UnitId, StoredUnit] = {}
        self.before: dict[int, StoredUnit] = {}
        """The unit's row before this device's fact of a number, which undo brings back."""
        self.on_day: dict[int, int] = {}
        """Reviews, crammed ones included, that a day's figures count at least."""

    def clear(self) -> None:
        """Forget everything but the version."""
        self.parameters = self.last = self.kinds = None
        self.redo_is_empty = False
        self.done.clear()
        self.units.clear()
        self.before.clear()
        self.on_day.clear()

    def keep_done(self, facts: "Sequence[Fact]") -> None:
        """Remember an action that is the newest that undo would take back."""
        if len(facts) > _MOST_FACTS or len(self.done) >= _MOST:
            self.done.clear()
        if len(facts) <= _MOST_FACTS:
            self.done.append(facts)

    def keep_unit(self, stored: StoredUnit) -> None:
        """Remember a unit's row."""
        if len(self.units) >= _MOST:
            self.units.clear()
        self.units[stored.state.unit] = stored

    def keep_before(self, number: int, stored: StoredUnit) -> None:
        """Remember what a unit was before a fact."""
        if len(self.before) >= _MOST:
            self.before.clear()
        self.before[number] = stored

    def count_on_day(self, day: int, change: int) -> bool:
        """Remember reviews that were added to a day, or taken away; tell whether some are left.

        False where that is not known.
        """
        left = self.on_day[day] = max(0, self.on_day.get(day, 0) + change)
        return left > 0
