"""No test touches the real home, the real clock or the real environment."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest

from mlprep.domain.clock import FixedClock
from mlprep.store.paths import Paths, paths_below
from mlprep.study.workspace import Workspace

# The same examples in every run of CI: what it says of a change is about that change.
# Everybody else's runs go on looking for new ones.
# No example has a deadline: speed is measured in benchmarks, beside a peer.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
# The programs that tests start need half the time where compiled modules are kept for them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")

NOON = 1_790_000_000_000
"""A Monday: 2026-09-21, 14:13 UTC."""

FOREIGN = ("NO_COLOR", "FORCE_COLOR", "EDITOR", "VISUAL", "TZ", "XDG_DATA_HOME", "XDG_CONFIG_HOME")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Take one worker more than there are cores: tests of the screen mostly wait."""
    return (yield) + 1


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put every folder of the learner below the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MLPREP_HOME", str(folder))
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    return folder


@pytest.fixture
def clock() -> FixedClock:
    """Stand still until the test moves it."""
    return FixedClock(NOON)


@pytest.fixture(scope="session")
def library_read(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """Let a learner look at the shipped library once; returns where the cache of it is."""
    paths = paths_below(tmp_path_factory.mktemp("read"))
    with Workspace.open(paths=paths, clock=FixedClock(NOON), zone="UTC") as workspace:
        workspace.refresh_library()
    return paths


@pytest.fixture
def warm_library(home: Path, library_read: Paths) -> Paths:
    """Let the test's learner have looked at the shipped files before, which takes seconds."""
    paths = paths_below(home)
    paths.cache.mkdir(parents=True)
    shutil.copyfile(library_read.library, paths.library)
    return paths


@pytest.fixture
def warm_home(warm_library: Paths, library_read: Paths) -> None:
    """Let their history, in which nothing happened so far, have been there as well."""
    shutil.copyfile(library_read.history, warm_library.history)
