"""Read a package into the neutral form."""

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mlprep.formats.exchange.anki import archive
from mlprep.formats.exchange.anki.database import CardRow, NoteRow, Tables, read_tables
from mlprep.formats.exchange.anki.schedules import card_from, first_day, position
from mlprep.formats.exchange.anki.texts import Placed, Texts
from mlprep.formats.exchange.collection import Card, Collection, Note, Remark

MEDIA = "media"
"""Folder beside a deck in which its pictures stand."""


def read_package(path: Path) -> Collection:
    """Read an ``.apkg`` or ``.colpkg``.

    Raises ``ExchangeError`` with a sentence where it is refused as a whole, and ``OSError``
    where it cannot be read.
    """
    with (
        archive.opened(path) as package,
        tempfile.TemporaryDirectory(prefix="mlprep-") as folder,
    ):
        entry = archive.database_entry(path, package)
        database = Path(folder) / "collection"
        archive.unpack(path, package, entry, database)
        tables = read_tables(path, database)
        media = archive.media_of(path, package)
    return _Reader(tables, media).collection(path)


class _Reader:
    """The reading of one package."""

    def __init__(self, tables: Tables, media: Sequence[archive.MediaFile]) -> None:
        self.tables = tables
        self.media = {one.name: one for one in media}
        self.remarks: list[Remark] = []
        self.shown: set[str] = set()
        self.paths: dict[int, tuple[str, ...]] = {}
        """Names of decks, level by level, by number."""
        self.texts = Texts(self.image, lambda what, where: self.remarks.append(Remark(what, where)))
        offset = tables.config.get("creationOffset")
        west = offset if isinstance(offset, int) and abs(offset) <= _MOST_WEST else None
        self.start = first_day(tables.created_s, west), tables.created_s

    def collection(self, path: Path) -> Collection:
        notes = tuple(self.notes())
        used = {one.safe: one for one in self.media.values() if one.safe in self.shown}
        for one in self.media.values():
            if one.safe not in used:
                what = "a picture that no card shows" if archive.is_image(one.name) else (
                    "a file that is no picture"
                )  # fmt: skip
                self.remarks.append(Remark(f"{what} is left out", one.name))
        return Collection(
            f"Anki package, schema {self.tables.schema}",
            notes,
            tuple(dict.fromkeys(self.remarks)),
            {safe: one.size for safe, one in used.items()},
            partial(archive.save_media, path, used),
            self.parameters(),
            self.tables.saved_ms,
            _hour(self.tables.config),
        )

    def image(self, name: str) -> str:
        """Give the path of a picture beside the deck; a missing one is named all the same."""
        if name.startswith(("http://", "https://")):
            return name if not set(name) & set(" ()<>") else ""
        found = self.media.get(name) or self.media.get(unquote(name))
        if found is None or not archive.is_image(name):
            self.remarks.append(Remark("a picture is not in the package", name[:80]))
            return f"{MEDIA}/{archive.safe_name(name)}" if name else ""
        self.shown.add(found.safe)
        return f"{MEDIA}/{found.safe}"

    # ---------------------------------------------------------------- notes

    def notes(self) -> list[Note]:
        by_note: defaultdict[int, dict[int, CardRow]] = defaultdict(dict)
        for row in self.tables.cards:
            if row.note not in self.tables.notes:
                self.remarks.append(Remark("a card has no note", str(row.id)))
            else:
                by_note[row.note].setdefault(row.ord, row)
        found: dict[str, Note] = {}
        for number in _in_order(by_note):
            for note in self.made(self.tables.notes[number], by_note[number]):
                if found.setdefault(note.id, note) is not note:
                    self.remarks.append(Remark("two notes have the same guid", note.front[:60]))
        return list(found.values())

    def made(self, row: NoteRow, cards: Mapping[int, CardRow]) -> list[Note]:
        kind = self.tables.note_types.get(row.note_type)
        if kind is None:
            self.remarks.append(Remark("a note has no note type", row.guid))
            return []
        paths = {ord_: self.deck(card) for ord_, card in cards.items()}
        before = len(self.remarks)
        name = "::".join(paths[min(paths)])
        placed = self.texts.notes(row, kind, sorted(cards), name)
        told = {one.where for one in self.remarks[before:]}
        if not placed and not told:
            self.remarks.append(Remark("a note has no card that can be asked", row.guid))
        return [self.with_cards(one, cards, paths) for one in placed]

    def with_cards(
        self, placed: Placed, cards: Mapping[int, CardRow], paths: Mapping[int, tuple[str, ...]]
    ) -> Note:
        units = [self.unit(cards[ord_], part) for ord_, part in placed.parts.items()]
        homes = [paths[ord_] for ord_ in placed.parts] or [next(iter(paths.values()))]
        if len(set(homes)) > 1:
            where = "::".join(homes[0])
            self.remarks.append(Remark("a note's cards lie in several decks; the first one "
                                       "holds all of them", where))  # fmt: skip
        return placed.note._replace(
            deck=homes[0], cards=tuple(units), media=self.shown_by(placed.note)
        )

    def shown_by(self, note: Note) -> tuple[str, ...]:
        if not self.shown:
            return ()
        return tuple(sorted(self.shown.intersection(_IMAGE.findall(_text(note)))))

    def unit(self, row: CardRow, part: str) -> Card:
        answers, log = self.tables.answers.get(row.id, ()), self.tables.log.get(row.id, ())
        return card_from(row, part, answers, log, self.start)

    def deck(self, card: CardRow) -> tuple[str, ...]:
        """Name a card's deck; for one in a filtered deck the deck that it returns to."""
        number = card.odid or card.deck
        if number not in self.paths:
            path = self.tables.decks.get(number) or ("Default",)
            self.paths[number] = tuple(" ".join(one.split()) or "unnamed" for one in path)
        return self.paths[number]

    # -------------------------------------------------------------- settings

    def parameters(self) -> tuple[float, ...]:
        """Give the FSRS parameters of most cards; none where those are the default ones."""
        presets, of_deck = self.tables.presets, self.tables.preset_of
        found = Counter(
            presets.get(of_deck.get(card.odid or card.deck, 0), ())
            for card in self.tables.cards
            if card.reps
        )
        return found.most_common(1)[0][0] if found else ()


def _in_order(by_note: Mapping[int, Mapping[int, CardRow]]) -> list[int]:
    """List notes as their author has them: by place among the new cards where all tell theirs.

    Ids tell it only in a collection of Anki's own; in a package that a program wrote they may
    be made from names.
    """
    places = {number: position(cards[min(cards)]) for number, cards in by_note.items()}
    told = {number: place for number, place in places.items() if place is not None}
    return sorted(by_note, key=told.__getitem__) if len(told) == len(places) else list(by_note)


_IMAGE = re.compile(rf"\]\({MEDIA}/([\w.-]+)\)")
_MOST_WEST = 24 * 60


def _hour(config: Mapping[str, Any]) -> int | None:
    found = config.get("rollover")
    return found if isinstance(found, int) and 0 <= found < 24 else None  # noqa: PLR2004  # hours


def _text(note: Note) -> str:
    return f"{note.front}\n{note.back}\n{note.cloze}\n{note.why}"
