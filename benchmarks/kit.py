"""What the benchmarks share: homes of several sizes, timing in turn, a table of ratios.

A figure stands beside its peer's of the same run, taken in turn, because a bare millisecond of
a shared machine means nothing on another day.
"""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import madeup

from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import DeviceId
from mlprep.store.paths import Paths, paths_below
from mlprep.study.workspace import Workspace

VERSION = 2
"""Raised whenever the made-up homes change; older ones are then made anew."""
ROOT = Path(tempfile.gettempdir()) / "mlprep-benchmarks"
_DEVICE = DeviceId("made-up-device")
_SETTLED_SECONDS = 2.2
"""A file younger than this counts as changed at the next look."""


class Row(NamedTuple):
    """One figure beside its peer's, in milliseconds (or another unit that both share)."""

    what: str
    peer: str
    ours: Sequence[float]
    theirs: Sequence[float]
    goal: float
    """Ours divided by the peer's, at most."""

    @property
    def by_minimum(self) -> float:
        """Ratio of the two minima: the figure least bent by other work on the machine."""
        return min(self.ours) / min(self.theirs)

    @property
    def by_median(self) -> float:
        """Ratio of the two medians."""
        return median(self.ours) / median(self.theirs)


def in_turn(
    pair: Mapping[str, Callable[[], float]], rounds: int, *, warm: int = 1
) -> dict[str, list[float]]:
    """Run callables that give a figure each by turns, and collect the figures."""
    taken: dict[str, list[float]] = {name: [] for name in pair}
    for number in range(rounds + warm):
        for name, measure in pair.items():
            figure = measure()
            if number >= warm:
                taken[name].append(figure)
    return taken


def compared(
    what: str, peer: str, taken: Mapping[str, Sequence[float]], goal: float, beside: str = "theirs"
) -> Row:
    """Set our figures beside those of one of the others."""
    return Row(what, peer, taken["ours"], taken[beside], goal)


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """Make a callable that gives the milliseconds that a piece of work takes."""

    def measure() -> float:
        gc.collect()
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000

    return measure


HEAD = f"{'figure':38} {'peer':26} {'ours':>9} {'peer':>9} {'min':>7} {'median':>7} {'goal':>6}"


def show(row: Row) -> None:
    """Print a row: medians, the ratios of minima and of medians, the goal."""
    verdict = "" if row.by_minimum <= row.goal else "  missed"
    print(
        f"{row.what:38} {row.peer:26} {median(row.ours):9.3f} {median(row.theirs):9.3f}"
        f" {row.by_minimum:6.3f}x {row.by_median:6.3f}x {row.goal:5.2f}x{verdict}",
        flush=True,
    )


def home(size: int) -> Path:
    """Find, or make, a learner's folder with so many cards and ten reviews for each."""
    day = int(time.time() // 86_400)
    found = ROOT / f"home-{VERSION}-{size}-{day}"
    if not found.exists():
        sys.stderr.write(f"making a home with {size} cards in {found}\n")
        unfinished = found.with_name(f"{found.name}.{os.getpid()}")
        _make(paths_below(unfinished), size)
        unfinished.rename(found)
        _settle(found)
    return found


def _make(paths: Paths, size: int) -> None:
    madeup.write_decks(paths.decks, size)
    time.sleep(_SETTLED_SECONDS)
    with Workspace.open(paths=paths) as opened:
        opened.refresh_library()
        opened.history.merge(facts(opened, size))


def _settle(home: Path) -> None:
    """Let the cache name the files where they stand now."""
    with Workspace.open(paths=paths_below(home)) as opened:
        opened.refresh_library()


def facts(workspace: Workspace, size: int) -> Iterator[Fact]:
    """Give the made-up log as the facts of one device."""
    start, spent, before = workspace.calendar.start_ms, 0, None
    for number, review in enumerate(madeup.reviews(size, workspace.today), start=1):
        if review.day != before:
            before, spent = review.day, start(review.day)
        # However many reviews the day has, they end before the next one begins.
        spent += 1
        yield Fact(
            _DEVICE, number, spent, FactKind.REVIEW, f"made-up-{review.card}",
            _body(review, spent), number,
        )  # fmt: skip


def _body(review: madeup.Review, at_ms: int) -> dict[str, Json]:
    body: dict[str, Json] = {"day": review.day, "rating": review.rating}
    body |= {"ms": review.seconds * 1000, "parameters": "fsrs-6-default"}
    if review.due_day is None:
        return body | {"due_at": at_ms + 600_000, "step": 0}
    return body | {"due_day": review.due_day}


def copy_of(found: Path) -> Path:
    """Copy a home to a folder that may be written to; the caller removes it."""
    target = Path(tempfile.mkdtemp(dir=ROOT)) / "home"
    shutil.copytree(found, target, copy_function=shutil.copy2)
    _settle(target)
    return target


def environment(found: Path) -> dict[str, str]:
    """Name what a child process needs: the home, compiled modules kept, a plain terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MLPREP_")}
    for name in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR", "PYTHONSTARTUP"):
        kept.pop(name, None)
    compiled = {"PYTHONPYCACHEPREFIX": str(ROOT / "compiled")}
    return {**kept, **compiled, "MLPREP_HOME": str(found), "TERM": "xterm-256color"}
