"""How much space stands between neighbours in a formula (after TeXbook, ch. 18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.text.maths.nodes import (
    Atom,
    Fenced,
    Fraction,
    Grid,
    Node,
    Operator,
    Row,
    Script,
    Space,
    Symbol,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARS = frozenset({"|", "‖"})
_NO_LEFT_OPERAND = frozenset(
    {Atom.OPEN, Atom.RELATION, Atom.BINARY, Atom.PUNCTUATION, Atom.OPERATOR, Atom.SIGN}
)
_NO_RIGHT_OPERAND = frozenset({Atom.CLOSE, Atom.RELATION, Atom.PUNCTUATION})
_KEPT_IN_BRACES = frozenset({Atom.OPERATOR, Atom.INNER})
# What may be multiplied by its neighbour when nothing stands between them.
FACTORS = frozenset({Atom.ORDINARY, Atom.INNER})


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its class among its neighbours and the cells before it."""

    node: Node
    atom: Atom
    gap: int


def core(node: Node) -> Node:
    """Return what carries a node's scripts, or the node itself."""
    while isinstance(node, Script) and node.base is not None:
        node = node.base
    return node


def atom_of(node: Node) -> Atom:
    """Return the class of a node taken by itself."""
    match core(node):
        case Symbol(_, atom):
            return atom
        case Operator():
            return Atom.OPERATOR
        case Fraction() | Fenced() | Grid():
            return Atom.INNER
        case Row(items) if len(items) == 1:
            inner = atom_of(items[0])
            return inner if inner in _KEPT_IN_BRACES else Atom.ORDINARY
        case _:
            return Atom.ORDINARY


def place(items: Sequence[Node], *, tight: bool = False) -> list[Placed]:
    """Return the nodes of a row with their classes and gaps; `tight` as inside a script."""
    nodes = [item for item in items if not isinstance(item, Space)]
    atoms = _resolved(nodes)
    placed: list[Placed] = []
    asked = 0
    index = 0
    for item in items:
        if isinstance(item, Space):
            asked = max(asked, item.cells) if index else 0
            continue
        gap = _gap(placed[-1], item, atoms[index], tight=tight) if placed else 0
        placed.append(Placed(item, atoms[index], max(gap, asked)))
        asked = 0
        index += 1
    return placed


def _resolved(nodes: Sequence[Node]) -> list[Atom]:
    """Return the classes of neighbours: bars paired, signs told from binary operators."""
    atoms = [atom_of(node) for node in nodes]
    _pair_bars(nodes, atoms)
    for at, atom in enumerate(atoms):
        if atom is not Atom.BINARY:
            continue
        before = atoms[at - 1] if at else Atom.OPEN
        after = atoms[at + 1] if at + 1 < len(atoms) else Atom.CLOSE
        if after in _NO_RIGHT_OPERAND:
            atoms[at] = Atom.ORDINARY
        elif before in _NO_LEFT_OPERAND:
            atoms[at] = Atom.SIGN
    return atoms


def _pair_bars(nodes: Sequence[Node], atoms: list[Atom]) -> None:
    """Read an even number of bars inside the same brackets as opening and closing ones."""
    groups: list[dict[str, list[int]]] = [{}]
    for at, node in enumerate(nodes):
        inner = core(node)
        if atoms[at] is Atom.OPEN:
            groups.append({})
        elif atoms[at] is Atom.CLOSE and len(groups) > 1 and inner not in _MARKS:
            _close_bars(groups.pop(), atoms)
        elif isinstance(inner, Symbol) and inner.text in _BARS and atoms[at] is Atom.ORDINARY:
            groups[-1].setdefault(inner.text, []).append(at)
    for group in groups:
        _close_bars(group, atoms)


def _close_bars(group: dict[str, list[int]], atoms: list[Atom]) -> None:
    for sign, places in group.items():
        if len(places) % 2 == 0:
            for count, at in enumerate(places):
                atoms[at] = Atom.CLOSE if count % 2 else Atom.OPEN
        elif sign == "‖" and len(places) == 1:
            atoms[places[0]] = Atom.RELATION


# Closing by class only: nothing was opened before them.
_MARKS = frozenset({Symbol("!", Atom.CLOSE), Symbol("?", Atom.CLOSE)})


def closes(placed: Placed) -> bool:
    """Tell whether the node is a closing bracket (an exclamation mark closes nothing)."""
    return placed.atom is Atom.CLOSE and core(placed.node) not in _MARKS


def _gap(before: Placed, node: Node, atom: Atom, *, tight: bool) -> int:
    left, spread = before.atom, _spreads(atom, node, tight=tight)
    if left is Atom.RELATION and atom is Atom.RELATION:
        return 0
    if spread or _spreads(left, before.node, tight=tight):
        return 1
    if left is Atom.PUNCTUATION:
        return 0 if tight else 1
    if Atom.OPERATOR in {left, atom}:
        return _operator_gap(before, node, atom)
    return 1 if _words_touch(before.node, node) else 0


def _spreads(atom: Atom, node: Node, *, tight: bool) -> bool:
    """Tell whether the node wants space on both sides."""
    inner = core(node)
    spelt = isinstance(inner, Symbol) and inner.text.isalpha() and len(inner.text) > 1
    return atom in {Atom.BINARY, Atom.RELATION} and (not tight or spelt)


def _operator_gap(before: Placed, node: Node, atom: Atom) -> int:
    """Return the space around a function's name or a large operator."""
    if atom is Atom.OPERATOR:
        close = before.atom in {Atom.OPEN, Atom.SIGN} or before.node == Symbol("/")
        return 0 if close else 1
    if atom in {Atom.CLOSE, Atom.PUNCTUATION}:
        return 0
    operator = core(before.node)
    scripted = isinstance(before.node, Script)
    if isinstance(operator, Operator) and (operator.large or (operator.limits and scripted)):
        return 1
    inner = core(node)
    barred = isinstance(inner, Symbol) and inner.text in _BARS
    applied = atom is Atom.OPEN or isinstance(inner, Fenced)
    return 0 if applied and not barred else 1


def _words_touch(before: Node, node: Node) -> bool:
    """Tell whether upright words would run into their neighbour."""
    left, right = _edge(before, last=True), _edge(node, last=False)
    if not (left.strip() and right.strip() and left[-1].isalnum() and right[0].isalnum()):
        return False
    wordy = isinstance(before, Word) and len(left) > 1
    wordy |= isinstance(core(node), Word) and len(right) > 1
    return wordy or (left[-1].isdigit() and right[0].isdigit())


def _edge(node: Node, *, last: bool) -> str:
    inner = node if last else core(node)
    if isinstance(inner, Row) and inner.items:
        return _edge(inner.items[-1 if last else 0], last=last)
    return inner.text if isinstance(inner, (Symbol, Word)) else ""
