"""Styled lines as Textual's text type; the one module of this package that knows Textual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlprep.text.lines import Line

# Theme variables only, so that dark, light, high-contrast and ANSI themes each give their own
# colours; gaps and answers differ from the rest by more than colour.
_STYLES: Final = {
    "strong": "bold",
    "emphasis": "italic",
    "code": "$text-accent",
    "maths": "",
    "heading": "bold underline",
    "quote": "italic",
    "gap": "bold reverse",
    "answer": "bold underline $text-success",
    "dim": "$text-muted",
    "link": "underline",
    "code.text": "",
    "code.keyword": "$text-accent",
    "code.string": "$text-success",
    "code.comment": "$text-muted italic",
    "code.number": "$text-warning",
    "code.name": "$text-primary",
    "code.operator": "bold",
    "code.error": "",
}


def textual_style(style: str) -> str:
    """Return Textual's style for our style names; an unknown name has none."""
    return " ".join(filter(None, (_STYLES.get(name, "") for name in style.split())))


def to_content(lines: Iterable[Line]) -> Content:
    """Return the lines as one `Content`; their text is never read as markup."""
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    for number, line in enumerate(lines):
        if number:
            parts.append("\n")
            at += 1
        for span in line:
            style = textual_style(span.style)
            end = at + len(span.text)
            if style:
                spans.append(Span(at, end, style))
            parts.append(span.text)
            at = end
    return Content("".join(parts), spans)
