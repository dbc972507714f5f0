from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.days import DAY_MS, MINUTE_MS, Calendar, date_of
from mlprep.domain.facts import Draft, Fact
from mlprep.domain.ids import DeviceId, UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.settings import StudySettings
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.fold import advance, fold
from mlprep.memory.fuzz import STRETCH, fuzz_range
from mlprep.memory.model import DEFAULT_PARAMETERS, interval_days
from mlprep.memory.scheduler import (
    Moment,
    Outcome,
    Rules,
    interval_label,
    is_leech,
    outcomes,
    rules_from,
)

TODAY = 20_778  # a Saturday
NOW_MS = TODAY * DAY_MS + 9 * 3_600_000
DEFAULTS = rules_from(StudySettings())
NOW = Moment(NOW_MS, TODAY, {})
NEW = UnitState(UnitId("bias-variance"))

minutes = st.one_of(st.integers(1, 1440).map(float), st.floats(0.1, 1440))
step_lists = st.lists(minutes, max_size=4).map(tuple)
weights = st.tuples(*[st.sampled_from([0.0, 0.1, 0.5, 1.0])] * 7)
study_settings = st.builds(
    StudySettings,
    desired_retention=st.floats(0.7, 0.99),
    learning_steps=step_lists,
    relearning_steps=step_lists,
    maximum_interval=st.one_of(st.integers(1, 50), st.just(36_500)),
    weekday_weights=st.one_of(st.just((1.0,) * 7), weights),
    days_off=st.sets(st.integers(1, 60), max_size=5).map(
        lambda days: tuple(date_of(TODAY + day).isoformat() for day in sorted(days))
    ),
)
rules_sets = study_settings.map(rules_from)
moments = st.builds(
    Moment,
    st.integers(NOW_MS, NOW_MS + DAY_MS),
    st.just(TODAY),
    st.dictionaries(st.integers(TODAY, TODAY + 90), st.integers(0, 500), max_size=20),
)
units = st.sampled_from(["a", "bias-variance", "c-0123456789ab#c1"]).map(UnitId)


@st.composite
def states(draw: st.DrawFn) -> UnitState:
    """States such as facts lead to, and some that only settings changed since explain."""
    phase = draw(st.sampled_from(Phase))
    unit = draw(units)
    if phase is Phase.NEW:
        return UnitState(unit)
    last_day = TODAY + draw(st.integers(-4000, 3))
    interval = draw(st.one_of(st.integers(1, 40), st.integers(1, 36_500)))
    learnt = phase is not Phase.REVIEW or draw(st.booleans())
    return UnitState(
        unit,
        phase,
        stability=draw(st.floats(0.001, 36_500)) if learnt else None,
        difficulty=draw(st.floats(1, 10)) if learnt else None,
        last_day=last_day,
        last_at_ms=last_day * DAY_MS,
        first_day=last_day - 10,
        due_day=None if phase.in_steps else last_day + interval,
        due_at_ms=NOW_MS if phase.in_steps else None,
        step=draw(st.integers(0, 5)) if phase.in_steps else 0,
        interval_days=0 if phase.in_steps else interval,
        reps=draw(st.integers(1, 500)),
        lapses=draw(st.integers(0, 20)),
        suspended=draw(st.booleans()),
        flag=draw(st.integers(0, 7)),
        marked=draw(st.booleans()),
        buried_until=draw(st.none() | st.just(TODAY + 1)),
    )


def fact_of(draft: Draft, at_ms: int) -> Fact:
    return Fact(DeviceId("d1"), 1, at_ms, draft.kind, draft.subject, draft.body)


def time_to_due(outcome: Outcome) -> int:
    if outcome.due_in_ms is not None:
        return outcome.due_in_ms
    assert outcome.days is not None
    return outcome.days * DAY_MS


def labels(state: UnitState, rules: Rules = DEFAULTS) -> list[str]:
    return [interval_label(one) for one in outcomes(state, rules, NOW).values()]


@given(states(), rules_sets, moments)
@settings(max_examples=100, deadline=None)
def test_the_preview_is_the_result(state: UnitState, rules: Rules, moment: Moment) -> None:
    found = outcomes(state, rules, moment)
    outcomes(NEW, DEFAULTS, NOW)  # so that nothing of the first preview is remembered
    assert list(found) == list(Rating)
    for rating, outcome in found.items():
        fact = fact_of(outcome.review.draft(), moment.now_ms)
        assert outcome.rating == rating == outcome.review.rating
        assert advance(state, fact, rules.parameters) == outcome.state
        assert (outcome.due_in_ms is None) != (outcome.days is None)
    assert found == outcomes(state, rules, moment)
    chosen = found[Rating.GOOD]
    fact = fact_of(chosen.review.draft(), moment.now_ms)
    assert advance(state, fact, rules.parameters) == chosen.state


@given(states(), rules_sets, moments)
@settings(max_examples=120, deadline=None)
def test_better_ratings_come_back_later(state: UnitState, rules: Rules, moment: Moment) -> None:
    found = [outcomes(state, rules, moment)[rating] for rating in Rating]
    for worse, better in pairwise(found):
        at_the_end = better.days == rules.maximum_interval
        assert time_to_due(worse) < time_to_due(better) or at_the_end


@given(states(), rules_sets, moments)
@settings(max_examples=100, deadline=None)
def test_intervals_are_whole_days_up_to_the_maximum(
    state: UnitState, rules: Rules, moment: Moment
) -> None:
    for outcome in outcomes(state, rules, moment).values():
        if outcome.days is None:
            assert outcome.state.phase.in_steps
            assert outcome.state.due_at_ms == moment.now_ms + (outcome.due_in_ms or 0)
        else:
            assert 1 <= outcome.days <= rules.maximum_interval
            assert outcome.state.phase is Phase.REVIEW
            assert outcome.state.due_day == moment.today + outcome.days


@given(states(), rules_sets, moments)
@settings(max_examples=120, deadline=None)
def test_a_pass_never_shortens_an_interval_that_grows(
    state: UnitState, rules: Rules, moment: Moment
) -> None:
    if state.phase is not Phase.REVIEW:
        return
    for outcome in list(outcomes(state, rules, moment).values())[1:]:
        wanted = interval_days(
            outcome.state.stability or 0, rules.desired_retention, rules.parameters
        )
        if wanted > state.interval_days and outcome.days is not None:
            assert outcome.days >= min(state.interval_days, rules.maximum_interval)


@given(states(), rules_sets, moments)
@settings(max_examples=100, deadline=None)
def test_an_interval_stays_in_its_fuzz_range(
    state: UnitState, rules: Rules, moment: Moment
) -> None:
    before = 0
    for outcome in outcomes(state, rules, moment).values():
        if outcome.days is not None:
            wanted = interval_days(
                outcome.state.stability or 0, rules.desired_retention, rules.parameters
            )
            low, high = fuzz_range(wanted, 1, rules.maximum_interval)
            grown = state.interval_days + 1 if state.phase is Phase.REVIEW else 0
            forced = max(before // DAY_MS + 1, grown)
            # The order of the ratings may force it above, a day off up to two days aside.
            assert low - STRETCH <= outcome.days
            assert (
                outcome.days <= max(high, fuzz_range(max(wanted, forced), 1, 36_500)[1]) + STRETCH
            )
        before = time_to_due(outcome)


def test_the_default_steps_are_those_of_anki() -> None:
    assert labels(NEW)[:3] == ["1m", "6m", "10m"]
    first, second = (outcomes(NEW, DEFAULTS, NOW)[one].state for one in (Rating.AGAIN, Rating.GOOD))
    assert (first.phase, first.step, second.step) == (Phase.LEARNING, 0, 1)
    assert labels(second)[:2] == ["1m", "10m"]
    assert outcomes(second, DEFAULTS, NOW)[Rating.GOOD].state.phase is Phase.REVIEW
    assert outcomes(first, DEFAULTS, NOW)[Rating.EASY].state.phase is Phase.REVIEW


def test_a_lapse_is_relearnt_and_counted_once() -> None:
    state = NEW._replace(
        phase=Phase.REVIEW, stability=20.0, difficulty=5.0, last_day=TODAY - 20, reps=4
    )
    again = outcomes(state, DEFAULTS, NOW)[Rating.AGAIN]
    assert (again.state.phase, again.state.lapses) == (Phase.RELEARNING, 1)
    assert labels(again.state)[:2] == ["10m", "15m"]
    assert outcomes(again.state, DEFAULTS, NOW)[Rating.AGAIN].state.lapses == 1
    assert outcomes(again.state, DEFAULTS, NOW)[Rating.GOOD].state.phase is Phase.REVIEW


def test_memory_is_updated_while_steps_remain() -> None:
    first = outcomes(NEW, DEFAULTS, NOW)[Rating.AGAIN].state
    second = outcomes(first, DEFAULTS, NOW)[Rating.GOOD].state
    assert first.stability == pytest.approx(DEFAULT_PARAMETERS[0])
    assert second.stability is not None
    assert second.stability > DEFAULT_PARAMETERS[0]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), ["1d", "2d", "4d"]),
        ((10.0,), ["10m", "15m"]),
        ((1440.0,), ["1d", "1.5d", "2d"]),
        ((10.0, 5.0), ["10m", "11m", "12m"]),
        ((1.0, 10.0, 120.0), ["1m", "6m", "10m"]),
        ((0.5, 90.0), ["<1m", "45m", "1.5h"]),
    ],
)
def test_steps_of_any_kind_keep_the_order(steps: tuple[float, ...], expected: list[str]) -> None:
    rules = rules_from(StudySettings(learning_steps=steps))
    assert labels(NEW, rules)[: len(expected)] == expected


def test_a_unit_on_a_step_that_was_abolished_stands_on_the_last() -> None:
    state = NEW._replace(
        phase=Phase.LEARNING, stability=1.0, difficulty=5.0, last_day=TODAY, step=3
    )
    hard, good = (outcomes(state, DEFAULTS, NOW)[one] for one in (Rating.HARD, Rating.GOOD))
    assert (hard.due_in_ms, hard.state.step) == (10 * MINUTE_MS, 1)
    assert good.state.phase is Phase.REVIEW


def test_at_the_maximum_interval_ratings_may_be_alike() -> None:
    rules = rules_from(StudySettings(maximum_interval=30, learning_steps=()))
    state = NEW._replace(phase=Phase.REVIEW, stability=400.0, difficulty=5.0, last_day=TODAY - 30)
    days = [outcome.days for outcome in outcomes(state, rules, NOW).values()]
    assert days[2:] == [30, 30]


def test_days_off_are_avoided() -> None:
    """Of 300 units not one falls on a free day, and the days left are all used."""
    off = tuple(date_of(TODAY + day).isoformat() for day in (28, 29, 30, 31))
    rules = rules_from(StudySettings(days_off=off, weekday_weights=(1, 1, 1, 1, 1, 1, 0.0)))
    used = set()
    for number in range(300):
        state = UnitState(
            UnitId(f"u{number}"), Phase.REVIEW, 10.0, 6.0, TODAY - 9, reps=number, interval_days=9
        )
        outcome = outcomes(state, rules, NOW)[Rating.GOOD]
        due = date_of(outcome.state.due_day or 0)
        assert due.isoformat() not in off
        assert due.isoweekday() != 7
        used.add(outcome.days)
    low, high = fuzz_range(
        interval_days(outcome.state.stability or 0, 0.9, DEFAULT_PARAMETERS), 1, 36_500
    )
    free = {
        day
        for day in range(low, high + 1)
        if day not in (28, 29, 30, 31) and date_of(TODAY + day).isoweekday() != 7
    }
    assert used == free


def test_clocks_that_run_backwards_lose_and_double_nothing() -> None:
    state = outcomes(NEW, DEFAULTS, NOW)[Rating.EASY].state
    earlier = Moment(NOW_MS - 3 * DAY_MS, TODAY - 3, {})
    after = outcomes(state, DEFAULTS, earlier)[Rating.GOOD].state
    same_day = outcomes(state, DEFAULTS, NOW)[Rating.GOOD].state
    assert (after.stability, after.difficulty) == (same_day.stability, same_day.difficulty)
    assert (after.reps, after.due_day is not None) == (2, True)


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"])
def test_an_interval_counts_study_days_through_clock_changes(zone: str) -> None:
    """A unit answered at any hour of a day is due on the same day, in every zone."""
    calendar = Calendar(zone, 4)
    start = calendar.start_ms(TODAY)
    hours = range((calendar.start_ms(TODAY + 1) - start) // 3_600_000)
    instants = [start + hour * 3_600_000 for hour in hours]
    due = {
        outcomes(NEW, DEFAULTS, Moment(at_ms, calendar.day(at_ms), {}))[Rating.EASY].state.due_day
        for at_ms in instants
    }
    assert len(due) == 1


def test_the_year_2038_is_a_year_like_any_other() -> None:
    day = (date_of(0) + timedelta(days=24_855)).toordinal() - date_of(0).toordinal()
    moment = Moment(day * DAY_MS, day, {})
    facts = []
    state = NEW
    for _ in range(8):
        outcome = outcomes(state, DEFAULTS, moment)[Rating.GOOD]
        facts.append(fact_of(outcome.review.draft(), moment.now_ms))
        state = outcome.state
        due = state.due_day or moment.today
        moment = Moment(due * DAY_MS, due, {})
    assert fold(NEW.unit, facts, DEFAULT_PARAMETERS) == state
    assert (state.due_day or 0) > 25_000


def test_a_deck_may_want_another_retention_within_the_range() -> None:
    settings_ = StudySettings(desired_retention=0.9)
    assert rules_from(settings_).desired_retention == 0.9
    assert rules_from(settings_, 0.8).desired_retention == 0.8
    assert rules_from(settings_, 0.2).desired_retention == 0.7


@pytest.mark.parametrize(
    ("milliseconds", "days", "label"),
    [
        (6_000, None, "<1m"),
        (60_000, None, "1m"),
        (330_000, None, "6m"),
        (3_580_000, None, "1h"),
        (5_400_000, None, "1.5h"),
        (129_600_000, None, "1.5d"),
        (None, 1, "1d"),
        (None, 30, "30d"),
        (None, 31, "1mo"),
        (None, 73, "2.4mo"),
        (None, 365, "1y"),
        (None, 475, "1.3y"),
        (None, 36_500, "100y"),
    ],
)
def test_labels_are_those_of_anki(milliseconds: int | None, days: int | None, label: str) -> None:
    outcome = replace(outcomes(NEW, DEFAULTS, NOW)[Rating.GOOD], due_in_ms=milliseconds, days=days)
    assert interval_label(outcome) == label


@pytest.mark.parametrize(
    ("threshold", "leeches"),
    [(8, [8, 12, 16, 20]), (1, list(range(1, 21))), (5, [5, 8, 11, 14, 17, 20]), (0, [])],
)
def test_a_leech_is_one_again_every_half_threshold(threshold: int, leeches: list[int]) -> None:
    assert [lapses for lapses in range(21) if is_leech(lapses, threshold)] == leeches
