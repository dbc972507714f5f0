"""Write one card as TOML, the way a person would: the fewest marks that say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from mlprep.formats.field_order import rank

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_QUOTES = re.compile(r'"{3,}|"+\Z')
"""Quotation marks that would end a text of several lines before its end, or run into its end."""


@dataclass(frozen=True, slots=True)
class CardDraft:
    """What a person gave of a new card; empty is left out.  The fields stand as in a file."""

    id: str = ""
    topic: str = ""
    level: int | None = None
    kind: str = ""
    priority: int | None = None
    reverse: bool = False
    front: str = ""
    cloze: str = ""
    back: str = ""
    options: tuple[str, ...] = ()
    key: tuple[int, ...] = ()
    """Places of the right options, counted from 0."""
    answer: str = ""
    unit: str = ""
    accept: tuple[str, ...] = ()
    why: str = ""
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The text that tells the card from others."""
        return self.cloze or self.front


_FIELDS = tuple(one.name for one in fields(CardDraft))
_values = attrgetter(*_FIELDS)


def card_block(draft: CardDraft) -> str:
    """Write a card as a ``[[card]]`` table, fields in their normal order."""
    given = zip(_FIELDS, _values(draft), strict=True)
    lines = [f"{name} = {_written(name, value)}" for name, value in given if value]
    return "\n".join(["[[card]]", *lines]) + "\n"


def table_block(table: Mapping[str, Any]) -> str:
    """Write any fields of a card as a ``[[card]]`` table, in their normal order."""
    left = dict(table)
    if left.get("match") == "number" and _NUMBER.fullmatch(str(left.get("answer"))):
        del left["match"]
        left["answer"] = Literal(left["answer"])
    if isinstance(keys := left.get("key"), list) and len(keys) == 1:
        left["key"] = keys[0]
    names = sorted(left, key=lambda name: rank(("card",), name))
    lines = [f"{name} = {_value(left[name])}" for name in names]
    return "\n".join(["[[card]]", *lines]) + "\n"


class Literal(str):
    """A number, as it is to be written."""

    __slots__ = ()


def _value(value: Any, *, inline: bool = False) -> str:
    if isinstance(value, Literal):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{name} = {_value(one, inline=True)}" for name, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one, inline=True) for one in value) + "]"
    return repr(value) if isinstance(value, float) else toml_text(value, inline=inline)


def _written(name: str, value: Any) -> str:
    if isinstance(value, str) and name != "answer":
        return toml_text(value)
    if name == "answer" and _NUMBER.fullmatch(value):
        return str(value)
    if name == "key" and len(value) == 1:
        return str(value[0])
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(toml_text(one, inline=True) for one in value) + "]"
    return str(value) if isinstance(value, int) else toml_text(value)


def toml_text(value: object, *, inline: bool = False) -> str:
    """Write a text (or a whole number) so that it reads back the same.

    Backslashes, which formulae are full of, stand between single quotes where they can; a text
    of several lines stands between three quotation marks.
    """
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if "\n" not in text and "\\" not in text:
        return _basic(text)
    plain = _CONTROL.search(text) is None
    if plain and "\n" in text and not inline:
        return _several_lines(text)
    if plain and "\n" not in text and "'" not in text:
        return f"'{text}'"
    return _basic(text)


def _basic(text: str) -> str:
    """JSON's escapes are TOML's, but for one character."""
    return encode_basestring(text).replace("\x7f", "\\u007F")


def _several_lines(text: str) -> str:
    if "\\" in text and "'''" not in text and not text.endswith("'"):
        return f"'''\n{text}'''"
    escaped = _QUOTES.sub(lambda found: '\\"' * len(found[0]), text.replace("\\", "\\\\"))
    return f'"""\n{escaped}"""'
