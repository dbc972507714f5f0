"""Gaps of a cloze text: ``{{c1::hidden}}``, ``{{c1::hidden::hint}}``, ``{{c1,2::hidden}}``.

As in Anki since 2.1.56, gaps stand inside one another (asking the outer one hides all of it), and
one gap may bear several numbers.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

DEEPEST = 10
"""Gaps inside one another, as in Anki."""
_TOKEN = re.compile(r"\{\{c(\d{1,3}(?:,\d{1,3}){0,19})::|\\.|[{}]", re.DOTALL)
_PLAIN = re.compile(r"(?<!\\)\{\{c(\d{1,3})::([^{}`~]*)(?<!\\)\}\}")
"""A gap in which no brace is to be paired and no code to be found, as most are."""
_CODE = re.compile(r"(?P<mark>`+|~{3,}).*?(?P=mark)", re.DOTALL)


class Place(NamedTuple):
    """A gap's place in its text: from the first brace to behind the last, and what is inside.

    ``hint`` is the text behind the last ``::`` that stands neither in code nor in an inner gap.
    """

    numbers: tuple[int, ...]
    start: int
    end: int
    text_start: int
    text_end: int
    hint: str
    inner: tuple["Place", ...] = ()


@dataclass(slots=True)
class _Open:
    """A gap that is not closed yet."""

    numbers: tuple[int, ...]
    start: int
    text_start: int
    depth: int = 0
    """Braces of LaTeX or code that are open inside it."""
    first: int = -1
    """The first two closing braces since its last inner gap: its end if braces do not pair."""
    is_broken: bool = False
    """Whether a brace inside closed what none had opened."""
    inner: list[Place] = field(default_factory=list)


def places(text: str) -> tuple[tuple[Place, ...], int]:
    r"""Find the gaps of a text, and count the openings that nothing closes.

    Braces inside are paired, so that ``{{c1::\frac{1}{n}}}`` ends at its own two braces; where
    they do not pair, the first two closing braces end the gap.
    """
    if "{{c" not in text:
        return (), 0
    found = tuple(map(_plain, _PLAIN.finditer(text)))
    if len(found) == text.count("{{c"):
        return found, 0
    reader = _Reader(text)
    after = 0
    for token in _TOKEN.finditer(text):
        if token.start() >= after:
            after = reader.token(token)
    return reader.finished()


def _plain(gap: re.Match[str]) -> Place:
    inside, sign, hint = gap[2].rpartition("::")
    start = gap.start(2)
    end = start + len(inside) if sign else gap.end(2)
    return Place((int(gap[1]),), gap.start(), gap.end(), start, end, hint.strip() if sign else "")


class _Reader:
    """One pass over the braces of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Place] = []
        self.open: list[_Open] = []
        self.unclosed = 0

    def token(self, token: re.Match[str]) -> int:
        """Read one opening, brace or escaped character; return where to go on."""
        if token[1] is not None:
            self.opening(token)
        elif self.open and token[0] == "{":
            self.open[-1].depth += 1
        elif self.open and token[0] == "}":
            return self.closing(token.start())
        return token.end()

    def opening(self, token: re.Match[str]) -> None:
        if self.open and (self.open[-1].is_broken or (self.open[-1].depth and self.unpaired())):
            self.end()
        if len(self.open) < DEEPEST:
            numbers = tuple(dict.fromkeys(map(int, token[1].split(","))))
            self.open.append(_Open(numbers, token.start(), token.end()))
        else:
            self.open[-1].depth += 2
            self.unclosed += 1

    def unpaired(self) -> bool:
        return self.open[-1].first >= 0

    def closing(self, at: int) -> int:
        gap = self.open[-1]
        if self.text.startswith("}}", at):
            if not gap.depth:
                self.close(at)
                return at + 2
            gap.first = at if gap.first < 0 else gap.first
        gap.is_broken = gap.is_broken or not gap.depth
        gap.depth = max(0, gap.depth - 1)
        return at + 1

    def end(self) -> None:
        """End the innermost gap where its braces do not pair; without an end it is none."""
        gap = self.open[-1]
        if gap.first >= 0 and (gap.depth or gap.is_broken):
            self.close(gap.first)
            return
        self.open.pop()
        self.unclosed += 1
        self.outer().extend(gap.inner)

    def close(self, at: int) -> None:
        gap = self.open.pop()
        behind = gap.inner[-1].end if gap.inner else gap.text_start
        sign = _hint_sign(self.text, gap.text_start, behind, at)
        hint = self.text[sign + 2 : at].strip() if sign < at else ""
        self.outer().append(
            Place(gap.numbers, gap.start, at + 2, gap.text_start, sign, hint, tuple(gap.inner))
        )
        if self.open:
            self.open[-1].first = -1

    def outer(self) -> list[Place]:
        return self.open[-1].inner if self.open else self.found

    def finished(self) -> tuple[tuple[Place, ...], int]:
        while self.open:
            self.end()
        return tuple(self.found), self.unclosed


def _hint_sign(text: str, start: int, behind: int, end: int) -> int:
    """Offset of the ``::`` before the hint of a gap; where there is none, the gap's end."""
    at = text.rfind("::", behind, end)
    if at < 0:
        return end
    if "`" not in text[start:end] and "~~~" not in text[start:end]:
        return at
    codes = [code.span() for code in _CODE.finditer(text, start, end)]
    while at >= 0 and any(first < at < last for first, last in codes):
        at = text.rfind("::", behind, at)
    return end if at < 0 else at
