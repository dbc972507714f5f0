"""Who has the history open: one small file a program beside it, locked while it is open there.

The lock ends with the program, so what a killed one left behind stands in nobody's way, whoever
has got its number since.
"""

import errno
import os
import sys
import time
from _thread import RLock  # as threading has it, which a start need not load
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mlprep.locks import lock

_SUFFIX = ".open"
_TRIES = 20
"""For a lock that only a program which is just looking can hold."""


class Holder(NamedTuple):
    """A program that has the history open."""

    pid: int
    command: str


class _Own:
    """This program's note beside one history, and how often the history is open here."""

    __slots__ = ("descriptor", "note", "openings")

    def __init__(self, note: Path, descriptor: int) -> None:
        self.note = note
        self.descriptor = descriptor
        self.openings = 1


_own: dict[Path, _Own] = {}
_guard = RLock()


def announce(path: Path) -> Path | None:
    """Say that this program has the history open; ``None`` where the folder takes no files.

    What is returned is to be withdrawn once for each time.
    """
    path = path.absolute()
    with _guard:
        if path in _own:
            _own[path].openings += 1
            return path
        try:
            for left in _notes(path):
                _is_open(left)
            _own[path] = _locked_note(path)
        except OSError:
            return None
    return path


def withdraw(announced: Path | None) -> None:
    """Take one announcement back; the note goes with the last."""
    with _guard:
        if announced is None or announced not in _own:
            return
        own = _own[announced]
        own.openings -= 1
        if not own.openings:
            del _own[announced]
            _remove(own.note, own.descriptor)


def others(path: Path) -> list[Holder]:
    """Programs besides this one that have the history open."""
    found = []
    for note in _notes(path.absolute()):
        if _is_open(note):
            with suppress(OSError):
                text = note.read_text(encoding="utf-8", errors="replace")
                found.append(Holder(_pid(note), text))
    return sorted(found)


def _locked_note(path: Path) -> _Own:
    """Write a note and lock it.

    A program that looks in between takes it for one left behind, and away: then another is made.
    """
    for _ in range(_TRIES):
        # Two containers may share a folder and count their processes alike.
        name = f"{path.name}.{os.getpid()}-{os.urandom(3).hex()}{_SUFFIX}"
        note = path.with_name(name)
        descriptor = os.open(note, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            if _holds(descriptor, note):
                os.write(descriptor, _command().encode("utf-8", "replace"))
                return _Own(note, descriptor)
        except BaseException:
            _remove(note, descriptor)
            raise
        _remove(note, descriptor)
        time.sleep(0.001)
    raise OSError(errno.EAGAIN, "others keep looking at it", str(note))


def _holds(descriptor: int, note: Path) -> bool:
    """Lock a new note; false where another program holds it, or has taken it away."""
    with suppress(OSError):  # on a disk without locks the note alone has to do
        if not lock(descriptor):
            return False
    return note.exists()


def _remove(note: Path, descriptor: int) -> None:
    """Close a note and delete it; Windows deletes no open file."""
    os.close(descriptor)
    with suppress(OSError):
        note.unlink(missing_ok=True)


def _is_open(note: Path) -> bool:
    """Whether another program holds a note; one that nobody holds is deleted."""
    if any(own.note == note for own in list(_own.values())):
        return False
    try:
        descriptor = os.open(note, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return is_running(_pid(note))
    try:
        is_held = not lock(descriptor)
    except OSError:  # a disk without locks
        os.close(descriptor)
        return _pid(note) != os.getpid() and is_running(_pid(note))
    if is_held:
        os.close(descriptor)
        return True
    with suppress(OSError):  # while it is locked: nobody can just be about to hold it
        note.unlink(missing_ok=True)
    _remove(note, descriptor)
    return False


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
    middle = note.name.removesuffix(_SUFFIX).rpartition(".")[2].partition("-")[0]
    return int(middle) if middle.isascii() and middle.isdigit() else 0
