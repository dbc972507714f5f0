"""Find TOML files and read them into tables; every failure is a problem, never an exception."""

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from mlprep.domain.problems import Problem, Severity

MAX_BYTES = 10_000_000
"""Larger files are refused unread: no deck written by hand comes near."""
PASSED_OVER = frozenset({"checks", "inputs"})
"""Folders of scripts that stand beside the files which name them."""
MAX_KEY_PARTS = 64
"""Longest dotted key; the parser takes time quadratic in it."""
_BOM = b"\xef\xbb\xbf"
# Patterns are compiled when one is first used: a start with unchanged files needs none.
_PLACE = r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$"
_LONG_KEY = (
    rb"""(?m)(?:^|[\[{,])(?:[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.){%d}"""
    % MAX_KEY_PARTS
)
_NO_DOT = bytes(set(range(256)) - set(b".\n"))
"""What is left without these shows in one look whether a line has dots enough."""


class WrittenFloat(float):
    """A float that remembers how it was written: ``0.50`` promises more digits than ``0.5``."""

    __slots__ = ("written",)
    written: str

    def __new__(cls, written: str) -> Self:
        """Parse a TOML float."""
        value = super().__new__(cls, written)
        value.written = written.replace("_", "")
        return value


class FoundFile(NamedTuple):
    """A TOML file as the folder walk saw it."""

    location: str
    """The path as text: a start compares thousands and opens none."""
    root: Path
    mtime_ns: int
    size: int

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.location)


_Chain = tuple[tuple[int, int], ...]
"""Device and inode of the folders from the root down."""


class _Walk:
    """One walk over all roots: what was found, what was wrong, what was already seen."""

    __slots__ = ("found", "problems", "seen")

    def __init__(self) -> None:
        self.found: list[FoundFile] = []
        self.problems: list[Problem] = []
        self.seen: set[tuple[int, int]] = set()

    def refuse(self, path: str, what: str, right: str) -> None:
        self.problems.append(Problem(Path(path), what, right, severity=Severity.WARNING))

    def failed(self, path: str, error: OSError) -> None:
        self.problems.append(_os_problem(Path(path), error))

    def folder(self, path: str, root: Path, above: _Chain) -> None:
        try:
            status = os.stat(path)  # noqa: PTH116  # one walk, kept cheap: no Path per entry
            identity = (status.st_dev, status.st_ino)
            if identity in above:
                self.refuse(path, "this link leads back to a folder above it", "remove the link")
                return
            if identity in self.seen:
                return
            self.seen.add(identity)
            with os.scandir(path) as entries:
                listing = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.failed(path, error)
            return
        for entry in listing:
            self.entry(entry, root, (*above, identity))

    def entry(self, entry: "os.DirEntry[str]", root: Path, above: _Chain) -> None:
        name = entry.name
        if name.startswith("."):
            return
        try:
            if entry.is_dir():
                if name not in PASSED_OVER:
                    self.folder(entry.path, root, above)
            elif name.endswith(".toml"):
                self.file(entry.path, root, entry.stat())
            elif name.lower().endswith((".toml", ".toml.txt")):
                self.refuse(entry.path, "this is not read", "give it a name that ends in .toml")
        except OSError as error:
            self.failed(entry.path, error)

    def file(self, path: str, root: Path, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            self.refuse(path, "this is no ordinary file", "a deck is a plain text file")
            return
        identity = (status.st_dev, status.st_ino)
        if status.st_ino and identity in self.seen:
            return
        self.seen.add(identity)
        if status.st_size > MAX_BYTES:
            self.problems.append(_too_large(Path(path), status.st_size))
            return
        self.found.append(FoundFile(path, root, status.st_mtime_ns, status.st_size))


def find_toml(roots: Sequence[Path]) -> tuple[list[FoundFile], list[Problem]]:
    """List the TOML files under the roots in one sorted walk.

    A root may be a file.  Links are followed, loops are not; what cannot be listed or is larger
    than ``MAX_BYTES`` becomes a problem and the rest goes on.  Hidden entries and folders named
    ``checks`` or ``inputs`` are passed over, and so is a root that does not exist.
    """
    walk = _Walk()
    for root in roots:
        try:
            status = root.stat()
        except FileNotFoundError:
            continue
        except OSError as error:
            walk.failed(str(root), error)
            continue
        if stat.S_ISDIR(status.st_mode):
            walk.folder(str(root), root, ())
        else:
            walk.file(str(root), root, status)
    return walk.found, walk.problems


def read_toml(path: Path) -> tuple[dict[str, Any] | None, bytes, list[Problem]]:
    """Read one file: its table (``None`` where there is none), its bytes, its problems."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return None, b"", [_too_large(path, size)]
        data = path.read_bytes()
    except OSError as error:
        return None, b"", [_os_problem(path, error)]
    table, problems = parse_toml(data, path)
    return table, data, problems


def parse_toml(data: bytes, path: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Parse the bytes of a TOML file; floats come as ``WrittenFloat``."""
    if len(data) > MAX_BYTES:
        return None, [_too_large(path, len(data))]
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        return None, [_not_utf8(path, error)]
    if (line := _line_of_long_key(data)) is not None:
        right = f"no key of ours has more than a few parts; the limit is {MAX_KEY_PARTS}"
        return None, [Problem(path, "a dotted key has too many parts", right, line, 1)]
    import tomli

    try:
        return tomli.loads(text, parse_float=WrittenFloat), []
    except RecursionError:
        right = "lists and tables nest a few levels deep at most"
        return None, [Problem(path, "values are nested too deeply", right, 1, 1)]
    except ValueError as error:
        return None, [_syntax(path, text, str(error))]


def _line_of_long_key(data: bytes) -> int | None:
    """Find the line with a key of too many parts; few lines have dots enough to look closely."""
    if b"." * MAX_KEY_PARTS not in data.translate(None, _NO_DOT):
        return None
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.count(b".") >= MAX_KEY_PARTS and re.search(_LONG_KEY, line) is not None:
            return number
    return None


def decode(data: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark.  Raises ``UnicodeDecodeError``."""
    return str(data.removeprefix(_BOM), "utf-8")


def _too_large(path: Path, size: int) -> Problem:
    return Problem(
        path,
        f"the file has {size / 1e6:.1f} MB and was not read",
        f"split it: at most {MAX_BYTES // 1_000_000} MB a file",
    )


def _os_problem(path: Path, error: OSError) -> Problem:
    if isinstance(error, PermissionError):
        return Problem(path, "no permission to read this", "give yourself the right to read it")
    if isinstance(error, FileNotFoundError):
        return Problem(path, "there is no such file", "check the path, or the link's target")
    if isinstance(error, IsADirectoryError):
        return Problem(path, "this is a folder", "name a TOML file in it")
    return Problem(path, f"this cannot be read ({error.strerror or error})")


def _not_utf8(path: Path, error: UnicodeDecodeError) -> Problem:
    before = error.object[: error.start]
    line_start = before.rfind(b"\n") + 1
    return Problem(
        path,
        f"byte 0x{error.object[error.start]:02x} is not UTF-8",
        "save the file in the encoding UTF-8",
        before.count(b"\n") + 1,
        len(before[line_start:].decode("utf-8", "replace")) + 1,
    )


_HINTS = (
    (r"Unescaped '\\\\?'", "write two backslashes, or put the text between single quotes"),
    (r"Invalid value", "a text stands between quotation marks"),
    (r"Expected '=' after a key", "a field is written as name = value"),
    (r"Illegal character '\\n'", 'a text of several lines stands between """'),
    (r"Unterminated string", "close the text with the marks that opened it"),
    (r"Cannot overwrite a value", "each field stands once in its table"),
)


def _syntax(path: Path, text: str, message: str) -> Problem:
    """Turn the message of the parser, which ends in ``(at line 3, column 5)``, into a problem."""
    place = re.search(_PLACE, message)
    what = message[: place.start()] if place else message
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        line, column = text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1
    right = next((hint for pattern, hint in _HINTS if re.search(pattern, what)), "")
    return Problem(path, f"this is not valid TOML: {what}", right, line, column)
