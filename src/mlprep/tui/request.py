"""What the command line may ask the screen to open."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """A review session: names of decks, topics or areas (none: everything), cram, minutes."""

    names: Sequence[str] = ()
    cram: bool = False
    minutes: float | None = None
