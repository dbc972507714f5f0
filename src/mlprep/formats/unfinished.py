"""Faults of an unfinished file, told of the file that it was to become."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def told_of(wanted: Path, unfinished: Path) -> Iterator[None]:
    """Let an ``OSError`` name the file that was wanted; faults of other files pass as they are."""
    try:
        yield
    except OSError as fault:
        if fault.errno is None or fault.filename not in (None, str(unfinished), unfinished):
            raise
        raise OSError(fault.errno, fault.strerror, str(wanted)) from fault
