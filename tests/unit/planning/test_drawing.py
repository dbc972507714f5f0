"""New cards: fair shares, the frontier of levels, prerequisites, must-know first."""

from collections import Counter
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.planning.kit import deck, plan, standing

from mlprep.planning.drawing import WINDOW_DAYS, Draw, LaneDraw, NewCard, Progress, interleaved


def draw_of(*known: object, cards: list[NewCard], **more: object) -> Draw:
    return Draw(plan(*known), cards, more.get("progress", {}), more.get("recent", {}))  # type: ignore[arg-type]  # shorthand of the tests


def test_shares_are_held_over_a_month() -> None:
    priorities = plan(*(standing(name, 4.5 - index) for index, name in enumerate("abcd")))
    cards = [
        card for one in priorities for card in deck(one.topic, dict.fromkeys(range(1, 6), 400))
    ]
    recent: Counter[str] = Counter()
    given_out: set[str] = set()
    for _ in range(WINDOW_DAYS):
        left = [card for card in cards if card.unit not in given_out]
        taken = Draw(priorities, left, {}, recent).take(20)
        given_out |= {card.unit for card in taken}
        recent.update(card.topic for card in taken)
    total = sum(one.share for one in priorities)
    for one in priorities:
        fair = 600 * one.share / total
        assert abs(recent[one.topic] - fair) <= max(2, 0.1 * fair)
        assert recent[one.topic] >= 1


@given(
    st.lists(st.tuples(st.floats(0.5, 5), st.sampled_from([2.0, 3.0, 4.0, 5.0])), max_size=12),
    st.integers(8, 20),
)
@settings(max_examples=12, deadline=None)
def test_no_gap_is_starved_for_a_month(gaps: list[tuple[float, float]], each: int) -> None:
    known = [standing(f"t{i}", level, wanted) for i, (level, wanted) in enumerate(gaps)]
    priorities = plan(*known, standing("small", 5.0, 2.0, sd=0.3))
    cards = [c for p in priorities for c in deck(p.topic, {p.start: 620})]
    draw = Draw(priorities, cards, {}, {})
    met = Counter(card.topic for _ in range(WINDOW_DAYS) for card in draw.take(each))
    assert set(met) == {one.topic for one in priorities}
    assert sum(met.values()) == WINDOW_DAYS * each


def test_many_small_shares_do_not_fall_on_one_day() -> None:
    large = [standing(f"large{i}", 1.0 + i / 10) for i in range(6)]
    small = [standing(f"small{i}", 5.0, 2.0, sd=0.3) for i in range(40)]
    priorities = plan(*large, *small)
    draw = Draw(priorities, [c for p in priorities for c in deck(p.topic, {p.start: 99})], {}, {})
    days = [[card.topic for card in draw.take(20)] for _ in range(WINDOW_DAYS)]
    few = [sum(topic.startswith("small") for topic in day) for day in days]
    assert sum(few) / len(days) == pytest.approx(20 * 40 / 200, abs=1)
    assert max(few) <= 6


def test_the_larger_gap_gets_more() -> None:
    cards = deck("far", {2: 100, 1: 100}) + deck("near", {3: 100})
    taken = Counter(
        card.topic
        for card in draw_of(standing("far", 1.5), standing("near", 3.0), cards=cards).take(40)
    )
    assert taken["far"] > 2 * taken["near"] > 0


def test_topics_are_interleaved() -> None:
    cards = deck("a", {2: 30}) + deck("b", {2: 30})
    order = [
        card.topic for card in draw_of(standing("a", 2.0), standing("b", 2.0), cards=cards).take(10)
    ]
    assert order == ["a", "b"] * 5


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_interleaving_keeps_every_card_and_each_topics_order(names: list[str]) -> None:
    cards = [NewCard(str(number), name) for number, name in enumerate(names)]
    spread = interleaved(cards)
    assert sorted(spread) == sorted(cards)
    for name in "abc":
        units = [int(card.unit) for card in spread if card.topic == name]
        assert units == sorted(units)


def test_must_know_comes_before_nice_to_know() -> None:
    cards = [NewCard(f"p{p}-{n}", "a", 2, p, n) for p in (3, 1, 2) for n in range(2)]
    taken = draw_of(standing("a", 2.0), cards=cards).take(6)
    assert [card.unit for card in taken] == ["p1-0", "p1-1", "p2-0", "p2-1", "p3-0", "p3-1"]


def test_cards_begin_at_the_estimated_level_and_end_at_the_aim() -> None:
    cards = deck("a", {1: 3, 2: 3, 3: 3, 4: 3, 5: 3})
    draw = draw_of(standing("a", 2.6, 3.0, sd=0.2), cards=cards)
    assert {card.level for card in draw.take(3)} == {3}
    assert draw.take(9) == []


def test_the_next_level_opens_when_this_one_is_introduced_and_recalled() -> None:
    cards = deck("a", {2: 5, 3: 5})
    draw = draw_of(standing("a", 2.0, 3.0, sd=0.2), cards=cards)
    assert {card.level for card in draw.take(4)} == {2}
    assert [card.level for card in draw.take(10)] == [2]
    draw.progress["a", 2] = Progress(5, 3)
    assert draw.take(1) == []
    draw.progress["a", 2] = Progress(5, 4)
    assert [card.level for card in draw.take(1)] == [3]


def test_what_lies_below_an_unsure_estimate_comes_last() -> None:
    cards = deck("a", {1: 2, 2: 2, 3: 2})
    unsure = draw_of(standing("a", 3.0, 3.0, sd=1.2), cards=cards)
    levels = []
    for level in (3, 2, 1):
        levels += [card.level for card in unsure.take(2)]
        unsure.progress["a", level] = Progress(2, 2)
    assert levels == [3, 3, 2, 2, 1, 1]


def test_higher_cards_wait_for_a_weak_prerequisite() -> None:
    base, top = standing("base", 1.0, 2.0), standing("top", 2.2, needs=("base",))
    cards = deck("base", {1: 3, 2: 3}) + deck("top", {2: 2, 3: 4})
    draw = draw_of(base, top, cards=cards)
    assert {card.unit for card in draw.take(20)} == {
        *(f"base-1-{n}" for n in range(3)),
        *(f"top-2-{n}" for n in range(2)),
    }
    draw.progress["base", 1], draw.progress["top", 2] = Progress(3, 3), Progress(2, 2)
    assert {card.topic for card in draw.take(20)} == {"base"}
    draw.progress["base", 2] = Progress(3, 3)
    assert {card.unit for card in draw.take(20)} == {f"top-3-{n}" for n in range(4)}


def test_a_prerequisite_without_cards_holds_nothing_up() -> None:
    base, top = standing("base", 1.0, 2.0), standing("top", 3.0, needs=("base",))
    assert len(draw_of(base, top, cards=deck("top", {3: 4})).take(9)) == 4


def test_a_topic_that_was_closed_does_not_fill_the_days_after() -> None:
    cards = deck("a", {2: 200}) + deck("b", {2: 200})
    draw = draw_of(standing("a", 2.0), standing("b", 2.0), cards=cards, recent={"a": 300, "b": 0})
    taken = Counter(card.topic for card in draw.take(40))
    assert taken["a"] >= 10


def test_own_decks_without_a_topic_are_served_too() -> None:
    cards = deck("a", {2: 50}) + [NewCard(f"own-{n}", "my-deck", 4, 2, n) for n in range(50)]
    draw = Draw(plan(standing("a", 2.0)), cards, {}, {}, own=("my-deck",))
    assert Counter(card.topic for card in draw.take(10)) == {"a": 5, "my-deck": 5}


@given(st.integers(1, 24), st.integers(0, 40), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_what_the_learner_wrote_has_a_third_of_each_day(each: int, had: int, decks: int) -> None:
    """However many topics there are, from the first day on, and never more while others wait."""
    priorities = plan(*(standing(f"t{nth}", 2.0) for nth in range(31)))
    own = [f"mine-{nth}" for nth in range(decks)]
    waiting = {(one.topic, 2): 900 for one in priorities} | {(one, 0): 900 for one in own}
    recent = {one.topic: had for one in priorities}
    draw = LaneDraw(priorities, waiting, {}, recent, own, mine=own)
    days = [Counter(slot.topic in own for slot in draw.slots(each))[True] for _ in range(12)]
    assert days[0] == ceil(each / 3)
    assert all(abs(day - each / 3) < 1 for day in days)
    if not had:
        assert sum(days) <= ceil(12 * each / 3) + 1


def test_the_part_of_ones_own_falls_to_others_when_it_is_done() -> None:
    waiting = {("a", 2): 50, ("mine", 0): 2}
    draw = LaneDraw(plan(standing("a", 2.0)), waiting, {}, {}, ("mine",), mine=("mine",))
    topics = [Counter(slot.topic for slot in draw.slots(12)) for _ in range(2)]
    assert topics == [{"mine": 2, "a": 10}, {"a": 12}]


def test_decks_that_come_first_open_each_day_until_they_are_done() -> None:
    own = ("guide", "mine")
    waiting = {("a", 2): 50, ("guide", 1): 6, ("mine", 0): 50}
    draw = LaneDraw(plan(standing("a", 2.0)), waiting, {}, {}, own, first=("guide",))
    first, second = ([slot.topic for slot in draw.slots(4)] for _ in range(2))
    assert first == ["guide"] * 4
    assert second[:2] == ["guide"] * 2
    assert sorted(second[2:]) == ["a", "mine"]


def test_a_long_draw_gives_every_open_card_once() -> None:
    cards = deck("a", {2: 7}) + deck("b", {2: 4})
    taken = draw_of(standing("a", 2.0), standing("b", 2.0), cards=cards).take(100)
    assert sorted(card.unit for card in taken) == sorted(card.unit for card in cards)
