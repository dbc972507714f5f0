"""Which whole day an interval ends on: fuzz, the load of each day, days off.

Fuzz keeps units that were learnt together from falling due together for ever.  Its ranges are
Anki's.  It is seeded from the unit and its number of reviews, so a preview shows what an answer
will do, and an answer that was undone and given again falls on the same day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from math import floor, inf

from mlprep.domain.ids import UnitId

SHORTEST_FUZZED = 2.5
"""Days; a shorter interval is only rounded."""
_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, inf, 0.05))
STRETCHED_FROM = 7.0
"""Days from which an interval may leave its range to miss a day off."""
STRETCH = 2
"""Days by which it may."""
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday; Monday is 0


@dataclass(frozen=True, slots=True)
class Spread:
    """What one day has to be said for it over another."""

    today: int
    weekday_weights: tuple[float, ...]
    days_off: frozenset[int]
    load: Mapping[int, int]

    def share(self, days: int) -> float:
        """Weight from 0 (avoid) to 1 of the day so many days ahead, load aside."""
        day = self.today + days
        if day in self.days_off:
            return 0.0
        return self.weekday_weights[(day + _EPOCH_WEEKDAY) % 7]

    @property
    def is_even(self) -> bool:
        """Whether no day is better than another."""
        return not self.load and not self.days_off and min(self.weekday_weights) >= 1

    def weights(self, low: int, high: int) -> list[float]:
        """Weight of each of the days: its share, less the more units are due on it.

        A day with half the share counts as full with half the units, and an empty day keeps
        its share.
        """
        due, today = self.load.get, self.today
        if not self.days_off and min(self.weekday_weights) >= 1:
            ahead = range(today + low, today + high + 1)
            return [1 / (1 + due(day, 0)) ** 2 for day in ahead]
        result = []
        for days in range(low, high + 1):
            share = self.share(days)
            crowd = 1 + due(today + days, 0) / share if share else 1.0
            result.append(share / (crowd * crowd))
        return result


def fuzz_fraction(unit: UnitId, reps: int) -> float:
    """Return a number in 0-1 (1 excluded) that only unit and number of reviews decide."""
    digest = blake2b(f"{unit}:{reps}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / (1 << 53)


def fuzz_range(wanted: float, shortest: int, longest: int) -> tuple[int, int]:
    """First and last whole day that an interval may take, both within the limits."""
    shortest = min(shortest, longest)
    wanted = min(max(wanted, shortest), longest)
    delta = _delta(wanted)
    low, high = round_half_up(wanted - delta), round_half_up(wanted + delta)
    return min(max(low, shortest), longest), min(max(high, shortest), longest)


def choose_days(wanted: float, limits: tuple[int, int], fraction: float, spread: Spread) -> int:
    """Choose the whole days of an interval.

    Uniform over the fuzz range where all days are alike.  A day off, and a weekday with weight
    0, is taken only if the range holds no other day and, for intervals of a week or more, the
    two days on either side of it do not help either.
    """
    low, high = fuzz_range(wanted, *limits)
    if spread.is_even:
        return low + int(fraction * (high - low + 1))
    weights = spread.weights(low, high)
    if not any(weights):
        beside = _beside(low, high, limits, spread) if wanted >= STRETCHED_FROM else None
        return low + int(fraction * (high - low + 1)) if beside is None else beside
    return low + _weighted_index(weights, fraction)


def round_half_up(number: float) -> int:
    """Round to the nearest whole number, halves up."""
    return floor(number + 0.5)


def _delta(wanted: float) -> float:
    if wanted < SHORTEST_FUZZED:
        return 0.0
    delta = 1.0
    for start, end, share in _BANDS:
        if wanted > start:
            delta += share * (min(wanted, end) - start)
    return delta


def _beside(low: int, high: int, limits: tuple[int, int], spread: Spread) -> int | None:
    """Nearest day outside the range that is no day off; the earlier of two."""
    for distance in range(1, STRETCH + 1):
        for days in (low - distance, high + distance):
            if limits[0] <= days <= limits[1] and spread.share(days) > 0:
                return days
    return None


def _weighted_index(weights: list[float], fraction: float) -> int:
    left = fraction * sum(weights)
    last = 0
    for index, weight in enumerate(weights):
        if weight <= 0:
            continue
        if left < weight:
            return index
        left -= weight
        last = index
    return last  # rounding left a rest
