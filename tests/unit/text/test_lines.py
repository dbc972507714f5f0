from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mlprep.text.lines import Span, cell_width, cut, fit, line_width, plain, wrap

PIECES = [*"abcde  é日本", "👩\u200d💻", "x\u0302"]
TEXT = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
STYLES = st.sampled_from(["", "strong", "maths", "code"])
SPANS = st.lists(st.builds(Span, TEXT, STYLES), max_size=5)


@given(TEXT)
def test_width_agrees_with_the_screen_library(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@given(TEXT, st.integers(0, 20))
def test_fit_is_never_wider_and_keeps_what_fits(text: str, width: int) -> None:
    result = fit(text, width)
    assert cell_width(result) <= width
    assert result == text or result.endswith("…") or not width


def test_fit_cuts_between_wide_characters() -> None:
    assert fit("日本語", 4) == "日…"
    assert fit("abcdef", 4) == "abc…"
    assert fit("abc", 3) == "abc"


@settings(deadline=None)
@given(SPANS, st.integers(2, 30))
def test_wrap_keeps_the_words_and_the_width(spans: list[Span], width: int) -> None:
    lines = wrap(spans, width)
    assert all(line_width(line) <= width for line in lines)
    before = "".join(span.text for span in spans)
    assert "".join(plain(lines).split()) == "".join(before.split())
    styled = [(c, s.style) for s in spans for c in s.text if not c.isspace()]
    assert [(c, s.style) for ln in lines for s in ln for c in s.text if not c.isspace()] == styled


@settings(deadline=None)
@given(SPANS, st.integers(2, 30))
def test_cut_loses_nothing(spans: list[Span], width: int) -> None:
    lines = cut(spans, width)
    assert all(line_width(line) <= width for line in lines)
    assert "".join(s.text for ln in lines for s in ln) == "".join(s.text for s in spans)


def test_wrap_hangs_under_the_indentation() -> None:
    lines = wrap([Span("    one two three four")], 12)
    assert plain(lines).split("\n") == ["    one two", "    three", "    four"]


def test_short_formula_stays_together() -> None:
    lines = wrap([Span("some words "), Span("a = b + c", "maths"), Span(", more")], 19)
    assert plain(lines).split("\n") == ["some words", "a = b + c, more"]
