"""The tables of the history, and the migrations that lead to them."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

APPLICATION_ID = 0x6D6C7072
"""``mlpr``: marks the file as a history of this program."""

_FACTS = """
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE facts (
  device INTEGER NOT NULL REFERENCES names (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  subject INTEGER NOT NULL REFERENCES names (id),
  action INTEGER NOT NULL CHECK (action BETWEEN 1 AND number),
  label TEXT NOT NULL,
  day INTEGER CHECK (day BETWEEN -4000000 AND 4000000),
  rating INTEGER CHECK (rating BETWEEN 1 AND 4),
  ms INTEGER CHECK (ms >= 0),
  due_day INTEGER CHECK (due_day BETWEEN -4000000 AND 4000000),
  due_at INTEGER,
  step INTEGER CHECK (step >= 0),
  cram INTEGER NOT NULL CHECK (cram IN (0, 1)),
  parameters INTEGER REFERENCES names (id),
  body TEXT CHECK (body IS NULL OR json_valid(body)),
  PRIMARY KEY (device, number),
  CHECK (kind <> 'review' OR (day IS NOT NULL AND rating IS NOT NULL AND ms IS NOT NULL)),
  CHECK (due_day IS NULL OR due_at IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX facts_subject ON facts (subject, at_ms);
CREATE INDEX facts_rare ON facts (kind, subject) WHERE kind <> 'review';
CREATE INDEX facts_voids
  ON facts (json_extract(body, '$.device'), json_extract(body, '$.action')) WHERE kind = 'void';

CREATE TRIGGER facts_never_change BEFORE UPDATE ON facts
BEGIN SELECT raise(ABORT, 'facts are never changed'); END;
CREATE TRIGGER facts_never_go BEFORE DELETE ON facts
BEGIN SELECT raise(ABORT, 'facts are never deleted'); END;
"""

_STATE = """
CREATE TABLE units (
  id INTEGER PRIMARY KEY REFERENCES names (id),
  card INTEGER NOT NULL REFERENCES names (id),
  phase INTEGER NOT NULL DEFAULT 0 CHECK (phase BETWEEN 0 AND 3),
  stability REAL CHECK (stability > 0),
  difficulty REAL CHECK (difficulty BETWEEN 1 AND 10),
  last_day INTEGER,
  last_at INTEGER,
  first_day INTEGER,
  due_day INTEGER,
  due_at INTEGER,
  step INTEGER NOT NULL DEFAULT 0 CHECK (step >= 0),
  interval_days INTEGER NOT NULL DEFAULT 0,
  reps INTEGER NOT NULL DEFAULT 0 CHECK (reps >= 0),
  lapses INTEGER NOT NULL DEFAULT 0 CHECK (lapses >= 0),
  suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
  buried_until INTEGER,
  flag INTEGER NOT NULL DEFAULT 0,
  marked INTEGER NOT NULL DEFAULT 0 CHECK (marked IN (0, 1)),
  seen_at INTEGER,
  seen_device INTEGER REFERENCES names (id),
  seen_number INTEGER,
  placed INTEGER NOT NULL DEFAULT 0 CHECK (placed IN (0, 1)),
  deck INTEGER REFERENCES names (id),
  topic INTEGER REFERENCES names (id),
  position INTEGER NOT NULL DEFAULT 0,
  priority INTEGER NOT NULL DEFAULT 2,
  level INTEGER,
  CHECK (placed = 0 OR deck IS NOT NULL)
) STRICT;

CREATE INDEX units_card ON units (card);
CREATE INDEX units_last_day ON units (last_day, card) WHERE last_day IS NOT NULL;
CREATE INDEX units_buried ON units (buried_until) WHERE buried_until IS NOT NULL;
-- The columns of the condition stand in the index too, or SQLite would look each row up.
CREATE INDEX units_due
  ON units (deck, due_day, buried_until, last_day, stability, card, phase, placed, suspended)
  WHERE phase = 2 AND placed = 1 AND suspended = 0;
CREATE INDEX units_due_day ON units (due_day, phase, placed, suspended)
  WHERE phase = 2 AND placed = 1 AND suspended = 0;
CREATE INDEX units_steps ON units (due_at)
  WHERE phase IN (1, 3) AND placed = 1 AND suspended = 0;
CREATE INDEX units_new ON units (deck, priority, level, position)
  WHERE phase = 0 AND placed = 1 AND suspended = 0;

CREATE TABLE daily (
  day INTEGER PRIMARY KEY,
  reviews INTEGER NOT NULL CHECK (reviews >= 0),
  introduced INTEGER NOT NULL CHECK (introduced >= 0),
  again INTEGER NOT NULL CHECK (again >= 0),
  ms INTEGER NOT NULL CHECK (ms >= 0),
  tested INTEGER NOT NULL CHECK (tested >= 0),
  passed INTEGER NOT NULL CHECK (passed BETWEEN 0 AND tested),
  cram INTEGER NOT NULL CHECK (cram >= 0),
  cram_ms INTEGER NOT NULL CHECK (cram_ms >= 0)
) STRICT;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE voided (
  device INTEGER NOT NULL REFERENCES names (id),
  action INTEGER NOT NULL,
  PRIMARY KEY (device, action)
) STRICT, WITHOUT ROWID;

CREATE TABLE deck_totals (
  deck INTEGER PRIMARY KEY REFERENCES names (id),
  total INTEGER NOT NULL CHECK (total >= 0),
  new INTEGER NOT NULL CHECK (new >= 0),
  suspended INTEGER NOT NULL CHECK (suspended >= 0)
) STRICT;
"""

_HERE = """
CREATE TABLE redo (
  position INTEGER PRIMARY KEY,
  action INTEGER NOT NULL,
  void INTEGER NOT NULL
) STRICT;

CREATE TABLE local (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_RECORDS = """CREATE TABLE IF NOT EXISTS migrations (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  program TEXT NOT NULL
) STRICT"""


class Migration(NamedTuple):
    """One step from a schema to the next; ``apply`` runs inside a transaction."""

    name: str
    apply: Callable[[sqlite3.Connection], None]


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run several statements inside the transaction that is open.

    ``executescript`` would commit it first.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _first(connection: sqlite3.Connection) -> None:
    run_script(connection, _FACTS + _STATE + _HERE)


_LANES = """
DROP INDEX units_new;
-- What a draw of new cards asks of a lane stands in its index: how many wait, and the first ones.
CREATE INDEX units_new ON units (
    deck, topic, level, priority, position, card, buried_until, phase, placed, suspended)
  WHERE phase = 0 AND placed = 1 AND suspended = 0;
"""


def _lanes(connection: sqlite3.Connection) -> None:
    run_script(connection, _LANES)


# An answer changes a page or two of each index that holds a day of its unit.  So there is one
# index of what is due, the days of reviews stand in one for cards of several units alone, whose
# siblings keep away from one another, and the first day never changes again.
_FEW_PAGES = """
ALTER TABLE units ADD COLUMN siblings INTEGER NOT NULL DEFAULT 0 CHECK (siblings IN (0, 1));
UPDATE units SET siblings = 1 WHERE card IN (
  SELECT card FROM units GROUP BY card HAVING count(*) > 1);
DROP INDEX units_due;
DROP INDEX units_due_day;
DROP INDEX units_last_day;
CREATE INDEX units_due
  ON units (due_day, deck, buried_until, last_day, stability, card, phase, placed, suspended)
  WHERE phase = 2 AND placed = 1 AND suspended = 0;
CREATE INDEX units_siblings ON units (last_day, card) WHERE siblings = 1 AND last_day IS NOT NULL;
CREATE INDEX units_first_day ON units (first_day) WHERE first_day IS NOT NULL;
"""


def _few_pages(connection: sqlite3.Connection) -> None:
    run_script(connection, _FEW_PAGES)


# Of every so many running numbers of a device, when none of them is missing, what moves a memory,
# as ``memories`` packs it: it can never change, and is read in a hundredth of the rows' time.
_STRETCHES = """
CREATE TABLE stretches (
  device INTEGER NOT NULL REFERENCES names (id),
  first INTEGER NOT NULL,
  moves BLOB NOT NULL,
  unusual TEXT NOT NULL CHECK (json_valid(unusual)),
  PRIMARY KEY (device, first)
) STRICT;
"""


def _stretches(connection: sqlite3.Connection) -> None:
    run_script(connection, _STRETCHES)


# An undo writes a void, which stands in an index of its own, and one row that says what it voids
# and that redo takes it back.
_ONE_PLACE_A_VOID = """
DROP INDEX facts_rare;
CREATE INDEX facts_rare ON facts (kind, subject) WHERE kind <> 'review' AND kind <> 'void';
ALTER TABLE voided ADD COLUMN redo INTEGER;
UPDATE voided SET redo = (SELECT max(void) FROM redo WHERE redo.action = voided.action)
  WHERE device IN (
    SELECT id FROM names WHERE name = (SELECT value FROM local WHERE key = 'device'));
DROP TABLE redo;
"""


def _one_place_a_void(connection: sqlite3.Connection) -> None:
    run_script(connection, _ONE_PLACE_A_VOID)


# A deck's due units stand together, so that they are counted and found without looking at others'.
# No query comes by a void by its subject, so an undo need not enter it there.
_DUE_BY_DECK = """
DROP INDEX facts_subject;
CREATE INDEX facts_subject ON facts (subject, at_ms) WHERE kind <> 'void';
DROP INDEX units_due;
CREATE INDEX units_due
  ON units (deck, due_day, buried_until, last_day, stability, card, phase, placed, suspended)
  WHERE phase = 2 AND placed = 1 AND suspended = 0;
"""


def _due_by_deck(connection: sqlite3.Connection) -> None:
    run_script(connection, _DUE_BY_DECK)


MIGRATIONS: tuple[Migration, ...] = (
    Migration("m001_facts_and_state", _first),
    Migration("m002_new_cards_by_lane", _lanes),
    Migration("m003_few_pages_an_answer", _few_pages),
    Migration("m004_stretches_of_the_log", _stretches),
    Migration("m005_one_place_a_void", _one_place_a_void),
    Migration("m006_due_by_deck", _due_by_deck),
)


def version(connection: sqlite3.Connection) -> int:
    """Count the migrations that the file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(
    connection: sqlite3.Connection, migrations: Sequence[Migration], *, program: str, now_ms: int
) -> list[str]:
    """Apply what is pending, each migration with its record in a transaction of its own.

    Two programs may start at once: the second one waits, looks again and has nothing to do.
    Returns the names of what was applied.
    """
    applied = []
    for number, migration in enumerate(migrations, start=1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version(connection) < number:
                _apply(connection, number, migration, (now_ms, program))
                applied.append(migration.name)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return applied


def _apply(
    connection: sqlite3.Connection, number: int, migration: Migration, record: tuple[int, str]
) -> None:
    connection.execute(_RECORDS)
    migration.apply(connection)
    connection.execute(
        "INSERT INTO migrations (id, name, applied_at, program) VALUES (?, ?, ?, ?)",
        (number, migration.name, *record),
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {number}")
