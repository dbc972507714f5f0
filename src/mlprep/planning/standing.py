"""Where a learner stands in each topic against what the target asks for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import erf, exp, pi, sqrt

from mlprep.domain.skills import (
    CHOSEN_SPECIALISM_LEVEL,
    HIGHEST_LEVEL,
    LOWEST_LEVEL,
    Area,
    Role,
    Topic,
)

ASSUMED_SD = 1.25
"""Levels; of a topic that was never measured: 1 from the background's prior (0.8 logits), and 0.75
for what is the topic's own (0.6 logits)."""
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Estimate:
    """A level and its standard deviation, in levels, not clamped to the scale."""

    level: float
    sd: float
    inferred: bool = False
    """Whether it comes from the topic's neighbours: too little was asked in the topic itself."""
    answered: int = 0
    """Questions answered in the topic itself."""


@dataclass(frozen=True)
class Standing:
    """One topic: the level asked for, and the level that we believe in."""

    topic: str
    area: str
    title: str
    required: float
    """1 where the target does not ask for the topic."""
    level: float
    sd: float
    measured: bool = False
    """Whether questions on the topic itself were answered; its level is assumed or inferred
    otherwise."""
    inferred: bool = False
    """Whether what was answered in other topics moved its level."""
    answered: int = 0
    """Questions on the topic itself that were answered."""
    needs: tuple[str, ...] = ()
    """Direct prerequisites, those of a specialism's area included."""
    specialism: bool = False

    @property
    def weight(self) -> float:
        """How much the target minds: the required levels above the first."""
        return max(0.0, self.required - LOWEST_LEVEL)

    @cached_property
    def gap(self) -> float:
        """Levels missing, in expectation: E[max(0, required - level)] under the normal."""
        return expected_gap(self.required, self.level, self.sd)

    @property
    def score(self) -> float:
        """Expected gap times weight: what topics are ordered by."""
        return self.weight * self.gap

    @property
    def aim(self) -> int:
        """Highest level whose cards the target asks for (the required one, to the nearest)."""
        return nearest_level(self.required)

    @property
    def start(self) -> int:
        """Level of the cards to begin with: the estimated one, never above the aim."""
        return min(self.aim, nearest_level(self.level))


def expected_gap(required: float, level: float, sd: float) -> float:
    """Mean of max(0, required - L) for a normal L: the rectified normal, in closed form."""
    missing = required - level
    if sd <= 0:
        return max(0.0, missing)
    z = missing / sd
    density = exp(-z * z / 2) / sqrt(2 * pi)
    below = (1 + erf(z / sqrt(2))) / 2
    return max(0.0, missing * below + sd * density)


def nearest_level(level: float) -> int:
    """Whole level nearest to a level, within 1-5; a half counts up."""
    return int(min(HIGHEST_LEVEL, max(LOWEST_LEVEL, level)) + HALF)


@dataclass(frozen=True, slots=True)
class Target:
    """What the learner is after, and the side that their background has to build up."""

    role: Role | None = None
    seniority: str = "mid"
    specialisms: frozenset[str] = frozenset()
    """Areas of the chosen specialisms."""
    opposite: tuple[str, ...] = ()
    """Areas of the opposite skill set, weakest first."""

    def required(self, topic: Topic) -> float:
        """Level that the target asks for in a topic."""
        asked = self.role.required(topic.id, self.seniority) if self.role else LOWEST_LEVEL
        chosen = topic.area in self.specialisms
        return max(asked, CHOSEN_SPECIALISM_LEVEL) if chosen else asked


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the learner said of topics; it overrules the numbers."""

    pinned: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    postponed: Mapping[str, int] = field(default_factory=dict)
    """Study day on which a postponed topic comes back."""

    def is_away(self, topic: str, today: int) -> bool:
        """Whether a topic is skipped, or put off to a later day."""
        return topic in self.skipped or self.postponed.get(topic, today) > today


def standings(
    topics: Collection[Topic],
    areas: Mapping[str, Area],
    target: Target,
    measured: Mapping[str, Estimate],
    assumed: Mapping[str, float],
) -> tuple[Standing, ...]:
    """Put every topic that has an estimate or an assumed level beside what is asked.

    ``assumed`` are the levels that the background brings; they stand in where a topic has no
    estimate.  Topics of which neither is known are assumed to be new to the learner.
    """
    return tuple(_standing(topic, areas, target, measured, assumed) for topic in topics)


def _standing(
    topic: Topic,
    areas: Mapping[str, Area],
    target: Target,
    measured: Mapping[str, Estimate],
    assumed: Mapping[str, float],
) -> Standing:
    area = areas.get(topic.area)
    found = measured.get(topic.id)
    estimate = found or Estimate(assumed.get(topic.id, LOWEST_LEVEL), ASSUMED_SD)
    specialism = area is not None and area.specialism
    before = area.needs if area is not None and specialism else ()
    return Standing(
        topic=topic.id,
        area=topic.area,
        title=topic.title,
        required=target.required(topic),
        level=estimate.level,
        sd=estimate.sd,
        measured=found is not None and not found.inferred,
        inferred=found is not None and found.inferred,
        answered=estimate.answered,
        needs=tuple(dict.fromkeys((*topic.needs, *before))),
        specialism=specialism,
    )
