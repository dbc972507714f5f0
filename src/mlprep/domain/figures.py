"""The figures of a study day, as sums over the reviews of that day."""

from collections.abc import Sequence
from typing import TypeAlias

from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState

Tally: TypeAlias = tuple[int, int, int, int, int, int, int, int]
"""reviews, introduced, again, ms, tested, passed, cram, cram ms."""
Tallies: TypeAlias = dict[int, Tally]
"""By study day."""
Totals: TypeAlias = dict[int, list[int]]
"""Tallies of many units, which grow in their place."""
NO_TALLY: Tally = (0, 0, 0, 0, 0, 0, 0, 0)
REVIEWS, INTRODUCED, AGAIN, MS, TESTED, PASSED, CRAM, CRAM_MS = range(8)
"""Places in a tally."""


def tally_of(before: UnitState, fact: Fact) -> tuple[int, Tally] | None:
    """Say what a fact adds to which study day, given the state that it met."""
    if fact.kind is not FactKind.REVIEW:
        return None
    told = fact.body.get
    day, rating, ms = _int(told("day")), _int(told("rating")), _int(told("ms"))
    if told("cram"):
        return day, (0, 0, 0, 0, 0, 0, 1, ms)
    is_first, forgot = before.first_day is None, rating == Rating.AGAIN
    is_tested = _tests_memory(before) and before.last_day != day
    passed = is_tested and not forgot
    return day, (1, int(is_first), int(forgot), ms, int(is_tested), int(passed), 0, 0)


def _tests_memory(before: UnitState) -> bool:
    """Whether a review asks for what was learned; one set due before it was ever seen does not."""
    return before.phase is Phase.REVIEW and before.stability is not None


def add(tallies: Tallies, day: int, tally: Tally) -> None:
    """Add a tally to a day's."""
    old = tallies.get(day)
    if old is None:
        tallies[day] = tally
        return
    a, b, c, d, e, f, g, h = old
    i, j, k, m, n, o, p, q = tally
    tallies[day] = (a + i, b + j, c + k, d + m, e + n, f + o, g + p, h + q)


def sums_of(totals: Totals, day: int) -> list[int]:
    """Give a day's sums, to be added to in their place."""
    return totals.setdefault(day, [0] * (CRAM_MS + 1))


def add_to(totals: Totals, day: int, tally: Sequence[int]) -> None:
    """Add a tally to a day's sums."""
    sums = sums_of(totals, day)
    for place, number in enumerate(tally):
        sums[place] += number


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
