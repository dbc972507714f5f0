"""A learner with a small deck of their own beside the shipped ones."""

import shutil
from pathlib import Path

import pytest

from mlprep.store.paths import paths_below
from mlprep.study.workspace import Workspace

DECK = """
[deck]
title = "Hostile [/b] [CLS]"
id = "hostile"

[[card]]
id = "hostile-markup"
front = "What does `[CLS]` mark, [b]not[/b] [link=x?"
back = "The first token \\u001b[31mred\\u001b[0m \\u202Etxet"

[[card]]
id = "hostile-typed"
front = "Six times seven?"
answer = 42

[[card]]
id = "hostile-choice"
front = "Which is even?"
options = ["three", "four", "five"]
key = 1
fixed_order = true
"""


@pytest.fixture
def deck(home: Path) -> Path:
    """Write the deck into the learner's own folder."""
    path = home / "decks" / "hostile.toml"
    path.parent.mkdir(parents=True)
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def library_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read the shipped library once; returns the cache of it."""
    paths = paths_below(tmp_path_factory.mktemp("read"))
    with Workspace.open(paths=paths, zone="UTC") as workspace:
        workspace.refresh_library()
    return paths.library


@pytest.fixture
def warm_library(home: Path, library_read: Path) -> None:
    """Let the test's learner have looked at the shipped files before, which takes seconds."""
    paths = paths_below(home)
    paths.cache.mkdir(parents=True)
    shutil.copyfile(library_read, paths.library)
