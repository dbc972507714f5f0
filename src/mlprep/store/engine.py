"""What the parts of the store share: the connection, the dictionary, reading of facts."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeGuard

from mlprep.domain.clock import Clock
from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import DeviceId, UnitId
from mlprep.domain.units import UnitState
from mlprep.store.known import Known, StoredUnit
from mlprep.store.rows import (
    FACT_COLUMNS,
    LIVING,
    OF_SUBJECT,
    RARE,
    STATE_COLUMNS,
    UNIT_KINDS,
    Names,
    fact_of,
    state_of,
)
from mlprep.store.values import Advance, Bulk, Parameters

if TYPE_CHECKING:
    from mlprep.store.lineage import Lineage

_UNIT_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(UNIT_KINDS))
# The statements are put together from constants, once, so that SQLite keeps them prepared.
_BY_SUBJECT = (
    f"SELECT {FACT_COLUMNS} FROM facts WHERE {OF_SUBJECT} AND subject = ?"  # noqa: S608
    f" AND kind IN ({_UNIT_KINDS})"
)
_BY_SUBJECT_LIVING = f"{_BY_SUBJECT} AND {LIVING}"
_BY_KIND = f"SELECT {FACT_COLUMNS} FROM facts WHERE {RARE} AND kind = ?"  # noqa: S608
_BY_KIND_SUBJECT = f"{_BY_KIND} AND subject = ?"
_VOIDS = f"SELECT {FACT_COLUMNS} FROM facts WHERE kind = 'void'"  # noqa: S608
_KINDS = f"SELECT DISTINCT kind FROM facts WHERE {RARE}"  # noqa: S608
_UNIT = (
    f"SELECT {STATE_COLUMNS}, seen_at, seen_device, seen_number, placed, deck"  # noqa: S608  # constant
    " FROM units WHERE id = ?"
)
_FROM_NUMBER = (
    f"SELECT {FACT_COLUMNS} FROM facts WHERE device = ? AND number >= ? ORDER BY number LIMIT ?"  # noqa: S608
)


class Transaction:
    """Commits all or nothing; on leaving, what was written is on the disk.

    A class and no generator, since an answer waits for it.
    """

    __slots__ = ("_engine", "_keep")

    def __init__(self, engine: "Engine", *, keep: bool = False) -> None:
        """Prepare one; ``keep`` where the work itself tells what it changes."""
        self._engine = engine
        self._keep = keep

    def __enter__(self) -> "Engine":
        """Begin, and forget what another program has changed."""
        engine = self._engine
        engine.connection.execute("BEGIN IMMEDIATE")
        try:
            engine.notice()
        except BaseException:
            self._take_back()
            raise
        if not self._keep:
            engine.known.clear()
        return engine

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        """Commit what was done, or take it back where something went wrong."""
        if kind is not None:
            self._take_back()
            return
        try:
            self._engine.connection.execute("COMMIT")
        except BaseException:
            self._take_back()
            raise
        if not self._keep:
            self._engine.known.clear()

    def _take_back(self) -> None:
        if self._engine.connection.in_transaction:
            self._engine.connection.execute("ROLLBACK")
        self._engine.names.forget()
        self._engine.known.clear()


class Engine:
    """One open history, as the parts of the store see it."""

    __slots__ = (
        "advance",
        "bulk",
        "clock",
        "connection",
        "default_parameters",
        "device",
        "known",
        "names",
    )

    def __init__(
        self,
        connection: sqlite3.Connection,
        names: Names,
        clock: Clock,
        advance: Advance,
        default_parameters: Parameters,
        device: DeviceId,
        bulk: Bulk | None = None,
    ) -> None:
        self.connection = connection
        self.names = names
        self.clock = clock
        self.advance = advance
        self.default_parameters = default_parameters
        self.device = device
        self.bulk = bulk
        self.known = Known()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the history, whatever others write meanwhile."""
        self.connection.execute("BEGIN")
        try:
            self.notice()
            yield
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def notice(self) -> int:
        """Forget what is known if another program wrote; return a number that tells versions."""
        version = int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        if version != self.known.version:
            self.known.clear()
            self.known.version = version
        return version

    def known_parameters(self) -> Parameters:
        """Return the parameters as last read."""
        if self.known.parameters is None:
            self.known.parameters = self.parameters()
        return self.known.parameters

    def kinds(self) -> set[str]:
        """Tell which kinds of facts there are, reviews and voids apart.

        A search for one that is missing would cost more than all else that an answer reads.
        """
        if not self.connection.in_transaction:
            self.notice()
        if self.known.kinds is None:
            self.known.kinds = {row[0] for row in self.connection.execute(_KINDS)}
        return self.known.kinds

    def unit(self, unit: UnitId) -> StoredUnit:
        """Read a unit's row, and remember it."""
        row = self.connection.execute(_UNIT, (self.names.find(unit),)).fetchone()
        if row is None:
            return StoredUnit(UnitState(unit))
        at_ms, device, number, placed, deck = row[16:]
        seen = None if number is None else (at_ms, self.names.text(device), number)
        stored = StoredUnit(
            state_of(unit, row), exists=True, placed=bool(placed), deck=deck, seen=seen
        )
        self.known.keep_unit(stored)
        return stored

    def known_unit(self, unit: UnitId) -> StoredUnit:
        """Return a unit's row as last read."""
        return self.known.units.get(unit) or self.unit(unit)

    def parameters(self) -> Parameters:
        """Return the learner's parameters of the memory model, or the default ones."""
        row = self.connection.execute(
            "SELECT value FROM settings WHERE key = 'parameters'"
        ).fetchone()
        value = json.loads(row[0]) if row else None
        return parameters_from(value, self.default_parameters)

    def facts_of_subject(self, subject: str, *, include_voided: bool = False) -> list[Fact]:
        """List the facts that a unit's state is folded from, in no order."""
        number = self.names.find(subject)
        if number is None:
            return []
        query = _BY_SUBJECT if include_voided else _BY_SUBJECT_LIVING
        return self._facts(query, (number,))

    def facts_of_kind(
        self, kind: FactKind, subject: str | None = None, *, include_voided: bool = False
    ) -> list[Fact]:
        """List the facts of a kind other than reviews and voids, in their order."""
        if kind.value not in self.kinds():
            return []
        query, arguments = _BY_KIND, [kind.value]
        values: list[str | int] = [*arguments]
        if subject is not None:
            number = self.names.find(subject)
            if number is None:
                return []
            query, values = _BY_KIND_SUBJECT, [*arguments, number]
        if not include_voided:
            query = f"{query} AND {LIVING}"
        return sorted(self._facts(query, values), key=lambda fact: fact.order)

    def voids(self) -> list[Fact]:
        """List all voids, in no order."""
        return self._facts(_VOIDS, ())

    def action(self, device: DeviceId, action: int, most: int = -1) -> list[Fact]:
        """List the first facts of an action, or all; their numbers follow one another."""
        number = self.names.find(device)
        found: list[Fact] = []
        if number is None:
            return found
        rows = self.connection.execute(_FROM_NUMBER, (number, action, most))
        for row in rows:
            if row[5] != action:
                break
            found.append(fact_of(row, self.names))
        rows.close()
        return found

    def lineage(self, coming: Iterable[Fact] = ()) -> "Lineage":
        """Read which card counts for which, with links that are about to be recorded."""
        from mlprep.store.lineage import Lineage

        ever = self.facts_of_kind(FactKind.REIDENTIFY, include_voided=True)
        linking = [*ever, *(fact for fact in coming if fact.kind is FactKind.REIDENTIFY)]
        if not linking:
            return Lineage()
        living = self.facts_of_kind(FactKind.REIDENTIFY) if ever else []
        return Lineage.of(living, linking)

    def relatives(self, unit: UnitId, lineage: "Lineage") -> tuple[UnitId, ...]:
        """Name the units whose facts may count for this one, itself among them."""
        if not lineage.kin:
            return (unit,)
        card, mark, part = unit.partition("#")
        family = lineage.family(card)  # type: ignore[arg-type]  # a unit begins with its card
        return tuple(sorted(UnitId(f"{one}{mark}{part}") for one in family))

    def _facts(self, query: str, values: Iterable[str | int]) -> list[Fact]:
        rows = self.connection.execute(query, tuple(values)).fetchall()
        return [fact_of(row, self.names) for row in rows]


def parameters_from(value: Json, default: Parameters) -> Parameters:
    """Read a recorded parameter set; anything but a list of numbers counts as none."""
    if not isinstance(value, list):
        return default
    try:
        numbers = [float(one) for one in value if _is_number(one)]
    except OverflowError:
        return default
    return tuple(numbers) if numbers and len(numbers) == len(value) else default


def _is_number(value: Json) -> TypeGuard[int | float]:
    return type(value) in (int, float)
