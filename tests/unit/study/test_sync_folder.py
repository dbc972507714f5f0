import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.study.synckit import (
    ACTIONS,
    DECK,
    NOON,
    Action,
    Home,
    home,
    lived_apart,
    moved,
    review,
    suspend,
)

from mlprep.formats.archive import layout
from mlprep.study.exchange.archiving import export_archive, import_archive
from mlprep.study.sync.common_base import CommonBase
from mlprep.study.sync.errors import SyncError
from mlprep.study.sync.lock import locked
from mlprep.study.sync.shared_folder import SharedFolder


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "shared"


@pytest.fixture
def pair(tmp_path: Path, shared: Path) -> tuple[Home, Home]:
    """Two devices that have synced once, with a deck."""
    one, two = home(tmp_path, "one"), home(tmp_path, "two")
    one.write(DECK)
    assert one.sync(shared).files_sent == ["decks/own.toml"]
    assert two.sync(shared).files_received == ["decks/own.toml"]
    return one, two


def fact_files(shared: Path) -> list[Path]:
    return sorted((shared / "facts").rglob("*.jsonl"))


def test_both_were_used(pair: tuple[Home, Home], tmp_path: Path) -> None:
    one, two = pair
    one.record(review("own-1"))
    with one.opened() as opened:
        opened.history.undo()
    one.record(suspend("own-2"))
    two.record(review("own-1", 1))
    two.record(moved("own-1", "own-9"))
    assert one.sync().facts_sent == 3
    report = two.sync()
    assert (report.facts_sent, report.facts_received) == (2, 3)
    assert one.sync().facts_received == 2
    assert one.facts() == two.facts()
    assert one.digest() == two.digest()
    again = one.sync()
    assert (again.facts_sent, again.facts_received, again.problems) == (0, 0, [])
    one.record(review("own-1"))
    with one.opened() as opened:
        export_archive(opened, tmp_path / "one.zip")
    with two.opened() as opened:
        import_archive(opened, tmp_path / "one.zip")
    assert [one.sync().facts_sent, two.sync().facts_sent] == [1, 0]


def test_edits_of_the_same_deck_are_merged_and_clashes_shown(pair: tuple[Home, Home]) -> None:
    one, two = pair
    card = '\n[[card]]\nid = "{}"\nfront = "{}?"\nback = "x"\n'
    one.write(DECK + card.format("one", "One"))
    two.write(DECK + card.format("two", "Two"))
    one.sync()
    assert two.sync().clashes == []
    one.sync()
    assert one.own() == two.own()
    assert b"One?" in one.own()["own.toml"]
    assert b"Two?" in one.own()["own.toml"]
    one.write(DECK.replace("A?", "Mine?"))
    two.write(DECK.replace("A?", "Yours?"))
    one.sync()
    report = two.sync()
    (clash,) = report.clashes
    assert f"{clash} holds the other version" in report.sentences[-1]
    assert "delete it on every device" in report.sentences[-1]
    assert one.sync().clashes == [clash]
    assert one.own() == two.own()
    assert b"Mine?" in (one.folder / clash).read_bytes()
    (two.folder / clash).unlink()
    two.sync()
    assert not (two.folder / clash).exists()
    one.sync()
    assert (one.folder / clash).exists(), "what is deleted on one device stays on the others"


def test_what_the_synchroniser_copied_is_taken_in(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    one.record(review("own-1"), review("own-2"))
    one.sync()
    (file,) = fact_files(shared)
    copy = file.with_name("0000001.sync-conflict-20261121-101010-ABCDEF7.jsonl")
    copy.write_bytes(file.read_bytes())
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    deck = shared / "decks" / "own (Anna's conflicted copy 2026-11-21).toml"
    deck.write_text(DECK.replace("A?", "Copied?"), encoding="utf-8")
    report = two.sync()
    assert report.facts_received == 2
    (clash,) = report.clashes
    assert b"Copied?" in (two.folder / clash).read_bytes()
    assert two.own()["own.toml"] == DECK.encode()
    assert one.sync().clashes == [clash]
    for device in (one, two):
        assert device.sync().clashes == []
        assert not any("conflict" in name for name in device.own())
    assert len(file.read_bytes().splitlines()) == 2, "the lines that went are there again"
    assert copy.exists()
    assert deck.exists()


def test_a_deck_that_is_named_like_a_copy_travels_as_every_deck(pair: tuple[Home, Home]) -> None:
    one, two = pair
    names = ["Ethics (conflict of interest).toml", "Paris (conflict 1871-03-18).toml", "own.toml"]
    for text in ("Q?", "Edited?"):
        for name in names[:2]:
            one.write(DECK.replace("A?", f"{name[:5]} {text}"), name)
        assert one.sync().clashes == two.sync().clashes == []
        assert sorted(two.own()) == names
        assert two.own() == one.own()


def test_damaged_and_half_carried_files(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    one.record(review("own-1"), review("own-2"))
    one.sync()
    (file,) = fact_files(shared)
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    report = two.sync()
    assert report.facts_received == 1
    assert "this is no line of JSON" in report.problems[0]
    file.write_bytes(whole)
    assert two.sync().facts_received == 1
    file.write_bytes(b"\0" * 50)
    assert one.sync().reached
    assert file.read_bytes() == whole, "healed from the history"
    file.unlink()
    two.sync()
    assert file.read_bytes() == whole
    assert one.digest() == two.digest()


def test_the_folder_is_gone_or_another(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    one.record(review("own-1"))
    away = shared.rename(shared.with_name("away"))
    report = one.sync()
    assert (report.reached, report.facts_waiting) == (False, 1)
    assert not shared.exists()
    shared.mkdir()
    assert one.sync().files_sent == ["decks/own.toml"], "an empty one is filled again"
    assert two.sync().facts_received == 1
    shutil.rmtree(shared)
    away.rename(shared)
    assert one.sync().reached
    assert one.digest() == two.digest()


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter.txt").touch()
    one = home(tmp_path, "one")
    with pytest.raises(SyncError, match="holds other things"):
        one.sync(tmp_path / "documents")
    assert [path.name for path in (tmp_path / "documents").iterdir()] == ["letter.txt"]
    with pytest.raises(SyncError, match="No place"):
        one.sync()


def test_deleted_and_moved(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    one.deck.unlink()
    one.sync()
    two.sync()
    assert two.deck.exists()
    assert not one.deck.exists()
    two.write(DECK, "ml/other.toml")
    two.deck.unlink()
    two.sync()
    one.sync()
    assert list(one.own()) == list(two.own()) == ["ml/other.toml"]
    assert not (shared / "decks/own.toml").exists()


def test_a_newer_format_is_refused(pair: tuple[Home, Home], shared: Path) -> None:
    (shared / layout.MARKER).write_text('{"format": "mlprep archive", "version": 9}')
    with pytest.raises(SyncError, match="newer mlprep"):
        pair[0].sync()


def test_links_are_not_written_through(pair: tuple[Home, Home], shared: Path) -> None:
    secret = shared.parent / "secret"
    secret.mkdir()
    one, _ = pair
    one.write(DECK, "link/own.toml")
    (shared / "decks" / "link").symlink_to(secret)
    with pytest.raises(SyncError, match="is a link"):
        one.sync()
    assert list(secret.iterdir()) == []


HOLD = """
import sys, time
from pathlib import Path
from mlprep.study.sync.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not locked there")
def test_one_sync_at_a_time(pair: tuple[Home, Home]) -> None:
    one, _ = pair
    (local,) = (one.folder / "state" / "sync").iterdir()
    before = sorted(local.iterdir())
    with locked(local), pytest.raises(SyncError, match="Another sync is running"):
        one.sync()
    with Popen([sys.executable, "-c", HOLD, str(local)], stdout=PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(SyncError, match="Another sync is running"):
            one.sync()
        other.kill()
    # It ended without a word, and stands in nobody's way.
    assert one.sync().reached
    assert sorted(local.iterdir()) == before


def test_what_a_killed_program_left_is_swept_up(pair: tuple[Home, Home], shared: Path) -> None:
    one, _ = pair
    left = [folder / ".mlprep-77-own.toml" for folder in (one.deck.parent, shared / "decks")]
    for path in left:
        path.touch()
    assert one.sync().reached
    assert all(path.exists() for path in left), "another program may be writing them now"
    for path in left:
        os.utime(path, (NOON / 1000 - 9999,) * 2)
    assert one.sync().reached
    assert not any(path.exists() for path in left)


class Killed(BaseException):
    """Ends a sync as a kill would, but where the test wants it."""


def sync_until(device: Home, place: type, step: str, nth: int) -> None:
    """Sync, and end it before the nth time that a step is taken; not at all where there is none."""
    taken = 0

    def stop(*given: object) -> object:
        nonlocal taken
        taken += 1
        if taken > nth:
            raise Killed
        return was(*given)

    was = getattr(place, step)
    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr(place, step, stop)
        device.sync()


@pytest.mark.parametrize(
    ("place", "step"), [(SharedFolder, "write"), (CommonBase, "keep"), (CommonBase, "forget")]
)
@pytest.mark.parametrize("nth", [0, 1])
@pytest.mark.parametrize("killed", [(True, False), (False, True), (True, True)])
def test_an_edit_after_a_kill_clashes_with_nobody(
    pair: tuple[Home, Home], place: type, step: str, nth: int, *, killed: tuple[bool, bool]
) -> None:
    one, two = pair
    for number in range(3):
        one.write(f"{DECK}# one, {number}\n")
        two.write(f'[deck]\ntitle = "Two {number}"\n', f"two-{number}.toml")
        for device, is_killed in zip(pair, killed, strict=True):
            if is_killed:
                sync_until(device, place, step, nth)
            else:
                device.sync()
    for device in (one, two, one):
        assert device.sync().clashes == []
    assert one.own() == two.own()
    assert set(one.own()) == {"own.toml", "two-0.toml", "two-1.toml", "two-2.toml"}
    assert one.own()["own.toml"].endswith(b"# one, 2\n")


@settings(max_examples=5, deadline=None)
@given(ACTIONS, st.integers(0, 2**32))
def test_three_devices_end_alike_whatever_they_did(
    tmp_path_factory: pytest.TempPathFactory, actions: list[Action], seed: int
) -> None:
    root = tmp_path_factory.mktemp("three")
    lived_apart(root, root / "shared", actions, seed)


def test_an_address_out_of_reach_does_not_replace_the_place_that_works(tmp_path: Path) -> None:
    one, place = home(tmp_path, "one"), tmp_path / "carried"
    assert not one.sync("ftps://127.0.0.1:1/study.git").reached
    assert one.sync().place == "ftps://127.0.0.1:1/study.git"
    assert one.sync(place).reached
    assert not one.sync("ftps://127.0.0.1:1/typo.git").reached
    assert one.sync().place == str(place)


@pytest.mark.parametrize(
    "rest", [b"", b"\0" * 40, DECK.encode()[:-5], DECK.encode()[:20] + b"\0\0"]
)
def test_a_deck_that_breaks_off_in_the_folder_takes_nothing_away(
    pair: tuple[Home, Home], shared: Path, rest: bytes
) -> None:
    one, two = pair
    (shared / "decks" / "own.toml").write_bytes(rest)
    report = two.sync()
    assert [told for told in report.problems if "breaks off" in told] == report.problems != []
    assert one.deck.read_text("utf-8") == two.deck.read_text("utf-8") == DECK
    assert (shared / "decks" / "own.toml").read_text("utf-8") == DECK
    assert one.sync().problems == []


def test_a_deck_that_breaks_off_here_is_not_shared(pair: tuple[Home, Home], shared: Path) -> None:
    one, _ = pair
    one.write(DECK[:-5])
    assert any("own.toml is empty or breaks off" in told for told in one.sync().problems)
    assert (shared / "decks" / "own.toml").read_text("utf-8") == DECK


def test_cards_taken_from_the_end_of_a_deck_are_an_edit(pair: tuple[Home, Home]) -> None:
    one, two = pair
    one.write(DECK + '\n[[card]]\nid = "own-2"\nfront = "C?"\nback = "D"\n')
    one.sync()
    two.sync()
    one.write(DECK)
    assert one.sync().problems == []
    assert two.sync().problems == []
    assert two.deck.read_text("utf-8") == DECK
