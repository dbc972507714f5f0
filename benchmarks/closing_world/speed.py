"""How long the plan takes: a year's forecast for 5,000 cards."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np
from benchmarks.closing_world.world import LEVELS, library, person

from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.planning.drawing import NewCard
from mlprep.planning.forecast import forecast
from mlprep.planning.pace import MemoryState, Pace, Start


def cards(count: int) -> list[NewCard]:
    """Make so many new cards, spread over all topics and levels."""
    topics = library().topics
    return [
        NewCard(
            f"n{index}",
            str(topics[index % len(topics)].id),
            LEVELS[index // len(topics) % len(LEVELS)],
            index % 3 + 1,
            index,
        )
        for index in range(count)
    ]


def memories(count: int) -> list[MemoryState]:
    """Make so many cards that are known."""
    random, topics = np.random.default_rng(0), library().topics
    return [
        MemoryState(
            str(topics[index % len(topics)].id),
            LEVELS[index // len(topics) % len(LEVELS)],
            float(random.lognormal(2.5, 1)),
            float(random.uniform(2, 9)),
            -int(random.integers(0, 30)),
            int(random.integers(0, 40)),
            recalled=True,
        )
        for index in range(count)
    ]


def forecast_ms(rounds: int) -> float:
    """Median milliseconds of 365 days for 5,000 cards, half of them new."""
    start = Start(
        today=0,
        priorities=person(1).priorities(assessed=True),
        memories=memories(2_500),
        new=cards(2_500),
    )
    pace = Pace(parameters=DEFAULT_PARAMETERS, minutes=40)
    return _median_ms(lambda: forecast(start, pace, 365), rounds)


def _median_ms(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)
