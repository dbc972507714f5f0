"""What stands in a queue: a unit, why it is shown, when and how urgently."""

from dataclasses import dataclass
from enum import StrEnum

from mlprep.domain.ids import UnitId


class Kind(StrEnum):
    """Why a unit is shown."""

    STEP = "step"
    REVIEW = "review"
    NEW = "new"
    CRAM = "cram"


@dataclass(slots=True)
class Entry:
    """One place in the queue.

    Not frozen, because a frozen one takes three times as long to make and a queue has as many
    as 100,000; nothing changes one all the same.
    """

    unit: UnitId
    kind: Kind
    due_at_ms: int | None = None
    """Instant of a step."""
    overdue: float = 0
    """Days since the last review / interval at the desired retention; the highest comes first."""
    deck: str = ""
    seconds: float = 0
    """Time that the answer is expected to take."""
