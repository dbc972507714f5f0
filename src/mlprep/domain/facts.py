"""Facts: the append-only record from which everything about a learner is derived."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from mlprep.domain.ids import DeviceId, UnitId
from mlprep.domain.rating import Rating

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_NOTHING: Final[Mapping[str, Json]] = MappingProxyType({})


class FactKind(StrEnum):
    """What a fact says."""

    REVIEW = "review"
    SUSPEND = "suspend"
    BURY = "bury"
    FLAG = "flag"
    MARK = "mark"
    SET_DUE = "set-due"
    RESET = "reset"
    REIDENTIFY = "re-identify"
    SITTING_BEGUN = "sitting-begun"
    SITTING_ENDED = "sitting-ended"
    SELF_RATING = "self-rating"
    RESPONSE = "response"
    EXPLANATION = "explanation"
    """The explanation of an item was opened."""
    PIN = "pin"
    """A unit was asked for today, out of its turn."""
    PROJECT = "project"
    ROUTE = "route"
    EVIDENCE = "evidence"
    TOPIC_CHOICE = "topic-choice"
    SETTING = "setting"
    VOID = "void"


NOT_UNDOABLE = frozenset(
    {
        FactKind.REIDENTIFY,
        FactKind.SITTING_BEGUN,
        FactKind.SITTING_ENDED,
        FactKind.SELF_RATING,
        FactKind.RESPONSE,
        FactKind.EXPLANATION,
        FactKind.VOID,
    }
)


class Fact(NamedTuple):
    """One fact.

    Replayed in the order ``(at_ms, device, number)``.  Facts of one action (a review and the
    suspension of a leech, say) share ``action``, the number of the first of them, and are
    undone together.  A void's ``body`` names the device and action that it voids.
    """

    device: DeviceId
    number: int
    at_ms: int
    kind: FactKind
    subject: str = ""
    """The review unit, card, item, project, setting, ... that the fact speaks of."""
    body: Mapping[str, Json] = _NOTHING
    action: int = 0
    label: str = ""
    """What undo says that it undid, for instance ``Good on "bias-variance"``."""

    @property
    def order(self) -> tuple[int, str, int]:
        """Place of the fact in the one total order."""
        return (self.at_ms, self.device, self.number)


class Draft(NamedTuple):
    """A fact that is about to be recorded; the store gives it device, number and instant."""

    kind: FactKind
    subject: str = ""
    body: Mapping[str, Json] = _NOTHING
    label: str = ""


class PlainReview(NamedTuple):
    """A review that moved the schedule and says nothing besides.

    It stands for its fact where reviews come by the ten thousand: it is made, and looked at, in
    a fraction of the time.  Exactly one of ``due_day`` and ``due_at_ms`` is set.
    """

    at_ms: int
    unit: UnitId
    day: int
    rating: int
    """1 to 4."""
    ms: int
    due_day: int | None = None
    due_at_ms: int | None = None
    step: int = 0

    def draft(self, parameters: str) -> Draft:
        """Turn it into a fact to record; ``parameters`` names the set that chose the due day."""
        return Review(
            self.unit, self.day, Rating(self.rating), self.ms, self.due_day, self.due_at_ms,
            self.step, parameters=parameters,
        ).draft()  # fmt: skip


Event: TypeAlias = Fact | PlainReview
"""What a unit is folded from."""


class FirstSight(NamedTuple):
    """What the first answer to a typed or choice card tells of ability in its topic."""

    right: bool
    topic: str
    level: int
    """Level of the card when it was answered."""
    chance: float = 0.0
    """Of guessing right."""

    def body(self) -> dict[str, Json]:
        """Write it as part of a fact."""
        return {
            "right": self.right,
            "topic": self.topic,
            "level": self.level,
            "chance": self.chance,
        }


class Review(NamedTuple):
    """What a review fact carries.

    Exactly one of ``due_day`` and ``due_at_ms`` is set, both as chosen when the learner
    answered; a cram review moves nothing and carries neither.
    """

    unit: UnitId
    day: int
    rating: Rating
    duration_ms: int
    due_day: int | None = None
    due_at_ms: int | None = None
    step: int = 0
    cram: bool = False
    typed: str = ""
    parameters: str = "fsrs-6-default"
    """Id of the parameter set that chose the due day."""
    first_sight: FirstSight | None = None
    """Set where the answer was typed or picked before the card's back was ever seen."""

    def draft(self, label: str = "") -> Draft:
        """Turn the review into a fact to record."""
        body: dict[str, Json] = {
            "day": self.day,
            "rating": int(self.rating),
            "ms": self.duration_ms,
            "parameters": self.parameters,
        }
        if self.due_day is not None:
            body["due_day"] = self.due_day
        if self.due_at_ms is not None:
            body["due_at"] = self.due_at_ms
            body["step"] = self.step
        if self.cram:
            body["cram"] = True
        if self.typed:
            body["typed"] = self.typed
        if self.first_sight is not None:
            body["first_sight"] = self.first_sight.body()
        return Draft(FactKind.REVIEW, self.unit, body, label)
