"""The file of the library's cache: its tables, and how it is opened or begun anew."""

import errno
import sqlite3
from pathlib import Path

from mlprep.store.connection import use_wal
from mlprep.store.schema import run_script

FORMAT = 4
"""Raised whenever what is cached changes its form; the cache is then built anew."""

_CACHE_KIB = 16_000
"""Room for the cards of a long list of results, so that they are read from the disk once."""

WAIT_S = 5
"""For another program that writes what changed."""
_FIRST_WAIT_S = 120
"""For another program that at a first start writes all there is."""
_SPOILT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE files (
  path TEXT PRIMARY KEY, kind TEXT NOT NULL, own INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  size INTEGER NOT NULL, written_ns INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE problems (
  path TEXT NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL, what TEXT NOT NULL,
  right TEXT NOT NULL, severity TEXT NOT NULL, subject TEXT NOT NULL, crossing INTEGER NOT NULL
) STRICT;
CREATE INDEX problems_by_path ON problems (path);
CREATE TABLE cards (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL, deck TEXT NOT NULL,
  topic TEXT NOT NULL, level INTEGER NOT NULL, priority INTEGER NOT NULL,
  position INTEGER NOT NULL, parts TEXT NOT NULL, tags TEXT NOT NULL, line INTEGER NOT NULL,
  overrides INTEGER NOT NULL, explicit INTEGER NOT NULL, active INTEGER NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX cards_by_id ON cards (id, active);
CREATE INDEX cards_by_path ON cards (path);
CREATE INDEX cards_by_deck ON cards (deck, position) WHERE active = 1;
CREATE TABLE gone (
  id TEXT PRIMARY KEY, deck TEXT NOT NULL, title TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE doubts (
  old TEXT NOT NULL, new TEXT NOT NULL, likeness REAL NOT NULL, PRIMARY KEY (old, new)
) STRICT, WITHOUT ROWID;
"""
_INDEX = "CREATE VIRTUAL TABLE texts USING fts5 (front, back, tags)"
_PLAIN = "CREATE TABLE texts (front TEXT, back TEXT, tags TEXT)"
"""What stands in where SQLite was built without full-text search: slower, same rows."""


class NoCacheError(sqlite3.DatabaseError):
    """The file is no cache of this format."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the cache, or begin one; ``sqlite3.DatabaseError`` where it cannot be used."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=_FIRST_WAIT_S)
    try:
        _prepare(connection)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def is_to_go(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is the fault, so that it is to be made anew."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, NoCacheError) or code in _SPOILT


def told(error: sqlite3.Error, path: Path) -> OSError:
    """Say for the person why the cache cannot be written."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
        why = "no room is left on the disk to read the decks in; free some space and try again"
        return OSError(errno.ENOSPC, why, str(path))
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        why = "another program is reading the decks in; wait until it is done and try again"
        return OSError(errno.EBUSY, why, str(path))
    why = f"the decks cannot be read in ({error}); delete this file, it is made anew from them"
    return OSError(errno.EIO, why, str(path))


def _prepare(connection: sqlite3.Connection) -> None:
    use_wal(connection, WAIT_S)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    if _format(connection) == 0:
        _begin_anew(connection)
    if _format(connection) != FORMAT:
        raise NoCacheError("another format")
    connection.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000}")


def _begin_anew(connection: sqlite3.Connection) -> None:
    """Make the tables, unless another program has just made them."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _format(connection) == 0:
            _make_tables(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _make_tables(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise NoCacheError("tables of something else")
    run_script(connection, f"{_SCHEMA} {_texts(connection)};")
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _texts(connection: sqlite3.Connection) -> str:
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return _INDEX if "ENABLE_FTS5" in options else _PLAIN


def remove(path: Path) -> None:
    """Delete the cache with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
