"""The scheduler's part of folding many units at once, as the store takes it.

What does the work, and numpy with it, is loaded when there are many units to fold.
"""

from collections.abc import Iterable

from mlprep.store.values import Bulk, MemoryRow, Moves, Outlining, PackedMoves, Parameters


def _replay(
    rows: Iterable[MemoryRow], parameters: Parameters, before: Moves
) -> Iterable[tuple[int, float, float]]:
    from mlprep.memory.replay import replay

    return replay(rows, parameters, before)


def _replay_packed(
    devices: Iterable[PackedMoves], parameters: Parameters
) -> Iterable[tuple[int, float, float]]:
    from mlprep.memory.replay import replay_packed

    return replay_packed(devices, parameters)


def _outliner() -> Outlining:
    from mlprep.memory.outline import Outliner

    return Outliner()


BULK = Bulk(_replay, _replay_packed, _outliner)
