"""The one way from a card's text to styled lines."""

from __future__ import annotations

from mlprep.text import cloze as gaps
from mlprep.text import markdown
from mlprep.text.blocks import Layout, tree
from mlprep.text.cloze import ClozeView
from mlprep.text.code import split_lines
from mlprep.text.inlines import Inlines
from mlprep.text.lines import Line, wrap
from mlprep.text.sanitise import visible

__all__ = ["ClozeView", "render"]


def render(
    source: str,
    width: int,
    *,
    maths: bool = True,
    cloze: ClozeView | None = None,
    wrap_code: bool = False,
) -> list[Line]:
    """Return a card's text as styled lines of at most `width` cells (taken as 2 at least).

    Lines of code may be wider, for the screen scrolls them, unless `wrap_code` cuts them.
    `maths` false shows the LaTeX source. `cloze` says which gap is asked; without it the braces
    of gaps are not read at all. Never raises on any text.
    """
    text = visible(source)
    if cloze is not None:
        text = gaps.viewed(text, cloze)
    width = max(2, width)
    inlines = Inlines(maths)
    text = inlines.take_out(text)
    tokens = markdown.tokens(text)
    if tokens is None:
        spans = inlines.marked(inlines.restored(text), "")
        return [part for line in split_lines(spans) for part in wrap(line, width)]
    return Layout(inlines, text.split("\n"), width, wrap_code).blocks(tree(tokens))
