"""What a session asks again, and what it does not, after something was done to a card."""

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.study.review.browsing import suspend
from mlprep.study.review.session import AnsweredElsewhere, ReviewSession
from mlprep.study.workspace import Workspace


def shown(session: ReviewSession) -> UnitId | None:
    """Name the unit on show."""
    return None if session.showing is None else session.showing.question.unit


def studied(workspace: Workspace) -> list[UnitId]:
    """Answer all new cards with Easy; name them."""
    session, units = ReviewSession(workspace), list[UnitId]()
    session.next()
    while (unit := shown(session)) is not None:
        units.append(unit)
        session.answer(Rating.EASY)
    return units


def test_cramming_goes_on_where_it_was_after_a_flag_a_bury_and_an_undo(
    workspace: Workspace,
) -> None:
    studied(workspace)
    cram = ReviewSession(workspace, cram=True)
    cram.next()
    first, second = shown(cram), None
    cram.answer(Rating.GOOD)
    second = shown(cram)
    cram.flag(1)
    assert (shown(cram), cram.progress.left) == (second, 4)
    cram.bury()
    assert cram.progress.left == 3
    assert shown(cram) not in (first, second)
    cram.undo()
    assert (shown(cram), cram.progress.left) == (second, 4)
    cram.undo()  # the flag
    cram.undo()
    assert (shown(cram), cram.progress.left) == (first, 5)


def test_undo_never_asks_a_card_that_is_put_away(workspace: Workspace) -> None:
    unit = studied(workspace)[0]
    suspend(workspace, [unit], on=True)
    suspend(workspace, [unit], on=False)
    session = ReviewSession(workspace)
    session.next()
    session.undo()
    assert workspace.history.state(unit).suspended
    assert shown(session) != unit


def test_undo_of_a_flag_given_elsewhere_asks_nothing_before_its_day(workspace: Workspace) -> None:
    unit = studied(workspace)[0]
    workspace.record(Draft(FactKind.FLAG, unit, {"flag": 2}))
    session = ReviewSession(workspace)
    assert session.next() is None
    session.undo()
    assert shown(session) is None
    session.undo()  # an answer: its card is back, whenever it is due
    assert shown(session) is not None


def test_a_step_that_is_buried_comes_back_tomorrow(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace)
    session.next()
    unit = shown(session)
    session.answer(Rating.AGAIN)
    session.answer(Rating.EASY)  # a step waits until another card was answered
    clock.advance(minutes=2)
    session.next()
    assert shown(session) == unit
    session.bury()
    assert shown(session) not in (unit, None)
    fresh = ReviewSession(workspace)
    fresh.next()
    assert shown(fresh) != unit
    clock.advance(days=1)
    fresh = ReviewSession(workspace)
    fresh.next()
    assert shown(fresh) == unit


def test_a_card_answered_after_midnight_counts_for_the_new_day(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = ReviewSession(workspace)
    session.next()
    unit, yesterday = shown(session), workspace.today
    assert session.showing is not None
    days = int(session.showing.labels[Rating.EASY].removesuffix("d"))
    clock.advance(hours=20)
    assert unit is not None
    session.answer(Rating.EASY)
    state, today = workspace.history.state(unit), yesterday + 1
    assert workspace.history.facts_of(unit)[-1].body["day"] == today
    assert (state.last_day, state.due_day) == (today, today + days)
    assert workspace.history.day_summary(today).reviews == 1
    assert shown(session) not in (unit, None)


def test_a_card_buried_after_midnight_is_away_for_the_new_day(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = ReviewSession(workspace)
    session.next()
    unit = shown(session)
    assert unit is not None
    clock.advance(hours=20)
    session.bury()
    assert workspace.history.state(unit).is_buried(workspace.today)
    assert shown(session) != unit


def test_a_session_of_minutes_counts_what_fits_into_them(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = ReviewSession(workspace)
    while session.next() is not None:
        session.answer(Rating.EASY)
    clock.advance(days=60)
    everything = ReviewSession(workspace, more=True).progress
    short = ReviewSession(workspace, minutes=0.5)
    seen = [short.progress]
    while short.next() is not None:
        clock.advance(minutes=0.2)
        short.answer(Rating.EASY)
        seen.append(short.progress)
    assert everything.left > seen[0].left == 3, "at 0.2 minutes a review, the last begun in time"
    left = [0.5 - 0.2 * nth for nth in range(len(seen))]
    assert all(
        one.minutes_left <= max(0, most) + 1e-9 for one, most in zip(seen, left, strict=True)
    )
    assert [one.answered + one.left for one in seen] == [3] * 4


def test_cramming_for_some_minutes_counts_what_fits_into_them(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = ReviewSession(workspace)
    while session.next() is not None:
        session.answer(Rating.EASY)
    clock.advance(days=1)
    cram = ReviewSession(workspace, cram=True, minutes=0.4)
    assert cram.progress.left == 2
    assert cram.progress.minutes_left == pytest.approx(0.4)


def test_more_than_the_limits_ends_with_the_day(workspace: Workspace, clock: FixedClock) -> None:
    workspace.change_setting("new_per_day", 1)
    session = ReviewSession(workspace)
    session.next()
    session.answer(Rating.EASY)
    more = ReviewSession(workspace, more=True)
    more.next()
    assert more.progress.new == 4
    clock.advance(days=1)
    more.next()
    plain = ReviewSession(workspace)
    plain.next()
    assert more.progress == plain.progress


def test_a_card_answered_in_another_program_is_not_answered_twice(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    session.next()
    unit = shown(session)
    assert unit is not None
    with Workspace.open(paths=workspace.paths, clock=workspace.clock, zone="UTC") as other:
        theirs = ReviewSession(other)
        theirs.next()
        assert shown(theirs) == unit
        theirs.answer(Rating.EASY)
    with pytest.raises(AnsweredElsewhere):
        session.answer(Rating.AGAIN)
    assert workspace.history.state(unit).reps == 1
    following = shown(session)
    assert following not in (unit, None)
    session.answer(Rating.EASY)
    assert shown(session) != following


def test_an_answer_from_elsewhere_is_noticed_up_to_the_moment_of_recording(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = ReviewSession(workspace)
    session.next()
    unit = shown(session)
    assert unit is not None
    with Workspace.open(paths=workspace.paths, clock=workspace.clock, zone="UTC") as other:
        theirs = ReviewSession(other)
        theirs.next()
        answers = [Rating.EASY]

        def while_recording(*_given: object) -> None:
            if answers:
                theirs.answer(answers.pop())

        monkeypatch.setattr("mlprep.study.review.session.first_sight", while_recording)
        with pytest.raises(AnsweredElsewhere):
            session.answer(Rating.AGAIN)
    assert workspace.history.state(unit).reps == 1


def test_a_flag_given_in_another_program_does_not_refuse_the_answer(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    session.next()
    unit = shown(session)
    assert unit is not None
    with Workspace.open(paths=workspace.paths, clock=workspace.clock, zone="UTC") as other:
        other.record(Draft(FactKind.FLAG, unit, {"flag": 2}))
    session.answer(Rating.EASY)
    state = workspace.history.state(unit)
    assert (state.reps, state.flag) == (1, 2)
