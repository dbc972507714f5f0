"""Today: reviews before new cards, within the minutes, each thing with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.planning.kit import deck, plan, standing

from mlprep.planning.checkups import Studied
from mlprep.planning.mix import Budget, DueCard, Material, Mix, todays_mix
from mlprep.planning.suggestions import StepKind, Suggestion

TOPICS = plan(standing("a", 2.0), standing("b", 2.0, measured=False))
NEW = deck("a", {2: 50}) + deck("b", {2: 50})
STEP = Suggestion(
    StepKind.PROJECT, "proj", "Project", "one", "First", "It runs.", ("b",), 4.0, "Trains b."
)


def mix_of(
    due: int = 0, only: frozenset[str] | None = None, budget: Budget | None = None, **more: object
) -> Mix:
    reviews = [DueCard(f"r{n}", "a", n / 100, 0.87) for n in range(due)]
    material = Material(due=reviews, new=NEW, **more)  # type: ignore[arg-type]  # shorthand
    return todays_mix(TOPICS, material, budget or Budget(), 100, only)


@given(
    st.integers(0, 80),
    st.none() | st.floats(0, 90),
    st.integers(0, 40),
    st.integers(0, 60),
    st.floats(2, 60),
    st.floats(5, 120),
)
def test_the_limits_hold_and_reviews_are_never_starved(
    due: int, minutes: float | None, new: int, reviews: int, each: float, each_new: float
) -> None:
    budget = Budget(minutes, new, reviews, each_new, each)
    mix = mix_of(due, budget=budget)
    assert mix.seconds <= budget.seconds
    assert len(mix.new) <= new
    assert len(mix.reviews) <= reviews
    assert len(mix.reviews) + mix.reviews_left_out == due
    waits_for_time = mix.reviews_left_out and len(mix.reviews) < reviews
    assert not (waits_for_time and mix.new and each_new >= each)


def test_reviews_that_lose_most_by_waiting_come_first() -> None:
    mix = mix_of(10, budget=Budget(minutes=0.5, review_seconds=10))
    assert [one.unit for one in mix.reviews] == ["r9", "r8", "r7"]
    assert mix.new == ()
    assert mix.notes[0].startswith("7 more reviews are due than fit today")
    assert mix.reviews[0].reason == "A: due for review, recalled with 87% by now."


def test_new_cards_fill_what_reviews_leave() -> None:
    mix = mix_of(12, budget=Budget(minutes=10, new_seconds=40, review_seconds=10))
    assert len(mix.reviews) == 12
    assert len(mix.new) == 12
    assert {one.reason for one in mix.new} == {one.reason for one in TOPICS}


def test_without_a_limit_in_minutes_the_numbers_hold() -> None:
    assert len(mix_of(300).reviews) == 200
    assert len(mix_of(5).new) == 20


def test_only_one_topic() -> None:
    mix = mix_of(3, frozenset({"b"}), steps=(STEP,))
    assert mix.reviews == ()
    assert {one.topic for one in mix.new} == {"b"}
    assert mix.step == STEP
    assert mix_of(3, frozenset({"a"}), steps=(STEP,)).step is None


def test_a_checkup_takes_its_minutes_before_new_cards() -> None:
    ripe = {"a": Studied(cards=20, median_stability=30, recall=0.93)}
    mix = mix_of(0, budget=Budget(minutes=5, new_seconds=40), studied=ripe)
    assert mix.checkup is not None
    assert mix.checkup.topic == "a"
    assert len(mix.new) == 3
    assert mix_of(0, budget=Budget(minutes=2), studied=ripe).checkup is None


def test_own_decks_say_whose_they_are() -> None:
    own = deck("mine", {3: 2})
    material = Material(new=own, own_decks={"mine": "My notes"})
    mix = todays_mix((), material, Budget(), 100)
    assert [one.reason for one in mix.new] == ["From your own deck My notes."] * 2


def test_without_measurement_the_day_says_so() -> None:
    bare = plan(standing("a", 2.0, measured=False))
    mix = todays_mix(bare, Material(new=NEW), Budget(), 100)
    assert "Measuring would sharpen it" in mix.notes[0]
    assert mix.new
    assert todays_mix(TOPICS, Material(new=NEW), Budget(), 100).notes == ()


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0.5, "Reviews fill the minutes of today"), (30, "the next level opens when")],
)
def test_a_day_without_new_cards_says_why(minutes: float, said: str) -> None:
    from mlprep.planning.drawing import Progress

    known = plan(standing("a", 2.0, 3.0, sd=0.1))
    material = Material(
        due=[DueCard("r", "a", 1.0)], new=deck("a", {3: 9}), progress={("a", 2): Progress(5, 1)}
    )
    mix = todays_mix(known, material, Budget(minutes=minutes, review_seconds=25), 100)
    assert mix.new == ()
    assert said in mix.notes[0]
