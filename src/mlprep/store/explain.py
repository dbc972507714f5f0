"""Turning errors of SQLite into sentences for the person, in one place."""

import sqlite3
from _thread import RLock  # as threading has it, which a start need not load
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from mlprep.store import presence
from mlprep.store.errors import (
    HistoryDamaged,
    HistoryError,
    HistoryFull,
    HistoryLocked,
    HistoryReadOnly,
)


def damaged(path: Path, what: str) -> HistoryDamaged:
    """Say that the history is damaged, and name the newest backup that is whole."""
    from mlprep.store import backups

    good = backups.newest_good(backups.folder_of(path))
    way_out = (
        f'The newest good backup is {good}; bring it back with "mlprep restore {good}".'
        if good
        else "No good backup was found; move the file away to begin anew."
    )
    return HistoryDamaged(f"The history {path} is damaged: {what}. {way_out}")


def _locked(path: Path, _error: sqlite3.Error) -> HistoryError:
    others = presence.others(path)
    holders = " and ".join(f"process {one.pid} ({one.command})" for one in others)
    return HistoryLocked(
        f"The history {path} is being written by {holders or 'another program'}. "
        "Nothing was recorded; finish there or close it, then try again."
    )


def _damaged(path: Path, error: sqlite3.Error) -> HistoryError:
    return damaged(path, str(error))


def _read_only(path: Path, _error: sqlite3.Error) -> HistoryError:
    return HistoryReadOnly(
        f"The history {path} cannot be written. Nothing was recorded; allow writing to the file "
        "and to its folder, or name another folder in MLPREP_HOME."
    )


def _unreachable(path: Path, error: OSError) -> HistoryError:
    return HistoryReadOnly(
        f"The history {path} cannot be reached ({error.strerror}). Nothing was recorded; allow "
        "access to the file and to its folder, or name another folder in MLPREP_HOME."
    )


def _full(path: Path, _error: sqlite3.Error) -> HistoryError:
    return HistoryFull(
        f"There is no room left on the disk for the history {path}. What you did last was "
        "not recorded, all before it is safe; free some space and try again."
    )


def _unfit(path: Path, error: sqlite3.Error) -> HistoryError:
    return HistoryError(
        f"What was to be recorded does not fit the history {path}: {error}. Nothing was recorded; "
        "a rating lies in 1-4, durations and steps are not negative."
    )


_BY_CODE: dict[int, Callable[[Path, sqlite3.Error], HistoryError]] = {
    sqlite3.SQLITE_BUSY: _locked,
    sqlite3.SQLITE_LOCKED: _locked,
    sqlite3.SQLITE_CORRUPT: _damaged,
    sqlite3.SQLITE_NOTADB: _damaged,
    sqlite3.SQLITE_READONLY: _read_only,
    sqlite3.SQLITE_CANTOPEN: _read_only,
    sqlite3.SQLITE_PERM: _read_only,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_CONSTRAINT: _unfit,
}
_NO_ROOM = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})


def explained(error: sqlite3.Error, path: Path) -> HistoryError:
    """Turn an error of SQLite into one for the person."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in _NO_ROOM:
        return _full(path, error)
    explain = _BY_CODE.get(code & 0xFF) if isinstance(code, int) else None
    if explain is not None:
        return explain(path, error)
    return HistoryError(
        f'The history {path} could not be used: {error}. Run "mlprep doctor" to look into it.'
    )


class Guard:
    """The one place where errors of SQLite become sentences; also lets one thread in at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()

    def __enter__(self) -> None:
        """Wait for other threads of this program."""
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the next thread in and explain what went wrong."""
        self._lock.release()
        if error is None:
            return
        if isinstance(error, sqlite3.Error):
            raise explained(error, self.path) from error
        if isinstance(error, OSError):
            raise _unreachable(self.path, error) from error
