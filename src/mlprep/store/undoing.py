"""Undo and redo: voiding this device's own actions, and voiding the void."""

from collections.abc import Sequence

from mlprep.domain.facts import NOT_UNDOABLE, Draft, Fact, FactKind, Json
from mlprep.domain.ids import DeviceId, UnitId
from mlprep.store.engine import Engine
from mlprep.store.folding import Folder
from mlprep.store.known import StoredUnit
from mlprep.store.recording import insert, number_drafts, record_action
from mlprep.store.rows import LIVING, UNIT_KINDS
from mlprep.store.states import change_days, write_folded, write_state
from mlprep.store.values import Undone

_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(NOT_UNDOABLE))
_UNDOABLE = f"""
SELECT action FROM facts WHERE device = :device AND number < :below AND kind NOT IN ({_KINDS})
AND {LIVING}
ORDER BY number DESC LIMIT 1
"""  # noqa: S608  # constant
_TOP = "SELECT action, redo FROM voided WHERE redo IS NOT NULL ORDER BY redo DESC LIMIT 1"
_VOID = "INSERT INTO voided (device, action, redo) VALUES (?, ?, ?)"
_OFFER_REDO = "UPDATE voided SET redo = ? WHERE device = ? AND action = ?"
_NO_BOUND = 2**62
ALL = -1
LARGE = 500
"""Facts from which on an action is more than a learner does with a key."""
FOR_LABEL = 20
"""Facts of an action among which its label stands; an import has a hundred thousand others."""
_MANY_FACTS = 1000
"""From so many facts on, as an import has, it is quicker to derive all that they touch anew."""


def next_undo(engine: Engine, most: int = ALL) -> list[Fact]:
    """List the facts of this device's newest undoable action; empty where there is none.

    At most so many, the first ones.  Everything from the top of the redo stack on is voided
    already, so the search begins below.
    """
    if engine.known.done:
        facts = engine.known.done[-1]
        return list(facts if most == ALL else facts[:most])
    top = engine.connection.execute(_TOP).fetchone()
    device = engine.names.find(engine.device)
    row = engine.connection.execute(
        _UNDOABLE, {"device": device, "below": top[0] if top else _NO_BOUND}
    ).fetchone()
    return engine.action(engine.device, row[0], most) if row else []


def undo_action(engine: Engine) -> Undone | None:
    """Void the newest undoable action inside the open transaction."""
    facts = next_undo(engine)
    if not facts:
        return None
    if engine.known.done:
        engine.known.done.pop()
    _switch(engine, facts, facts[0].action, on=False)
    engine.known.redo_is_empty = False
    _follow_again(engine, facts)
    return Undone(label_of(facts), tuple(facts))


def _follow_again(engine: Engine, voided: Sequence[Fact]) -> None:
    """Let histories follow their edited cards all the same: undo does not unwrite a file."""
    moves = [Draft(one.kind, one.subject, one.body) for one in voided
             if one.kind is FactKind.REIDENTIFY]  # fmt: skip
    if moves:
        record_action(engine, moves)


def redo_action(engine: Engine) -> Undone | None:
    """Void the newest undo inside the open transaction."""
    top = engine.connection.execute(_TOP).fetchone()
    if top is None:
        return None
    action, void = top
    facts = engine.action(engine.device, action)
    _switch(engine, facts, void, on=True)
    engine.known.keep_done(facts)
    return Undone(label_of(facts), tuple(facts))


def label_of(facts: list[Fact]) -> str:
    """Name an action for the person; its first facts will do."""
    for fact in facts:
        if fact.label:
            return fact.label
    return f"{facts[0].kind} {facts[0].subject}"


def _switch(engine: Engine, facts: list[Fact], target: int, *, on: bool) -> None:
    """Void one of this device's actions, which switches facts off or on again."""
    void = _void(engine.device, target)
    many, moved = len(facts) > _MANY_FACTS, FactKind.REIDENTIFY in engine.kinds()
    if many or moved or not UNIT_KINDS.issuperset([fact.kind for fact in facts]):
        (recorded,) = record_action(engine, [void])
        device = engine.names.number(engine.device)
        offer = (None if on else recorded.number, device, facts[0].action)
        engine.connection.execute(_OFFER_REDO, offer)
        return
    numbered = number_drafts(engine, [void])[0]
    _switch_units(engine, facts, numbered, on=on)
    engine.known.last = numbered.number, numbered.at_ms


def _switch_units(engine: Engine, facts: list[Fact], void: Fact, *, on: bool) -> None:
    """Do the same for facts of units alone, with no more reading than needed."""
    run, device = engine.connection.execute, engine.names.number(engine.device)
    insert(engine, void)
    run(_VOID, (device, void.body["action"], None if on else void.number))
    folder = Folder(engine.advance, engine.known_parameters())
    for unit in {UnitId(fact.subject) for fact in facts}:
        own = [fact for fact in facts if fact.subject == unit]
        stored = engine.known_unit(unit)
        if on and (stored.seen is None or stored.seen < own[0].order):
            state, tallies = folder.extend(stored.state, own)
            write_state(engine, stored, state, own[-1].order)
            engine.known.keep_before(own[0].number, stored)
            change_days(engine, {}, tallies)
        elif not on and stored.seen == own[-1].order and own[0].number in engine.known.before:
            _bring_back(engine, stored, own, folder)
        else:
            _refold(engine, stored, own, folder, on=on)
    if on:
        action = facts[0].action
        run("DELETE FROM voided WHERE device = ? AND action = ?", (device, action))


def _bring_back(engine: Engine, stored: StoredUnit, own: list[Fact], folder: Folder) -> None:
    """Put a unit's remembered row in the place of what its newest facts made of it."""
    before = engine.known.before.pop(own[0].number)
    write_state(engine, stored, before.state, before.seen)
    change_days(engine, folder.tallies(before.state, own), {})


def _refold(
    engine: Engine, stored: StoredUnit, own: list[Fact], folder: Folder, *, on: bool
) -> None:
    """Derive a unit from the facts around those that are switched."""
    unit = stored.state.unit
    others = sorted(engine.facts_of_subject(unit), key=_order)
    if not on and (not others or others[-1].order < own[0].order):
        state = folder.last_state(unit, others)
        write_state(engine, stored, state, others[-1].order if others else None)
        change_days(engine, folder.extend(state, own)[1], {})
        return
    full = folder.fold(unit, sorted(others + own, key=_order))
    less = folder.fold(unit, others)
    write_folded(engine, unit, *((less, full) if on else (full, less)))


def _order(fact: Fact) -> tuple[int, str, int]:
    return fact.order


def _void(device: DeviceId, action: int) -> Draft:
    body: dict[str, Json] = {"device": device, "action": action}
    return Draft(FactKind.VOID, str(device), body)
