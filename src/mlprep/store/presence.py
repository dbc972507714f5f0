"""Who has the history open: one small file a program beside it, named after its process."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_SUFFIX = ".open"


class Holder(NamedTuple):
    """A program that has the history open."""

    pid: int
    command: str


def announce(path: Path) -> Path | None:
    """Say that this program has the history open; ``None`` where the folder takes no files."""
    note = _note(path, os.getpid())
    try:
        for stale in _notes(path):
            if not is_running(_pid(stale)):
                stale.unlink(missing_ok=True)
        note.write_text(_command(), encoding="utf-8", errors="replace")
    except OSError:
        return None
    return note


def withdraw(note: Path | None) -> None:
    """Take the announcement back."""
    if note is not None:
        with suppress(OSError):
            note.unlink(missing_ok=True)


def others(path: Path) -> list[Holder]:
    """Programs besides this one that have the history open and are running."""
    found = []
    for note in _notes(path):
        pid = _pid(note)
        if pid != os.getpid() and is_running(pid):
            with suppress(OSError):
                found.append(Holder(pid, note.read_text(encoding="utf-8", errors="replace")))
    return sorted(found, key=lambda holder: holder.pid)


def is_running(pid: int) -> bool:
    """Whether a process with this number exists."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        return bool(handle and ctypes.windll.kernel32.CloseHandle(handle))
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _command() -> str:
    return " ".join([Path(sys.argv[0] or "python").name, *sys.argv[1:]])[:200]


def _note(path: Path, pid: int) -> Path:
    return path.with_name(f"{path.name}.{pid}{_SUFFIX}")


def _notes(path: Path) -> Iterator[Path]:
    try:
        names = [entry.name for entry in os.scandir(path.parent)]
    except OSError:
        return
    for name in names:
        if name.startswith(path.name + ".") and name.endswith(_SUFFIX):
            note = path.with_name(name)
            if _pid(note) > 0:
                yield note


def _pid(note: Path) -> int:
    middle = note.name.removesuffix(_SUFFIX).rpartition(".")[2]
    return int(middle) if middle.isascii() and middle.isdigit() else 0
