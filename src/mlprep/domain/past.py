"""What was done in another program: single facts, and reviews by the ten thousand as columns."""

from array import array
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mlprep.domain.facts import Draft, PlainReview
from mlprep.domain.ids import UnitId

if TYPE_CHECKING:
    Column: TypeAlias = array[int]
else:
    Column = array  # which takes no parameter before Python 3.12


class ReviewColumns(NamedTuple):
    """Plain reviews by columns, where one value for each of them would take too long to make."""

    at_ms: Column
    day: Column
    rating: Column
    ms: Column
    due: Column
    """Study day that was chosen; or instant (ms), where ``in_steps`` is 1."""
    in_steps: Column
    """1 where the review led to a step, the first one; 0 where to a day."""


class ReviewRun(NamedTuple):
    """Plain reviews of one unit that follow one another: a stretch of columns, oldest first."""

    at_ms: int
    """Instant of the first one."""
    unit: UnitId
    columns: ReviewColumns
    start: int
    end: int

    @property
    def size(self) -> int:
        """How many they are, at least one."""
        return self.end - self.start

    @property
    def last_ms(self) -> int:
        """Instant of the last one."""
        return self.columns.at_ms[self.end - 1]

    def reviews(self) -> Iterator[PlainReview]:
        """Give them one by one."""
        columns = (column[self.start : self.end] for column in self.columns)
        for at_ms, day, rating, ms, due, in_steps in zip(*columns, strict=True):
            days, instant = (None, due) if in_steps else (due, None)
            yield PlainReview(at_ms, self.unit, day, rating, ms, days, instant)


def joined(runs: Iterable[ReviewRun]) -> ReviewColumns:
    """Join the stretches of some runs, one after the other."""
    whole = ReviewColumns(*(array("q") for _ in ReviewColumns._fields))
    for run in runs:
        for column, part in zip(whole, run.columns, strict=True):
            column.extend(part[run.start : run.end])
    return whole


SinglePast: TypeAlias = PlainReview | tuple[int, Draft]
"""Something that was done elsewhere; it begins with its instant."""
Past: TypeAlias = SinglePast | ReviewRun
"""The same, or several reviews of one unit."""


def apart(past: Iterable[Past]) -> Iterator[SinglePast]:
    """Give what was done elsewhere with the reviews one by one."""
    for one in past:
        if isinstance(one, ReviewRun):
            yield from one.reviews()
        else:
            yield one
