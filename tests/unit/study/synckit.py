"""Homes that sync with one another; git without the machine's own settings."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import strategies as st
from tests.beginnings import begin_history

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, Fact, FactKind, Review
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.store.paths import Paths, paths_below
from mlprep.study.exchange import own_files
from mlprep.study.sync.report import Synced
from mlprep.study.sync.session import sync
from mlprep.study.workspace import Workspace

NOON = 1_790_000_000_000
DAY = 20_717
DECK = '[deck]\ntitle = "Own"\n\n[[card]]\nid = "own-1"\nfront = "A?"\nback = "B"\n'


class Home(NamedTuple):
    """One device."""

    folder: Path
    clock: FixedClock

    @property
    def deck(self) -> Path:
        """A deck of the learner's own."""
        return self.folder / "decks" / "own.toml"

    @contextmanager
    def opened(self) -> Iterator[Workspace]:
        """Open the device's things."""
        with Workspace.open(paths=paths_below(self.folder), clock=self.clock, zone="UTC") as opened:
            yield opened

    def record(self, *drafts: Draft) -> list[Fact]:
        """Record one action."""
        self.clock.advance(minutes=1)
        with self.opened() as opened:
            return opened.record(*drafts)

    def sync(self, place: object = "") -> Synced:
        """Sync with a place, or with the one of the last time."""
        with self.opened() as opened:
            return sync(opened, str(place))

    def facts(self) -> list[Fact]:
        """List all facts in their order."""
        with self.opened() as opened:
            return list(opened.history.facts(include_voided=True))

    def digest(self) -> str:
        """Take the digest of the state, which has to be what the facts say."""
        with self.opened() as opened:
            assert opened.history.verify() == []
            assert opened.history.rebuild() == opened.history.digest()
            return opened.history.digest()

    def write(self, text: str, name: str = "own.toml") -> Path:
        """Write a file of the learner's own."""
        path = self.folder / "decks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def own(self) -> dict[str, bytes]:
        """Read all files of the learner's own."""
        root = self.folder / "decks"
        return {
            one.relative_to(root).as_posix(): one.read_bytes()
            for one in sorted(root.rglob("*"))
            if one.is_file()
        }


def home(tmp_path: Path, name: str) -> Home:
    """Make a device."""
    begin_history(paths_below(tmp_path / name).history)
    return Home(tmp_path / name, FixedClock(NOON))


def review(unit: str, rating: int = 3, *, day: int = DAY) -> Draft:
    """Review a unit."""
    return Review(UnitId(unit), day, Rating(rating), 4000, due_day=day + rating).draft("Good")


def suspend(unit: str) -> Draft:
    """Suspend a unit."""
    return Draft(FactKind.SUSPEND, unit, {"on": True}, f"suspended {unit}")


def moved(old: str, new: str) -> Draft:
    """Say that a card is another one now."""
    return Draft(FactKind.REIDENTIFY, old, {"to": new}, f"{old} is now {new}")


def git(*arguments: str) -> str:
    """Run git as the tests do."""
    done = subprocess.run(
        ["git", *arguments], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    return done.stdout


def bare(path: Path) -> Path:
    """Make an empty repository that stands for a remote."""
    git("init", "--quiet", "--bare", str(path))
    return path


Action: TypeAlias = tuple[int, str, int]
"""Which device, what, how."""
ACTIONS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["review", "undo", "redo", "move", "suspend", "sync", "edit", "rename"]),
        st.integers(1, 4),
    ),
    max_size=14,
)


def lived_apart(root: Path, place: Path, actions: list[Action], seed: int) -> None:
    """Let three devices do things, sync in any order, and see that they end alike."""
    devices = [home(root, name) for name in ("one", "two", "three")]
    for number, (who, what, how) in enumerate(actions):
        act(devices[who], what, how, number, place)
    order = [*devices, *devices]
    random.Random(seed).shuffle(order)  # noqa: S311  # an order, no secret
    for device in [*order, *devices, *devices]:
        device.sync(place)
    assert devices[0].facts() == devices[1].facts() == devices[2].facts()
    assert len({device.digest() for device in devices}) == 1
    assert devices[0].own() == devices[1].own() == devices[2].own()


def act(device: Home, what: str, how: int, number: int, shared: Path) -> None:
    """Do one thing on a device."""
    if what == "sync":
        device.sync(shared)
    elif what == "edit":
        device.write(deck_of(how, number), f"deck-{how}.toml")
    elif what == "rename":
        rename(device, f"deck-{how}.toml", f"sub/deck-{how}.toml")
    elif what in {"undo", "redo"}:
        with device.opened() as opened:
            (opened.history.undo if what == "undo" else opened.history.redo)()
    else:
        drafts = {
            "review": review(f"card-{how}", how),
            "move": moved(f"card-{how}", f"card-{how % 3}"),
            "suspend": suspend(f"card-{how}"),
        }
        device.record(drafts[what])


def deck_of(which: int, version: int) -> str:
    """Write a deck whose cards stay the same from version to version."""
    cards = "".join(f'\n[[card]]\nid = "d{which}-{n}"\nfront = "{n}?"\n' for n in (1, 2))
    return f'[deck]\ntitle = "Own {version}"\n{cards}'


def rename(device: Home, one: str, other: str) -> None:
    """Move a deck, or back where it has been moved."""
    for old, new in ((one, other), (other, one)):
        if (device.folder / "decks" / old).exists():
            text = (device.folder / "decks" / old).read_text(encoding="utf-8")
            device.write(text, new)
            (device.folder / "decks" / old).unlink()
            return


def edited_while_syncing(
    device: Home, text: str, monkeypatch: pytest.MonkeyPatch, *, read: int
) -> None:
    """Sync a device whose deck is saved anew right after the sync read its files so often."""
    done, read_own = 0, own_files.read_own

    def edit(paths: Paths) -> own_files.OwnFiles:
        nonlocal done
        done += 1
        found = read_own(paths)
        if done == read:
            device.write(text)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(own_files, "read_own", edit)
        device.sync()
    assert done == read
