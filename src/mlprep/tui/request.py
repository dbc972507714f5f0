"""What the command line may ask the screen to open."""

from collections.abc import Sequence
from dataclasses import dataclass

from mlprep.domain.ids import UnitId


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """A review session: names of decks, topics or areas (none: everything), and how much of it."""

    names: Sequence[str] = ()
    cram: bool = False
    minutes: float | None = None
    units: frozenset[UnitId] | None = None
    """Only these cards of them; ``None``: all."""
    more: bool = False
    """Whether it goes a helping beyond the day's limits."""


@dataclass(frozen=True, slots=True)
class AssessRequest:
    """A sitting: areas and topics (none: everything), its length, or a topic's check-up."""

    names: Sequence[str] = ()
    length: str | None = None
    """``None``: the learner chooses, or goes on."""
    check_up: str = ""
    ratings: bool | None = None
    """Whether to rate oneself first; ``None``: once, before the first sitting."""

    @property
    def begins(self) -> bool:
        """Whether it says enough to begin without asking."""
        return bool(self.names or self.length or self.check_up or self.ratings is not None)
