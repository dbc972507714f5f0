"""Derived tables: writing unit states, daily figures, settings and what is voided."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import compress
from operator import ne, sub
from typing import Any

from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.figures import CRAM, NO_TALLY, REVIEWS, Tally
from mlprep.domain.ids import DeviceId, UnitId, card_of
from mlprep.domain.units import Phase, UnitState
from mlprep.store.engine import Engine
from mlprep.store.folding import Folded
from mlprep.store.known import Place, StoredUnit
from mlprep.store.rows import STATE_NAMES, dump, state_row

_WRITTEN = (*STATE_NAMES, "seen_at", "seen_device", "seen_number")
_INSERT = (
    f"INSERT INTO units (id, card, {', '.join(_WRITTEN)})"  # noqa: S608  # constant
    f" VALUES (?, ?{', ?' * len(_WRITTEN)})"
)
_ADD_DAY = """
INSERT INTO daily (day, reviews, introduced, again, ms, tested, passed, cram, cram_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (day) DO UPDATE SET reviews = reviews + excluded.reviews,
  introduced = introduced + excluded.introduced, again = again + excluded.again,
  ms = ms + excluded.ms, tested = tested + excluded.tested, passed = passed + excluded.passed,
  cram = cram + excluded.cram, cram_ms = cram_ms + excluded.cram_ms
"""
_CHANGE_DAY = """
UPDATE daily SET reviews = reviews + ?, introduced = introduced + ?, again = again + ?,
  ms = ms + ?, tested = tested + ?, passed = passed + ?, cram = cram + ?, cram_ms = cram_ms + ?
WHERE day = ?
"""
_DROP_EMPTY_DAY = "DELETE FROM daily WHERE day = ? AND reviews + cram = 0"
TOTALS = """
SELECT deck, count(*), sum(phase = 0 AND suspended = 0), sum(suspended)
FROM units WHERE placed = 1 GROUP BY deck
"""


def write_state(engine: Engine, stored: StoredUnit, state: UnitState, seen: Place | None) -> None:
    """Replace a unit's state; a unit without facts that is in no deck leaves no row."""
    unit, connection = state.unit, engine.connection
    number = engine.names.number(unit)
    if seen is None and not stored.placed:
        connection.execute("DELETE FROM units WHERE id = ?", (number,))
        engine.known.units.pop(unit, None)
        return
    values = _written(engine, state, seen)
    if stored.exists:
        changed = tuple(map(ne, _written(engine, stored.state, stored.seen), values))
        if True in changed:
            connection.execute(_update(changed), (*compress(values, changed), number))
    else:
        card = engine.names.number(card_of(unit))
        connection.execute(_INSERT, (number, card, *values))
    _count_in_deck(engine, stored, state)
    engine.known.keep_unit(StoredUnit(state, True, stored.placed, stored.deck, seen))


def _written(engine: Engine, state: UnitState, seen: Place | None) -> tuple[Any, ...]:
    """Spread a unit's state and the place of its newest fact over the columns of its row."""
    at_ms, device, last = seen or (None, None, None)
    return (
        *state_row(state), at_ms, None if device is None else engine.names.number(device), last
    )  # fmt: skip


@cache
def _update(changed: tuple[bool, ...]) -> str:
    """Change these columns alone: SQLite writes anew the entries of each index with one of them."""
    columns = ", ".join(f"{name} = ?" for name in compress(_WRITTEN, changed))
    return f"UPDATE units SET {columns} WHERE id = ?"  # noqa: S608  # constant names


def write_fresh(engine: Engine, folded: Sequence[tuple[UnitState, Place]]) -> None:
    """Write the states of units that had no facts; most of them had no row either."""
    present = existing(engine, [state.unit for state, _ in folded])
    rows = []
    for state, last in folded:
        if state.unit in present:
            write_state(engine, engine.unit(state.unit), state, last)
        else:
            rows.append(unit_row(engine, state, last))
    engine.connection.executemany(_INSERT, rows)


def unit_row(engine: Engine, state: UnitState, last: Place) -> tuple[object, ...]:
    """Make the row of a unit: id, card, state, and the place of its newest fact."""
    number, unit = engine.names.number, state.unit
    return (number(unit), number(card_of(unit)), *_written(engine, state, last))


def existing(engine: Engine, units: Iterable[UnitId]) -> set[UnitId]:
    """Name the units that have a row."""
    query = (
        "SELECT name FROM names JOIN units USING (id)"
        " WHERE name IN (SELECT value FROM json_each(?))"
    )
    rows = engine.connection.execute(query, (json.dumps(list(units)),))
    return {UnitId(row[0]) for row in rows}


def _count_in_deck(engine: Engine, stored: StoredUnit, state: UnitState) -> None:
    """Keep the deck's totals in step, which a deck list could not count fast enough."""
    before = stored.state
    if not stored.placed or (before.phase is state.phase and before.suspended == state.suspended):
        return
    new, suspended = _is_new(state) - _is_new(before), state.suspended - before.suspended
    if new or suspended:
        engine.connection.execute(
            "UPDATE deck_totals SET new = new + ?, suspended = suspended + ? WHERE deck = ?",
            (new, suspended, stored.deck),
        )


def _is_new(state: UnitState) -> bool:
    return state.phase is Phase.NEW and not state.suspended


def recount_decks(engine: Engine) -> None:
    """Count all decks anew."""
    engine.connection.execute("DELETE FROM deck_totals")
    engine.connection.execute(f"INSERT INTO deck_totals (deck, total, new, suspended) {TOTALS}")


def write_folded(engine: Engine, unit: UnitId, before: Folded, after: Folded) -> None:
    """Replace what one unit's facts came to by what they come to now."""
    write_state(engine, engine.unit(unit), after.state, after.last)
    change_days(engine, before.tallies, after.tallies)


def change_days(engine: Engine, before: Mapping[int, Tally], after: Mapping[int, Tally]) -> None:
    """Take one set of tallies off the daily figures and add another."""
    for day in before.keys() | after.keys():
        old, new = before.get(day), after.get(day)
        if old == new:
            continue
        if new is not None and old is None:
            add_to_day(engine, day, new)
            continue
        change = tuple(map(sub, new or NO_TALLY, old or NO_TALLY))
        engine.connection.execute(_CHANGE_DAY, (*change, day))
        if not engine.known.count_on_day(day, change[REVIEWS] + change[CRAM]):
            engine.connection.execute(_DROP_EMPTY_DAY, (day,))


def add_to_day(engine: Engine, day: int, tally: Sequence[int]) -> None:
    """Add to the figures of a day."""
    engine.connection.execute(_ADD_DAY, (day, *tally))
    engine.known.count_on_day(day, tally[REVIEWS] + tally[CRAM])


def refresh_settings(engine: Engine, keys: Iterable[str]) -> bool:
    """Read settings anew from their facts; tell whether the memory model's parameters changed."""
    before = engine.parameters()
    for key in set(keys):
        facts = engine.facts_of_kind(FactKind.SETTING, key)
        if facts:
            engine.connection.execute(
                "INSERT INTO settings (key, value) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, dump(facts[-1].body.get("value"))),
            )
        else:
            engine.connection.execute("DELETE FROM settings WHERE key = ?", (key,))
    return engine.parameters() != before


def target_of(void: Fact) -> tuple[DeviceId, int] | None:
    """Name the action that a void speaks of; ``None`` where its body says nothing usable."""
    device, action = void.body.get("device"), void.body.get("action")
    if isinstance(device, str) and isinstance(action, int):
        return DeviceId(device), action
    return None


_VOID = "INSERT OR IGNORE INTO voided (device, action) VALUES (?, ?)"
_VOIDS_OF = """
SELECT device, number, at_ms, action FROM facts WHERE kind = 'void'
AND json_extract(body, '$.device') = ? AND json_extract(body, '$.action') = ?
"""


def is_void(engine: Engine, device: DeviceId, action: int) -> bool:
    """Whether an action is voided by a void that is not voided itself.

    Only later voids count, so that no circle of them can be closed.
    """
    voids = engine.connection.execute(_VOIDS_OF, (device, action)).fetchall()
    facts = engine.action(device, action) if voids else []
    if not facts:
        return False
    for by_number, number, at_ms, by_action in voids:
        by = DeviceId(engine.names.text(by_number))
        if (at_ms, by, number) > facts[0].order and not is_void(engine, by, by_action):
            return True
    return False


def refresh_voided(engine: Engine, actions: Iterable[tuple[DeviceId, int]]) -> None:
    """Work out anew which of some actions are voided."""
    for device, action in actions:
        key = (engine.names.number(device), action)
        if is_void(engine, device, action):
            engine.connection.execute(_VOID, key)
        else:
            engine.connection.execute("DELETE FROM voided WHERE device = ? AND action = ?", key)
