"""Check-ups one at a time when cards are stable; work in the minutes that cards leave."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.planning.kit import deck, plan, standing

from mlprep.domain.check_ups import PAUSE_DAYS, REST_DAYS
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.planning.forecast import Forecast, forecast
from mlprep.planning.pace import MemoryState, Pace, Spent, Start
from mlprep.planning.timeline import days_of_work, planned_checkups, room_for_work

TODAY = 20_000
TOPICS = plan(*(standing(name, 1.5, 3.0) for name in ("one", "two", "three")))
PACE = Pace(parameters=DEFAULT_PARAMETERS, minutes=20)


def stable(topic: str, count: int = 6) -> list[MemoryState]:
    return [MemoryState(topic, 2, 60.0, 5.0, TODAY - 5, TODAY + 30, True) for _ in range(count)]


def ahead(days: int = 60) -> Forecast:
    memories = [*stable("one"), *stable("two"), *stable("three", 3)]
    start = Start(today=TODAY, priorities=TOPICS, memories=memories, new=deck("three", {2: 4}))
    return forecast(start, PACE, days)


def test_check_ups_come_one_at_a_time_in_the_order_of_the_plan() -> None:
    found = planned_checkups(ahead(), TOPICS, {}, lambda _day: True)
    days = {one.topic: one.day for one in found}
    assert {TODAY, TODAY + PAUSE_DAYS} == {days["one"], days["two"]}
    gaps = [b.day - a.day for a, b in pairwise(found)]
    assert all(gap >= PAUSE_DAYS for gap in gaps)
    assert days.get("three", TODAY + 99) > TODAY + PAUSE_DAYS


def test_a_deck_is_learned_before_its_check_up_however_short_it_is() -> None:
    memories = [*stable("one", 3), *stable("three")]
    start = Start(today=TODAY, priorities=TOPICS, memories=memories, new=deck("three", {2: 4}))
    found = forecast(start, replace(PACE, new_per_day=1), 60)
    days = {one.topic: one.day for one in planned_checkups(found, TOPICS, {}, lambda _day: True)}
    learned = found.learned_on("three")
    assert learned is not None
    assert days["one"] == TODAY < TODAY + 3 <= learned <= days["three"]


def test_of_those_ripe_the_largest_gap_is_checked_first() -> None:
    base = standing("base", 1.5, 2.0)
    topics = plan(base, standing("top", 1.5, 4.0, needs=("base",)))
    assert [one.topic for one in topics] == ["base", "top"], "the prerequisite leads the plan"
    memories = [*stable("base"), *stable("top")]
    found = forecast(Start(today=TODAY, priorities=topics, memories=memories, new=[]), PACE, 20)
    planned = planned_checkups(found, topics, {}, lambda _day: True)
    assert [one.topic for one in planned] == ["top", "base"]
    (other, *_) = planned_checkups(found, topics, {"gone": TODAY - 1}, lambda _day: True)
    assert other.day == TODAY - 1 + PAUSE_DAYS, "one was the day before"


def test_a_check_up_rests_and_waits_for_a_free_day() -> None:
    last = {"one": TODAY - 3, "two": TODAY - REST_DAYS - 1}
    found = planned_checkups(ahead(), TOPICS, last, lambda day: day != TODAY)
    days = {one.topic: one.day for one in found}
    assert days["two"] == TODAY + 1
    assert days["one"] >= TODAY - 3 + REST_DAYS + 1
    assert planned_checkups(ahead(10), TOPICS, {"one": TODAY, "two": TODAY}, lambda _: True) == ()


def test_no_check_up_without_a_free_day() -> None:
    assert planned_checkups(ahead(), TOPICS, {}, lambda _day: False) == ()


def test_the_room_for_work_is_what_cards_leave() -> None:
    found = ahead()
    room = room_for_work(found, PACE)
    assert len(room) == found.days
    assert all(0 <= one <= 20 for one in room)
    assert room[0] == 20 - found.minutes[0]
    assert room_for_work(found, replace(PACE, minutes=None)) == []


@given(st.lists(st.floats(0, 60), max_size=30), st.lists(st.floats(0, 3), max_size=6))
def test_work_is_done_in_order_and_only_where_it_fits(
    room: list[float], hours: list[float]
) -> None:
    days = days_of_work(TODAY, room, hours)
    assert len(days) == len(hours)
    needed = 0.0
    for nth, day in enumerate(days):
        needed += hours[nth] * 60
        if day is None:
            assert sum(room) <= needed + 1e-6
        else:
            assert sum(room[: day - TODAY + 1]) >= needed - 1e-6
            assert sum(room[: day - TODAY]) <= needed + 1e-6
    known = [day for day in days if day is not None]
    assert known == sorted(known)


def test_a_day_begun_counts_against_its_limits() -> None:
    start = Start(today=TODAY, priorities=TOPICS, new=deck("one", {2: 40}))
    whole = forecast(start, replace(PACE, new_per_day=10), 3)
    begun = replace(start, spent=Spent(minutes=18.0, new=8, reviews=0))
    rest = forecast(begun, replace(PACE, new_per_day=10), 3)
    assert (whole.introduced_new[0], rest.introduced_new[0]) == (10, 2)
    assert 18 <= rest.minutes[0] <= 20
    assert rest.introduced_new[1] == 10
