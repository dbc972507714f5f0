"""Statistics: what was studied in a range of days, against a plain look at the facts."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mlprep.cli.output import plain
from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import FactKind, PlainReview
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.study.review.session import ReviewSession
from mlprep.study.statistics.gathering import (
    RANGES,
    Calibration,
    Day,
    Hour,
    Remembering,
    Statistics,
    share_of,
    statistics,
)
from mlprep.study.statistics.grouping import stretches, stretches_ahead
from mlprep.study.statistics.saving import save
from mlprep.study.statistics.words import calibration_words, headline, recall_by_hour, verdict
from mlprep.study.workspace import Workspace

MINUTE = 60_000
NOTHING = Statistics(
    "all", "", "", 1, 0.9, 0, 0, 0.0, 0, (), (), 0, (), (),
    Remembering(0, 0.0, (), (), ()), Calibration(0, 0, (), None, 0.0), False,
)  # fmt: skip


def _live(workspace: Workspace, clock: FixedClock, days: int) -> None:
    """Answer what is due on so many days, one answer in five wrong, half a minute each."""
    number = 0
    for _ in range(days):
        session = ReviewSession(workspace)
        showing = session.next()
        for _ in range(12):
            if showing is None:
                break
            clock.advance(minutes=0.5)
            number += 1
            showing = session.answer(Rating.AGAIN if number % 5 == 0 else Rating.GOOD)
        clock.advance(days=3)


def test_a_learner_without_an_answer_sees_no_figure(workspace: Workspace) -> None:
    for name in RANGES:
        found = statistics(workspace, name)
        assert (found.answers, found.studied, found.overdue) == (0, (), 0)
        assert {one.share for one in found.retention} == {None}
        assert (found.memory.units, found.calibration.error) == (0, None)
        assert headline(found) == "No answer yet in these days."


def test_the_figures_are_those_of_the_facts(workspace: Workspace, clock: FixedClock) -> None:
    _live(workspace, clock, 12)
    found = statistics(workspace, "all")
    facts = list(workspace.history.facts(kinds=[FactKind.REVIEW]))
    assert found.answers == len(facts) == sum(one.answers for one in found.studied)
    assert found.minutes == sum(int(str(one.body["ms"])) for one in facts) / MINUTE
    assert [one.date for one in found.studied] == sorted(
        {datetime.fromtimestamp(one.at_ms / 1000, UTC).date().isoformat() for one in facts}
    )
    assert found.days == (date.fromisoformat(found.last) - date.fromisoformat(found.first)).days + 1
    # Two ways to count the same: the roll-up of each answer, and the log as a whole.
    asked, recalled = (sum(getattr(one, name) for one in found.studied) for name in
                       ("asked", "recalled"))  # fmt: skip
    assert asked > 10
    assert found.calibration.asked == sum(one.asked for one in found.hours) == asked
    assert sum(one.recalled for one in found.calibration.bins) == recalled
    assert sum(one.recalled for one in found.hours) == recalled
    assert found.calibration.unknown == 0
    assert found.retention[-1][:3] == (found.days, asked, recalled)
    states = workspace.history.states(UnitId(one.subject) for one in facts)
    assert found.memory.units == len(states)
    for bins in (found.memory.stability, found.memory.difficulty, found.memory.recall):
        assert sum(one.units for one in bins) == found.memory.units
    assert 0 < found.memory.recalled <= found.memory.units


def test_a_shorter_range_holds_its_own_days_alone(workspace: Workspace, clock: FixedClock) -> None:
    _live(workspace, clock, 12)
    clock.advance(days=20)
    month, every = statistics(workspace, "month"), statistics(workspace, "all")
    assert month.days == 30
    assert [one for one in every.studied if one.date >= month.first] == [*month.studied]
    assert 0 < month.answers < every.answers
    assert sum(one.answers for one in month.hours) == month.answers


def test_what_was_taken_back_or_crammed_is_no_answer(
    workspace: Workspace, clock: FixedClock
) -> None:
    _live(workspace, clock, 2)
    before = statistics(workspace, "all")
    session = ReviewSession(workspace, cram=True)
    session.next()
    session.answer(Rating.AGAIN)
    after = statistics(workspace, "all")
    assert (after.answers, after.crammed) == (before.answers, 1)
    assert after.hours == before.hours
    workspace.history.undo()
    workspace.history.undo()
    assert statistics(workspace, "all").answers == before.answers - 1


def test_hours_are_those_of_the_learners_clock(workspace: Workspace) -> None:
    workspace.change_setting("zone", "Asia/Kathmandu")  # 5 h 45 min before UTC
    start = workspace.calendar.start_ms(workspace.today - 3)
    instants = [start + number * 11 * MINUTE for number in range(90)]
    day = workspace.today - 3
    reviews = [PlainReview(at, UnitId("small-one"), day, 3, 9, day + 1) for at in instants]
    workspace.history.record_past(reviews, "Days", parameters="other")
    zone = ZoneInfo("Asia/Kathmandu")
    hours = [datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).hour for at in instants]
    found = statistics(workspace, "month")
    assert [one.answers for one in found.hours] == [hours.count(hour) for hour in range(24)]


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(counts: tuple[int, int]) -> None:
    recalled, asked = counts
    interval = stats.binomtest(recalled, asked).proportion_ci(0.9, method="wilson")
    found = share_of(7, recalled, asked)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_a_verdict_waits_for_enough_reviews() -> None:
    assert verdict(share_of(7, 8, 10), 0.9) == "in line with your aim"
    assert verdict(share_of(7, 80, 100), 0.9) == "below your aim"
    assert verdict(share_of(7, 99, 100), 0.9) == "above your aim"
    assert verdict(share_of(7, 0, 0), 0.9) == "nothing asked yet"


@given(st.lists(st.tuples(st.integers(20, 90), st.floats(0, 1)), min_size=2, max_size=24))
def test_hours_are_named_only_where_they_differ_beyond_chance(
    drawn: list[tuple[int, float]],
) -> None:
    hours = [Hour(at, asked, asked, round(asked * share)) for at, (asked, share) in
             enumerate(drawn)]  # fmt: skip
    table = [[one.recalled, one.asked - one.recalled] for one in hours]
    told = recall_by_hour(hours).startswith("Recalled: least")
    if not all(map(sum, zip(*table, strict=True))):
        assert not told  # all was recalled, or nothing
        return
    found = stats.contingency.chi2_contingency(table, correction=False)
    # The approximation of the bound is good to three digits.
    if abs(found.pvalue - 0.05) > 0.005:
        assert told is bool(found.pvalue < 0.05)


def test_too_few_reviews_say_nothing_of_the_model() -> None:
    assert calibration_words(Calibration(99, 0, (), 0.2, 0.1)).startswith("Too few to tell")
    told = calibration_words(Calibration(400, 7, (), 0.021, 0.018))
    assert "2.1 points apart" in told
    assert "about 1.8" in told
    assert "7 more reviews" in told


@given(st.integers(1, 900), st.integers(1, 60), st.data())
def test_stretches_hold_every_day_once(days: int, most: int, data: st.DataObject) -> None:
    last = date(2026, 11, 21)
    backs = data.draw(st.sets(st.integers(0, days - 1), max_size=20))
    studied = tuple(
        Day(date.fromordinal(last.toordinal() - back).isoformat(), back + 1, 0, 1.0, 2, 1, 0)
        for back in sorted(backs, reverse=True)
    )
    first = date.fromordinal(last.toordinal() - days + 1).isoformat()
    found = NOTHING._replace(first=first, last=last.isoformat(), days=days, studied=studied)
    parts = stretches(found, most)
    assert len(parts) <= most
    assert sum(one.days for one in parts) == days
    assert parts[0].first == first
    assert sum(one.answers for one in parts) == sum(one.answers for one in studied)
    for one, part in ((one, part) for one in studied for part in parts):
        begins = date.fromisoformat(part.first).toordinal()
        at = date.fromisoformat(one.date).toordinal()
        assert part.answers >= one.answers or not begins <= at < begins + part.days
    ahead = found._replace(ahead=tuple(range(days)))
    assert sum(count for _, count in stretches_ahead(ahead, most)) == sum(range(days))


def test_what_is_saved_is_what_the_command_prints(workspace: Workspace, clock: FixedClock) -> None:
    _live(workspace, clock, 2)
    found = statistics(workspace, "month")
    path = save(workspace, found)
    assert path.name == f"{found.last}-month.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(plain(found)))
