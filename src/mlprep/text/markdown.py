"""The Markdown subset of cards, as markdown-it-py's tokens.

CommonMark with tables, less what would damage a card's text: HTML, entities, references,
automatic links and indented headings are text; a heading does not end a paragraph (a line of
code may begin with #) and nothing is underlined into one; only asterisks emphasise, and not
inside a word (`__init__`, `x**2`); a link needs a web address (`handlers[name](request)`);
a quote needs a space after its sign and is not `>>>`; indentation inside a paragraph stays;
only marks of this subset can be escaped.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from mlprep.text.cloze import MARKS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_ADDRESS: Final = re.compile(r"\]\(\s*<?(?:https?://|mailto:)", re.IGNORECASE)
_LINKS: Final = "links"
_QUOTE: Final = re.compile(r">(?:$| (?!>> ?))", re.MULTILINE)
_ESCAPABLE: Final = frozenset("\\`*_$[]{}|#>~-+!<&")
_MAX_NESTING: Final = 40


def tokens(text: str) -> list[Token] | None:
    """Return the block tokens of a text, or None where lists or quotes nest too deep to show.

    The parser is made once. Behind its limit it would drop text.
    """
    result = _parser().parse(text)
    deepest = max((token.level for token in result), default=0)
    return result if deepest < _MAX_NESTING - 2 else None


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING})
    parser.enable("table")
    parser.disable(["html_block", "html_inline", "entity", "reference", "lheading", "autolink"])
    parser.inline.ruler.at("newline", _newline)
    parser.inline.ruler.at("escape", _escape)
    parser.inline.ruler.at("emphasis", _emphasis)
    _restrict(parser)
    return parser


def _restrict(parser: MarkdownIt) -> None:
    """Put conditions before three of the library's own rules."""
    from markdown_it.rules_block import blockquote, heading
    from markdown_it.rules_inline import link

    def web_link(state: StateInline, silent: bool) -> bool:
        return _is_web_link(state) and link(state, silent)

    def quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return _QUOTE.match(state.src, at) is not None and blockquote(state, start, end, silent)

    parser.inline.ruler.at("link", web_link)
    parser.block.ruler.at("blockquote", quote, {"alt": ["paragraph", "blockquote", "list"]})
    parser.block.ruler.at("heading", heading, {"alt": []})


def _is_web_link(state: StateInline) -> bool:
    """Tell whether a bracket opens a link to a web address; cheap where a text has none."""
    if state.src[state.pos] != "[":
        return False
    known = state.env.setdefault(_LINKS, {})
    if state.src not in known:
        known[state.src] = _ADDRESS.search(state.src) is not None
    if not known[state.src]:
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    return end >= 0 and _ADDRESS.match(state.src, end) is not None


def _newline(state: StateInline, silent: bool) -> bool:
    """Keep every newline, and the indentation after it."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.push("softbreak", "br", 0)
    state.pos += 1
    return True


def _escape(state: StateInline, silent: bool) -> bool:
    """Read a backslash before a mark of the subset; before anything else it is text."""
    following = state.src[state.pos + 1 : state.pos + 2]
    if state.src[state.pos] != "\\" or following not in _ESCAPABLE or not following:
        return False
    if not silent:
        state.push("text", "", 0).content = following
    state.pos += 2
    return True


def _beside_mark(state: StateInline) -> bool:
    """Tell whether a run of asterisks touches the mark of a cloze gap, which is no letter."""
    end = state.pos
    while state.src[end : end + 1] == "*":
        end += 1
    before = state.src[state.pos - 1] if state.pos else ""
    neighbours = before + state.src[end : end + 1]
    return any(mark in neighbours for mark in MARKS)


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Read a run of asterisks as CommonMark reads underscores: never inside a word."""
    from markdown_it.rules_inline.state_inline import Delimiter

    if state.src[state.pos] != "*" or silent:
        return False
    scanned = state.scanDelims(state.pos, canSplitWord=_beside_mark(state))
    for _ in range(scanned.length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
    state.pos += scanned.length
    return True
