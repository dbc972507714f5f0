"""Loading: decks unchanged, decks for the first time, all memories again."""

import gc
import shutil
import time
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.kit import ROOT, Row, compared, copy_of, home, in_turn, timed
from benchmarks.peer import Anki
from benchmarks.starting import stat_only

from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.store.library import LibraryCache
from mlprep.store.paths import paths_below
from mlprep.study.content.library import roots_of
from mlprep.study.content.scanning import refresh
from mlprep.study.workspace import Workspace

if TYPE_CHECKING:
    from mlprep.domain.facts import Json


def warm(size: int, rounds: int) -> Iterator[Row]:
    """A start with unchanged decks, against a walk that only looks at the files."""
    with Workspace.open(paths=paths_below(copy_of(home(size)))) as opened:
        opened.refresh_library()
        folders = [root.path for root in opened.library.roots]
        taken = in_turn(
            {
                "ours": timed(opened.refresh_library),
                "theirs": timed(lambda: stat_only(folders)),
            },
            rounds * 3,
        )
    yield compared("decks looked at, unchanged", "walk with stat alone", taken, 2.0)


def cold(size: int, rounds: int) -> Iterator[Row]:
    """The first start, parsed, checked and cached, against parsing alone."""
    found = copy_of(home(size))
    roots = [root for root in roots_of(paths_below(found)) if root.own]
    files = sorted((found / "decks").glob("*.toml"))
    cache = ROOT / f"cold-{size}"

    def load() -> None:
        shutil.rmtree(cache, ignore_errors=True)
        opened = LibraryCache.open(cache / "library.sqlite")
        refresh(opened, roots, time.time_ns)
        opened.close()

    taken = in_turn({"ours": timed(load), "theirs": timed(lambda: _parse(files))}, rounds)
    shutil.rmtree(cache, ignore_errors=True)
    yield compared("decks read for the first time", "tomllib, collector paused", taken, 1.35)


def _parse(files: list[Path]) -> None:
    gc.disable()
    for path in files:
        tomllib.loads(path.read_text(encoding="utf-8"))
    gc.enable()


def memories(size: int, rounds: int, anki: Anki | None) -> Iterator[Row]:
    """All memory states after new parameters, against ``fsrs`` review by review, and the peer."""
    from fsrs import Card, Rating, Scheduler

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    with Workspace.open(paths=paths_below(copy_of(home(size)))) as opened:
        reviews = sum(day.reviews for day in opened.history.days_studied(0, 100_000))
        share = min(reviews, 20_000)

        def ours() -> float:
            factor = 0.8 + (time.time_ns() % 1000) / 5000
            changed: list[Json] = [DEFAULT_PARAMETERS[0] * factor, *DEFAULT_PARAMETERS[1:]]
            return timed(lambda: opened.change_setting("parameters", changed))()

        def theirs() -> float:
            card = Card(card_id=1)
            start = time.perf_counter()
            for _ in range(share):
                scheduler.review_card(card, Rating.Good)
            return (time.perf_counter() - start) * 1000 * reviews / share

        peer = {"anki": partial(anki.measure, "memories")} if anki else {}
        taken = in_turn({"ours": ours, "theirs": theirs} | peer, rounds)
    yield compared("all memory states again", "fsrs, its steps alone", taken, 0.1)
    if anki:
        yield compared("all memory states again", "Anki", taken, 0.35, "anki")
