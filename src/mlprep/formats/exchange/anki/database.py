"""The database in a package, schema 11 or 18, as rows with the same meaning."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from mlprep.formats.exchange.anki import wire
from mlprep.formats.exchange.collection import AnswerLog, Answers, ExchangeError

SCHEMAS: Final = (11, 18)
_TABLES: Final = frozenset({"col", "notes", "cards", "revlog"})
_MOST_TEXT = 2**24
"""Bytes of one value: a longer one makes SQLite refuse the row."""
PARAMETERS: Final = 21
LEARNING: Final = 0
"""Type of a log entry."""
DAY_S: Final = 86_400
MOST_DAYS: Final = 200_000
"""Of an interval; a longer one is cut off."""
_CLOZE = 1


class Template(NamedTuple):
    """How one card of a note type is put together from its fields."""

    name: str
    front: str
    back: str


class NoteType(NamedTuple):
    """Fields and templates of notes."""

    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    cloze: bool


class NoteRow(NamedTuple):
    """A note."""

    id: int
    guid: str
    note_type: int
    tags: tuple[str, ...]
    values: tuple[str, ...]


class CardRow(NamedTuple):
    """A card; names as in Anki's table."""

    id: int
    note: int
    deck: int
    ord: int
    type: int
    queue: int
    due: int
    ivl: int
    factor: int
    reps: int
    left: int
    odue: int
    odid: int
    flags: int
    data: str


class LogRow(NamedTuple):
    """An entry of the review log; names as in Anki's table."""

    id: int
    card: int
    ease: int
    ivl: int
    factor: int
    time: int
    type: int


@dataclass(slots=True)
class Tables:
    """Everything that is read of a collection."""

    schema: int
    created_s: int
    """When the collection began; due days count from that day."""
    saved_ms: int
    config: dict[str, Any] = field(default_factory=dict)
    note_types: dict[int, NoteType] = field(default_factory=dict)
    decks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    presets: dict[int, tuple[float, ...]] = field(default_factory=dict)
    """FSRS-6 parameters by preset; empty for a preset that has the default ones."""
    preset_of: dict[int, int] = field(default_factory=dict)
    """Preset of each deck."""
    notes: dict[int, NoteRow] = field(default_factory=dict)
    cards: list[CardRow] = field(default_factory=list)
    log: dict[int, list[LogRow]] = field(default_factory=dict)
    """By card, oldest first; without those that ``answers`` holds."""
    answers: dict[int, AnswerLog] = field(default_factory=dict)
    """The logs that hold nothing but answers that moved the schedule; so are most."""


def read_tables(path: Path, database: Path) -> Tables:
    """Read a collection; ``path`` is the package that messages name."""
    try:
        with _connected(database) as run:
            return _read(path, run)
    except (sqlite3.Error, OverflowError, UnicodeError) as why:
        raise ExchangeError(
            f"the collection in {path} is damaged ({why}); in Anki, use Tools > Check Database"
            " and export it again"
        ) from why
    except (wire.WireError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as why:
        raise ExchangeError(
            f"the collection in {path} is not laid out as Anki does it"
            f" ({type(why).__name__}: {str(why)[:80]}); nothing was taken over"
        ) from why


@contextmanager
def _connected(database: Path) -> Iterator[sqlite3.Connection]:
    address = f"{database.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as run:
        run.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_TEXT)
        run.execute("PRAGMA trusted_schema = OFF")
        run.create_collation("unicase", _unicase)
        run.text_factory = lambda value: value.decode("utf-8", "replace")
        yield run


def _unicase(one: str, other: str) -> int:
    """Compare as Anki's collation does, which some indexes were built with."""
    first, second = one.casefold(), other.casefold()
    return (first > second) - (first < second)


def _read(path: Path, run: sqlite3.Connection) -> Tables:
    kinds = dict(run.execute("SELECT name, type FROM sqlite_master"))
    if any(kinds.get(table) != "table" for table in _TABLES):
        raise ExchangeError(f"{path} holds a database that is no Anki collection")
    row = run.execute("SELECT ver, crt, mod FROM col LIMIT 1").fetchone()
    if row is None or row[0] not in SCHEMAS:
        found = "none" if row is None else row[0]
        raise ExchangeError(
            f"{path} has the schema {found}; this program reads {SCHEMAS[0]} and {SCHEMAS[1]}."
            " Export it with a current Anki"
        )
    tables = Tables(int(row[0]), int(row[1]), int(row[2]))
    (_read_new if tables.schema == SCHEMAS[1] else _read_old)(run, tables)
    _read_rows(run, tables)
    return tables


def _read_rows(run: sqlite3.Connection, tables: Tables) -> None:
    for number, guid, kind, tags, values in run.execute(
        "SELECT id, guid, mid, tags, flds FROM notes"
    ):
        note = NoteRow(int(number), str(guid), int(kind), tuple(str(tags).split()),
                       tuple(str(values).split("\x1f")))  # fmt: skip
        tables.notes[note.id] = note
    for row in run.execute(
        "SELECT id, nid, did, ord, type, queue, due, ivl, factor, reps, left, odue, odid, flags,"
        " data FROM cards ORDER BY nid, ord"
    ):
        tables.cards.append(CardRow._make((*_whole(row[:-1]), str(row[-1]))))
    _read_log(run, tables)


_MOST_ANSWERS = 100_000
"""Read at once: as JSON they stay below ``_MOST_TEXT``."""
_COLUMNS = ("id", "cid", "ease", "ivl", "factor", "time", "type")
_IS_ODD = " OR ".join(f"typeof({name}) <> 'integer'" for name in _COLUMNS)
_ANY_ODD = f"SELECT EXISTS (SELECT 1 FROM revlog WHERE {_IS_ODD})"  # noqa: S608  # constants
# Cards whose log is nothing but answers that moved the schedule, begun with its only learning.
_PLAIN = f"""
INSERT INTO temp.plain SELECT cid, count(*) FROM revlog GROUP BY cid
HAVING sum(type NOT IN ({LEARNING}, 1, 2) OR ease NOT BETWEEN 1 AND 4) = 0
AND count(*) <= {_MOST_ANSWERS}
AND max(CASE type WHEN {LEARNING} THEN id END)
  < coalesce(min(CASE type WHEN {LEARNING} THEN NULL ELSE id END), {2**63 - 1})
"""  # noqa: S608  # constants
# A database writes columns in a fraction of the time in which it gives row after row.
_ANSWERS = f"""
SELECT json_group_array(id), json_group_array(ease), json_group_array(max(0, time)),
  json_group_array(CASE WHEN ivl > 0 THEN min(ivl, {MOST_DAYS})
    ELSE max(ivl, {-MOST_DAYS * DAY_S}) * 1000 END)
FROM (SELECT id, ease, time, ivl FROM temp.plain JOIN revlog USING (cid)
  WHERE cid BETWEEN ? AND ? ORDER BY cid, id)
"""  # noqa: S608  # constants
_REST = (
    f"SELECT {', '.join(_COLUMNS)} FROM revlog"  # noqa: S608  # constants
    " WHERE cid NOT IN (SELECT cid FROM temp.plain) ORDER BY cid, id"
)


def _read_log(run: sqlite3.Connection, tables: Tables) -> None:
    """Read the log; where one of its rows is odd they are looked at one by one."""
    run.execute("CREATE TEMP TABLE plain (cid INTEGER PRIMARY KEY, entries INTEGER)")
    if not run.execute(_ANY_ODD).fetchone()[0]:
        run.execute(_PLAIN)
        tables.answers = _answers(run)
    for row in run.execute(_REST):
        entry = LogRow._make(_whole(row))
        tables.log.setdefault(entry.card, []).append(entry)


def _answers(run: sqlite3.Connection) -> dict[int, AnswerLog]:
    """Read the logs of the cards in ``temp.plain``, many at a time."""
    answers = Answers(array("q"), array("q"), array("q"), array("q"))
    logs: dict[int, AnswerLog] = {}
    cards: list[int] = []
    first = end = 0
    for card, entries in run.execute("SELECT cid, entries FROM temp.plain ORDER BY cid").fetchall():
        if cards and end + entries - first > _MOST_ANSWERS:
            _append_answers(run, answers, cards)
            first, cards = end, []
        cards.append(card)
        logs[card] = AnswerLog(answers, end, end + entries)
        end += entries
    if cards:
        _append_answers(run, answers, cards)
    return logs


def _append_answers(run: sqlite3.Connection, answers: Answers, cards: Sequence[int]) -> None:
    written = run.execute(_ANSWERS, (cards[0], cards[-1])).fetchone()
    for column, text in zip(answers, written, strict=True):
        column.extend(json.loads(text))


_INTEGERS = {int}


def _whole(row: tuple[Any, ...]) -> Iterable[int]:
    """Take a row of whole numbers; raises ``ValueError`` or ``TypeError`` for a damaged one."""
    return row if set(map(type, row)) == _INTEGERS else map(int, row)


# ------------------------------------------------------------------- schema 11


def _read_old(run: sqlite3.Connection, tables: Tables) -> None:
    columns = run.execute("SELECT conf, models, decks, dconf FROM col LIMIT 1").fetchone()
    config, models, decks, presets = (json.loads(column or "{}") for column in columns)
    tables.config = dict(config)
    for number, model in models.items():
        named = sorted(model["flds"], key=lambda one: int(one.get("ord") or 0))
        cards = sorted(model["tmpls"], key=lambda one: int(one.get("ord") or 0))
        tables.note_types[int(number)] = NoteType(
            str(model["name"]),
            tuple(str(one["name"]) for one in named),
            tuple(Template(str(one["name"]), str(one["qfmt"]), str(one["afmt"])) for one in cards),
            int(model.get("type") or 0) == _CLOZE,
        )
    for number, deck in decks.items():
        tables.decks[int(number)] = tuple(str(deck["name"]).split("::"))
        tables.preset_of[int(number)] = int(deck.get("conf") or 0)
    for number, preset in presets.items():
        found = preset.get("fsrsParams6") or ()
        tables.presets[int(number)] = _sound(tuple(map(float, found)))


# ------------------------------------------------------------------- schema 18


def _read_new(run: sqlite3.Connection, tables: Tables) -> None:
    for key, value in run.execute("SELECT key, val FROM config"):
        tables.config[str(key)] = _json(value)
    for number, name, blob in run.execute("SELECT id, name, config FROM notetypes"):
        fields = run.execute("SELECT name FROM fields WHERE ntid = ? ORDER BY ord", (number,))
        names = tuple(str(one[0]) for one in fields)
        tables.note_types[int(number)] = NoteType(
            str(name), names, _templates(run, number), wire.number(blob, 1) == _CLOZE
        )
    for number, name, blob in run.execute("SELECT id, name, kind FROM decks"):
        tables.decks[int(number)] = tuple(str(name).split("\x1f"))
        normal = [value for key, value in wire.fields(blob) if key == 1]
        if normal and isinstance(normal[-1], bytes):
            tables.preset_of[int(number)] = wire.number(normal[-1], 1)
    for number, blob in run.execute("SELECT id, config FROM deck_config"):
        tables.presets[int(number)] = _sound(wire.floats(blob, 6))


def _templates(run: sqlite3.Connection, note_type: int) -> tuple[Template, ...]:
    rows = run.execute(
        "SELECT name, config FROM templates WHERE ntid = ? ORDER BY ord", (note_type,)
    )
    return tuple(Template(str(name), wire.text(blob, 1), wire.text(blob, 2)) for name, blob in rows)


def _json(value: bytes | str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _sound(parameters: tuple[float, ...]) -> tuple[float, ...]:
    return parameters if len(parameters) == PARAMETERS else ()
