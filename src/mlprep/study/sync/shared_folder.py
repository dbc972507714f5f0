"""Writing into a folder that a file synchroniser carries."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mlprep.formats.archive import layout
from mlprep.formats.archive.packing import Found, read_limited, write_if_changed
from mlprep.study.sync.errors import SyncError


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """The carried folder; files are named by their path below it."""

    root: Path

    def existing(self, path: str) -> bytes:
        """Read a file of facts; empty where there is none."""
        place = self.root / path
        return read_limited(place, layout.MOST_CHUNK_BYTES) if place.exists() else b""

    def write(self, path: str, content: bytes) -> list[int]:
        """Write a file; returns its stamp, by which it is known again."""
        place = self.root / path
        if not place.parent.resolve().is_relative_to(self.root.resolve()) or place.is_symlink():
            raise SyncError(f"{place} is a link, or below one, and is not written to; remove it")
        write_if_changed(place, content)
        status = place.stat()
        return [status.st_size, status.st_mtime_ns]

    def drop(self, path: str, content: bytes) -> None:
        """Remove a file, unless it holds something else by now."""
        place = self.root / path
        with suppress(OSError):
            if place.read_bytes() == content:
                place.unlink()


def stamp_of(found: Found) -> list[int]:
    """Give the size and time by which a file is known again."""
    return [found.status.st_size, found.status.st_mtime_ns]
