"""Logs of reviews for the tests of what reads them whole: drawn ones, and a made-up learner's."""

import json
import math
import random
from collections.abc import Sequence

from hypothesis import strategies as st

from mlprep.domain.facts import PlainReview
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.memory.log import Log, Memories, memories, read_log
from mlprep.memory.model import (
    DEFAULT_PARAMETERS,
    interval_days,
    next_memory,
    retrievability,
)

DAY_MS = 86_400_000
Row = tuple[int, int, int, int, int]
"""Unit, instant, study day, rating (0: a reset), whether it led to a step."""

LOGS = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(0, 60), st.integers(0, 4), st.booleans()
    ),
    max_size=30,
)  # fmt: skip


def rows_of(drawn: Sequence[tuple[int, int, int, bool]]) -> list[Row]:
    return [
        (unit, day * DAY_MS + number, day, rating, int(step))
        for number, (unit, day, rating, step) in enumerate(drawn)
    ]


def columns_of(rows: Sequence[Row]) -> list[str]:
    return [json.dumps(list(one)) for one in zip(*rows, strict=True)] or ["[]"] * 5


def log_of(rows: Sequence[Row]) -> Log:
    return read_log(columns_of(rows))


def plainly(rows: Sequence[Row]) -> tuple[dict[int, tuple[bool, float]], dict[int, float]]:
    """For the instant of each review: whether it asks, and what was expected; the memories."""
    told: dict[int, tuple[bool, float]] = {}
    ends: dict[int, float] = {}
    for unit in {row[0] for row in rows}:
        mine = sorted(row for row in rows if row[0] == unit)
        last_reset = max((at for at, row in enumerate(mine) if row[3] == 0), default=-1)
        told |= {row[1]: (False, math.nan) for row in mine[:last_reset] if row[3]}
        memory: tuple[float | None, float | None] = (None, None)
        before: Row | None = None
        for row in mine[last_reset + 1 :]:
            elapsed = None if before is None else max(0, row[2] - before[2])
            expected = (
                math.nan
                if memory[0] is None or elapsed is None
                else retrievability(memory[0], elapsed, DEFAULT_PARAMETERS)
            )
            asks = before is not None and bool(elapsed) and not before[4]
            told[row[1]] = (asks, expected)
            memory = next_memory(*memory, elapsed, Rating(row[3]), DEFAULT_PARAMETERS)
            before = row
        if memory[0] is not None:
            ends[unit] = memory[0]
    return told, ends


def known(ends: dict[int, float]) -> Memories:
    rows = [(unit, stability, 5.0, 0, 1) for unit, stability in ends.items()]
    return memories(columns_of(rows), 0, DEFAULT_PARAMETERS)  # type: ignore[arg-type]  # floats here


def learner(cards: int, parameters: tuple[float, ...], seed: int, days: int = 365) -> list[Row]:
    """Let a learner with these parameters answer what the published ones make due.

    Rows stand in the order of their instants.
    """
    chance = random.Random(seed)  # noqa: S311  # no secret
    rows: list[Row] = []
    for unit in range(1, cards + 1):
        day = chance.randrange(days)
        last: int | None = None
        own: tuple[float | None, float | None] = (None, None)
        usual = own
        while day < days:
            elapsed = None if last is None else day - last
            rating = _answer(chance, own[0], elapsed, parameters)
            rows.append((unit, day * DAY_MS + len(rows), day, rating, 0))
            own = next_memory(*own, elapsed, Rating(rating), parameters)
            usual = next_memory(*usual, elapsed, Rating(rating), DEFAULT_PARAMETERS)
            last = day
            day += max(1, round(interval_days(usual[0] or 1, 0.9, DEFAULT_PARAMETERS)))
    return sorted(rows, key=lambda row: row[1])


def _answer(
    chance: random.Random,
    stability: float | None,
    elapsed: int | None,
    parameters: tuple[float, ...],
) -> int:
    if stability is None or elapsed is None:
        return chance.choices((1, 2, 3, 4), (20, 10, 60, 10))[0]
    if chance.random() > retrievability(stability, elapsed, parameters):
        return 1
    return chance.choices((2, 3, 4), (10, 80, 10))[0]


def as_reviews(rows: Sequence[Row], first_day: int, start_ms: int) -> list[PlainReview]:
    """Give rows as reviews of the units ``made-1``, ... since a study day and an instant."""
    return [
        PlainReview(start_ms + instant, UnitId(f"made-{unit}"), first_day + day, rating, 9000,
                    first_day + day + 1)
        for unit, instant, day, rating, _ in rows
    ]  # fmt: skip


LONG_MEMORY = tuple(
    {0: 0.6, 2: 5.0, 3: 20.0, 8: 2.3, 20: 0.3}.get(place, value)
    for place, value in enumerate(DEFAULT_PARAMETERS)
)
"""Of somebody who forgets later than most."""
SHORT_MEMORY = tuple(
    {0: 0.05, 1: 0.2, 2: 0.3, 3: 0.8, 8: 0.8}.get(place, value)
    for place, value in enumerate(DEFAULT_PARAMETERS)
)
"""Of somebody who forgets far sooner."""
