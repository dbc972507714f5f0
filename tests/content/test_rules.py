"""Each rule accepts what is good and finds what is bad, so that none can never fail."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.content.coverage import SPECIALISM, coverage_faults, subtopic_faults
from tests.content.duplicates import asked
from tests.content.fences import fence_faults
from tests.content.library import Table, option_texts, texts
from tests.content.project_rules import project_faults, script_faults
from tests.content.rules import (
    card_form_faults,
    field_faults,
    id_faults,
    prompt_faults,
    proof_missing,
    seed_faults,
    share_faults,
    typing_faults,
)
from tests.content.staleness import overdue
from tests.content.wording import (
    american_forms,
    is_nfc,
    long_quotations,
    retired_products,
    source_faults,
    strange_characters,
)

from mlprep.text.likeness import Asked, alike, near_duplicates
from mlprep.text.prose import question_marks, word_count

CARD: Table = {
    "id": "ml-evaluation-base-rate",
    "level": 3,
    "kind": "why",
    "priority": 1,
    "front": "Why does precision fall when fraud becomes rarer, at the same error rates?",
    "back": "False alarms come from the growing majority.",
    "why": "Precision weighs true alerts against false ones.",
    "sources": ["Axelsson 2000, The base-rate fallacy"],
}
WORDS = " ".join(["word"] * 61)


def _fence(language: str, code: str) -> str:
    return f"What is printed?\n```{language}\n{code}\n```"


def test_a_good_card_has_no_faults() -> None:
    assert card_form_faults(CARD) == []
    assert field_faults(CARD) == []
    assert typing_faults(CARD) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"front": WORDS + "?"}, "prompt has 61 words"),
        ({"back": "\n" + " ".join(["word"] * 26)}, "first line of the answer has 26"),
        ({"why": WORDS}, "why has 61"),
        ({"front": "State Bayes' theorem."}, "0 question marks"),
        ({"front": "What is it? And why?"}, "2 question marks"),
        ({"front": "Which are the main types of drift?"}, "asks for a list"),
        ({"front": "Can you list the assumptions of a t-test?"}, "asks for a list"),
        ({"front": "Is accuracy useful here?", "back": "No."}, "yes or no"),
    ],
)
def test_faults_of_form_are_found(change: Table, fault: str) -> None:
    found = card_form_faults(CARD | change)
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    "change",
    [
        {"front": "```sql\nSELECT a FROM t WHERE a = ?\n```\nWhich rows come back?"},
        {"front": "Claim: 'Why split at all?' What is wrong?"},
        {"front": "Odds in favour of p", "reverse": True},
        {"front": "Is accuracy useful here?", "back": "No: the majority class decides it."},
        {"front": "Is it convex or concave?", "back": "Convex."},
        {"back": "Short.\n" + WORDS},
    ],
)
def test_good_forms_pass(change: Table) -> None:
    assert card_form_faults(CARD | change) == []


def test_cloze_and_options_are_measured_too() -> None:
    cloze = {name: CARD[name] for name in ("id", "why")} | {"cloze": "{{c1::" + WORDS + "}}"}
    assert card_form_faults(cloze) == ["prompt has 61 words, at most 60"]
    choice = CARD | {"options": ["a", " ".join(["b"] * 26)], "key": 1}
    del choice["back"]
    assert "first line of the answer has 26 words, at most 25" in card_form_faults(choice)


@pytest.mark.parametrize(
    "change",
    [{"sources": []}, {"why": ""}, {"kind": "misconception"}, {"sources": ["Quizlet, set 2020"]}],
)
def test_missing_fields_are_found(change: Table) -> None:
    assert field_faults(CARD | change)


def test_typed_answers_can_be_typed() -> None:
    assert typing_faults({"answer": "σ²"})
    assert typing_faults({"answer": "σ²", "accept": ["sigma^2"]}) == []
    assert typing_faults({"answer": 0.5}) == []


def _deck(levels: dict[int, int], kinds: dict[str, int]) -> list[Table]:
    by_level = [level for level, count in levels.items() for _ in range(count)]
    by_kind = [kind for kind, count in kinds.items() for _ in range(count)]
    return [{"level": one, "kind": two} for one, two in zip(by_level, by_kind, strict=True)]


MIX = {"why": 5, "compare": 4, "compute": 4, "code": 3, "misconception": 3, "definition": 1}


def test_shares_of_levels_and_kinds() -> None:
    levels = {1: 2, 2: 6, 3: 6, 4: 4, 5: 2}
    assert share_faults(_deck(levels, MIX)) == []
    assert share_faults(_deck(levels | {1: 3, 2: 5}, MIX)) == ["3 cards of level 1, at most 2"]
    assert share_faults(_deck(levels | {5: 3, 4: 3}, MIX)) == ["3 cards of level 5, at most 2"]
    defining = share_faults(_deck(levels, MIX | {"definition": 2, "why": 4}))
    assert defining == ["2 definitions, at most 1"]
    codeless = share_faults(_deck(levels, MIX | {"code": 0, "why": 8}))
    assert codeless == ["0 of 20 are code, not 7%-30%"]


def test_computed_entries_need_a_check() -> None:
    code = CARD | {"kind": "code", "front": _fence("python", "print(1)")}
    assert proof_missing(CARD) == []
    assert proof_missing(code)
    assert proof_missing(code | {"check": {}}) == []
    assert proof_missing(CARD | {"kind": "compute"})
    assert proof_missing({"kind": "calculation", "stem": "How many?"})
    assert proof_missing(CARD | {"kind": "code", "front": "What is missing in this loop?"}) == []


def test_programs_without_a_seed_are_found() -> None:
    assert seed_faults("rng = np.random.default_rng()")
    assert seed_faults("rng = np.random.default_rng(0)") == []


def test_ids_and_prompts_stand_once() -> None:
    other = CARD | {"id": "other", "front": CARD["front"].upper()}
    assert id_faults([CARD, other]) == []
    assert id_faults([CARD, other, CARD]) == [CARD["id"]]
    assert prompt_faults([CARD, other]) == [f"other asks what {CARD['id']} asks"]
    assert prompt_faults([CARD, other | {"front": "Why not?"}]) == []


def test_every_text_of_an_entry_is_read() -> None:
    item = {
        "stem": "How much?",
        "options": ["1", {"text": "2", "why": "both"}],
        "slips": {"3": "off by one"},
    }
    assert set(texts(item).values()) == {"How much?", "1", "2", "both", "off by one"}
    assert option_texts(item) == ["1", "2"]


# --- words and characters -------------------------------------------------------------------------


def test_words_are_counted_without_code_and_formulae() -> None:
    assert word_count("one $a + b + c$ three") == 3
    assert word_count("one `two three` = four") == 4
    assert word_count("one\n```python\nprint(1, 2)\n```\ntwo") == 2
    assert word_count("{{c1::one two::hint}} three") == 3


def test_question_marks_count_outside_code_and_quotations() -> None:
    assert question_marks("What is `a?b`, or \"who?\", or 'so?'?") == 1
    assert question_marks("Don't you? The users' data?") == 2


def test_characters_of_terminals() -> None:
    assert strange_characters("σ² ≤ ½ → \u211d, v̂ₜ, “x”, ⌈n⌉\n```") == []
    assert strange_characters("a\u00a0b\u200b🚀\t漢") == ["\t", "\u00a0", "\u200b", "漢", "🚀"]
    assert is_nfc("é")
    assert not is_nfc("e\u0301")


@pytest.mark.parametrize(
    "word",
    ["normalize", "optimizer", "quantized", "analyzed", "behavior", "labeled", "center", "math",
     "hyper-parameterization", "unlabeled", "artifacts", "neighbors", "color-coded"],
)  # fmt: skip
def test_american_forms_are_found(word: str) -> None:
    assert american_forms(f"We {word} it.")


@pytest.mark.parametrize(
    "text",
    ["The size, sized and resizing of a prize", "`normalize` it", "sizeable", "labels, levels",
     "optimiser", 'the paper "On normalization"', "Apache Center", "modelling", "horizon"],
)  # fmt: skip
def test_british_forms_code_quotations_and_names_pass(text: str) -> None:
    assert american_forms(text) == []


def test_retired_products_are_found_unless_the_text_says_so() -> None:
    assert retired_products("Push the image to gcr.io/app.")
    assert retired_products("PodSecurityPolicy was removed in Kubernetes 1.25.") == []
    assert retired_products("Artifact Registry holds images.") == []


@pytest.mark.parametrize(
    "source",
    ["Bishop 2006, Pattern Recognition, section 4.3", "PEP 3134", "NumPy user guide, Copies",
     "RFC 9110, HTTP Semantics, https://www.rfc-editor.org/rfc/rfc9110"],
)  # fmt: skip
def test_citations_pass(source: str) -> None:
    assert source_faults(source) == []


@pytest.mark.parametrize(
    "source",
    ["a book", "Wikipedia", "100 interview questions, 2024", "GeeksforGeeks, Trees",
     "RFC 9110, http://example.org/x", "Docs, https://nowhere", "Anki shared deck, 2020"],
)  # fmt: skip
def test_bad_sources_are_found(source: str) -> None:
    assert source_faults(source)


def test_long_quotations_are_found() -> None:
    assert long_quotations(f'He said "{WORDS}".')
    assert long_quotations('He said "no".') == []


# --- code in fences -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "good", "bad"),
    [
        ("python", "x = await f(...)", "print 1"),
        ("sql", "SELECT a, COUNT(*) FROM t GROUP BY a;", "SELECT FROM t WHERE;"),
        ("yaml", "a: [1, 2]", "a: [1, 2"),
        ("json", '{"a": 1}', "{'a': 1}"),
        ("toml", "a = 1", "a = "),
        ("bash", 'for x in 1 2; do echo "$x"; done', "if true; then"),
        ("dockerfile", "FROM python:3.13\nRUN a \\\n  b", "PULL python"),
        ("hcl", 'resource "a" "b" { c = "}" }', "resource {"),
    ],
)
def test_code_parses_by_its_language(language: str, good: str, bad: str) -> None:
    assert fence_faults(_fence(language, good)) == []
    assert fence_faults(_fence(language, bad))


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = 1",
        _fence("klingon", "x"),
        _fence("", "x"),
        _fence("text", "\n".join(["x"] * 16)),
        _fence("text", "x" * 77),
    ],
)
def test_faulty_fences_are_found(text: str) -> None:
    assert fence_faults(text)


def test_other_dialects_and_templates_are_let_be() -> None:
    assert fence_faults(_fence("sql", "SELECT now() - INTERVAL '1 day'")) == []
    assert fence_faults(_fence("yaml", "a: {{ .Values.a }}")) == []


# --- duplicates -----------------------------------------------------------------------------------


def _card(name: str, front: str, **more: object) -> Asked:
    return asked({"id": name, "front": front, **more})


def test_near_duplicates_are_found_and_exemptions_kept() -> None:
    one = _card("one", "Why does precision fall when fraud becomes rarer?")
    two = _card("two", "Why does precision fall if fraud becomes rarer?")
    assert near_duplicates([one, two]) == [("one", "two")]
    related = _card("two", "Why does precision fall if fraud becomes rarer?", related=["one"])
    assert near_duplicates([one, related]) == []
    family = [_card(name, "How many bits does it take?", family="bits") for name in "ab"]
    assert near_duplicates(family) == []


def test_the_same_question_about_other_code_is_no_duplicate() -> None:
    one = _card("one", _fence("python", "print(sorted([3, 1, 2], reverse=True)[0])"))
    two = _card("two", _fence("python", "x = {}\nx.setdefault('a', []).append(4)\nprint(x)"))
    again = _card("three", _fence("python", "print(sorted([3, 1, 2], reverse=False)[0])"))
    assert near_duplicates([one, two, again]) == [("one", "three")]


TOKENS = st.frozensets(st.sampled_from("abcdefghij"), min_size=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(TOKENS, max_size=12))
def test_near_duplicates_are_all_pairs_that_are_alike(sets: list[frozenset[str]]) -> None:
    prompts = [
        Asked(f"{number:02}", tokens, tokens, frozenset(), "") for number, tokens in enumerate(sets)
    ]
    pairs = [(a.name, b.name) for a in prompts for b in prompts if a.name < b.name and alike(a, b)]
    assert near_duplicates(prompts) == sorted(pairs)


# --- coverage, projects, dates --------------------------------------------------------------------


def _topic() -> tuple[list[Table], list[Table]]:
    kinds = ("why", "compare", "compute", "code", "misconception")
    cards = [{"level": n % 5 + 1, "kind": kinds[n % 5]} for n in range(20)]
    item = {"taught_by": ["x"], "misconceptions": ["known", ""]}
    return cards, [item | {"id": f"i{n}", "level": n % 5 + 1} for n in range(10)]


def test_coverage_of_a_complete_topic() -> None:
    cards, items = _topic()
    assert coverage_faults(cards, items, {"known"}, SPECIALISM) == []
    assert coverage_faults(cards[1:], items, {"known"}, SPECIALISM) == ["19 cards, at least 20"]
    assert coverage_faults(cards, items[1:], {"known"}, SPECIALISM) == ["9 items, at least 10"]
    assert len(coverage_faults(cards, items, set(), SPECIALISM)) == 10
    low = [item | {"level": 1} for item in items]
    assert "0 items of level 3, at least 2" in coverage_faults(cards, low, {"known"}, SPECIALISM)
    loose = [item | {"taught_by": []} for item in items]
    assert len(coverage_faults(cards, loose, {"known"}, SPECIALISM)) == 10
    plain = [card | {"kind": "why"} for card in cards]
    assert "no code card" in coverage_faults(plain, items, {"known"}, SPECIALISM)


PROJECT: Table = {
    "id": "p",
    "topics": ["t"],
    "roles": ["r"],
    "hours": 16,
    "cost": "none",
    "brief": "Score the invoices.",
    "why": "Leakage.",
    "inputs": "inputs/make.py",
    "milestone": [{}] * 3,
    "accept": ["x"] * 6,
    "rubric": [{}] * 4,
    "stretch": "s",
    "artefact": "a",
    "reflect": ["1?", "2?", "3?"],
    "failures": "f",
}


def test_projects_hold_to_their_form(tmp_path: Path) -> None:
    assert project_faults(PROJECT, {"t"}, {"r"}) == []
    bad = PROJECT | {"milestone": [{}], "accept": [], "rubric": [], "reflect": "1?", "cost": ""}
    assert len(project_faults(bad, {"t"}, {"r"})) == 5
    assert len(project_faults(PROJECT, set(), set())) == 2
    assert project_faults(PROJECT | {"brief": WORDS * 2}, {"t"}, {"r"})
    assert script_faults(PROJECT, tmp_path) == ["inputs/make.py does not exist"]
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "make.py").write_text("print(1)")
    assert script_faults(PROJECT, tmp_path) == []
    (tmp_path / "inputs" / "make.py").write_text("print(")
    assert len(script_faults(PROJECT, tmp_path)) == 1


def test_overdue_entries_are_reported() -> None:
    entries: list[Table] = [
        {"id": "a", "review_by": dt.date(2027, 1, 1)},
        {"id": "b", "review_by": "2027-06-01"},
    ]
    assert overdue(entries, dt.date(2027, 1, 2)) == ["a: review by 2027-01-01"]
    assert overdue(entries, dt.date(2026, 1, 2)) == []


def test_each_subtopic_of_a_specialism_has_its_share() -> None:
    cards = [{"topic": "spec-a-one"}] * 3 + [{"topic": "spec-a-two"}] * 3
    items = [{"topic": "spec-a-one"}, {"topic": "spec-a-two"}]
    assert subtopic_faults(cards, items, {"spec-a-one", "spec-a-two"}) == []
    assert subtopic_faults(cards[1:], items, {"spec-a-one", "spec-a-two"}) == [
        "2 cards of spec-a-one, at least 3"
    ]
    assert subtopic_faults(cards, [*items, {}], {"spec-a-one", "spec-a-two"}) == [
        "items of no topic"
    ]
