"""One table of a file (a card, an item, ...) with what is known to be wrong in it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, overload

from mlprep.formats.files import WrittenFloat
from mlprep.formats.ledger import Ledger, quoted
from mlprep.formats.positions import KeyPath

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_TAB_COMMAND = re.compile(r"\t(?:ext\{|heta\b|imes\b|au\b)")
_LINE_COMMAND = re.compile(r"\n(?:abla|eq)\b")
_ESCAPED = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r"}


class Entry:
    """A table with its place in the file; reading a faulty field gives the default."""

    __slots__ = ("bad", "data", "get", "ledger", "usable", "where")

    def __init__(
        self,
        data: Mapping[str, Any],
        where: KeyPath,
        ledger: Ledger,
        faults: Mapping[str, bool] | None = None,
    ) -> None:
        self.data, self.where, self.ledger = data, where, ledger
        self.bad = faults or {}
        self.usable = not faults or all(faults.values())
        self.get: Callable[..., Any] = (_sound(data, faults) if faults else data).get
        """Value of a sound field, else the default (``None``)."""

    @property
    def id(self) -> str:
        """The id that the file gives; empty where it gives none."""
        return str(self.get("id", ""))

    def has(self, field: str) -> bool:
        """Whether the field is there, right or wrong."""
        return field in self.data or field in self.bad

    def sound(self, field: str) -> bool:
        """Whether the field is there and right."""
        return field in self.data and field not in self.bad

    def text(self, field: str) -> str:
        """Text of a field without the line breaks round it; warns of mistaken escapes."""
        value: str | None = self.get(field)
        if value is None:
            return ""
        if not value.isprintable() and (found := _mistaken(value)):
            self._mistaken_escape(field, found)
        return value.lstrip("\r\n").rstrip()

    def texts(self, field: str) -> tuple[str, ...]:
        """List of texts; a single text counts as a list of one."""
        value = self.get(field)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(value)

    @overload
    def number(self, field: str) -> float | None: ...
    @overload
    def number(self, field: str, default: float) -> float: ...
    def number(self, field: str, default: float | None = None) -> float | None:
        """Give a number as a plain float."""
        value = self.get(field)
        return default if value is None else float(value)

    def day(self, field: str) -> str:
        """Date as ISO 8601, whether written as a date or as text; empty where there is none."""
        value = self.get(field)
        if value is None:
            return ""
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.fault(field, f"`{field}` is {quoted(str(value))}", "there is no such day")
            return ""

    def fault(self, field: str, what: str, right: str = "") -> None:
        """Note a problem that makes the entry useless."""
        self.usable = False
        self.ledger.add(self._at(field), what, right, subject=self.id)

    def warn(self, field: str, what: str, right: str = "") -> None:
        """Note a problem with which the entry is used all the same."""
        self.ledger.warn(self._at(field), what, right, subject=self.id)

    def _at(self, field: str) -> KeyPath:
        return (*self.where, field) if field else self.where

    def _mistaken_escape(self, field: str, found: str) -> None:
        letter = _ESCAPED.get(found)
        if letter is None:
            what = f"`{field}` holds the control character {found!r}"
            self.warn(field, what, "remove it; it is shown as a symbol")
            return
        self.warn(
            field,
            f"`{field}` holds {found!r}, a control character",
            f"if a command such as \\{_EXAMPLES[letter]} is meant, write two backslashes, "
            "or put the text between single quotes",
        )


def _sound(data: Mapping[str, Any], faults: Mapping[str, bool]) -> dict[str, Any]:
    return {field: value for field, value in data.items() if field not in faults}


_EXAMPLES = {"b": "beta", "t": "theta", "n": "nabla", "f": "frac", "r": "rho"}


def _mistaken(text: str) -> str:
    """Find a control character, or a tab or line break that begins a LaTeX command's rest."""
    found = _CONTROL.search(text)
    if found is None and "\t" in text:
        found = _TAB_COMMAND.search(text)
    if found is None and "\n" in text:
        found = _LINE_COMMAND.search(text)
    return found[0][0] if found else ""


def written(value: object) -> str:
    """Give a number or text as its author wrote it."""
    return value.written if isinstance(value, WrittenFloat) else str(value)
