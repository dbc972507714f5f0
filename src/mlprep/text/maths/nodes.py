"""The tree of a formula: what the parser builds and the two outputs read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Atom(Enum):
    """What a symbol does in a formula, which decides the space around it (TeXbook, ch. 17)."""

    ORDINARY = auto()
    OPERATOR = auto()
    BINARY = auto()
    RELATION = auto()
    OPEN = auto()
    CLOSE = auto()
    PUNCTUATION = auto()
    INNER = auto()
    SIGN = auto()  # a binary operator without a left operand


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter, a number or a sign."""

    text: str
    atom: Atom = Atom.ORDINARY


@dataclass(frozen=True, slots=True)
class Word:
    r"""Upright text: `\text`, `\mathrm`."""

    text: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A named function or a large operator; `limits` stand above and below in 2D."""

    text: str
    limits: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """Space that was asked for, in cells."""

    cells: int


@dataclass(frozen=True, slots=True)
class Row:
    """Nodes side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """A fraction, or with `bar` false a binomial coefficient."""

    top: Row
    bottom: Row
    bar: bool = True


@dataclass(frozen=True, slots=True)
class Root:
    """A root, square where `index` is None."""

    body: Row
    index: Row | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A base with a subscript, a superscript, or both."""

    base: Node | None
    sub: Row | None = None
    sup: Row | None = None
    limits: bool = False


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark over (or a line under) its body."""

    name: str
    body: Row


@dataclass(frozen=True, slots=True)
class Fenced:
    r"""`\left ... \right`: brackets as high as their body; "" for the invisible one."""

    left: str
    right: str
    body: Row


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix, `cases` or aligned lines."""

    kind: str
    left: str
    right: str
    rows: tuple[tuple[Row, ...], ...]


Node = Symbol | Word | Operator | Space | Row | Fraction | Root | Script | Accent | Fenced | Grid


class Unsupported(ValueError):  # noqa: N818 - it says what the formula is, and is no program error
    """The formula uses something outside the subset that is set for certain.

    `command` is the offending piece of LaTeX, `position` its place in the formula (characters).
    """

    def __init__(self, command: str, position: int) -> None:
        super().__init__(f"{command} at character {position + 1} cannot be shown as text")
        self.command = command
        self.position = position
