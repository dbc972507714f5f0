"""Facts and unit states as rows, and back."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mlprep.domain.facts import Event, Fact, FactKind, Json, PlainReview
from mlprep.domain.ids import DeviceId, UnitId
from mlprep.domain.units import Phase, UnitState
from mlprep.store.errors import HistoryError

UNIT_KINDS = frozenset(
    {
        FactKind.REVIEW,
        FactKind.SUSPEND,
        FactKind.BURY,
        FactKind.FLAG,
        FactKind.MARK,
        FactKind.SET_DUE,
        FactKind.RESET,
    }
)
"""Facts whose subject is a review unit and which its state is folded from."""

FACT_COLUMNS = (
    "device, number, at_ms, kind, subject, action, label,"
    " day, rating, ms, due_day, due_at, step, cram, parameters, body"
)
RARE = "kind <> 'review' AND kind <> 'void'"
"""What a query says of kinds to find facts by the index of those that are few."""
OF_SUBJECT = "kind <> 'void'"
"""What a query says of kinds to find facts by the index of subjects."""
LIVING = (
    "NOT EXISTS (SELECT 1 FROM voided"
    " WHERE voided.device = facts.device AND voided.action = facts.action)"
)
"""What a query says of ``facts`` to leave out those of voided actions."""
LIVING_F = LIVING.replace("facts.", "f.")
"""The same where the query calls them ``f``."""
FORGET_REDO = "UPDATE voided SET redo = NULL WHERE redo IS NOT NULL"
"""``redo`` of a voided action is the number of the void that redo would take back."""
INSERT_FACT = f"INSERT INTO facts ({FACT_COLUMNS}) VALUES ({', '.join('?' * 16)})"  # noqa: S608  # constant
STATE_NAMES = (
    "phase",
    "stability",
    "difficulty",
    "last_day",
    "last_at",
    "first_day",
    "due_day",
    "due_at",
    "step",
    "interval_days",
    "reps",
    "lapses",
    "suspended",
    "buried_until",
    "flag",
    "marked",
)
STATE_COLUMNS = ", ".join(STATE_NAMES)
PHASES = (Phase.NEW, Phase.LEARNING, Phase.REVIEW, Phase.RELEARNING)
_PHASE_NUMBERS = {phase: number for number, phase in enumerate(PHASES)}
_REVIEW = FactKind.REVIEW.value
_INLINE = ("day", "rating", "ms", "due_day", "due_at", "step")
_PLACES = {key: place for place, key in enumerate(_INLINE)}
_NOTHING: tuple[None, ...] = (None,) * len(_INLINE)
_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True, allow_nan=False).encode


class Names:
    """The small dictionary of texts that facts and units refer to by number.

    Entries are never deleted, so what was read once stays true; after a rollback ``forget``
    drops what may have been made up in vain.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[str, int] = {}
        self._texts: dict[int, str] = {}

    def find(self, text: str) -> int | None:
        """Return the number of a text that is known."""
        found = self._ids.get(text)
        if found is None:
            row = self._connection.execute(
                "SELECT id FROM names WHERE name = ?", (text,)
            ).fetchone()
            if row is None:
                return None
            found = self._remember(row[0], text)
        return found

    def number(self, text: str) -> int:
        """Return the number of a text, a new one where it has none."""
        found = self._ids.get(text) or self.find(text)
        if found is None:
            cursor = self._connection.execute("INSERT INTO names (name) VALUES (?)", (text,))
            found = self._remember(int(cursor.lastrowid or 0), text)
        return found

    def learn(self, texts: Iterable[str]) -> None:
        """Give many texts their numbers at once, new ones where they have none."""
        rows = [(text,) for text in texts if text not in self._ids]
        run = self._connection
        run.executemany("INSERT OR IGNORE INTO names (name) VALUES (?)", rows)
        query = "SELECT id, name FROM names WHERE name IN (SELECT value FROM json_each(?))"
        for number, text in run.execute(query, (json.dumps([text for (text,) in rows]),)):
            self._remember(number, text)

    def text(self, number: int) -> str:
        """Return the text with a number."""
        found = self._texts.get(number)
        if found is None:
            query = "SELECT name FROM names WHERE id = ?"
            found = str(self._connection.execute(query, (number,)).fetchone()[0])
            self._remember(number, found)
        return found

    def starting(self, prefix: str) -> list[str]:
        """List the texts that begin with a prefix (of ASCII letters, digits, ``-`` and ``#``)."""
        end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        query = "SELECT name FROM names WHERE name >= ? AND name < ?"
        return [row[0] for row in self._connection.execute(query, (prefix, end))]

    def forget(self) -> None:
        """Drop what was remembered."""
        self._ids.clear()
        self._texts.clear()

    def _remember(self, number: int, text: str) -> int:
        self._ids[text] = number
        self._texts[number] = text
        return number


def fact_row(fact: Fact, names: Names) -> tuple[Any, ...]:
    """Spread a fact over the columns of its row."""
    inline, cram, parameters, rest = _split(fact)
    return (
        names.number(fact.device),
        fact.number,
        fact.at_ms,
        str(fact.kind),
        names.number(fact.subject),
        fact.action,
        _clean(fact.label),
        *inline,
        cram,
        None if parameters is None else names.number(parameters),
        dump(rest) if rest else None,
    )


def fact_of(row: Sequence[Any], names: Names) -> Fact:
    """Put a fact together from its row."""
    return Fact(
        DeviceId(names.text(row[0])),
        row[1],
        row[2],
        FactKind(row[3]),
        names.text(row[4]),
        _body(row[7:], names),
        row[5],
        row[6],
    )


def event_of(row: Sequence[Any], names: Names) -> Event:
    """Put together what a unit is folded from: a plain review where the row holds one."""
    due_day, due_at, step, cram, _, body = row[10:]
    if body is not None or cram or row[3] != _REVIEW or (due_day is None) == (due_at is None):
        return fact_of(row, names)
    return PlainReview(
        row[2], UnitId(names.text(row[4])), row[7], row[8], row[9], due_day, due_at, step or 0
    )


def state_row(state: UnitState) -> tuple[Any, ...]:
    """Spread a unit's state over the columns of its row."""
    return (
        _PHASE_NUMBERS[state.phase],
        state.stability,
        state.difficulty,
        state.last_day,
        state.last_at_ms,
        state.first_day,
        state.due_day,
        state.due_at_ms,
        state.step,
        state.interval_days,
        state.reps,
        state.lapses,
        int(state.suspended),
        state.buried_until,
        state.flag,
        int(state.marked),
    )


def state_of(unit: UnitId, row: Sequence[Any]) -> UnitState:
    """Put a unit's state together from its row."""
    values: tuple[Any, ...] = (
        PHASES[row[0]],
        *row[1:12],
        bool(row[12]),
        *row[13:15],
        bool(row[15]),
    )
    return UnitState(unit, *values)


def dump(value: object) -> str:
    """Write JSON; in ASCII, since a text from a keyboard may hold what UTF-8 cannot."""
    try:
        return _encode(value)
    except ValueError as error:
        raise HistoryError(
            "What was to be recorded holds a number that is not finite. Nothing was recorded."
        ) from error


def _split(fact: Fact) -> tuple[tuple[int | None, ...], int, str | None, Mapping[str, Json]]:
    if fact.kind is not FactKind.REVIEW:
        return _NOTHING, 0, None, fact.body
    rest: dict[str, Json] = {}
    inline: list[int | None] = [None] * len(_INLINE)
    cram, parameters = 0, None
    for key, value in fact.body.items():
        if type(value) is int and key in _PLACES:
            inline[_PLACES[key]] = value
        elif key == "parameters" and isinstance(value, str):
            parameters = value
        elif key == "cram" and value is True:
            cram = 1
        else:
            rest[key] = value
    return tuple(inline), cram, parameters, rest


def _body(row: Sequence[Any], names: Names) -> dict[str, Json]:
    *inline, cram, parameters, rest = row
    body: dict[str, Json] = {
        key: value for key, value in zip(_INLINE, inline, strict=True) if value is not None
    }
    if cram:
        body["cram"] = True
    if parameters is not None:
        body["parameters"] = names.text(parameters)
    if rest is not None:
        body.update(json.loads(rest))
    return body


def _clean(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
