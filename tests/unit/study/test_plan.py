"""The weeks ahead: from the learner's own memories and habits, honest about dates."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.study.plankit import Mind, open_plan_world

from mlprep.domain.clock import FixedClock
from mlprep.domain.days import date_of
from mlprep.planning.forecast import ForecastCancelledError
from mlprep.planning.pace import FIRST_GRADES, PASS_GRADES
from mlprep.store.forecasts import Answers
from mlprep.store.paths import paths_below
from mlprep.study.plan.start import PRIOR_ANSWERS, PlanDateError, habits_of
from mlprep.study.plan.view import PlanAhead
from mlprep.study.plan.weeks import plan_ahead
from mlprep.study.plan.wishes import TopicChoice, choose_topic
from mlprep.study.plan.words import headline, plain_date, rough_date
from mlprep.study.workspace import NEW_SECONDS, REVIEW_SECONDS, Workspace


@pytest.fixture
def composer(home: Path, clock: FixedClock, no_shipped: None) -> Iterator[Workspace]:
    assert no_shipped is None
    with open_plan_world(home, clock) as opened:
        opened.change_setting("new_per_day", 6)
        yield opened


def weeks(workspace: Workspace) -> PlanAhead:
    """Forecast without other minutes beside the own ones, which is quicker."""
    return plan_ahead(workspace, minutes=())


def in_days(workspace: Workspace, days: int) -> str:
    return date_of(workspace.today + days).isoformat()


def test_topics_stand_in_the_order_of_the_plan_with_their_reasons(composer: Workspace) -> None:
    ahead = weeks(composer)
    planned = [one for one in ahead.topics if one.area]
    assert [one.id for one in planned] == ["rhythm", "harmony"]
    assert ahead.topics[: len(planned)] == tuple(planned)
    assert "Rhythm: at what a composer needs" in planned[0].reason
    assert {one.id for one in ahead.topics[2:]} == {"deck:harmony", "deck:rhythm", "deck:colour"}
    assert "equal part" in ahead.topics[-1].reason
    assert "2 of 2 topics learned" in headline(ahead), "a deck about none is no topic"
    assert ahead.role == "Composer"
    assert not ahead.measured
    assert ahead.target is None
    assert ahead.goal is None
    assert ahead.cards == sum(one.cards for one in ahead.topics)
    assert [one.id for one in ahead.areas] == ["music"]
    assert any("Nothing is measured yet" in note for note in ahead.notes)
    assert "not measured" not in planned[0].reason, "it is said once, in the notes"
    assert any("No date to be ready" in note for note in ahead.notes)


def test_the_same_learner_has_the_same_weeks(composer: Workspace) -> None:
    assert weeks(composer) == weeks(composer)


def test_weeks_days_and_topics_tell_the_same(composer: Workspace) -> None:
    ahead = weeks(composer)
    assert len(ahead.days) == 365
    first = ahead.weeks[0]
    assert first.reviews == sum(day.reviews for day in ahead.days[:7])
    assert first.minutes_per_day == pytest.approx(
        fmean(day.minutes for day in ahead.days[:7]), abs=0.01
    )
    assert first.introduced == sum(one.weeks.introduced[0] for one in ahead.topics)
    last = ahead.weeks[-1]
    assert last.introduced == 90
    assert last.recalled == pytest.approx(sum(one.weeks.recalled[-1] for one in ahead.topics), 0.01)
    for one in ahead.topics:
        assert list(one.weeks.introduced) == sorted(one.weeks.introduced)
        assert one.learned_early is not None
        assert one.learned_late is not None
        assert one.learned_on is not None
        assert one.learned_early <= one.learned_on <= one.learned_late


def test_a_date_too_near_says_what_gives_and_what_would_do(composer: Workspace) -> None:
    composer.change_setting("target_date", in_days(composer, 10))
    composer.change_setting("minutes_per_day", 5)
    ahead = weeks(composer)
    goal, (own,) = ahead.goal, ahead.options
    assert goal is not None
    assert not goal.is_met
    assert "Harmony" in goal.open
    assert len(goal.open) == own.topics - own.learned, "a deck about no topic counts in neither"
    assert goal.met_on == own.all_learned_on
    assert goal.recalled == own.recalled, "its cards do"
    assert goal.minutes_needed is None or goal.minutes_needed > 5
    assert goal.met_on is not None
    assert goal.met_on > goal.date
    assert f"not learned by then: {goal.open[0]}" in goal.told


def test_what_a_date_needs_is_enough(composer: Workspace) -> None:
    composer.change_setting("target_date", in_days(composer, 25))
    composer.change_setting("new_per_day", 2)
    goal = weeks(composer).goal
    assert goal is not None
    assert goal.minutes_needed is not None
    assert goal.new_needed is not None
    composer.change_setting("minutes_per_day", goal.minutes_needed)
    composer.change_setting("new_per_day", 999)
    met = weeks(composer).goal
    assert met is not None
    assert met.is_met
    assert "every topic is learned" in met.told


def test_days_off_have_no_minutes(composer: Workspace) -> None:
    off = [in_days(composer, day) for day in (2, 3, 9)]
    composer.change_setting("days_off", [*off])
    composer.change_setting("weekday_weights", [1, 1, 1, 1, 1, 1, 0])
    days = weeks(composer).days
    for day in days:
        if day.date in off or date.fromisoformat(day.date).weekday() == 6:
            assert (day.minutes, day.reviews, day.new) == (0, 0, 0)
    assert sum(day.minutes > 0 for day in days[:14]) >= 9


def test_nothing_new_comes_where_the_limit_is_none(composer: Workspace) -> None:
    composer.change_setting("new_per_day", 0)
    ahead = weeks(composer)
    assert not any(day.new for day in ahead.days)
    assert all(one.learned_on is None for one in ahead.topics)
    assert any("limit of new cards is 0" in note for note in ahead.notes)


def test_more_minutes_are_never_later(composer: Workspace) -> None:
    composer.change_setting("new_per_day", 30)
    composer.change_setting("minutes_per_day", 3)
    ahead = plan_ahead(composer, minutes=(1, 6, 12, 24), until=in_days(composer, 20))
    options = ahead.options
    assert [one.minutes for one in options] == [1, 3, 6, 12, 24]
    assert [one.is_own for one in options] == [False, True, False, False, False]
    introduced = [one.introduced for one in options]
    assert introduced == sorted(introduced)
    ends = [date.fromisoformat(one.all_learned_on) for one in options if one.all_learned_on]
    assert len(ends) == len(options)
    chance = timedelta(days=2)  # of single cards forgotten: a level opens a day or two later
    assert all(more <= fewer + chance for fewer, more in pairwise(ends))
    assert all(one.minutes_used <= one.minutes for one in options)


def test_aiming_higher_takes_more_minutes_and_recalls_more(
    composer: Workspace, clock: FixedClock
) -> None:
    Mind(clock).live(composer, 12)
    composer.change_setting("desired_retention", 0.87)
    composer.change_setting("minutes_per_day", 0)
    found = plan_ahead(composer, minutes=(), until=in_days(composer, 200)).retentions
    assert [one.retention for one in found] == [0.80, 0.85, 0.87, 0.90, 0.95]
    assert [one.is_own for one in found] == [False, False, True, False, False]
    lowest, highest = found[0], found[-1]
    assert lowest.minutes_used < highest.minutes_used
    assert lowest.recalled < highest.recalled


def test_what_was_done_today_is_not_done_again(composer: Workspace, clock: FixedClock) -> None:
    spent = Mind(clock).live_a_day(composer)
    ahead = weeks(composer)
    today, met = ahead.days[0], composer.history.day_summary(composer.today)
    assert met.reviews > met.introduced
    assert any(f"{met.introduced} cards answered so far" in note for note in ahead.notes)
    assert today.new == 0
    assert today.minutes == pytest.approx(spent, abs=1.5)


def test_own_speed_and_grades_take_over(composer: Workspace, clock: FixedClock) -> None:
    before = weeks(composer).speed
    assert (before.answers, before.new_seconds, before.review_seconds) == (
        0,
        NEW_SECONDS,
        REVIEW_SECONDS,
    )
    Mind(clock, seconds=30).live(composer, 8)
    speed = weeks(composer).speed
    assert speed.answers > 40
    assert speed.new_seconds > 50
    assert speed.review_seconds > 16


def test_the_forecast_is_what_living_the_days_gives(
    home: Path, clock: FixedClock, no_shipped: None
) -> None:
    assert no_shipped is None
    with open_plan_world(home, clock, cards=90) as opened:
        opened.change_setting("new_per_day", 7)
        mind = Mind(clock)
        mind.live(opened, 12)
        told = [day.minutes for day in weeks(opened).days[:14]]
        lived = mind.live(opened, 14)
    assert fmean(told) == pytest.approx(fmean(lived), rel=0.1)


def test_minutes_hold_in_the_forecast_as_in_life(
    home: Path, clock: FixedClock, no_shipped: None
) -> None:
    assert no_shipped is None
    with open_plan_world(home, clock, cards=90) as opened:
        opened.change_setting("minutes_per_day", 6)
        mind = Mind(clock, seconds=8)
        lived = mind.live(opened, 12)
        told = [day.minutes for day in weeks(opened).days[:10]]
        after = mind.live(opened, 10)
    assert fmean(lived) == pytest.approx(6, rel=0.1)
    assert max(told) <= 6
    assert fmean(told) == pytest.approx(fmean(after), rel=0.1)


def test_check_ups_stand_on_the_time_line(composer: Workspace) -> None:
    off = [in_days(composer, day) for day in range(20, 60)]
    composer.change_setting("days_off", [*off])
    ahead = weeks(composer)
    events = [one for one in ahead.events if one.kind == "check-up"]
    planned = {one.id: one.checkup_on for one in ahead.topics if one.checkup_on}
    assert {one.id: one.date for one in events} == planned
    assert planned.keys() == {"harmony", "rhythm"}
    days = [date.fromisoformat(one.date) for one in events]
    assert abs(days[0] - days[1]) >= timedelta(days=2)
    assert not {one.date for one in events} & set(off)


def test_topics_taken_out_are_named(composer: Workspace) -> None:
    choose_topic(composer, "harmony", TopicChoice.SKIP)
    choose_topic(composer, "rhythm", TopicChoice.PIN)
    ahead = weeks(composer)
    assert ahead.topics[0].id == "rhythm"
    assert ahead.topics[0].pinned
    assert [(one.id, one.words) for one in ahead.away] == [("harmony", "skipped")]


def test_progress_is_told_and_cancelling_stops(composer: Workspace) -> None:
    heard: list[tuple[int, int]] = []
    plan_ahead(composer, minutes=(), heard=lambda done, total: heard.append((done, total)))
    assert heard[-1][0] == heard[-1][1]
    done = [one for one, _ in heard]
    assert done == sorted(done)
    with pytest.raises(ForecastCancelledError):
        plan_ahead(composer, cancelled=lambda: True)


@pytest.mark.parametrize("until", ["tomorrow", "2020-01-01", "2999-01-01", "2027-02-30"])
def test_dates_that_no_plan_reaches(composer: Workspace, until: str) -> None:
    with pytest.raises(PlanDateError):
        plan_ahead(composer, until=until)


def test_a_date_past_is_said_and_another_day_looked_at(composer: Workspace) -> None:
    composer.change_setting("target_date", "2020-01-01")
    ahead = weeks(composer)
    assert ahead.goal is None
    assert any("is past" in note for note in ahead.notes)
    assert ahead.day > ahead.today


def test_without_a_role_all_decks_come_in_equal_parts(
    home: Path, clock: FixedClock, no_shipped: None
) -> None:
    assert no_shipped is None
    with open_plan_world(home, clock) as opened:
        opened.change_setting("role", "")
        ahead = weeks(opened)
    assert len(ahead.topics) == 3
    assert "equal parts" in ahead.notes[0]
    assert "3 of 3 decks learned" in headline(ahead)


def test_without_cards_the_plan_says_so(home: Path, clock: FixedClock, no_shipped: None) -> None:
    assert no_shipped is None
    with Workspace.open(paths=paths_below(home), clock=clock, zone="UTC") as opened:
        ahead = weeks(opened)
    assert ahead.topics == ()
    assert "no cards to plan with" in ahead.notes[0]


def test_where_the_limit_of_new_cards_binds_it_is_said(composer: Workspace) -> None:
    def bound(ahead: PlanAhead) -> bool:
        return any("more minutes alone would not help" in note for note in ahead.notes)

    composer.change_setting("new_per_day", 1)
    assert bound(weeks(composer))
    composer.change_setting("new_per_day", 500)
    assert not bound(weeks(composer))


@given(st.lists(st.integers(0, 500), min_size=4, max_size=4), st.integers(1, 60_000))
def test_habits_lie_between_the_learner_and_the_average(counts: list[int], each_ms: int) -> None:
    answers = Answers(tuple(counts), tuple(count * each_ms for count in counts))
    habits = habits_of(answers, answers)
    assert sum(habits.first_grades) == pytest.approx(1)
    assert sum(habits.pass_grades) == pytest.approx(1)
    total = sum(counts)
    for found, count, usual in zip(habits.first_grades, counts, FIRST_GRADES, strict=True):
        own = count / total if total else usual
        assert min(own, usual) - 1e-9 <= found <= max(own, usual) + 1e-9
    seconds = each_ms / 1000 if total else NEW_SECONDS
    low, high = sorted((seconds, NEW_SECONDS))
    assert low - 1e-9 <= habits.new_seconds <= high + 1e-9
    if total > 100 * PRIOR_ANSWERS:
        assert habits.review_seconds == pytest.approx(each_ms / 1000, rel=0.2)
    if not total:
        assert habits.pass_grades == pytest.approx(PASS_GRADES)


def test_dates_are_told_no_more_exactly_than_they_are_known() -> None:
    today = "2026-11-21"
    assert rough_date("2026-11-21", today) == "now"
    assert rough_date("2026-12-03", today) == "~3 Dec"
    assert rough_date("2027-02-03", today) == "early Feb"
    assert rough_date("2027-02-15", today) == "mid Feb"
    assert rough_date("2027-05-28", today) == "late May"
    assert rough_date("2027-11-02", today) == "early Nov 2027"
    assert rough_date(None, today) == "not in a year"
    assert plain_date("2026-12-03", today) == "3 Dec"
    assert plain_date("2028-12-03", today) == "3 Dec 2028"
