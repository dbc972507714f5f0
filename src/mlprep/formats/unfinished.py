"""Files that are written beside the one that they become; faults are told of that one."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

TEMPORARY: Final = ".mlprep-"
"""How the name of an unfinished file begins; it is hidden, so nobody reads it."""


@contextmanager
def told_of(wanted: Path, unfinished: Path) -> Iterator[None]:
    """Let an ``OSError`` name the file that was wanted; faults of other files pass as they are."""
    try:
        yield
    except OSError as fault:
        if fault.errno is None or fault.filename not in (None, str(unfinished), unfinished):
            raise
        raise OSError(fault.errno, fault.strerror, str(wanted)) from fault


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Write beside a file and put the result in its place once it is on the disk."""
    unfinished = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}"[:200])
    try:
        with told_of(path, unfinished):
            with unfinished.open("wb") as file:
                yield file
                file.flush()
                with suppress(io.UnsupportedOperation):
                    os.fsync(file.fileno())
            with suppress(OSError):
                unfinished.chmod(path.stat().st_mode & 0o777)
            unfinished.replace(path)
    finally:
        with suppress(OSError):  # what went wrong before is what is told
            unfinished.unlink(missing_ok=True)
