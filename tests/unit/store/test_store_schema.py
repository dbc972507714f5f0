"""A history that an earlier schema holds is carried over to the present one."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.unit.store.storekit import START, TODAY, open_history, placed, review, setting

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import UnitId
from mlprep.store.connection import connect
from mlprep.store.history import History
from mlprep.store.identity import fingerprint
from mlprep.store.schema import MIGRATIONS

WITH_A_TABLE_FOR_REDO = 3
"""Migrations after which what redo brings again still stood in a table of its own."""
_SAME = (
    "names", "facts", "units", "daily", "settings", "deck_totals", "local"
)  # fmt: skip


def _lived(path: Path) -> str:
    """Answer, undo, redo and undo again; return the digest of what that comes to."""
    clock = FixedClock(START)
    with open_history(path, clock) as history:
        history.place(placed("a", "b", "c"))
        for number in range(6):
            clock.advance(minutes=1)
            history.record([review("abc"[number % 3], 3, day=TODAY + number)])
        history.record([Draft(FactKind.SUSPEND, "a", {"on": True})])
        history.record([setting("new_per_day", 7)])
        for travel in (history.undo, history.undo, history.redo, history.undo, history.undo):
            assert travel() is not None
        history.checkpoint()
        return history.digest()


def _as_before(path: Path, old: Path) -> None:
    """Write the rows of a history into a file of the schema with a table for redo."""
    connect(old, create=True, now_ms=START, migrations=MIGRATIONS[:WITH_A_TABLE_FOR_REDO]).close()
    with closing(sqlite3.connect(old)) as written, written:
        written.execute("ATTACH ? AS new", (str(path),))
        for table in _SAME:
            columns = ", ".join(row[1] for row in written.execute(f"PRAGMA table_info({table})"))
            written.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}")  # noqa: S608
        written.execute("INSERT INTO voided SELECT device, action FROM new.voided")
        written.execute(
            "INSERT INTO redo (action, void) SELECT action, redo FROM new.voided"
            " WHERE redo IS NOT NULL ORDER BY redo"
        )
        mark = (fingerprint(old, "here"),)
        written.execute("UPDATE local SET value = ? WHERE key = 'fingerprint'", mark)


def _brought_again(history: History) -> list[str]:
    return [done.label for done in iter(history.redo, None)]


def test_what_could_be_redone_still_can_be_after_the_migration(path: Path, tmp_path: Path) -> None:
    digest, old = _lived(path), tmp_path / "old.sqlite"
    _as_before(path, old)
    with open_history(old) as carried, open_history(path) as present:
        assert carried.digest() == digest
        assert carried.verify() == []
        assert carried.undo_label() == present.undo_label() == 'Good on "b"'
        labels = _brought_again(carried)
        assert labels == _brought_again(present)
        assert len(labels) == 3
        assert carried.state(UnitId("a")) == present.state(UnitId("a"))
        assert carried.verify() == []


def test_a_new_fact_after_the_migration_clears_what_could_be_redone(
    path: Path, tmp_path: Path
) -> None:
    _lived(path)
    old = tmp_path / "old.sqlite"
    _as_before(path, old)
    with open_history(old) as carried:
        carried.record([review("b", 1)])
        assert carried.redo() is None
        assert carried.verify() == []


def test_a_rebuilt_state_keeps_what_could_be_redone(path: Path) -> None:
    _lived(path)
    with open_history(path) as history:
        history.repair()
        assert _brought_again(history) == ['Good on "c"', "suspend a", "new_per_day = 7"]
        assert history.redo() is None
