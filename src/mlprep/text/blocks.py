"""Block tokens laid out in cells: paragraphs, lists, quotes, code, headings, rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from mlprep.text import cloze, tables
from mlprep.text.code import highlight
from mlprep.text.inlines import Display, Inlines, joined
from mlprep.text.lines import Line, Span, cell_width, cut, merged, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

# With less room than this behind its mark, a list or quote gives up its indentation.
_LEAST_CELLS: Final = 10
_INDENTED_FORMULA: Final = 2
_BLANK: Final[Line] = ()


@dataclass(slots=True)
class Block:
    """A token with what stands between it and its closing token."""

    token: Token
    children: list[Block] = field(default_factory=list)


def tree(tokens: Iterable[Token]) -> list[Block]:
    """Nest the flat list of tokens."""
    root: list[Block] = []
    open_blocks: list[list[Block]] = [root]
    for token in tokens:
        if token.nesting < 0:
            open_blocks.pop()
            continue
        block = Block(token)
        open_blocks[-1].append(block)
        if token.nesting > 0:
            open_blocks.append(block.children)
    return root


@dataclass(frozen=True, slots=True)
class Layout:
    """How blocks are laid out: room, style, and the source's lines (for its blank ones)."""

    inlines: Inlines
    source: Sequence[str]
    width: int
    wrap_code: bool
    style: str = ""

    def blocks(self, blocks: Sequence[Block]) -> list[Line]:
        """Lay out neighbours, with a blank line where their author left one."""
        lines: list[Line] = []
        for at, block in enumerate(blocks):
            if at and self._apart(block):
                lines.append(_BLANK)
            lines += self._block(block)
        return lines

    def _apart(self, block: Block) -> bool:
        first = block.token.map[0] if block.token.map else 0
        return first < 1 or not self.source[first - 1].strip(" >")

    def _block(self, block: Block) -> list[Line]:
        kind = block.token.type
        if kind == "inline":
            return self._paragraph(block.token)
        if kind in {"fence", "code_block"}:
            return self._code(block.token)
        if kind == "hr":
            return [(Span("─" * self.width, joined(self.style, "dim")),)]
        if kind in {"bullet_list_open", "ordered_list_open"}:
            return self._list(block)
        if kind == "blockquote_open":
            return self._quote(block)
        if kind == "heading_open":
            return replace(self, style=joined(self.style, "heading")).blocks(block.children)
        if kind == "table_open":
            return self._table(block)
        return self.blocks(block.children)

    # Text

    def _paragraph(self, token: Token) -> list[Line]:
        lines: list[Line] = []
        was_high = False
        for piece in self.inlines.pieces(token.children or (), self.style):
            if isinstance(piece, Display):
                shown = self._formula(piece)
                high = len(shown) > 1
            else:
                shown, high = wrap(piece, self.width), False
            if lines and (high or was_high) and lines[-1] != _BLANK:
                lines.append(_BLANK)
            lines += shown
            was_high = high
        return lines

    def _formula(self, piece: Display) -> list[Line]:
        """Show a displayed formula, a little indented where there is room."""
        texts, style = self.inlines.displayed(piece.formula, self.width)
        indent = _INDENTED_FORMULA
        if max(map(cell_width, texts), default=0) > self.width - indent:
            indent = 0
        margin = Span(" " * indent, self.style)
        style = joined(self.style, style)
        return [
            line
            for text in texts
            for line in wrap([margin, Span(text, style)] if text else [], self.width)
        ]

    def _code(self, token: Token) -> list[Line]:
        """Colour code; its lines are cut only where there is no scrolling."""
        text = self.inlines.restored(token.content).removesuffix("\n")
        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        marked = self.inlines.marked(text, "")
        lines = highlight("".join(span.text for span in marked), language)
        if any(mark in text for mark in cloze.MARKS):
            lines = _overlaid(lines, marked)
        if self.wrap_code:
            lines = [part for line in lines for part in cut(line, self.width)]
        return lines

    # Containers

    def _list(self, block: Block) -> list[Line]:
        start = int(block.token.attrs.get("start", 1))
        count = len(block.children)
        digits = len(str(start + count - 1))
        lines: list[Line] = []
        for at, item in enumerate(block.children):
            ordered = block.token.type == "ordered_list_open"
            mark = f"{start + at:>{digits}}{block.token.markup} " if ordered else "• "
            if at and self._apart(item):
                lines.append(_BLANK)
            lines += self._hung(item.children, mark)
        return lines

    def _hung(self, children: Sequence[Block], mark: str) -> list[Line]:
        """Hang an item's lines behind its mark."""
        indent = cell_width(mark)
        if self.width - indent < _LEAST_CELLS:
            return [*wrap([Span(mark.rstrip(), self.style)], self.width), *self.blocks(children)]
        lines = replace(self, width=self.width - indent).blocks(children) or [_BLANK]
        first = Span(mark, self.style)
        margin = Span(" " * indent, self.style)
        return [
            merged([margin if at else first, *line]) if line or not at else _BLANK
            for at, line in enumerate(lines)
        ]

    def _quote(self, block: Block) -> list[Line]:
        style = joined(self.style, "quote")
        if self.width - 2 < _LEAST_CELLS:
            return replace(self, style=style).blocks(block.children)
        inner = replace(self, style=style, width=self.width - 2)
        return [merged([Span("│ ", style), *line]) for line in inner.blocks(block.children)]

    def _table(self, block: Block) -> list[Line]:
        rows: list[list[list[Span]]] = []
        sides: list[str] = []
        for section in block.children:
            for row in section.children:
                style = "strong" if section.token.type == "thead_open" else ""
                sides = sides or [str(cell.token.attrs.get("style", "")) for cell in row.children]
                rows.append([self._cell(cell, joined(self.style, style)) for cell in row.children])
        return tables.table(rows, [side.removeprefix("text-align:") for side in sides], self.width)

    def _cell(self, cell: Block, style: str) -> list[Span]:
        tokens = [token for child in cell.children for token in child.token.children or ()]
        return self.inlines.one_line(tokens, style)


def _overlaid(lines: Sequence[Line], marked: Sequence[Span]) -> list[Line]:
    """Give the characters of gaps their style on top of the code's colours."""
    gaps = [span.style for span in marked for _ in span.text]
    at = 0
    result: list[Line] = []
    for line in lines:
        spans: list[Span] = []
        for span in line:
            for offset, character in enumerate(span.text):
                gap = gaps[at + offset] if at + offset < len(gaps) else ""
                spans.append(Span(character, gap or span.style))
            at += len(span.text)
        at += 1
        result.append(merged(spans))
    return result
