from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.text.lines import Line, Span, line_width, plain
from mlprep.text.render import render


def text(source: str, width: int = 60) -> str:
    return plain(render(source, width))


def overflows(lines: list[Line], width: int) -> bool:
    return any(line_width(line) > width for line in lines)


@pytest.mark.parametrize(
    "source",
    [
        "[CLS] tokens [SEP] [/b] [link=x] <pad> <s></s> &lt; &amp;",
        "x[0] and a[:, 1] and handlers[name](request)",
        "[CLS]: first token",
        "def __init__(self): x**2 + y**2 * z",
        "f(*args, **kwargs)",
        ">>> print(1)\n1",
        "def add(x, seen=[]):\n    seen.append(x)\n    return len(seen)\n# comment\nadd(1)",
        "docker run \\\n  --rm image",
        r"C:\temp\new and \d+\.\d and \n",
        "a line\nanother line",
        "Title\n=====",
        "<https://x.org> <b>bold</b> <!-- c -->",
        "costs $5 and $6, #1 - 2",
        "snake_case_name and _private_",
    ],
)
def test_text_comes_out_unchanged(source: str) -> None:
    assert text(source) == source


def test_blank_lines_are_where_their_author_left_them() -> None:
    assert text("a\n\nb\n- c\n- d\n\n\ne") == "a\n\nb\n• c\n• d\n\ne"


def test_inline_styles() -> None:
    (line,) = render("**bold** *it* `code` $x^2$ \\*no\\* ![pic](a.png)", 80)
    assert line == (
        Span("bold", "strong"),
        Span(" "),
        Span("it", "emphasis"),
        Span(" "),
        Span("code", "code"),
        Span(" "),
        Span("x²", "maths"),
        Span(" *no* "),
        Span("[image: pic]", "dim"),
    )


def test_link_shows_text_and_address() -> None:
    (line,) = render("see [the *guide*](https://x.org/a)", 80)
    assert plain([line]) == "see the guide (https://x.org/a)"
    assert Span("the ", "link") in line
    assert Span("guide", "link emphasis") in line


def test_lists_hang_and_count() -> None:
    source = "9. nine\n10. ten has several words to wrap\n    - inner\n"
    assert text(source, 24).split("\n") == [
        " 9. nine",
        "10. ten has several",
        "    words to wrap",
        "    • inner",
    ]
    assert text("1) a\n2) b", 24) == "1) a\n2) b"


def test_quote_and_heading() -> None:
    lines = render("# A *head*\n\n> said **so**\n> twice", 40)
    assert plain(lines) == "A head\n\n│ said so\n│ twice"
    assert lines[0] == (Span("A ", "heading"), Span("head", "heading emphasis"))
    assert lines[2] == (Span("│ said ", "quote"), Span("so", "quote strong"))


TABLE = "| name | n |\n|:--|--:|\n| 日本 | 5 |\n| $p(x|y)$ | 12 |\n"


def test_table_is_aligned_by_cells() -> None:
    assert text(TABLE, 40).split("\n") == [
        "name   │  n",
        "───────┼───",
        "日本   │  5",
        "p(x|y) │ 12",
    ]


def test_table_too_wide_wraps_in_its_columns_then_is_listed() -> None:
    wide = "| a | b |\n|---|---|\n| one two three four | five six seven eight |\n"
    wrapped = render(wide, 24)
    assert not overflows(wrapped, 24)
    assert "─┼─" in plain(wrapped)
    listed = text(wide, 14)
    assert "a: one two" in listed
    assert "┼" not in listed


def test_code_keeps_its_width_unless_asked() -> None:
    source = "```python\nif x:\n    return 'a long line of code that is wide'\n```"
    lines = render(source, 20)
    assert plain(lines) == source.removeprefix("```python\n").removesuffix("\n```")
    assert overflows(lines, 20)
    assert Span("if", "code.keyword") in lines[0]
    assert not overflows(render(source, 20, wrap_code=True), 20)


def test_text_behind_a_displayed_formula_begins_at_the_margin() -> None:
    assert text("Let\n$$x^2$$  and *so* on").splitlines()[-1] == "and so on"
    assert text("$$x$$ **b** c").splitlines()[-1] == "b c"


def test_displayed_formula_has_lines_of_its_own() -> None:
    source = "Then $$\\frac{1}{1 + e^{-x}}$$ follows."
    assert text(source, 70).split("\n") == [
        "Then",
        "",
        "      1",
        "  ─────────",
        "   1 + e⁻ˣ",
        "",
        "follows.",
    ]


def test_source_of_formulae_on_request_and_where_unsupported() -> None:
    source = r"Here $\frac{a}{b}$ and $$\alpha^2$$"
    assert plain(render(source, 60, maths=False)).split("\n") == [
        r"Here $\frac{a}{b}$ and",
        r"  $$\alpha^2$$",
    ]
    unsupported = r"Here $\foo{*a*}$ and $b_1$"
    assert text(unsupported) == r"Here $\foo{*a*}$ and b₁"
    assert text("$$\n\\foo\n$$") == "  $$\n  \\foo\n  $$"


def test_formulae_in_code_are_code() -> None:
    assert text("`$x^2$`\n\n    indented $x^2$\n") == "$x^2$\n\nindented $x^2$"


def test_nesting_too_deep_for_the_parser_loses_no_text() -> None:
    source = "- " * 60 + "end"
    assert "end" in text(source, 30)


PIECES = st.sampled_from(
    ["a", " ", "\n", "\n\n", "- ", "1. ", "> ", "# ", "`", "```", "*", "**", "$", "$$", "\\", "_",
     "|", "|---|---|\n", "\\frac{a}{b}", "x^2", "{{c1::", "}}", "[", "](https://x)", "![", "<b>",
     "日本", "    ", "\t", "\x1b", "word", "longerword " * 4, "\ud800", "\u202e", "~~~"]
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.integers(1, 90), st.booleans())
def test_any_text_is_laid_out_within_its_width(source: str, width: int, maths: bool) -> None:
    lines = render(source, width, maths=maths, wrap_code=True)
    assert not overflows(lines, max(2, width))
    assert lines == render(source, width, maths=maths, wrap_code=True)
    assert all("\n" not in span.text for line in lines for span in line)
    for line in render(source, width, maths=maths):
        wide = line_width(line) > max(2, width)
        assert not wide or any(span.style.startswith("code.") for span in line)


@given(st.lists(st.sampled_from(["alpha", "beta", "x[0]", "a_b", "\n"]), max_size=20))
def test_words_are_never_lost(words: list[str]) -> None:
    source = " ".join(words)
    assert text(source, 10).split() == source.split()


def test_empty() -> None:
    assert render("", 80) == []
    assert render(" \n ", 80) == []


@pytest.mark.parametrize("width", [1, 2, 3, 5, 6, 7])
def test_an_indentation_wider_than_the_column_gives_way(width: int) -> None:
    lines = render("x\n      abc 日本", width, wrap_code=True)
    assert not overflows(lines, max(2, width))
    assert "".join(plain(lines).split()) == "xabc日本"
