"""Writing runs of reviews: all of their rows in one text, taken in by one statement.

Binding each number of each row would take half as long again, and hold other threads up.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from mlprep.domain.past import joined
from mlprep.store.values import NumberedRun

_Ints: TypeAlias = npt.NDArray[np.int64]
_NAMES = ("number", "subject", "at_ms", "day", "rating", "ms", "due", "in_steps")
_INSERT = """
INSERT INTO facts (device, action, parameters, kind, label, cram,
  number, at_ms, subject, day, rating, ms, due_day, due_at, step)
WITH RECURSIVE rows (nth) AS (SELECT 0 UNION ALL SELECT nth + 1 FROM rows WHERE nth + 1 < ?2)
SELECT {device}, {action}, {parameters}, 'review', '', 0, number, at_ms, subject, day, rating,
  ms, iif(in_steps, NULL, due), iif(in_steps, due, NULL), iif(in_steps, 0, NULL)
FROM (SELECT {columns} FROM rows)
"""
_MOST_ROWS = 50_000
"""Of one statement."""


def insert_runs(
    connection: sqlite3.Connection, runs: Sequence[NumberedRun], shared: Mapping[str, int]
) -> None:
    """Write facts; ``shared`` has the device, the action and the parameters of all of them."""
    for some in _portions(runs):
        columns = _columns(some)
        lowest = min(int(column.min()) for column in columns)
        digits, widths = _digits([column - min(lowest, 0) for column in columns])
        insert = _INSERT.format(**shared, columns=_cut(widths, min(lowest, 0)))
        connection.execute(insert, (digits, len(columns[0])))


def _portions(runs: Iterable[NumberedRun]) -> Iterator[list[NumberedRun]]:
    """Divide runs so that each portion has few enough rows, or a single run."""
    portion: list[NumberedRun] = []
    rows = 0
    for one in runs:
        rows += one[2].size
        if portion and rows > _MOST_ROWS:
            yield portion
            portion, rows = [], one[2].size
        portion.append(one)
    yield portion


def _columns(runs: Sequence[NumberedRun]) -> list[_Ints]:
    """Give the columns of the rows, in the order of ``_NAMES``."""
    sizes = np.array([run.size for _, _, run in runs])
    before = sizes.cumsum() - sizes
    first, subject = (np.array([one[at] for one in runs]) for at in (0, 1))
    number = np.arange(sizes.sum()) + np.repeat(first - before, sizes)
    rest = (np.frombuffer(column, np.int64) for column in joined(run for _, _, run in runs))
    return [number, np.repeat(subject, sizes), *rest]


def _digits(columns: Sequence[_Ints]) -> tuple[bytes, list[int]]:
    """Write rows of numbers from 0 up, each column as wide as its largest number."""
    widths = [len(str(column.max())) for column in columns]
    text = np.empty((len(columns[0]), sum(widths)), np.uint8)
    end = 0
    for column, width in zip(columns, widths, strict=True):
        left: Any = column
        for at in reversed(range(end, end + width)):
            text[:, at] = left % 10 + ord("0")
            left = left // 10
        end += width
    return text.tobytes(), widths


def _cut(widths: Sequence[int], lowest: int) -> str:
    """Take the columns of a row out of the text, as SQL; ``lowest`` was taken off each number."""
    cut, at = [], 1
    for name, width in zip(_NAMES, widths, strict=True):
        start = f"{sum(widths)} * nth + {at}"
        cut.append(f"CAST(substr(?1, {start}, {width}) AS INTEGER) + {lowest} AS {name}")
        at += width
    return ", ".join(cut)
