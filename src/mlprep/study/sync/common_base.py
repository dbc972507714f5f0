"""The base of a merge: the last state of own files that this home and a folder both had."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mlprep.formats.archive import layout
from mlprep.formats.archive.packing import read_limited, walk, write_if_changed
from mlprep.study.exchange.own_files import OwnFiles

GIVEN, TAKEN = "given", "taken"
"""Folders of notes: what is being copied there, and here."""
_BASE = "base"


@dataclass(frozen=True, slots=True)
class CommonBase:
    """Copies of what both sides had, kept on this machine."""

    local: Path

    def read(self) -> OwnFiles:
        """Read the files of the base."""
        found = walk(self.local / _BASE)
        return OwnFiles(
            {one.path: read_limited(one.location, layout.MOST_FILE_BYTES) for one in found}
        )

    def keep(self, path: str, content: bytes) -> None:
        """Note that both sides have this."""
        write_if_changed(self.local / _BASE / path, content)

    def forget(self, path: str) -> None:
        """Note that neither side has the file."""
        (self.local / _BASE / path).unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget all files, and what was being copied."""
        for folder in (_BASE, GIVEN, TAKEN):
            for one in list(walk(self.local / folder)):
                one.real.unlink()

    @contextmanager
    def noted(self, way: str, path: str, content: bytes) -> Iterator[None]:
        """Note what is being copied to one side, until it is the base."""
        note = self.local / way / path
        write_if_changed(note, content)
        yield
        note.unlink(missing_ok=True)

    def recall(self, way: str, side: OwnFiles) -> None:
        """Make what a run that was killed had copied to a side, and is there still, the base."""
        for one in list(walk(self.local / way)):
            content = read_limited(one.location, layout.MOST_FILE_BYTES)
            if side.contents.get(one.path) == content:
                self.keep(one.path, content)
            one.real.unlink()

    def agree(self, base: OwnFiles, home: OwnFiles, there: OwnFiles) -> None:
        """Note as common what both sides have alike, and forget what neither has."""
        for path, content in home.contents.items():
            if there.contents.get(path) == content != base.contents.get(path):
                self.keep(path, content)
        for path in base.contents.keys() - home.contents.keys() - there.contents.keys():
            self.forget(path)
