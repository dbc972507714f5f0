"""The zip file round a package: which database is in it, its media, and what is refused."""

import errno
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, NamedTuple

from mlprep.formats.archive.layout import is_safe
from mlprep.formats.exchange.anki import wire
from mlprep.formats.exchange.collection import ExchangeError
from mlprep.formats.exchange.zip_damage import DAMAGED

DATABASES: Final = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest format first; a package with a newer one holds an older one as a stand-in."""
MOST_ENTRIES: Final = 100_000
MOST_BYTES: Final = 2**31
"""Of a database on the disk."""
_MOST_GROWTH, _FREE_BYTES = 200, 2**26
"""How much more than the file a database may become: a package that grows further is a bomb."""
_MOST_MAP_BYTES = 2**25
MOST_MEDIA_BYTES: Final = 2**26
"""Of one picture."""
IMAGES: Final = frozenset("png jpg jpeg gif webp svg bmp avif tif tiff ico".split())  # noqa: SIM905  # a table
_CHUNK = 2**20
_ZSTD = b"\x28\xb5\x2f\xfd"
_LONGEST_NAME = 100
_SAFE = re.compile(r"[\w.-]+")


class MediaFile(NamedTuple):
    """A file that comes along: its name in the notes, a name that is safe here, its entry."""

    name: str
    safe: str
    entry: str
    size: int


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a package; what is no sound zip file is refused with a sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(path, archive)
            yield archive
    except DAMAGED as why:
        raise ExchangeError(
            f"{path} is no whole Anki package ({why}); export it from Anki again"
        ) from why
    except OSError as why:
        if why.errno not in (errno.EINVAL, None):
            raise
        # An entry that claims to stand before the file's first byte, or bytes that bzip2 refuses.
        raise ExchangeError(f"{path} is damaged ({why}); export it from Anki again") from why


def _check_entries(path: Path, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len(names) > MOST_ENTRIES:
        raise ExchangeError(f"{path} holds {len(names):,} files; at most {MOST_ENTRIES:,} are read")
    for name in names:
        parts = re.split(r"[/\\]", name)
        if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
            raise ExchangeError(
                f"{path} holds the file {name[:80]!r}, which would be written outside of its"
                " folder; a package that Anki makes has no such name, so nothing was read"
            )


def database_entry(path: Path, archive: zipfile.ZipFile) -> str:
    """Name the entry that holds the collection."""
    names = set(archive.namelist())
    found = next((name for name in DATABASES if name in names), None)
    if found is None:
        raise ExchangeError(
            f"{path} holds no Anki collection; an .apkg or .colpkg that Anki exported does"
        )
    return found


def unpack(path: Path, archive: zipfile.ZipFile, entry: str, target: Path) -> None:
    """Write an entry to a file, a piece at a time; one that grows without end is refused."""
    most = min(MOST_BYTES, _FREE_BYTES + _MOST_GROWTH * path.stat().st_size)
    written = 0
    with target.open("wb") as file:
        for piece in _pieces(path, archive, entry):
            written += len(piece)
            if written > most:
                raise ExchangeError(
                    f"{path} unpacks to more than {most // 2**20:,} MB, which no collection of"
                    " its size does; nothing was taken over"
                )
            file.write(piece)


def _pieces(path: Path, archive: zipfile.ZipFile, entry: str) -> Iterator[bytes]:
    """Read an entry piece by piece, unpacked where it is Zstandard."""
    with archive.open(entry) as raw:
        start = raw.read(4)
        raw.seek(0)
        if start != _ZSTD:
            while piece := raw.read(_CHUNK):
                yield piece
            return
        yield from _zstd_pieces(path, raw)


def _zstd_pieces(path: Path, raw: IO[bytes]) -> Iterator[bytes]:
    import zstandard

    unpacker = zstandard.ZstdDecompressor(max_window_size=2**27)
    try:
        with unpacker.stream_reader(raw, read_across_frames=True, closefd=False) as stream:
            while piece := stream.read(_CHUNK):
                yield piece
    except zstandard.ZstdError as why:
        raise ExchangeError(f"{path} is damaged ({why}); export it from Anki again") from why


def read_small(path: Path, archive: zipfile.ZipFile, entry: str, most: int) -> bytes:
    """Read a small entry whole."""
    found = bytearray()
    for piece in _pieces(path, archive, entry):
        found += piece
        if len(found) > most:
            raise ExchangeError(f"{path}: {entry[:80]!r} has more than {most // 2**20} MB")
    return bytes(found)


def media_of(path: Path, archive: zipfile.ZipFile) -> tuple[MediaFile, ...]:
    """List the files that come along; a list that cannot be read is as good as none."""
    if "media" not in archive.namelist():
        return ()
    data = read_small(path, archive, "media", _MOST_MAP_BYTES)
    listed = _listed(data)
    present = {one.filename: one.file_size for one in archive.infolist()}
    return tuple(
        MediaFile(name, safe_name(name), entry, size or present[entry])
        for entry, name, size in listed
        if entry in present
    )


def _listed(data: bytes) -> list[tuple[str, str, int]]:
    """Entry, name and size of each file: JSON in older packages, a message in newer ones."""
    if data[:1] in (b"{", b""):
        try:
            found = json.loads(data or b"{}")
        except (ValueError, RecursionError):
            return []
        pairs = found.items() if isinstance(found, dict) else ()
        return [(entry, name, 0) for entry, name in pairs if isinstance(name, str)]
    try:
        entries = [value for key, value in wire.fields(data) if key == 1]
        return [
            (str(at), wire.text(one, 1), wire.number(one, 2))
            for at, one in enumerate(entries)
            if isinstance(one, bytes)
        ]
    except wire.WireError:
        return []


def is_image(name: str) -> bool:
    """Whether a file is a picture, by its name."""
    return name.rpartition(".")[2].lower() in IMAGES


def safe_name(name: str) -> str:
    """Give a name that stays in its folder on every system, and in a Markdown link."""
    sound = _SAFE.fullmatch(name) and name == name.strip("-.") and len(name) <= _LONGEST_NAME
    if sound and is_safe(name):
        return name
    plain = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name)).strip("-.")
    end = plain.encode("utf-8", "ignore")[-_LONGEST_NAME + 10 :]
    plain = end.decode("utf-8", "ignore").lstrip("-.")
    stem, dot, ending = plain.rpartition(".")
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{stem or 'file'}-{mark}{dot}{ending}" if dot else f"{plain or 'file'}-{mark}"


def save_media(path: Path, files: Mapping[str, MediaFile], targets: Mapping[Path, str]) -> None:
    """Write to each path the picture with the safe name given."""
    with opened(path) as archive:
        for target, safe in targets.items():
            data = read_small(path, archive, files[safe].entry, MOST_MEDIA_BYTES)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
