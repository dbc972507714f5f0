"""How long a key holds up the screen: the longest time for which nothing else could happen.

The program runs without a terminal, at rest and under keys; the time in which the answer is
written to the disk is taken off, as every program has to wait for that.
"""

import asyncio
import os
import sqlite3
import time
from statistics import median
from typing import Any, cast

from benchmarks.kit import copy_of, environment, home

from mlprep.study.workspace import Workspace
from mlprep.tui.app import StudyApp
from mlprep.tui.request import ReviewRequest
from mlprep.tui.screens.review.screen import ReviewScreen

CARDS = 60
GOAL_MS = 16.0
SETTLED_SECONDS = 0.4
"""Beyond the time in which a held key is taken for a repetition."""


class _Syncs:
    """A connection whose commits are timed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.ms = 0.0

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement."""
        start = time.perf_counter()
        result = self._connection.execute(statement, *values)
        if statement == "COMMIT":
            self.ms += (time.perf_counter() - start) * 1000
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def show_blocking(size: int) -> None:
    """Print how long cards that are turned over and rated hold up the screen."""
    for what, gaps in asyncio.run(_session(size)).items():
        ordered = sorted(gaps)
        late = ordered[int(len(ordered) * 0.99)]
        verdict = "" if late <= GOAL_MS else "  missed"
        print(
            f"{what:38} median {median(ordered):6.1f} ms, 99 % within {late:6.1f},"
            f" goal {GOAL_MS:.0f}{verdict} ({len(gaps)} keys)",
            flush=True,
        )


async def _session(size: int) -> dict[str, list[float]]:
    os.environ.update(environment(copy_of(home(size))))
    with Workspace.open() as opened:
        opened.refresh_library()
    # Cards of the made-up decks alone: none asks for a text, which the keys would go to.
    decks = [f"made-up-deck-{number}" for number in range(10)]
    app = StudyApp(Workspace.open, review=ReviewRequest(decks))
    flips: list[float] = []
    ratings: list[float] = []
    async with app.run_test(size=(120, 36)) as pilot:
        while not isinstance(app.screen, ReviewScreen):
            await pilot.pause(0.05)
        await pilot.pause(1)
        engine = app.workspace.history._engine  # noqa: SLF001  # no door for a stop-watch
        syncs = _Syncs(engine.connection)
        engine.connection = cast("sqlite3.Connection", syncs)
        for _ in range(CARDS):
            flips.append(await _longest(app, "space", syncs))
            ratings.append(await _longest(app, "3", syncs))
    return {"screen held up, card turned over": flips, "screen held up, card rated": ratings}


async def _longest(app: StudyApp, key: str, syncs: _Syncs) -> float:
    """Longest milliseconds in which the loop came round to nobody else, syncs taken off."""
    longest, until = 0.0, time.perf_counter() + SETTLED_SECONDS
    app.simulate_key(key)
    while time.perf_counter() < until:
        start, synced = time.perf_counter(), syncs.ms
        await asyncio.sleep(0)
        longest = max(longest, (time.perf_counter() - start) * 1000 - (syncs.ms - synced))
    return longest
