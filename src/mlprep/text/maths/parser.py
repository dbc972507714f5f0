"""Tokens to the tree of a formula; whatever is outside the subset is refused by name."""

# Mathematical signs are made.
# ruff: noqa: RUF001

from __future__ import annotations

from typing import TYPE_CHECKING

from mlprep.text.maths import symbols
from mlprep.text.maths.cursor import END, Cursor
from mlprep.text.maths.fonts import FONTS, STRICT, TEXT_COMMANDS
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
    Unsupported,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlprep.text.maths.lexer import Token

_MAX_DEPTH = 40
_MAX_CHARACTERS = 4000


def parse(latex: str) -> Row:
    """Return the tree of a formula (LaTeX without its dollar signs).

    Raises `Unsupported` with the offending command and its position.
    """
    if len(latex) > _MAX_CHARACTERS:
        raise Unsupported(latex[:20] + "…", 0)
    parser = _Parser(latex)
    row = parser.row()
    if (token := parser.peek()) is not END:
        raise Unsupported(token.text, token.position)
    return row


class _Parser(Cursor):
    """Recursive descent over the tokens."""

    def __init__(self, latex: str) -> None:
        super().__init__(latex)
        self.depth = 0
        self.font = ""
        self.commands: dict[str, Callable[[Token], Node]] = {
            r"\sqrt": self.root,
            r"\left": self.fenced,
            r"\begin": self.grid,
            r"\not": self.negated,
            r"\pmod": self.modulus,
            r"\overset": self.stacked,
            r"\stackrel": self.stacked,
            r"\underset": self.stacked,
            r"\xrightarrow": self.arrow,
            r"\operatorname": self.named,
            r"\operatorname*": self.named,
        }
        for name in (r"\frac", r"\dfrac", r"\tfrac", r"\binom", r"\dbinom", r"\tbinom"):
            self.commands[name] = self.fraction
        self.commands |= dict.fromkeys(FONTS, self.alphabet)
        self.commands |= dict.fromkeys(TEXT_COMMANDS, self.text)
        self.commands |= dict.fromkeys(symbols.ACCENTS, self.accent)
        self.commands |= dict.fromkeys(symbols.BIG_PREFIXES, self.sized)

    # Rows and scripts

    def row(self) -> Row:
        r"""Read nodes up to a closing brace, a cell or line end, `\right` or `\end`."""
        items: list[Node] = []
        while True:
            token = self.peek()
            if token.kind in {"end", "cell", "row"} or token.text in {r"\right", r"\end"}:
                return Row(tuple(items))
            if token.kind == "space":
                self.at += 1
            elif token.kind in {"sup", "sub"} or token.text == "'":
                self.attach(items)
            elif token.text in symbols.IGNORED:
                self.ignored(items)
            else:
                self.append(items, self.atom())

    def append(self, items: list[Node], node: Node) -> None:
        r"""Add a node; two `\perp` pulled together are the sign of independence."""
        if isinstance(node, Row) and node.items and isinstance(node.items[0], Space):
            items += node.items
            return
        pulled = len(items) > 1 and items[-1] == Space(0)
        if pulled and node == Symbol("⟂", Atom.RELATION):
            rest = [item for item in items if item != Space(0)]
            if rest and rest[-1] == node:
                items[:] = [*rest[:-1], Symbol("⫫", Atom.RELATION)]
                return
        items.append(node)

    def ignored(self, items: list[Node]) -> None:
        r"""Read a command about size, or `\limits`, which moves an operator's scripts."""
        token = self.take()
        if token.text in {r"\limits", r"\nolimits"}:
            last = items[-1] if items else None
            if not isinstance(last, Operator):
                raise self.fail(token)
            items[-1] = Operator(last.text, token.text == r"\limits", last.large)

    def attach(self, items: list[Node]) -> None:
        """Give the last node a script."""
        token = self.peek()
        sup: Row | None
        base: Node | None = items.pop() if items and not isinstance(items[-1], Space) else None
        old = base if isinstance(base, Script) and not base.limits else Script(base)
        if token.text == "'":
            sup, sub = self.primes(old.sup, token), old.sub
        else:
            self.at += 1
            script = self.argument()
            sup, sub = self.scripts(old, token, script)
        items.append(Script(old.base, sub, sup))

    def scripts(self, old: Script, token: Token, script: Row) -> tuple[Row | None, Row | None]:
        """Return super- and subscript with one more; a second one of a kind is refused."""
        if token.kind == "sub":
            if old.sub is not None:
                raise self.fail(token)
            return old.sup, script
        before = old.sup.items if old.sup is not None else ()
        if any(item != Symbol("′") for item in before):
            raise self.fail(token)
        return Row((*before, *script.items)), old.sub

    def primes(self, before: Row | None, token: Token) -> Row:
        if before is not None:
            raise self.fail(token)
        count = 0
        while self.peek().text == "'":
            self.at += 1
            count += 1
        return Row((Symbol("′"),) * count)

    def argument(self) -> Row:
        """Read what a command or a script applies to: a group or one token."""
        self.skip_space()
        token = self.peek()
        if token.kind == "begin":
            return self.group()
        if token.kind not in {"char", "command"} or token.text in {r"\right", r"\end", "'"}:
            raise self.fail(token)
        return Row((self.atom(single=True),))

    def group(self) -> Row:
        opening = self.take()
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise Unsupported("nested braces", opening.position)
        row = self.row()
        self.depth -= 1
        closing = self.take()
        if closing is END:
            raise Unsupported("{ without }", opening.position)
        if closing.text != "}":
            raise self.fail(closing)
        inner = row.items[0] if len(row.items) == 1 else None
        return inner if isinstance(inner, Row) else row

    def atom(self, *, single: bool = False) -> Node:
        """Read one node without its scripts; `single`: a number is one digit, as in `x^12`."""
        token = self.peek()
        if token.kind == "begin":
            return self.group()
        self.at += 1
        if token.kind == "char":
            return self.character(token, single)
        if token.kind != "command":
            raise self.fail(token)
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.fail(token)
        node = self.command(token)
        self.depth -= 1
        return node

    # Characters and symbols

    def character(self, token: Token, single: bool) -> Node:
        text = token.text
        if text.isdigit() and not single:
            text = self.number(text)
        if text in symbols.BARS:
            return Symbol(symbols.BARS[text])
        if text in symbols.PLAIN:
            return Symbol(*symbols.PLAIN[text])
        if text in symbols.SIGNS:
            return Symbol(self.in_font(text, token), symbols.SIGNS[text])
        if text[0].isalnum():
            return Symbol(self.in_font(text, token))
        raise self.fail(token)

    def in_font(self, text: str, token: Token) -> str:
        """Return the text in the alphabet of the moment."""
        if not self.font:
            return text
        table = FONTS[self.font]
        if self.font in STRICT and any(character not in table for character in text):
            raise Unsupported(f"{self.font}{{{text}}}", token.position)
        return "".join(table.get(character, character) for character in text)

    def command(self, token: Token) -> Node:
        name = token.text
        if name in self.commands:
            return self.commands[name](token)
        if name in symbols.COMMANDS:
            sign, atom = symbols.COMMANDS[name]
            return Symbol(self.in_font(sign, token) if atom is Atom.ORDINARY else sign, atom)
        if name in symbols.SPACES:
            return Space(symbols.SPACES[name])
        if name in symbols.LARGE:
            return Operator(symbols.LARGE[name], limits=True, large=True)
        if name in symbols.INTEGRALS:
            return Operator(symbols.INTEGRALS[name], large=True)
        if name in symbols.LIMIT_FUNCTIONS:
            return Operator(symbols.LIMIT_FUNCTIONS[name], limits=True)
        if name in symbols.FUNCTIONS:
            return Operator(name[1:])
        raise self.fail(token)

    # Commands with arguments

    def fraction(self, token: Token) -> Node:
        return Fraction(self.argument(), self.argument(), bar=not token.text.endswith("binom"))

    def root(self, _token: Token) -> Node:
        self.skip_space()
        index: Row | None = None
        if self.peek().text == "[":
            opening = self.take()
            index = self.until_bracket(opening)
        return Root(self.argument(), index)

    def until_bracket(self, opening: Token) -> Row:
        """Read the index of a root, up to its closing bracket."""
        items: list[Node] = []
        while self.peek().text != "]":
            if self.peek() is END:
                raise self.fail(opening)
            if self.peek().kind in {"sup", "sub"}:
                self.attach(items)
            elif self.peek().kind == "space":
                self.at += 1
            else:
                items.append(self.atom())
        self.at += 1
        return Row(tuple(items))

    def accent(self, token: Token) -> Node:
        return Accent(token.text, self.argument())

    def alphabet(self, token: Token) -> Node:
        outer, self.font = self.font, token.text
        body = self.argument()
        self.font = outer
        return body.items[0] if len(body.items) == 1 else body

    def text(self, token: Token) -> Node:
        r"""Read upright text; inside `\mathrm` and its like spaces do not count."""
        words = self.raw()
        if not token.text.startswith(r"\text"):
            words = words.replace(" ", "")
        return Word(words)

    def named(self, token: Token) -> Node:
        r"""Read `\operatorname`, whose name may hold a thin space, as in "arg min"."""
        self.skip_space()
        opening = self.peek()
        body = self.argument()
        name = ""
        for item in body.items:
            if isinstance(item, Space):
                name += " " if item.cells else ""
            elif isinstance(item, (Symbol, Word, Operator)):
                name += item.text.replace("−", "-")
            else:
                raise self.fail(opening)
        if not name.strip():
            raise self.fail(token)
        return Operator(name, limits=token.text.endswith("*"))

    def sized(self, token: Token) -> Node:
        """Read a bracket of a given size; the size does not matter here."""
        sign = self.delimiter()
        atom = symbols.BIG_PREFIXES[token.text] or _natural_class(sign)
        return Symbol(sign, atom)

    def fenced(self, token: Token) -> Node:
        left = self.delimiter()
        body: list[Node] = []
        while True:
            body += self.row().items
            closing = self.take()
            if closing.text == r"\right":
                return Fenced(left, self.delimiter(), Row(tuple(body)))
            raise self.fail(token if closing is END else closing)

    def negated(self, token: Token) -> Node:
        argument = self.argument()
        item = argument.items[0] if len(argument.items) == 1 else None
        if not isinstance(item, Symbol) or item.text not in symbols.NEGATED:
            raise self.fail(token)
        return Symbol(symbols.NEGATED[item.text], item.atom)

    def modulus(self, _token: Token) -> Node:
        body = (Word("mod"), Space(1), *self.argument().items)
        return Row((Space(2), Fenced("(", ")", Row(body))))

    def stacked(self, token: Token) -> Node:
        script, base = self.argument(), self.argument()
        inner = base.items[0] if len(base.items) == 1 else base
        if token.text == r"\underset":
            return Script(inner, sub=script, limits=True)
        return Script(inner, sup=script, limits=True)

    def arrow(self, _token: Token) -> Node:
        return Script(Symbol("→", Atom.RELATION), sup=self.argument(), limits=True)

    def grid(self, token: Token) -> Node:
        kind = self.raw()
        if kind not in symbols.GRIDS:
            raise Unsupported(rf"\begin{{{kind}}}", token.position)
        rows: list[tuple[Row, ...]] = []
        cells: list[Row] = []
        while True:
            cells.append(self.row())
            closing = self.take()
            if closing.kind == "cell":
                continue
            rows.append(tuple(cells))
            cells = []
            if closing.text == r"\end":
                break
            if closing.kind != "row":
                raise self.fail(token if closing is END else closing)
        if self.raw() != kind:
            raise Unsupported(rf"\begin{{{kind}}}", token.position)
        if rows[-1] == (Row(()),):
            rows.pop()
        left, right = symbols.GRIDS[kind]
        return Grid(kind, left, right, tuple(rows))


def _natural_class(sign: str) -> Atom:
    if sign in symbols.MATCHING:
        return Atom.OPEN
    if sign in symbols.MATCHING.values():
        return Atom.CLOSE
    return Atom.ORDINARY
