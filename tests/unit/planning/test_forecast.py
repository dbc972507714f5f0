"""The weeks ahead: limits, days off, honesty about what is learned, progress, cancelling."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.planning.kit import deck, plan, standing

from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.planning.drawing import NewCard
from mlprep.planning.forecast import Forecast, ForecastCancelledError, forecast
from mlprep.planning.outlook import Needed, minutes_for, shortfall
from mlprep.planning.pace import MemoryState, Pace, Start

TODAY = 20_000
PLANNED = plan(standing("far", 1.5, 3.0, sd=0.3), standing("near", 2.6, 3.0, sd=0.3))
TITLES = {one.topic: one.title for one in PLANNED}
NEW = deck("far", {2: 20, 3: 30}) + deck("near", {3: 30, 5: 10})
PACE = Pace(parameters=DEFAULT_PARAMETERS, minutes=15)


def memories(count: int, due_in: int = 3) -> list[MemoryState]:
    return [
        MemoryState("near", 3, 10.0 + n % 20, 5.0, TODAY - 5, TODAY + n % due_in, True)
        for n in range(count)
    ]


def run(
    days: int = 90, pace: Pace = PACE, new: Sequence[NewCard] = NEW, known: int = 0
) -> Forecast:
    start = Start(today=TODAY, priorities=PLANNED, memories=memories(known), new=new)
    return forecast(start, pace, days)


def test_the_same_input_gives_the_same_weeks() -> None:
    one, other = run(known=40), run(known=40)
    assert np.array_equal(one.recalled, other.recalled)
    assert np.array_equal(one.minutes, other.minutes)


def test_the_minutes_of_a_day_hold() -> None:
    found = run(known=300)
    assert found.minutes.max() <= 15
    assert found.left_over.max() > 0
    assert not found.introduced_new[found.left_over > 0].any()


def test_everything_asked_for_is_introduced_and_nothing_else() -> None:
    found = run()
    asked = {one: found.cards_asked(one) for one in found.topics}
    assert asked == {"far": 50, "near": 30}
    assert found.introduced[-1].tolist() == [50, 30]
    assert found.introduced_new.sum() == 80
    assert (np.diff(found.introduced, axis=0) >= 0).all()


def test_levels_open_one_after_the_other_as_in_a_draw() -> None:
    found = run(days=1, new=deck("far", {2: 5, 3: 30}))
    assert found.introduced[-1].tolist()[0] == 5


def test_days_off_are_empty_and_half_days_are_half() -> None:
    weights = (1.0,) * 6 + (0.5,)
    sunday = next(day for day in range(TODAY, TODAY + 7) if (day - 4) % 7 == 6)
    off = frozenset({TODAY + 1})
    found = run(pace=replace(PACE, weekday_weights=weights, days_off=off), known=300)
    assert found.minutes[1] == 0
    assert found.reviews[1] == 0
    assert found.minutes[sunday - TODAY] <= 7.5


def test_recall_stays_within_what_was_introduced_and_near_the_wish() -> None:
    found = run(days=120)
    assert (found.recalled <= found.introduced + 1e-9).all()
    assert 0.85 <= found.recalled_share(TODAY + 119) <= 1
    assert found.recalled_share(TODAY + 119, ["far"]) == pytest.approx(found.recalled[-1][0] / 50)


def test_the_day_on_which_a_deck_is_learned() -> None:
    found = run(days=120)
    for topic in ("far", "near"):
        day = found.learned_on(topic)
        column = found.topics.index(topic)
        assert day is not None
        assert found.introduced[day - TODAY, column] == found.cards_asked(topic)
        before = day - TODAY - 1
        asked = found.cards_asked(topic)
        held, introduced = found.held[before, column], found.introduced[before, column]
        assert introduced < asked or held < 0.8 * asked
        checkup = found.checkup_on(topic)
        assert checkup is None or checkup >= day
    assert run(days=2).learned_on("far") is None


def test_progress_is_told_and_cancelling_stops() -> None:
    heard: list[tuple[int, int]] = []
    start = Start(today=TODAY, priorities=PLANNED, new=NEW)
    forecast(start, PACE, 5, on_day=lambda done, total: heard.append((done, total)))
    assert heard == [(done, 5) for done in range(1, 6)]
    heard.clear()
    with pytest.raises(ForecastCancelledError):
        forecast(
            start,
            PACE,
            50,
            on_day=lambda done, total: heard.append((done, total)),
            cancelled=lambda: len(heard) == 7,
        )
    assert len(heard) == 7


def test_a_learner_without_anything_has_empty_weeks() -> None:
    found = forecast(Start(today=TODAY, priorities=()), PACE, 10)
    assert found.minutes.tolist() == [0.0] * 10
    assert found.recalled_share(TODAY) == 1


def test_more_minutes_end_sooner() -> None:
    start = Start(today=TODAY, priorities=PLANNED, new=NEW)
    some, more = (
        forecast(start, replace(PACE, minutes=each), 60).learned_on("near") for each in (4.0, 20.0)
    )
    assert more is not None
    assert some is None or more < some


def test_what_gives_when_the_date_is_too_near() -> None:
    ahead = run(days=120)
    early = shortfall(ahead, TITLES, TODAY + 2, Needed(40.0, 12))
    assert early.open == ("far", "near")
    assert early.met_on is not None
    assert f"the last is learned {early.met_on - TODAY - 2} days later" in early.sentence
    assert "not learned by then: Far and Near" in early.sentence
    assert "With 40 minutes and up to 12 new cards a day all would be." in early.sentence
    near = shortfall(ahead, TITLES, TODAY + 2, Needed(5.0, 12, is_in_reach=True))
    assert "Your minutes would do, your limit of new cards does not: with 5" in near.sentence
    late = shortfall(ahead, TITLES, early.met_on)
    assert late.open == ()
    assert set(late.learned) == {"far", "near"}
    assert late.sentence.startswith("On the day every topic is learned")
    assert f"{round(late.recalled, 3):.0%} of the cards" in late.sentence
    assert late.recalled == round(late.recalled, 3)


def test_the_minutes_that_a_date_needs() -> None:
    start = Start(today=TODAY, priorities=PLANNED, new=NEW)
    needed = minutes_for(start, PACE, TITLES, TODAY + 20)
    assert needed is not None
    free = replace(PACE, new_per_day=10_000)
    enough = forecast(start, replace(free, minutes=needed.minutes), 21)
    assert not shortfall(enough, TITLES, TODAY + 20).open
    assert enough.introduced_new.max() == needed.new_per_day
    assert needed.is_in_reach == (PACE.minutes is None or needed.minutes <= PACE.minutes)
    spare = minutes_for(start, replace(PACE, minutes=needed.minutes), TITLES, TODAY + 20)
    assert spare == needed._replace(is_in_reach=True)
    scant = forecast(start, replace(free, minutes=needed.minutes - 5), 21)
    assert shortfall(scant, TITLES, TODAY + 20).open
    assert minutes_for(start, PACE, TITLES, TODAY + 1) is None
    assert minutes_for(start, PACE, TITLES, TODAY - 1) is None
