"""Pieces of a text that are kept aside while the rest of it is read: formulae above all."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from mlprep.formats.exchange.markup import END, FORMULA, PLACE, PRIVATE, beside

_MATHS: Final = (
    (re.compile(r"\\\[((?:(?!\\[\[\]]).)*+)\\\]", re.DOTALL), True),
    (re.compile(r"\\\(((?:(?!\\[()]).)*+)\\\)", re.DOTALL), False),
    (re.compile(r"\[\$\$\]((?:(?!\[/?\$\$).)*+)\[/\$\$\]", re.DOTALL), True),
    (re.compile(r"\[\$\]((?:(?!\[/?\$).)*+)\[/\$\]", re.DOTALL), False),
)
_LATEX: Final = re.compile(r"\[/?latex\]", re.IGNORECASE)
_LATEX_BODY: Final = re.compile(
    r"\[latex\]((?:(?!\[/?latex\]).)*+)\[/latex\]", re.DOTALL | re.IGNORECASE
)
_DOLLARS: Final = re.compile(r"\$\$([^$]++)\$\$|(?<!\\)\$([^$]++)\$")
_ENVIRONMENT: Final = re.compile(
    r"\\begin\{(equation|displaymath|math|align|alignat|flalign|gather|multline|eqnarray)(\*?)\}"
)
_PLAIN_ENVIRONMENTS: Final = frozenset({"equation", "displaymath", "math"})
"""What only says that a formula follows."""
SPACES: Final = re.compile(r"[ \t\r\n\xa0]+")
"""A run of what is one space on the screen."""
_Clean = Callable[[str], str]
"""Takes the markup out of the source of a formula."""


class Aside:
    """Pieces of one text; a private mark stands in the place of each until it is put back."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def keep(self, piece: str) -> str:
        """Keep a piece of Markdown; returns the mark that stands in its place."""
        self._pieces.append(piece)
        return f"{FORMULA}{len(self._pieces) - 1}{END}"

    def take_maths(self, text: str, clean: _Clean) -> str:
        """Put a mark in the place of every formula."""
        text = _LATEX_BODY.sub(partial(self._latex, clean=clean), text)
        text = _LATEX.sub("", text)
        for pattern, display in _MATHS:
            text = pattern.sub(partial(self._formula, display=display, clean=clean), text)
        return text

    def restored(self, text: str) -> str:
        """Put all pieces back."""
        return PLACE.sub(self.piece, text)

    def piece(self, found: re.Match[str]) -> str:
        """Give the piece of a mark, with a space where what stands beside it would spoil it."""
        piece = self._pieces[int(found[1])]
        if piece.startswith("`"):
            # Two pieces of code side by side would be one.
            beyond = PLACE.match(found.string, found.end())
            more = beyond is not None and self._pieces[int(beyond[1])].startswith("`")
            return f"{piece} " if more else piece
        if piece.startswith("$$") or not piece.startswith("$"):
            return piece
        before, after = beside(found)
        left = " " if before.isalnum() or before == "\\" else ""
        return f"{left}{piece}{' ' if after.isalnum() or after == FORMULA else ''}"

    def _latex(self, found: re.Match[str], *, clean: _Clean) -> str:
        """Take the formulae out of a piece of a LaTeX document; its other text stays."""
        body, pieces, at = found[1], [], 0
        ends = dict.fromkeys(_ENVIRONMENT.findall(body), 0)
        for begin in _ENVIRONMENT.finditer(body):
            name = begin[1], begin[2]
            if begin.start() < at or ends[name] < 0:
                continue
            end = f"\\end{{{begin[1]}{begin[2]}}}"
            ends[name] = close = body.find(end, begin.end())
            if close < 0:
                continue
            whole = slice(begin.end(), close)
            if begin[1] not in _PLAIN_ENVIRONMENTS:
                whole = slice(begin.start(), close + len(end))
            pieces += [body[at : begin.start()], self._place(clean(body[whole]), display=True)]
            at = close + len(end)
        pieces.append(body[at:])
        dollars = partial(self._dollars, clean=clean)
        pieces[::2] = [_DOLLARS.sub(dollars, one) for one in pieces[::2]]
        return "".join(pieces)

    def _dollars(self, found: re.Match[str], *, clean: _Clean) -> str:
        return self._place(clean(found[1] or found[2]), display=found[1] is not None)

    def _formula(self, found: re.Match[str], *, display: bool, clean: _Clean) -> str:
        return self._place(clean(found[1]), display=display)

    def _place(self, latex: str, *, display: bool) -> str:
        latex = PRIVATE.sub("", latex.replace("\xa0", " "))
        latex = _without_dollars(re.sub(r"\n[ \t]*(?=\n)", "", latex).strip())
        if not latex:
            return ""
        sign = "$$" if display else "$"
        return self.keep(f"{sign}{latex if display else SPACES.sub(' ', latex)}{sign}")


_IN_TEXT: Final = re.compile(
    r"(\\(?:text(?:rm|bf|it|sf|tt)?|mbox)\{)([^{}$]*+)\$([^{}$]*+(?:\{[^{}$]*+\}[^{}$]*+)*+)\$"
)
_DOLLAR: Final = re.compile(r"\\.|\$", re.DOTALL)
_MOST_IN_TEXT: Final = 20
"""Formulae in one text of a formula that are looked for."""


def _without_dollars(latex: str) -> str:
    r"""Write a formula so that no dollar sign in it ends it.

    A formula in its text, as in ``\text{if $x$ is}``, stands between two texts instead.
    """
    for _ in range(_MOST_IN_TEXT if "$" in latex else 0):
        latex, count = _IN_TEXT.subn(r"\1\2}\3\1", latex)
        if not count:
            break
    return _DOLLAR.sub(lambda found: "\\$" if found[0] == "$" else found[0], latex)
