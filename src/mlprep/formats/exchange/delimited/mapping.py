"""Which column of a table of another program holds what."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from mlprep.formats.exchange.collection import OptionError
from mlprep.formats.exchange.delimited.rows import SIGNS

GRADES: Final[Mapping[str, int]] = {"level": 5, "priority": 3}
"""Whole numbers from 1 that a column may hold, with the highest."""
MEANINGS: Final = (
    *("front", "back", "cloze", "answer", "why", "tags", "sources", "deck", "id"),
    *GRADES,
)
"""What a column may hold; ``answer`` is typed."""
_HEADERS: Final[Mapping[str, frozenset[str]]] = {
    "front": frozenset(
        ["front", "question", "q", "prompt", "term", "word", "frage", "vorderseite", "recto"]
    ),
    "back": frozenset(
        ["back", "response", "definition", "meaning", "translation", "antwort", "verso"]
    ),
    "cloze": frozenset(["cloze", "text", "lückentext"]),
    "answer": frozenset(["answer", "a"]),
    "why": frozenset(
        ["why", "extra", "explanation", "note", "notes", "hint", "comment", "back_extra"]
    ),
    "tags": frozenset(["tags", "tag", "labels", "label", "keywords"]),
    "sources": frozenset(["sources", "source", "reference", "references", "url", "link"]),
    "deck": frozenset(["deck", "category", "topic", "folder"]),
    "id": frozenset(["id", "guid", "uuid"]),
    "level": frozenset(["level"]),
    "priority": frozenset(["priority"]),
}
Columns = Mapping[str, int | str]
"""Meaning -> number of the column from 1, or the name in its header."""


def parse_columns(text: str) -> Columns:
    """Read ``front=1,back=2,tags=4``; a column is a number from 1 or the name in its header.

    Raises ``OptionError`` where it is not understood.
    """
    found: dict[str, int | str] = {}
    for pair in text.split(","):
        meaning, sign, column = (one.strip() for one in pair.partition("="))
        if not sign or not column:
            raise OptionError(f"{pair.strip()!r} is no column; write it as in front=1,back=2")
        if meaning not in MEANINGS:
            known = ", ".join(MEANINGS)
            raise OptionError(f"a column cannot hold {meaning!r}; it holds one of {known}")
        if meaning in found:
            raise OptionError(f"two columns are said to hold {meaning!r}")
        found[meaning] = int(column) if re.fullmatch(r"[0-9]{1,3}", column) else column
        if found[meaning] == 0:
            raise OptionError("columns count from 1")
    return found


def parse_separator(text: str) -> str:
    r"""Read the sign between columns: itself, its name (``tab``), or ``\t``.

    Raises ``OptionError`` where it is none.
    """
    sign = SIGNS.get(text.strip().lower(), "\t" if text == "\\t" else text)
    if len(sign) > 1 or sign in ('"', "\n", "\r"):
        known = ", ".join(SIGNS)
        raise OptionError(f"{text!r} cannot separate columns; name one sign, or one of {known}")
    return sign


def recognised(header: Sequence[str]) -> dict[str, int]:
    """Tell what the columns of a header row hold, counted from 0; empty where it is no header.

    ``answer`` is the back where no other column is: ``question,answer``.
    """
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        name = "_".join(cell.strip().lstrip("\ufeff").casefold().split())
        for meaning, names in _HEADERS.items():
            if name in names:
                found.setdefault(meaning, at)
    if "answer" in found and "back" not in found:
        found["back"] = found.pop("answer")
    usable = ("front" in found and "back" in found) or "cloze" in found
    return found if usable else {}


def placed(columns: Columns, header: Sequence[str], widest: int) -> dict[str, int]:
    """Put numbers (from 0) in the place of names; ``widest`` is how many columns the rows have.

    Raises ``OptionError`` where the header has no such name, or the rows no such column.
    """
    names = {
        " ".join(cell.casefold().split()): at for at, cell in reversed(list(enumerate(header)))
    }
    found: dict[str, int] = {}
    for meaning, column in columns.items():
        if isinstance(column, int):
            if column > widest:
                raise OptionError(
                    f"--columns says {meaning}={column}, but the rows have"
                    f" {widest} column{'s' * (widest != 1)}"
                )
            found[meaning] = column - 1
        elif " ".join(column.casefold().split()) in names:
            found[meaning] = names[" ".join(column.casefold().split())]
        else:
            has = ", ".join(repr(one[:40]) for one in header[:12])
            raise OptionError(f"no column is named {column!r}; the first row has {has}")
    return found


def grades(cells: Mapping[str, str]) -> tuple[dict[str, object], list[str]]:
    """Read the whole numbers of a row; also say which cells hold no such number."""
    found: dict[str, object] = {}
    faults = []
    for name, most in GRADES.items():
        cell = cells.get(name, "").strip()
        if re.fullmatch(r"[0-9]{1,3}", cell) and 1 <= int(cell) <= most:
            found[name] = int(cell)
        elif cell:
            faults.append(f"a {name} is no whole number from 1 to {most} and is left out")
    return found, faults


def split_tags(cell: str) -> tuple[str, ...]:
    """Cut a cell of tags: at commas, semicolons and line ends where there are any, else spaces."""
    parts = re.split(r"[,;\n|]", cell) if re.search(r"[,;\n|]", cell) else cell.split()
    return tuple(filter(None, (one.strip().lstrip("#") for one in parts)))
