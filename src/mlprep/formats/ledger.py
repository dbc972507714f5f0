"""The problems of one file, collected with their places."""

from collections.abc import Iterable
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.problems import Problem, Severity

if TYPE_CHECKING:
    from mlprep.formats.positions import KeyPath, Place, Scan

_CLOSE = 0.7
"""Similarity (difflib) from which a name is suggested."""


class Ledger:
    """Collects the problems of one file; the text is scanned when the first one comes."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._text = text
        self._scan: Scan | None = None
        self._problems: list[Problem] = []

    def add(
        self,
        where: "KeyPath",
        what: str,
        right: str = "",
        *,
        severity: Severity = Severity.ERROR,
        subject: str = "",
    ) -> None:
        """Note a problem at a key path, or at the nearest table round it."""
        line, column = self.place(where)
        self._problems.append(Problem(self.path, what, right, line, column, severity, subject))

    def warn(self, where: "KeyPath", what: str, right: str = "", *, subject: str = "") -> None:
        """Note a problem that leaves everything in use."""
        self.add(where, what, right, severity=Severity.WARNING, subject=subject)

    def place(self, where: "KeyPath") -> "Place":
        """Line and column of a key path; the top of the file where nothing is known of it."""
        if self._scan is None:
            from mlprep.formats.positions import scan

            self._scan = scan(self._text)
        return self._scan.locate(where) or (1, 1)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems that are located already."""
        self._problems.extend(problems)

    def problems(self) -> tuple[Problem, ...]:
        """Everything noted, in the order of the file."""
        return tuple(sorted(self._problems, key=lambda one: (one.line, one.column)))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like ``name``; the empty string where none is close."""
    from difflib import get_close_matches

    found = get_close_matches(name[:100], list(known), n=1, cutoff=_CLOSE)
    return found[0] if found else ""


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Phrase a suggestion: the nearest known name, else ``otherwise``."""
    found = nearest(name, known)
    return f"did you mean `{found}`?" if found else otherwise


def quoted(text: str, longest: int = 40) -> str:
    """Quote a piece of somebody's text for a message, on one line and not too long."""
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    escaped = "".join(one if one.isprintable() else repr(one)[1:-1] for one in short)
    return f'"{escaped}"'


def described(value: object) -> str:
    """Say what was found: ``is 9``, ``is empty``, ``is a table``."""
    if isinstance(value, str):
        return f"is {quoted(value)}" if value.strip() else "is empty"
    if isinstance(value, bool):
        return f"is {str(value).lower()}"
    if isinstance(value, int | float):
        return f"is {value}" if isnan(value) or abs(value) < 1e15 else "is a very large number"  # noqa: PLR2004  # readable
    if isinstance(value, list):
        return f"is a list of {len(value)}" if value else "is an empty list"
    if isinstance(value, dict):
        return "is a table"
    return f"is {value}"
