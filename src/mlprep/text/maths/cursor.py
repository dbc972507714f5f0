"""Reading tokens one by one, and the pieces of LaTeX that are read as they stand."""

from __future__ import annotations

from mlprep.text.maths import symbols
from mlprep.text.maths.lexer import Token, tokenize
from mlprep.text.maths.nodes import Unsupported

END = Token("end", "", -1)
_TEXT_ESCAPES = {r"\$": "$", r"\%": "%", r"\_": "_", r"\&": "&", r"\#": "#", r"\ ": " ", "~": " "}


class Cursor:
    """A place in the tokens of a formula."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens = tokenize(latex)
        self.at = 0

    def peek(self) -> Token:
        """Return the next token, `END` behind the last."""
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def take(self) -> Token:
        """Return the next token and go on."""
        token = self.peek()
        self.at += 1
        return token

    def skip_space(self) -> None:
        """Go on to a token that is no space."""
        while self.peek().kind == "space":
            self.at += 1

    def fail(self, token: Token) -> Unsupported:
        """Return what to raise about a token."""
        if token is END:
            return Unsupported("end of formula", len(self.latex))
        return Unsupported(token.text, token.position)

    def raw(self) -> str:
        """Read a group of plain characters as they stand."""
        self.skip_space()
        opening = self.take()
        if opening.kind == "char":
            return opening.text
        if opening.kind != "begin":
            raise self.fail(opening)
        parts: list[str] = []
        depth = 1
        while True:
            token = self.take()
            if token is END:
                raise Unsupported("{ without }", opening.position)
            depth += {"begin": 1, "end": -1}.get(token.kind, 0)
            if depth == 0:
                return "".join(parts)
            if token.kind in {"begin", "end"}:
                continue
            parts.append(self.raw_piece(token))

    def raw_piece(self, token: Token) -> str:
        """Return what a token of upright text stands for."""
        if token.kind == "space":
            return " "
        if token.text in _TEXT_ESCAPES:
            return _TEXT_ESCAPES[token.text]
        if token.kind != "char" or token.text in {"$", "%", "#"}:
            raise self.fail(token)
        return token.text

    def delimiter(self) -> str:
        r"""Read what may follow `\left`; "" for the invisible full stop."""
        self.skip_space()
        token = self.take()
        if token.text == ".":
            return ""
        if token.text in symbols.BARS:
            return symbols.BARS[token.text]
        for table in (symbols.OPENING, symbols.CLOSING):
            if token.text in table:
                return table[token.text]
        if token.text in {"(", ")", "[", "]", "/"}:
            return token.text
        if token.text in {"<", ">"}:
            return "⟨" if token.text == "<" else "⟩"
        raise self.fail(token)

    def number(self, text: str) -> str:
        """Read the rest of a number, with a decimal point if a digit follows it."""
        while self.at < len(self.tokens):
            here, rest = self.peek().text, self.tokens[self.at + 1 : self.at + 2]
            point = here == "." and "." not in text and bool(rest) and rest[0].text.isdigit()
            if not (here.isdigit() or point):
                break
            text += here
            self.at += 1
        return text
