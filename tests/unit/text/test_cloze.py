from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.text.cloze import ClozeView, Gap, asked, gaps
from mlprep.text.lines import Span, plain
from mlprep.text.render import render


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{c1::a}}", [Gap(1, ("a",))]),
        ("{{c2::a::hint}} {{c1::b}}", [Gap(1, ("b",)), Gap(2, ("a",), "hint")]),
        ("{{c1::a}} {{c1::b::h}}", [Gap(1, ("a", "b"), "h")]),
        (r"{{c1::$\frac{1}{n}$}}", [Gap(1, (r"$\frac{1}{n}$",))]),
        (r"{{c1::$\frac{a}{b}$::a fraction}}", [Gap(1, (r"$\frac{a}{b}$",), "a fraction")]),
        (r"$\frac{ {{c1::a}} }{b}$", [Gap(1, ("a",))]),
        ("{{c1::{a}}}", [Gap(1, ("{a}",))]),
        ("{{c1::a { b}} and {{c2::c}}", [Gap(1, ("a { b",)), Gap(2, ("c",))]),
        ("{{c1::std::vector}}", [Gap(1, ("std",), "vector")]),
        ("{{c1::}} {{c1::a} {{c0::x}} {{cx::a}} {{c1:a}} {c1::a}", []),
        ("{{c1::never closed", []),
        ("{{c1::outer {{c2::in}} x}} y", [Gap(1, ("outer in x",)), Gap(2, ("in",))]),
        ("{{c1::a {{c2::b::h}} c::H}}", [Gap(1, ("a b c",), "H"), Gap(2, ("b",), "h")]),
        ("{{c1::never closed {{c2::b}}", [Gap(2, ("b",))]),
        ("{{c1,3::both}}", [Gap(1, ("both",)), Gap(3, ("both",))]),
        ("{{c1::`std::vector`}}", [Gap(1, ("`std::vector`",))]),
        ("{{c1::`std::vector`::a type}}", [Gap(1, ("`std::vector`",), "a type")]),
        ("plain", []),
    ],
)
def test_gaps(source: str, expected: list[Gap]) -> None:
    assert gaps(source) == expected


def test_the_same_number_twice_is_one_gap_with_its_texts() -> None:
    (gap,) = gaps("{{c3::x}} or {{c3::y}} or {{c3::x}}")
    assert gap.text == "x … y"


SOURCE = (
    "The {{c1::mean::which moment}} is $\\bar{x}$, the {{c2::**variance**}} is $s^{ {{c3::2}} }$."
)


def shown(number: int, *, revealed: bool) -> str:
    return plain(render(SOURCE, 80, cloze=ClozeView(number, revealed)))


def test_hidden_gap_shows_its_hint_and_the_others_their_text() -> None:
    assert shown(1, revealed=False) == "The [which moment] is x̄, the variance is s²."
    assert shown(2, revealed=False) == "The mean is x̄, the [...] is s²."
    assert shown(3, revealed=False) == "The mean is x̄, the variance is s^([...])."
    for number in (1, 2, 3):
        assert shown(number, revealed=True) == "The mean is x̄, the variance is s²."


def test_asked_gap_has_its_style() -> None:
    hidden = render(SOURCE, 80, cloze=ClozeView(1, revealed=False))
    assert Span("[which moment]", "gap") in hidden[0]
    revealed = render(SOURCE, 80, cloze=ClozeView(2, revealed=True))
    assert Span("variance", "strong answer") in revealed[0]
    formula = render(SOURCE, 80, cloze=ClozeView(3, revealed=True))
    assert Span("s²", "maths answer") in formula[0]


def test_gap_inside_a_fence_keeps_the_code_around_it() -> None:
    source = "```python\nx = {{c1::np.sum}}(a)  # total\n```"
    (hidden,) = render(source, 40, cloze=ClozeView(1, revealed=False))
    assert plain([hidden]) == "x = [...](a)  # total"
    assert Span("[...]", "gap") in hidden
    (revealed,) = render(source, 40, cloze=ClozeView(1, revealed=True))
    assert Span("np.sum", "answer") in revealed
    assert Span("# total", "code.comment") in revealed


def test_whole_formula_as_a_gap_is_hidden() -> None:
    source = r"It is {{c1::$\frac{1}{n}$}}."
    assert plain(render(source, 40, cloze=ClozeView(1, revealed=False))) == "It is [...]."
    assert plain(render(source, 40, cloze=ClozeView(1, revealed=True))) == "It is 1/n."


@given(st.text(st.sampled_from("{}c12:: a$\\`*\n|"), max_size=40), st.booleans())
def test_any_text_can_be_read(source: str, revealed: bool) -> None:
    for gap in gaps(source):
        assert gap.number >= 1
        assert gap.text.strip()
    assert isinstance(render(source, 20, cloze=ClozeView(1, revealed)), list)


def sides(source: str, number: int) -> tuple[str, str]:
    hidden, revealed = (ClozeView(number, revealed=one) for one in (False, True))
    return plain(render(source, 60, cloze=hidden)), plain(render(source, 60, cloze=revealed))


def test_a_gap_around_another_hides_all_of_it() -> None:
    source = "{{c1::outer {{c2::in}} x}} tail"
    assert sides(source, 1) == ("[...] tail", "outer in x tail")
    assert sides(source, 2) == ("outer [...] x tail", "outer in x tail")


def test_a_gap_with_two_numbers_is_asked_by_both() -> None:
    source = "{{c1,2::both}} and {{c3::one}}"
    assert sides(source, 1) == sides(source, 2) == ("[...] and one", "both and one")
    assert sides(source, 3) == ("both and [...]", "both and one")


@pytest.mark.parametrize("code", ["\n\n```\na::b\n```\n\n", "```cpp\na::b\n```"])
def test_a_block_of_code_in_a_gap_leaves_the_rest_as_it_is(code: str) -> None:
    source = f"code {{{{c1::{code}}}}} and {{{{c2::x}}}} maths {{{{c3::$\\frac{{a}}{{b}}$}}}}"
    block = "\n".join(filter(None, sides(source, 1)[1].split("\n")))
    assert sides(source, 1)[0] == "code [...] and x maths a/b"
    assert block == "code\na::b\nand x maths a/b"
    assert sides(source, 2)[0].endswith("and [...] maths a/b")
    assert sides(source, 3)[0].endswith("and x maths [...]")


_TREES = st.recursive(
    st.sampled_from(["a", "b c", "$x_{i}$"]),
    lambda inner: st.tuples(st.integers(1, 4), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
)
Tree = str | tuple[int, list["Tree"]]


def written(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    return f"{{{{c{tree[0]}::{' '.join(map(written, tree[1]))}}}}}"


def left(tree: Tree, number: int) -> str:
    """Give what a tree of gaps shows while a number is asked."""
    if isinstance(tree, str):
        return tree
    return "[...]" if tree[0] == number else " ".join(left(one, number) for one in tree[1])


@given(_TREES, st.integers(0, 4))
def test_gaps_inside_gaps_show_what_a_tree_of_them_shows(tree: Tree, number: int) -> None:
    assert asked(f"{written(tree)} end", number) == f"{left(tree, number)} end"
