import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.store.storekit import START, TODAY, foreign, moved, open_history, review, setting

from mlprep.domain.facts import Draft, Fact, FactKind
from mlprep.store import recording

UNITS = st.sampled_from(["a", "b", "a#c1", "b#c1"])
DRAFTS = st.one_of(
    st.builds(
        lambda unit, rating, day: review(unit, rating, day=TODAY + day),
        UNITS,
        st.integers(1, 4),
        st.integers(0, 5),
    ),
    st.builds(moved, st.sampled_from("abc"), st.sampled_from("abc")),
    st.builds(lambda value: setting("parameters", [value] * 21), st.sampled_from([0.5, 2.0])),
    st.builds(lambda value: setting("new_per_day", value), st.integers(0, 9)),
    st.builds(lambda unit: Draft(FactKind.RESET, unit), UNITS),
    st.builds(
        lambda device, action: Draft(FactKind.VOID, "", {"device": device, "action": action}),
        st.sampled_from(["laptop", "phone"]),
        st.integers(1, 8),
    ),
)


@st.composite
def fact_sets(draw: st.DrawFn) -> list[Fact]:
    facts = []
    for device in ("laptop", "phone"):
        at = START
        for number, draft in enumerate(draw(st.lists(DRAFTS, max_size=8)), start=1):
            at += draw(st.integers(0, 3))
            facts.append(foreign(number, draft, at=at, device=device))
    return facts


@settings(max_examples=25, deadline=None)
@given(fact_sets(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_order_of_arrival_leaves_no_trace(
    tmp_path_factory: pytest.TempPathFactory,
    facts: list[Fact],
    rng: random.Random,
    size: int,
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    shuffled = rng.sample(facts, len(facts))
    with open_history(folder / "one") as one, open_history(folder / "two") as two:
        assert one.merge(facts) == len(facts)
        for start in range(0, len(shuffled), size):
            two.merge(shuffled[start : start + size + 1])
        assert list(one.facts(include_voided=True)) == list(two.facts(include_voided=True))
        assert one.digest() == two.digest() == one.rebuild() == two.rebuild()
        assert one.verify() == two.verify() == []


def test_a_large_merge_comes_to_the_same(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("large")
    facts = [foreign(n, review(f"u{n % 40}", 1 + n % 4), at=START + n) for n in range(1, 200)]
    facts.append(foreign(200, moved("u1", "u2"), at=START + 100))
    with open_history(folder / "one") as one:
        one.merge(facts)
        with monkeypatch.context() as few:
            few.setattr(recording, "_MANY_UNITS", 5)
            with open_history(folder / "two") as two:
                two.merge(facts)
                assert two.digest() == one.digest()


def test_a_void_that_comes_before_what_it_voids(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("early")
    void = Draft(FactKind.VOID, "", {"device": "other", "action": 1})
    unvoid = Draft(FactKind.VOID, "", {"device": "other", "action": 2})
    with open_history(folder / "h") as history:
        history.merge([foreign(2, void, at=START + 2)])
        history.merge([foreign(1, review("a"), at=START + 1)])
        assert list(history.facts(kinds=[FactKind.REVIEW])) == []
        history.merge([foreign(3, unvoid, at=START + 3)])
        assert len(list(history.facts(kinds=[FactKind.REVIEW]))) == 1
        assert history.verify() == []


def test_voids_that_name_each_other_do_not_hang(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("circle")
    one = Draft(FactKind.VOID, "", {"device": "other", "action": 2})
    two = Draft(FactKind.VOID, "", {"device": "other", "action": 1})
    odd = Draft(FactKind.VOID, "", {"device": 5, "action": "x"})
    with open_history(folder / "h") as history:
        history.merge(
            [foreign(1, one, at=START), foreign(2, two, at=START), foreign(3, odd, at=START)]
        )
        assert history.verify() == []
