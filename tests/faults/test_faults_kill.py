"""Killed at any moment, the program has lost nothing that it acknowledged."""

import os
import random
import select
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.faults import answering
from tests.faults.forking import Forks, Run

from mlprep.domain.facts import FactKind
from mlprep.store import backups, connection, schema

Start = Callable[[str, Path], Run]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    with Forks("answering", "-S", "-E") as forks:
        yield forks.start


def kill_after(child: Run, word: bytes, seconds: float) -> list[str]:
    """Kill the child some time after it said a word; return the lines that it got out."""
    said, deadline = b"", time.monotonic() + 20
    while word not in said and time.monotonic() < deadline:
        said += os.read(child.stdout.fileno(), 65536)
    assert word in said, "the child did not start"
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        # The pipe is drained meanwhile, or the child would stand still before it is killed.
        if select.select([child.stdout], [], [], left)[0]:
            said += os.read(child.stdout.fileno(), 65536)
    code = child.kill()
    with child.stdout:
        said += child.stdout.read()
    assert code == -signal.SIGKILL
    return said.decode().splitlines()


def check_whole(path: Path) -> None:
    with answering.open_history(path) as history:
        assert history.digest() == history.rebuild()
        assert history.verify() == []
    with closing(sqlite3.connect(path)) as direct:
        assert direct.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert direct.execute("PRAGMA foreign_key_check").fetchall() == []


def recorded(path: Path) -> list[int]:
    with answering.open_history(path) as history:
        return [fact.number for fact in history.facts(include_voided=True)]


@pytest.mark.slow
@pytest.mark.parametrize("run", range(4))
def test_no_acknowledged_answer_is_lost(tmp_path: Path, start: Start, run: int) -> None:
    chance = random.Random(run)  # noqa: S311  # moments, no secrets
    acknowledged, longest = 0, 0.08
    for attempt in range(50):
        path = tmp_path / f"history-{attempt // 10}.sqlite"
        lines = kill_after(start("answer", path), b"open", chance.uniform(0, longest))
        acked = [int(line.split()[1]) for line in lines if line.startswith("recorded")]
        numbers = recorded(path)
        assert numbers == list(range(1, len(numbers) + 1)), "numbers run on without a gap"
        assert not acked or numbers[-1] - acked[-1] in {0, 1}, "at most one is without a word"
        acknowledged += len(acked)
        if attempt % 10 == 9:
            check_whole(path)
            if acknowledged < 6 * attempt:  # a slow machine: it gets more time
                longest *= 2
    assert acknowledged > 200, "the child did some work before it was killed"


def test_killed_during_the_first_start(tmp_path: Path, start: Start) -> None:
    chance = random.Random(5)  # noqa: S311  # moments, no secrets
    for attempt in range(12):
        path = tmp_path / str(attempt) / "history.sqlite"
        kill_after(start("answer", path), b"started", chance.uniform(0, 0.02))
        check_whole(path)


def test_killed_during_undo_and_redo(tmp_path: Path, start: Start) -> None:
    chance = random.Random(6)  # noqa: S311  # moments, no secrets
    path = tmp_path / "history.sqlite"
    for _attempt in range(12):
        lines = kill_after(start("undo", path), b"open", chance.uniform(0.01, 0.06))
        check_whole(path)
        with answering.open_history(path) as history:
            living = {fact.number for fact in history.facts(kinds=[FactKind.REVIEW])}
        done: dict[int, str] = {}
        for line in lines[2:]:
            word, number = line.split()
            done[int(number)] = word
        # What was done to the last one may have been followed by a step without a word.
        settled = list(done.items())[:-1]
        assert [number in living for number, _ in settled] == [
            word != "undone" for _, word in settled
        ]


def test_killed_during_a_migration(tmp_path: Path, start: Start) -> None:
    chance = random.Random(7)  # noqa: S311  # moments, no secrets
    path = tmp_path / "history.sqlite"
    with answering.open_history(path) as history:
        for number in range(60):
            history.record([answering.draft(number) for _ in range(50)])
        digest = history.digest()
    whole = path.read_bytes()
    began = time.monotonic()
    kill_after(start("migrate", path), b"open", 0)
    took = time.monotonic() - began
    assert backups.newest_good(backups.folder_of(path)) is not None
    for _attempt in range(10):
        restart_from(path, whole)
        kill_after(start("migrate", path), b"started", chance.uniform(0, took))
        with closing(sqlite3.connect(path)) as direct:
            version = schema.version(direct)
            tables = direct.execute(
                "SELECT count(*) FROM sqlite_master WHERE name LIKE 'extra%'"
            ).fetchone()[0]
            assert tables == version - len(schema.MIGRATIONS), (
                "a migration is there as a whole or not at all"
            )
            assert direct.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        copies = backups.backups(backups.folder_of(path))
        assert all(backups.is_whole(copy) for copy in copies), "no half backup bears the name"
        assert copies or version == len(schema.MIGRATIONS), "the backup comes before the migration"
    restart_from(path, whole)
    with answering.open_history(path) as history:
        assert history.digest() == digest
    backups.backup(path, backups.folder_of(path), now=0)
    assert not list(backups.folder_of(path).glob(".*")), "what a killed program left is swept up"


def restart_from(path: Path, contents: bytes) -> None:
    """Begin again with an old history without backups."""
    for side in ("-wal", "-shm"):
        path.with_name(path.name + side).unlink(missing_ok=True)
    path.write_bytes(contents)
    for copy in backups.backups(backups.folder_of(path)):
        copy.unlink()


def test_a_migration_is_preceded_by_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.sqlite"
    with answering.open_history(path) as history:
        history.record([answering.draft(1)])
    monkeypatch.setattr(connection.connect, "__kwdefaults__", connection.connect.__kwdefaults__)
    answering.more_migrations()
    with answering.open_history(path) as history:
        assert len(list(history.facts())) == 1
    (made,) = backups.backups(backups.folder_of(path))
    with closing(sqlite3.connect(made)) as before, closing(sqlite3.connect(path)) as after:
        own = len(schema.MIGRATIONS)
        assert schema.version(before) == own
        assert schema.version(after) == own + 6
        records = after.execute("SELECT id, name FROM migrations ORDER BY id").fetchall()
        assert records[0] == (1, "m001_facts_and_state")
        assert records[own] == (own + 1, "extra_0")
