"""The figures of a study day, as sums over the reviews of that day."""

from typing import TypeAlias

from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState

Tally: TypeAlias = tuple[int, int, int, int, int, int, int, int]
"""reviews, introduced, again, ms, tested, passed, cram, cram ms."""
Tallies: TypeAlias = dict[int, Tally]
"""By study day."""


def tally_of(before: UnitState, fact: Fact) -> tuple[int, Tally] | None:
    """Say what a fact adds to which study day, given the state that it met."""
    if fact.kind is not FactKind.REVIEW:
        return None
    day, rating, ms = (_int(fact.body.get(key)) for key in ("day", "rating", "ms"))
    if fact.body.get("cram"):
        return day, (0, 0, 0, 0, 0, 0, 1, ms)
    tested = before.phase is Phase.REVIEW and before.last_day != day
    return day, tally_of_review(ms, rating, is_first=before.first_day is None, is_tested=tested)


def tally_of_review(ms: int, rating: int, *, is_first: bool, is_tested: bool) -> Tally:
    """Count one review that is no cramming."""
    forgot = rating == Rating.AGAIN
    passed = is_tested and not forgot
    return (1, int(is_first), int(forgot), ms, int(is_tested), int(passed), 0, 0)


def add(tallies: Tallies, day: int, tally: Tally) -> None:
    """Add a tally to a day's."""
    old = tallies.get(day)
    if old is None:
        tallies[day] = tally
        return
    a, b, c, d, e, f, g, h = old
    i, j, k, m, n, o, p, q = tally
    tallies[day] = (a + i, b + j, c + k, d + m, e + n, f + o, g + p, h + q)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
