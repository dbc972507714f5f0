"""What is counted of reviews counts for the card that they count for, edited or not."""

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.store.storekit import START, TODAY, moved, open_history, placed, review

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import FactKind
from mlprep.domain.ids import TopicId, UnitId
from mlprep.store.forecasts import Answers
from mlprep.store.history import History

UNITS = ("a", "a#c1", "b", "b#c1", "c", "c#c1")
steps = st.lists(
    st.tuples(st.sampled_from(UNITS), st.integers(1, 4), st.integers(0, 2))
    | st.tuples(st.sampled_from("abc"), st.sampled_from("abc")),
    max_size=14,
)


def _answers(history: History) -> tuple[Answers, Answers]:
    """Count the first grades of units' days, and the time of those days, from each unit's facts."""
    counts = {True: [0] * 4, False: [0] * 4}
    times = {True: [0] * 4, False: [0] * 4}
    for unit in map(UnitId, UNITS):
        state, days = history.state(unit), dict[int, list[tuple[int, int]]]()
        for fact in history.facts_of(unit):
            if fact.kind is FactKind.REVIEW:
                day, rating, ms = (int(str(fact.body[key])) for key in ("day", "rating", "ms"))
                days.setdefault(day, []).append((rating, ms))
        for day, asked in days.items():
            is_first, grade = day == state.first_day, asked[0][0] - 1
            counts[is_first][grade] += 1
            times[is_first][grade] += sum(ms for _, ms in asked)
    first, later = (Answers(tuple(counts[one]), tuple(times[one])) for one in (True, False))
    return first, later


def _spells(history: History) -> list[tuple[int, int]]:
    """List the first and last instant of each study day on which a unit of the topic was asked."""
    days: dict[int, list[int]] = {}
    for unit in map(UnitId, UNITS):
        for fact in history.facts_of(unit):
            if fact.kind is FactKind.REVIEW:
                days.setdefault(int(str(fact.body["day"])), []).append(fact.at_ms)
    return sorted((min(one), max(one)) for one in days.values())


def _recalled(history: History) -> int:
    """Count units answered right on their last day, which came after their first."""
    count = 0
    for unit in map(UnitId, UNITS):
        state = history.state(unit)
        last = [
            fact.body["rating"]
            for fact in history.facts_of(unit)
            if fact.kind is FactKind.REVIEW and fact.body["day"] == state.last_day
        ]
        count += bool(last) and state.last_day != state.first_day and 1 not in last
    return count


def _reviewed(history: History) -> list[tuple[str, int]]:
    """List the unit and the instant of each review that counts."""
    return sorted(
        (unit, fact.at_ms)
        for unit in map(UnitId, UNITS)
        for fact in history.facts_of(unit)
        if fact.kind is FactKind.REVIEW
    )


@settings(max_examples=60, deadline=None)
@given(steps)
def test_figures_follow_edited_cards(done: list[tuple[object, ...]]) -> None:
    clock = FixedClock(START)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_history(Path(folder) / "history.sqlite", clock) as history,
    ):
        history.place(one._replace(topic=TopicId("topic")) for one in placed(*UNITS))
        day = TODAY
        for one in done:
            clock.advance(minutes=1)
            if len(one) == 2:
                history.record([moved(str(one[0]), str(one[1]))])
                continue
            unit, rating, days = one
            day += int(str(days))
            clock.at_ms = max(clock.at_ms, START + (day - TODAY) * 86_400_000)
            history.record([review(str(unit), int(str(rating)), day=day)])
        standing = history.standing_now(day, TODAY - 1)
        assert (standing.first_days, standing.later_days) == _answers(history)
        spells = [(one.first_ms, one.last_ms) for one in history.study_spells(0)]
        assert sorted(spells) == _spells(history)
        progress = history.lanes.progress(day + 1, 30)
        assert sum(one.recalled for one in progress) == _recalled(history)
        columns = history.look_back.reviews()
        text = history._engine.names.text
        looked = zip(
            map(text, json.loads(columns.units)), json.loads(columns.instants), strict=True
        )
        assert sorted(looked) == _reviewed(history)
