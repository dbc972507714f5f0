"""Which column of a table of another program holds what."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from mlprep.formats.exchange.collection import ExchangeError
from mlprep.formats.exchange.delimited.rows import SIGNS

MEANINGS: Final = ("front", "back", "cloze", "answer", "why", "tags", "sources", "deck", "id")
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
}
Columns = Mapping[str, int | str]
"""Meaning -> number of the column from 1, or the name in its header."""


def parse_columns(text: str) -> Columns:
    """Read ``front=1,back=2,tags=4``; a column is a number from 1 or the name in its header.

    Raises ``ExchangeError`` where it is not understood.
    """
    found: dict[str, int | str] = {}
    for pair in text.split(","):
        meaning, sign, column = (one.strip() for one in pair.partition("="))
        if not sign or not column:
            raise ExchangeError(f"{pair.strip()!r} is no column; write it as in front=1,back=2")
        if meaning not in MEANINGS:
            known = ", ".join(MEANINGS)
            raise ExchangeError(f"a column cannot hold {meaning!r}; it holds one of {known}")
        if meaning in found:
            raise ExchangeError(f"two columns are said to hold {meaning!r}")
        found[meaning] = int(column) if re.fullmatch(r"[0-9]{1,3}", column) else column
        if found[meaning] == 0:
            raise ExchangeError("columns count from 1")
    return found


def parse_separator(text: str) -> str:
    r"""Read the sign between columns: itself, its name (``tab``), or ``\t``.

    Raises ``ExchangeError`` where it is none.
    """
    sign = SIGNS.get(text.strip().lower(), "\t" if text == "\\t" else text)
    if len(sign) > 1 or sign in ('"', "\n", "\r"):
        known = ", ".join(SIGNS)
        raise ExchangeError(f"{text!r} cannot separate columns; name one sign, or one of {known}")
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


def placed(columns: Columns, header: Sequence[str]) -> dict[str, int]:
    """Put numbers (from 0) in the place of names.

    Raises ``ExchangeError`` where the header has no such name.
    """
    names = {
        " ".join(cell.casefold().split()): at for at, cell in reversed(list(enumerate(header)))
    }
    found: dict[str, int] = {}
    for meaning, column in columns.items():
        if isinstance(column, int):
            found[meaning] = column - 1
        elif " ".join(column.casefold().split()) in names:
            found[meaning] = names[" ".join(column.casefold().split())]
        else:
            has = ", ".join(repr(one[:40]) for one in header[:12])
            raise ExchangeError(f"no column is named {column!r}; the first row has {has}")
    return found


def split_tags(cell: str) -> tuple[str, ...]:
    """Cut a cell of tags: at commas, semicolons and line ends where there are any, else spaces."""
    parts = re.split(r"[,;\n|]", cell) if re.search(r"[,;\n|]", cell) else cell.split()
    return tuple(filter(None, (one.strip().lstrip("#") for one in parts)))
