"""One sync at a time on one machine; a killed one stands in nobody's way."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlprep.store.presence import is_running
from mlprep.study.sync.errors import SyncError

_OLD_SECONDS = 6 * 3600
"""No sync takes so long: after a power cut another program may have got the holder's number."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; raises ``SyncError`` where a running program holds it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = folder / "lock"
    _take(lock)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _take(lock: Path) -> None:
    """Put our mark into the lock's place; that of a program which has ended is taken away."""
    for _ in range(2):
        try:
            with lock.open("x", encoding="ascii") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            holder = _holder(lock)
            if holder and holder != os.getpid() and is_running(holder) and not _is_old(lock):
                raise SyncError(
                    f"Another sync is running (process {holder}); wait until it is done, or remove"
                    f" {lock} if that process is none."
                ) from None
            lock.unlink(missing_ok=True)
        else:
            return
    raise SyncError(f"{lock} cannot be written; remove it and try again.")


def _holder(lock: Path) -> int:
    try:
        text = lock.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        return 0
    return int(text) if text.isdigit() else 0


def _is_old(lock: Path) -> bool:
    try:
        return time.time() - lock.stat().st_mtime > _OLD_SECONDS
    except OSError:
        return False
