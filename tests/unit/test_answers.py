from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.answers import LONGEST_TYPED, choices_right, is_right
from mlprep.domain.cards import Choices, Match, Option, TypedAnswer
from mlprep.domain.numbers import parse_number


def number(answer: str, **rest: float | None) -> TypedAnswer:
    return TypedAnswer(
        answer,
        match=Match.NUMBER,
        tolerance=rest.get("tolerance"),
        relative=rest.get("relative"),
    )


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("42", 42),
        (" +42 ", 42),
        ("-7", -7),
        ("\u22127", -7),
        ("\u20137", -7),
        ("1,000", 1000),
        ("12,345,678", 12_345_678),
        ("1,00,000", 100_000),
        ("1 000 000", 1_000_000),
        ("1\u202f000", 1000),
        ("1\u00a0000,5", 1000.5),
        ("1'000", 1000),
        ("1_000", 1000),
        ("1.000.000", 1_000_000),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("0,25", 0.25),
        ("0,125", 0.125),
        ("2,5", 2.5),
        ("1.250", 1.25),
        (".5", 0.5),
        ("5.", 5),
        ("1/4", 0.25),
        ("-3/4", -0.75),
        ("1 1/2", 1.5),
        ("1\u00bd", 1.5),
        ("\u00be", 0.75),
        ("3\u20444", 0.75),
        ("1e-3", 0.001),
        ("2.5E+3", 2500),
        ("2,5e3", 2500),
        ("2\u00b710^-3", 0.002),
        ("2x10^3", 2000),
        ("2 \u00d7 10\u00b3", 2000),
        ("2*10**3", 2000),
        ("6 10^{-2}", 0.06),
        ("10\u207b\u00b3", 0.001),
        ("-10^6", -1_000_000),
        ("~ 12", 12),
        ("= 12", 12),
        ("\uff11\uff12", 12),
        ("\u0661\u0662", 12),
        ("0e5", 0),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, value: float) -> None:
    read = parse_number(typed)
    assert read is not None
    assert float(read.value) == value


@pytest.mark.parametrize(
    "typed",
    [
        *["", " ", "-", "abc", "1 5", "1,5,5", "3.14.15", "--3", "1/0", "1/2/3", "e5", "x10^3"],
        *["5\u00b2", "1210^3", "1e99999", "10^-999", "nan", "inf", "0x10", "12abc"],
    ],
)
def test_what_is_no_number_is_not_taken_for_one(typed: str) -> None:
    assert parse_number(typed) is None


@given(st.integers(-(10**12), 10**12), st.sampled_from([",", " ", "_", "\u2009"]))
def test_thousands_separators_change_nothing(value: int, separator: str) -> None:
    read = parse_number(f"{value:,}".replace(",", separator))
    assert read is not None
    assert read.value == value


@given(st.floats(-1e300, 1e300))
def test_every_float_is_read_as_it_is_written(value: float) -> None:
    for text in (repr(value), f"{value:.6e}"):
        read = parse_number(text)
        assert read is not None
        assert read.value == Fraction(text)


@pytest.mark.parametrize(
    ("answer", "right", "wrong"),
    [
        ("512", ["512", "512.0", "512.5", "511.5"], ["511", "512.6"]),
        ("0.25", ["0.25", "0.255", "0.245", "1/4"], ["0.256", "0.2449"]),
        ("0.1", ["0.15", "0.05"], ["0.151"]),
        ("1e-3", ["0.001", "0.0015", "1\u00b710^-3"], ["0.0016"]),
        ("1.50", ["1.5", "1.505"], ["1.51"]),
        ("-2.0", ["-2", "\u22122.05"], ["2", "-2.06"]),
        ("1/3", ["1/3", "0.333", "0.3333", "2/6"], ["0.33", "0.34"]),
        ("10^6", ["1000000", "1e6", "10\u2076", "1,000,000"], ["1100000", "10^7"]),
        ("1,250", ["1250", "1,250"], ["1.25"]),
    ],
)
def test_half_a_unit_of_the_last_digit_is_allowed(
    answer: str, right: list[str], wrong: list[str]
) -> None:
    assert [typed for typed in right if not is_right(number(answer), typed)] == []
    assert [typed for typed in wrong if is_right(number(answer), typed)] == []


def test_tolerances_are_absolute_or_relative_and_exact_at_their_ends() -> None:
    assert is_right(number("100", tolerance=0), "100.0")
    assert not is_right(number("100", tolerance=0), "100.01")
    assert is_right(number("0.3", tolerance=0.1), "0.4")
    assert is_right(number("0.3", tolerance=0.1), "0.2")
    assert not is_right(number("0.3", tolerance=0.1), "0.41")
    assert is_right(number("-200", relative=0.05), "-210")
    assert not is_right(number("-200", relative=0.05), "-211")
    assert is_right(number("200", tolerance=1, relative=0.05), "209")


@pytest.mark.parametrize(
    ("unit", "typed"),
    [
        ("MiB", "16 MiB"),
        ("MiB", "16mib"),
        ("MiB", "16"),
        ("$", "$16"),
        ("tokens per second", "16 tokens  per second"),
        ("\u00b5s", "16 \u03bcs"),
        ("%", "16 %"),
        ("%", "16"),
        ("per cent", "16%"),
    ],
)
def test_a_unit_is_accepted_and_ignored(unit: str, typed: str) -> None:
    assert is_right(TypedAnswer("16", match=Match.NUMBER, unit=unit), typed)


@pytest.mark.parametrize(("unit", "typed"), [("s", "16 ms"), ("ms", "16 s"), ("", "16 GB")])
def test_another_unit_is_another_answer(unit: str, typed: str) -> None:
    assert not is_right(TypedAnswer("16", match=Match.NUMBER, unit=unit), typed)


@pytest.mark.parametrize(
    ("answer", "typed", "right"),
    [
        ("0.12", "12%", True),
        ("12%", "12", True),
        ("12%", "12 %", True),
        ("12%", "0.12", False),
        ("12", "12%", False),
        ("0.5", "0.5%", False),
    ],
)
def test_per_cent_divides_unless_it_is_the_unit(answer: str, typed: str, right: bool) -> None:
    assert is_right(number(answer), typed) == right


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("ReLU", True),
        ("  relu ", True),
        ("\uff52\uff45\uff2c\uff35", True),
        ("rectified   Linear\tunit", True),
        ("re lu", False),
        ("", False),
        ("   ", False),
    ],
)
def test_folding_evens_out_case_space_and_compatible_characters(typed: str, right: bool) -> None:
    answer = TypedAnswer("ReLU", accept=("rectified linear unit",))
    assert is_right(answer, typed) == right


def test_exact_means_exact() -> None:
    answer = TypedAnswer("nn.Linear", accept=("torch.nn.Linear",), match=Match.EXACT)
    assert is_right(answer, "nn.Linear")
    assert is_right(answer, "torch.nn.Linear")
    assert not is_right(answer, "nn.linear")
    assert not is_right(answer, "nn.Linear()")


def test_a_pattern_matches_the_whole_entry() -> None:
    answer = TypedAnswer(r"O\(n( log n)?\)", match=Match.REGEX)
    assert is_right(answer, "O(n)")
    assert is_right(answer, " O(n log n) ")
    assert not is_right(answer, "O(n) at best")


@pytest.mark.parametrize("pattern", ["(", "*", "[z-a]", "(?P<a>x)(?P<a>y)", "a{9999999999999}"])
def test_a_bad_pattern_matches_nothing(pattern: str) -> None:
    assert not is_right(TypedAnswer(pattern, match=Match.REGEX), "x")


def test_a_typed_text_is_looked_at_up_to_its_cap() -> None:
    assert is_right(TypedAnswer("a" * LONGEST_TYPED), "a" * LONGEST_TYPED + "b")
    assert not is_right(TypedAnswer("1", match=Match.NUMBER), "9" * 100_000)


entries = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), max_size=40),
    st.text("0123456789.,/%e^x*+-'_ \u00b2\u2212\u00bd(){}", max_size=25),
)
answers = st.builds(
    TypedAnswer,
    st.one_of(entries, st.floats(allow_nan=False, allow_infinity=False).map(repr)),
    accept=st.lists(entries, max_size=2).map(tuple),
    match=st.sampled_from(Match),
    tolerance=st.none() | st.floats(0, 1e300),
    relative=st.none() | st.floats(0, 1),
    unit=st.one_of(
        st.just(""), st.sampled_from(["ms", "%", "$", "m\u00b2", "(x)"]), st.text(max_size=4)
    ),
)


@given(answers, entries)
@settings(max_examples=400, deadline=None)
def test_no_entry_raises(answer: TypedAnswer, typed: str) -> None:
    assert is_right(answer, typed) in (True, False)


@given(answers)
@settings(max_examples=200, deadline=None)
def test_the_answer_itself_is_right(answer: TypedAnswer) -> None:
    if answer.match is not Match.REGEX and answer.answer.strip():
        assert is_right(answer, answer.answer)


OPTIONS = (Option("a"), Option("b"), Option("c"))


@pytest.mark.parametrize(
    ("picked", "right"),
    [([0, 2], True), ([2, 0, 2], True), ([0], False), ([0, 1, 2], False), ([], False)],
)
def test_all_right_options_and_no_other_are_picked(picked: list[int], right: bool) -> None:
    assert choices_right(Choices(OPTIONS, (0, 2)), picked) == right
