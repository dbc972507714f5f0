"""An acknowledgement means that the answer is on the disk, not only with the system.

A killed program proves little, for what it wrote to the system's memory survives it.  So the
system calls are watched: between the last write to the files of the store and the write of an
acknowledgement there must be a sync of that file.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faults import answering

COUNT = 60
CALL = re.compile(r"(?P<name>\w+)\((?P<file>\d+)<(?P<path>[^>]*)>(?P<rest>.*)")

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed, system calls are not seen"
)


def traced(mode: str, path: Path, log: Path) -> list[str]:
    subprocess.run(
        ["strace", "-f", "-y", "-e", "trace=write,pwrite64,writev,pwritev,fsync,fdatasync,msync",
         "-o", str(log), sys.executable, "-S", "-E", answering.__file__, mode, str(path),
         str(COUNT)],
        check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return log.read_text(encoding="utf-8", errors="replace").splitlines()


def unsynced_acknowledgements(calls: list[str], history: Path) -> tuple[int, int, int]:
    """Count acknowledgements, those with unsynced writes before them, and syncs between them."""
    dirty: set[str] = set()
    acked = unsynced = syncs = 0
    for line in calls:
        call = CALL.search(line)
        if call is None:
            continue
        if call["name"] in {"fsync", "fdatasync"}:
            dirty.discard(call["path"])
            syncs += acked > 0
        elif '"recorded ' in call["rest"] and call["file"] == "1":
            acked += 1
            unsynced += bool(dirty)
        elif call["path"] in {str(history), f"{history}-wal"}:
            dirty.add(call["path"])
    return acked, unsynced, syncs


def test_each_acknowledgement_follows_a_sync(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    calls = traced("answer", path, tmp_path / "log")
    acked, unsynced, _ = unsynced_acknowledgements(calls, path)
    assert (acked, unsynced) == (COUNT, 0)


def test_one_sync_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    calls = traced("answer", path, tmp_path / "log")
    last = max(index for index, line in enumerate(calls) if '"recorded ' in line)
    _, _, syncs = unsynced_acknowledgements(calls[: last + 1], path)
    assert syncs <= 1.05 * (COUNT - 1)


def test_the_checker_catches_commits_without_a_sync(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    calls = traced("unsynced", path, tmp_path / "log")
    acked, unsynced, _ = unsynced_acknowledgements(calls, path)
    assert acked == COUNT
    assert unsynced > COUNT / 2
