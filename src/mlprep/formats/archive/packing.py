"""Reading and writing an archive: a zip file, or a folder of the same files.

What is read may come from anywhere: names that leave the folder, links, files that grow without
end and files that are cut short are refused with a sentence before anything is taken over.
"""

import lzma
import os
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from mlprep.formats.archive import layout
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.unfinished import TEMPORARY, replaced

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file can say: equal contents give equal bytes."""
_MOST_BYTES, _MOST_GROWTH, _FREE_BYTES = 2**32, 200, 2**26
"""How much more than the file its contents may become: what grows further is a bomb."""
_PIECE = 2**20
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, LookupError,
    NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


class Entry(NamedTuple):
    """One file of an archive."""

    path: str
    content: bytes


class Archive(Protocol):
    """An archive that is open for reading."""

    @property
    def paths(self) -> list[str]:
        """Name the files, sorted."""
        ...

    def read(self, path: str) -> bytes:
        """Read a file; raises ``ArchiveError`` where it is larger than a file of its kind."""
        ...


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an archive for reading; raises ``ArchiveError`` where it is none."""
    if path.is_dir():
        archive: Archive = _Folder(path)
        _check(path, archive)
        yield archive
        return
    with ExitStack() as stack:
        with _unpacking(path):
            packed = stack.enter_context(zipfile.ZipFile(path))
        archive = _Zip(path, packed)
        _check(path, archive)
        yield archive


@contextmanager
def _unpacking(path: Path) -> Iterator[None]:
    """Turn what a damaged zip file leads to, which is much, into a sentence."""
    try:
        yield
    except FileNotFoundError as why:
        raise ArchiveError(f"there is no file {path}") from why
    except PermissionError:
        raise
    except (*_DAMAGED, OSError) as why:
        raise ArchiveError(
            f"{path} is no whole archive ({why}); nothing was changed, make it anew with"
            ' "mlprep export"'
        ) from why


def _check(path: Path, archive: Archive) -> None:
    if layout.MARKER not in archive.paths:
        raise ArchiveError(
            f"{path} is no archive of mlprep: it has no {layout.MARKER}; nothing was changed"
        )
    layout.check_marker(archive.read(layout.MARKER), path)


def _most(path: str) -> int:
    is_facts = layout.device_of(path) is not None
    return layout.MOST_CHUNK_BYTES if is_facts else layout.MOST_FILE_BYTES


class _Zip:
    """A zip file, its names checked before anything is read."""

    def __init__(self, path: Path, packed: zipfile.ZipFile) -> None:
        self._path = path
        self._packed = packed
        self._left = min(_MOST_BYTES, _FREE_BYTES + _MOST_GROWTH * path.stat().st_size)
        names = [one.filename for one in packed.infolist() if not one.is_dir()]
        if len(names) > layout.MOST_FILES:
            raise ArchiveError(
                f"{path} holds {len(names):,} files; at most {layout.MOST_FILES:,} are read"
            )
        if len(set(names)) != len(names):
            raise ArchiveError(f"{path} holds two files of one name; nothing was changed")
        for name in names:
            _refuse_outside(path, name)
        self.paths = sorted(names)

    def read(self, path: str) -> bytes:
        found, most = bytearray(), _most(path)
        with _unpacking(self._path), self._packed.open(path) as file:
            while piece := file.read(_PIECE):
                found += piece
                self._left -= len(piece)
                if len(found) > most or self._left < 0:
                    raise ArchiveError(
                        f"{self._path} unpacks to far more than an archive of mlprep does"
                        f" (at {path[:80]}); nothing was changed"
                    )
        return bytes(found)


def _refuse_outside(path: Path, name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0] or "\0" in name:
        raise ArchiveError(
            f"{path} holds the file {name[:80]!r}, which would be written outside of its folder;"
            " no archive of mlprep has such a name, so nothing was changed"
        )


class _Folder:
    """A folder; links and hidden files are not looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._real = {found.path: found.location for found in walk(path)}
        self.paths = sorted(self._real)

    def read(self, path: str) -> bytes:
        return read_limited(self._real[path], _most(path))


class Found(NamedTuple):
    """A file below a folder."""

    path: str
    """Relative, with ``/``, its letters composed (macOS lists them apart)."""
    location: str
    """Where it is, as text: thousands are looked at and few opened."""
    status: os.stat_result

    @property
    def real(self) -> Path:
        """Where it is."""
        return Path(self.location)


def walk(folder: Path, links: list[str] | None = None) -> Iterator[Found]:
    """Go through the ordinary files below a folder; hidden ones and links are passed over.

    ``links`` takes the places of the latter.
    """
    waiting = [(str(folder), "")]
    while waiting:
        here, prefix = waiting.pop()
        try:
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = prefix + unicodedata.normalize("NFC", entry.name)
            with suppress(OSError):  # it went while the folder was read
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{path}/"))
                elif entry.is_file(follow_symlinks=False):
                    yield Found(path, entry.path, entry.stat(follow_symlinks=False))
                elif entry.is_symlink() and links is not None:
                    links.append(entry.path)


def read_limited(path: Path | str, most: int) -> bytes:
    """Read a file of at most so many bytes; raises ``ArchiveError`` where it has more."""
    with open(path, "rb") as file:  # noqa: PTH123  # kept cheap: no Path for each of thousands
        size = os.fstat(file.fileno()).st_size
        found = file.read(min(size, most) + 1)
    if len(found) > most:
        raise ArchiveError(f"{path} has more than {most // 1_000_000} MB and is not read")
    return found


def write_zip(path: Path, entries: Iterable[Entry]) -> None:
    """Write an archive as a zip file, whole or not at all; equal entries give equal bytes."""
    with replaced(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            packed.writestr(info, entry.content)


def write_folder(path: Path, entries: Iterable[Entry]) -> None:
    """Write an archive as a folder; files that are the same already are not touched."""
    path.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        write_if_changed(path / entry.path, entry.content)


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write a file, whole or not at all; whether it had to be written."""
    with suppress(OSError):
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as file:
        file.write(content)
    return True


OLD_SECONDS: Final = 3600
"""An unfinished file of this age belongs to a program that was killed."""


def sweep(folder: Path, *, before: float) -> None:
    """Remove unfinished files below a folder that are older than an instant (s since 1970)."""
    for here, _folders, names in os.walk(folder):
        for name in names:
            if name.startswith(TEMPORARY):
                unfinished = Path(here, name)
                with suppress(OSError):
                    if unfinished.stat().st_mtime < before:
                        unfinished.unlink()
