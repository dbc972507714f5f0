"""Skills: areas and topics, the roles that need them, backgrounds, and routes between the two."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlprep.domain.ids import AreaId, TopicId

LOWEST_LEVEL, HIGHEST_LEVEL = 1.0, 5.0
CHOSEN_SPECIALISM_LEVEL = 3.0
"""Required level in the topics of a specialism that the learner has chosen."""


@dataclass(frozen=True, slots=True)
class Area:
    """A field of skill; a specialism is an optional area that asks for topics beforehand."""

    id: AreaId
    title: str
    levels: tuple[str, ...] = ()
    """What somebody on levels 1 to 5 does; empty for a specialism."""
    specialism: bool = False
    needs: tuple[TopicId, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A part of an area, with its direct prerequisites."""

    id: TopicId
    area: AreaId
    title: str
    scope: str = ""
    needs: tuple[TopicId, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correlation:
    """How closely ability in two areas goes together."""

    areas: tuple[AreaId, AreaId]
    value: float
    judgement: bool = False


@dataclass(frozen=True, slots=True)
class CorrelationDefaults:
    """Correlation of a specialism with any area, and with those that it needs."""

    specialism: float = 0.3
    specialism_needed: float = 0.5
    judgement: bool = False


@dataclass(frozen=True, slots=True)
class Foil:
    """A term that does not exist; who claims to know it over-rates themselves."""

    id: str
    title: str
    area: AreaId


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source for what a role asks; ``date`` is empty where the source has none."""

    source: str
    finding: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A job to aim at, and the level that it asks for in each topic (mid seniority)."""

    id: str
    title: str
    summary: str = ""
    levels: Mapping[TopicId, float] = field(default_factory=dict)
    seniority: Mapping[str, float] = field(default_factory=dict)
    """Levels added to each required level: junior, mid, senior."""
    specialisms: int = 0
    """How many specialisms the role asks for."""
    judgement: bool = False
    evidence: tuple[Evidence, ...] = ()
    line: int = 0
    """Where it stands in its file."""

    def required(self, topic: TopicId, seniority: str = "mid") -> float:
        """Level that the role asks for, clamped to 1-5; 1 in topics that it does not name."""
        if topic not in self.levels:
            return LOWEST_LEVEL
        level = self.levels[topic] + self.seniority.get(seniority, 0.0)
        return min(HIGHEST_LEVEL, max(LOWEST_LEVEL, level))

    def weight(self, topic: TopicId, seniority: str = "mid") -> float:
        """Weight of a topic: the required levels above the first."""
        return max(0.0, self.required(topic, seniority) - LOWEST_LEVEL)


@dataclass(frozen=True, slots=True)
class SelfRating:
    """How people of a background rate themselves in an area, on the scale 0-4."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Background:
    """Where a learner comes from, and the levels assumed before anything is measured."""

    id: str
    title: str
    summary: str = ""
    weak_side: str = ""
    opposite: tuple[AreaId, ...] = ()
    """Areas of the opposite skill set: those to build up."""
    prior_sd: float = 0.8
    """Logits."""
    areas: Mapping[AreaId, float] = field(default_factory=dict)
    offsets: Mapping[TopicId, float] = field(default_factory=dict)
    self_rating: Mapping[AreaId, SelfRating] = field(default_factory=dict)
    judgement: bool = False

    def level(self, topic: Topic) -> float | None:
        """Level assumed in a topic; ``None`` where the background does not know its area."""
        if topic.area not in self.areas:
            return None
        return self.areas[topic.area] + self.offsets.get(topic.id, 0.0)


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One step of a route: what to do, why, and what shows that it is done."""

    id: str
    title: str
    what: str
    why: str
    evidence: tuple[str, ...] = ()
    topics: tuple[TopicId, ...] = ()
    weeks: float = 1
    specialism: bool = False
    """Whether the step also trains the topics of the chosen specialism."""
    last_known_year: int | None = None
    check_first: bool = False
    """Whether something that the step names may no longer exist."""


@dataclass(frozen=True, slots=True)
class Route:
    """A way from some backgrounds to some roles, and whose advice it is."""

    id: str
    title: str
    summary: str = ""
    why: str = ""
    for_backgrounds: tuple[str, ...] = ()
    for_roles: tuple[str, ...] = ()
    advice_by: str = ""
    advice_year: int | None = None
    """``None``: the advice carries no date."""
    steps: tuple[RouteStep, ...] = ()
    line: int = 0
    """Where it stands in its file."""


@dataclass(frozen=True, slots=True)
class Salary:
    """A published average salary."""

    role: str
    title: str
    amount: int
    currency: str
    region: str
    source: str
    year: int | None = None
    note: str = ""
