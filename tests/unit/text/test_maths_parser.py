# Mathematical signs are the expected values.
# ruff: noqa: RUF001

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.text.lines import cell_width
from mlprep.text.maths import Unsupported, display, formulae, inline, parse, problems
from mlprep.text.maths.symbols import COMMANDS, FUNCTIONS, LARGE, LIMIT_FUNCTIONS

PIECES = st.sampled_from(
    [
        *"abxyz012+-=<,;:!|()[]{}^_&'~ /.$%#\\",
        *[
            r"\frac", r"\sqrt", r"\alpha", r"\sum", r"\left", r"\right", r"\\", r"\text", r"\hat",
            r"\begin{cases}", r"\end{cases}", r"\mathbb", r"\mathbf", r"\not", r"\|", r"\,", r"\!",
            r"\operatorname*", r"\limits", r"\perp", r"\unknown", r"\big", r"\pmod",
            r"\xrightarrow",
            "日", "\u0301", "é", "⊤", r"\begin", r"\mathrm",
        ],
    ]
)  # fmt: skip

LEAVES = st.sampled_from(
    [*"abxn12", r"\alpha", r"\theta", r"\infty", r"\text{if}", r"\hat{y}", r"\mathbf{w}"]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Well-formed LaTeX in the subset."""
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
        two.map(lambda p: rf"{p[0]} + {p[1]}"),
        two.map(lambda p: rf"{p[0]} {p[1]}"),
        two.map(lambda p: rf"{p[0]} = {p[1]}"),
        two.map(lambda p: rf"{{{p[0]}}}^{{{p[1]}}}"),
        two.map(lambda p: rf"x_{{{p[0]}}}^{{{p[1]}}}"),
        two.map(lambda p: rf"\sum_{{{p[0]}}} {p[1]}"),
        two.map(lambda p: rf"\begin{{pmatrix}} {p[0]} & 1 \\ {p[1]} \end{{pmatrix}}"),
        two.map(lambda p: rf"\begin{{cases}} {p[0]} & {p[1]} \\ 0 \end{{cases}}"),
        inner.map(lambda p: rf"\sqrt{{{p}}}"),
        inner.map(lambda p: rf"\left({p}\right)"),
        inner.map(lambda p: rf"\log {p}"),
        inner.map(lambda p: rf"\bar{{{p}}}"),
        inner.map(lambda p: rf"({p})"),
        inner.map(lambda p: rf"|{p}|"),
    )


FORMULAE = st.recursive(LEAVES, grown, max_leaves=12)


def balanced(text: str) -> bool:
    pairs = {")": "(", "]": "[", "}": "{", "⟩": "⟨", "⌋": "⌊", "⌉": "⌈"}
    stack: list[str] = []
    for character in text:
        if character in pairs.values():
            stack.append(character)
        elif character in pairs and (not stack or stack.pop() != pairs[character]):
            return False
    return not stack


def refused_at(latex: str) -> int | None:
    """Return where the parser stops, or None where it does not."""
    try:
        parse(latex)
    except Unsupported as error:
        return error.position
    return None


def comes_apart(text: str) -> bool:
    """Tell whether a space or a slash stands outside all brackets."""
    if "|" in text:  # bars are brackets of a kind, but which of them open is not seen here
        return False
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in " /":
            return True
    return False


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join), st.integers(2, 100))
def test_random_latex_is_set_or_refused_and_never_too_wide(latex: str, width: int) -> None:
    place = refused_at(latex)
    assert place is None or (0 <= place <= len(latex) and inline(latex) == f"${latex}$")
    lines = display(latex, width)
    assert max(map(cell_width, lines), default=0) <= width
    assert lines == display(latex, width)


@settings(max_examples=200, deadline=None)
@given(FORMULAE, st.integers(2, 100))
def test_formulae_of_the_subset_are_set_with_balanced_brackets(latex: str, width: int) -> None:
    parse(latex)
    line = inline(latex)
    assert balanced(line)
    assert "\\" not in line
    assert "\n" not in line
    lines = display(latex, width)
    assert max(map(cell_width, lines)) <= width


@settings(max_examples=100, deadline=None)
@given(FORMULAE, FORMULAE)
def test_a_fraction_on_one_line_keeps_its_parts_apart(top: str, bottom: str) -> None:
    whole = inline(rf"\frac{{{top}}}{{{bottom}}}")
    over, under = inline(top), inline(bottom)
    assert whole in {
        f"{left}/{right}" for left in (over, f"({over})") for right in (under, f"({under})")
    }
    if comes_apart(under):
        assert whole.endswith(f"/({under})")
    if comes_apart(over):
        assert whole.startswith(f"({over})/")


def test_every_listed_command_is_set() -> None:
    for name in {*COMMANDS, *FUNCTIONS, *LARGE, *LIMIT_FUNCTIONS}:
        assert name == r"\backslash" or not inline(f"a {name} b").startswith("$"), name


@pytest.mark.parametrize(
    ("latex", "command", "position"),
    [
        (r"a + \underbrace{b}", r"\underbrace", 4),
        (r"\begin{tikz}x\end{tikz}", r"\begin{tikz}", 0),
        (r"x^2^3", "^", 3),
        (r"\frac{a}", "end of formula", 8),
        (r"{a", "{ without }", 0),
        (r"\left( a", r"\left", 0),
        (r"\mathbb{\alpha}", r"\mathbb{α}", 8),
        (r"a # b", "#", 2),
        (r"a } b", "}", 2),
    ],
)
def test_what_is_refused_is_named(latex: str, command: str, position: int) -> None:
    with pytest.raises(Unsupported) as caught:
        parse(latex)
    assert (caught.value.command, caught.value.position) == (command, position)
    assert inline(latex) == f"${latex}$"
    assert display(latex, 80) == [f"$${latex}$$"]


def test_deep_nesting_is_refused_or_set_in_time() -> None:
    for latex in (
        "{" * 500 + "x" + "}" * 500,
        "x" + "^{x" * 30 + "}" * 30,
        r"\sqrt{" * 35 + "x" + "}x" * 35,
        r"\frac{" * 12 + "x" + "}{y}" * 12,
        r"\hat{" * 35 + "x" + "}_i" * 35,
        r"\left(" * 400,
    ):
        assert inline(latex)
        assert display(latex, 80)


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6.",
        "from $5-$6 to US$7",
        "between $5k for training and 10$ more",
        r"a \$5 note and \$x\$",
        "echo $HOME/$USER and $PATH",
        "`$x$` and ``a ` $x$``",
        "```\n$x$\n```",
        "~~~ sh\necho $x$\n",
        "$ x $ and $x $",
        "$a\n\nb$",
        "$",
        "$$",
        "no maths at all",
    ],
)
def test_dollars_that_are_no_formulae(text: str) -> None:
    assert formulae(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the $i$th of $n$.", ["i", "n"]),
        ("($x$), $y$-axis, $2 \\times 3$", ["x", "y", "2 \\times 3"]),
        ("costs $5 but $x$ is free", ["x"]),
        ("`a` $x$ ``` $y$", ["x", "y"]),
        ("$$\na = b\n$$ and $c$", ["\na = b\n", "c"]),
        (r"$\$5 + x$", [r"\$5 + x"]),
        ("```\n$no$\n```\n$yes$", ["yes"]),
    ],
)
def test_formulae_are_found(text: str, expected: list[str]) -> None:
    assert [formula.latex for formula in formulae(text)] == expected


def test_problems_name_the_formula_its_place_and_the_command() -> None:
    source = r"Fine $x^2$, {{c1::$\frac{1}{n}$}}; not $\foo{x}$, `$\bar$`, $a_{{c2::i}}$"
    (problem,) = problems(source)
    assert source[problem.offset :].startswith(r"$\foo")
    assert problem.command == r"\foo"
    assert problem.formula == r"$\foo{x}$"
    assert r"\foo" in problem.message


def test_problems_report_latex_after_a_lone_dollar() -> None:
    (problem,) = problems("Money $5.\nThen $\\alpha + 1 and no end")
    assert problem.command == "$"
    assert problem.offset == 15
    assert problems("costs $5 and C:\\temp") == []
    assert problems("$5 is \\alpha nothing of ours? It is LaTeX.") != []
