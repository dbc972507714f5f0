"""Deriving everything anew from the facts alone, and comparing it with what is stored."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.figures import Totals
from mlprep.domain.ids import DeviceId, UnitId, card_of
from mlprep.domain.units import UnitState
from mlprep.store.engine import Engine, parameters_from
from mlprep.store.folding import Events, fold_many
from mlprep.store.known import Place
from mlprep.store.lineage import Lineage
from mlprep.store.rows import (
    FACT_COLUMNS,
    OF_SUBJECT,
    STATE_COLUMNS,
    STATE_NAMES,
    UNIT_KINDS,
    dump,
    event_of,
    fact_of,
)
from mlprep.store.states import TOTALS, is_void, recount_decks, target_of, unit_row
from mlprep.store.values import Parameters

_UNITS = f"{STATE_COLUMNS}, seen_at, seen_device, seen_number"
TABLES = {
    "units": f"id, card, {_UNITS}",
    "daily": "day, reviews, introduced, again, ms, tested, passed, cram, cram_ms",
    "settings": "key, value",
    "voided": "device, action",
}
"""The derived tables and what of them the facts decide."""
_STORED = {"units": "main.units WHERE seen_number IS NOT NULL"}
_STREAM = (
    f"SELECT {FACT_COLUMNS} FROM facts INDEXED BY facts_subject"  # noqa: S608
    f" WHERE {OF_SUBJECT} ORDER BY subject"
)
_CHUNK = 5000


def digest_of(engine: Engine, schema: str = "main") -> str:
    """Take the sha256 of all derived state, in an order and form that no arrival can change.

    What is voided is left out, so that doing and undoing comes back to the same digest.
    """
    import hashlib

    text, result = engine.names.text, hashlib.sha256()
    queries = {
        "units": f"SELECT n.name, {_UNITS} FROM {schema}.units AS u JOIN main.names AS n"  # noqa: S608
        " ON n.id = u.id WHERE seen_number IS NOT NULL ORDER BY n.name",
        "daily": f"SELECT {TABLES['daily']} FROM {schema}.daily ORDER BY day",  # noqa: S608
        "settings": f"SELECT {TABLES['settings']} FROM {schema}.settings ORDER BY key",  # noqa: S608
    }
    for table, query in queries.items():
        result.update(f"[{table}]\n".encode())
        for row in engine.connection.execute(query):
            values = (*row[:-2], text(row[-2]), row[-1]) if table == "units" else row
            result.update(f"{values!r}\n".encode("utf-8", "backslashreplace"))
    return result.hexdigest()


@contextmanager
def rebuilt(engine: Engine) -> Iterator[None]:
    """Hold everything derived anew in temporary tables (``temp.units``, ...) for a while."""
    connection = engine.connection
    _drop(engine)
    for table, columns in TABLES.items():
        connection.execute(
            f"CREATE TEMP TABLE {table} AS SELECT {columns} FROM main.{table} LIMIT 0"  # noqa: S608
        )
    try:
        _derive(engine)
        yield
    finally:
        _drop(engine)


def _drop(engine: Engine) -> None:
    for table in TABLES:
        engine.connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _derive(engine: Engine) -> None:
    voided = _voided(engine)
    connection = engine.connection
    connection.executemany(
        "INSERT INTO temp.voided (device, action) VALUES (?, ?)",
        [(engine.names.number(device), action) for device, action in sorted(voided)],
    )
    settings = _settings(engine, voided)
    connection.executemany(
        "INSERT INTO temp.settings (key, value) VALUES (?, ?)", sorted(settings.items())
    )
    parameters = parameters_from(
        json.loads(settings.get("parameters", "null")), engine.default_parameters
    )
    totals: Totals = {}
    rows: list[tuple[object, ...]] = []
    for state, last in _all_folded(engine, voided, parameters, totals):
        rows.append(unit_row(engine, state, last))
        if len(rows) == _CHUNK:
            _write_units(engine, rows)
    _write_units(engine, rows)
    connection.executemany(
        f"INSERT INTO temp.daily ({TABLES['daily']}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [(day, *sums) for day, sums in sorted(totals.items())],
    )


def _write_units(engine: Engine, rows: list[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * (len(STATE_NAMES) + 5))
    engine.connection.executemany(
        f"INSERT INTO temp.units ({TABLES['units']}) VALUES ({marks})",  # noqa: S608
        rows,
    )
    rows.clear()


def _voided(engine: Engine) -> set[tuple[DeviceId, int]]:
    targets = {target for void in engine.voids() if (target := target_of(void)) is not None}
    return {target for target in targets if is_void(engine, *target)}


def _settings(engine: Engine, voided: set[tuple[DeviceId, int]]) -> dict[str, str]:
    facts = engine.facts_of_kind(FactKind.SETTING, include_voided=True)
    return {
        fact.subject: dump(fact.body.get("value"))
        for fact in facts
        if (fact.device, fact.action) not in voided
    }


def _all_folded(
    engine: Engine,
    voided: set[tuple[DeviceId, int]],
    parameters: Parameters,
    totals: Totals,
) -> Iterator[tuple[UnitState, Place]]:
    """Fold every unit that has a fact that holds, and count into the totals."""
    ever = engine.facts_of_kind(FactKind.REIDENTIFY, include_voided=True)
    living = [fact for fact in ever if (fact.device, fact.action) not in voided]
    lineage = Lineage.of(living, ever)
    mixed: dict[UnitId, list[Fact]] = {}
    some: dict[UnitId, Events] = {}
    for subject, rows in _by_subject(engine, voided):
        if card_of(subject) in lineage.kin:
            for fact in (fact_of(row, engine.names) for row in rows):
                mixed.setdefault(lineage.unit_of(fact), []).append(fact)
            continue
        some[subject] = _events(engine, rows)
        if len(some) == _CHUNK:
            yield from fold_many(engine, some, parameters, totals)
            some = {}
    for unit, facts in mixed.items():
        facts.sort(key=_order)
        some[unit] = Events(facts, facts[-1].order)
    yield from fold_many(engine, some, parameters, totals)


def _by_subject(
    engine: Engine, voided: set[tuple[DeviceId, int]]
) -> Iterator[tuple[UnitId, list[tuple[Any, ...]]]]:
    """Go through the subjects of facts that a unit is folded from, with the rows of these."""
    stream = engine.connection.execute(_STREAM)
    kinds = {kind.value for kind in UNIT_KINDS}
    away = {(engine.names.number(device), action) for device, action in voided}
    for number, group in groupby(stream, key=itemgetter(4)):
        rows = [row for row in group if row[3] in kinds]
        if away:
            rows = [row for row in rows if (row[0], row[5]) not in away]
        if rows:
            yield UnitId(engine.names.text(number)), rows


def _events(engine: Engine, rows: list[tuple[Any, ...]]) -> Events:
    text = engine.names.text
    rows.sort(key=lambda row: (row[2], text(row[0]), row[1]))
    at_ms, device, number = rows[-1][2], text(rows[-1][0]), rows[-1][1]
    return Events([event_of(row, engine.names) for row in rows], (at_ms, device, number))


def _order(fact: Fact) -> tuple[int, str, int]:
    return fact.order


def replace_state(engine: Engine) -> None:
    """Put what the facts say in the place of what is stored, inside the open transaction."""
    connection = engine.connection
    with rebuilt(engine):
        connection.execute(
            "DELETE FROM main.units WHERE placed = 0 AND id NOT IN (SELECT id FROM temp.units)"
        )
        fresh = ", ".join(f"{name} = {_default(name)}" for name in STATE_NAMES)
        connection.execute(
            f"UPDATE main.units SET {fresh}, seen_at = NULL, seen_device = NULL,"  # noqa: S608
            " seen_number = NULL WHERE seen_number IS NOT NULL"
            " AND id NOT IN (SELECT id FROM temp.units)"
        )
        changes = ", ".join(f"{name} = excluded.{name}" for name in _UNITS.split(", "))
        connection.execute(
            f"INSERT INTO main.units ({TABLES['units']}) SELECT {TABLES['units']}"  # noqa: S608
            f" FROM temp.units WHERE true ON CONFLICT (id) DO UPDATE SET {changes}"
        )
        connection.execute(
            "DELETE FROM main.voided WHERE (device, action) NOT IN (SELECT * FROM temp.voided)"
        )
        connection.execute(
            "INSERT OR IGNORE INTO main.voided (device, action) SELECT * FROM temp.voided"
        )
        for table in ("daily", "settings"):
            connection.execute(f"DELETE FROM main.{table}")  # noqa: S608
            connection.execute(
                f"INSERT INTO main.{table} ({TABLES[table]}) SELECT {TABLES[table]}"  # noqa: S608
                f" FROM temp.{table}"
            )
    recount_decks(engine)


def _default(name: str) -> str:
    counted = {"phase", "step", "interval_days", "reps", "lapses", "suspended", "flag", "marked"}
    return "0" if name in counted else "NULL"


def differences(engine: Engine) -> list[str]:
    """Say in words where the stored state is not what the facts say; at most twenty a table."""
    found: list[str] = []
    with rebuilt(engine):
        for table, columns in TABLES.items():
            stored = f"SELECT {columns} FROM {_STORED.get(table, f'main.{table}')}"  # noqa: S608
            facts = f"SELECT {columns} FROM temp.{table}"  # noqa: S608
            found += _compare(engine, table, stored, facts)
    totals = "SELECT deck, total, new, suspended FROM main.deck_totals"
    return found + _compare(engine, "deck totals", totals, TOTALS)


def _compare(engine: Engine, table: str, stored: str, facts: str) -> list[str]:
    words = []
    for first, second, what in (
        (stored, facts, "stored, but the facts do not say so"),
        (facts, stored, "said by the facts, but not stored"),
    ):
        query = f"SELECT * FROM ({first}) EXCEPT SELECT * FROM ({second}) LIMIT 20"  # noqa: S608
        for row in engine.connection.execute(query):
            named = table not in {"daily", "settings"}
            subject = engine.names.text(row[0]) if named else row[0]
            words.append(f"{table}: {subject} {tuple(row[1:])} is {what}")
    return words
