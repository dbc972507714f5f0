"""Lists of HTML as Markdown writes them: marks, numbers, indents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

_DEEPEST: Final = 6
_INDENT: Final = 3
_DIGITS: Final = 9
"""That a number of a list may not reach, as it grows from item to item."""


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int = 0
    indent: int = 0
    """Of what belongs to the item that is open."""


@dataclass(slots=True)
class Lists:
    """The lists that are open, from the outermost to the innermost."""

    _open: list[_List] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def indent(self) -> str:
        """What a further line of the open item begins with."""
        return _spaces(self._open)

    def begin(self, *, ordered: bool, first: int) -> None:
        """Open a list within those that are open; one that is too deep is left out."""
        if len(self._open) < _DEEPEST:
            self._open.append(_List(ordered, first - 1))

    def end(self) -> None:
        """Close the innermost list, where there is one."""
        if self._open:
            self._open.pop()

    def item(self) -> str:
        """Begin an item of the innermost list, or one without a list; gives what opens its line."""
        if not self._open:
            return "- "
        inner = self._open[-1]
        inner.number += 1
        mark = f"{inner.number}. " if inner.ordered else "- "
        inner.indent = max(_INDENT, len(mark))
        return _spaces(self._open[:-1]) + mark


def first_number(start: str) -> int:
    """Read the number that a numbered list begins with; 1 where it says none that can be used."""
    return int(start) if start.isascii() and start.isdigit() and len(start) < _DIGITS else 1


def _spaces(lists: Sequence[_List]) -> str:
    return " " * sum(one.indent for one in lists)
