r"""A card's text as HTML with MathJax (``\(x\)``, ``\[x\]``), for programs that show HTML."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from mlprep.text.cloze import with_blocks_apart
from mlprep.text.inlines import Inlines
from mlprep.text.markdown import tokens

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FIRST: Final = 0xF0000
_FORMULA: Final = re.compile("[\U000f0000-\U000ffffd]")
_PRIVATE: Final = re.compile("[\U000f0000-\U0010ffff]")
_ONE_PARAGRAPH: Final = re.compile(r"<p>((?:(?!<p>).)*)</p>", re.DOTALL)


def to_html(text: str, *, in_gaps: bool = False) -> str:
    """Turn a card's Markdown into HTML; line breaks stay line breaks.

    ``in_gaps`` keeps the braces of formulae apart, as ``}}`` would end a gap of a cloze text, and
    writes ``::`` in code in another way, as it would begin a hint.
    """
    if in_gaps:
        text = with_blocks_apart(text)
    inlines = Inlines(maths=True)
    taken = inlines.take_out(_PRIVATE.sub("", text))
    parsed = tokens(taken)
    if parsed is None:
        return html.escape(text).replace("\n", "<br>")
    shown = _renderer().renderer.render(parsed, _renderer().options, {}).strip()
    if in_gaps and "::" in shown:
        shown = _CODE.sub(_without_hint_signs, shown)

    def formula(found: re.Match[str]) -> str:
        one = inlines.found[ord(found[0]) - _FIRST]
        latex = html.escape(one.latex, quote=False)
        if in_gaps:
            latex = _apart(latex)
        return rf"\[{latex}\]" if one.display else rf"\({latex}\)"

    whole = _ONE_PARAGRAPH.fullmatch(shown)
    return _FORMULA.sub(formula, whole[1] if whole else shown)


_CODE: Final = re.compile(r"<code(?: [^<>]*)?>[^<>]*</code>")


def _without_hint_signs(code: re.Match[str]) -> str:
    """Write a colon of each ``::`` as an entity, unless gaps stand inside the code."""
    return code[0] if "{{c" in code[0] else code[0].replace("::", ":&#58;")


_BRACES: Final = re.compile(r"\}(?=\})")


def _apart(latex: str) -> str:
    """Put a space between closing braces, except those of gaps inside the formula."""
    return latex if "{{c" in latex else _BRACES.sub("} ", latex)


@cache
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"breaks": True, "html": False, "xhtmlOut": False})
