"""What the memory model expected of past reviews, beside what came of them.

A review *asks* a memory where the unit's review before it lies on an earlier study day and had
ended in days, not in a step.  What is expected of it is the retrievability that FSRS-6 gives
under the parameters of now, from the log before it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mlprep.memory.log import Flags, Floats, Ints, Log, Memories, forecasts, remember
from mlprep.memory.replay import histories


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


def look_back(log: Log, known: Memories, parameters: Sequence[float]) -> Reviews:
    """Say of all reviews of a log what was expected of them.

    Of units whose memory of now does not follow from their log alone (another program brought
    it) nothing is expected.
    """
    starts, counts = histories(log.units, log.ratings)
    forecast = forecasts(log, starts, counts, parameters)
    follows = log.units[starts][remember(log.units[starts], forecast.stability, known)]
    forecast.expected[~np.isin(log.units, follows)] = np.nan
    asks = forecast.later & (np.roll(log.in_steps, 1) == 0)
    kept, recalled = log.ratings > 0, log.ratings > 1
    return Reviews(
        log.instants[kept], log.days[kept], recalled[kept], asks[kept], forecast.expected[kept]
    )


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
