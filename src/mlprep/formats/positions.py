"""Where in a TOML text each key stands; used only when there is something to point at.

The scanner reads structure (headers, keys, brackets, strings) and no values.  It agrees with
tomllib on every valid document and goes on after a fault, at the next line, in any other.
"""

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, from 1."""

_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_BASIC = re.compile(r'"(?:[^"\\\n]++|\\.)*+"')
_LITERAL = re.compile(r"'[^'\n]*+'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(?:[^']++|'{1,2}(?!'))*+'{3,5}")
_SCALAR = re.compile(r"[^\s,\]}#]++(?: [0-9][^\s,\]}#]*+)?")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_SHORT_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


@dataclass(frozen=True, slots=True)
class Header:
    """A table header: the path that it opens and the offset of its first bracket."""

    path: KeyPath
    offset: int


@dataclass(slots=True)
class Scan:
    """Offsets (in characters) of everything that a path can name."""

    text: str
    keys: dict[KeyPath, int] = field(default_factory=dict)
    """Key, array element or table header -> offset of its first character."""
    values: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    """Path of a ``key = value`` or an array element -> span of the value."""
    headers: list[Header] = field(default_factory=list)
    _breaks: list[int] = field(default_factory=list)

    def place(self, offset: int) -> Place:
        """Line and column of an offset."""
        if not self._breaks:
            self._breaks = [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect.bisect_right(self._breaks, offset)
        return line, offset - self._breaks[line - 1] + 1

    def locate(self, path: KeyPath) -> Place | None:
        """Place of a path, else of the nearest table round it, else ``None``."""
        for length in range(len(path), 0, -1):
            if (offset := self.keys.get(path[:length])) is not None:
                return self.place(offset)
        return None

    def line_of(self, path: KeyPath) -> int:
        """Line of a path; 1 where nothing is known of it."""
        return (self.locate(path) or (1, 1))[0]


class _Fault(Exception):  # noqa: N818  # a signal inside this module, no error for callers
    """The text is no TOML here."""


def scan(text: str) -> Scan:
    """Scan a TOML text without its byte order mark.  Never raises."""
    scanner = _Scanner(text)
    scanner.run()
    return scanner.result


def entry_lines(text: str, name: str, count: int) -> list[int]:
    """Lines of the ``count`` entries of an array of tables; quick where all have headers."""
    pattern = rf"""\[\[[ \t]*["']?{re.escape(name)}["']?[ \t]*\]\]"""
    brackets = [match.start() for match in re.finditer(pattern, text)]
    found = [at for at in brackets if not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t")]
    if len(found) != count:
        scanned = scan(text)
        return [scanned.line_of((name, index)) for index in range(count)]
    lines, line, before = [], 1, 0
    for offset in found:
        line += text.count("\n", before, offset)
        before = offset
        lines.append(line)
    return lines


class _Scanner:
    """State of one scan: the place in the text and the table that is open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.result = Scan(text)
        self.table: KeyPath = ()
        self.counts: dict[KeyPath, int] = {}

    def run(self) -> None:
        """Read statements to the end; after a fault go on at the next line."""
        while True:
            self.skip(_BLANK)
            if self.at >= len(self.text):
                return
            start = self.at
            try:
                self.statement()
            except (_Fault, RecursionError):
                end = self.text.find("\n", max(self.at, start))
                self.at = len(self.text) if end < 0 else end + 1

    def statement(self) -> None:
        if self.text.startswith("[", self.at):
            self.header()
        else:
            self.pair(self.table)
        self.skip(_SPACE)
        if self.at < len(self.text) and self.text[self.at] not in "#\r\n":
            raise _Fault

    def header(self) -> None:
        start = self.at
        double = self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        parts = [part for part, _ in self.key()]
        self.expect("]]" if double else "]")
        path: KeyPath = ()
        for part in parts[:-1]:
            path = self.inside((*path, part), start)
        path = (*path, parts[-1])
        self.result.keys.setdefault(path, start)
        if double:
            index = self.counts.get(path, 0)
            self.counts[path] = index + 1
            path = (*path, index)
            self.result.keys[path] = start
        self.table = path
        self.result.headers.append(Header(path, start))

    def inside(self, path: KeyPath, offset: int) -> KeyPath:
        """Step into a table, or into the newest one of an array of tables."""
        self.result.keys.setdefault(path, offset)
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def pair(self, table: KeyPath) -> None:
        path = table
        for part, offset in self.key():
            path = (*path, part)
            self.result.keys.setdefault(path, offset)
        self.expect("=")
        self.skip(_SPACE)
        self.value(path)

    def key(self) -> list[tuple[str, int]]:
        """Read a key, dotted or not: each part with its offset."""
        parts = []
        while True:
            self.skip(_SPACE)
            offset = self.at
            parts.append((self.key_part(), offset))
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def key_part(self) -> str:
        if self.text.startswith('"', self.at):
            return _unescape(self.take(_BASIC)[1:-1])
        if self.text.startswith("'", self.at):
            return self.take(_LITERAL)[1:-1]
        return self.take(_BARE)

    def value(self, path: KeyPath) -> None:
        start = self.at
        reader = self.readers().get(self.text[self.at : self.at + 1])
        if reader is not None:
            reader(path)
        else:
            self.take(_SCALAR)
        self.result.values[path] = (start, self.at)

    def readers(self) -> dict[str, Callable[[KeyPath], None]]:
        return {"[": self.array, "{": self.inline, '"': self.string, "'": self.string}

    def string(self, _path: KeyPath) -> None:
        for opening, long, short in (('"', _LONG_BASIC, _BASIC), ("'", _LONG_LITERAL, _LITERAL)):
            if self.text.startswith(opening * 3, self.at):
                self.take(long)
            elif self.text.startswith(opening, self.at):
                self.take(short)

    def array(self, path: KeyPath) -> None:
        self.at += 1
        index = 0
        while not self.closes("]"):
            self.result.keys.setdefault((*path, index), self.at)
            self.value((*path, index))
            index += 1
            self.skip(_BLANK)
            if not self.text.startswith("]", self.at):
                self.expect(",")
        self.at += 1

    def inline(self, path: KeyPath) -> None:
        self.at += 1
        while not self.closes("}"):
            self.pair(path)
            self.skip(_BLANK)
            if not self.text.startswith("}", self.at):
                self.expect(",")
        self.at += 1

    def closes(self, bracket: str) -> bool:
        self.skip(_BLANK)
        return self.text.startswith(bracket, self.at)

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise _Fault
        self.at = found.end()
        return found[0]

    def expect(self, mark: str) -> None:
        self.skip(_SPACE)
        if not self.text.startswith(mark, self.at):
            raise _Fault
        self.at += len(mark)


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) == 1:
        return _SHORT_ESCAPES.get(code, code)
    number = int(code[1:], 16)
    return chr(number) if number <= 0x10FFFF else found[0]  # noqa: PLR2004  # last code point
