"""Styled text by terminal cells: the value that every front end draws."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, split_graphemes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORDS = re.compile(r" +|[^ ]+")
# A formula no wider than this (and than half the line) is not broken at its spaces.
_UNBROKEN_CELLS = 30


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with style names, joined by spaces.

    The names: strong, emphasis, code, maths, heading, quote, gap (a hidden cloze), answer
    (a revealed cloze), dim, link, and inside fences code.text, code.keyword, code.string,
    code.comment, code.number, code.name, code.operator, code.error.
    """

    text: str
    style: str = ""


Line = tuple[Span, ...]


def plain(lines: Iterable[Line]) -> str:
    """Return the text of the lines without styles, joined by newlines."""
    return "\n".join("".join(span.text for span in line) for line in lines)


def cell_width(text: str) -> int:
    """Return how many terminal cells the text takes, measured as Textual does."""
    if text.isascii() and text.isprintable():
        return len(text)
    return cell_len(text)


def line_width(line: Iterable[Span]) -> int:
    """Return how many terminal cells a line takes."""
    return cell_width("".join(span.text for span in line))


def _graphemes(text: str) -> list[tuple[str, int]]:
    """Split the text into pieces that must stay together, each with its cells."""
    if text.isascii() and text.isprintable():
        return [(character, 1) for character in text]
    return [(text[start:end], cells) for start, end, cells in split_graphemes(text)[0]]


def chop(text: str, first: int, rest: int) -> list[str]:
    """Cut the text anywhere so that the first piece takes `first` cells at most, others `rest`.

    A character wider than a whole line gets a line of its own.
    """
    pieces: list[str] = []
    piece: list[str] = []
    room = first
    for grapheme, cells in _graphemes(text):
        if cells > room and (piece or (not pieces and room < rest)):
            pieces.append("".join(piece))
            piece, room = [], rest
        piece.append(grapheme)
        room -= cells
    return [*pieces, "".join(piece)]


def fit(text: str, width: int) -> str:
    """Return the text on at most `width` cells, its end replaced by an ellipsis if need be."""
    if cell_width(text) <= width:
        return text
    if width < 1:
        return ""
    kept: list[str] = []
    room = width - 1
    for grapheme, cells in _graphemes(text):
        if cells > room:
            break
        kept.append(grapheme)
        room -= cells
    return "".join(kept).rstrip() + "…"


def pad(text: str, width: int) -> str:
    """Return the text followed by as many spaces as fill `width` cells."""
    return text + " " * (width - cell_width(text))


def centre(text: str, width: int) -> str:
    """Return the text in the middle of `width` cells."""
    left = (width - cell_width(text)) // 2
    return pad(" " * left + text, width)


def merged(spans: Iterable[Span]) -> Line:
    """Join neighbours of the same style and drop empty spans."""
    result: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        if result and result[-1].style == span.style:
            result[-1] = Span(result[-1].text + span.text, span.style)
        else:
            result.append(span)
    return tuple(result)


def _chunks(spans: Iterable[Span], unbroken: int) -> list[list[Span]]:
    """Split spans into runs of spaces and words; a word may have several styles."""
    chunks: list[list[Span]] = []
    blank = True
    for span in spans:
        together = "maths" in span.style.split() and cell_width(span.text) <= unbroken
        words = [span.text] if together else _WORDS.findall(span.text)
        for word in words:
            is_blank = word.isspace() and not together
            if chunks and not is_blank and not blank:
                chunks[-1].append(Span(word, span.style))
            else:
                chunks.append([Span(word, span.style)])
            blank = is_blank
    return chunks


def _cut(chunk: Sequence[Span], first: int, rest: int) -> list[list[Span]]:
    """Cut a word that is wider than a line, keeping the styles of its parts."""
    pieces = chop("".join(span.text for span in chunk), first, rest)
    styles = [(len(span.text), span.style) for span in chunk]
    result: list[list[Span]] = []
    index, used = 0, 0
    for piece in pieces:
        spans: list[Span] = []
        start = 0
        while start < len(piece):
            length, style = styles[index]
            step = min(length - used, len(piece) - start)
            spans.append(Span(piece[start : start + step], style))
            start, used = start + step, used + step
            if used == length:
                index, used = index + 1, 0
        result.append(spans)
    return result


def cut(line: Sequence[Span], width: int) -> list[Line]:
    """Cut a line anywhere into parts of at most `width` cells, as `--plain` does with code."""
    if line_width(line) <= width:
        return [merged(line)]
    return [merged(piece) for piece in _cut(line, width, width)]


_WIDEST_CHARACTER = 2
"""Cells; so many are left beside an indentation."""


class _Filler:
    """Fills lines of a given width from left to right."""

    def __init__(self, width: int, indent: int) -> None:
        self.width = width
        self.indent = indent
        self.lines: list[Line] = []
        self.line: list[Span] = []
        self.used = 0
        self.blank: list[Span] = []

    def break_line(self) -> None:
        self.lines.append(merged(self.line))
        self.line = [Span(" " * self.indent)]
        self.used = self.indent
        self.blank = []

    def add(self, chunk: list[Span]) -> None:
        """Put a run of spaces or a word where it fits."""
        if chunk[0].text.isspace() and len(chunk) == 1:
            self.blank = chunk
            return
        if not self.line and line_width(self.blank) > self.width - _WIDEST_CHARACTER:
            self.blank = [Span(" " * self.indent)]
        cells, gap = line_width(chunk), line_width(self.blank)
        beyond = self.used + gap + cells > self.width and self.used > self.indent
        if beyond and (cells <= self.width - self.indent or self.used + gap >= self.width):
            self.break_line()
            gap = 0
        self.line += self.blank if gap else []
        self.used += gap
        self.blank = []
        if self.used + cells <= self.width:
            self.line += chunk
            self.used += cells
            return
        first, *others = _cut(chunk, self.width - self.used, self.width - self.indent)
        self.line += first
        self.used += line_width(first)
        for piece in others:
            self.break_line()
            self.line += piece
            self.used += line_width(piece)


def wrap(spans: Sequence[Span], width: int) -> list[Line]:
    """Break one line at spaces so that no part is wider than `width` cells (2 at least).

    Leading spaces are repeated on the following lines, words wider than a line are cut, short
    formulae stay together.
    """
    if line_width(spans) <= width:
        return [merged(spans)]
    text = "".join(span.text for span in spans)
    leading = len(text) - len(text.lstrip(" "))
    filler = _Filler(width, min(leading, width // 2, max(0, width - 2)))
    for chunk in _chunks(spans, min(_UNBROKEN_CELLS, width // 2)):
        filler.add(chunk)
    return [*filler.lines, merged(filler.line)]
