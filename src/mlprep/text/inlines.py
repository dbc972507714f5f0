"""The inside of a paragraph: styled spans, one list per line, with formulae set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mlprep.text import cloze
from mlprep.text.lines import Span
from mlprep.text.maths.display import display, inline, is_set
from mlprep.text.maths.scan import formulae

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

    from mlprep.text.maths.scan import Formula

# Each formula is one private character while Markdown is read; `sanitise` lets none in.
_FIRST: Final = 0xF0000
_MOST: Final = 0xFFFD
_PIECES: Final = re.compile(f"([{cloze.MARKS}\U000f0000-\U000ffffd])")
_MARKED: Final = re.compile(f"[{cloze.MARKS}]")
_IN_FORMULA: Final = {
    cloze.HIDDEN: r"{\text{",
    cloze.END_HIDDEN: "}}",
    cloze.REVEALED: "{",
    cloze.END_REVEALED: "}",
}
_OPENING: Final = {cloze.HIDDEN: "gap", cloze.REVEALED: "answer"}
_STYLES: Final = {"strong": "strong", "em": "emphasis", "link": "link"}


@dataclass(frozen=True, slots=True)
class Display:
    """A displayed formula inside a paragraph, which gets lines of its own."""

    formula: Formula


Piece = list[Span] | Display


@dataclass(slots=True)
class Inlines:
    """Reads inline tokens; knows the formulae that were taken out, and the gap that is open."""

    maths: bool
    found: list[Formula] = field(default_factory=list)
    gap: str = ""

    def take_out(self, source: str) -> str:
        """Return the source with a private character in place of each formula."""
        self.found = formulae(source)[:_MOST]
        parts: list[str] = []
        at = 0
        for number, formula in enumerate(self.found):
            parts += [source[at : formula.start], chr(_FIRST + number)]
            at = formula.end
        return "".join([*parts, source[at:]])

    def restored(self, text: str) -> str:
        """Return code with the source of what looked like formulae put back."""
        if not self.found:
            return text
        pieces = _PIECES.split(text)
        return "".join(self._source(piece) if _is_formula(piece) else piece for piece in pieces)

    def pieces(self, tokens: Iterable[Token], style: str = "") -> list[Piece]:
        """Return the lines of a paragraph, displayed formulae between them."""
        reader = _Reader(self, style)
        for token in tokens:
            reader.token(token)
        return reader.finished()

    def one_line(self, tokens: Iterable[Token], style: str = "") -> list[Span]:
        """Return everything on one line, as in a cell of a table."""
        spans: list[Span] = []
        for piece in self.pieces(tokens, style):
            more = [self.formula(piece.formula)] if isinstance(piece, Display) else piece
            spans += [Span(" "), *more] if spans and more else more
        return spans

    def marked(self, text: str, style: str) -> list[Span]:
        """Return text with the gap's style between its marks, which are left out."""
        spans: list[Span] = []
        for piece in _PIECES.split(text):
            if piece in _OPENING and piece:
                self.gap = _OPENING[piece]
            elif piece and piece in cloze.MARKS:
                self.gap = ""
            elif _is_formula(piece):
                spans.append(self.formula(self.found[ord(piece) - _FIRST], style))
            elif piece:
                spans.append(Span(piece, joined(style, self.gap)))
        return spans

    def formula(self, formula: Formula, style: str = "") -> Span:
        """Return a formula on one line, or its source."""
        gap = self._gap_of(formula)
        if not self.maths:
            return Span(_MARKED.sub("", self._whole(formula)), joined(style, "maths", gap))
        latex = _latex(formula)
        if is_set(latex):
            return Span(inline(latex), joined(style, "maths", gap))
        return Span(_MARKED.sub("", self._whole(formula)), joined(style, "maths", gap))

    def displayed(self, formula: Formula, width: int) -> tuple[list[str], str]:
        """Return the lines of a displayed formula and their style."""
        style = joined("maths", self._gap_of(formula))
        latex = _latex(formula)
        if self.maths and is_set(latex):
            return display(latex, width), style
        return _MARKED.sub("", self._whole(formula)).split("\n"), style

    def _gap_of(self, formula: Formula) -> str:
        inside = [style for mark, style in _OPENING.items() if mark in formula.latex]
        return inside[0] if inside else self.gap

    def _whole(self, formula: Formula) -> str:
        sign = "$$" if formula.display else "$"
        return f"{sign}{formula.latex}{sign}"

    def _source(self, piece: str) -> str:
        return self._whole(self.found[ord(piece) - _FIRST])


class _Reader:
    """Walks the tokens of one paragraph with the styles that are open."""

    def __init__(self, inlines: Inlines, style: str) -> None:
        self.inlines = inlines
        self.style = style
        self.open: list[str] = []
        self.address = ""
        self.done: list[Piece] = []
        self.line: list[Span] = []

    def token(self, token: Token) -> None:
        """Add one token."""
        kind = token.type
        if kind == "text":
            self.text(token.content)
        elif kind in {"softbreak", "hardbreak"}:
            self.break_line()
        elif kind == "code_inline":
            code = self.inlines.restored(token.content)
            self.add(self.inlines.marked(code, joined(self.style, *self.open, "code")))
        elif kind == "image":
            self.image(token)
        elif kind.endswith("_open"):
            self.open.append(_STYLES.get(kind.removesuffix("_open"), ""))
            self.address = str(token.attrs.get("href", self.address))
        elif kind.endswith("_close"):
            self.open.pop()
            if kind == "link_close":
                self.add([Span(f" ({self.address})", joined(self.style, "dim"))])
        else:
            self.text(token.content)

    def text(self, text: str) -> None:
        """Add text, with displayed formulae on lines of their own."""
        for part in _PIECES.split(text):
            formula = self.inlines.found[ord(part) - _FIRST] if _is_formula(part) else None
            shown = part.lstrip(" ") if self._is_behind_display else part
            if formula is not None and formula.display:
                self.break_line()
                self.done.append(Display(formula))
            elif shown:
                self.add(self.inlines.marked(shown, joined(self.style, *self.open)))

    @property
    def _is_behind_display(self) -> bool:
        """Whether a displayed formula ended just before: the blank behind it is no indent."""
        return not self.line and bool(self.done) and isinstance(self.done[-1], Display)

    def image(self, token: Token) -> None:
        """Show what a picture shows, in words."""
        words = "".join(child.content for child in token.children or ())
        style = joined(self.style, *self.open, "dim")
        self.add([Span("[image: ", style), *self.inlines.marked(words, style), Span("]", style)])

    def add(self, spans: Sequence[Span]) -> None:
        self.line.extend(spans)

    def break_line(self) -> None:
        """End the line; the empty rest beside a displayed formula is no line."""
        line, self.line = _stripped(self.line), []
        after_display = not self.done or isinstance(self.done[-1], Display)
        if line or not after_display:
            self.done.append(line)

    def finished(self) -> list[Piece]:
        """Return what was read."""
        if self.line or not self.done:
            self.break_line()
        return self.done


def joined(*styles: str) -> str:
    """Join style names with spaces, each once."""
    names = " ".join(styles).split()
    return " ".join(dict.fromkeys(names))


def _is_formula(piece: str) -> bool:
    return len(piece) == 1 and ord(piece) >= _FIRST


def _latex(formula: Formula) -> str:
    """Return a formula's LaTeX with the marks of a gap turned into groups."""
    if not _MARKED.search(formula.latex):
        return formula.latex
    return _MARKED.sub(lambda found: _IN_FORMULA[found[0]], formula.latex)


def _stripped(line: list[Span]) -> list[Span]:
    """Drop the spaces at the end of a line."""
    while line and not line[-1].text.rstrip():
        line = line[:-1]
    if line:
        line = [*line[:-1], Span(line[-1].text.rstrip(), line[-1].style)]
    return line
