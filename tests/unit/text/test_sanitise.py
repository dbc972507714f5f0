from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from mlprep.text.lines import plain
from mlprep.text.render import render
from mlprep.text.sanitise import visible


def test_escape_sequences_become_pictures() -> None:
    assert visible("a\x1b[31mb\x07\x00\x7f") == "a␛[31mb␇␀␡"
    assert visible("\x9b2J") == "‹U+009B›2J"  # noqa: RUF001 - the marks are meant


def test_direction_and_zero_width_become_marks() -> None:
    assert visible("user\u202enimda") == "user‹U+202E›nimda"  # noqa: RUF001 - as above
    assert visible("a\u200bb\ufeff") == "a‹U+200B›b‹U+FEFF›"  # noqa: RUF001 - as above


def test_tabs_line_ends_and_surrogates() -> None:
    assert visible("a\tb\r\nc\rd") == "a    b\nc\nd"
    assert visible("x\ud800y") == "x\ufffdy"


def test_joiner_stays_inside_emoji_only() -> None:
    assert visible("👩\u200d💻") == "👩\u200d💻"
    assert "U+200D" in visible("a\u200db")


def test_ordinary_text_is_unchanged() -> None:
    text = "naïve 日本 [CLS] x̂ ∑ «q» é\nnext"
    assert visible(text) == text


@given(st.text())
def test_nothing_that_a_terminal_acts_on_is_left(text: str) -> None:
    result = visible(text)
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Co"} for c in result if c != "\n")
    assert not any(c in result for c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b")
    assert visible(result) == result


@given(st.text(st.characters(), max_size=40))
def test_render_sends_nothing_dangerous(text: str) -> None:
    shown = plain(render(text, 40))
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Co"} for c in shown if c != "\n")
