"""Source code to coloured lines, through Pygments; indentation is kept, nothing is wrapped."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mlprep.text.lines import Line, Span, merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pygments.lexer import Lexer  # type: ignore[import-untyped]

# Longer code is shown without colours: a card must appear at once.
MAX_CHARACTERS: Final = 20_000
TEXT: Final = "code.text"
# The first prefix of the token's name that fits decides.
_STYLES: Final = (
    ("Token.Comment", "code.comment"),
    ("Token.Keyword", "code.keyword"),
    ("Token.Operator.Word", "code.keyword"),
    ("Token.Literal.String", "code.string"),
    ("Token.Literal.Number", "code.number"),
    ("Token.Operator", "code.operator"),
    ("Token.Name.Function", "code.name"),
    ("Token.Name.Class", "code.name"),
    ("Token.Name.Builtin", "code.name"),
    ("Token.Name.Decorator", "code.name"),
    ("Token.Name.Tag", "code.name"),
    ("Token.Name.Attribute", "code.name"),
    ("Token.Generic.Prompt", "code.comment"),
)


def highlight(code: str, language: str) -> list[Line]:
    """Return the lines of the code with styles.

    An unknown language, "" or more than 20,000 characters give lines without colours.
    """
    lexer = _lexer(language.strip().lower()) if len(code) <= MAX_CHARACTERS else None
    if lexer is None:
        return [merged([Span(line, TEXT)]) for line in code.split("\n")]
    spans = [Span(text, _style(str(kind))) for kind, text in lexer.get_tokens(code)]
    lines = split_lines(spans)
    wanted = code.count("\n") + 1
    return [*lines[:wanted], *[()] * (wanted - len(lines))]


def split_lines(spans: Sequence[Span]) -> list[Line]:
    """Cut spans at their newlines."""
    lines: list[Line] = []
    line: list[Span] = []
    for span in spans:
        first, *others = span.text.split("\n")
        line.append(Span(first, span.style))
        for other in others:
            lines.append(merged(line))
            line = [Span(other, span.style)]
    return [*lines, merged(line)]


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    """Return the lexer of a language, or None; lexers are costly to make and are kept."""
    if not language:
        return None
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        # The lexer must not strip or add anything: the lines are counted.
        lexer: Lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return lexer


@lru_cache(maxsize=256)
def _style(kind: str) -> str:
    return next((style for prefix, style in _STYLES if kind.startswith(prefix)), TEXT)
