"""The scheduler's part of folding many units at once, as the store takes it.

What does the work, and numpy with it, is loaded when there are many units to fold.
"""

from collections.abc import Iterable, Sequence

from mlprep.domain.facts import Event
from mlprep.domain.figures import Tallies
from mlprep.domain.ids import UnitId
from mlprep.domain.units import UnitState
from mlprep.store.values import Bulk, MemoryRow, Move, Parameters


def _replay(
    rows: Iterable[MemoryRow], parameters: Parameters
) -> Iterable[tuple[int, float, float]]:
    from mlprep.memory.replay import replay

    return replay(rows, parameters)


def _outline(
    unit: UnitId, events: Sequence[Event]
) -> tuple[UnitState, Tallies, Sequence[Move] | None]:
    from mlprep.memory.outline import outline

    return outline(unit, events)


BULK = Bulk(_replay, _outline)
