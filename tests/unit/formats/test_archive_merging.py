import os
import subprocess

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.formats.archive.merging import Settled, Step, settle, steps, three_way

LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n"]), max_size=8)
SIDES = st.dictionaries(st.sampled_from("pqr"), st.sampled_from("123"))


@given(LINES, LINES)
def test_what_one_side_changed_is_taken(base: list[bytes], side: list[bytes]) -> None:
    assert three_way(base, side, base) == (side, 0)
    assert three_way(base, base, side) == (side, 0)
    assert three_way(base, side, side) == (side, 0)


@given(LINES, LINES, LINES)
def test_ours_is_never_lost(base: list[bytes], ours: list[bytes], theirs: list[bytes]) -> None:
    merged = three_way(base, ours, theirs)
    for line in set(ours) - set(base):
        assert line in merged.lines
    if not merged.clashes:
        for line in set(theirs) - set(base):
            assert line in merged.lines


BASE = [f"line {number}\n".encode() for number in range(12)]
EDITS = st.dictionaries(st.integers(0, 11), st.sampled_from([b"", b"x\n", b"x\ny\n"]), max_size=4)


@settings(max_examples=25, deadline=None)
@given(EDITS, EDITS)
def test_where_git_merges_we_come_to_the_same(
    tmp_path_factory: pytest.TempPathFactory, mine: dict[int, bytes], other: dict[int, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    ours, theirs = (
        b"".join(edits.get(at, line) for at, line in enumerate(BASE)) for edits in (mine, other)
    )
    for name, content in (("base", b"".join(BASE)), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_bytes(content)
    git = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"],
        cwd=folder,
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull},
    )
    merged = three_way(BASE, ours.splitlines(keepends=True), theirs.splitlines(keepends=True))
    if git.returncode == 0:
        assert merged == (git.stdout.splitlines(keepends=True), 0)


DECK = b'[deck]\ntitle = "Own"\n\n[[card]]\nid = "a"\nfront = "A?"\nback = "B"\n'


def card(name: str) -> bytes:
    return f'\n[[card]]\nid = "{name}"\nfront = "{name}?"\nback = "x"\n'.encode()


def test_cards_that_both_sides_added_at_the_end_are_all_kept() -> None:
    settled = settle(DECK, DECK + card("one"), DECK + card("two"), toml=True)
    assert settled == Settled(DECK + card("one") + card("two"))


def test_a_card_added_behind_one_that_the_other_side_changed() -> None:
    changed = DECK.replace(b'"B"', b'"Better"') + card("one")
    for ours, theirs in ((changed, DECK + card("two")), (DECK + card("two"), changed)):
        settled = settle(DECK, ours, theirs, toml=True)
        assert settled == Settled(changed + card("two"))


def test_a_field_never_moves_to_another_card() -> None:
    """One side adds a field to the last card, the other a card behind it."""
    field, added = DECK + b'why = "because"\n', DECK + card("two")
    for ours, theirs in ((field, added), (added, field)):
        assert settle(DECK, ours, theirs, toml=True) == Settled(field + card("two"))


def test_what_would_be_no_toml_any_more_is_a_clash() -> None:
    ours = DECK.replace(b'title = "Own"\n', b'title = "Own"\nlicence = "MIT"\n')
    theirs = DECK.replace(b"[deck]\n", b'[deck]\nlicence = "CC"\n')
    assert settle(DECK, ours, theirs, toml=True) == Settled(ours, theirs)
    assert b"licence" in settle(DECK, ours, theirs, toml=False).content


@given(EDITS, EDITS)
def test_settled_toml_is_toml(mine: dict[int, bytes], other: dict[int, bytes]) -> None:
    base = [f"k{number} = {number}\n".encode() for number in range(12)]
    replace = {b"": b"", b"x\n": b"x = 1\n", b"x\ny\n": b"y = 1\nz = 2\n"}
    ours, theirs = (
        b"".join(replace[edits[at]] if at in edits else line for at, line in enumerate(base))
        for edits in (mine, other)
    )
    settled = settle(b"".join(base), ours, theirs, toml=True)
    try:
        tomli.loads(ours.decode())
        tomli.loads(theirs.decode())
    except tomli.TOMLDecodeError:
        return
    tomli.loads(settled.content.decode())


@given(SIDES, SIDES, SIDES)
def test_nothing_is_dropped_that_is_not_elsewhere(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]
) -> None:
    for path, step in steps(base, ours, theirs).items():
        if step is Step.DROP_OURS:
            assert ours[path] == base[path]
            assert ours[path] in theirs.values()
        if step is Step.DROP_THEIRS:
            assert theirs[path] == base[path]
            assert theirs[path] in ours.values()


@given(SIDES, SIDES)
def test_a_second_time_there_is_nothing_to_do(ours: dict[str, str], theirs: dict[str, str]) -> None:
    assert steps(theirs, theirs, theirs) == {}
    mirrored = {
        Step.TAKE: Step.GIVE, Step.GIVE: Step.TAKE, Step.SETTLE: Step.SETTLE,
        Step.DROP_OURS: Step.DROP_THEIRS, Step.DROP_THEIRS: Step.DROP_OURS,
    }  # fmt: skip
    there = steps({}, ours, theirs)
    assert {p: mirrored[step] for p, step in there.items()} == steps({}, theirs, ours)


def test_large_decks_merge_quickly() -> None:
    base = b"".join(card(f"c{number}") for number in range(10_000))
    ours = base.replace(b'front = "c70?"', b'front = "new?"')
    theirs = base.replace(b'front = "c9000?"', b'front = "other?"')
    settled = settle(b"top\n" + base, b"top\n" + ours, b"top\n" + theirs, toml=False)
    assert settled.clash is None
    assert b'"new?"' in settled.content
    assert b'"other?"' in settled.content


def test_a_picture_is_never_merged() -> None:
    assert settle(b"\0a", b"\0b", b"\0c", toml=False) == Settled(b"\0b", b"\0c")
