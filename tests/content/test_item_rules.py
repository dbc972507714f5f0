"""Each rule on items accepts what is good and finds what is bad."""

import pytest
from tests.content.guessing import ATTACKERS, MOST_EXCESS, excess, hit
from tests.content.item_rules import (
    bank_faults,
    hints,
    item_form_faults,
    key_balance,
    link_faults,
    mix_faults,
    quantities,
)
from tests.content.library import Table

TYPED: Table = {
    "id": "typed",
    "level": 3,
    "kind": "calculation",
    "stem": "How many alerts does it raise?",
    "answer": 3,
    "rationale": "Two and one.",
}
CHOICE: Table = {
    "id": "choice",
    "level": 4,
    "kind": "scenario",
    "stem": "After the release the scores jumped. What do you check first?",
    "options": [
        "Compare served rows with offline values",
        "Retrain on the newest month of data",
        "Raise the threshold until it fits",
    ],
    "key": 0,
    "rationale": ["Finds skew.", "Hides the fault.", "Treats the symptom."],
    "misconceptions": ["", "retrain-first", "recalibrate-the-symptom"],
}


def test_good_items_have_no_faults() -> None:
    assert item_form_faults(TYPED) == []
    assert item_form_faults(CHOICE) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"stem": "word " * 91 + "?"}, "91 words"),
        ({"stem": "Count the alerts."}, "no question mark"),
        ({"stem": "Which of these is not a proper metric?"}, "negative 'not'"),
        ({"stem": "Which one is used in every case except this?"}, "negative 'except'"),
        ({"level": 5, "kind": "concept"}, "levels 4 and 5"),
        ({"rationale": ["one", "two"]}, "one rationale"),
    ],
)
def test_faults_of_stems_are_found(change: Table, fault: str) -> None:
    found = item_form_faults(TYPED | change)
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    "stem",
    [
        "Which of these is NOT a metric?",
        "Which host has at least 2 GB?",
        "The job does not end. What do you check first?",
        "Why does it not converge?",
    ],
)
def test_stems_without_a_hidden_negative_pass(stem: str) -> None:
    assert item_form_faults(TYPED | {"stem": stem}) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"rationale": ["one", "two"]}, "one rationale for each"),
        ({"misconceptions": ["a-b", "c", ""]}, "distractors name"),
        ({"misconceptions": []}, "one misconception for each"),
        ({"options": ["Check it", "None of the above", "Wait for it"]}, "banned"),
        ({"options": ["Check it now", "Always retrain", "Wait for it"]}, "absolute"),
        ({"options": ["Check it", "check  it", "Wait for it"]}, "the same"),
        ({"options": ["Check it now", "Wait for it"]}, "2 options"),
        ({"options": ["16 MiB", "2 GiB", "512 MiB"]}, "not sorted"),
        ({"options": ["1.5", "\u22122", "3"]}, "not sorted"),
        ({"options": ["Compare the served rows with all of the offline values", "Retrain on it",
                      "Raise the cut"]}, "the key has 54"),
        ({"options": ["Compare it", "Compare all the rows there are", "Raise all the values"]},
         "the key has 10"),
        ({"stem": "Which rows differ offline?"}, "only in the key: offline"),
    ],
)  # fmt: skip
def test_faults_of_options_are_found(change: Table, fault: str) -> None:
    found = item_form_faults(CHOICE | change)
    assert any(fault in one for one in found), found


def test_hints_need_a_word_that_no_distractor_matches() -> None:
    both = CHOICE | {"stem": "Should one retrain, or compare offline?"}
    assert hints(CHOICE | {"stem": "Do you compare offline?"}) == ["compare", "offline"]
    assert hints(both) == []
    assert hints(CHOICE | {"stem": "Read `offline` here?"}) == []


def test_numbers_are_read_with_their_units() -> None:
    assert quantities(["16 MiB", "2 GiB"]) == [16 * 1024**2, 2 * 1024**3]
    assert quantities(["500 ms", "2 s"]) == [0.5, 2.0]
    assert quantities(["5 %", "1,000 %"]) == [5, 1000]
    assert quantities(["2 pods", "3 nodes"]) == []
    assert quantities(["two", "3"]) == []


def test_keys_are_balanced_and_half_is_typed() -> None:
    spread = [CHOICE | {"key": number % 3} for number in range(9)]
    same = [CHOICE | {"key": 0} for _ in range(9)]
    assert key_balance(spread) == pytest.approx(1)
    assert key_balance(same) < 0.001
    assert key_balance(same[:3]) == 1
    assert bank_faults([*spread, *[TYPED] * 9]) == []
    assert len(bank_faults(same)) == 2


def test_the_balance_reckons_with_different_numbers_of_options() -> None:
    four = CHOICE | {"options": ["a", "b", "c", "d"]}
    items = [four | {"key": place} for place in range(4)] + [CHOICE | {"key": n} for n in range(3)]
    assert key_balance(items) == pytest.approx(1)


def test_links_lead_somewhere() -> None:
    linked = TYPED | {"taught_by": ["card"], "enemies": ["choice"], "related": ["card"]}
    assert link_faults(linked, {"card"}, {"choice"}) == []
    assert len(link_faults(linked, set(), set())) == 3


def test_the_mix_of_kinds() -> None:
    kinds = ["scenario"] * 5 + ["calculation"] * 4 + ["code"] * 3 + ["concept"] * 4
    assert mix_faults([{"kind": kind} for kind in kinds]) == []
    assert len(mix_faults([{"kind": "concept"}] * 16)) == 4


GIVEN_AWAY = {
    "longest option": ["a", "a long one", "b"],
    "shortest option": ["a long one", "b", "a longer one"],
    "most specific option": ["some", "12 MB", "none"],
    "option that shares words with the others": ["red car", "red bus", "blue bus"],
    "middle option": ["a", "b", "c"],
}


@pytest.mark.parametrize("name", ATTACKERS)
def test_each_attacker_finds_what_gives_the_key_away(name: str) -> None:
    easy: Table = {"options": GIVEN_AWAY[name], "key": 1}
    assert excess([easy] * 20, ATTACKERS[name]) > MOST_EXCESS
    fair = [easy | {"key": key} for key in (0, 1, 2)] * 7
    assert excess(fair, ATTACKERS[name]) <= MOST_EXCESS


def test_ties_are_shared() -> None:
    assert hit({"options": ["aa", "bb", "c"], "key": 0}, ATTACKERS["longest option"]) == 0.5
    assert excess([], ATTACKERS["middle option"]) == 0
