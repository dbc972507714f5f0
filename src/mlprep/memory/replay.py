"""The memory states of a whole log at once, column by column with numpy.

One review of every unit is worked out at a time, by the formulas of FSRS-6 that ``fsrs`` itself
uses.  ``fsrs`` decides all the same: states are rounded (``model.rounded``), and where numpy's
powers, which may be off by a few units in the last place, could round to another state, that
review is handed to ``fsrs``.  So the result is the one of ``model.next_memory``, to the last bit.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from mlprep.domain.rating import Rating
from mlprep.memory.model import (
    HIGHEST_DIFFICULTY,
    HIGHEST_STABILITY,
    LONGEST_PAUSE,
    LOWEST_DIFFICULTY,
    LOWEST_STABILITY,
    forgetting_curve,
    next_memory,
    rounded,
    sound_parameters,
)
from mlprep.memory.outline import RESET

_Floats: TypeAlias = npt.NDArray[np.float64]
_Ints: TypeAlias = npt.NDArray[np.integer[Any]]
_ROW = np.dtype([("unit", "i8"), ("at_ms", "i8"), ("day", "i8"), ("rating", "i8")])
_PACKED = np.dtype([("unit", "<u4"), ("action", "<u4"), ("move", "<i4"), ("at_ms", "<i8")])
_DOUBT = 12 * 2.0**-52
"""Relative error, at most, of a power and some products; numpy's powers are off by 4 units.

An exponential adds as much as its exponent's factor says.
"""
_AGAIN, _HARD, _EASY = int(Rating.AGAIN), int(Rating.HARD), int(Rating.EASY)


class _Moves(NamedTuple):
    """Reviews and resets, column by column."""

    units: _Ints
    instants: _Ints
    packed: _Ints
    """Eight times the study day, plus the rating."""


def replay(
    rows: Iterable[tuple[int, int, int, int]],
    parameters: tuple[float, ...],
    before: Sequence[Any] = (),
) -> Iterator[tuple[int, float, float]]:
    """Give unit, stability and difficulty of every unit that ends with a memory.

    Rows are unit, instant, study day and rating (0: a reset); rows of one unit at the same
    instant count in the order in which they come.  ``before`` has the columns of rows that come
    before the others.  Parameters that FSRS-6 does not take are bent into its range, or count as
    the defaults.
    """
    table = np.fromiter(rows, _ROW)
    moves = _Moves(table["unit"], table["at_ms"], 8 * table["day"] + table["rating"])
    if before:
        units, instants, days, ratings = (np.asarray(column, np.int64) for column in before)
        first = _Moves(units, instants, 8 * days + ratings)
        moves = _Moves(*map(np.concatenate, zip(first, moves, strict=True)))
    return _replayed(moves, parameters)


def replay_packed(
    devices: Iterable[tuple[bytes, Collection[int]]], parameters: tuple[float, ...]
) -> Iterator[tuple[int, float, float]]:
    """Do the same for the packed rows of devices, those of voided actions left out."""
    tables = [np.zeros(0, _PACKED)]
    for packed, voided in devices:
        table = np.frombuffer(packed, _PACKED)
        if voided:
            table = table[~np.isin(table["action"], np.fromiter(voided, np.int64))]
        tables.append(table)
    table = np.concatenate(tables)
    columns = (np.ascontiguousarray(table[name]) for name in ("unit", "at_ms", "move"))
    return _replayed(_Moves(*columns), parameters)


def _replayed(moves: _Moves, parameters: tuple[float, ...]) -> Iterator[tuple[int, float, float]]:
    order = _order(moves)
    units, packed = moves.units[order], moves.packed[order]
    days, ratings = packed >> 3, packed & 7
    starts, counts = histories(units, ratings)
    elapsed = np.diff(days, prepend=0).clip(0, LONGEST_PAUSE)
    step = Step(sound_parameters(parameters))
    stability, difficulty = run(step, starts, counts, (ratings, elapsed))
    order = np.argsort(starts)
    found = (column[order].tolist() for column in (units[starts], stability, difficulty))
    return zip(*found, strict=True)


def _order(moves: _Moves) -> _Ints:
    """Places by unit, then by instant; equal ones in the order in which they come."""
    units, instants = moves.units, moves.instants
    order = _by_unit(units)
    if np.any(instants[1:] < instants[:-1]):
        units, later = units[order], instants[order]
        if np.any((units[1:] == units[:-1]) & (later[1:] < later[:-1])):
            return np.lexsort((instants, moves.units))
    return order


def _by_unit(units: _Ints) -> _Ints:
    """Places by unit alone, sixteen bits at a time: those numpy sorts in linear time."""
    order = np.argsort(units.astype(np.uint16), kind="stable")
    if len(units) and int(units.max()) >> 16:
        order = order[np.argsort((units[order] >> 16).astype(np.uint16), kind="stable")]
    return order


def histories(units: _Ints, ratings: _Ints) -> tuple[_Ints, _Ints]:
    """First row and number of rows of each unit's reviews after its last reset, longest first."""
    if not len(units):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first = np.flatnonzero(np.diff(units, prepend=units[0] - 1))
    ends = np.append(first[1:], len(units))
    resets = np.flatnonzero(ratings == RESET)
    starts = first.copy()
    starts[np.searchsorted(first, resets, side="right") - 1] = resets + 1  # the last one counts
    counts = ends - starts
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 0]
    return starts[order], counts[order]


def run(
    step: "Step",
    starts: _Ints,
    counts: _Ints,
    columns: tuple[_Ints, _Ints],
    seen: Callable[[_Ints, _Floats], None] | None = None,
) -> tuple[_Floats, _Floats]:
    """Give the memories at the end of histories, as ``histories`` finds them.

    The columns are ratings and days since the review before.  ``seen`` is told the rows of all
    reviews but the first ones, with the stability before each.
    """
    ratings, elapsed = columns
    stability, difficulty = np.zeros(len(starts)), np.zeros(len(starts))
    for index in range(int(counts[0]) if len(counts) else 0):
        alive = int(np.searchsorted(-counts, -index, side="left"))
        rows = starts[:alive] + index
        if index == 0:
            stability, difficulty = step.first(ratings[rows])
        else:
            if seen is not None:
                seen(rows, stability[:alive])
            stability[:alive], difficulty[:alive] = step.next(
                stability[:alive], difficulty[:alive], elapsed[rows], ratings[rows]
            )
    return stability, difficulty


class Step:
    """One review of many units, under one set of parameters."""

    def __init__(self, parameters: tuple[float, ...]) -> None:
        self.parameters = w = parameters
        self.factor, self.decay = forgetting_curve(w)
        firsts = [next_memory(None, None, None, rating, w) for rating in Rating]
        # By rating, with the place of 0 unused.
        self._first = np.array([(0.0, 0.0), *firsts])
        boost = {_HARD: w[15], _EASY: w[16]}
        self._boost = np.array([boost.get(rating, 1.0) for rating in range(5)])
        self._same_day = np.array([math.e ** (w[17] * (rating - 3 + w[18])) for rating in range(5)])
        self._shift = np.array([-(w[6] * (rating - 3)) for rating in range(5)])
        self._easiest = w[4] - math.e ** (w[5] * (_EASY - 1)) + 1
        self._growth = math.e ** w[8]
        self._most_left = math.e ** (w[17] * w[18])

    def first(self, ratings: _Ints) -> tuple[_Floats, _Floats]:
        """Give the memory after the first review."""
        return self._first[ratings, 0], self._first[ratings, 1]

    def next(
        self, stability: _Floats, difficulty: _Floats, elapsed: _Ints, ratings: _Ints
    ) -> tuple[_Floats, _Floats]:
        """Give the memory after a later review."""
        exact, doubt = np.empty_like(stability), np.empty_like(stability)
        same_day, again = elapsed < 1, ratings == _AGAIN
        for chosen, formula in (
            (same_day, self._after_same_day),
            (~same_day & again, self._after_forgetting),
            (~same_day & ~again, self._after_recall),
        ):
            at = np.flatnonzero(chosen)
            exact[at], doubt[at] = formula(stability[at], difficulty[at], elapsed[at], ratings[at])
        lowest, highest = _stable(exact * (1 - doubt)), _stable(exact * (1 + doubt))
        # In additions and products numpy and Python do not differ: no doubt about difficulty.
        harder = self._harder(difficulty, ratings)
        for place in np.flatnonzero(~(lowest == highest)).tolist():
            lowest[place], harder[place] = next_memory(
                float(stability[place]),
                float(difficulty[place]),
                int(elapsed[place]),
                Rating(int(ratings[place])),
                self.parameters,
            )
        return lowest, harder

    def _harder(self, difficulty: _Floats, ratings: _Ints) -> _Floats:
        w = self.parameters
        moved = difficulty + (10.0 - difficulty) * self._shift[ratings] / 9.0
        back = w[7] * self._easiest + (1 - w[7]) * moved
        return _rounded(back.clip(LOWEST_DIFFICULTY, HIGHEST_DIFFICULTY))

    def _after_same_day(
        self, stability: _Floats, _difficulty: _Floats, _elapsed: _Ints, ratings: _Ints
    ) -> tuple[_Floats, _Floats]:
        increase = self._same_day[ratings] * stability ** -self.parameters[19]
        increase = np.where(ratings == _AGAIN, increase, np.maximum(increase, 1.0))
        return stability * increase, np.full_like(stability, 2 * _DOUBT)

    def _after_forgetting(
        self, stability: _Floats, difficulty: _Floats, elapsed: _Ints, _ratings: _Ints
    ) -> tuple[_Floats, _Floats]:
        w = self.parameters
        power = (stability + 1) ** w[13]
        left = (
            w[11]
            * difficulty ** -w[12]
            * (power - 1)
            * np.exp((1 - self.recall(stability, elapsed)) * w[14])
        )
        # What is lost in the difference of nearly equal numbers widens the doubt.
        doubt = _DOUBT * (2 + w[14]) * (1 + power / np.maximum(power - 1, _DOUBT))
        return np.minimum(left, stability / self._most_left), doubt

    def _after_recall(
        self, stability: _Floats, difficulty: _Floats, elapsed: _Ints, ratings: _Ints
    ) -> tuple[_Floats, _Floats]:
        w = self.parameters
        surprise = np.exp((1 - self.recall(stability, elapsed)) * w[10])
        scale = self._growth * (11 - difficulty) * stability ** -w[9] * self._boost[ratings]
        grown = 1 + scale * (surprise - 1)
        return stability * grown, _DOUBT * (2 + w[10]) * (1 + scale * surprise / grown)

    def recall(self, stability: _Floats, elapsed: _Ints) -> _Floats:
        """Give the chance of recall after so many days."""
        found: _Floats = (1 + self.factor * elapsed / stability) ** self.decay
        return found


def _stable(stability: _Floats) -> _Floats:
    return _rounded(stability.clip(LOWEST_STABILITY, HIGHEST_STABILITY))


def _rounded(numbers: _Floats) -> _Floats:
    found: Any = rounded(numbers)
    return np.asarray(found, np.float64)
