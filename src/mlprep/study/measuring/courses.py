"""What decides the next question: the engine in a sitting, a fixed list in a check-up.

Loads numpy: imported only when a sitting is opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mlprep.assessment import ItemSpec, Length, Response
from mlprep.assessment.evidence import is_note_due
from mlprep.assessment.scale import levels_of_logits
from mlprep.assessment.sitting import Sitting, SittingState
from mlprep.domain.normal import NORMAL_95
from mlprep.study.measuring.evidence import Evidence
from mlprep.study.measuring.sitting_facts import CHECK_UP, SittingRecord


@dataclass(frozen=True, slots=True)
class SittingProgress:
    """How far a sitting is, told as how sure we are: never as right or wrong."""

    answered: int
    maximum: int
    margin: float = 0.0
    """Half the 90 % interval of the area known least, in levels."""
    margin_at_start: float = 0.0
    capture: float = 0.0
    """Expected share of the largest three gaps in the three that would be named now."""
    minutes_left: float = 0.0

    @property
    def sureness(self) -> float:
        """Share of the first uncertainty that is gone, 0-1; of a check-up the share asked."""
        if self.margin_at_start <= 0:
            return self.answered / self.maximum if self.maximum else 1.0
        return max(0.0, 1 - (self.margin / self.margin_at_start) ** 2)

    @property
    def sentence(self) -> str:
        """One line for the screen."""
        of = f"question {self.answered + 1} of {self.maximum} at most"
        if self.margin_at_start <= 0:
            return f"{of}, about {round(self.minutes_left)} min"
        named = f"; the gaps named hold {self.capture:.0%}" if self.capture else ""
        return f"{of}; known to ±{self.margin:.1f} levels an area{named}"


class Course(Protocol):
    """What decides the next question of one sitting."""

    @property
    def stopped(self) -> str | None:
        """Why there is no next question; ``None`` while there is one."""
        ...

    @property
    def spread(self) -> float:
        """Largest standard deviation of an area now (logits); 0 where it is not followed."""
        ...

    def next_item(self) -> ItemSpec | None:
        """Item to ask now, the same until it is answered."""
        ...

    def chance(self, item: ItemSpec) -> float | None:
        """Predicted chance of a right answer."""
        ...

    def take(self, response: Response) -> bool:
        """Go on after the answer to ``next_item()``; whether to remind of reading first."""
        ...

    def extend(self, length: Length) -> Length:
        """Go on to another length; returns it as it holds now."""
        ...

    def progress(self) -> SittingProgress:
        """How far the sitting is."""
        ...


class Adaptive:
    """The engine's choice."""

    def __init__(self, evidence: Evidence, record: SittingRecord) -> None:
        begun = record.begun
        place = evidence.standpoint(begun.focus)
        self._spread = begun.spread
        self._has_role = place.target(evidence.settings.role, "mid") is not None
        self.sitting = Sitting.resume(
            evidence.learner(place, without=begun.id),
            evidence.bank.specs,
            SittingState(begun.seed, begun.day, begun.length, begun.focus, record.responses),
            exposures=evidence.exposures(begun.id),
        )

    @property
    def spread(self) -> float:
        """Largest standard deviation of an area now (logits)."""
        return self.sitting.precision.area_sd

    @property
    def stopped(self) -> str | None:
        """As the engine has it."""
        return self.sitting.stopped

    def next_item(self) -> ItemSpec | None:
        """Choose the item that sharpens the profile most."""
        return self.sitting.next_item()

    def chance(self, item: ItemSpec) -> float | None:
        """Predict before the answer."""
        return self.sitting.chance(item)

    def take(self, response: Response) -> bool:
        """Learn from the answer."""
        taken = self.sitting.answer(
            response.outcome, response.seconds, sure=response.sure, at=response.at
        )
        return taken.note_due

    def extend(self, length: Length) -> Length:
        """Ask more, or fewer."""
        self.sitting.extend(length)
        return self.sitting.state.length

    def progress(self) -> SittingProgress:
        """Tell the precision in levels."""
        precision, length = self.sitting.precision, self.sitting.state.length
        left = max(0, length.maximum - precision.answered)
        return SittingProgress(
            precision.answered,
            length.maximum,
            _margin(precision.area_sd),
            _margin(self._spread),
            precision.capture if self._has_role else 0.0,
            left * USUAL_SECONDS / 60,
        )


class Fixed:
    """A list chosen beforehand; items that have left the library are passed over."""

    def __init__(self, evidence: Evidence, record: SittingRecord) -> None:
        self._items = [
            evidence.bank.by_id[name] for name in record.begun.items if name in evidence.bank.by_id
        ]
        self._responses = list(record.responses)
        self.spread = 0.0

    @property
    def stopped(self) -> str | None:
        """Over when all are answered."""
        return None if self._left() else "length"

    def next_item(self) -> ItemSpec | None:
        """Go through the list."""
        left = self._left()
        return left[0] if left else None

    def chance(self, item: ItemSpec) -> float | None:  # noqa: ARG002  # as the protocol has it
        """Predict nothing: the items were chosen before the answers."""
        return None

    def take(self, response: Response) -> bool:
        """Go on to the next item, whatever the answer."""
        self._responses.append(response)
        return is_note_due(self._responses)

    def extend(self, length: Length) -> Length:  # noqa: ARG002  # as the protocol has it
        """Stay: a check-up has its length."""
        return Length(CHECK_UP, len(self._items), len(self._items))

    def progress(self) -> SittingProgress:
        """Count."""
        left = self._left()
        minutes = sum(item.expected_seconds for item in left) / 60
        return SittingProgress(len(self._items) - len(left), len(self._items), minutes_left=minutes)

    def _left(self) -> Sequence[ItemSpec]:
        answered = {response.item.id for response in self._responses}
        return [item for item in self._items if item.id not in answered]


USUAL_SECONDS = 45.0


def _margin(sd: float) -> float:
    return levels_of_logits(NORMAL_95 * sd)


def course_of(evidence: Evidence, record: SittingRecord) -> Course:
    """Make what goes on with a sitting where its answers left it."""
    made = Fixed if record.begun.mode == CHECK_UP else Adaptive
    return made(evidence, record)
