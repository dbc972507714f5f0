"""Ids made of titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain.ids import derived_id, is_id, slug


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Attention heads (2)", "attention-heads-2"),
        ("Überraschung", "uberraschung"),
        ("Łódź Kraków", "lodz-krakow"),
        ("Straße, Ærø & İzmir \N{LATIN SMALL LETTER DOTLESS I}s", "strasse-aero-izmir-is"),
        ("Þór œuvre Đặng", "thor-oeuvre-dang"),
        ("日本語", ""),
        ("日本語 2", "2"),
    ],
)
def test_latin_letters_lose_their_marks(title: str, name: str) -> None:
    assert slug(title) == name


def test_an_id_that_no_file_states_stays_what_it_was() -> None:
    assert derived_id("Überraschung für Łódź") == "berraschung-f-r-d"


@given(st.text(max_size=30))
def test_a_slug_is_an_id_or_nothing(title: str) -> None:
    assert not slug(title) or is_id(slug(title))
    if title.isascii():
        assert slug(title) == derived_id(title)
