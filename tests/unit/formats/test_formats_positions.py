"""Key paths are located where tomllib finds their keys."""

import datetime as dt
import random
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.formats.positions import KeyPath, entry_lines, scan

DOCUMENT = '''\
# a deck
[deck]
title = "A" # "not = this"
"quoted key" = {a = 1, b.c = [1, 2]}

[[card]]
front = """
[[card]]
front = "inside"
"""
options = [
  "one", # first
  {text = "two", why = 'b]'},
]
[card.check]
lang = "sql"

[[card]]
a.b.'c' = 1979-05-27 07:32:00
d = -1_0.5e3
  e = true
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("deck",), (2, 1)),
        (("deck", "title"), (3, 1)),
        (("deck", "quoted key"), (4, 1)),
        (("deck", "quoted key", "a"), (4, 17)),
        (("deck", "quoted key", "b", "c"), (4, 26)),
        (("deck", "quoted key", "b", "c", 1), (4, 34)),
        (("card",), (6, 1)),
        (("card", 0), (6, 1)),
        (("card", 0, "front"), (7, 1)),
        (("card", 0, "options"), (11, 1)),
        (("card", 0, "options", 0), (12, 3)),
        (("card", 0, "options", 1, "why"), (13, 18)),
        (("card", 0, "check"), (15, 1)),
        (("card", 0, "check", "lang"), (16, 1)),
        (("card", 1), (18, 1)),
        (("card", 1, "a", "b", "c"), (19, 5)),
        (("card", 1, "d"), (20, 1)),
        (("card", 1, "e"), (21, 3)),
        (("card", 1, "missing"), (18, 1)),
    ],
)
def test_places_of_every_form(path: KeyPath, place: tuple[int, int]) -> None:
    tomllib.loads(DOCUMENT)
    assert scan(DOCUMENT).locate(path) == place


def test_an_unknown_path_has_no_place() -> None:
    assert scan(DOCUMENT).locate(("nowhere", 3)) is None


def test_windows_line_ends_count_as_one() -> None:
    assert scan(DOCUMENT.replace("\n", "\r\n")).locate(("card", 1, "d")) == (20, 1)


def test_lines_of_cards_are_not_fooled_by_texts() -> None:
    assert entry_lines(DOCUMENT, "card", 2) == [6, 18]
    assert entry_lines("card = [\n {a = 1},\n {a = 2}]", "card", 2) == [2, 3]
    assert entry_lines("[[ card ]]\n[['card']]\n", "card", 2) == [1, 2]


HEADERS = ("[[card]]", " [[ card ]]", "\t[['card']] # c", '[["card"]]')
OTHERS = ("", "# [[card]]", "[card]", "[[cards]]", "a [[card]]", "[[[card]]", "[[card]", "x = 1")


@given(st.lists(st.sampled_from(HEADERS + OTHERS), max_size=9), st.sampled_from(["\n", "\r\n"]))
def test_headers_are_those_that_begin_a_line(lines: list[str], ends: str) -> None:
    expected = [number for number, line in enumerate(lines, start=1) if line in HEADERS]
    assert entry_lines(ends.join(lines), "card", len(expected)) == expected


CHARACTERS = st.characters(codec="utf-8", exclude_characters="\r")
KEYS = st.text(CHARACTERS, max_size=6)
LEAVES = (
    st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(CHARACTERS, max_size=12)
    | st.dates()
    | st.datetimes(timezones=st.just(dt.UTC))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every value of a document that is no table or list, with its path."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from leaves(one, (*path, index))
    else:
        yield path, value


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.booleans())
@settings(max_examples=200)
def test_scanner_agrees_with_tomllib(document: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline)
    places = scan(text)
    parsed = tomllib.loads(text)
    found = dict(leaves(parsed))
    assert found.keys() <= places.keys.keys()
    for path, value in found.items():
        offset = places.keys[path]
        start, end = places.values[path]
        assert start >= offset
        assert tomllib.loads(f"v = {text[start:end]}")["v"] == value
        if isinstance(path[-1], str):
            assert tomllib.loads(f"{text[offset:start]} 0") == {path[-1]: 0}
        else:
            assert offset == start


@given(st.text(max_size=80), st.integers())
@settings(max_examples=150)
def test_scanner_never_raises(text: str, seed: int) -> None:
    scan(text)
    changer = random.Random(seed)  # noqa: S311  # shuffles a document, guards nothing
    at = changer.randrange(len(DOCUMENT))
    scan(DOCUMENT[:at] + text + DOCUMENT[at + changer.randrange(20) :])


@pytest.mark.parametrize("text", ["[" * 20_000, "a = " + "[" * 20_000, "a = " + "{a=" * 20_000])
def test_deep_nesting_does_not_exhaust_the_stack(text: str) -> None:
    assert scan(text + "\nb = 1\n").locate(("b",)) is not None
