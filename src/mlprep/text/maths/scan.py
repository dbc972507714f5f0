r"""Where the formulae of a text are; `$5` and `$HOME` are not formulae.

Rules, after Pandoc's `tex_math_dollars` and its issues: an opening dollar is not followed by a
space nor preceded by a letter or digit; the next dollar must close: it is not preceded by a
space nor followed by a digit or an upper-case name. `\$` is a dollar, `$$ ... $$` is a
displayed formula, a blank line ends any formula, code spans and fences hold none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FENCE: Final = re.compile(
    r"^[ ]*(?:(?:>|[-*+]|\d+[.)])[ ]+)*(?P<mark>`{3,}|~{3,})[^\n`]*$"
    r"(?:.*?^[ >]*(?P=mark)[`~]*[ ]*$|.*\Z)",
    re.MULTILINE | re.DOTALL,
)
_MARKS: Final = re.compile(r"`+|\$\$|\$|\\.|\n[ ]*\n", re.DOTALL)
# An amount of money followed by a word: "$5k for training and 10$".
_MONEY: Final = re.compile(r"\d[\d.,]*[kKmMbB]?[ .,;]+[A-Za-z]{2,}")
_NOT_AFTER: Final = re.compile(r"\d|[A-Z_]{2}")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and its place in the text, dollar signs included."""

    start: int
    end: int
    latex: str
    display: bool


def formulae(text: str) -> list[Formula]:
    """Return the formulae of a card's text in order."""
    return find(text)[0]


def find(text: str) -> tuple[list[Formula], list[int]]:
    """Return the formulae, and where dollar signs stand that belong to none."""
    if "$" not in text:
        return [], []
    return _Scanner(text).run()


class _Scanner:
    """One pass over dollars, backticks, backslashes and blank lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Formula] = []
        self.alone: list[int] = []
        self.opening: tuple[str, int] | None = None

    def run(self) -> tuple[list[Formula], list[int]]:
        fences = [match.span() for match in _FENCE.finditer(self.text)]
        start = 0
        for begin, end in [*fences, (len(self.text), len(self.text))]:
            self.stretch(start, begin)
            self.give_up()
            start = end
        return self.found, self.alone

    def give_up(self) -> None:
        """Leave an opening dollar without its partner as text."""
        if self.opening is not None:
            self.alone.append(self.opening[1])
        self.opening = None

    def stretch(self, start: int, end: int) -> None:
        """Scan a piece between two fences."""
        marks = [(match[0], match.start()) for match in _MARKS.finditer(self.text, start, end)]
        last_run = {mark: at for mark, at in marks if mark[0] == "`"}
        code = ""
        for mark, at in marks:
            if code:
                code = "" if mark == code else code
            elif mark[0] == "`":
                if self.opening is None and last_run[mark] > at:
                    code = mark
            elif mark[0] == "\n":
                self.give_up()
            elif mark[0] == "$":
                self.dollar(mark, at)

    def dollar(self, mark: str, at: int) -> None:
        if self.opening is not None:
            opened, since = self.opening
            if mark == opened and self.closes(mark, since, at):
                latex = self.text[since + len(mark) : at]
                self.found.append(Formula(since, at + len(mark), latex, mark == "$$"))
                self.opening = None
                return
            if opened == "$$" and mark == "$":
                return
            self.give_up()
        if self.opens(mark, at):
            self.opening = (mark, at)
        else:
            self.alone.append(at)

    def opens(self, mark: str, at: int) -> bool:
        if mark == "$$":
            return True
        before, after = self.text[at - 1 : at] if at else "", self.text[at + 1 : at + 2]
        return bool(after) and not after.isspace() and not before.isalnum()

    def closes(self, mark: str, since: int, at: int) -> bool:
        body = self.text[since + len(mark) : at]
        if mark == "$$":
            return bool(body.strip())
        return (
            not body[-1:].isspace()
            and not _NOT_AFTER.match(self.text, at + 1)
            and not _MONEY.match(body)
        )
