"""Rows of a delimited text: which sign separates the columns, and what cannot be read."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import count as count_from
from itertools import islice
from typing import Final, NamedTuple

from mlprep.formats.exchange.gathering import Gathering

SIGNS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|",
                "colon": ":"}  # fmt: skip
_SNIFFED: Final = (",", "\t", ";", "|")
_SAMPLE_ROWS: Final = 200
_SAMPLE_LINE: Final = 20_000
_LONGEST_LINE: Final = 1_000_000
MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 150_000
_MOST_RETRIES: Final = 20


class Row(NamedTuple):
    """One row and the line on which it begins, counted from 1."""

    line: int
    cells: list[str]


def name_of(sign: str) -> str:
    """Name a separator for the person."""
    names = {one: name for name, one in SIGNS.items()}
    return names.get(sign, repr(sign))


def lines_of(text: str, at: int = 0) -> Iterator[str]:
    """Give the lines from an offset on one by one, without a second copy of the text."""
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end + 1
        yield text[at:end]
        at = end


def sniffed(text: str) -> str:
    """Tell which sign separates the columns: the one that cuts most rows alike."""
    sample = [line[:_SAMPLE_LINE] for line in islice(lines_of(text), _SAMPLE_ROWS)]
    scores = {sign: _score(sample, sign) for sign in _SNIFFED}
    best = max(_SNIFFED, key=lambda sign: scores[sign])
    return best if scores[best] > (0.0, 0) else ","


def _score(sample: list[str], sign: str) -> tuple[float, int]:
    """Give the share of rows that have the usual number of columns, and that number."""
    counts: Counter[int] = Counter()
    reader = csv.reader(iter(sample), delimiter=sign)
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            counts[0] += 1
            continue
        if row is None:
            break
        # Half a pair of quotation marks in a cell: the sign cut one that was quoted.
        cut = any(cell.count('"') % 2 for cell in row)
        counts[0 if cut else len(row)] += bool(row)
    usual, rows = counts.most_common(1)[0] if counts else (0, 0)
    return (rows / counts.total(), usual) if usual > 1 else (0.0, 0)


def rows_of(text: str, sign: str, gathering: Gathering, *, comments: bool = False) -> Iterator[Row]:
    """Give the rows, RFC 4180 with any separator; a row that cannot be read is remarked.

    A quotation mark that is not closed takes only its own line along.  ``comments`` passes over
    lines that begin with ``#``.  Empty rows are left out.
    """
    source = _Lines(text, gathering, comments=comments)
    reader = csv.reader(source, delimiter=sign, strict=True)
    for count in count_from(0):
        if count >= MOST_ROWS:
            gathering.remark(f"only the first {MOST_ROWS:,} rows of a file are read; split it")
            return
        begins = source.number + 1
        source.first = None
        try:
            cells = next(reader, None)
        except csv.Error as error:
            gathering.remark(f"a row cannot be read: {_explained(str(error))}", f"line {begins}")
            source.go_back()
            continue
        if cells is None:
            return
        if len(cells) > MOST_COLUMNS:
            what = f"a row has more than {MOST_COLUMNS} columns"
            gathering.remark(what, f"line {begins}")
        elif any(cell.strip() for cell in cells):
            yield Row(begins, cells)


class _Lines:
    """The lines of a text, counted; between rows those that are comments are passed over."""

    def __init__(self, text: str, gathering: Gathering, *, comments: bool) -> None:
        self.number = 0
        self.first: tuple[int, int] | None = None
        """Number and end of the first line of the row that is being read."""
        self._text = text
        self._end = 0
        self._gathering = gathering
        self._lines = lines_of(text)
        self._comments = comments
        self._retries = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        while True:
            line = next(self._lines)
            self.number += 1
            self._end += len(line)
            if len(line) > _LONGEST_LINE:
                what = f"a line of more than {_LONGEST_LINE:,} characters is left out"
                self._gathering.remark(what, f"line {self.number}")
            elif not (self._comments and line.startswith("#")):
                self.first = self.first or (self.number, self._end)
                return line

    def go_back(self) -> None:
        """Go on behind the first line of the row, where it took others along."""
        if self.first and self.first[0] < self.number and self._retries < _MOST_RETRIES:
            self._retries += 1
            self.number, self._end = self.first
            self._lines = lines_of(self._text, self._end)


def _explained(fault: str) -> str:
    if "unexpected end" in fault:
        return "a quotation mark is not closed"
    if "expected after" in fault:
        return "something follows a closing quotation mark; inside a cell it is written twice"
    if "larger than field limit" in fault:
        return "a cell has more than 128 kB; a quotation mark is perhaps not closed"
    return fault
