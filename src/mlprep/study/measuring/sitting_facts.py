"""What is recorded of sittings, and how it is read back: every answer is a fact of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from mlprep.assessment import (
    STANDARD,
    ItemSpec,
    Length,
    Outcome,
    PastSitting,
    Response,
    counted,
    is_idle,
)
from mlprep.domain.codec import decode
from mlprep.domain.days import DAY_MS
from mlprep.domain.facts import Draft, Fact, FactKind, Json

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

SITTING, CHECK_UP = "sitting", "check-up"
TYPED_LENGTH = 500
"""Characters of a typed answer that are kept."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was given, with the item's parameters of that time."""

    response: Response
    at_ms: int
    typed: str = ""
    picked: tuple[int, ...] = ()
    """Indices of the item's options, as they stand in its file."""
    chance: float | None = None
    """Of a right answer, as predicted before it was given."""

    @property
    def item(self) -> str:
        """Id of the item."""
        return self.response.item.id


@dataclass(frozen=True, slots=True)
class Begun:
    """How a sitting was begun; replayed with its answers it goes on as it would have."""

    id: str
    at_ms: int
    seed: int
    length: Length
    focus: tuple[str, ...] = ()
    mode: str = SITTING
    items: tuple[str, ...] = ()
    """Of a check-up: what is asked, in order."""
    spread: float = 0.0
    """Largest standard deviation of an area at the start (logits): what progress begins from."""

    @property
    def day(self) -> float:
        """Instant in days."""
        return days_of(self.at_ms)

    def draft(self) -> Draft:
        """Turn it into a fact to record."""
        body: dict[str, Json] = {
            "seed": self.seed,
            "length": asdict(self.length),
            "focus": list(self.focus),
            "mode": self.mode,
            "spread": self.spread,
        }
        if self.items:
            body["items"] = list(self.items)
        return Draft(FactKind.SITTING_BEGUN, self.id, body)


@dataclass(frozen=True, slots=True)
class SittingRecord:
    """One sitting with its answers in order."""

    begun: Begun
    given: tuple[Given, ...] = ()
    ended: str = ""
    """Why; empty while the sitting is open."""
    discarded: bool = False

    @property
    def id(self) -> str:
        """Id of the sitting."""
        return self.begun.id

    @property
    def last_ms(self) -> int:
        """When the learner was last at it."""
        return self.given[-1].at_ms if self.given else self.begun.at_ms

    @property
    def responses(self) -> tuple[Response, ...]:
        """The answers, as the engine takes them."""
        return tuple(one.response for one in self.given)

    @property
    def answered(self) -> int:
        """Number of answers that count: all but those given faster than the question is read."""
        return len(counted(self.responses))

    @property
    def is_open(self) -> bool:
        """Whether it was neither ended nor discarded."""
        return not self.ended and not self.discarded

    def is_idle(self, now_ms: int) -> bool:
        """Whether it was left alone for more than 72 hours."""
        return is_idle(days_of(self.last_ms), days_of(now_ms))

    def past(self) -> PastSitting:
        """Turn the sitting into evidence."""
        return PastSitting(self.begun.day, self.responses, self.begun.mode)


def days_of(at_ms: int) -> float:
    """Instant as days since 1970-01-01 UTC: the engine's scale of time."""
    return at_ms / DAY_MS


def new_seed(device: str, at_ms: int, nth: int) -> int:
    """Make a seed that no other sitting has, without any chance."""
    digest = blake2b(f"{device}:{at_ms}:{nth}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big")


def ended_draft(sitting: str, why: str, *, discarded: bool = False) -> Draft:
    """Make the fact that ends a sitting, or discards it whole."""
    body: dict[str, Json] = {"why": why}
    if discarded:
        body["discarded"] = True
    return Draft(FactKind.SITTING_ENDED, sitting, body)


def given_draft(sitting: str, given: Given) -> Draft:
    """Make the fact of one answer."""
    response, item = given.response, given.response.item
    body: dict[str, Json] = {
        "sitting": sitting,
        "outcome": response.outcome.value,
        "version": item.version,
        "topic": item.topic,
        "b": item.b,
        "s_b": item.s_b,
        "a": item.a,
        "c": item.c,
        "expected": item.expected_seconds,
    }
    optional: dict[str, Json] = {
        "seconds": response.seconds,
        "sure": response.sure,
        "family": item.family or None,
        "typed": given.typed[:TYPED_LENGTH] or None,
        "picked": list(given.picked) or None,
        "chance": given.chance,
    }
    body.update({key: value for key, value in optional.items() if value is not None})
    return Draft(FactKind.RESPONSE, item.id, body)


def explained_draft(item: str, sitting: str) -> Draft:
    """Make the fact that an item's explanation was opened."""
    return Draft(FactKind.EXPLANATION, item, {"sitting": sitting})


# ------------------------------------------------------------------------ reading

_KINDS = (FactKind.SITTING_BEGUN, FactKind.RESPONSE, FactKind.SITTING_ENDED)


def read_sittings(workspace: "Workspace") -> list[SittingRecord]:
    """Read all sittings, discarded ones too, in the order of their beginning."""
    return sittings_from(workspace.history.facts(kinds=_KINDS))


@dataclass(slots=True)
class _Reading:
    begun: Begun
    given: list[Given] = field(default_factory=list)
    ended: str = ""
    discarded: bool = False


def sittings_from(facts: Iterable[Fact]) -> list[SittingRecord]:
    """Put sittings together from facts in their order.

    A sitting that was begun again goes on to the later length.  What is malformed, and answers
    to a sitting that nobody began, are left out.
    """
    found: dict[str, _Reading] = {}
    for fact in facts:
        if fact.kind is FactKind.SITTING_BEGUN:
            _take_beginning(found, fact)
        elif fact.kind is FactKind.RESPONSE:
            reading = found.get(_text(fact.body, "sitting"))
            given = _given_from(fact)
            if reading is not None and given is not None:
                reading.given.append(given)
        elif (reading := found.get(fact.subject)) is not None:
            reading.ended = _text(fact.body, "why") or "finished"
            reading.discarded |= fact.body.get("discarded") is True
    return [
        SittingRecord(one.begun, tuple(one.given), one.ended, one.discarded)
        for one in found.values()
    ]


def _take_beginning(found: dict[str, _Reading], fact: Fact) -> None:
    begun = _begun_from(fact)
    if begun is None:
        return
    known = found.get(begun.id)
    if known is None:
        found[begun.id] = _Reading(begun)
    else:
        known.begun = replace(known.begun, length=begun.length)
        known.ended = ""


def _begun_from(fact: Fact) -> Begun | None:
    body = fact.body
    seed, spread = body.get("seed"), body.get("spread")
    if not isinstance(seed, int):
        return None
    return Begun(
        fact.subject,
        fact.at_ms,
        seed,
        _length_from(body),
        _texts(body, "focus"),
        _text(body, "mode") or SITTING,
        _texts(body, "items"),
        float(spread) if isinstance(spread, int | float) else 0.0,
    )


def _length_from(body: Mapping[str, Json]) -> Length:
    """Read the length as it was."""
    stated = body.get("length")
    try:
        return decode(Length, stated) if isinstance(stated, dict) else STANDARD
    except TypeError:
        return STANDARD


def _given_from(fact: Fact) -> Given | None:
    body = fact.body
    numbers = [body.get(key) for key in ("b", "s_b", "a", "c")]
    try:
        outcome = Outcome(_text(body, "outcome"))
        b, s_b, a, c = (float(one) for one in numbers if isinstance(one, int | float))
    except ValueError:
        return None
    item = ItemSpec(
        fact.subject,
        _text(body, "topic"),
        b,
        s_b,
        a,
        c,
        _number(body, "expected"),
        _text(body, "family"),
        version=_text(body, "version"),
    )
    sure = body.get("sure")
    response = Response(
        item,
        outcome,
        _number(body, "seconds"),
        sure if isinstance(sure, bool) else None,
        days_of(fact.at_ms),
    )
    picked = body.get("picked")
    return Given(
        response,
        fact.at_ms,
        _text(body, "typed"),
        tuple(one for one in picked if isinstance(one, int)) if isinstance(picked, list) else (),
        _number(body, "chance"),
    )


def _text(body: Mapping[str, Json], key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""


def _texts(body: Mapping[str, Json], key: str) -> tuple[str, ...]:
    value = body.get(key)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _number(body: Mapping[str, Json], key: str) -> float | None:
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
