"""Which files there are, which names they may have, and the mark that tells them from others."""

import hashlib
import json
import re
import unicodedata
from typing import Final

FORMAT: Final = "mlprep archive"
VERSION: Final = 1
MARKER: Final = "mlprep.json"
MANIFEST: Final = "manifest.json"
README: Final = "README.txt"
FACTS: Final = "facts"
OWN_FOLDERS: Final = ("decks", "assessments")
"""The learner's own decks, projects, banks, roles and routes, with what stands beside them."""
OWN_FILES: Final = ("config.toml", "reports.toml")
"""Kept in an archive; a sync leaves them alone, for they belong to one machine."""
CHUNK: Final = 1000
"""Facts in a file: a day's answers change one small file of a device."""
MOST_FILE_BYTES: Final = 10_000_000
"""Of a file of the learner's own."""
MOST_CHUNK_BYTES: Final = 64_000_000
MOST_FILES: Final = 200_000
_MOST_DEPTH, _MOST_NAME = 12, 200
_DEVICE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]|[ .]$|^[ .]|~$')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_CLASH = re.compile(r"\.clash-[0-9a-f]{8}$")
_COPY = re.compile(
    r"(?P<stem>.+?)"
    r"(?:\.sync-conflict-\d{8}-\d{6}[\w-]*"
    r"| ?\([^()/]*\b(?:conflicted copy|(?:case|selective sync) conflict|conflict \d{4}-\d\d-\d\d)"
    r"\b[^()/]*\))"
    r"(?P<end>\.\w+)",
    re.IGNORECASE,
)
"""Names that Syncthing, Dropbox, Nextcloud and their like give."""
MARKER_TEXT: Final = json.dumps({"format": FORMAT, "version": VERSION}, indent=2) + "\n"
README_TEXT: Final = """\
These files are what one learner did with mlprep, as text.

mlprep.json    marks the folder and names the version of the format
facts/         one folder a device, 1000 facts a file, one fact a line, by number; lines are
               only ever added
decks/         decks and projects that the learner wrote
assessments/   item banks, roles, backgrounds and routes that the learner wrote

"mlprep import" takes all of it over, "mlprep sync" keeps two devices alike through it.
A file called NAME.clash-XXXXXXXX is the other version of NAME: take from it what you want to
keep, then delete it on every device.
"""


class ArchiveError(Exception):
    """An archive is refused as a whole; the message is for the person."""


def chunk_path(device: str, number: int) -> str:
    """Name the file that holds a device's fact of a number."""
    return f"{FACTS}/{device}/{first_of(number):07}.jsonl"


def first_of(number: int) -> int:
    """Return the first number of the file that holds a number."""
    return (number - 1) // CHUNK * CHUNK + 1


def device_of(path: str) -> str | None:
    """Name the device whose facts a file holds; ``None`` where it holds none.

    The file's own name does not matter: a file synchroniser may have made a copy under another.
    """
    parts = path.split("/")
    if len(parts) != 3 or parts[0] != FACTS or not parts[2].endswith(".jsonl"):  # noqa: PLR2004  # folder, device, file
        return None
    return parts[1] if _DEVICE.fullmatch(parts[1]) and is_safe(path) else None


def is_own(path: str) -> bool:
    """Whether a path is one of the learner's own files below ``decks`` or ``assessments``."""
    folder, _, rest = path.partition("/")
    return folder in OWN_FOLDERS and bool(rest) and is_safe(path)


def is_safe(path: str) -> bool:
    """Whether a path stays in its folder, and can be a file on every system."""
    parts = path.split("/")
    if len(parts) > _MOST_DEPTH or unicodedata.normalize("NFC", path) != path:
        return False
    return all(_is_name(part) for part in parts)


def sound_stem(stem: str) -> str:
    """Make the stem of a file's name one that every system allows: ``con`` becomes ``con-file``."""
    return f"{stem}-file" if is_reserved(stem) else stem


def is_reserved(name: str) -> bool:
    """Whether a system keeps a name for a device, whatever its ending."""
    return _RESERVED.match(name) is not None


def _is_name(part: str) -> bool:
    if not part or _UNFIT.search(part) or is_reserved(part):
        return False
    try:
        return len(part.encode()) <= _MOST_NAME
    except UnicodeEncodeError:
        return False


def content_id(content: bytes) -> str:
    """Name a content as git does, so that what a repository holds need not be read."""
    head = b"blob %d\0" % len(content)
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


def clash_path(path: str, content: bytes) -> str:
    """Name the file in which the other version of a file is kept; equal contents, equal name."""
    return f"{path}.clash-{hashlib.sha256(content).hexdigest()[:8]}"


def clash_of(path: str) -> str | None:
    """Name the file whose other version this one is; ``None`` where it is none."""
    found = _CLASH.search(path)
    return path[: found.start()] if found else None


def copy_of(path: str) -> str | None:
    """Name the file that a synchroniser copied under this name, as both sides had changed it.

    A person may have chosen such a name: where that file is not there, this one is no copy.
    """
    folder, slash, name = path.rpartition("/")
    found = _COPY.fullmatch(name)
    return f"{folder}{slash}{found['stem']}{found['end']}" if found else None


def check_marker(data: bytes, where: object) -> None:
    """Raise ``ArchiveError`` unless these are the bytes of a marker that is understood."""
    try:
        found = json.loads(data)
        name, version = found["format"], found["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        name = version = None
    if name != FORMAT or type(version) is not int:
        raise ArchiveError(f"{where} holds no archive of mlprep: its {MARKER} says something else")
    if version > VERSION:
        raise ArchiveError(
            f"{where} was written by a newer mlprep (format {version}, this one knows {VERSION});"
            ' nothing was changed, update with "pip install --upgrade mlprep-study"'
        )
