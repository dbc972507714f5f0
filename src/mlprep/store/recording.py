"""Recording facts: the learner's own, one action at a time, and those of others in bulk."""

from collections.abc import Iterable, Sequence

from mlprep.domain.days import DAY_MS
from mlprep.domain.facts import NOT_UNDOABLE, Draft, Fact, FactKind
from mlprep.domain.figures import tally_of
from mlprep.domain.ids import DeviceId, UnitId, card_of
from mlprep.store.engine import Engine
from mlprep.store.folding import Folded, Folder
from mlprep.store.lineage import Lineage, move_of
from mlprep.store.memories import renew_memories
from mlprep.store.rebuilding import replace_state
from mlprep.store.rows import FORGET_REDO, INSERT_FACT, RARE, UNIT_KINDS, fact_row
from mlprep.store.states import (
    add_to_day,
    refresh_settings,
    refresh_voided,
    target_of,
    write_folded,
    write_state,
)

_MANY_UNITS = 2000
"""From so many touched units on it is quicker to derive everything anew."""
_NUMEROUS = frozenset({FactKind.REVIEW, FactKind.VOID})
_LATEST = "SELECT value FROM local WHERE key = 'latest'"
_KEEP_LATEST = """
INSERT INTO local (key, value) VALUES ('latest', ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_LAST = "SELECT number, at_ms FROM facts WHERE device = ? ORDER BY number DESC LIMIT 1"


def number_drafts(engine: Engine, drafts: Sequence[Draft]) -> list[Fact]:
    """Give drafts their device, numbers, instant and action.

    The instant never lies before the device's last one, nor before what it had taken in from
    others, whatever its clock says.
    """
    last, last_at = engine.known.last or last_number(engine)
    now = engine.clock.now_ms()
    at_ms = now if last_at is None else max(now, last_at)
    return [
        Fact(engine.device, number, at_ms, draft.kind, draft.subject, draft.body, last + 1,
             draft.label)
        for number, draft in enumerate(drafts, start=last + 1)
    ]  # fmt: skip


def last_number(engine: Engine) -> tuple[int, int | None]:
    """Read this device's last number and latest instant; 0 and ``None`` without a fact."""
    number, at_ms = _last(engine, engine.names.number(engine.device))
    row = engine.connection.execute(_LATEST).fetchone()
    return number, at_ms if row is None else max(int(row[0]), at_ms or 0)


def keep_latest(engine: Engine) -> None:
    """Remember this device's latest instant before facts with earlier ones get later numbers."""
    latest = last_number(engine)[1]
    if latest is not None:
        engine.connection.execute(_KEEP_LATEST, (str(latest),))


def _last(engine: Engine, device: int) -> tuple[int, int | None]:
    return engine.connection.execute(_LAST, (device,)).fetchone() or (0, None)


def record_action(engine: Engine, drafts: Sequence[Draft]) -> list[Fact]:
    """Record one action inside the transaction that is open, and derive what follows from it."""
    facts = number_drafts(engine, drafts)
    for fact in facts:
        if fact.kind not in UNIT_KINDS or not _append(engine, fact):
            absorb(engine, [fact])
            engine.known.clear()  # new parameters change units behind those written one by one
    engine.known.last = facts[-1].number, facts[-1].at_ms
    kinds = [fact.kind for fact in facts]
    if NOT_UNDOABLE.isdisjoint(kinds):
        engine.known.keep_done(facts)
    elif not NOT_UNDOABLE.issuperset(kinds):
        engine.known.done.clear()
    return facts


def _append(engine: Engine, fact: Fact) -> bool:
    """Record a fact that is the newest of its unit by one step; tell whether it was."""
    place, stored = fact.order, engine.known_unit(UnitId(fact.subject))
    if stored.seen is not None and stored.seen > place:
        return False
    if _moved_on(engine, fact):
        return False
    state = engine.advance(stored.state, fact, engine.known_parameters())
    insert(engine, fact)
    write_state(engine, stored, state, place)
    engine.known.keep_before(fact.number, stored)
    tally = tally_of(stored.state, fact)
    if tally is not None:
        add_to_day(engine, *tally)
    return True


def _moved_on(engine: Engine, fact: Fact) -> bool:
    """Whether a device with a clock ahead has re-identified the card later than this fact."""
    if FactKind.REIDENTIFY not in engine.kinds():
        return False
    card = engine.names.find(card_of(UnitId(fact.subject)))
    query = (
        f"SELECT 1 FROM facts WHERE {RARE} AND kind = 're-identify'"  # noqa: S608  # constant
        " AND subject = ? AND at_ms >= ?"
    )
    return bool(engine.connection.execute(query, (card, fact.at_ms)).fetchone())


def insert(engine: Engine, fact: Fact) -> None:
    """Write one fact, for ever."""
    engine.connection.execute(INSERT_FACT, fact_row(fact, engine.names))
    if engine.known.kinds is not None and fact.kind not in _NUMEROUS:
        engine.known.kinds.add(fact.kind)


def merge_facts(engine: Engine, facts: Iterable[Fact]) -> int:
    """Take over facts of other devices that are not known yet; return how many there were."""
    unknown: dict[tuple[str, int], Fact] = {}
    newest: dict[str, int] = {}
    for fact in facts:
        key = (fact.device, fact.number)
        if key not in unknown and not _is_known(engine, fact, newest):
            unknown[key] = fact if fact.action else fact._replace(action=fact.number)
    if unknown:
        absorb(engine, list(unknown.values()))
        _stay_behind(engine, max(fact.at_ms for fact in unknown.values()))
    if any(device == engine.device for device, _ in unknown):
        engine.connection.execute(FORGET_REDO)
    return len(unknown)


def _stay_behind(engine: Engine, at_ms: int) -> None:
    """Let what is recorded from now on come after what came, also where its clock is ahead.

    Else an answer, or a setting, would count as older than what it answers to.  A clock that is
    far ahead takes nobody along.
    """
    now = engine.clock.now_ms()
    if now <= at_ms <= now + DAY_MS and at_ms >= (last_number(engine)[1] or 0):
        engine.connection.execute(_KEEP_LATEST, (str(at_ms + 1),))


def _is_known(engine: Engine, fact: Fact, newest: dict[str, int]) -> bool:
    """Whether a fact is recorded; what is newer than a device's ``newest`` is not looked for."""
    device = engine.names.find(fact.device)
    if device is None:
        return False
    if fact.device not in newest:
        newest[fact.device] = _last(engine, device)[0]
    if fact.number > newest[fact.device]:
        return False
    query = "SELECT 1 FROM facts WHERE device = ? AND number = ?"
    return bool(engine.connection.execute(query, (device, fact.number)).fetchone())


def absorb(engine: Engine, facts: Sequence[Fact]) -> None:
    """Record facts at any place of the total order, and derive anew what they touch."""
    engine.known.clear()
    actions, reached = _reach(engine, facts)
    touched = [*facts, *reached]
    lineage = engine.lineage(touched)
    groups = _groups(engine, touched, lineage)
    many = len(groups) > _MANY_UNITS
    folder = Folder(engine.advance, engine.parameters())
    before = {} if many else _fold_groups(engine, groups, folder)
    engine.connection.executemany(INSERT_FACT, (fact_row(fact, engine.names) for fact in facts))
    engine.known.kinds = None
    refresh_voided(engine, actions | _voided_on_arrival(engine, facts))
    settings = (fact.subject for fact in touched if fact.kind is FactKind.SETTING)
    changed_model = refresh_settings(engine, settings)
    if many or (changed_model and engine.bulk is None):
        replace_state(engine)
        return
    for unit, after in _fold_groups(engine, groups, folder).items():
        if after != before[unit]:
            write_folded(engine, unit, before[unit], after)
    if changed_model and engine.bulk is not None:
        renew_memories(engine, engine.bulk.replay_packed)


def _reach(engine: Engine, facts: Iterable[Fact]) -> tuple[set[tuple[DeviceId, int]], list[Fact]]:
    """Follow voids to the actions, and their facts, that they switch off or on again."""
    actions: set[tuple[DeviceId, int]] = set()
    reached: list[Fact] = []
    waiting = [fact for fact in facts if fact.kind is FactKind.VOID]
    while waiting:
        target = target_of(waiting.pop())
        if target is None or target in actions:
            continue
        actions.add(target)
        found = engine.action(*target)
        reached += found
        waiting += (fact for fact in found if fact.kind is FactKind.VOID)
    return actions, reached


def _voided_on_arrival(engine: Engine, facts: Iterable[Fact]) -> set[tuple[DeviceId, int]]:
    """Name the new facts' actions, for a void may have come before what it voids."""
    query = "SELECT 1 FROM facts WHERE kind = 'void' LIMIT 1"
    if engine.connection.execute(query).fetchone() is None:
        return set()
    return {(fact.device, fact.action) for fact in facts}


def _groups(engine: Engine, facts: Iterable[Fact], lineage: Lineage) -> set[tuple[UnitId, ...]]:
    """Name the units that facts may touch, those together whose facts may mix."""
    units: set[UnitId] = set()
    for fact in facts:
        if fact.kind in UNIT_KINDS:
            units.add(UnitId(fact.subject))
        elif fact.kind is FactKind.REIDENTIFY:
            for card in lineage.family(move_of(fact)[0]):
                units.add(UnitId(card))
                units.update(UnitId(name) for name in engine.names.starting(f"{card}#"))
    return {engine.relatives(unit, lineage) for unit in units}


def _fold_groups(
    engine: Engine, groups: Iterable[tuple[UnitId, ...]], folder: Folder
) -> dict[UnitId, Folded]:
    lineage = engine.lineage()
    folded: dict[UnitId, Folded] = {}
    for group in groups:
        folded.update(fold_group(engine, group, lineage, folder))
    return folded


def fold_group(
    engine: Engine, group: Iterable[UnitId], lineage: Lineage, folder: Folder
) -> dict[UnitId, Folded]:
    """Fold the facts of units whose facts may count for one another."""
    of_unit: dict[UnitId, list[Fact]] = {unit: [] for unit in group}
    for subject in list(of_unit):
        for fact in engine.facts_of_subject(subject):
            of_unit[lineage.unit_of(fact)].append(fact)
    return {
        unit: folder.fold(unit, sorted(facts, key=lambda fact: fact.order))
        for unit, facts in of_unit.items()
    }
