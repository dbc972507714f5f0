"""Opening the history while its file is not in the page cache, against Anki's collection."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.kit import Row, compared, copy_of, home, in_turn, timed
from benchmarks.peer import Anki, evict

from mlprep.memory.fold import advance
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.store.history import History
from mlprep.store.paths import paths_below
from mlprep.study.folding import BULK
from mlprep.study.workspace import SystemClock


def opening(size: int, rounds: int, anki: Anki | None) -> Iterator[Row]:
    """The store alone, as a start opens it; nothing to measure without the peer."""
    if anki is None:
        return
    path = paths_below(copy_of(home(size))).history
    _open(path)  # migrations, and the device's name for the copy

    def ours() -> float:
        evict(path)
        return timed(lambda: _open(path))()

    taken = in_turn({"ours": ours, "anki": lambda: anki.measure("open")}, rounds)
    yield compared("open the store, file not cached", "Anki", taken, 0.5, "anki")


def _open(path: Path) -> None:
    history = History.open(
        path,
        clock=SystemClock(),
        advance=advance,
        default_parameters=DEFAULT_PARAMETERS,
        bulk=BULK,
        create=False,
    )
    history.close()
