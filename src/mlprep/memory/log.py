"""A log of reviews as columns, the memories of now, and what the model says at each review."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from mlprep.memory.model import LONGEST_PAUSE, sound_parameters
from mlprep.memory.replay import Step, run

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Rows: TypeAlias = npt.NDArray[np.integer[Any]]
Flags: TypeAlias = npt.NDArray[np.bool_]


class Log(NamedTuple):
    """A log in the order of its units and instants, a column each; resets are among the rows."""

    units: Ints
    instants: Ints
    """Milliseconds since 1970-01-01 UTC."""
    days: Ints
    ratings: Ints
    """1 to 4; 0 is a reset."""
    in_steps: Ints
    """1 where the answer led to a step of the same day, else 0."""

    @property
    def elapsed(self) -> Ints:
        """Days since the row before, which may be another unit's."""
        return np.diff(self.days, prepend=0).clip(0, LONGEST_PAUSE)


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


class Forecasts(NamedTuple):
    """What the model says of histories, as ``replay.histories`` finds them."""

    expected: Floats
    """Chance of recall at each row of the log; NaN at first reviews and outside the histories."""
    later: Flags
    """Whether a row is a review on a later day than the one before it."""
    stability: Floats
    """Of each history at its end, in days."""


def read_log(columns: Sequence[str]) -> Log:
    """Read a log as the store writes it: a JSON array for each column of ``Log``, in any order."""
    read = [np.fromstring(one.strip("[]"), np.int64, sep=",") for one in columns]
    order = np.lexsort((read[1], read[0]))
    return Log(*(column[order] for column in read))


def memories(columns: Sequence[str], today: int, parameters: Sequence[float]) -> Memories:
    """Read memories as the store writes them: unit, stability, difficulty, last day, studied."""
    units, stability, difficulty, last_days, studied = (
        np.fromstring(one.strip("[]"), sep=",") for one in columns
    )
    elapsed = (today - last_days).astype(np.int64).clip(0, LONGEST_PAUSE)
    recall = Step(sound_parameters(tuple(parameters))).recall(stability, elapsed)
    return Memories(units.astype(np.int64), stability, difficulty, recall, studied > 0)


def forecasts(log: Log, starts: Rows, counts: Rows, parameters: Sequence[float]) -> Forecasts:
    """Go through histories of a log under some parameters."""
    expected, later = np.full(len(log.units), np.nan), np.zeros(len(log.units), bool)
    elapsed, step = log.elapsed, Step(sound_parameters(tuple(parameters)))

    def seen(rows: Rows, stability: Floats) -> None:
        later[rows] = elapsed[rows] > 0
        expected[rows] = step.recall(stability, elapsed[rows])

    stability, _ = run(step, starts, counts, (log.ratings, elapsed), seen)
    return Forecasts(expected, later, stability)


def remember(units: Ints, stability: Floats, known: Memories) -> Flags:
    """Tell which units are known to remember what their log leads to.

    Of the others it does not tell all: another program brought the memory.
    """
    order = np.argsort(known.units)
    place = np.searchsorted(known.units, units, sorter=order).clip(0, max(0, len(order) - 1))
    if not len(order):
        return np.zeros(len(units), bool)
    at = order[place]
    found: Flags = (known.units[at] == units) & np.isclose(known.stability[at], stability)
    return found
