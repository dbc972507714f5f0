"""Copies of the history: made whole or not at all, thinned with age, brought back on demand.

Instants are milliseconds since 1970-01-01 UTC; the name of a backup carries its instant.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mlprep.store import presence
from mlprep.store.errors import HistoryDamaged, HistoryError, HistoryFull, HistoryLocked
from mlprep.store.explain import explained
from mlprep.store.rows import FORGET_REDO

_NAME = re.compile(r"history-(\d{8}T\d{6})(\d{3})Z\.sqlite")
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
KEEP_ALL_DAYS, DAILY, WEEKLY, MONTHLY = 2, 12, 10, 9
_SIDE_FILES = ("-wal", "-shm")


def folder_of(history_path: Path) -> Path:
    """Folder beside the history in which its backups stand."""
    return history_path.parent / "backups"


def backup(history_path: Path, folder: Path, *, now: int) -> Path:
    """Copy the history as it stands at this instant; the copy is whole or not there at all.

    The copy forgets which device it came from, so that a restored history counts under an id
    of its own.  Raises ``HistoryError`` where the history cannot be read, or the copy written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    target = _free_name(folder, now)
    unfinished = folder / f".{target.name}.{os.getpid()}"
    unfinished.unlink(missing_ok=True)
    try:
        _copy_told(history_path, unfinished)
        unfinished.replace(target)
        _sync(folder)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def backups(folder: Path) -> list[Path]:
    """Backups in a folder, the newest first."""
    try:
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name, reverse=True)


def taken_at(path: Path) -> int:
    """Instant of a backup, read from its name."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(f"{path.name} is not the name of a backup")
    moment = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return (moment - _UNIX) // timedelta(milliseconds=1) + int(match[2])


def rotate(folder: Path, now: int) -> list[Path]:
    """Delete backups that are no longer wanted and name them.

    Kept are all of 2 days, then the newest of each of 12 days, 10 weeks and 9 months.
    """
    found = backups(folder)
    keep = _kept(found, _moment(now))
    gone = [path for path in found if path not in keep]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def is_whole(path: Path) -> bool:
    """Whether a file is a history without damage."""
    try:
        with closing(_open(path)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            connection.execute("SELECT count(*) FROM facts").fetchone()
    except (sqlite3.Error, OSError):
        return False
    return bool(found == "ok")


def newest_good(folder: Path) -> Path | None:
    """Find the newest backup without damage."""
    return next((path for path in backups(folder) if is_whole(path)), None)


def restore(backup: Path, history_path: Path, *, now: int) -> Path | None:
    """Put a backup in the place of the history; return where the present one was laid aside.

    The backup is checked first, and nothing is touched where it is damaged or where another
    program has the history open.
    """
    if not backup.exists():
        raise HistoryError(f"There is no backup {backup}. Nothing was changed.")
    if not is_whole(backup):
        raise HistoryDamaged(
            f"The backup {backup} is damaged, so the history stays as it is. Choose another one."
        )
    _refuse_if_open(history_path)
    history_path.parent.mkdir(parents=True, exist_ok=True)
    ready = history_path.with_name(f".{history_path.name}.restored")
    ready.unlink(missing_ok=True)
    try:
        _copy_told(backup, ready)
        aside = _lay_aside(history_path, now)
        # The log of the present history must not be taken for one of the other's.
        for suffix in _SIDE_FILES:
            history_path.with_name(history_path.name + suffix).unlink(missing_ok=True)
        ready.replace(history_path)
        _sync(history_path.parent)
    finally:
        ready.unlink(missing_ok=True)
    return aside


def _sweep(folder: Path) -> None:
    """Remove what programs left that were killed while they made a backup."""
    for path in folder.glob(".history-*"):
        pid = path.suffix.removeprefix(".").removesuffix("-journal")
        if not (pid.isdecimal() and presence.is_running(int(pid))):
            path.unlink(missing_ok=True)


def _refuse_if_open(history_path: Path) -> None:
    holders = presence.others(history_path)
    if holders:
        raise HistoryLocked(
            f"The history {history_path} is open in process {holders[0].pid} "
            f"({holders[0].command}). Nothing was changed; close that program and try again."
        )


def _lay_aside(history_path: Path, now: int) -> Path | None:
    """Keep the present history under another name too; a dated name is never taken twice.

    It stays in its place until the other one takes it, so that there is a history at any moment.
    """
    if not history_path.exists():
        return None
    _empty_log(history_path)
    base = history_path.with_name(f"{history_path.stem}-before-restore-{_stamp(now)}")
    aside, count = base.with_suffix(history_path.suffix), 1
    while aside.exists():
        count += 1
        aside = base.with_name(f"{base.name}-{count}{history_path.suffix}")
    log = history_path.with_name(f"{history_path.name}-wal")
    if log.exists():
        shutil.copy2(log, aside.with_name(f"{aside.name}-wal"))
    shutil.copy2(history_path, aside)
    _sync_file(aside)
    return aside


def _empty_log(history_path: Path) -> None:
    """Move what is in the log into the file, where it can be read."""
    with suppress(sqlite3.Error), closing(_open(history_path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy_told(source: Path, target: Path) -> None:
    """Copy a history; errors of SQLite become sentences."""
    try:
        _copy(source, target)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) in _NO_ROOM:
            raise HistoryFull(
                f"{target.parent} has no room for a copy of {source}. Nothing was changed; free"
                " some space there and try again."
            ) from error
        raise explained(error, source) from error


_NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})


def _copy(source: Path, target: Path) -> None:
    with closing(_open(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
        if "local" in tables:
            copy.execute("DELETE FROM local")
            # A copy from before a migration has a table of what could be redone.
            copy.execute("DELETE FROM redo" if "redo" in tables else FORGET_REDO)
    _sync_file(target)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def _open(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise FileNotFoundError(path)
    return sqlite3.connect(path, isolation_level=None, timeout=2.0)


def _free_name(folder: Path, now: int) -> Path:
    while (path := folder / f"history-{_stamp(now)}.sqlite").exists():
        now += 1
    return path


def _moment(at_ms: int) -> datetime:
    return _UNIX + timedelta(milliseconds=at_ms)


def _stamp(at_ms: int) -> str:
    return f"{_moment(at_ms):%Y%m%dT%H%M%S}{at_ms % 1000:03d}Z"


def _sync(folder: Path) -> None:
    """Make a rename durable, where the system can sync a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _kept(found: Iterable[Path], now: datetime) -> set[Path]:
    """Choose what to keep from backups given from the newest to the oldest."""
    keep: set[Path] = set()
    older = []
    for path in found:
        if now - _moment(taken_at(path)) < timedelta(days=KEEP_ALL_DAYS):
            keep.add(path)
        else:
            older.append(path)
    periods: tuple[tuple[Callable[[datetime], object], int], ...] = (
        (lambda at: at.date(), DAILY),
        (lambda at: at.isocalendar()[:2], WEEKLY),
        (lambda at: (at.year, at.month), MONTHLY),
    )
    for period, count in periods:
        keep.update(_newest_of_each(older, period, count))
    return keep


def _newest_of_each(
    paths: Iterable[Path], period: Callable[[datetime], object], count: int
) -> list[Path]:
    newest: dict[object, Path] = {}
    for path in paths:
        newest.setdefault(period(_moment(taken_at(path))), path)
    return list(newest.values())[:count]
