"""Facts of projects and routes: folded alike in whatever order they came, whatever they hold."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import DeviceId
from mlprep.memory.fold import advance
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.planning.projects import ProjectState
from mlprep.store.history import History
from mlprep.study.work.facts import WORK_KINDS, evidence_draft, key_of, works_from
from mlprep.study.work.states import Evidence, EvidenceKind, Works

DAY = 20_000
EVENTS = (
    "start", "resume", "tick", "check", "note", "time", "score", "reflect", "finish", "revisit",
    "abandon", "postpone", "choose", "leave", "step", "unheard-of",
)  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.text(max_size=5),
    st.floats(allow_nan=False, allow_infinity=False), st.just([]), st.just({}),
)  # fmt: skip
BODIES = st.fixed_dictionaries(
    {"event": st.sampled_from(EVENTS), "day": st.one_of(st.integers(DAY, DAY + 9), VALUES)},
    optional={
        "milestone": st.sampled_from("ab"),
        "criterion": st.sampled_from("ab"),
        "step": st.sampled_from("ab"),
        "on": st.booleans(),
        "text": st.one_of(st.text(max_size=5), VALUES),
        "minutes": st.one_of(st.integers(-5, 90), VALUES),
        "row": st.sampled_from("ab"),
        "score": st.one_of(st.integers(0, 5), VALUES),
        "question": st.sampled_from("ab"),
        "rating": st.one_of(st.integers(0, 5), VALUES),
        "due_day": st.one_of(st.integers(DAY, DAY + 90), VALUES),
        "until": st.one_of(st.integers(DAY, DAY + 90), VALUES),
        "kind": st.sampled_from(["link", "file", "sentence", "smell"]),
    },
)
DRAFTS = st.tuples(
    st.sampled_from(WORK_KINDS),
    st.sampled_from(["proj-a", "proj-b"]),
    BODIES,
    st.sampled_from(["one", "two"]),
    st.integers(0, 3),
)


def facts_of(drawn: Sequence[tuple[FactKind, str, dict[str, Json], str, int]]) -> list[Fact]:
    """Number what was drawn, per device, at instants that may be alike."""
    numbers = {"one": 0, "two": 0}
    at = {"one": 0, "two": 0}
    facts = []
    for kind, subject, body, device, later in drawn:
        numbers[device] += 1
        at[device] += later
        facts.append(
            Fact(DeviceId(device), numbers[device], at[device], kind, subject, body,
                 numbers[device])
        )  # fmt: skip
    return sorted(facts, key=lambda fact: fact.order)


@given(st.lists(DRAFTS, max_size=25))
def test_no_fact_whatever_it_holds_breaks_the_fold(
    drawn: list[tuple[FactKind, str, dict[str, Json], str, int]],
) -> None:
    works = works_from(facts_of(drawn))
    assert 0 <= works.unreadable <= len(drawn)
    for record in works.projects.values():
        assert record.hours >= 0
        assert record.revisit_on is None or record.state is ProjectState.DONE
        assert set(record.scores.values()) <= {1, 2, 3, 4}


@settings(max_examples=8, deadline=None)
@given(st.lists(DRAFTS, min_size=3, max_size=12), st.randoms(use_true_random=False))
def test_facts_merged_in_any_order_tell_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[FactKind, str, dict[str, Json], str, int]],
    shuffled: random.Random,
) -> None:
    facts = facts_of(drawn)
    mixed = list(facts)
    shuffled.shuffle(mixed)
    assert read_back(tmp_path_factory, mixed) == works_from(facts)


def read_back(factory: pytest.TempPathFactory, facts: Sequence[Fact]) -> Works:
    """Merge facts one by one into a history of their own and fold what it gives back."""
    folder = factory.mktemp("merge")
    with History.open(
        folder / "history.sqlite",
        clock=FixedClock(1_000),
        advance=advance,
        default_parameters=DEFAULT_PARAMETERS,
        machine="m",
    ) as history:
        for fact in facts:
            history.merge([fact])
        assert history.verify() == []
        return works_from(history.facts(kinds=WORK_KINDS))


def test_evidence_stands_once_and_is_taken_away_whole() -> None:
    one = Evidence(EvidenceKind.LINK, "https://example.org", DAY)
    drafts = [
        evidence_draft("proj-a", one, ""),
        evidence_draft("proj-a", replace(one, day=DAY + 1), ""),
        evidence_draft("proj-b", one, ""),
        evidence_draft("proj-b", one, "", on=False),
    ]
    facts = [
        Fact(DeviceId("d"), at, at, draft.kind, draft.subject, draft.body, at)
        for at, draft in enumerate(drafts, 1)
    ]
    works = works_from(facts)
    assert [found.day for found in works.project("proj-a").evidence] == [DAY + 1]
    assert works.project("proj-b").evidence == ()


def test_a_criterion_is_named_by_its_words_not_by_their_spacing() -> None:
    assert key_of("It  is\n dry.") == key_of("It is dry.")
    assert key_of("It is dry.") != key_of("It is dry")
