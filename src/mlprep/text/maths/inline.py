"""A formula on one line: brackets say what the missing height would have said."""

# Mathematical signs are compared.
# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlprep.text.maths import symbols
from mlprep.text.maths.nodes import (
    Accent,
    Atom,
    Fenced,
    Fraction,
    Grid,
    Node,
    Operator,
    Root,
    Row,
    Script,
    Space,
    Symbol,
    Word,
)
from mlprep.text.maths.spacing import FACTORS, Placed, atom_of, closes, core, place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# A script without brackets, or a mark set as one, that a following letter would run into.
_BARE_END: Final = re.compile(r"[_^][^\s()\[\]{}]+$|[*†‡]$")
_ROOT_SIGNS: Final = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_APART: Final = frozenset("/−+±∓")
_ALIGNED: Final = frozenset({"aligned", "align", "align*", "split", "gathered"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with what decides brackets around it.

    `loose`: something inside would come apart beside a neighbour (an operator, a slash, a sign).
    `atomic`: one unit, which may stand under a slash without brackets.
    """

    text: str
    loose: bool = False
    atomic: bool = True


def one_line(row: Row) -> str:
    """Return the formula on one line."""
    return _whole(row)


def script_text(row: Row) -> str:
    """Return a script's content, without space around its operators."""
    return _piece(row, tight=True).text


def raised(row: Row) -> str | None:
    """Return the row in Unicode superscripts, or None where one of its characters has none."""
    text = script_text(row) if _is_flat(row) else ""
    return symbols.BARE_SUPERSCRIPTS.get(text) or _translated(text, symbols.SUPERSCRIPTS)


def lowered(row: Row) -> str | None:
    """Return the row in Unicode subscripts, or None where one of its characters has none."""
    return _translated(script_text(row), symbols.SUBSCRIPTS) if _is_flat(row) else None


def accented(name: str, text: str) -> str | None:
    """Return the text with a combining mark, or None where it is no single letter."""
    mark = symbols.ACCENTS[name]
    if name in {r"\overline", r"\underline"} and text.isalnum() and len(text) > 1:
        return "".join(character + mark for character in text)
    letters = [character for character in text if not unicodedata.combining(character)]
    if len(letters) != 1 or not text[0].isalnum():
        return None
    return unicodedata.normalize("NFC", text + mark)


def _is_flat(row: Row) -> bool:
    """Tell whether a row holds symbols only; nothing else has a Unicode script.

    Looking first keeps nested scripts from being set twice at every level.
    """
    return all(isinstance(item, (Symbol, Word, Space)) for item in row.items)


def _translated(text: str, table: Mapping[str, str]) -> str | None:
    if not text or any(character not in table for character in text):
        return None
    return "".join(table[character] for character in text)


def _whole(row: Row) -> str:
    """Render a row that nothing stands beside."""
    if len(row.items) == 1 and isinstance(row.items[0], Grid) and row.items[0].kind in _ALIGNED:
        return "; ".join(_aligned(cells) for cells in row.items[0].rows)
    return _piece(row).text


def _aligned(cells: Sequence[Row]) -> str:
    return _piece(Row(tuple(item for cell in cells for item in cell.items))).text


def _bracketed(piece: Piece) -> str:
    return f"({piece.text})"


def _leaf(node: Symbol | Word | Operator | Space) -> Piece:
    if isinstance(node, Symbol):
        return Piece(node.text, loose=node.text in _APART)
    if isinstance(node, Word):
        return Piece(node.text, loose=" " in node.text)
    return Piece(node.text, loose=True, atomic=False) if isinstance(node, Operator) else Piece("")


def _piece(node: Node, *, tight: bool = False) -> Piece:
    match node:
        case Symbol() | Word() | Operator() | Space():
            return _leaf(node)
        case Row(items):
            return _row(items, tight=tight)
        case Fraction():
            return _fraction(node)
        case Root():
            return _root(node)
        case Script():
            return _script(node, tight=tight)
        case Accent():
            return _accent(node)
        case Fenced():
            return _fenced(node, tight=tight)
        case Grid():
            return _grid(node)


# Rows


def _row(items: Sequence[Node], *, tight: bool) -> Piece:
    placed = place(items, tight=tight)
    if len(placed) == 1:
        return _piece(placed[0].node, tight=tight)
    parts: list[str] = []
    loose = False
    depth = 0
    for at, here in enumerate(placed):
        before = placed[at - 1] if at else None
        after = placed[at + 1] if at + 1 < len(placed) else None
        piece, gap = _beside(here, before, after, tight=tight)
        gap = max(gap, _sticking(parts, piece.text))
        if closes(here):
            depth -= 1
        elif depth <= 0:
            loose |= piece.loose or (gap > 0) or here.atom in {Atom.BINARY, Atom.RELATION}
            loose |= here.atom in {Atom.SIGN, Atom.PUNCTUATION}
        if here.atom is Atom.OPEN:
            depth += 1
        parts += [" " * gap, piece.text]
    return Piece("".join(parts), loose, not loose and _is_unit(placed))


def _sticking(parts: Sequence[str], text: str) -> int:
    """Return 1 where a bare script would swallow the next letter."""
    ends_bare = bool(parts) and _BARE_END.search(parts[-1]) is not None
    return 1 if ends_bare and text[:1].isalnum() else 0


def _beside(
    here: Placed, before: Placed | None, after: Placed | None, *, tight: bool
) -> tuple[Piece, int]:
    """Render a node among its neighbours: brackets where it would merge with one of them."""
    node, gap = here.node, here.gap
    multiplied = before is not None and _is_left_factor(before)
    followed = after is not None and _is_right_factor(after)
    if isinstance(node, Root):
        return _root_beside(node, multiplied=multiplied, followed=followed), gap
    piece = _piece(node, tight=tight)
    if before is not None and _is_derivative(before.node):
        gap = max(gap, 1)
    if _is_derivative(node):
        return Piece(piece.text, loose=True, atomic=False), 1 if multiplied else gap
    if isinstance(node, Fraction) and node.bar and (multiplied or followed):
        function = before is not None and _is_function(before.node)
        return Piece(_bracketed(piece)), 0 if function else gap
    grouped = isinstance(node, Row) and piece.loose and (multiplied or followed)
    if grouped or (isinstance(node, Grid) and node.kind in _ALIGNED):
        piece = Piece(_bracketed(piece))
    return piece, gap


def _root_beside(node: Root, *, multiplied: bool, followed: bool) -> Piece:
    """Render a root so that neither its index nor its body takes in a neighbour."""
    piece = _root(node, brackets=followed)
    if multiplied and not piece.text.startswith(tuple(_ROOT_SIGNS.values())):
        return Piece(_bracketed(piece))
    return piece


def _is_left_factor(placed: Placed) -> bool:
    return placed.atom in FACTORS | {Atom.CLOSE, Atom.OPERATOR}


def _is_right_factor(placed: Placed) -> bool:
    return placed.atom in FACTORS | {Atom.OPEN, Atom.OPERATOR}


def _is_function(node: Node) -> bool:
    operator = core(node)
    return isinstance(operator, Operator) and not operator.large


def _is_unit(placed: Sequence[Placed]) -> bool:
    """Tell whether a row is one bracketed group, or a function's name with one."""
    rest = list(placed)
    if len(rest) > 1 and isinstance(core(rest[0].node), (Operator, Word)):
        rest = rest[1:]
    if len(rest) == 1:
        return isinstance(rest[0].node, Fenced)
    depth = 0
    for at, here in enumerate(rest):
        depth += (here.atom is Atom.OPEN) - closes(here)
        if depth == 0:
            return at == len(rest) - 1 and at > 0
    return False


# Fractions, roots, accents


def _fraction(node: Fraction) -> Piece:
    top, bottom = _piece(node.top), _piece(node.bottom)
    if not node.bar:
        return Piece(f"({top.text} choose {bottom.text})")
    over = _bracketed(top) if top.loose or not top.text else top.text
    bare = (bottom.atomic and not bottom.loose) or _is_differential(node)
    under = bottom.text if bare and bottom.text else _bracketed(bottom)
    return Piece(f"{over}/{under}", loose=True, atomic=False)


def _first(row: Row) -> Node | None:
    return core(row.items[0]) if row.items else None


def _differential_sign(node: Fraction) -> bool:
    """Tell whether both parts begin with the same d or ∂."""
    sign = _first(node.top)
    if sign == Word("d"):
        sign = Symbol("d")
    other = _first(node.bottom)
    if other == Word("d"):
        other = Symbol("d")
    return sign == other and sign in (Symbol("∂"), Symbol("d"))


def _is_differential(node: Fraction) -> bool:
    """Tell whether the fraction is a derivative by one variable, whose ∂x needs no brackets."""
    return _differential_sign(node) and len(node.bottom.items) == 2  # noqa: PLR2004 - ∂ and x


def _is_derivative(node: Node) -> bool:
    """Tell whether the node is an operator such as ∂/∂X, without what it applies to."""
    if not isinstance(node, Fraction) or not node.bar:
        return False
    return _differential_sign(node) and len(node.top.items) == 1


def _root(node: Root, *, brackets: bool = False) -> Piece:
    body = _piece(node.body)
    items = node.body.items
    bare = len(items) == 1 and isinstance(items[0], (Symbol, Word)) and not body.loose
    text = body.text if bare and not brackets else _bracketed(body)
    index = script_text(node.index) if node.index else ""
    if index in _ROOT_SIGNS:
        return Piece(_ROOT_SIGNS[index] + text)
    above = raised(node.index) if node.index else None
    if above is not None:
        return Piece(f"{above}√{text}")
    return Piece(f"{_bracketed(body)}^(1/({index}))")


def _accent(node: Accent) -> Piece:
    items = node.body.items
    script = items[0] if len(items) == 1 else None
    if isinstance(script, Script) and isinstance(script.base, Symbol) and script.sup is None:
        base = accented(node.name, script.base.text)
        if base is not None and node.name != r"\underline":
            return _script(Script(Symbol(base), script.sub), tight=False)
    body = _piece(node.body)
    marked = accented(node.name, body.text)
    if marked is not None:
        return Piece(marked)
    return Piece(symbols.ACCENT_NAMES[node.name] + _bracketed(body))


# Scripts


def _script(node: Script, *, tight: bool) -> Piece:
    base = _base(node.base, tight=tight)
    below = _part(node.sub, "_", lowered, bare=node.sup is None)
    above = _part(node.sup, "^", raised, bare=True)
    text = base.text + below + above
    operator = isinstance(core(node), Operator)
    return Piece(text, loose=base.loose and operator, atomic=not operator)


def _base(node: Node | None, *, tight: bool) -> Piece:
    """Render what carries scripts, in brackets unless it is one unit."""
    if node is None:
        return Piece("")
    piece = _piece(node, tight=tight)
    group = isinstance(node, Row) and len(node.items) != 1
    inner = node.items[0] if isinstance(node, Row) and len(node.items) == 1 else node
    ends_bare = isinstance(inner, Script) and _BARE_END.search(piece.text) is not None
    divided = isinstance(inner, (Fraction, Root)) and not (
        isinstance(inner, Fraction) and not inner.bar
    )
    repeated = isinstance(inner, Script) and inner.sup is not None
    if divided or ends_bare or repeated or (group and piece.text):
        return Piece(_bracketed(piece))
    return piece


def _part(
    row: Row | None, mark: str, unicode_form: Callable[[Row], str | None], *, bare: bool
) -> str:
    """Return one script: as Unicode, after its mark, or in brackets after its mark."""
    if row is None or not row.items:
        return ""
    text = unicode_form(row)
    if text is not None:
        return text
    compared = bool(row.items) and atom_of(row.items[0]) is Atom.RELATION
    content = script_text(row) if compared else _whole(row)
    return mark + content if bare and _is_bare(row, content) else f"{mark}({content})"


def _is_bare(row: Row, content: str) -> bool:
    """Tell whether a script is one letter or one upright word."""
    if len(row.items) != 1 or not isinstance(row.items[0], (Symbol, Word, Accent)):
        return False
    letters = [character for character in content if not unicodedata.combining(character)]
    if isinstance(row.items[0], Word):
        return content.isalpha()
    return len(letters) == 1 and (letters[0].isalnum() or letters[0] in "∞⊤⊥∅")


# Brackets and grids


def _fenced(node: Fenced, *, tight: bool) -> Piece:
    body = _piece(node.body, tight=tight)
    left, right = node.left, node.right
    if left and not right and left in symbols.MATCHING:
        right = symbols.MATCHING[left]
    opening = {closing: sign for sign, closing in symbols.MATCHING.items()}
    if right and not left and right in opening:
        left = opening[right]
    if not left and body.loose:
        return Piece(f"({body.text}){right}")
    return Piece(left + body.text + right)


def _grid(node: Grid) -> Piece:
    if node.kind in _ALIGNED:
        return Piece("; ".join(_aligned(cells) for cells in node.rows), loose=True, atomic=False)
    rows = "; ".join(_cells(cells) for cells in node.rows)
    left = node.left or "["
    right = node.right or symbols.MATCHING.get(left, "]")
    return Piece(left + rows + right)


def _cells(cells: Sequence[Row]) -> str:
    texts = [_whole(cell).rstrip(" ,") for cell in cells[:-1]]
    return ", ".join([*texts, _whole(cells[-1])])
