"""EDN (https://github.com/edn-format/edn), as Mochi's documented import format has it.

Keywords and symbols become their names, ``#inst`` milliseconds, sets and lists become lists.
Read without recursion, so that no nesting ends the program.
"""

import re
from typing import Any, Final

from mlprep.formats.exchange.mochi.transit import DEEPEST, DataError, iso_ms, real, whole

_TOKEN: Final = re.compile(
    r"""[\s,]++|;[^\n]*+|(?P<string>"(?:[^"\\]|\\.)*+")|(?P<open>\#?\{|[\[(])|(?P<close>[}\])])"""
    r"""|(?P<discard>\#_)|(?P<tag>\#[A-Za-z][^\s,;"\[\](){}]*+)|(?P<char>\\(?:[^\s]\w*+))"""
    r"""|(?P<atom>[^\s,;"\[\](){}\\]++)""",
    re.DOTALL,
)
_CLOSES: Final = {"[": "]", "(": ")", "{": "}", "#{": "}"}
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_LETTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: Final = {"true": True, "false": False, "nil": None}
_DISCARD: Final = "#_"


class _Open:
    """A collection that is being read, and the tags that wait for its next value."""

    def __init__(self, sign: str) -> None:
        self.sign = sign
        self.values: list[Any] = []
        self.waiting: list[str] = []

    def add(self, value: Any) -> None:
        while self.waiting:
            tag = self.waiting.pop()
            if tag == _DISCARD:
                return
            value = iso_ms(value) if tag == "#inst" and isinstance(value, str) else value
        self.values.append(value)

    def closed(self) -> Any:
        if self.sign != "{":
            return self.values
        names = (str(one) for one in self.values[::2])
        return dict(zip(names, self.values[1::2], strict=False))


def parse_edn(text: str) -> Any:
    """Read the first value of a text.  Raises ``DataError``."""
    stack = [_Open("")]
    at = 0
    while at < len(text) and not (len(stack) == 1 and stack[0].values):
        found = _TOKEN.match(text, at)
        if found is None:
            raise DataError(f"its EDN cannot be read at character {at + 1}")
        at = found.end()
        if found.lastgroup is not None:
            _take(stack, found.lastgroup, found[0])
    if len(stack) > 1 or not stack[0].values:
        raise DataError("its EDN ends too early")
    return stack[0].values[0]


def _take(stack: list[_Open], kind: str, token: str) -> None:
    if kind == "open":
        if len(stack) > DEEPEST:
            raise DataError("its data is nested too deep")
        stack.append(_Open(token))
    elif kind == "close":
        if len(stack) == 1 or _CLOSES[stack[-1].sign] != token:
            raise DataError(f"its EDN has a {token} that closes nothing")
        value = stack.pop().closed()
        stack[-1].add(value)
    elif kind in ("discard", "tag"):
        stack[-1].waiting.append(token)
    else:
        stack[-1].add(_atom(kind, token))


def _atom(kind: str, token: str) -> Any:
    if kind == "string":
        return _ESCAPE.sub(_unescaped, token[1:-1])
    if kind == "char":
        return token[1:]
    if token in _WORDS:
        return _WORDS[token]
    if token.startswith(":"):
        return token[1:]
    if token[0].isdigit() or token[0] in "+-.":
        number = whole(token.rstrip("NM").removeprefix("+"))
        return number if number is not None else (real(token.rstrip("NM")) or token)
    return token


def _unescaped(found: re.Match[str]) -> str:
    sign = found[1]
    if len(sign) > 1:
        return chr(int(sign[1:], 16))
    return _LETTERS.get(sign, sign)
