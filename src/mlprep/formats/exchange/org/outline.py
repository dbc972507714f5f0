"""The headings of an Org file with what stands under each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from mlprep.formats.exchange.collection import ExchangeError

_HEADING: Final = re.compile(r"(\*{1,50})[ \t]+(.*)")
_TAGS: Final = re.compile(r"(?:^|[ \t]):([\w@#%:]+):[ \t]*$")
_DRAWER: Final = re.compile(r"[ \t]*:([\w-]+):[ \t]*$")
_END: Final = re.compile(r"[ \t]*:END:[ \t]*$", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"[ \t]*:([\w-]+)\+?:[ \t]+(.*)")
_PLANNING: Final = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[]")
_KEYWORD: Final = re.compile(r"#\+(title|filetags):[ \t]*(.*)", re.IGNORECASE)
_BLOCK: Final = re.compile(r"[ \t]*#\+(begin|end)_(\w+)", re.IGNORECASE)
MOST_HEADINGS: Final = 100_000
_DRAWERS: Final = frozenset(["PROPERTIES", "REVIEW_DATA", "LOGBOOK"])


@dataclass(slots=True)
class Heading:
    """One heading: its own text, drawers, and the headings below it."""

    level: int
    title: str = ""
    tags: tuple[str, ...] = ()
    line: int = 0
    properties: dict[str, str] = field(default_factory=dict)
    review_data: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    inner: list["Heading"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text."""
        return "\n".join(self.lines).strip("\n")


@dataclass(slots=True)
class Outline:
    """A file."""

    title: str = ""
    tags: tuple[str, ...] = ()
    top: Heading = field(default_factory=lambda: Heading(0))


def outline_of(lines: Iterable[str]) -> Outline:
    """Read the headings of a file; an unclosed drawer ends with its heading.

    Raises ``ExchangeError`` where there are too many.
    """
    found = Outline()
    open_ = [found.top]
    headings = 0
    drawer, block = "", ""
    for number, line in enumerate(lines, 1):
        heading = None if block else _HEADING.fullmatch(line)
        if heading is not None:
            drawer = ""
            headings += 1
            if headings > MOST_HEADINGS:
                raise ExchangeError(f"it has more than {MOST_HEADINGS:,} headings; split it")
            _open(open_, heading, number)
        elif drawer:
            drawer = "" if _END.match(line) else _in_drawer(open_[-1], drawer, line)
        else:
            block = _block_after(block, line)
            opening = None if block else _DRAWER.match(line)
            if opening is not None and opening[1].upper() in _DRAWERS:
                drawer = opening[1].upper()
            elif block or not (_keyword(found, line) or _PLANNING.match(line)):
                open_[-1].lines.append(line)
    return found


def _open(open_: list[Heading], found: re.Match[str], number: int) -> None:
    level, title, tags = len(found[1]), found[2].strip(), ""
    match = _TAGS.search(title)
    if match is not None:
        title, tags = title[: match.start()].strip(), match[1]
    while open_[-1].level >= level:
        open_.pop()
    heading = Heading(level, title, tuple(filter(None, tags.split(":"))), number)
    open_[-1].inner.append(heading)
    open_.append(heading)


def _in_drawer(heading: Heading, drawer: str, line: str) -> str:
    if drawer == "REVIEW_DATA":
        heading.review_data.append(line)
    elif drawer == "PROPERTIES" and (found := _PROPERTY.match(line)):
        heading.properties[found[1].upper()] = found[2].strip()
    return drawer


def _block_after(block: str, line: str) -> str:
    """Tell which block is open after a line; in one a star is no heading, as Org has it."""
    found = _BLOCK.match(line)
    if found is None:
        return block
    if block:
        return "" if found[1].lower() == "end" and found[2].lower() == block else block
    return found[2].lower() if found[1].lower() == "begin" else ""


def _keyword(outline: Outline, line: str) -> bool:
    found = _KEYWORD.match(line)
    if found is None:
        return False
    if found[1].lower() == "title":
        outline.title = outline.title or found[2].strip()
    else:
        outline.tags += tuple(filter(None, re.split(r"[:\s]+", found[2])))
    return True
