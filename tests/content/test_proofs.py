"""A check's output is compared with what the entry says, and cannot pass by accident."""

from pathlib import Path

import pytest
from tests.content.library import Check, Table
from tests.content.proofs import agrees, expect_faults, output_faults, stands_in, wrong_faults


def _check(entry: Table, expect: str, **more: object) -> Check:
    fields = {"tolerance": 0.0, "wrong": ()} | more
    return Check("id", entry, "python", "", Path("x.toml"), expect, **fields)  # type: ignore[arg-type]  # both are given


def test_outputs_agree_within_the_tolerance_only() -> None:
    assert agrees("17\n", "17")
    assert not agrees("17.2", "17")
    assert agrees("17.2", "17", 0.25)
    assert not agrees("17.3", "17", 0.25)
    assert agrees("0.751 0.5 ok", "0.75 0.50 ok", 0.005)
    assert not agrees("0.751 0.5 no", "0.75 0.50 ok", 0.005)
    assert not agrees("1 2", "1", 0.5)


def test_printed_values_are_compared_with_the_wrong_ones() -> None:
    check = _check({"answer": 3}, "3", wrong=("2", "4"))
    assert output_faults(check, "3\n2\n4\n") == []
    assert len(output_faults(check, "3\n2\n5")) == 1
    assert len(output_faults(check, "4\n2\n4")) == 1
    assert output_faults(_check({"answer": 3}, "3"), "3\n") == []
    assert output_faults(_check({"answer": 3}, "3"), "3\n2\n")


@pytest.mark.parametrize(
    ("entry", "expect"),
    [
        ({"answer": 0.42, "tolerance": 0.1}, "0.42"),
        ({"answer": 6}, "6.0"),
        ({"answer": "Burstable"}, "burstable"),
        ({"answer": "a", "accept": ["b"]}, "b"),
        ({"answer": "exec( .+)?", "match": "regex"}, "exec"),
        ({"back": "About 17 %: few are true."}, "17"),
        ({"back": "2,945 MB in all."}, "2945"),
        ({"back": "`0.5` for $x = -2$"}, "-2"),
        ({"back": "It is \u22121.728."}, "-1.728"),
        ({"cloze": "It takes {{c1::12}} bits."}, "12 bits"),
        ({"options": ["256 MiB", "512 MiB"], "key": 1}, "512"),
        ({"options": [{"text": "4"}, {"text": "5"}], "key": [0, 1]}, "5"),
    ],
)
def test_what_is_expected_is_the_answer(entry: Table, expect: str) -> None:
    assert expect_faults(_check(entry, expect)) == []


@pytest.mark.parametrize(
    ("entry", "expect"),
    [
        ({"answer": 0.42, "tolerance": 0.1}, "0.45"),
        ({"answer": 6}, "six"),
        ({"answer": "Burstable"}, "Guaranteed"),
        ({"answer": "exec", "match": "regex"}, "execute"),
        ({"back": "About 175 %."}, "17"),
        ({"back": "About 0.17."}, "17"),
        ({"back": "About 17.5."}, "17"),
        ({"back": "It is \u22122."}, "2"),
        ({"back": "It is 12,500."}, "12"),
        ({"back": "It is 12,500."}, "500"),
        ({"options": ["256 MiB", "512 MiB"], "key": 1}, "256"),
    ],
)
def test_what_is_not_the_answer_is_found(entry: Table, expect: str) -> None:
    assert expect_faults(_check(entry, expect))


def test_ranges_and_words_are_whole() -> None:
    assert stands_in("3", "between 2-3 of them")
    assert not stands_in("app", "apple")
    assert stands_in("['start']", "['start']: the rest is skipped")


def test_wrong_values_are_those_of_the_distractors() -> None:
    entry = {"options": ["16 MiB", "256 MiB", "512 MiB"], "key": 2}
    assert wrong_faults(_check(entry, "512", wrong=("16", "256"))) == []
    assert wrong_faults(_check(entry, "512")) == []
    assert wrong_faults(_check(entry, "512", wrong=("16", "512.0")))
    assert wrong_faults(_check(entry, "512", wrong=("16", "16")))
    assert wrong_faults(_check(entry, "512", wrong=("16",)))
    assert wrong_faults(_check(entry, "512", wrong=("16", "128")))
