"""Looking a history over: what is checked, whether it holds, and what was found."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mlprep.domain.clock import Clock
from mlprep.domain.facts import Json
from mlprep.store import backups
from mlprep.store.connection import FULL
from mlprep.store.errors import HistoryError
from mlprep.store.explain import explained
from mlprep.store.history import History
from mlprep.store.schema import MIGRATIONS, version
from mlprep.store.values import Advance, Bulk, Parameters

_MIB = 2**20
_ORPHANS = """
SELECT count(*), coalesce(min(name), '') FROM units JOIN names USING (id)
WHERE placed = 0 AND seen_number IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def examine(
    path: Path,
    *,
    clock: Clock,
    advance: Advance,
    default_parameters: Parameters,
    bulk: Bulk | None = None,
    fault_of: Callable[[str, Json], str] = lambda _key, _value: "",
) -> list[Finding]:
    """Look a history over without changing what it says.

    ``fault_of`` says why a recorded setting cannot be used as it is, empty where it can.  A
    history that cannot even be opened gives a single finding with the reason.
    """
    try:
        with History.open(
            path,
            clock=clock,
            advance=advance,
            default_parameters=default_parameters,
            bulk=bulk,
            create=False,
        ) as history:
            return [
                *_file(path),
                _state(history),
                _settings(history, fault_of),
                _synced(history),
                _last_backup(path, clock),
            ]
    except HistoryError as error:
        return [Finding("history", ok=False, detail=str(error))]
    except sqlite3.Error as error:
        return [Finding("history", ok=False, detail=str(explained(error, path)))]


def _file(path: Path) -> list[Finding]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [
            _integrity(connection),
            _references(connection),
            _schema(connection),
            _orphans(connection),
            _sizes(connection, path),
        ]


def _integrity(connection: sqlite3.Connection) -> Finding:
    rows = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
    return Finding("integrity", ok=rows == ["ok"], detail="; ".join(rows))


def _references(connection: sqlite3.Connection) -> Finding:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    where = ", ".join(sorted({str(row[0]) for row in broken}))
    detail = f"{len(broken)} dangling references in {where}" if broken else "none dangling"
    return Finding("references", ok=not broken, detail=detail)


def _schema(connection: sqlite3.Connection) -> Finding:
    found = version(connection)
    return Finding("schema", ok=found == len(MIGRATIONS), detail=f"version {found}")


def _orphans(connection: sqlite3.Connection) -> Finding:
    count, first = connection.execute(_ORPHANS).fetchone()
    detail = f"{count} units are in no deck any more, such as {first}" if count else "none"
    return Finding("units without a card", ok=True, detail=detail)


def _sizes(connection: sqlite3.Connection, path: Path) -> Finding:
    facts = connection.execute("SELECT count(*) FROM facts").fetchone()[0]
    log = path.with_name(path.name + "-wal")
    log_size = log.stat().st_size if log.exists() else 0
    detail = f"{facts} facts, {path.stat().st_size / _MIB:.1f} MiB, log {log_size / _MIB:.1f} MiB"
    return Finding("size", ok=True, detail=detail)


def _state(history: History) -> Finding:
    wrong = history.verify()
    if not wrong:
        return Finding("state", ok=True, detail="as the facts say")
    told = (
        f"{len(wrong)} rows are not what the facts say; `mlprep doctor --repair` rebuilds them"
        f" from the facts, and no answer is lost. The first: {wrong[0]}"
    )
    return Finding("state", ok=False, detail=told)


def _settings(history: History, fault_of: Callable[[str, Json], str]) -> Finding:
    faults = [fault for one in history.settings().items() if (fault := fault_of(*one))]
    return Finding("settings", ok=not faults, detail="; ".join(faults) or "all in use")


def _synced(history: History) -> Finding:
    found = history.pragmas()
    ok = found["synchronous"] == FULL and found["journal_mode"] == "wal"
    ok = ok and found["foreign_keys"] == 1
    detail = ", ".join(f"{name} {value}" for name, value in found.items())
    return Finding("every answer is synced", ok=ok, detail=detail)


def _last_backup(path: Path, clock: Clock) -> Finding:
    found = backups.backups(backups.folder_of(path))
    if not found:
        return Finding("backup", ok=True, detail='none yet; "mlprep backup" makes one')
    hours = (clock.now_ms() - backups.taken_at(found[0])) / 3_600_000
    whole = backups.is_whole(found[0])
    count = round(abs(hours))
    age = f"{count} hour{'s' * (count != 1)} {'old' if hours >= 0 else 'ahead of the clock'}"
    detail = f"{found[0]}, {age}" + ("" if whole else ", but it is damaged")
    return Finding("backup", ok=whole, detail=detail)
