"""A small library of one's own, and a workspace on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.beginnings import begin_history

from mlprep.domain.clock import FixedClock
from mlprep.store.paths import paths_below
from mlprep.study.content import library as library_module
from mlprep.study.content.library import roots_of
from mlprep.study.workspace import Workspace

DECK = """
[deck]
title = "Small"

[[card]]
id = "small-one"
front = "One?"
back = "1"
tags = ["numbers"]

[[card]]
id = "small-two"
front = "Two?"
back = "2"
reverse = true

[[card]]
id = "small-gaps"
cloze = "A {{c1::first}} and a {{c2::second}} gap."

[[card]]
id = "small-typed"
front = "Seven times six?"
answer = 42

[[card]]
id = "small-choice"
front = "Which is even?"
options = ["three", "four", "five"]
key = 1
"""


@pytest.fixture(autouse=True)
def no_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the shipped content out, so that the test's own decks are all there is."""
    monkeypatch.setattr(
        library_module,
        "roots_of",
        lambda paths, extra=(): [r for r in roots_of(paths, extra) if r.own],
    )


@pytest.fixture
def deck_file(home: Path) -> Path:
    """Write the small deck into the learner's own folder."""
    path = paths_below(home).decks / "small.toml"
    path.parent.mkdir(parents=True)
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture
def workspace(home: Path, clock: FixedClock, deck_file: Path) -> Iterator[Workspace]:
    """Open the learner's things on the small deck."""
    assert deck_file.exists()
    begin_history(paths_below(home).history)
    with Workspace.open(paths=paths_below(home), clock=clock, zone="UTC") as opened:
        opened.refresh_library()
        yield opened
