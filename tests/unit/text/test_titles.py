"""Titles: one line, whatever the card's text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.text.titles import title_line


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("What is `__init__`?", "What is __init__?"),
        ("An $m \\times n$ matrix", "An m × n matrix"),
        ("\n\n  Two   spaces\nsecond line", "Two spaces"),
        ("A {{c1::first::hint}} gap", "A first gap"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("# **Bold** heading", "Bold heading"),
        ("It costs $5 and [CLS] stays", "It costs $5 and [CLS] stays"),
        ("Source $\\unknown{x}$ stays", "Source $\\unknown{x}$ stays"),
        ("See ![a plot](media/p.png)", "See [image: a plot]"),
        ("By [Hinton](https://x.org/a)", "By Hinton"),
        ("Call `handlers[name](request)`", "Call handlers[name](request)"),
        ("", ""),
    ],
)
def test_what_a_title_looks_like(source: str, title: str) -> None:
    assert title_line(source, 60) == title


@pytest.mark.parametrize(
    ("gap", "title"),
    [(1, "A [hint] and a second"), (2, "A first and a [...]"), (3, "A first and a second")],
)
def test_a_gap_that_is_asked_is_not_told(gap: int, title: str) -> None:
    assert title_line("A {{c1::first::hint}} and a {{c2::second}}", 60, gap=gap) == title


@given(st.text(), st.integers(1, 80))
def test_a_title_is_one_line_and_short_enough(source: str, length: int) -> None:
    title = title_line(source, length)
    assert len(title) <= length
    assert "\n" not in title
    assert "\x1b" not in title
