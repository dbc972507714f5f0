"""Files of other programs, whatever they are: which reader reads them.

=================  ====================================================================
ending             what is read
=================  ====================================================================
.apkg .colpkg      Anki packages, schema 11 and 18 (``anki``)
.txt               Anki's text export with its headers; else rows and columns (``delimited``)
.csv .tsv          rows and columns, our own CSV among them (``delimited``)
.md .markdown      hashcards, obsidian-spaced-repetition, our own (``markdown``)
.mochi             Mochi packages (``mochi``)
.org               org-fc (``org``)
.json              our own JSON (``own_json``)
=================  ====================================================================
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlprep.formats.exchange.collection import Collection, ExchangeError
from mlprep.formats.exchange.delimited.mapping import Columns


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person says of a file, where it does not say so itself."""

    columns: Columns | None = None
    """What the columns of a CSV file hold (``delimited.mapping.parse_columns``)."""
    separator: str = ""
    """Sign between them; else the one that fits best."""
    encoding: str = ""
    """Of a text; else by its first bytes, UTF-8, Windows-1252."""
    deck: str = ""
    """Title of the deck of cards in rows that name none; else the file's name."""
    history: Path | None = None
    """Review history of org-fc; else the one beside the file."""


Reader = Callable[[Path, ReadOptions], Collection]


def read_file(path: Path, options: ReadOptions | None = None) -> Collection:
    """Read a file of another program, by its ending.

    Raises ``ExchangeError`` where it is not understood, ``OSError`` where it cannot be read.
    """
    if path.is_dir():
        raise ExchangeError(f"{path} is a folder; name a file in it")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(ENDINGS)
        own = "; what `mlprep export` wrote is taken over with `mlprep import`" * (
            path.suffix.lower() == ".zip"
        )
        raise ExchangeError(f"{path} cannot be imported: its name ends in none of {known}{own}")
    return reader(path, options or ReadOptions())


def _anki(path: Path, _options: ReadOptions) -> Collection:
    from mlprep.formats.exchange.anki.reading import read_package

    return read_package(path)


def _csv(path: Path, options: ReadOptions) -> Collection:
    from mlprep.formats.exchange.delimited.reading import CsvOptions, read_csv

    return read_csv(
        path, CsvOptions(options.columns, options.separator, options.encoding, options.deck)
    )


def _text(path: Path, options: ReadOptions) -> Collection:
    from mlprep.formats.exchange.delimited.anki_text import has_headers, read_anki_text
    from mlprep.formats.exchange.text_files import read_text

    if options.columns is None and has_headers(read_text(path, options.encoding).text):
        return read_anki_text(path, options.encoding, options.deck)
    return _csv(path, options)


def _markdown(path: Path, options: ReadOptions) -> Collection:
    from mlprep.formats.exchange.markdown.reading import read_markdown

    return read_markdown(path, options.encoding)


def _mochi(path: Path, _options: ReadOptions) -> Collection:
    from mlprep.formats.exchange.mochi.reading import read_mochi

    return read_mochi(path)


def _org(path: Path, options: ReadOptions) -> Collection:
    from mlprep.formats.exchange.org.reading import read_org

    return read_org(path, options.history, options.encoding)


def _json(path: Path, _options: ReadOptions) -> Collection:
    from mlprep.formats.exchange.own_json import read_json

    return read_json(path)


_READERS: Final[dict[str, Reader]] = {
    ".apkg": _anki,
    ".colpkg": _anki,
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".mochi": _mochi,
    ".org": _org,
    ".json": _json,
}
ENDINGS: Final = tuple(sorted(_READERS))
"""What the name of a file that can be read ends in."""
