"""How fast the plan closes the gaps of simulated learners, beside other ways to order cards.

``python benchmarks/closing.py`` lives ninety days of each learner under each policy; ``--quick``
takes less than two minutes on one core.  The world: true levels that differ from the background's,
memories with other parameters than the scheduler's, limited minutes, an assessment with the error
that ``measurement.py`` finds, paid for with 25 minutes of study.
"""

import argparse
import os
import sys
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.closing_world.living import Course

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
SEED = 2026
DAYS = 90
QUICK, FULL = 24, 150
PLAN, BARE = "plan", "plan, not assessed"
PEERS = ("alphabetical", "at random", "Anki's defaults")


def lives(people: int, seed: int) -> "dict[str, list[Course]]":
    """Live every policy with every person."""
    from benchmarks.closing_world.living import Policy, live_through
    from benchmarks.closing_world.policies import (
        AnkiDefaults,
        InOrder,
        Plan,
        alphabetical,
        at_random,
    )
    from benchmarks.closing_world.world import person

    courses: dict[str, list[Course]] = {}
    for number in range(people):
        one = person(seed + number)
        policies: list[Policy] = [
            Plan(one, assessed=True),
            Plan(one, assessed=False),
            InOrder(PEERS[0], alphabetical()),
            InOrder(PEERS[1], at_random(seed + number)),
            AnkiDefaults(PEERS[2], alphabetical()),
        ]
        for policy in policies:
            course = live_through(one, policy, DAYS, seed + number)
            courses.setdefault(policy.name, []).append(course)
    return courses


def days_to_goal(courses: "Sequence[Course]") -> float:
    """Mean days until the three gaps are at 80 %; who never got there counts as the last day."""
    return fmean(one.reached or DAYS for one in courses)


def show(name: str, courses: "Sequence[Course]") -> None:
    """Print one policy's row."""
    reached = sum(one.reached is not None for one in courses) / len(courses)
    print(
        f"{name:22}{days_to_goal(courses):8.1f}{median(o.reached or DAYS for o in courses):8.0f}"
        f"{reached:9.0%}{fmean(one.before for one in courses):10.3f}"
        f"{fmean(one.total for one in courses):8.3f}{sum(one.starved for one in courses):9}"
    )


def goal(text: str, value: float, held: bool) -> None:
    """Print a goal and whether it was reached."""
    print(f"  goal {text}: {value:.3f} {'holds' if held else 'MISSED'}")


def judge(courses: "dict[str, list[Course]]") -> None:
    """Hold the plan against the best of its peers."""
    best_days = min(days_to_goal(courses[name]) for name in PEERS)
    best_total = max(fmean(one.total for one in courses[name]) for name in PEERS)
    for name in (PLAN, BARE):
        print(name)
        share = days_to_goal(courses[name]) / best_days
        goal("days to close the three largest gaps / best peer <= .60", share, share <= 0.6)
        total = fmean(one.total for one in courses[name])
        goal(f"recalled in total >= best peer's {best_total:.3f}", total, total >= best_total)
        used = [share for one in courses[name] for share in one.full_days]
        goal(
            "minutes used per minute allowed, full days, within .10 of 1",
            fmean(used),
            abs(fmean(used) - 1) <= 0.1,
        )
        starved = sum(one.starved for one in courses[name])
        goal("days with a new card before a due review = 0", starved, starved == 0)


def print_speed() -> None:
    """Time the plan itself."""
    from benchmarks.closing_world.speed import forecast_ms

    print("speed, milliseconds")
    year = forecast_ms(3)
    goal("forecast of 365 days for 5,000 cards <= 1,000 ms", year, year <= 1_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few learners, under two minutes")
    parser.add_argument("--people", type=int, help="how many learners")
    chosen = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    people = chosen.people or (QUICK if chosen.quick else FULL)
    courses = lives(people, SEED)
    print(f"{people} learners, {DAYS} days; who does not get there counts as day {DAYS}")
    print(
        f"{'':22}{'days':>8}{'median':>8}{'reached':>9}{'at start':>10}{'total':>8}{'starved':>9}"
    )
    for name, lived in courses.items():
        show(name, lived)
    judge(courses)
    print_speed()


if __name__ == "__main__":
    main()
