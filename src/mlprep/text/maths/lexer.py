"""LaTeX source to tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["command", "char", "begin", "end", "sup", "sub", "space", "cell", "row"]

_TOKEN = re.compile(
    r"(?P<row>\\\\)|(?P<command>\\(?:[A-Za-z]+\*?|.|$))|(?P<space>\s+|~)|(?P<char>.)", re.DOTALL
)
_SPECIAL: dict[str, Kind] = {"{": "begin", "}": "end", "^": "sup", "_": "sub", "&": "cell"}
# The star belongs to these commands; after any other it is a character.
_STARRED = frozenset({r"\operatorname*"})


@dataclass(frozen=True, slots=True)
class Token:
    """One lexical unit and where it starts."""

    kind: Kind
    text: str
    position: int


def tokenize(latex: str) -> list[Token]:
    """Split LaTeX into tokens; nothing is lost and nothing raises."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(latex):
        text, at = found[0], found.start()
        if found["row"]:
            tokens.append(Token("row", text, at))
        elif found["command"]:
            tokens.extend(_command(text, at))
        elif found["space"]:
            tokens.append(Token("command" if text == "~" else "space", text, at))
        else:
            tokens.append(Token(_SPECIAL.get(text, "char"), text, at))
    return tokens


def _command(text: str, at: int) -> list[Token]:
    if text.endswith("*") and text != r"\*" and text not in _STARRED:
        return [Token("command", text[:-1], at), Token("char", "*", at + len(text) - 1)]
    return [Token("command", text, at)]
