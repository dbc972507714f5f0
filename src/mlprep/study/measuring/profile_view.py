"""What a profile shows, as plain values: bars, gaps in order, words, what is beside them."""

from dataclasses import dataclass

from mlprep.assessment import Standing
from mlprep.study.measuring.check_ups import CheckUpOffer
from mlprep.study.measuring.recall import Recall

LEAST_SHORT = 0.05
"""Levels; what rounds to 0.0 is not called short."""


@dataclass(frozen=True, slots=True)
class TopicBar:
    """One topic: estimate, 90 % interval and what the role asks for, in levels 1-5."""

    id: str
    title: str
    area: str
    level: float
    low: float
    high: float
    required: float | None
    """None without a role, or where it does not ask for the topic."""
    standing: Standing | None
    answered: int
    hollow: bool
    """Too little was asked: inferred from neighbours."""
    gap: float
    """Levels that the estimate lies below what is asked for, as both are shown."""
    expected_gap: float
    """The same in view of how sure the estimate is: by it, weighted, gaps are put in order."""
    weighted_gap: float
    share_from_answers: float
    """Of the evidence, 0-1; the rest is what was assumed and self-rated."""
    self_rating: int | None
    recall: Recall | None
    """None where the topic has no cards."""

    @property
    def words(self) -> str:
        """Where the topic stands, in words."""
        told = self.standing.value if self.standing else "not asked for"
        return f"{told}, inferred from neighbours" if self.hollow and self.standing else told


@dataclass(frozen=True, slots=True)
class AreaBar:
    """One area: the mean of its topics."""

    id: str
    title: str
    level: float
    low: float
    high: float
    required: float | None
    standing: Standing | None
    answered: int
    self_rated: float | None
    """What the self-ratings claim, as a level; None where they were skipped."""
    self_rating_word: str
    """``rates self higher than measured`` or lower, only where that is clear."""
    topics: tuple[TopicBar, ...]


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting in a list."""

    id: str
    date: str
    mode: str
    length: str
    focus: tuple[str, ...]
    """Titles; empty: everything."""
    questions: int
    minutes: float
    state: str
    """Why it ended; ``open`` while it can be taken up."""
    fits: bool
    """False: the answers do not fit the model."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What can be said of the change of one quantity between the last two sittings."""

    title: str
    improved: bool
    mean: float
    """Levels."""
    low: float
    high: float
    sentence: str


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """What the learner's "sure" and "unsure" are worth."""

    answers: int
    hit_rate: float
    p_sure: float
    p_unsure: float
    brier: float
    reliability: float
    in_the_large: float
    worth_showing: bool

    @property
    def sentence(self) -> str:
        """One line; says nothing that chance could make."""
        told = f"Sure meant right in {self.p_sure:.0%}, unsure in {self.p_unsure:.0%}"
        if not self.worth_showing:
            return f"{told} ({self.answers} answers)."
        side = "more" if self.in_the_large > 0 else "less"
        return f"{told}: you are {side} confident than you are right ({self.answers} answers)."


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The whole profile."""

    date: str
    background: str
    """Titles; empty where none was chosen."""
    role: str
    role_id: str
    seniority: str
    questions: int
    areas: tuple[AreaBar, ...]
    gaps: tuple[TopicBar, ...]
    """Topics that the role asks for and that have a gap, the weightiest first."""
    capture: float | None
    promise: str
    """What the first three gaps hold, in words; empty without a role."""
    honesty: str
    """One line: how sure this is, and what more questions would give."""
    sittings: tuple[SittingLine, ...]
    """The newest first."""
    changes: tuple[ChangeLine, ...]
    """Since the sitting before the last: the studied areas together, then each area."""
    compared: str
    """Dates of the two sittings compared; empty where there are not two."""
    calibration: CalibrationView | None
    self_rated: bool
    """Whether the learner rated themselves."""
    notes: tuple[str, ...]
    """Sentences on what to do next, and on what is missing."""
    check_ups: tuple[CheckUpOffer, ...]
    """Topics whose cards are stable: a few questions would show what that is worth."""

    @property
    def named(self) -> tuple[TopicBar, ...]:
        """The three gaps to name."""
        return self.gaps[:3]

    @property
    def next_steps(self) -> tuple[str, ...]:
        """The notes and the check-ups, with their commands."""
        offered = (f"{one.sentence}  `{one.command}`" for one in self.check_ups)
        return (*self.notes, *offered)

    def topic(self, name: str) -> TopicBar | None:
        """Find a topic's bar."""
        return next((one for area in self.areas for one in area.topics if one.id == name), None)
