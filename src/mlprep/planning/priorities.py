"""Topics in the order in which to study them, each with its share of the new cards and its reason.

Ordered by weighted gap; a weak prerequisite comes before what needs it; equals go to the areas of
the opposite skill set.  What the learner pinned, skipped or postponed overrules the numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from mlprep.domain.skills import HIGHEST_LEVEL, LOWEST_LEVEL
from mlprep.planning.reasons import topic_reason
from mlprep.planning.standing import Standing, Target, Wishes, nearest_level

PREREQUISITE_LEVEL = 2.0
"""A prerequisite below it is weak, for a topic that aims at ``AMBITIOUS`` or more."""
AMBITIOUS = 3
PINNED_SCORE = 10.0
"""Score by which a pinned topic gets its share, at least: a large gap in an important topic."""
SHARPNESS = 2
"""Power of the score that shares follow.  In proportion (1) the largest gaps take a fifth longer
to close for nothing gained elsewhere; beyond 2 hardly faster (``benchmarks/closing.py``)."""
SMALLEST_SHARE = 1 / 200
"""Of all shares together: at eight new cards a day one in 30 days: no gap is starved."""
_TIE = 1
"""Decimals of a score; topics that do not differ in them are tied."""


@dataclass(frozen=True, slots=True)
class Priority:
    """One topic in its place."""

    topic: str
    area: str
    title: str
    required: float
    level: float
    sd: float
    measured: bool
    inferred: bool
    answered: int
    """Questions on the topic itself that were answered."""
    expected_gap: float
    """Levels missing in view of how sure the estimate is, which an order needs."""
    weight: float
    score: float
    share: float
    """Its new cards come in proportion to this: the square of its score, or of the score of a
    topic that waits for it."""
    start: int
    """Level of the cards to begin with."""
    aim: int
    """Highest level of the cards that the target asks for."""
    waits_for: tuple[str, ...]
    """Weak prerequisites: until they reach level 2, its cards of level 3 and above stay closed."""
    pinned: bool
    reason: str

    @property
    def missing(self) -> float:
        """Levels between the estimate and what is asked for: what is shown as the gap."""
        return max(0.0, self.required - self.shown_level)

    @property
    def shown_level(self) -> float:
        """The level inside the scale of 1 to 5, as every screen shows it."""
        return min(HIGHEST_LEVEL, max(LOWEST_LEVEL, self.level))


def prioritise(
    known: Iterable[Standing], target: Target, wishes: Wishes | None = None, today: int = 0
) -> tuple[Priority, ...]:
    """Order topics by what studying them is worth to the learner, the first first.

    Topics that the target does not ask for, and nothing asked for needs, are left out unless
    pinned.  Deterministic; the order of the input makes no difference.
    """
    wishes = wishes or Wishes()
    present = {one.topic: one for one in known if not wishes.is_away(one.topic, today)}
    wanted = _wanted(present, wishes.pinned)
    waiting = {topic: _weak_needs(one, wanted) for topic, one in wanted.items()}
    order = _order(wanted, waiting, wishes.pinned, target.opposite)
    shares = _shares(order, wanted, waiting, wishes.pinned)
    unlocks = _unlocks(order, waiting)
    title = target.role.title if target.role else ""
    return tuple(
        _priority(
            wanted[topic],
            shares[topic],
            waiting[topic],
            pinned=topic in wishes.pinned,
            reason=topic_reason(
                present[topic],
                title,
                pinned=topic in wishes.pinned,
                unlocks=[wanted[one].title for one in unlocks[topic]],
            ),
        )
        for topic in order
    )


def _wanted(present: Mapping[str, Standing], pinned: Iterable[str]) -> dict[str, Standing]:
    """Topics asked for or pinned, and the weak ones that those need, down to the ground.

    A pinned topic aims at least at the next level, a needed one at least at level 2.
    """
    asked = {topic: one for topic, one in present.items() if one.weight > 0}
    for topic in pinned:
        if topic in present:
            asked[topic] = _aiming(present[topic], nearest_level(present[topic].level) + 1)
    pending = sorted(asked)
    while pending:
        for need in _weak(asked[pending.pop()], present):
            if need not in asked or asked[need].required < PREREQUISITE_LEVEL:
                asked[need] = _aiming(present[need], PREREQUISITE_LEVEL)
                pending.append(need)
    return asked


def _aiming(standing: Standing, level: float) -> Standing:
    return replace(standing, required=max(standing.required, min(level, HIGHEST_LEVEL)))


def _weak(standing: Standing, among: Mapping[str, Standing]) -> list[str]:
    if standing.aim < AMBITIOUS:
        return []
    return [
        need for need in standing.needs if need in among and among[need].level < PREREQUISITE_LEVEL
    ]


def _weak_needs(standing: Standing, wanted: Mapping[str, Standing]) -> tuple[str, ...]:
    return tuple(need for need in _weak(standing, wanted) if need != standing.topic)


def _order(
    wanted: Mapping[str, Standing],
    waiting: Mapping[str, Sequence[str]],
    pinned: frozenset[str],
    opposite: Sequence[str],
) -> list[str]:
    """Sort by score, then pull the weak prerequisites of each topic before it."""
    place = {area: index for index, area in enumerate(opposite)}

    def rank(topic: str) -> tuple[bool, float, int, float, str]:
        one = wanted[topic]
        side = place.get(one.area, len(place))
        return (topic not in pinned, -round(one.score, _TIE), side, -one.score, topic)

    order: list[str] = []
    begun: set[str] = set()
    for topic in sorted(wanted, key=rank):
        stack = [(topic, False)]
        while stack:
            one, ready = stack.pop()
            if ready:
                order.append(one)
            elif one not in begun:  # a circle of prerequisites ends where it began
                begun.add(one)
                stack.append((one, True))
                stack += [(need, False) for need in sorted(waiting[one], key=rank, reverse=True)]
    return order


def _shares(
    order: Sequence[str],
    wanted: Mapping[str, Standing],
    waiting: Mapping[str, Sequence[str]],
    pinned: frozenset[str],
) -> dict[str, float]:
    """Share of each topic: a prerequisite is worth what waits for it."""
    worth = {
        topic: max(2 * one.score, PINNED_SCORE) if topic in pinned else one.score
        for topic, one in wanted.items()
    }
    for topic in reversed(order):
        for need in waiting[topic]:
            worth[need] = max(worth[need], worth[topic])
    shares = {topic: one**SHARPNESS for topic, one in worth.items()}
    least = SMALLEST_SHARE * fsum(shares.values())  # the same in any order
    return {topic: max(share, least) for topic, share in shares.items()}


def _unlocks(order: Sequence[str], waiting: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Topics that wait for each topic, in their order."""
    found: dict[str, list[str]] = {topic: [] for topic in order}
    for topic in order:
        for need in waiting[topic]:
            found[need].append(topic)
    return found


def _priority(
    one: Standing, share: float, waits_for: tuple[str, ...], *, pinned: bool, reason: str
) -> Priority:
    return Priority(
        topic=one.topic,
        area=one.area,
        title=one.title,
        required=one.required,
        level=one.level,
        sd=one.sd,
        measured=one.measured,
        inferred=one.inferred,
        answered=one.answered,
        expected_gap=one.gap,
        weight=one.weight,
        score=one.score,
        share=share,
        start=one.start,
        aim=one.aim,
        waits_for=waits_for,
        pinned=pinned,
        reason=reason,
    )
