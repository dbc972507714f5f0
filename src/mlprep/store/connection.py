"""Opening the file of the history: pragmas, schema, and what is no history at all."""

import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mlprep import __version__
from mlprep.store.errors import HistoryError, HistoryReadOnly, HistoryTooNew
from mlprep.store.explain import damaged
from mlprep.store.schema import APPLICATION_ID, MIGRATIONS, Migration, migrate, version

BUSY_MS = 2000
FULL = 2
_CACHE_KIB = 32_000
_WAL_PAGES = 4000
"""Pages after which SQLite would checkpoint by itself; ``History.checkpoint`` comes earlier."""
_ROOM_BYTES = 1_200_000
"""Of log that lie ready: more than the answers between two checkpoints write."""


def connect(
    path: Path,
    *,
    create: bool,
    now_ms: int,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> sqlite3.Connection:
    """Open the history, bring its schema up to date and see to it that commits are synced."""
    _check_file(path, create=create)
    connection = sqlite3.connect(
        path,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        _check_contents(connection, path, len(migrations))
        _set_pragmas(connection)
        _bring_up_to_date(connection, path, migrations, now_ms)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_file(path: Path, *, create: bool) -> None:
    if not path.exists():
        if not create:
            raise HistoryError(f'There is no history at {path}; "mlprep" begins one.')
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise HistoryReadOnly(
                f"The folder {path.parent} for the history cannot be made ({error.strerror}). "
                "Name another folder in MLPREP_HOME."
            ) from error
        if _has_backups(path):
            from mlprep.store.backups import folder_of

            away = f"to begin anew, move the folder {folder_of(path)} away"
            raise damaged(path, f"the file is missing, but not its backups ({away})")
    elif path.stat().st_size == 0 and _has_backups(path):
        raise damaged(path, "the file is empty")


def _has_backups(path: Path) -> bool:
    try:
        is_alone = not any(path.parent.iterdir())
    except OSError:
        return False
    if is_alone:
        return False
    from mlprep.store import backups

    return bool(backups.backups(backups.folder_of(path)))


def _check_contents(connection: sqlite3.Connection, path: Path, known: int) -> None:
    connection.execute("BEGIN")  # another program may be making the tables just now
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    found = version(connection)
    connection.execute("COMMIT")
    if tables and mark != APPLICATION_ID:
        raise damaged(path, "it is a database of another program")
    if found > known:
        raise HistoryTooNew(
            f"The history {path} was written by a newer mlprep (schema {found}, this one knows "
            f'{known}). Nothing was changed; update with "pip install --upgrade mlprep-study".'
        )


def _set_pragmas(connection: sqlite3.Connection) -> None:
    use_wal(connection, BUSY_MS / 1000)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    if sys.platform == "darwin":
        # Apple's fsync leaves the data in the drive's own cache.
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
    if connection.execute("PRAGMA synchronous").fetchone()[0] != FULL:
        raise HistoryError("SQLite on this system cannot sync every answer; nothing was opened.")


def use_wal(connection: sqlite3.Connection, seconds: float) -> None:
    """Switch to a write-ahead log; SQLite does not wait for others while it switches."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _bring_up_to_date(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], now_ms: int
) -> None:
    found = version(connection)
    if found == len(migrations):
        return
    if found > 0:
        from mlprep.store import backups

        backups.backup(path, backups.folder_of(path), now=now_ms)
    migrate(connection, migrations, program=__version__, now_ms=now_ms)


def grow_log(connection: sqlite3.Connection) -> None:
    """Let the log lie ready on the disk, so that a commit's sync need not make it longer.

    That halves what a commit takes.  Pages that outgrow a small cache stand in the log before
    they are committed; here they never are.  Another program's write, or a full disk, comes first.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("PRAGMA cache_size = 10")
    try:
        connection.execute("BEGIN IMMEDIATE")
        filler = "INSERT INTO local (key, value) VALUES ('room', hex(zeroblob(?)))"
        connection.execute(filler, (_ROOM_BYTES // 2,))
    except sqlite3.OperationalError:
        pass
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
