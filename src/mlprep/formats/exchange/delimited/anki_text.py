"""Anki's text export: "Notes in Plain Text" and "Cards in Plain Text" of Anki 2.1.54 and later.

Read are its headers (https://docs.ankiweb.net/importing/text-files.html#file-headers):
``#separator``, ``#html``, ``#tags``, ``#columns``, ``#notetype``, ``#deck``, and the columns of
``#notetype column``, ``#deck column``, ``#tags column`` and ``#guid column``.  Lines that begin
with ``#`` are comments.  Such a file has no templates: the first field is asked, the second
answers, further ones stand under it; a field with gaps is a cloze text.  Files of older versions
have no header and are read as CSV.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from mlprep.domain.ids import CardId
from mlprep.formats.cloze import gaps
from mlprep.formats.exchange.anki.archive import is_image, safe_name
from mlprep.formats.exchange.anki.guids import card_id
from mlprep.formats.exchange.collection import Card, Collection, ExchangeError, Note
from mlprep.formats.exchange.delimited.reading import looks_like_html
from mlprep.formats.exchange.delimited.rows import SIGNS, Row, lines_of, name_of, rows_of, sniffed
from mlprep.formats.exchange.gathering import Gathering, deck_path
from mlprep.formats.exchange.html import to_markdown, to_text
from mlprep.formats.exchange.text_files import TextFile, read_text

_HEADER: Final = re.compile(
    r"#(separator|html|tags|columns|notetype|deck|if matches"
    r"|(?:notetype|deck|tags|guid) column):(.*)",
    re.IGNORECASE,
)
_COLUMNS: Final = ("guid", "notetype", "deck", "tags")
_SOUND: Final = re.compile(r"\[sound:[^\[\]]*\]")
_OPTIONAL: Final = "optional"


@dataclass(slots=True)
class Headers:
    """What the lines at the top of a file say."""

    values: dict[str, str] = field(default_factory=dict)

    def column(self, name: str) -> int:
        """Place of a column from 0; -1 where there is none."""
        text = self.values.get(f"{name} column", "").strip()
        return int(text) - 1 if re.fullmatch(r"[1-9][0-9]{0,2}", text) else -1

    def separator(self, text: str) -> str:
        """Sign between the columns."""
        value = self.values.get("separator", "")
        named = SIGNS.get(value.strip().lower())
        literal = "\t" if value == "\\t" else value
        return named or (literal if len(literal) == 1 and literal != '"' else sniffed(text))


def has_headers(text: str) -> bool:
    """Whether a text begins as Anki's text export does."""
    return _HEADER.match(text.lstrip("\ufeff")) is not None


def headers_of(text: str) -> Headers:
    """Read the headers."""
    found = Headers()
    for line in lines_of(text):
        match = _HEADER.match(line.strip("\n").lstrip("\ufeff"))
        if match is None:
            break
        found.values.setdefault(match[1].lower(), match[2])
    return found


def read_anki_text(path: Path, encoding: str = "", deck: str = "") -> Collection:
    """Read a text export of Anki; ``deck`` holds the cards of which it names no deck.

    Raises ``ExchangeError`` where the file cannot be understood, ``OSError`` where it cannot
    be read.
    """
    file = read_text(path, encoding)
    headers = headers_of(file.text)
    sign = headers.separator(file.text)
    gathering = Gathering("anki-text")
    reader = _Reader(file, headers, gathering, deck)
    for row in rows_of(file.text, sign, gathering, comments=True):
        reader.row(row)
    if not gathering.notes and not gathering.remarks:
        raise ExchangeError(f"{path} holds headers of Anki's text export and no note")
    return Collection(
        f"Anki text export, columns separated by {name_of(sign)}",
        tuple(gathering.notes.values()),
        tuple(gathering.remarks),
        saved_at_ms=file.saved_at_ms,
    )


class _Reader:
    """The reading of one file."""

    def __init__(self, file: TextFile, headers: Headers, gathering: Gathering, deck: str) -> None:
        self.gathering, self.headers, self.deck = gathering, headers, deck
        self.file_name = file.path.stem
        self.special = {name: headers.column(name) for name in _COLUMNS}
        html = headers.values.get("html", "").strip().lower()
        self.html = html == "true" if html in ("true", "false") else looks_like_html(file.text)
        self.tags = tuple(headers.values.get("tags", "").split())
        self.names = self._names(headers, headers.separator(file.text))

    @staticmethod
    def _names(headers: Headers, sign: str) -> list[str]:
        text = headers.values.get("columns", "")
        return [one.strip().strip('"') for one in text.split(sign)] if text else []

    def row(self, row: Row) -> None:
        """Take one note."""
        special = {
            name: row.cells[at].strip()
            for name, at in self.special.items()
            if 0 <= at < len(row.cells)
        }
        places = [at for at in range(len(row.cells)) if at not in self.special.values()]
        where = f"line {row.line}"
        fields = {self.name_of(at): self.markdown(row.cells[at], where) for at in places}
        kind = special.get("notetype", self.headers.values.get("notetype", "")).strip().lower()
        tags = (*self.tags, *special.get("tags", "").split())
        if "occlusion" in kind:
            self.gathering.remark("image occlusion needs a screen that shows pictures", where)
            return
        deck = special.get("deck") or self.headers.values.get("deck", "") or self.deck
        plain = Note(
            card_id(special["guid"]) if special.get("guid") else CardId(""),
            deck_path(deck, self.file_name),
            tags=tuple(one for one in tags if one.lower() != "marked"),
            marked=any(one.lower() == "marked" for one in tags),
        )
        typed = row.cells[places[1]] if len(places) > 1 else ""
        for note in self.notes(plain, kind, fields, typed):
            self.gathering.add(note, where)

    def name_of(self, at: int) -> str:
        """Name a field; its place where the file names none."""
        return self.names[at] if at < len(self.names) and self.names[at] else f"field {at + 1}"

    def notes(
        self, plain: Note, kind: str, fields: Mapping[str, str], typed: str
    ) -> Iterator[Note]:
        """Make the note of a row; ``typed`` is the second field as it stands in the file."""
        texts = list(fields.items())
        filled = [text for _, text in texts]
        if not any(filled):
            return
        first, rest = filled[0], texts[1:]
        if "cloze" in kind or (not kind and gaps(first)[0]):
            yield plain._replace(cloze=first, why=_joined(rest))
            return
        back = rest[0][1] if rest else ""
        more = rest[1:]
        optional = _OPTIONAL in kind and "reverse" in kind
        if optional:
            more = more[1:]
        is_reversed = "reverse" in kind and (not optional or (len(rest) > 1 and bool(rest[1][1])))
        if "type in" in kind:
            typed = _SOUND.sub("", typed)
            answer = to_text(typed) if self.html else " ".join(typed.split())
            yield plain._replace(front=first, answer=answer, why=_joined(more))
            return
        cards = (Card(), Card("rev")) if is_reversed else ()
        yield plain._replace(front=first, back=back, why=_joined(more), cards=cards)

    def markdown(self, cell: str, where: str) -> str:
        """Turn a field into Markdown."""
        if _SOUND.search(cell):
            self.gathering.remark("sounds are not played; the card leaves them out", where)
            cell = _SOUND.sub("", cell)
        return to_markdown(cell, lambda name: self.image(name, where), plain=not self.html)

    def image(self, name: str, where: str) -> str:
        """Name a picture; a text export brings none along."""
        if name.startswith(("http://", "https://")):
            return name if not set(name) & set(" ()<>") else ""
        if not name:
            return ""
        what = "a picture is not in a text export; put it into the folder media beside the deck"
        self.gathering.remark(what if is_image(name) else "a file is no picture", where)
        return f"media/{safe_name(unquote(name))}"


def _joined(texts: list[tuple[str, str]]) -> str:
    """Put further fields under one another, named where the file names them."""
    return "\n\n".join(
        text if name.startswith("field ") or name.lower() in ("extra", "back extra") else
        f"{name}: {text}"
        for name, text in texts
        if text
    )  # fmt: skip
