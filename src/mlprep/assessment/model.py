"""What the engine takes: plain data, without numpy, so that importing it costs nothing.

Ids are any strings.  Times are days as floating-point numbers on one scale of the caller's choice
(days since an epoch, say); the engine never reads a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mlprep.assessment.scale import DISCRIMINATION, HIGHEST_LEVEL, LOWEST_LEVEL

_SECONDS_TYPED, _SECONDS_OPTIONS = 60.0, 35.0


class Outcome(StrEnum):
    """What came of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    DONT_KNOW = "dont-know"


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations of the hierarchical prior, in logits."""

    area: float = 0.8
    """Between people of one background, in an area."""
    background: float = 0.25
    """Of the background's own mean, which is an estimate too."""
    topic: float = 0.55
    """Of a topic about its area."""
    authoring: float = 0.25
    """What a topic's authors mis-levelled all its items by."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Topics in their areas, and how abilities in the areas go together."""

    topics: Mapping[str, str]
    """Area of each topic; the order is that of the results."""
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Between areas, each pair once in either order; 0 where a pair is missing."""
    spread: Spread = field(default_factory=Spread)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas, in the order in which the topics name them."""
        return tuple(dict.fromkeys(self.topics.values()))

    def correlation(self, one: str, other: str) -> float:
        """Correlation of two areas."""
        if one == other:
            return 1.0
        pairs = self.correlations
        return pairs.get((one, other), pairs.get((other, one), 0.0))


@dataclass(frozen=True, slots=True)
class Target:
    """What a role asks for: a level in each topic, and how much the topic matters."""

    levels: Mapping[str, float]
    """Required level; a topic that is missing is not asked for."""
    weights: Mapping[str, float] | None = None
    """``None``: the required levels above the first."""

    def level(self, topic: str) -> float:
        """Return the required level of a topic, within the scale."""
        return min(HIGHEST_LEVEL, max(LOWEST_LEVEL, self.levels.get(topic, LOWEST_LEVEL)))

    def weight(self, topic: str) -> float:
        """How much a topic matters, 0 or more."""
        if self.weights is not None:
            return max(0.0, self.weights.get(topic, 0.0))
        return self.level(topic) - LOWEST_LEVEL


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """What the engine knows of an item.

    ``b``, ``s_b`` and ``a`` are difficulty, its uncertainty and discrimination; ``c`` is the
    chance of guessing right (0 typed).
    """

    id: str
    topic: str
    b: float
    s_b: float = 0.6
    a: float = DISCRIMINATION
    c: float = 0.0
    seconds: float | None = None
    """Expected time to answer; ``None``: the median of its format."""
    family: str = ""
    """Variants of one scenario; never two of them in one sitting."""
    enemies: tuple[str, ...] = ()
    """Items that give its answer away; never in one sitting with it."""
    version: str = ""

    @property
    def expected_seconds(self) -> float:
        """The author's estimate, else the median of the format."""
        if self.seconds is not None:
            return self.seconds
        return _SECONDS_OPTIONS if self.c > 0 else _SECONDS_TYPED


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, with the item as it was when it was answered."""

    item: ItemSpec
    outcome: Outcome
    seconds: float | None = None
    sure: bool | None = None
    """Whether the learner felt sure; ``None``: did not say.  Never scored."""
    at: float | None = None
    """When, in days; ``None``: not recorded."""
    weight: float = 1.0
    """1 for a test item; ``FIRST_SIGHT_WEIGHT`` for a card seen for the first time."""


@dataclass(frozen=True, slots=True)
class PastSitting:
    """Answers of one sitting, check-up or day of first-seen cards."""

    day: float
    responses: tuple[Response, ...]
    mode: str = "sitting"


@dataclass(frozen=True, slots=True)
class Studied:
    """From this day on something may have changed in these topics."""

    day: float
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SelfRatings:
    """What the learner thinks of themselves: 0 never met .. 4 could teach it.

    Topics that were skipped are left out of ``ratings``.
    """

    ratings: Mapping[str, int]
    norms: Mapping[str, tuple[float, float]]
    """Per area: mean and standard deviation of ratings in the learner's background."""
    foils_shown: int = 0
    foils_claimed: int = 0
    """How many of the terms that do not exist were rated above "never met"."""


@dataclass(frozen=True, slots=True)
class Learner:
    """Everything that is known of a learner: the engine's whole input but the item bank."""

    hierarchy: Hierarchy
    prior_levels: Mapping[str, float]
    """Level per topic to assume before any answer: background's area level plus offset."""
    target: Target | None = None
    ratings: SelfRatings | None = None
    sittings: tuple[PastSitting, ...] = ()
    """In any order."""
    studied: tuple[Studied, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """One showing of an item to the learner."""

    item: str
    day: float
    explained: bool = False
    """Whether its explanation was opened."""
    carded: bool = False
    """Whether it was turned into a card."""


FIRST_SIGHT_WEIGHT = 0.5
"""Of the first showing of a typed or choice card, answered before its back was seen."""


def first_sight(card: str, topic: str, b: float, outcome: Outcome, *, c: float = 0.0) -> Response:
    """Turn the first answer to a typed or choice card into half-weight evidence.

    Only for a card never seen before, and never for one that the learner grades themselves.
    """
    return Response(ItemSpec(card, topic, b, c=c), outcome, weight=FIRST_SIGHT_WEIGHT)
