"""Logs that are nothing but answers, as reviews of ours: the columns of a file all at once."""

from array import array
from typing import Any

from mlprep.domain.days import DAY_MS, DayTable
from mlprep.domain.ids import UnitId
from mlprep.domain.past import ReviewColumns, ReviewRun
from mlprep.formats.exchange.collection import AnswerLog, Answers

LONGEST_MS = 3_600_000
"""Of one answer; a longer one is cut off."""
_FEW = 1000
"""Answers that are gone through one by one sooner than numpy is loaded."""


class Runs:
    """Turns logs into runs of reviews, in the learner's calendar."""

    def __init__(self, days: DayTable, now_ms: int) -> None:
        self._days, self._now_ms = days, now_ms
        self._known: dict[int, tuple[Answers, ReviewColumns]] = {}
        """Columns that were worked out, with those of the file that they stand for."""

    def run_of(self, unit: UnitId, log: AnswerLog) -> ReviewRun | None:
        """Give a log's reviews; ``None`` where an instant of it cannot be, or in a small file."""
        at_ms = log.answers.at_ms
        if len(at_ms) < _FEW or at_ms[log.start] < 0 or at_ms[log.end - 1] > self._now_ms:
            return None
        if id(log.answers) not in self._known:
            self._known[id(log.answers)] = log.answers, self._columns(log.answers)
        _, columns = self._known[id(log.answers)]
        return ReviewRun(at_ms[log.start], unit, columns, log.start, log.end)

    def _columns(self, answers: Answers) -> ReviewColumns:
        import numpy as np

        at_ms, rating, duration_ms, interval = (np.frombuffer(one, np.int64) for one in answers)
        day = self._study_days(at_ms.clip(0, self._now_ms))
        in_steps = interval <= 0
        due = np.where(in_steps, at_ms - interval, day + interval)
        ms = duration_ms.clip(0, LONGEST_MS)
        return ReviewColumns(*map(_whole, (at_ms, day, rating, ms, due, in_steps)))

    def _study_days(self, at_ms: Any) -> Any:
        """Study day of each instant."""
        import numpy as np

        numbers, place = np.unique(at_ms // DAY_MS, return_inverse=True)
        spans = [span for number in numbers.tolist() if (span := self._days.span(number))]
        if len(spans) < len(numbers):
            return np.array([self._days.day(one) for one in at_ms.tolist()])
        day, next_ms = np.array(spans)[place].T
        return day + (at_ms >= next_ms)


def _whole(column: Any) -> "array[int]":
    return array("q", column.astype("int64").tobytes())
