"""What the tests of the store share: a small memory model and short ways to write facts."""

from collections.abc import Mapping
from pathlib import Path

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, Fact, FactKind, Json
from mlprep.domain.ids import CardId, DeckId, DeviceId, UnitId, card_of
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.store.history import History
from mlprep.store.values import Placement

PARAMETERS = (1.0,) * 21
START = 1_700_000_000_000
TODAY = 19_675


def advance(state: UnitState, fact: Fact, parameters: tuple[float, ...]) -> UnitState:
    """A memory model small enough to reckon with by hand."""
    body = fact.body
    if fact.kind is FactKind.SUSPEND:
        return state._replace(suspended=body.get("on", True) is True)
    if fact.kind is FactKind.BURY:
        return state._replace(buried_until=_number(body, "until"))
    if fact.kind is FactKind.RESET:
        return UnitState(state.unit)
    if fact.kind is FactKind.SET_DUE:
        return state._replace(phase=Phase.REVIEW, due_day=_number(body, "day"))
    if fact.kind is not FactKind.REVIEW or body.get("cram"):
        return state
    rating, day = _number(body, "rating") or 0, _number(body, "day") or 0
    lapsed = rating == Rating.AGAIN and state.phase is Phase.REVIEW
    in_steps = "due_at" in body
    return state._replace(
        phase=(Phase.RELEARNING if state.lapses or lapsed else Phase.LEARNING)
        if in_steps
        else Phase.REVIEW,
        stability=(state.stability or 1.0) * (1 + 0.3 * rating * parameters[0]),
        difficulty=5.0,
        last_day=day,
        last_at_ms=fact.at_ms,
        first_day=day if state.first_day is None else state.first_day,
        due_day=_number(body, "due_day"),
        due_at_ms=_number(body, "due_at"),
        reps=state.reps + 1,
        lapses=state.lapses + lapsed,
    )


def _number(body: Mapping[str, Json], key: str) -> int | None:
    value = body.get(key)
    return value if isinstance(value, int) else None


def open_history(path: Path, clock: FixedClock | None = None, machine: str = "here") -> History:
    return History.open(
        path,
        clock=clock or FixedClock(START),
        advance=advance,
        default_parameters=PARAMETERS,
        machine=machine,
    )


def review(
    unit: str, rating: int = 3, *, day: int = TODAY, due: int | None = None, ms: int = 4000
) -> Draft:
    due_day = day + rating if due is None else due
    body: dict[str, Json] = {"day": day, "rating": rating, "ms": ms, "due_day": due_day}
    return Draft(FactKind.REVIEW, unit, body, f'{Rating(rating).label} on "{unit}"')


def step(unit: str, due_at: int, *, day: int = TODAY, rating: int = 1) -> Draft:
    body: dict[str, Json] = {"day": day, "rating": rating, "ms": 1, "due_at": due_at, "step": 0}
    return Draft(FactKind.REVIEW, unit, body)


def setting(key: str, value: Json) -> Draft:
    return Draft(FactKind.SETTING, key, {"value": value}, f"{key} = {value}")


def moved(old: str, new: str) -> Draft:
    return Draft(FactKind.REIDENTIFY, old, {"to": new}, f"{old} is now {new}")


def foreign(number: int, draft: Draft, *, at: int, device: str = "other", action: int = 0) -> Fact:
    """A fact as another device would have recorded it."""
    name = DeviceId(device)
    return Fact(
        name, number, at, draft.kind, draft.subject, draft.body, action or number, draft.label
    )


def placed(*units: str, deck: str = "deck-a", priority: int = 2) -> list[Placement]:
    return [
        Placement(
            UnitId(unit),
            CardId(card_of(UnitId(unit))),
            DeckId(deck),
            None,
            position,
            priority,
            3,
        )
        for position, unit in enumerate(units)
    ]
