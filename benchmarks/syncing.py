"""Syncing: a day's reviews on a long history, against the time that git itself takes and 2 s."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.kit import ROOT, Row, compared, copy_of, home

from mlprep.domain.facts import Review
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.store.paths import paths_below
from mlprep.study.sync.git import Git
from mlprep.study.sync.session import sync
from mlprep.study.workspace import Workspace

REVIEWS_A_DAY = 200
_ALLOWED_MS = 2000.0


def syncing(size: int, rounds: int) -> Iterator[Row]:
    """A day's reviews shared by git and through a folder; the first sync is not counted."""
    with _no_settings(), Workspace.open(paths=paths_below(copy_of(home(size)))) as opened:
        folder = Path(tempfile.mkdtemp(dir=ROOT))
        remote, shared = folder / "remote.git", folder / "shared"
        subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
        for place, peer in ((remote, "2 s and git itself"), (shared, "2 s")):
            sync(opened, str(place))
            taken: dict[str, list[float]] = {"ours": [], "theirs": []}
            for number in range(rounds):
                _study(opened, number)
                in_all, in_git = _timed(lambda place=place: sync(opened, str(place)))  # type: ignore[misc]  # bound at once
                taken["ours"].append(in_all)
                taken["theirs"].append(_ALLOWED_MS + in_git)
            yield compared(f"a day's reviews synced, {place.stem}", peer, taken, 1.0)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _no_settings() -> Iterator[None]:
    """Let git run without the settings of the machine."""
    with mock.patch.dict(os.environ, {"GIT_CONFIG_GLOBAL": os.devnull}):
        yield


def _study(opened: Workspace, number: int) -> None:
    today = opened.today
    for card in range(REVIEWS_A_DAY):
        unit = UnitId(f"made-up-{(card * 7 + number) % 900}")
        opened.record(Review(unit, today, Rating.GOOD, 4000, due_day=today + 9).draft("Good"))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return milliseconds in all, and those that went by in git."""
    spent = 0.0

    def measured(method: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            nonlocal spent
            start = time.perf_counter()
            try:
                return method(*arguments, **named)
            finally:
                spent += time.perf_counter() - start

        return run

    with mock.patch.object(Git, "run", measured(Git.run)):
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000, spent * 1000
