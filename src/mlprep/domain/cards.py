"""Decks and cards as the learner studies them, whatever file they came from."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from mlprep.domain.ids import CardId, DeckId, TopicId, UnitId, unit_id


class Match(StrEnum):
    """How a typed answer is compared with what counts as right."""

    FOLDED = "folded"
    EXACT = "exact"
    REGEX = "regex"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What counts as right when the answer is typed.

    ``tolerance`` is absolute; ``relative`` is a share of the answer (0.05 = 5 %).  Both are
    ``None`` for the default: half a unit of the last digit given.
    """

    answer: str
    accept: tuple[str, ...] = ()
    match: Match = Match.FOLDED
    tolerance: float | None = None
    relative: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, and why it is right or wrong."""

    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Options of which the keys (indices from 0) are right; several keys mean "pick all"."""

    options: tuple[Option, ...]
    keys: tuple[int, ...]
    fixed_order: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One card as written; what is scheduled are its review units."""

    id: CardId
    deck: DeckId
    front: str = ""
    back: str = ""
    cloze: str = ""
    typed: TypedAnswer | None = None
    choices: Choices | None = None
    topic: TopicId | None = None
    why: str = ""
    level: int | None = None
    kind: str = ""
    priority: int = 2
    reverse: bool = False
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    requires: tuple[CardId, ...] = ()
    misconceptions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    review_by: str = ""
    explicit_id: bool = False
    path: Path = field(default_factory=Path)
    line: int = 0
    parts: tuple[str, ...] = ("",)
    """Review units of the card: ``""`` front to back, ``rev`` reverse, ``c1`` first gap."""

    @property
    def units(self) -> tuple[UnitId, ...]:
        """The review units of the card, siblings of one another, in order."""
        return tuple(unit_id(self.id, part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Deck:
    """What a deck file says of the deck itself."""

    id: DeckId
    title: str
    path: Path
    topic: TopicId | None = None
    desired_retention: float | None = None
    tags: tuple[str, ...] = ()
    author: str = ""
    licence: str = ""
    sources: tuple[str, ...] = ()
    own: bool = False
    """True for the learner's own decks, False for shipped ones."""
