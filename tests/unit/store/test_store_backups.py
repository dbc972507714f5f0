import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.store.storekit import (
    PARAMETERS,
    START,
    TODAY,
    advance,
    open_history,
    placed,
    review,
)

from mlprep.domain.clock import FixedClock
from mlprep.domain.ids import UnitId
from mlprep.store import backups
from mlprep.store.doctor import examine
from mlprep.store.errors import HistoryDamaged, HistoryError, HistoryLocked
from mlprep.store.history import History

HOUR = 3_600_000
ROOT = Path(__file__).parents[3]


def test_a_backup_holds_what_was_acknowledged(history: History, path: Path) -> None:
    history.record([review("a")])
    made = backups.backup(path, backups.folder_of(path), now=START)
    assert made.name == "history-20231114T221320000Z.sqlite"
    assert backups.taken_at(made) == START
    assert backups.backups(made.parent) == [made]
    assert [one.name for one in made.parent.iterdir()] == [made.name], "nothing unfinished stays"
    with open_history(made) as copy:
        assert copy.digest() == history.digest()
        assert copy.device != history.device


def test_two_backups_of_one_instant_are_two(history: History, path: Path) -> None:
    history.record([review("a")])
    folder = backups.folder_of(path)
    first = backups.backup(path, folder, now=START)
    second = backups.backup(path, folder, now=START)
    assert backups.backups(folder) == [second, first]


def test_restore_lays_the_present_history_aside(history: History, path: Path) -> None:
    history.record([review("a")])
    made = backups.backup(path, backups.folder_of(path), now=START)
    history.record([review("b")])
    device = history.device
    history.close()
    aside = backups.restore(made, path, now=START + HOUR)
    assert aside is not None
    with open_history(path) as restored, open_history(aside) as before:
        assert restored.device != device
        assert restored.state(UnitId("b")).reps == 0
        assert before.state(UnitId("b")).reps == 1
        assert restored.record([review("b")])[0].number == 1
    assert made.exists()


def test_restore_takes_the_log_of_a_crashed_program_along(path: Path, tmp_path: Path) -> None:
    with open_history(path) as history:
        history.record([review("a")])
        made = backups.backup(path, tmp_path / "b", now=START)
        history.record([review("b")])
        log = path.with_name(path.name + "-wal").read_bytes()
        main = path.read_bytes()
    path.write_bytes(main)
    path.with_name(path.name + "-wal").write_bytes(log)
    aside = backups.restore(made, path, now=START)
    assert aside is not None
    with open_history(path) as restored, open_history(aside) as before:
        assert restored.state(UnitId("b")).reps == 0
        assert before.state(UnitId("b")).reps == 1


def test_a_damaged_backup_is_not_restored(history: History, path: Path) -> None:
    history.record([review("a")])
    digest = history.digest()
    folder = backups.folder_of(path)
    good = backups.backup(path, folder, now=START)
    bad = folder / backups.backup(path, folder, now=START + HOUR).name
    bad.write_bytes(bad.read_bytes()[: 3 * 4096])
    history.close()
    with pytest.raises(HistoryDamaged, match="stays as it is"):
        backups.restore(bad, path, now=START)
    with pytest.raises(HistoryError, match="no backup"):
        backups.restore(folder / "nothing", path, now=START)
    assert backups.newest_good(folder) == good
    with open_history(path) as unchanged:
        assert unchanged.digest() == digest


_TWICE = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "src")!r}]
from pathlib import Path
from tests.unit.store.storekit import open_history
one, two = (open_history(Path(sys.argv[1])) for _ in range(2))
two.close()
two.close()
print("open", flush=True)
sys.stdin.read()
"""
"""A program that opens the history twice, as the screen does for its work beside, and stays."""


def test_restore_refuses_while_another_program_has_it_open(path: Path, tmp_path: Path) -> None:
    with open_history(path):
        made = backups.backup(path, tmp_path / "b", now=START)
    command = [sys.executable, "-c", _TWICE, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"open\n"
        with open_history(path):
            pass
        with pytest.raises(HistoryLocked, match=rf"open in process {program.pid} \(-c "):
            backups.restore(made, path, now=START)
        program.kill()
    assert list(path.parent.glob("*.open")), "a killed program leaves its note"
    assert backups.restore(made, path, now=START) is not None


def test_a_note_of_a_program_that_has_ended_stops_no_restore(path: Path, tmp_path: Path) -> None:
    with open_history(path):
        made = backups.backup(path, tmp_path / "b", now=START)
    left = path.with_name(f"{path.name}.{os.getppid()}.open")  # a number in use by another program
    left.write_text("mlprep")
    assert backups.restore(made, path, now=START) is not None
    left.write_text("mlprep")
    with open_history(path), open_history(path):
        (note,) = path.parent.glob("*.open")
        assert note != left
    assert not list(path.parent.glob("*.open"))


def test_rotation_keeps_fewer_the_older_they_are(tmp_path: Path) -> None:
    now = datetime(2027, 6, 30, 12, tzinfo=UTC)
    for hours in range(0, 24 * 400, 12):
        moment = now - timedelta(hours=hours)
        (tmp_path / f"history-{moment:%Y%m%dT%H%M%S}000Z.sqlite").touch()
    (tmp_path / "notes.txt").touch()
    now_ms = int(now.timestamp() * 1000)
    backups.rotate(tmp_path, now_ms)
    kept = [backups.taken_at(path) for path in backups.backups(tmp_path)]
    ages = [(now_ms - at) / (24 * HOUR) for at in kept]
    assert len([age for age in ages if age < 2]) == 4
    assert len([age for age in ages if 2 <= age < 14]) >= 11, "one a day"
    assert len([age for age in ages if age >= 2]) == 12 + 10 + 9 - 4, "four are wanted twice"
    assert max(ages) > 240
    assert (tmp_path / "notes.txt").exists()
    assert backups.rotate(tmp_path, now_ms) == []


def test_doctor_finds_a_healthy_history_healthy(path: Path, clock: FixedClock) -> None:
    with open_history(path) as history:
        history.place(placed("a", "b"))
        history.record([review("a"), review("b"), review("gone", day=TODAY)])
    backups.backup(path, backups.folder_of(path), now=START - HOUR)
    findings = examine(path, clock=clock, advance=advance, default_parameters=PARAMETERS)
    assert all(one.ok for one in findings), findings
    details = {one.name: one.detail for one in findings}
    assert details["units without a card"].startswith("1 units")
    assert details["backup"].endswith("1 hour old")
    assert "3 facts" in details["size"]
    clock.advance(hours=-4)
    findings = examine(path, clock=clock, advance=advance, default_parameters=PARAMETERS)
    details = {one.name: one.detail for one in findings}
    assert details["backup"].endswith("3 hours ahead of the clock")


def test_doctor_names_what_is_wrong(path: Path, clock: FixedClock) -> None:
    with open_history(path) as history:
        history.record([review("a")])
    with sqlite3.connect(path) as direct:
        direct.execute("UPDATE units SET reps = 7")
    direct.close()
    findings = examine(path, clock=clock, advance=advance, default_parameters=PARAMETERS)
    wrong = [one for one in findings if not one.ok]
    assert [one.name for one in wrong] == ["state"]
    assert "units: a" in wrong[0].detail


def test_doctor_of_a_missing_history_says_so(path: Path, clock: FixedClock) -> None:
    (finding,) = examine(path, clock=clock, advance=advance, default_parameters=PARAMETERS)
    assert not finding.ok
    assert "There is no history" in finding.detail


def test_a_restore_that_is_killed_leaves_a_history(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.record([review("a")])
    made = backups.backup(path, backups.folder_of(path), now=START)
    history.record([review("b")])
    history.close()

    def killed(_one: Path, _other: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            backups.restore(made, path, now=START + HOUR)
    with open_history(path) as still:
        assert still.state(UnitId("b")).reps == 1
        assert still.verify() == []


def test_a_history_that_went_missing_is_not_begun_anew_beside_its_backups(
    history: History, path: Path
) -> None:
    history.record([review("a")])
    made = backups.backup(path, backups.folder_of(path), now=START)
    history.close()
    for one in path.parent.glob(f"{path.name}*"):
        one.unlink()
    with pytest.raises(HistoryDamaged, match=r"missing.*begin anew") as told, open_history(path):
        pass
    assert str(made) in str(told.value)
    backups.restore(made, path, now=START)
    with open_history(path) as again:
        assert again.state(UnitId("a")).reps == 1
