"""What a profile says, as plain values without numpy: estimates, gaps, words."""

from dataclasses import dataclass
from enum import StrEnum

HOLLOW_BELOW = 2
"""A topic with fewer answers is inferred from its neighbours."""


class Standing(StrEnum):
    """Where a topic stands against what the role asks for."""

    CLEARLY_BELOW = "clearly below target"
    PROBABLY_BELOW = "probably below"
    UNCLEAR = "unclear"
    PROBABLY_THERE = "probably there"
    CLEARLY_THERE = "clearly there"


_CLEAR, _PROBABLE = 0.95, 0.8


def standing(chance_below: float) -> Standing:
    """Word for P(gap > 0): over .95 clearly, over .8 probably, and the same from below."""
    if chance_below > _CLEAR:
        return Standing.CLEARLY_BELOW
    if chance_below > _PROBABLE:
        return Standing.PROBABLY_BELOW
    if chance_below < 1 - _CLEAR:
        return Standing.CLEARLY_THERE
    return Standing.PROBABLY_THERE if chance_below < 1 - _PROBABLE else Standing.UNCLEAR


LEAST_MARGIN = 0.1
"""Levels under which no margin is told."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A level with its 90 % interval, all clamped to 1-5 for showing."""

    level: float
    low: float
    high: float
    theta: float
    """Ability in logits, not clamped; what everything is computed on."""
    sd: float
    """Logits."""


@dataclass(frozen=True, slots=True)
class TopicReport:
    """One topic of a profile."""

    topic: str
    area: str
    estimate: Estimate
    answered: int
    share_from_answers: float
    """Of the evidence; the rest is what was assumed and self-rated (0 to 1)."""
    required: float | None = None
    """Level that the role asks for; ``None`` without a role, or where it does not ask."""
    chance_below: float = 0.0
    gap: float = 0.0
    """Expected gap max(0, required - level), in levels."""
    weighted_gap: float = 0.0

    @property
    def hollow(self) -> bool:
        """Whether too little was asked here: "inferred from neighbours"."""
        return self.answered < HOLLOW_BELOW

    @property
    def standing(self) -> Standing:
        """Where the topic stands against the role."""
        return standing(self.chance_below)


@dataclass(frozen=True, slots=True)
class AreaReport:
    """One area of a profile: the mean of its topics."""

    area: str
    estimate: Estimate
    answered: int
    required: float | None = None
    self_rated: Estimate | None = None
    """What the self-ratings claim, put on the scale of levels; ``None`` where skipped."""
    self_rating_word: str = ""
    """``"rates self higher than measured"`` or lower, only where the difference is clear."""


@dataclass(frozen=True, slots=True)
class Honesty:
    """How sure a profile is, and what more questions would give (90 %, in levels)."""

    questions: int
    margin: float
    more: int
    margin_with_more: float
    focused: tuple[tuple[int, float], ...]
    """Questions of a focus check on one area, and the margin after it."""

    @property
    def sentence(self) -> str:
        """One line for the report."""
        checks = ", ".join(f"{count} questions {_within(wide)}" for count, wide in self.focused)
        return (
            f"{self.questions} questions, {_within(self.margin)} levels an area; "
            f"{self.more} would give {_within(self.margin_with_more)}; "
            f"a focus check on one area: {checks}."
        )


def _within(margin: float) -> str:
    """``±1.2``; never that there is no doubt, as at the scale's end."""
    return f"±{margin:.1f}" if margin >= LEAST_MARGIN else f"under ±{LEAST_MARGIN}"


@dataclass(frozen=True, slots=True)
class Profile:
    """Measured abilities against a role."""

    topics: tuple[TopicReport, ...]
    areas: tuple[AreaReport, ...]
    gaps: tuple[TopicReport, ...]
    """Topics with a required level, largest expected weighted gap first."""
    capture: float | None
    """Promised share of the largest three gaps in the three named; ``None`` without a role."""
    honesty: Honesty

    @property
    def named(self) -> tuple[TopicReport, ...]:
        """The three gaps to name."""
        return self.gaps[:3]

    @property
    def promise(self) -> str:
        """How much the named gaps are expected to be of the truly largest; empty without a role."""
        if self.capture is None:
            return ""
        share = round(100 * self.capture)
        return f"these three come to about {share}% of the truly largest three"
