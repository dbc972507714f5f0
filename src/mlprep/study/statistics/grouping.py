"""Days gathered into stretches, so that a range of any length fits a chart."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mlprep.study.statistics.gathering import Statistics

LENGTHS = (1, 7, 28, 91, 364)
"""Days of a stretch: the first that makes few enough of them is taken."""


class Stretch(NamedTuple):
    """Some days in a row, added up."""

    first: str
    days: int
    answers: int = 0
    new: int = 0
    minutes: float = 0.0
    asked: int = 0
    recalled: int = 0


def length_for(days: int, most: int) -> int:
    """Choose the days of a stretch so that there are at most so many stretches."""
    return next((one for one in LENGTHS if -(-days // one) <= most), -(-days // most))


def stretches(found: Statistics, most: int) -> list[Stretch]:
    """Add the days up in stretches of equal length, the last of which ends today.

    The first one may be shorter, where the range is no multiple of it.
    """
    length, last = length_for(found.days, most), date.fromisoformat(found.last)
    count = -(-found.days // length)
    sums = [[0.0] * 5 for _ in range(count)]
    for day in found.studied:
        place = count - 1 - (last - date.fromisoformat(day.date)).days // length
        added = (day.answers, day.new, day.minutes, day.asked, day.recalled)
        sums[place] = [before + one for before, one in zip(sums[place], added, strict=True)]
    return [
        _stretch(found, last - timedelta(days=length * (count - place) - 1), length, total)
        for place, total in enumerate(sums)
    ]


def _stretch(found: Statistics, first: date, length: int, sums: Sequence[float]) -> Stretch:
    answers, new, minutes, asked, recalled = sums
    begins = max(first, date.fromisoformat(found.first))
    days = length - (begins - first).days
    return Stretch(
        begins.isoformat(), days, int(answers), int(new), minutes, int(asked), int(recalled)
    )


def stretches_ahead(found: Statistics, most: int) -> list[tuple[int, int]]:
    """Add the reviews that fall due up in stretches: days of each, and reviews."""
    length = length_for(len(found.ahead), most)
    parts = [found.ahead[at : at + length] for at in range(0, len(found.ahead), length)]
    return [(len(part), sum(part)) for part in parts]
