"""Runs of plain reviews folded for many units at once, column by column with numpy.

It gives what ``outline`` gives review by review, for units that begin with such a run.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from mlprep.domain.figures import AGAIN, INTRODUCED, MS, PASSED, REVIEWS, TESTED, Totals, sums_of
from mlprep.domain.past import ReviewRun, joined
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.fold import LEFT_OUT

_Ints: TypeAlias = npt.NDArray[np.int64]


class RunFold:
    """The fold of runs, each the first reviews of a unit, by the units' numbers."""

    def __init__(self, runs: Mapping[int, ReviewRun]) -> None:
        self.runs = runs
        sizes = np.array([run.size for run in runs.values()])
        self.last = sizes.cumsum() - 1
        self.first = self.last - sizes + 1
        self.at_ms, self.day, self.rating, self.ms, self.due, in_steps = (
            np.frombuffer(column, np.int64) for column in joined(runs.values())
        )
        self.in_steps = in_steps.astype(bool)
        self.unit = np.repeat(np.fromiter(runs, np.int64), sizes)
        forgot = self.rating == Rating.AGAIN
        # A review asks for what was learned where the one before it led to a day.
        learned = ~np.roll(self.in_steps, 1)
        learned[self.first] = False
        self.lapsed = learned & forgot
        self.tested = learned & (self.day != np.roll(self.day, 1))
        self.passed = self.tested & ~forgot

    @property
    def moves(self) -> Sequence[_Ints]:
        """Columns of what moved the memories: unit, instant, study day, rating."""
        return self.unit, self.at_ms, self.day, self.rating

    def add_to(self, totals: Totals) -> None:
        """Add the figures of all study days."""
        days, place = np.unique(self.day, return_inverse=True)
        introduced = np.zeros(len(place), bool)
        introduced[self.first] = True
        columns: dict[int, npt.NDArray[Any]] = {
            REVIEWS: np.ones(len(place), np.int64), MS: self.ms, INTRODUCED: introduced,
            AGAIN: self.rating == Rating.AGAIN, TESTED: self.tested, PASSED: self.passed,
        }  # fmt: skip
        for figure, column in columns.items():
            sums = np.zeros(len(days), np.int64)
            np.add.at(sums, place, column)
            for day, number in zip(days.tolist(), sums.tolist(), strict=True):
                sums_of(totals, day)[figure] += number

    def states(self) -> dict[int, UnitState]:
        """Give the units' states after their runs, without the memory."""
        lapses = np.add.reduceat(self.lapsed, self.first, dtype=np.int64)
        # The last step counts as one of relearning where a day was reached before it.
        learnt = np.add.reduceat(~self.in_steps, self.first, dtype=np.int64) > 0
        first_day, sizes = self.day[self.first], self.last - self.first + 1
        columns = (self.at_ms, self.day, self.due, self.in_steps)
        return {
            number: _state(run, (at_ms, day, due), _phase(learnt=is_learnt, in_steps=stepping),
                           counts)
            for (number, run), at_ms, day, due, stepping, is_learnt, *counts in zip(
                self.runs.items(), *(column[self.last].tolist() for column in columns),
                *(column.tolist() for column in (learnt, first_day, sizes, lapses)), strict=True,
            )
        }  # fmt: skip


def _phase(*, learnt: bool, in_steps: bool) -> Phase:
    if not in_steps:
        return Phase.REVIEW
    return Phase.RELEARNING if learnt else Phase.LEARNING


def _state(
    run: ReviewRun, last: tuple[int, int, int], phase: Phase, counts: Sequence[int]
) -> UnitState:
    at_ms, day, due = last
    first_day, reps, lapses = counts
    reached = phase is Phase.REVIEW
    return UnitState(
        run.unit,
        phase,
        *LEFT_OUT,
        last_day=day,
        last_at_ms=at_ms,
        first_day=first_day,
        due_day=due if reached else None,
        due_at_ms=None if reached else due,
        interval_days=max(0, due - day) if reached else 0,
        reps=reps,
        lapses=lapses,
    )
