"""Text of other programs: read with a limit, its encoding told and never guessed in silence."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlprep.formats.exchange.collection import ExchangeError, OptionError

MOST_BYTES: Final = 24 * 2**20
"""Of one text file; 50,000 cards of usual size have a third of it."""
_MOST_TABLES, _MOST_VALUES = 400_000, 2_000_000
"""Of nested data: each costs many times its bytes in memory."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_FALLBACK: Final = "cp1252"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file as it was read; every line ends with one line feed."""

    path: Path
    text: str
    encoding: str
    """For the person."""
    guessed: bool = False
    """Whether nothing in the file says that this is its encoding."""
    saved_at_ms: int = 0


def read_text(path: Path, encoding: str = "") -> TextFile:
    """Read a text file: by its byte order mark, as UTF-8, or in the encoding that is named.

    What is none of them is read as Windows-1252 and marked as guessed.  Raises
    ``ExchangeError`` for what is too large or no text, ``OSError`` where it cannot be read.
    """
    stat = path.stat()
    if not path.is_file():
        raise ExchangeError(f"{path} is no file")
    if stat.st_size > MOST_BYTES:
        raise ExchangeError(
            f"{path} has {stat.st_size / 2**20:.0f} MB; at most {MOST_BYTES // 2**20} MB of text"
            " are read at once, so split it"
        )
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    text, name, guessed = _decoded(path, data, encoding)
    if "\x00" in text:
        raise ExchangeError(f"{path} holds zero bytes, so it is no text file")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return TextFile(path, text, name, guessed, int(stat.st_mtime * 1000))


def _decoded(path: Path, data: bytes, encoding: str) -> tuple[str, str, bool]:
    if encoding:
        return _as_named(path, data, encoding), encoding, False
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            return _as_named(path, data, codec), name, False
    try:
        return data.decode("utf-8"), "UTF-8", False
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise ExchangeError(f"{path} holds zero bytes, so it is no text file") from error
        try:
            return data.decode(_FALLBACK), "Windows-1252", True
        except UnicodeDecodeError:
            raise ExchangeError(
                f"{path} is not UTF-8 (byte {error.start + 1}); save it in that encoding, or name"
                " its encoding with --encoding"
            ) from error


def _as_named(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise OptionError(f"there is no encoding {encoding!r}; utf-8 is usual") from error
    except (UnicodeError, ValueError) as error:
        raise ExchangeError(f"{path} is not in the encoding {encoding} ({error})") from error


def lines_of(text: str) -> Iterator[str]:
    """Give the lines one by one, without their ends and without a second copy of the text."""
    at = 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield text[at:end]
        at = end + 1


def check_parts(path: Path, text: str) -> None:
    """Refuse nested data of more parts than fit into memory; raises ``ExchangeError``."""
    tables, values = text.count("{") + text.count("["), text.count(",")
    if tables > _MOST_TABLES or values > _MOST_VALUES:
        raise ExchangeError(
            f"{path} has {tables:,} tables and lists with {values:,} values, more than is read at"
            " once; export fewer decks at a time"
        )
