"""Print for people and for programs."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

_SIMPLE = frozenset({bool, int, float, str})


def print_json(value: object) -> None:
    """Print a value as JSON, two spaces deep, keys in their order."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: object) -> Any:
    """Turn dataclasses, named tuples, enums and paths into what JSON knows."""
    if value is None or type(value) in _SIMPLE:
        return value
    names = _fields(value)
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(one) for one in value]
    return value


def _fields(value: object) -> Sequence[str] | None:
    """Name the fields of a named tuple or a dataclass; None for anything else."""
    if isinstance(value, tuple):
        return getattr(value, "_fields", None)
    if "dataclasses" not in sys.modules:
        return None  # where nobody has loaded it there are none, and loading it takes long
    from dataclasses import fields, is_dataclass

    if isinstance(value, type) or not is_dataclass(value):
        return None
    return [one.name for one in fields(value)]


def say(text: str) -> None:
    """Tell the person something that is not the result."""
    sys.stderr.write(f"{text}\n")


def colours() -> bool:
    """Whether to emphasise: on a terminal, unless NO_COLOR; FORCE_COLOR insists."""
    if os.environ.get("FORCE_COLOR"):
        return True
    return not os.environ.get("NO_COLOR") and sys.stdout.isatty() and _term() != "dumb"


def _term() -> str:
    return os.environ.get("TERM", "")


def is_interactive() -> bool:
    """Whether a full screen can be drawn."""
    return sys.stdin.isatty() and sys.stdout.isatty() and _term() != "dumb"


def bold(text: str) -> str:
    """Emphasise a text where colours are on."""
    return f"\x1b[1m{text}\x1b[0m" if colours() else text


def _cut(cells: list[list[str]], index: int, width: int) -> None:
    """Cut the cells of one column, as far as it takes to fit all into the width."""
    from mlprep.text.lines import cell_width, fit

    others = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
    room = max(_LEAST_CELLS, width - sum(others) + others[index] - 2 * (len(others) - 1))
    for row in cells:
        row[index] = fit(row[index], room)


_LEAST_CELLS = 20


def columns(
    rows: Iterable[Sequence[str]], *, right: Sequence[int] = (), shorten: Sequence[int] = ()
) -> list[str]:
    """Align rows by the width of their cells; columns in ``right`` are right-aligned.

    On a terminal the columns in ``shorten`` are cut, the first one first, so that all fit.
    """
    from mlprep.text.lines import cell_width
    from mlprep.text.sanitise import visible

    cells = [[visible(cell) for cell in row] for row in rows]
    if shorten and sys.stdout.isatty():
        from shutil import get_terminal_size  # which nothing else here needs

        for index in shorten:
            _cut(cells, index, get_terminal_size().columns)
    widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padded = []
        for index, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - cell_width(cell))
            padded.append(space + cell if index in right else cell + space)
        lines.append("  ".join(padded).rstrip())
    return lines
