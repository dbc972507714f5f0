"""Reading facts back."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import UnitId
from mlprep.store.engine import Engine
from mlprep.store.explain import Guard
from mlprep.store.rows import FACT_COLUMNS, LIVING, RARE, Names, fact_of

_PAGE = 2000


def facts_of(engine: Engine, unit: UnitId, *, include_voided: bool) -> list[Fact]:
    """List the facts that count for a unit, in their order."""
    lineage = engine.lineage()
    found = [
        fact
        for subject in engine.relatives(unit, lineage)
        for fact in engine.facts_of_subject(subject, include_voided=include_voided)
        if lineage.unit_of(fact) == unit
    ]
    return sorted(found, key=lambda fact: fact.order)


def with_facts(engine: Engine, units: Iterable[UnitId]) -> set[UnitId]:
    """Tell for which units there may be facts that hold; all of them once cards were renamed."""
    wanted = list(units)
    if FactKind.REIDENTIFY in engine.kinds():
        return set(wanted)
    rows = engine.connection.execute(
        "SELECT name FROM names JOIN units USING (id) WHERE seen_number IS NOT NULL"
        " AND name IN (SELECT value FROM json_each(?))",
        (json.dumps(wanted),),
    )
    return {UnitId(row[0]) for row in rows}


def few_in_order(
    engine: Engine, kinds: Collection[FactKind], *, include_voided: bool
) -> list[Fact]:
    """List the facts of kinds that are few (no reviews) in their total order."""
    query = _ordered(kinds, include_voided=include_voided)
    return [fact_of(row, engine.names) for row in engine.connection.execute(query).fetchall()]


def many_in_order(
    path: Path, kinds: Collection[FactKind] | None, *, include_voided: bool
) -> Iterator[Fact]:
    """Go through the facts in their total order, some at a time.

    Over a connection of its own, for a read that is left half-way would stand in the way of the
    next answer.
    """
    query = _ordered(kinds, include_voided=include_voided)
    with Guard(path), closing(sqlite3.connect(path, isolation_level=None)) as other:
        cursor, names = other.execute(query), Names(other)
        while rows := cursor.fetchmany(_PAGE):
            for row in rows:
                yield fact_of(row, names)


def _ordered(kinds: Collection[FactKind] | None, *, include_voided: bool) -> str:
    where = ["true"]
    if kinds is not None:
        where.append(f"kind IN ({', '.join(repr(kind.value) for kind in kinds)})")
        if not {FactKind.REVIEW, FactKind.VOID}.intersection(kinds):
            where.append(RARE)
    if not include_voided:
        where.append(LIVING)
    return (
        f"SELECT {FACT_COLUMNS} FROM facts WHERE {' AND '.join(where)}"  # noqa: S608  # kinds are ours
        " ORDER BY at_ms, (SELECT name FROM names WHERE id = device), number"
    )


def latest(engine: Engine, kind: FactKind, subject: str) -> Fact | None:
    """Find the newest fact of a kind on a subject that was not voided."""
    if kind is FactKind.REVIEW:
        found = [one for one in engine.facts_of_subject(subject) if one.kind is kind]
        return max(found, key=lambda fact: fact.order, default=None)
    return next(reversed(engine.facts_of_kind(kind, subject)), None)


def settings(engine: Engine) -> dict[str, Json]:
    """Read the study settings that were ever chosen."""
    rows = engine.connection.execute("SELECT key, value FROM settings ORDER BY key")
    return {key: json.loads(value) for key, value in rows}


def note(engine: Engine, key: str) -> str:
    """Read a note of this file."""
    row = engine.connection.execute(
        "SELECT value FROM local WHERE key = ?", (f"note:{key}",)
    ).fetchone()
    return "" if row is None else str(row[0])


def set_note(engine: Engine, key: str, value: str) -> None:
    """Keep a note in this file."""
    engine.connection.execute(
        "INSERT INTO local (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (f"note:{key}", value),
    )
