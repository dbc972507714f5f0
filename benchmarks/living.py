"""Whether the forecast of the weeks is true: the same days lived through the real sessions.

``python benchmarks/living.py`` makes a home of its own with the shipped decks, lets a made-up
learner (their own speed, grades and memory) study every day through ``ReviewSession``, forecasts
after some weeks, lives on, and prints the minutes a day of each week beside those forecast.
``--days 30 60`` are the days before and after the forecast.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlprep.domain.clock import FixedClock
    from mlprep.study.plan.view import DayAhead, PlanAhead
    from mlprep.study.review.session import ReviewSession
    from mlprep.study.workspace import Workspace

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
NOON_MS = 1_795_262_400_000
DAY_MS, WEEK = 86_400_000, 7
SECONDS = 2.0
"""Mean of the logarithm of an answer's seconds; spread 0.5: about 8 s."""
KNOWN_AT_FIRST = 0.45
STEP_PASSED = 0.9
"""Share of a day's steps that are passed."""
CLOSE = 0.10


class Person:
    """What a made-up learner truly remembers: FSRS-6 with a decay and lapses of their own."""

    def __init__(self, seed: int, clock: "FixedClock") -> None:
        from mlprep.memory.model import DEFAULT_PARAMETERS

        self.random, self.clock = random.Random(seed), clock
        self.parameters = tuple(value * 0.95 for value in DEFAULT_PARAMETERS[:4]) + tuple(
            DEFAULT_PARAMETERS[4:]
        )
        self.memory: dict[str, tuple[float, float, int]] = {}

    def answer(self, session: "ReviewSession", today: int) -> int:
        """Rate the card shown, as this person would; returns the seconds that it took."""
        from mlprep.domain.rating import Rating
        from mlprep.memory.model import next_memory, retrievability

        shown = session.showing
        if shown is None:
            raise LookupError("no card is shown")
        unit = shown.entry.unit
        known = self.memory.get(unit)
        if known is None:
            chance = KNOWN_AT_FIRST
        else:
            chance = retrievability(known[0], today - known[2], self.parameters)
            chance *= STEP_PASSED if today == known[2] else 1
        rating = Rating.AGAIN
        if self.random.random() < chance:
            rating = self.random.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (12, 76, 12))[0]
        stability, difficulty = next_memory(
            known[0] if known else None,
            known[1] if known else None,
            today - known[2] if known else None,
            rating,
            self.parameters,
        )
        self.memory[unit] = (stability, difficulty, today)
        seconds = max(2, round(self.random.lognormvariate(SECONDS, 0.5)))
        self.clock.advance(minutes=seconds / 60)
        session.answer(rating)
        return seconds


def live_a_day(workspace: "Workspace", person: Person) -> float:
    """Study as long as there is something to study; minutes that it took."""
    from mlprep.study.review.session import ReviewSession

    session = ReviewSession(workspace)
    session.next()
    spent = 0
    while session.showing is not None:
        spent += person.answer(session, workspace.today)
    return spent / 60


def live(
    workspace: "Workspace", person: Person, first: int, days: int, off: set[int]
) -> list[float]:
    """Live so many days, those off without study; minutes of each."""
    found = []
    for index in range(first, first + days):
        person.clock.at_ms = NOON_MS + index * DAY_MS
        found.append(0.0 if index in off else live_a_day(workspace, person))
    return found


def compare(lived: list[float], ahead: "tuple[DayAhead, ...]") -> tuple[float, float]:
    """Print the weeks; mean of forecast over lived, and the mean distance of the weeks."""
    told = [one.minutes for one in ahead[: len(lived)]]
    print(f"{'week':>6}{'lived':>8}{'forecast':>10}{'ratio':>8}")
    distances = []
    for first in range(0, len(lived), WEEK):
        real, said = fmean(lived[first : first + WEEK]), fmean(told[first : first + WEEK])
        distances.append(abs(said / real - 1) if real else 0.0)
        print(f"{first // WEEK + 1:6}{real:8.1f}{said:10.1f}{said / real if real else 1:8.2f}")
    return fmean(told) / fmean(lived), fmean(distances)


def judge(name: str, lived: list[float], ahead: "PlanAhead") -> None:
    """Print a comparison and whether it holds."""
    ratio, distance = compare(lived, ahead.days)
    held = abs(ratio - 1) <= CLOSE and distance <= CLOSE
    print(f"  goal {name}: minutes forecast per minute lived within .10 of 1: {ratio:.3f};")
    print(f"  mean distance of a week <= .10: {distance:.3f} {'holds' if held else 'MISSED'}")


def run(minutes: int, new: int, days: tuple[int, int], seed: int) -> None:
    """Live, forecast, live on, compare."""
    from mlprep.domain.clock import FixedClock
    from mlprep.domain.days import date_of
    from mlprep.store.paths import paths_below
    from mlprep.study.measuring.setting_up import set_up
    from mlprep.study.plan.weeks import plan_ahead
    from mlprep.study.workspace import Workspace

    before, after = days
    off = {before + 3, before + 10}
    with tempfile.TemporaryDirectory() as folder:
        clock = FixedClock(NOON_MS)
        with Workspace.open(paths=paths_below(Path(folder)), clock=clock, zone="UTC") as opened:
            opened.refresh_library()
            set_up(opened, {"background": "software-engineer", "role": "mle"})
            opened.change_setting("minutes_per_day", minutes)
            opened.change_setting("new_per_day", new)
            dates = [date_of(opened.today + index).isoformat() for index in sorted(off)]
            opened.change_setting("days_off", list(dates))
            person = Person(seed, clock)
            print(f"\n{minutes or 'no limit in'} minutes, {new} new cards a day")
            unknown = plan_ahead(opened, minutes=())
            lived = live(opened, person, 0, before, off)
            ratio, _ = compare(lived, unknown.days)
            print(f"  before the first answer, with other learners' speed: {ratio:.2f} (no goal)")
            clock.at_ms = NOON_MS + before * DAY_MS
            begun = time.perf_counter()
            ahead = plan_ahead(opened, minutes=())
            print(f"  forecast in {time.perf_counter() - begun:.2f} s from {ahead.speed}")
            judge(f"after {before} days", live(opened, person, before, after, off), ahead)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, nargs=2, default=(28, 56), metavar=("BEFORE", "AFTER"))
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    for minutes, new in ((20, 20), (0, 10), (10, 20)):
        run(minutes, new, (chosen.days[0], chosen.days[1]), chosen.seed)


if __name__ == "__main__":
    main()
