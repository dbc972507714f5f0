"""CSV and TSV of any origin."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Final

from mlprep.domain.ids import CardId
from mlprep.formats.cloze import gaps
from mlprep.formats.exchange.collection import Collection, ExchangeError, Note, OptionError
from mlprep.formats.exchange.delimited.mapping import (
    MEANINGS,
    Columns,
    grades,
    placed,
    recognised,
    split_tags,
)
from mlprep.formats.exchange.delimited.own_csv import is_own, read_own
from mlprep.formats.exchange.delimited.rows import Row, name_of, rows_of, sniffed
from mlprep.formats.exchange.gathering import Gathering, deck_path, foreign_id
from mlprep.formats.exchange.html import to_markdown
from mlprep.formats.exchange.pictures import Pictures
from mlprep.formats.exchange.text_files import TextFile, read_text

_HTML: Final = re.compile(
    r"<(?:br|div|p|b|i|u|em|strong|span|ul|ol|li|code|pre|img|a|sub|sup|table|h[1-6])\b[^<>]*>"
    r"|&(?:nbsp|lt|gt|amp|quot);",
    re.IGNORECASE,
)
_SAID: Final = re.compile(r"sep=([^\n\"])\n", re.IGNORECASE)
"""The line by which Excel is told the separator."""
_TOO_MANY: Final = (
    "a row has more columns than the first one, and what stands in them is left out; a text that"
    " holds the separator stands between quotation marks"
)
_PAIR: Final = 2
_SAMPLE: Final = 200
"""Rows by which the number of columns is told."""


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """What a person says of a file of rows."""

    columns: Columns | None = None
    separator: str = ""
    encoding: str = ""
    deck: str = ""
    """Title of the deck for cards that name none; else the file's name."""


def read_csv(path: Path, options: CsvOptions | None = None) -> Collection:
    """Read a CSV or TSV file: RFC 4180 with any separator.

    Columns are those named in ``options``, else those that the header row names, else the
    first two.  Our own CSV is recognised by its header.  Raises ``ExchangeError`` where the
    file cannot be understood, ``OSError`` where it cannot be read.
    """
    options = options or CsvOptions()
    file = read_text(path, options.encoding)
    said = _SAID.match(file.text)
    text = file.text[said.end() - 1 :] if said else file.text
    sign = options.separator or (said[1] if said else sniffed(text))
    gathering = Gathering("csv")
    rows = rows_of(text, sign, gathering)
    first = next(rows, None)
    if first is None:
        raise ExchangeError(f"{path} holds no row that can be read{_faults(gathering)}")
    if file.guessed:
        gathering.remark("the file is not UTF-8 and was read as Windows-1252; name its encoding "
                         "with --encoding if letters came out wrong")  # fmt: skip
    what = f"CSV, columns separated by {name_of(sign)}, {file.encoding}"
    if options.columns is None and is_own(first.cells):
        read_own(first.cells, rows, path, gathering)
        pictures = Pictures(path, gathering)
        gathering.notes = {name: pictures.beside(one) for name, one in gathering.notes.items()}
        found = _collection(f"cards of mlprep as {what}", file, gathering)
        return replace(found, media=pictures.sizes, save_media=pictures.save)
    _Reader(file, options, gathering).read(first, rows)
    return _collection(what, file, gathering)


def _faults(gathering: Gathering) -> str:
    first = next(iter(gathering.remarks), None)
    return f": {first.what} ({first.where})" if first else ""


def _collection(source: str, file: TextFile, gathering: Gathering) -> Collection:
    return Collection(
        source,
        tuple(gathering.notes.values()),
        tuple(gathering.remarks),
        saved_at_ms=file.saved_at_ms,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """The reading of a table that is not our own."""

    file: TextFile
    options: CsvOptions
    gathering: Gathering

    def read(self, first: Row, rows: Iterator[Row]) -> None:
        sample = [first, *islice(rows, _SAMPLE)]
        columns, is_header = self.columns(first, max(len(row.cells) for row in sample))
        self.unused(columns, first.cells, is_header=is_header)
        width = max(len(first.cells), *(at + 1 for at in columns.values()))
        for row in chain(sample[is_header:], rows):
            if any(cell.strip() for cell in row.cells[width:]):
                self.gathering.remark(_TOO_MANY, f"line {row.line}")
            self.row(row, columns)

    def columns(self, first: Row, widest: int) -> tuple[Mapping[str, int], bool]:
        """Tell what the columns hold, and whether the first row is a header."""
        known = recognised(first.cells)
        given = self.options.columns
        if given is not None:
            by_name = any(isinstance(one, str) for one in given.values())
            return self.checked(placed(given, first.cells, widest)), by_name or bool(known)
        if known:
            return known, True
        if len(first.cells) >= _PAIR:
            self.gathering.remark("no header names the columns: the first was taken as front and "
                                  "the second as back; say otherwise with --columns")  # fmt: skip
            return {"front": 0, "back": 1}, False
        if gaps(first.cells[0])[0]:
            return {"cloze": 0}, False
        raise ExchangeError(
            f"{self.file.path} has one column; a card needs a front and a back, or a text with a"
            " gap such as {{c1::this}}"
        )

    def checked(self, columns: dict[str, int]) -> dict[str, int]:
        if "front" in columns and ("back" in columns or "answer" in columns):
            return columns
        if "cloze" in columns:
            return columns
        raise OptionError("--columns names neither front and back nor cloze; no card comes of it")

    def unused(self, columns: Mapping[str, int], cells: Sequence[str], *, is_header: bool) -> None:
        free = [name for name in MEANINGS if name not in columns]
        as_what = f"; --columns can take it as {', '.join(free)}" if free else ""
        for at, cell in enumerate(cells):
            if at not in columns.values():
                name = f"column {at + 1}" + (f" ({cell[:40]!r})" if is_header else "")
                self.gathering.remark(f"a column is not taken over{as_what}", name)

    def row(self, row: Row, columns: Mapping[str, int]) -> None:
        cells = {name: row.cells[at] for name, at in columns.items() if at < len(row.cells)}
        front, back, cloze, why = (
            _text(cells.get(name, "")) for name in ("front", "back", "cloze", "why")
        )
        if not cloze.strip() and gaps(front)[0]:
            cloze, why = front, "\n\n".join(filter(None, (back, why)))
        if cloze.strip():
            front = back = ""
        typed = "" if cloze.strip() or back.strip() else cells.get("answer", "")
        name, source = cells.get("id", "").strip(), cells.get("sources", "").strip()
        fields, faults = grades(cells)
        for fault in faults:
            self.gathering.remark(fault, f"line {row.line}")
        note = Note(
            foreign_id("csv", name) if name else CardId(""),
            deck_path(cells.get("deck", "").strip() or self.options.deck, self.file.path.stem),
            front,
            back,
            cloze,
            " ".join(typed.split()),
            why,
            split_tags(cells.get("tags", "")),
            (source,) if source else (),
            fields=fields,
        )
        self.gathering.add(note, f"line {row.line}")


def looks_like_html(text: str) -> bool:
    """Whether a text has tags or entities such as an editor of rich text writes."""
    return _HTML.search(text) is not None


def _text(cell: str) -> str:
    """Take a cell as Markdown, or turn its HTML into it."""
    return to_markdown(cell) if looks_like_html(cell) else cell
