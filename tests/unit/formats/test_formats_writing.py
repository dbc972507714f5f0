"""Writing files whole, and copying a card into the learner's own deck."""

import os
import sys
from pathlib import Path

import pytest

from mlprep.domain.ids import CardId
from mlprep.formats.decks import read_deck
from mlprep.formats.identity import content_id
from mlprep.formats.writing import (
    WritingError,
    copy_card_for_override,
    locate_card,
    write_atomic,
)

SHIPPED = '''\
[deck]
title = "Python"
topic = "swe-python"

# about slices
[[card]]
id = "slices" # for ever
front = """
[[card]]
What?"""
back = 'B \\d'
[card.check]
lang = "python"
run = "print(1)" # proof
expect = "1"

# the next
[[card]]
front = "No id?"
back = "A"
'''


def shipped(tmp_path: Path) -> Path:
    path = tmp_path / "shipped.toml"
    path.write_text(SHIPPED)
    return path


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.txt"
    write_atomic(path, "one\r\ntwo\n")
    assert path.read_bytes() == b"one\r\ntwo\n"
    path.chmod(0o640)
    write_atomic(path, "é")
    assert path.read_text(encoding="utf-8") == "é"
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to(real)
    write_atomic(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["file.txt"]


def test_a_card_is_found_by_its_id_and_by_its_content(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    assert locate_card(path, CardId("slices")) == 6
    assert locate_card(path, content_id("python", "No id?")) == 18
    assert locate_card(path, CardId("unknown")) == 1
    path.write_text(SHIPPED + "\nbroken = ")
    assert locate_card(path, CardId("slices")) == 6
    for card in read_deck(shipped(tmp_path)).cards:
        assert locate_card(path.with_name("shipped.toml"), card.id) == card.line


def test_a_card_is_copied_with_its_exact_text(tmp_path: Path) -> None:
    source, target = shipped(tmp_path), tmp_path / "own" / "python.toml"
    line = copy_card_for_override(source, CardId("slices"), target)
    assert target.read_text() == (
        '[deck]\nid = "python"\ntitle = "Python"\ntopic = "swe-python"\n\n'
        "[[card]]\noverrides = true\n" + SHIPPED[SHIPPED.index("id = ") : SHIPPED.index("\n# the")]
    )
    assert line == 6
    own, original = read_deck(target, own=True), read_deck(source)
    assert own.problems == ()
    assert own.overrides == {"slices"}
    assert own.deck is not None
    assert original.deck is not None
    assert own.deck.id == original.deck.id
    assert (own.cards[0].front, own.cards[0].back) == (
        original.cards[0].front,
        original.cards[0].back,
    )
    assert source.read_text() == SHIPPED


def test_a_card_without_an_id_keeps_its_content_id(tmp_path: Path) -> None:
    source, target = shipped(tmp_path), tmp_path / "own.toml"
    name = content_id("python", "No id?")
    copy_card_for_override(source, CardId("slices"), target)
    line = copy_card_for_override(source, name, target)
    own = read_deck(target)
    assert own.problems == ()
    assert own.overrides == {"slices", name}
    assert own.cards[1].line == line


def test_a_second_copy_is_not_made(tmp_path: Path) -> None:
    source, target = shipped(tmp_path), tmp_path / "own.toml"
    first = copy_card_for_override(source, CardId("slices"), target)
    target.write_text(target.read_text().replace("What?", "Which?"))
    before = target.read_text()
    assert copy_card_for_override(source, CardId("slices"), target) == first
    assert target.read_text() == before


def test_an_own_deck_keeps_its_text_and_line_ends(tmp_path: Path) -> None:
    target = tmp_path / "own.toml"
    target.write_bytes(b'[deck]\r\ntitle = "Mine" # kept')
    copy_card_for_override(shipped(tmp_path), CardId("slices"), target)
    data = target.read_bytes()
    assert data.startswith(b'[deck]\r\ntitle = "Mine" # kept\r\n\r\n[[card]]\r\n')
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert read_deck(target).problems == ()


def test_cards_in_an_inline_list_are_copied_too(tmp_path: Path) -> None:
    source, target = tmp_path / "inline.toml", tmp_path / "own.toml"
    source.write_text('card = [{id = "a", front = "Q", back = "A"}]\n[deck]\ntitle = "D"\n')
    copy_card_for_override(source, CardId("a"), target)
    own = read_deck(target)
    assert own.problems == ()
    assert own.overrides == {"a"}


def test_what_cannot_be_copied_is_said(tmp_path: Path) -> None:
    source, target = shipped(tmp_path), tmp_path / "own.toml"
    with pytest.raises(WritingError, match="the card `none` is not in"):
        copy_card_for_override(source, CardId("none"), target)
    target.write_text("= broken")
    with pytest.raises(WritingError, match="is not valid TOML; mend it first"):
        copy_card_for_override(source, CardId("slices"), target)
    target.write_text('card = []\n[deck]\ntitle = "D"\n')
    with pytest.raises(WritingError, match="in a form that cannot be added to"):
        copy_card_for_override(source, CardId("slices"), target)
    assert target.read_text().startswith("card = []")
