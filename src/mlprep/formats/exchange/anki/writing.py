"""Write a package that any Anki of the last years opens: schema 11, one file.

Ids of notes, cards and decks are made from guids and names, so that a second export meets the
notes of the first and updates them.
"""

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from mlprep.domain.ids import CardId
from mlprep.formats.exchange.anki.database import DAY_S
from mlprep.formats.exchange.anki.guids import guid_of
from mlprep.formats.exchange.anki.models import (
    BASIC,
    CLOZE,
    REVERSED,
    SCHEMA,
    TYPED,
    Model,
    collection_row,
)
from mlprep.formats.exchange.collection import Card, LogKind, Memory, Note, ReviewLog
from mlprep.formats.exchange.html import to_text
from mlprep.formats.unfinished import replaced

_EPOCH: Final = 1_400_000_000_000
_RANGE: Final = 300_000_000_000
"""How far made ids lie from there: all among instants in milliseconds, as Anki's own do."""
_START_HOUR_S: Final = 4 * 3600
_EASE: Final = 2500
_LEARNING, _REVIEW, _RELEARNING, _FILTERED, _MANUAL, _RESCHEDULED = range(6)
_SUSPENDED, _BURIED = -1, -3
_AGAIN: Final = 1
_OURS: Final = "mlprep:"
COMMENT: Final = b"cards of mlprep"
"""Of the zip file: by it a package of ours is known, so that the next export may replace it."""


@dataclass(frozen=True, slots=True)
class Package:
    """What is to be written."""

    notes: Sequence[Note]
    to_html: Callable[[str, bool], str]
    """Turns Markdown into HTML; true for a cloze text."""
    now_ms: int
    today: int
    changed_s: Callable[[CardId, str], int]
    """When (s since 1970 UTC) a note got its content, of which a digest is given."""
    media: Mapping[str, Path] = field(default_factory=dict)
    """Pictures by the name that the HTML gives them."""


class _State(NamedTuple):
    """Where a card stands after its log."""

    kind: int = 0
    """As in Anki's cards: 0 new, 1 learning, 2 review, 3 relearning."""
    due_at_ms: int = 0
    interval: int = 0
    reps: int = 0
    lapses: int = 0
    last_ms: int = 0


def write_package(path: Path, package: Package) -> None:
    """Write the package in one go.  Raises ``OSError``; nothing is left half written."""
    with replaced(path) as file, TemporaryDirectory(prefix="mlprep-") as folder:
        database = Path(folder) / "collection.anki21"
        _Writer(package).write(database)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = COMMENT
            archive.writestr("meta", b"\x08\x02")
            archive.write(database, "collection.anki21")
            for number, picture in enumerate(package.media.values()):
                archive.write(picture, str(number))
            names = {str(number): name for number, name in enumerate(package.media)}
            archive.writestr("media", json.dumps(names))


class _Writer:
    """Writes the database."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.first_day = min([package.today, *_days(package.notes)]) - 1
        self.ids: set[int] = set()
        self.log_ids: set[int] = set()

    def write(self, database: Path) -> None:
        decks = {path: self.made_id("deck", "::".join(path)) for path in self.paths()}
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript(SCHEMA)
            row = collection_row(
                created_s=self.first_day * DAY_S + _START_HOUR_S,
                now_ms=self.package.now_ms,
                decks={"::".join(path): number for path, number in decks.items()},
            )
            connection.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", row)  # noqa: S608
            for position, note in enumerate(self.package.notes, start=1):
                self.note(connection, note, decks[note.deck], position)
            connection.commit()

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Give every deck with those that it lies in."""
        seen: dict[tuple[str, ...], None] = {}
        for note in self.package.notes:
            for depth in range(1, len(note.deck) + 1):
                seen[note.deck[:depth]] = None
        return iter(seen)

    def made_id(self, *names: str) -> int:
        """Make an id that is the same in the next export."""
        digest = sha256("\n".join(names).encode("utf-8", "replace")).digest()
        number = _EPOCH + int.from_bytes(digest[:8], "big") % _RANGE
        while number in self.ids:
            number += 1
        self.ids.add(number)
        return number

    # ---------------------------------------------------------------- rows

    def note(self, connection: sqlite3.Connection, note: Note, deck: int, position: int) -> None:
        model, values = self.fields(note)
        guid = guid_of(note.id)
        number = self.made_id("note", guid)
        title = to_text(values[0])
        tags = [*note.tags, *(["marked"] if note.marked else [])]
        tagged = " ".join("_".join(tag.split()) for tag in tags)
        content = "\x1e".join((str(model.id), tagged, *values))
        digest = sha256(content.encode("utf-8", "replace")).hexdigest()[:16]
        changed_s = self.package.changed_s(note.id, digest)
        connection.execute(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
            (number, guid, model.id, changed_s, f" {tagged} " if tagged else "",
             "\x1f".join(values), title, _checksum(title)),
        )  # fmt: skip
        cards = {card.part: card for card in note.cards}
        for ord_, part in enumerate(_parts(model, cards)):
            card = cards.get(part) or Card(part)
            place = int(part[1:]) - 1 if model is CLOZE else ord_
            self.card(connection, card, (number, deck, place, position), note.id)

    def fields(self, note: Note) -> tuple[Model, list[str]]:
        html = self.package.to_html
        why = html(note.why, False)
        if note.cloze:
            return CLOZE, [html(note.cloze, True), why]
        if note.answer:
            return TYPED, [html(note.front, False), html(note.answer, False), why]
        return REVERSED if note.reverse else BASIC, [
            html(note.front, False), html(note.back, False), why
        ]  # fmt: skip

    def card(
        self,
        connection: sqlite3.Connection,
        card: Card,
        place: tuple[int, int, int, int],
        name: str,
    ) -> None:
        note, deck, ord_, position = place
        number = self.made_id("card", name, card.part)
        state = _State()
        rows = []
        for entry in card.log:
            state, row = _step(state, entry)
            rows.append((self.log_id(entry.at_ms), number, -1, *row))
        connection.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        kind, queue, due, interval, left = self.standing(card, state, position)
        connection.execute(
            f"INSERT INTO cards VALUES ({', '.join('?' * 18)})",  # noqa: S608
            (number, note, deck, ord_, self.package.now_ms // 1000, -1, kind, queue, due, interval,
             0 if kind == 0 else _EASE, state.reps, state.lapses, left, 0, 0, card.flag,
             _data(card, state, position)),
        )  # fmt: skip

    def log_id(self, at_ms: int) -> int:
        """Give the instant, moved on by milliseconds where another entry has it."""
        while at_ms in self.log_ids:
            at_ms += 1
        self.log_ids.add(at_ms)
        return at_ms

    def standing(self, card: Card, state: _State, position: int) -> tuple[int, int, int, int, int]:
        """Type, queue, due, interval and steps left."""
        schedule = card.schedule
        kind, queue, due, interval, left = 0, 0, position, 0, 0
        if schedule is not None and schedule.due_day is not None:
            kind, queue, due = 2, 2, schedule.due_day - self.first_day
            since = schedule.last_day if schedule.last_day is not None else self.package.today
            interval = max(1, schedule.due_day - since)
        elif state.kind in (1, 3):
            kind, queue, due, left = state.kind, 1, state.due_at_ms // 1000, 1001
            interval = max(0, state.interval)
        if card.suspended:
            queue = _SUSPENDED
        elif card.buried:
            queue = _BURIED
        return kind, queue, due, interval, left


def _days(notes: Iterable[Note]) -> Iterator[int]:
    for note in notes:
        for card in note.cards:
            if card.schedule is not None and card.schedule.due_day is not None:
                yield card.schedule.due_day
            yield from (entry.at_ms // 1000 // DAY_S for entry in card.log[:1])


def _parts(model: Model, cards: Mapping[str, Card]) -> Sequence[str]:
    if model is CLOZE:
        return sorted(cards, key=lambda part: int(part[1:]))
    return ("", "rev") if model is REVERSED else ("",)


def _step(before: _State, entry: ReviewLog) -> tuple[_State, tuple[int, int, int, int, int, int]]:
    """Follow one entry: the state after it, and ease, interval, last one, factor, time, type."""
    if entry.kind is LogKind.RESET:
        return _State(last_ms=before.last_ms), (0, 0, before.interval, 0, 0, _MANUAL)
    days = entry.days or 0
    if entry.kind is LogKind.SET_DUE or entry.rating is None:
        after = before._replace(kind=2, interval=days)
        return after, (0, days, before.interval, _EASE, 0, _RESCHEDULED)
    spent = min(entry.duration_ms, 3_600_000)
    if entry.kind is LogKind.CRAM:
        row = (int(entry.rating), before.interval, before.interval, 0, spent, _FILTERED)
        return before, row
    first = before.reps == 0
    kind = _LEARNING if first or before.kind in (0, 1) else before.kind - 1
    lapsed = not first and before.kind == 2 and entry.rating == _AGAIN  # noqa: PLR2004  # review
    if entry.step_ms is None:
        interval, now, due = days, 2, 0
    else:
        interval, due = -max(1, entry.step_ms // 1000), entry.at_ms + entry.step_ms
        now = 3 if not first and before.kind in (2, 3) else 1
    after = _State(now, due, interval, before.reps + 1, before.lapses + lapsed, entry.at_ms)
    return after, (int(entry.rating), interval, before.interval, _EASE, spent, kind)


def _data(card: Card, state: _State, position: int) -> str:
    memory = card.schedule.memory if card.schedule else None
    data: dict[str, float] = {"pos": position}
    if isinstance(memory, Memory):
        data |= {"s": round(memory.stability, 4), "d": round(memory.difficulty, 3)}
        data |= {"lrt": state.last_ms // 1000} if state.last_ms else {}
    return json.dumps(data, separators=(",", ":"))


def _checksum(title: str) -> int:
    return int(sha1(title.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:8], 16)
