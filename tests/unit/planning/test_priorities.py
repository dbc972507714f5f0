"""The order of topics: monotone, stable, deterministic, prerequisites first."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.unit.planning.kit import TARGET, plan, standing

from mlprep.domain.skills import Area, Role, Topic
from mlprep.planning.priorities import AMBITIOUS, PREREQUISITE_LEVEL, Priority, prioritise
from mlprep.planning.standing import (
    ASSUMED_SD,
    Estimate,
    Standing,
    Target,
    Wishes,
    expected_gap,
    nearest_level,
    standings,
)

NAMES = "abcdefgh"
AREAS = ("ml", "devops", "cloud", "stats")


@st.composite
def maps(draw: st.DrawFn) -> list[Standing]:
    """Draw up to eight topics whose prerequisites stand before them."""
    found: list[Standing] = []
    for name in NAMES[: draw(st.integers(2, 8))]:
        before = [one.topic for one in found]
        needs = draw(st.lists(st.sampled_from(before), unique=True, max_size=3)) if before else []
        found.append(
            standing(
                name,
                draw(st.floats(0, 5.5)),
                draw(st.sampled_from([1.0, 2.0, 2.3, 3.0, 3.5, 4.0, 5.0])),
                sd=draw(st.floats(0.05, 1.3)),
                needs=tuple(needs),
                area=draw(st.sampled_from(AREAS)),
            )
        )
    return found


def places(found: tuple[Priority, ...]) -> dict[str, int]:
    return {one.topic: index for index, one in enumerate(found)}


def ancestors(topic: str, known: list[Standing]) -> set[str]:
    needs = {one.topic: one.needs for one in known}
    found: set[str] = set()
    pending = [topic]
    while pending:
        for need in needs[pending.pop()]:
            if need not in found:
                found.add(need)
                pending.append(need)
    return found


@given(st.floats(1, 5), st.floats(-1, 7), st.floats(0.01, 2))
def test_expected_gap_is_the_mean_of_the_rectified_normal(
    required: float, level: float, sd: float
) -> None:
    missing = stats.norm(required - level, sd)
    oracle = missing.expect(lambda gap: gap, lb=0, ub=required - level + 12 * sd + 12)
    assert expected_gap(required, level, sd) == pytest.approx(oracle, abs=1e-4)


def test_gap_without_doubt_is_the_difference() -> None:
    assert expected_gap(4, 2.5, 0) == 1.5
    assert expected_gap(2, 2.5, 0) == 0


@given(maps(), st.data())
@settings(max_examples=60)
def test_a_wider_gap_never_puts_a_topic_behind(known: list[Standing], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(known) - 1))
    changed = known[index]
    lower = replace(changed, level=changed.level - data.draw(st.floats(0, 3)))
    _assert_not_behind(known, [*known[:index], lower, *known[index + 1 :]], changed.topic)


@given(maps(), st.data())
@settings(max_examples=60)
def test_a_greater_weight_never_puts_a_topic_behind(
    known: list[Standing], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(known) - 1))
    changed = known[index]
    more = replace(changed, required=min(5.0, changed.required + data.draw(st.floats(0, 3))))
    _assert_not_behind(known, [*known[:index], more, *known[index + 1 :]], changed.topic)


def _assert_not_behind(before: list[Standing], after: list[Standing], topic: str) -> None:
    """What did not come before a topic does not do so now, but for what the topic itself needs."""
    old, new = places(prioritise(before, TARGET)), places(prioritise(after, TARGET))
    if topic not in old:
        return
    excused = ancestors(topic, before)
    for other, place in old.items():
        if other != topic and other not in excused and place > old[topic]:
            assert new[other] > new[topic]


@given(maps())
@settings(max_examples=60)
def test_weak_prerequisites_come_first_all_the_way_down(known: list[Standing]) -> None:
    found = prioritise(known, TARGET)
    order, level = places(found), {one.topic: one.level for one in known}
    needs = {one.topic: one.needs for one in known}
    for one in found:
        for need in needs[one.topic]:
            if one.aim >= AMBITIOUS and level[need] < PREREQUISITE_LEVEL:
                assert order[need] < order[one.topic]
                assert need in one.waits_for
                assert found[order[need]].share >= one.share


@given(maps(), st.data())
def test_order_of_the_input_makes_no_difference(known: list[Standing], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(known))
    assert prioritise(shuffled, TARGET) == prioritise(known, TARGET)


@given(maps(), st.integers(1, 4))
def test_topics_that_nothing_asks_for_change_nothing(known: list[Standing], count: int) -> None:
    extra = [standing(f"z{index}", 1.0, 1.0, needs=("a",)) for index in range(count)]
    assert prioritise([*known, *extra], TARGET) == prioritise(known, TARGET)


def test_a_larger_weighted_gap_comes_first() -> None:
    found = plan(standing("near", 4.2), standing("far", 1.2), standing("light", 1.2, 2.0))
    assert [one.topic for one in found] == ["far", "light", "near"]
    assert found[0].share > found[1].share > found[2].share > 0


def test_uncertainty_counts_as_a_gap() -> None:
    sure, unsure = standing("sure", 4.0, sd=0.1), standing("unsure", 4.0, sd=1.2)
    assert [one.topic for one in plan(sure, unsure)] == ["unsure", "sure"]


def test_ties_go_to_the_opposite_skill_set() -> None:
    known = [standing(area, 2.0, area=area) for area in ("ml", "cloud", "devops")]
    assert [one.topic for one in plan(*known)] == ["devops", "cloud", "ml"]


def test_a_prerequisite_that_the_role_does_not_ask_for_is_taken_in() -> None:
    found = plan(standing("base", 1.0, 1.0), standing("top", 3.0, needs=("base",)))
    assert [one.topic for one in found] == ["base", "top"]
    assert found[0].aim == 2
    assert "at level 2 it opens the harder cards of Top" in found[0].reason


def test_a_strong_prerequisite_is_left_alone() -> None:
    found = plan(standing("base", 2.4, 1.0), standing("top", 1.0, needs=("base",)))
    assert [one.topic for one in found] == ["top"]


def test_a_modest_aim_waits_for_nothing() -> None:
    found = plan(standing("base", 1.0, 1.0), standing("top", 1.0, 2.0, needs=("base",)))
    assert [one.topic for one in found] == ["top"]


def test_a_circle_of_prerequisites_ends() -> None:
    found = plan(standing("one", 1.0, needs=("two",)), standing("two", 1.0, needs=("one",)))
    assert {one.topic for one in found} == {"one", "two"}


def test_wishes_overrule_the_numbers() -> None:
    known = [standing("a", 1.0), standing("b", 2.0), standing("c", 3.0), standing("d", 3.5, 1.0)]
    wishes = Wishes(frozenset({"d"}), frozenset({"a"}), {"b": 11})
    today = prioritise(known, TARGET, wishes, today=10)
    assert [one.topic for one in today] == ["d", "c"]
    assert today[0].aim == 5
    assert "you pinned it" in today[0].reason
    later = prioritise(known, TARGET, wishes, today=11)
    assert [one.topic for one in later] == ["d", "b", "c"]


def test_a_skipped_prerequisite_holds_nothing_up() -> None:
    known = [standing("base", 1.0, 2.0), standing("top", 1.0, needs=("base",))]
    found = prioritise(known, TARGET, Wishes(skipped=frozenset({"base"})))
    assert [(one.topic, one.waits_for) for one in found] == [("top", ())]


def test_what_was_not_measured_stands_on_role_and_background() -> None:
    areas = {"ml": Area("ml", "ML"), "spec-x": Area("spec-x", "X", specialism=True, needs=("t",))}  # type: ignore[arg-type]  # ids are texts
    topics = [
        Topic("t", "ml", "Trees"),  # type: ignore[arg-type]  # as above
        Topic("u", "ml", "Units", needs=("t",)),  # type: ignore[arg-type]  # as above
        Topic("spec-x-y", "spec-x", "Why"),  # type: ignore[arg-type]  # as above
    ]
    role = Role("mle", "ML engineer", levels={"t": 4.0, "u": 3.0}, seniority={"junior": -0.7})  # type: ignore[dict-item]  # as above
    target = Target(role, "junior", frozenset({"spec-x"}))
    found = standings(topics, areas, target, {"u": Estimate(2.0, 0.6)}, {"t": 1.5})
    assert [(one.required, one.level, one.sd, one.measured) for one in found] == [
        (pytest.approx(3.3), 1.5, ASSUMED_SD, False),
        (pytest.approx(2.3), 2.0, 0.6, True),
        (3.0, 1.0, ASSUMED_SD, False),
    ]
    assert [one.needs for one in found] == [(), ("t",), ("t",)]
    reasons = {one.topic: one.reason for one in prioritise(found, target)}
    assert reasons["t"] == (
        "Trees: about 1.8 levels under what an ML engineer needs; at level 2 it opens the harder"
        " cards of Why; not measured yet: assumed from your background."
    )
    assert reasons["u"] == "Units: 0.3 levels under what an ML engineer needs."
    assert "what your specialism asks for" in reasons["spec-x-y"]


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("Data scientist", "a data scientist"),
        ("AI / LLM engineer", "an AI / LLM engineer"),
        ("ML platform / MLOps engineer", "an ML platform / MLOps engineer"),
        ("Applied scientist", "an applied scientist"),
        ("STEM PhD", "a STEM PhD"),
        ("SRE", "an SRE"),
        ("", "your target"),
    ],
)
def test_roles_stand_in_a_sentence(role: str, said: str) -> None:
    found = prioritise([standing("x", 3.0)], Target(Role("r", role)))
    assert found[0].reason == f"X: 1.0 level under what {said} needs."


def test_a_gap_that_was_inferred_says_so() -> None:
    (found,) = plan(standing("x", 3.0, inferred=True))
    assert found.reason == (
        "X: about 1.0 level under what a machine-learning engineer needs;"
        " inferred from neighbouring topics."
    )
    assert not found.measured


def test_reasons_do_not_call_a_met_requirement_a_gap() -> None:
    met, above = plan(standing("met", 4.0), standing("above", 4.4))
    told = "Met: at what a machine-learning engineer needs, give or take 0.5"
    assert met.reason == f"{told}; a few of its cards show whether that holds."
    assert above.reason.startswith("Above: 0.4 levels above what")


@pytest.mark.parametrize(("level", "whole"), [(0.2, 1), (1.49, 1), (2.5, 3), (3.3, 3), (9.0, 5)])
def test_nearest_level(level: float, whole: int) -> None:
    assert nearest_level(level) == whole
