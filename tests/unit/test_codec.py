"""Values as JSON and back."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain.cards import Card, Choices, Match, Option, TypedAnswer
from mlprep.domain.codec import decode, encode
from mlprep.domain.ids import CardId, DeckId

IDS = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
NAMES = st.lists(st.text(max_size=5), max_size=3).map(tuple)
CHOICES = st.builds(
    Choices,
    st.lists(st.builds(Option, st.text(), st.text()), max_size=3).map(tuple),
    st.lists(st.integers(), max_size=2).map(tuple),
    st.booleans(),
)
TYPED = st.builds(
    TypedAnswer, st.text(), NAMES, st.sampled_from(Match), st.none() | st.floats(0, 1)
)
CARDS = st.builds(
    Card,
    IDS.map(CardId), IDS.map(DeckId), st.text(), st.text(), st.text(),
    st.none() | TYPED, st.none() | CHOICES,
    tags=NAMES, level=st.none() | st.integers(1, 5), reverse=st.booleans(),
    path=st.sampled_from([Path("a/b.toml"), Path("c")]), parts=NAMES,
)  # fmt: skip


@given(CARDS)
def test_a_card_comes_back_as_it_went(card: Card) -> None:
    assert decode(Card, json.loads(json.dumps(encode(card)))) == card


@given(CARDS)
def test_fields_at_their_default_are_left_out(card: Card) -> None:
    assert ("reverse" in encode(card)) == card.reverse
    assert ("typed" in encode(card)) == (card.typed is not None)
    assert encode(card)["path"] == str(card.path)


def test_unknown_fields_of_a_newer_program_are_passed_over() -> None:
    assert decode(Option, {"text": "a", "later": 1}) == Option("a")


class _Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class _Nested:
    pairs: tuple[tuple[str, float], ...]
    by_name: dict[str, Path]
    colours: frozenset[_Colour] = frozenset()


def test_containers_and_enums_come_back() -> None:
    value = _Nested((("a", 0.5),), {"x": Path("y")}, frozenset({_Colour.RED}))
    found = decode(_Nested, json.loads(json.dumps(encode(value))))
    assert found == value
    assert isinstance(next(iter(found.colours)), _Colour)
