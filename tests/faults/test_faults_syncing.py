"""A sync killed at any moment loses nothing, doubles nothing, and the next one goes on."""

import os
import random
import time
from pathlib import Path

import pytest
from tests.faults.forking import Forks, Run
from tests.unit.study.synckit import DECK, Home, bare, home, review

from mlprep.formats.unfinished import TEMPORARY
from mlprep.study.sync import repository

KILLS = 5


@pytest.fixture(autouse=True)
def _isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setattr(repository, "_STALE_SECONDS", 0.5)


def open_after(child: Run) -> None:
    said = b""
    while b"open" not in said:
        piece = os.read(child.stdout.fileno(), 65536)
        assert piece, "the child did not start"
        said += piece


def kill_after(child: Run, seconds: float) -> None:
    """Kill a sync some time after it began; half of the time git with it."""
    with child.stdout:
        open_after(child)
        time.sleep(seconds)
        child.kill(group=seconds * 1000 % 2 < 1)


def duration(child: Run) -> float:
    with child.stdout:
        open_after(child)
        begun = time.monotonic()
        child.stdout.read()
    assert child.wait() == 0
    return time.monotonic() - begun


def finished(device: Home) -> dict[str, bytes]:
    """Read the device's own files; what a kill left unfinished is swept once it is old."""
    return {
        name: data
        for name, data in device.own().items()
        if not Path(name).name.startswith(TEMPORARY)
    }


@pytest.mark.parametrize("kind", ["git", "folder"])
def test_killed_in_the_middle(tmp_path: Path, kind: str) -> None:
    place = bare(tmp_path / "remote.git") if kind == "git" else tmp_path / "shared"
    one, two = home(tmp_path, "one"), home(tmp_path, "two")
    one.write(DECK)
    one.record(*(review(f"unit-{number}") for number in range(300)))
    one.sync(place)
    two.record(review("own-2"))
    chance = random.Random(11)  # noqa: S311  # moments, no secrets
    with Forks("syncing") as forks:
        took = duration(forks.start(two.folder, place))
        recorded = len(two.facts())
        for number in range(KILLS):
            one.record(*(review(f"more-{number}-{at}") for at in range(20)))
            one.write(f"{DECK}# one, {number}\n")
            two.record(review(f"other-{number}"))
            two.write(f'[deck]\ntitle = "Two {number}"\n', f"two-{number}.toml")
            recorded += 21
            kill_after(forks.start(one.folder, place), chance.uniform(0, took))
            kill_after(forks.start(two.folder, place), chance.uniform(0, took))
    for device in (one, two, one):
        assert device.sync(place).reached
    assert len(one.facts()) == recorded
    assert one.facts() == two.facts()
    assert one.digest() == two.digest()
    assert finished(one) == finished(two)
    assert set(finished(one)) == {"own.toml", *(f"two-{number}.toml" for number in range(KILLS))}
    assert finished(one)["own.toml"].endswith(f"# one, {KILLS - 1}\n".encode())
