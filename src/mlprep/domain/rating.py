"""The four ratings of a review."""

from enum import IntEnum


class Rating(IntEnum):
    """How a review went, as the learner says."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def label(self) -> str:
        """The word on the button."""
        return _LABELS[self]


_LABELS = {one: one.name.capitalize() for one in Rating}
