"""What the parameters of FSRS-6 are fitted to, how far a fit is to be trusted, how well it does.

An item asks the model for the chance of recall at one review, given the reviews of the unit
before it.  Reviews of the same day move a memory and ask nothing of it.  As ``fsrs-rs`` has it,
which does the fitting.
"""

from collections.abc import Sequence
from math import exp, sqrt
from math import log as ln
from typing import NamedTuple

import numpy as np

from mlprep.domain.normal import NORMAL_95
from mlprep.memory.fitting import Task
from mlprep.memory.log import Flags, Floats, Ints, Log, Memories, Rows, forecasts, remember
from mlprep.memory.model import DEFAULT_PARAMETERS, usable_parameters
from mlprep.memory.replay import histories

LONGEST = 256
"""Reviews of an item, at most; the fit looks at no more."""
TRUSTED = 1000
"""Items at which a fit counts for half, the published parameters for the other."""
FIRST_STABILITIES = 4
"""The parameters that come first: stability after the first review, by its rating."""
_DIGITS = 4
_LEAST = 1e-6
"""The model is never surer than this, or a single slip would outweigh all else."""


class Training(NamedTuple):
    """The items of a log, in the order of their last reviews."""

    log: Log
    starts: Rows
    counts: Rows
    """Of the histories: first row, and number of rows."""
    begins: Rows
    """Row of the first review of each item."""
    asks: Rows
    """Row of the last one, of which the chance of recall is asked."""
    left_out: int
    """Items of units that remember what another program brought."""

    @property
    def recalled(self) -> Flags:
        """Whether each item's last review was recalled."""
        found: Flags = self.log.ratings[self.asks] > 1
        return found


def training(log: Log, known: Memories, parameters: Sequence[float]) -> Training:
    """Find the items of a log; ``parameters`` are those by which the memories are ``known``."""
    starts, counts = histories(log.units, log.ratings)
    forecast = forecasts(log, starts, counts, parameters)
    whole = remember(log.units[starts], forecast.stability, known)
    left_out = forecast.later[_rows(starts[~whole], counts[~whole])].sum()
    starts, counts = starts[whole], counts[whole]
    rows, begins = _rows(starts, counts), np.repeat(starts, counts)
    asking = forecast.later[rows] & (rows - begins < LONGEST)
    rows, begins = rows[asking], begins[asking]
    order = np.argsort(log.instants[rows], kind="stable")
    return Training(log, starts, counts, begins[order], rows[order], int(left_out))


def _rows(starts: Rows, counts: Rows) -> Ints:
    """List the rows of histories, one history after the other."""
    total = int(counts.sum())
    offsets = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    found: Ints = np.arange(total) + offsets
    return found


def expected(items: Training, parameters: Sequence[float]) -> Floats:
    """Give the chance of recall at each item under some parameters."""
    found = forecasts(items.log, items.starts, items.counts, parameters)
    return found.expected[items.asks]


def losses(chances: Floats, recalled: Flags) -> Floats:
    """Give the log loss of each forecast, in nats: how surprising what came is."""
    sure = chances.clip(_LEAST, 1 - _LEAST)
    return -np.log(np.where(recalled, sure, 1 - sure))


class Gain(NamedTuple):
    """By how much one series of losses lies below another, in the mean."""

    mean: float
    low: float
    """Ends of an interval of 90 %."""
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether it is more than chance."""
        return self.low > 0

    @property
    def is_loss(self) -> bool:
        """Whether the other way round is more than chance."""
        return self.high < 0


def gain(before: Floats, after: Floats) -> Gain:
    """Compare losses of the same reviews, pair by pair."""
    differences = before - after
    mean = float(differences.mean())
    half = NORMAL_95 * float(differences.std(ddof=1)) / sqrt(len(differences))
    return Gain(mean, mean - half, mean + half)


def weight(items: int) -> float:
    """Give how much a fit to so many items counts, 0-1."""
    return items / (items + TRUSTED)


def blended(fit: Sequence[float], items: int) -> tuple[float, ...]:
    """Draw a fit towards the published parameters, the more the fewer items it was made from.

    A fit to some hundred reviews follows chance: taken as it is, it would often forecast worse
    than what was fitted to thousands of learners.  Stabilities are drawn on a logarithmic scale.
    Raises ``ValueError`` where the fit is none.
    """
    share = weight(items)
    drawn = [
        exp((1 - share) * ln(usual) + share * ln(own))
        if place < FIRST_STABILITIES
        else (1 - share) * usual + share * own
        for place, (usual, own) in enumerate(
            zip(DEFAULT_PARAMETERS, usable_parameters(fit), strict=True)
        )
    ]
    return usable_parameters([round(one, _DIGITS) for one in drawn])


def task(items: Training, sizes: Sequence[int]) -> Task:
    """Write items in the numbers that ``fitting.fit`` takes."""
    elapsed = items.log.elapsed
    elapsed[items.starts] = 0
    ratings = items.log.ratings.clip(1)  # a reset stands in no item, and the library takes no 0
    return Task(
        ratings=ratings.tolist(),
        elapsed=elapsed.tolist(),
        begins=items.begins.tolist(),
        ends=(items.asks + 1).tolist(),
        units=items.log.units[items.asks].tolist(),
        sizes=sizes,
    )
