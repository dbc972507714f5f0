"""What the memory model expected of past reviews, beside what came of them.

A review *asks* a memory where the unit's review before it lies on an earlier study day and had
ended in days, not in a step.  What is expected of it is the retrievability that FSRS-6 gives
under the parameters of now, from the log before it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from mlprep.memory.model import LONGEST_PAUSE, sound_parameters
from mlprep.memory.replay import Step, histories, run

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


class Reviews(NamedTuple):
    """Reviews in the order of their units and instants, a column each."""

    instants: Ints
    """Milliseconds since 1970-01-01 UTC."""
    days: Ints
    recalled: Flags
    asks: Flags
    """Whether the review asked a memory."""
    expected: Floats
    """Chance of recall, 0-1; NaN where the log does not tell it."""


class Memories(NamedTuple):
    """What units are known to remember, a column each."""

    units: Ints
    stability: Floats
    """Days."""
    difficulty: Floats
    recall: Floats
    """Chance of recall today, 0-1."""
    studied: Flags
    """Whether the unit is in the library and not suspended."""


def memories(columns: Sequence[str], today: int, parameters: Sequence[float]) -> Memories:
    """Read memories as the store writes them: unit, stability, difficulty, last day, studied."""
    units, stability, difficulty, last_days, studied = (_numbers(one) for one in columns)
    elapsed = (today - last_days).astype(np.int64).clip(0, LONGEST_PAUSE)
    recall = Step(sound_parameters(tuple(parameters))).recall(stability, elapsed)
    return Memories(units.astype(np.int64), stability, difficulty, recall, studied > 0)


def look_back(columns: Sequence[str], known: Memories, parameters: Sequence[float]) -> Reviews:
    """Go through the log: unit, instant, day, rating (0: a reset), whether it led to a step.

    Columns are JSON arrays.  Of units whose memory of now does not follow from their log alone
    (another program brought it) nothing is expected.
    """
    read = [np.fromstring(one.strip("[]"), np.int64, sep=",") for one in columns]
    order = np.lexsort((read[1], read[0]))
    units, instants, days, ratings, in_steps = (column[order] for column in read)
    expected, asks = _expected(units, days, ratings, tuple(parameters), known)
    asks &= np.roll(in_steps, 1) == 0
    kept, recalled = ratings > 0, ratings > 1
    return Reviews(instants[kept], days[kept], recalled[kept], asks[kept], expected[kept])


def _expected(
    units: Ints, days: Ints, ratings: Ints, parameters: tuple[float, ...], known: Memories
) -> tuple[Floats, Flags]:
    """Chance of recall at each row, and whether its unit was reviewed on an earlier day."""
    expected, asks = np.full(len(units), np.nan), np.zeros(len(units), bool)
    starts, counts = histories(units, ratings)
    elapsed = np.diff(days, prepend=0).clip(0, LONGEST_PAUSE)
    step = Step(sound_parameters(parameters))

    def seen(rows: npt.NDArray[Any], stability: Floats) -> None:
        asks[rows] = elapsed[rows] > 0
        expected[rows] = step.recall(stability, elapsed[rows])

    stability, _ = run(step, starts, counts, (ratings, elapsed), seen)
    follows = units[starts][_same(units[starts], stability, known)]
    expected[~np.isin(units, follows)] = np.nan
    return expected, asks


def _same(units: Ints, stability: Floats, known: Memories) -> Flags:
    """Tell which units are known to remember what the log leads to."""
    order = np.argsort(known.units)
    place = np.searchsorted(known.units, units, sorter=order).clip(0, max(0, len(order) - 1))
    if not len(order):
        return np.zeros(len(units), bool)
    at = order[place]
    found: Flags = (known.units[at] == units) & np.isclose(known.stability[at], stability)
    return found


def _numbers(column: str) -> Floats:
    return np.fromstring(column.strip("[]"), sep=",")


# ---------------------------------------------------------------- gathering


def counts_between(values: Floats, edges: Sequence[float]) -> list[int]:
    """Count values from each edge up to the next one; the last takes all from it on."""
    found: list[int] = np.bincount(_places(values, edges), minlength=len(edges)).tolist()
    return found


def _places(values: Floats, edges: Sequence[float]) -> npt.NDArray[np.intp]:
    """Place of the last edge that each value reaches; of the first where it reaches none."""
    return (np.searchsorted(np.asarray(edges), values, side="right") - 1).clip(0)


class Expectation(NamedTuple):
    """Reviews of which about the same was expected."""

    low: float
    """Chance of recall that was expected of them, at least."""
    asked: int
    expected: float
    """Mean chance of recall; 0 without any."""
    recalled: int


def expectations(reviews: Reviews, since_day: int, edges: Sequence[float]) -> list[Expectation]:
    """Set what was expected since a study day beside what came, by the chance expected."""
    chosen = reviews.asks & ~np.isnan(reviews.expected) & (reviews.days >= since_day)
    expected, recalled = reviews.expected[chosen], reviews.recalled[chosen]
    places = _places(expected, edges)
    asked = np.bincount(places, minlength=len(edges))
    sums = np.bincount(places, weights=expected, minlength=len(edges))
    came = np.bincount(places, weights=recalled, minlength=len(edges))
    return [
        Expectation(low, int(count), float(total / count) if count else 0.0, int(right))
        for low, count, total, right in zip(edges, asked, sums, came, strict=True)
    ]


def spans(reviews: Reviews, since_day: int, span_ms: int) -> list[tuple[int, int, int, int]]:
    """Count answers, memories asked and recalled in each span of time (its number since 1970)."""
    late = reviews.days >= since_day
    numbers = reviews.instants[late] // span_ms
    known, places = np.unique(numbers, return_inverse=True)
    asks = reviews.asks[late]
    sums = (
        np.bincount(places, minlength=len(known)),
        np.bincount(places, weights=asks, minlength=len(known)),
        np.bincount(places, weights=asks & reviews.recalled[late], minlength=len(known)),
    )
    rows = zip(known.tolist(), *(one.astype(int).tolist() for one in sums), strict=True)
    return [(int(span), *counts) for span, *counts in rows]
