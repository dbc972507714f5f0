"""Own files travel alike through a folder and by git: moved, edited, saved meanwhile."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.study.synckit import DECK, Home, bare, edited_while_syncing, home

EDITED = DECK + '\n[[card]]\nid = "own-2"\nfront = "C?"\nback = "D"\n'
READS = {"folder": 1, "git": 2}
"""How often a sync reads the learner's files, by the way that it takes."""


@pytest.fixture(params=READS)
def way(request: pytest.FixtureRequest) -> str:
    """Name the way on which two devices sync."""
    return str(request.param)


@pytest.fixture
def pair(tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Home, Home]:
    """Two devices that have synced once, with a deck."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    place = bare(tmp_path / "remote.git") if way == "git" else tmp_path / "shared"
    one, two = home(tmp_path, "one"), home(tmp_path, "two")
    one.write(DECK)
    assert one.sync(place).files_sent == ["decks/own.toml"]
    assert two.sync(place).files_received == ["decks/own.toml"]
    return one, two


@pytest.mark.parametrize("between", [True, False])
def test_a_deck_that_was_edited_and_moved_is_moved_everywhere(
    pair: tuple[Home, Home], *, between: bool
) -> None:
    one, two = pair
    one.write(EDITED)
    if between:
        one.sync()
    one.deck.unlink()
    one.write(EDITED, "sub/own.toml")
    for device in (one, two, one, two):
        assert device.sync().problems == []
    assert one.own() == two.own() == {"sub/own.toml": EDITED.encode()}


def test_a_deck_edited_here_and_moved_there_stays_at_both_places_and_is_told(
    pair: tuple[Home, Home],
) -> None:
    one, two = pair
    one.deck.unlink()
    one.write(EDITED, "sub/own.toml")
    two.write(DECK.replace("B", "Better"))
    one.sync()
    assert any("sub/own.toml" in told for told in two.sync().problems)
    one.sync()
    assert set(one.own()) == {"sub/own.toml", "own.toml"}
    assert one.own() == two.own()
    assert b"Better" in two.own()["own.toml"]


def test_another_deck_written_when_one_is_deleted_takes_nothing_away(
    pair: tuple[Home, Home],
) -> None:
    one, two = pair
    one.deck.unlink()
    one.write(DECK.replace("own-1", "other-1"), "other.toml")
    for device in (one, two, one):
        device.sync()
    assert set(two.own()) == {"own.toml", "other.toml"}


@pytest.mark.parametrize("mine", [False, True])
def test_what_is_saved_while_it_syncs_stays(
    pair: tuple[Home, Home], way: str, monkeypatch: pytest.MonkeyPatch, *, mine: bool
) -> None:
    one, two = pair
    card = '\n[[card]]\nid = "{0}"\nfront = "{0}?"\nback = "x"\n'
    one.write(DECK.replace('"B"', '"C"'))
    one.sync()
    before = DECK + card.format("before") if mine else DECK
    two.write(before)
    edited_while_syncing(two, before + card.format("meanwhile"), monkeypatch, read=READS[way])
    assert b"meanwhile?" in two.own()["own.toml"]
    two.sync()
    one.sync()
    assert one.own() == two.own()
    assert list(one.own()) == ["own.toml"]
    assert b"meanwhile?" in one.own()["own.toml"]
    assert b'"C"' in one.own()["own.toml"]


def test_a_deck_that_was_emptied_by_accident_empties_no_other(pair: tuple[Home, Home]) -> None:
    one, two = pair
    one.write("")
    assert any("is empty" in told for told in one.sync().problems)
    assert two.sync().files_received == []
    assert two.deck.read_text("utf-8") == DECK
