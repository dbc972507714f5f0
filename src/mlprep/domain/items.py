"""Assessment items and the banks that hold them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlprep.domain.cards import Choices, TypedAnswer
from mlprep.domain.ids import CardId, ItemId, TopicId

DEFAULT_S_B = 0.6
DEFAULT_A = 1.2
_MIDDLE_LEVEL = 3
_LOGITS_PER_LEVEL = 0.8


def difficulty_of_level(level: int) -> float:
    """Item difficulty b (logits) that defines a level: -1.6, -.8, 0, .8, 1.6 for 1 to 5."""
    return _LOGITS_PER_LEVEL * (level - _MIDDLE_LEVEL)


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an assessment: typed or with options, never both.

    ``b`` is the difficulty and ``a`` the discrimination of Birnbaum's logistic model; ``s_b``
    says how uncertain the authored difficulty is.
    """

    id: ItemId
    topic: TopicId
    level: int
    stem: str
    kind: str = ""
    typed: TypedAnswer | None = None
    choices: Choices | None = None
    rationale: str = ""
    """Why the answer is right; with options each carries its own ``why`` and this repeats
    that of the (first) key."""
    slips: Mapping[str, str] = field(default_factory=dict)
    """Foreseeable wrong answers to a typed item, each with its explanation."""
    misconceptions: tuple[str, ...] = ()
    """With options: one per option, empty for a key."""
    family: str = ""
    enemies: tuple[ItemId, ...] = ()
    taught_by: tuple[CardId, ...] = ()
    related: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    seconds: float | None = None
    """Expected time to answer."""
    b: float = 0.0
    s_b: float = DEFAULT_S_B
    a: float = DEFAULT_A
    version: str = ""
    """Hash of what the learner sees plus the key."""
    review_by: str = ""
    path: Path = field(default_factory=Path)
    line: int = 0

    @property
    def c(self) -> float:
        """Chance of guessing right: 0 typed, 1/m one of m options, 1/(2^m - 1) pick all."""
        if self.choices is None:
            return 0.0
        count = len(self.choices.options)
        return 1 / (2**count - 1) if len(self.choices.keys) > 1 else 1 / count


@dataclass(frozen=True, slots=True)
class Bank:
    """The items of one topic."""

    topic: TopicId | None
    path: Path
    complete: bool = False
    """Whether the topic has all its cards and items, so that coverage is checked."""
    items: tuple[Item, ...] = ()
