"""Fitting the memory model: proposed and judged, against the peer's fit, which judges nothing."""

from collections.abc import Iterator
from functools import partial

from benchmarks.kit import Row, compared, copy_of, home, in_turn, timed
from benchmarks.peer import Anki

from mlprep.store.paths import paths_below
from mlprep.study.optimiser.proposing import propose
from mlprep.study.workspace import Workspace


def fitting(size: int, rounds: int, anki: Anki | None) -> Iterator[Row]:
    """A fit to the whole log; nothing to measure it by without the peer."""
    if anki is None:
        return
    with Workspace.open(paths=paths_below(copy_of(home(size)))) as opened:
        measures = {"ours": timed(partial(propose, opened)), "anki": lambda: anki.measure("fit")}
        taken = in_turn(measures, rounds, warm=1)
    yield compared("parameters fitted, and judged", "Anki's fit", taken, 1.5, "anki")
