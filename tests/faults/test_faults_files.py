"""Full disks, read-only folders, other programs, and files that are no history any more."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.faults import answering

from mlprep.store import backups, connection
from mlprep.store.errors import HistoryDamaged, HistoryFull, HistoryLocked, HistoryTooNew

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def run(mode: str, path: Path, count: int, user: int | None = None) -> tuple[int, str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-S", answering.__file__, mode, str(path), str(count)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | ({} if user is None else {"BECOME_USER": str(user)}),
    )
    return done.returncode, done.stderr, done.stdout.splitlines()


def test_a_full_disk_loses_only_the_answer_that_it_refused(path: Path) -> None:
    code, message, lines = run("fill", path, 100_000)
    assert code == 3
    assert message.startswith("HistoryFull: There is no room left on the disk")
    acked = [line for line in lines if line.startswith("recorded")]
    with answering.open_history(path) as history:
        assert len(list(history.facts())) == len(acked) > 0
        assert history.verify() == []
        history.record([answering.draft(1)])


def test_a_file_that_may_not_grow_is_a_full_disk(path: Path) -> None:
    import resource

    with answering.open_history(path) as history:
        history.record([answering.draft(1)])
    limit = path.stat().st_size + 100_000
    child = subprocess.run(
        [sys.executable, "-S", "-E", answering.__file__, "answer", str(path), "100000"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (limit, limit)
        ),  # no threads here
    )
    assert child.returncode == 3
    assert "HistoryFull: There is no room left" in child.stderr
    with answering.open_history(path) as history:
        assert len(list(history.facts())) == 1 + child.stdout.count("recorded")
        assert history.verify() == []


@pytest.fixture
def open_to_all(path: Path) -> Iterator[Path]:
    """Let everybody reach the folder of the test, for a child that is nobody."""
    opened = []
    for folder in path.parents:
        mode = folder.stat().st_mode & 0o777
        if folder.owner() == "root" and mode & 0o005 != 0o005:
            folder.chmod(mode | 0o005)
            opened.append((folder, mode))
    yield path
    for folder, mode in opened:
        folder.chmod(mode)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can start a child that is somebody else",
)
def test_a_read_only_folder_is_named_with_the_way_out(open_to_all: Path) -> None:
    path = open_to_all
    code, message, _ = run("answer", path, 1, user=NOBODY)
    assert (code, "HistoryReadOnly" in message) == (3, True), message
    with answering.open_history(path) as history:
        history.record([answering.draft(1)])
    code, message, lines = run("answer", path, 1, user=NOBODY)
    assert code == 3
    assert message.startswith(f"HistoryReadOnly: The history {path} cannot be written.")
    assert "MLPREP_HOME" in message
    assert lines == ["started"]
    _, message, _ = run("answer", path.parent / "new" / "history", 1, user=NOBODY)
    assert message.startswith("HistoryReadOnly: The folder")
    assert "cannot be made" in message
    path.parent.chmod(0o700)
    _, message, _ = run("answer", path, 1, user=NOBODY)
    assert message.startswith(f"HistoryReadOnly: The history {path} cannot be reached")


def test_who_holds_the_history_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 100)
    with answering.open_history(path) as history:
        history.record([answering.draft(1)])
        child = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(HistoryLocked, match=rf"process {child.pid} \(.*-c") as caught:
            history.record([answering.draft(2)])
        assert "try again" in str(caught.value)
        child.communicate(b"\n")
        assert history.record([answering.draft(3)])[0].number == 2


HOLDER = f"""
import sys
sys.path.insert(0, {str(Path(answering.__file__).parent)!r})
import answering
from pathlib import Path
with answering.open_history(Path(sys.argv[1])) as history:
    history._engine.connection.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_programs_that_record_at_once_lose_nothing(path: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-S", "-E", answering.__file__, "answer", str(path), "150"],
            stdout=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    said = b"".join(child.communicate()[0] for child in children).decode().splitlines()
    assert [child.returncode for child in children] == [0, 0, 0]
    acked = sorted(int(line.split()[1]) for line in said if line.startswith("recorded"))
    assert acked == list(range(1, 451))
    with answering.open_history(path) as history:
        assert sorted(fact.number for fact in history.facts()) == acked
        assert history.verify() == []
        assert history.digest() == history.rebuild()


def filled(path: Path) -> Path:
    """Make a history of some pages, and return a backup of it."""
    with answering.open_history(path) as history:
        for number in range(40):
            history.record([answering.draft(number) for _ in range(20)])
    return backups.backup(path, backups.folder_of(path), now=time.time_ns() // 1_000_000)


@pytest.mark.parametrize("what", ["truncated", "garbage", "text", "empty", "header"])
def test_a_damaged_history_names_the_backup(path: Path, what: str) -> None:
    good = filled(path)
    whole = path.read_bytes()
    damaged = {
        "truncated": whole[: len(whole) // 2],
        "garbage": bytes(reversed(whole)),
        "text": b"my flashcards\n" * 1000,
        "empty": b"",
        "header": whole[:100] + b"\xff" * 4000 + whole[4100:],
    }[what]
    path.write_bytes(damaged)
    with pytest.raises(HistoryDamaged, match="is damaged") as caught:
        answering.open_history(path)
    assert f'mlprep restore {good}"' in str(caught.value)
    assert path.read_bytes() == damaged, "what is left of it is not touched"
    backups.restore(good, path, now=0)
    with answering.open_history(path) as history:
        assert len(list(history.facts())) == 800
        assert history.verify() == []


def test_without_a_backup_the_sentence_says_so(path: Path) -> None:
    path.write_bytes(b"no database" * 500)
    with pytest.raises(HistoryDamaged, match="No good backup was found"):
        answering.open_history(path)


def test_an_empty_file_without_backups_is_a_first_start(path: Path) -> None:
    path.touch()
    with answering.open_history(path) as history:
        assert history.record([answering.draft(1)])[0].number == 1


def test_a_newer_schema_is_refused_and_left_alone(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as direct:
        direct.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(HistoryTooNew, match=r"written by a newer mlprep .*update with"):
        answering.open_history(path)
    assert path.read_bytes() == before


def test_full_is_said_in_a_sentence() -> None:
    from mlprep.store.explain import explained

    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert isinstance(explained(error, Path("h")), HistoryFull)


def test_a_damaged_history_is_not_backed_up_and_names_the_good_backup(path: Path) -> None:
    good = filled(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 40_960 + whole[49_152:])
    with pytest.raises(HistoryDamaged, match=re.escape(f"mlprep restore {good}")):
        backups.backup(path, backups.folder_of(path), now=time.time_ns() // 1_000_000)
    assert backups.backups(backups.folder_of(path)) == [good]


@pytest.mark.parametrize("way", ["backup", "restore"])
def test_no_room_for_a_copy_is_said_in_a_sentence(
    path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = filled(path)

    def full(_source: Path, _target: Path) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(backups, "_copy", full)
    source, target = (path, good.parent) if way == "backup" else (good, path)
    with pytest.raises(HistoryFull, match="has no room for a copy"):
        getattr(backups, way)(source, target, now=0)
