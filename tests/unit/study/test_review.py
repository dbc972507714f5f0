"""The review session: what is asked, what an answer does, and how it is taken back."""

from pathlib import Path

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase
from mlprep.memory.entries import Kind
from mlprep.store.paths import paths_below
from mlprep.study.review.question import question
from mlprep.study.review.scope import Scope
from mlprep.study.review.session import ReviewSession
from mlprep.study.workspace import Workspace


def answer_all(session: ReviewSession, clock: FixedClock, rating: Rating) -> list[UnitId]:
    """Answer until the session is at its end; returns the units in the order asked."""
    asked = []
    showing = session.next()
    while showing is not None:
        asked.append(showing.question.unit)
        clock.advance(minutes=0.2)
        showing = session.answer(rating)
    return asked


def test_each_new_card_is_asked_once_and_one_part_of_it(
    workspace: Workspace, clock: FixedClock
) -> None:
    asked = answer_all(ReviewSession(workspace), clock, Rating.EASY)
    assert sorted(asked) == [
        "small-choice",
        "small-gaps#c1",
        "small-one",
        "small-two",
        "small-typed",
    ]


def test_siblings_come_on_a_later_day(workspace: Workspace, clock: FixedClock) -> None:
    answer_all(ReviewSession(workspace), clock, Rating.EASY)
    assert ReviewSession(workspace).next() is None
    clock.advance(days=1)
    assert sorted(answer_all(ReviewSession(workspace), clock, Rating.EASY)) == [
        "small-gaps#c2",
        "small-two#rev",
    ]


def test_the_button_keeps_its_promise(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    showing = session.next()
    assert showing is not None
    days = int(showing.labels[Rating.EASY].removesuffix("d"))
    session.answer(Rating.EASY)
    state = workspace.history.state(showing.question.unit)
    assert state.due_day == workspace.today + days


def test_good_on_a_new_card_brings_it_back_as_a_step(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = ReviewSession(workspace)
    first = session.next()
    assert first is not None
    session.answer(Rating.GOOD)
    assert session.progress.steps == 1
    clock.advance(minutes=11)
    again = session.answer(Rating.EASY)
    assert again is not None
    assert again.question.unit == first.question.unit
    assert again.entry.kind is Kind.STEP


def test_undo_shows_the_same_card_in_the_same_state(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    before = session.next()
    digest = workspace.history.digest()
    assert before is not None
    session.answer(Rating.AGAIN)
    assert session.undo() == f'Again on "{before.question.title}"'
    assert session.showing is not None
    assert session.showing.question.unit == before.question.unit
    assert session.showing.state == before.state
    assert workspace.history.digest() == digest
    assert session.summary().answered == 0


def test_redo_brings_the_answer_and_its_place_in_the_summary_back(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    session.next()
    session.answer(Rating.HARD)
    session.undo()
    assert session.redo() is not None
    assert session.summary().ratings[Rating.HARD] == 1
    assert session.redo() is None


def test_undo_survives_a_restart(workspace: Workspace, clock: FixedClock, home: Path) -> None:
    session = ReviewSession(workspace)
    first = session.next()
    assert first is not None
    session.answer(Rating.EASY)
    with Workspace.open(paths=paths_below(home), clock=clock, zone="UTC") as later:
        reopened = ReviewSession(later)
        assert reopened.undo() is not None
        assert reopened.showing is not None
        assert reopened.showing.question.unit == first.question.unit


@pytest.mark.parametrize("action", ["bury", "suspend"])
def test_a_card_that_is_put_away_makes_room_and_undo_brings_it_back(
    workspace: Workspace, action: str
) -> None:
    session = ReviewSession(workspace)
    first = session.next()
    assert first is not None
    told = getattr(session, action)()
    assert first.question.title in told
    assert session.showing is not None
    assert session.showing.question.unit != first.question.unit
    session.undo()
    assert session.showing is not None
    assert session.showing.question.unit == first.question.unit


def test_burying_ends_with_the_day(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace, Scope(decks=frozenset({"small"})))
    while session.next() is not None:
        session.bury()
    clock.advance(days=1)
    assert ReviewSession(workspace).next() is not None


def test_mark_and_flag_stay_on_the_card(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    first = session.next()
    assert first is not None
    session.mark()
    session.flag(3)
    assert session.showing is not None
    assert session.showing.question.unit == first.question.unit
    assert session.showing.state.marked
    assert session.showing.state.flag == 3
    session.mark()
    assert not session.showing.state.marked


def test_a_leech_is_suspended_with_its_last_lapse_and_undone_with_it(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.change_setting("leech_threshold", 1)
    session = ReviewSession(workspace)
    first = session.next()
    assert first is not None
    unit = first.question.unit
    session.answer(Rating.EASY)
    due = workspace.history.state(unit).due_day
    assert due is not None
    clock.advance(days=due - workspace.today)
    later = ReviewSession(workspace)
    shown = later.next()
    while shown is not None and shown.question.unit != unit:
        shown = later.answer(Rating.EASY)
    assert shown is not None
    assert later.leech_told == ""
    later.answer(Rating.AGAIN)
    assert later.leech_told.startswith('Suspended as a leech, forgotten 1 time: "')
    assert workspace.history.state(unit).suspended
    later.undo()
    state = workspace.history.state(unit)
    assert not state.suspended
    assert state.lapses == 0


def test_cram_leaves_the_schedule_alone(workspace: Workspace, clock: FixedClock) -> None:
    answer_all(ReviewSession(workspace), clock, Rating.EASY)
    before = {unit: workspace.history.state(unit) for unit in (UnitId("small-one"),)}
    cram = ReviewSession(workspace, Scope(decks=frozenset({"small"})), cram=True)
    asked = answer_all(cram, clock, Rating.AGAIN)
    assert len(asked) == 5
    assert {unit: workspace.history.state(unit) for unit in before} == before
    crammed = [f for f in workspace.history.facts(kinds=[FactKind.REVIEW]) if f.body.get("cram")]
    assert len(crammed) == 5


def test_reset_makes_a_card_new_again(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    first = session.next()
    assert first is not None
    session.answer(Rating.GOOD)
    session.undo()
    session.redo()
    session.rebuild(first.question.unit)
    session.next()
    session.reset()
    assert workspace.history.state(first.question.unit).phase is Phase.NEW


def test_set_due_brings_a_card_on_that_day(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace)
    first = session.next()
    assert first is not None
    session.set_due(3)
    clock.advance(days=3)
    asked = answer_all(ReviewSession(workspace), clock, Rating.EASY)
    assert first.question.unit in asked


def test_daily_limits_hold_over_sessions(workspace: Workspace, clock: FixedClock) -> None:
    workspace.change_setting("new_per_day", 2)
    assert len(answer_all(ReviewSession(workspace), clock, Rating.EASY)) == 2
    assert ReviewSession(workspace).next() is None
    clock.advance(days=1)
    assert len(answer_all(ReviewSession(workspace), clock, Rating.EASY)) == 2


@pytest.mark.parametrize("left", [3, 200])
def test_reviews_beyond_those_read_at_once_come_after_them(
    workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    answer_all(ReviewSession(workspace), clock, Rating.EASY)
    clock.advance(days=400)
    workspace.change_setting("new_per_day", 0)
    workspace.change_setting("reviews_per_day", left)
    due = min(left, 5)
    monkeypatch.setattr("mlprep.study.review.queueing.READ_AT_ONCE", 2)
    session = ReviewSession(workspace)
    asked: list[str] = []
    showing = session.next()
    while showing is not None:
        assert session.progress.reviews == due - len(asked)
        asked.append(showing.question.unit)
        session.look_ahead()
        clock.advance(minutes=0.2)
        showing = session.answer(Rating.EASY)
    assert len(set(asked)) == len(asked) == due


def test_a_session_of_minutes_ends_in_time(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace, minutes=0.75)
    assert len(answer_all(session, clock, Rating.EASY)) == 3


def test_no_new_card_is_begun_whose_steps_would_not_end_in_time(
    workspace: Workspace, clock: FixedClock
) -> None:
    asked = answer_all(ReviewSession(workspace, minutes=1), clock, Rating.GOOD)
    assert len(set(asked)) == 2
    assert len(asked) == 4


def test_another_program_is_noticed(workspace: Workspace, clock: FixedClock, home: Path) -> None:
    session = ReviewSession(workspace)
    session.next()
    with Workspace.open(paths=paths_below(home), clock=clock, zone="UTC") as other:
        answer_all(ReviewSession(other), clock, Rating.EASY)
    clock.advance(minutes=1)
    assert session.next() is None


def test_the_seconds_of_an_answer_are_capped(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace)
    session.next()
    clock.advance(minutes=30)
    session.answer(Rating.EASY)
    assert session.summary().ms == 60_000


def test_a_card_without_a_file_is_passed_over(workspace: Workspace, deck_file: Path) -> None:
    session = ReviewSession(workspace)
    showing = session.next()
    assert showing is not None
    text = deck_file.read_text(encoding="utf-8")
    deck_file.write_text("\n".join(text.splitlines()[:3]) + "\n", encoding="utf-8")
    workspace.refresh_library()
    session.rebuild()
    assert session.next() is None


def test_every_card_says_why_it_is_here(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace)
    first = session.next()
    assert first is not None
    assert first.reason.startswith("Small: a deck of your own;")
    assert first.reason.endswith("New to you.")
    session.answer(Rating.EASY)
    due = workspace.history.state(first.question.unit).due_day
    assert due is not None
    clock.advance(days=due - workspace.today)
    later = ReviewSession(workspace, Scope(decks=frozenset({"small"})))
    shown = later.next()
    while shown is not None and shown.entry.kind is not Kind.REVIEW:
        shown = later.answer(Rating.EASY)
    assert shown is not None
    assert "Recall has faded to about 9" in shown.reason


def test_a_card_whose_source_was_to_be_checked_says_so(
    workspace: Workspace, deck_file: Path
) -> None:
    text = deck_file.read_text(encoding="utf-8")
    dated = text.replace('tags = ["numbers"]', "review_by = 2020-01-01")
    deck_file.write_text(dated, encoding="utf-8")
    workspace.refresh_library()
    session = ReviewSession(workspace)
    showing = session.next()
    told = {}
    while showing is not None:
        told[showing.question.unit] = showing.reason
        showing = session.answer(Rating.EASY)
    sentence = "Its source was to be checked by 2020-01-01."
    assert told.pop(UnitId("small-one")).endswith(f" {sentence}")
    assert told
    assert not any("checked" in reason for reason in told.values())


def test_no_title_tells_the_answer(workspace: Workspace) -> None:
    gaps, two = workspace.library.card("small-gaps"), workspace.library.card("small-two")
    assert gaps is not None
    assert two is not None
    assert question(gaps, UnitId("small-gaps#c1"), 0).title == "A [...] and a second gap."
    assert question(gaps, UnitId("small-gaps#c2"), 0).title == "A first and a [...] gap."
    assert question(two, UnitId("small-two#rev"), 0).title == "2"
