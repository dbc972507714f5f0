r"""Read Mochi packages into the neutral form.

Version 2 of the format (https://mochi.cards/docs/import-and-export/mochi-format): a zip file
with ``data.json`` (Transit) or ``data.edn`` and the attachments.  A card's sides are separated
by a line ``---``; ``{{gaps}}`` and ``{{1::numbered ones}}`` make cloze cards; a template's
``<< Field >>`` are filled in.  A review says whether it was remembered: "good" or "again" here,
with the due day that it chose.  Gaps without a number are asked all at once, as Mochi does, which
is one unit here; it does not tell apart the reviews of numbered ones: they count for each.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from mlprep.domain.days import DAY_MS
from mlprep.domain.ids import CardId
from mlprep.domain.rating import Rating
from mlprep.formats.cloze import gaps
from mlprep.formats.exchange.anki.archive import IMAGES, MOST_MEDIA_BYTES, safe_name
from mlprep.formats.exchange.collection import Card, Collection, ExchangeError, Note, ReviewLog
from mlprep.formats.exchange.gathering import Gathering, foreign_id, one_line, title_of
from mlprep.formats.exchange.markdown.clozes import gap
from mlprep.formats.exchange.mochi.edn import parse_edn
from mlprep.formats.exchange.mochi.transit import DataError, as_ms, parse_transit, real
from mlprep.formats.exchange.schedules import MOST_DAYS
from mlprep.formats.exchange.text_files import check_parts
from mlprep.formats.exchange.zip_damage import DAMAGED

_DATA: Final = ("data.json", "data.edn")
MOST_DATA_BYTES: Final = 24 * 2**20
_MOST_ENTRIES: Final = 100_000
_SIDES: Final = re.compile(r"(?m)^-{3,}[ \t]*$")
_GAP: Final = re.compile(r"\{\{(?:(\d{1,3})::)?((?:[^{}]|\{[^{}]*\}|\}(?!\}))+?)\}\}")
_FIELD: Final = re.compile(r"<<\s*([^<>\n]{1,200}?)\s*>>")
_MEDIA: Final = re.compile(r"!\[([^\[\]\n]*)\]\((?:@media/)?([^()\s]+)\)")
_USED: Final = re.compile(r"\]\(media/([\w.-]+)\)")
_LINK: Final = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_TAG: Final = re.compile(r"(?<!\S)#([^\W\d][\w/-]*)(?!\S)")
_DEEPEST: Final = 20
_SAME_DAY: Final = 0.5


def read_mochi(path: Path) -> Collection:
    """Read a package.

    Raises ``ExchangeError`` with a sentence where it is refused as a whole, ``OSError`` where it
    cannot be read.
    """
    with path.open("rb") as file, _refusing(path), zipfile.ZipFile(file) as package:
        name, text = _data(path, package)
        sizes = {one.filename: one.file_size for one in package.infolist()}
    check_parts(path, text)
    try:
        data = parse_transit(text) if name == "data.json" else parse_edn(text)
    except DataError as why:
        raise ExchangeError(f"{path} cannot be read: {why}") from why
    return _Reader(path, data, sizes).collection()


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Refuse a package that turns out to be damaged, with a sentence."""
    try:
        yield
    except (*DAMAGED, OSError) as why:
        raise ExchangeError(
            f"{path} is no whole Mochi package ({why}); export it from Mochi again"
        ) from why


def _data(path: Path, package: zipfile.ZipFile) -> tuple[str, str]:
    names = package.namelist()
    if len(names) > _MOST_ENTRIES:
        raise ExchangeError(
            f"{path} holds {len(names):,} files; at most {_MOST_ENTRIES:,} are read"
        )
    for name in names:
        parts = re.split(r"[/\\]", name)
        if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
            raise ExchangeError(
                f"{path} holds the file {name[:80]!r}, which would be written outside of its"
                " folder; no package of Mochi has such a name, so nothing was read"
            )
    name = next((one for one in _DATA if one in names), "")
    if not name:
        raise ExchangeError(
            f"{path} holds neither data.json nor data.edn, as a package of Mochi does"
        )
    with package.open(name) as file:
        found = file.read(MOST_DATA_BYTES + 1)
    if len(found) > MOST_DATA_BYTES:
        raise ExchangeError(f"{path}: {name} has more than {MOST_DATA_BYTES // 2**20} MB")
    try:
        return name, found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExchangeError(f"{path}: {name} is not UTF-8 (byte {error.start + 1})") from error


class _Reader:
    """The reading of one package."""

    def __init__(self, path: Path, data: Any, sizes: Mapping[str, int]) -> None:
        if not isinstance(data, dict) or not isinstance(data.get("decks"), list):
            raise ExchangeError(f"{path} holds no decks, as a package of Mochi does")
        if data.get("version") not in (None, 1, 2):
            version = str(data["version"])[:20]
            raise ExchangeError(f"{path} has version {version} of Mochi's format; 2 is read")
        self.path, self.data = path, data
        self.gathering = Gathering("mochi")
        self.sizes = sizes
        self.pictures: dict[str, str] = {}
        """Names beside the deck to entries of the package."""
        self.decks = {str(one["id"]): one for one in _tables(data["decks"]) if one.get("id")}
        self.templates = {
            str(one.get("id")): one for one in _tables(data.get("templates"))
        }  # fmt: skip
        self.latest_ms = 0

    def collection(self) -> Collection:
        for deck in _tables(self.data["decks"]):
            for card in _tables(deck.get("cards")):
                self.card(card, deck)
        for card in _tables(self.data.get("cards")):
            self.card(card, self.decks.get(str(card.get("deck-id")), {}))
        return Collection(
            "Mochi package",
            tuple(self.gathering.notes.values()),
            tuple(self.gathering.remarks),
            {name: self.sizes[entry] for name, entry in self.pictures.items()},
            self.save,
            saved_at_ms=self.latest_ms or int(self.path.stat().st_mtime * 1000),
        )

    # ---------------------------------------------------------------- cards

    def card(self, card: Mapping[str, Any], deck: Mapping[str, Any]) -> None:
        """Take one card."""
        text = self.content(card, deck)
        where = title_of(text) or one_line(str(card.get("name") or ""))
        if card.get("trashed?"):
            self.gathering.remark("a card in Mochi's trash is left out", where)
            return
        text = self.linked(text, where)
        name = card.get("id")
        tags = tuple(str(one) for one in _list(card.get("tags")) if isinstance(one, str))
        plain = Note(
            foreign_id("mochi", name) if isinstance(name, str) and name else CardId(""),
            self.deck_path(deck),
            tags=tuple(dict.fromkeys((*tags, *_TAG.findall(text)))),
            media=tuple(sorted(set(_USED.findall(text)).intersection(self.pictures))),
        )
        log = tuple(self.log(card.get("reviews")))
        back_log = tuple(self.log(card.get("reverse-reviews")))
        archived = bool(card.get("archived?") or deck.get("archived?"))
        note = self.note(plain, text, card, where)
        if note is not None:
            both = bool(card.get("review-reverse?") or deck.get("review-reverse?") or back_log)
            units = _units(note, (log, back_log), both=both)
            units = [one._replace(suspended=archived) for one in units]
            self.gathering.add(note._replace(cards=tuple(units)), where)

    def note(self, plain: Note, text: str, card: Mapping[str, Any], where: str) -> Note | None:
        sides = [one.strip() for one in _SIDES.split(text)]
        while len(sides) > 1 and not sides[0]:
            sides.pop(0)
        if _GAP.search(sides[0]):
            cloze = _ours(sides[0])
            return plain._replace(cloze=cloze, why="\n\n".join(filter(None, sides[1:])))
        if len(sides) == 1 and isinstance(card.get("name"), str) and card["name"].strip():
            name = one_line(card["name"])
            if name != one_line(sides[0]) and sides[0]:
                return plain._replace(front=name, back=sides[0])
        if len(sides) == 1:
            self.gathering.remark("a note without a second side and without gaps asks nothing",
                                  where)  # fmt: skip
            return None
        back, rest = sides[1], sides[2:]
        return plain._replace(front=sides[0], back=back, why="\n\n".join(filter(None, rest)))

    def content(self, card: Mapping[str, Any], deck: Mapping[str, Any]) -> str:
        """Give a card's text, a template filled in where it has one."""
        text = card.get("content")
        text = text if isinstance(text, str) else ""
        template = self.templates.get(str(card.get("template-id") or deck.get("template-id")))
        fields = card.get("fields")
        if text.strip() or template is None or not isinstance(fields, dict):
            return text
        pattern, known = template.get("content"), template.get("fields")
        if not isinstance(pattern, str) or not isinstance(known, dict):
            return text
        values = _field_values(known, fields)
        filled = _FIELD.sub(lambda found: values.get(found[1].strip(), ""), pattern)
        for name in {found.strip() for found in _FIELD.findall(pattern)} - set(values):
            self.gathering.remark(f"the template names a field {name[:40]!r} that is not there")
        return filled

    def deck_path(self, deck: Mapping[str, Any]) -> tuple[str, ...]:
        """Give the names of a deck and those above it, the outermost first."""
        path: list[str] = []
        seen: set[str] = set()
        current: Mapping[str, Any] | None = deck
        while current is not None and len(path) < _DEEPEST:
            path.insert(0, one_line(str(current.get("name") or "")) or self.path.stem)
            parent = str(current.get("parent-id") or "")
            current = None if parent in seen else self.decks.get(parent)
            seen.add(parent)
        return tuple(path)

    # -------------------------------------------------------------- reviews

    def log(self, reviews: object) -> Iterator[ReviewLog]:
        """Read the reviews of one direction, oldest first."""
        found = [(as_ms(one.get("date")), one) for one in _tables(reviews)]
        dated = sorted(((at, one) for at, one in found if at), key=lambda pair: pair[0])
        if len(dated) < len(found):
            self.gathering.remark("a review has no date")
        for at_ms, one in dated:
            self.latest_ms = max(self.latest_ms, at_ms)
            yield _review(at_ms, one)

    # ------------------------------------------------------------- pictures

    def linked(self, text: str, where: str) -> str:
        """Name pictures as they will stand beside the deck, links between cards as text."""
        if "![" in text:
            text = _MEDIA.sub(lambda found: self.picture(found, where), text)
        return _LINK.sub(r"\1", text) if "[[" in text else text

    def picture(self, found: re.Match[str], where: str) -> str:
        if found[2].startswith(("http://", "https://")):
            return found[0]
        entry = found[2].rpartition("/")[2]
        name = safe_name(entry)
        if entry not in self.sizes or entry.rpartition(".")[2].lower() not in IMAGES:
            self.gathering.remark("an attachment is missing or no picture", where)
        else:
            self.pictures[name] = entry
        return f"![{found[1]}](media/{name})"

    def save(self, targets: Mapping[Path, str]) -> None:
        """Write pictures to the paths given."""
        for target in targets:
            target.parent.mkdir(parents=True, exist_ok=True)
        for target, name in targets.items():
            target.write_bytes(self.picture_data(name))

    def picture_data(self, name: str) -> bytes:
        """Unpack a picture."""
        entry = self.pictures[name]
        with (
            _refusing(self.path),
            zipfile.ZipFile(self.path) as package,
            package.open(entry) as file,
        ):
            data = file.read(MOST_MEDIA_BYTES + 1)
        if len(data) > MOST_MEDIA_BYTES:
            raise ExchangeError(f"{self.path}: {name} is larger than 64 MB")
        return data


def _units(
    note: Note, logs: tuple[tuple[ReviewLog, ...], tuple[ReviewLog, ...]], *, both: bool
) -> list[Card]:
    log, back_log = logs
    if note.cloze:
        return [
            Card(f"c{number}", log)
            for number in sorted({one.number for one in gaps(note.cloze)[0]})
        ]
    return [Card("", log), Card("rev", back_log)] if both else [Card("", log)]


def _review(at_ms: int, review: Mapping[str, Any]) -> ReviewLog:
    rating = Rating.GOOD if review.get("remembered?") is True else Rating.AGAIN
    due, interval = as_ms(review.get("due")), review.get("interval")
    days = (due - at_ms) / DAY_MS if due is not None else _number(interval)
    days = min(max(days, 0.0), float(MOST_DAYS))
    duration = int(min(max(_number(review.get("duration")), 0), DAY_MS))
    if days < _SAME_DAY:
        return ReviewLog(at_ms, rating, duration, step_ms=int(days * DAY_MS))
    return ReviewLog(at_ms, rating, duration, days=round(days))


def _number(value: object) -> float:
    value = real(value) if isinstance(value, str) else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if abs(value) < _HUGE else 0.0


_HUGE: Final = 1e15


def _ours(text: str) -> str:
    """Turn Mochi's gaps into ours; those without a number are asked together."""
    return _GAP.sub(lambda found: gap(int(found[1] or 1) or 1, found[2]), text)


def _field_values(known: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, str]:
    """Give the texts of a card's fields by the names that its template uses."""
    values: dict[str, str] = {}
    for key, one in known.items():
        name = one.get("name") if isinstance(one, dict) else None
        given = fields.get(key)
        value = given.get("value") if isinstance(given, dict) else given
        if isinstance(name, str):
            values[name.strip()] = value if isinstance(value, str) else ""
    return values


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _tables(value: object) -> list[dict[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]
