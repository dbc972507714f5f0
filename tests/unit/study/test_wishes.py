"""Pinned, skipped and postponed topics: facts that undo, and a plan that follows at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.study.sittingkit import knows, open_world, sit, write_world

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.settings import SettingError
from mlprep.study.day_plan import day_plan
from mlprep.study.measuring.answered import answered_items, open_explanations
from mlprep.study.measuring.profile import profile
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.measuring.sitting import open_check_up
from mlprep.study.measuring.topic_detail import topic_place
from mlprep.study.names import NameNotKnown
from mlprep.study.plan.priorities import NOTE, topic_plan
from mlprep.study.plan.wishes import TopicChoice, choose_topic, toggle_topic, topic_choices
from mlprep.study.review.session import ReviewSession
from mlprep.study.today import today
from mlprep.study.workspace import Workspace


@pytest.fixture
def workspace(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    """Open the small world with a role and a background."""
    write_world(home)
    with open_world(home, clock) as opened:
        set_up(opened, {"role": "composer", "background": "listener"})
        yield opened


def _order(workspace: Workspace) -> list[str]:
    return [one.topic for one in topic_plan(workspace).priorities]


def test_without_an_assessment_role_and_background_stand_in(workspace: Workspace) -> None:
    plan = topic_plan(workspace)
    assert not plan.is_measured
    assert _order(workspace) == ["rhythm", "harmony"], "colour is not asked for beyond level 1"
    assert "not measured yet" in plan.reason("rhythm")
    assert "what a composer needs" in plan.reason("rhythm")


def test_a_pinned_topic_comes_first_and_undo_takes_it_back(workspace: Workspace) -> None:
    before = _order(workspace)
    assert choose_topic(workspace, "Colour", TopicChoice.PIN) == "Colour pinned."
    assert _order(workspace)[0] == "colour"
    assert "you pinned it" in topic_plan(workspace).reason("colour")
    assert workspace.history.undo_label() == "Colour pinned"
    workspace.history.undo()
    assert _order(workspace) == before
    workspace.history.redo()
    assert _order(workspace)[0] == "colour"


def test_a_skipped_topic_brings_no_new_cards(workspace: Workspace) -> None:
    assert toggle_topic(workspace, "rhythm", TopicChoice.SKIP) == "Rhythm skipped."
    assert "rhythm" not in _order(workspace)
    assert topic_place(workspace, "rhythm") == "Not in the plan: skipped."
    session, asked = ReviewSession(workspace), set[str]()
    while session.next() is not None and session.showing is not None:
        asked.add(session.showing.question.card.deck)
        session.bury()
    assert "rhythm" not in asked
    assert "harmony" in asked
    toggle_topic(workspace, "rhythm", TopicChoice.SKIP)
    assert topic_choices(workspace) == {}
    assert "rhythm" in _order(workspace)


def test_a_postponed_topic_comes_back_by_itself(workspace: Workspace, clock: FixedClock) -> None:
    told = choose_topic(workspace, "rhythm", TopicChoice.POSTPONE, 3)
    assert told.startswith("Rhythm postponed until ")
    clock.advance(days=2)
    assert "rhythm" not in _order(workspace)
    clock.advance(days=1)
    assert "rhythm" in _order(workspace)
    assert topic_choices(workspace) == {}


def test_what_does_not_fit_is_refused_and_records_nothing(workspace: Workspace) -> None:
    label = workspace.history.undo_label()
    with pytest.raises(NameNotKnown, match="rhythm"):
        choose_topic(workspace, "rhytm", TopicChoice.PIN)
    with pytest.raises(SettingError, match="1 to 3650 days"):
        choose_topic(workspace, "rhythm", TopicChoice.POSTPONE, 4000)
    assert workspace.history.undo_label() == label


def test_a_choice_of_a_later_version_says_nothing(workspace: Workspace) -> None:
    before = _order(workspace)
    workspace.record(Draft(FactKind.TOPIC_CHOICE, "rhythm", {"choice": "adore", "until": "x"}))
    assert _order(workspace) == before


def test_the_plan_is_kept_until_something_of_it_changes(workspace: Workspace) -> None:
    topic_plan(workspace)
    kept = workspace.history.note(NOTE)
    assert topic_plan(workspace).priorities == topic_plan(workspace).priorities
    assert workspace.history.note(NOTE) == kept
    set_up(workspace, {"role": "painter"})
    assert _order(workspace) == ["colour"]
    assert workspace.history.note(NOTE) != kept


def test_a_broken_note_is_worked_out_anew(workspace: Workspace) -> None:
    plan = topic_plan(workspace)
    for broken in ("", "{", '{"key": "other", "fields": [], "rows": []}'):
        workspace.history.set_note(NOTE, broken)
        assert topic_plan(workspace).priorities == plan.priorities


def test_a_finished_check_up_moves_the_plan_at_once_and_today_tells_it(
    workspace: Workspace, clock: FixedClock
) -> None:
    before = topic_plan(workspace)
    assert day_plan(workspace, today(workspace)).news == ()
    sit(open_check_up(workspace, "rhythm"), clock, knows(9.0))
    after = topic_plan(workspace)
    assert after.is_measured
    assert after.by_topic["rhythm"].level > before.by_topic["rhythm"].level
    assert after.by_topic["rhythm"].expected_gap < before.by_topic["rhythm"].expected_gap
    plan = day_plan(workspace, today(workspace))
    assert plan.news[0].startswith("Check-up on Rhythm, 4 of 4 right: the gap has closed: level")
    assert plan.news[1] == "Your latest answers moved the plan:"
    assert any(told.startswith("Rhythm: measured at level") for told in plan.news)
    assert plan.hint == ""


@pytest.mark.parametrize("kept", [False, True])
def test_answers_of_a_sitting_are_never_told_as_answers_to_cards(
    workspace: Workspace, clock: FixedClock, *, kept: bool
) -> None:
    if kept:
        topic_plan(workspace)
        set_up(workspace, {"seniority": "senior"})  # the plan kept is out of date
    sit(open_check_up(workspace, "rhythm"), clock, knows(9.0))
    told = day_plan(workspace, today(workspace)).news[1:]
    assert told[:1] == (("Your latest answers moved the plan:",) if kept else ())
    assert not any("new cards" in one or "confirm" in one for one in told)


def test_explanations_and_another_look_leave_the_news_of_a_sitting(
    workspace: Workspace, clock: FixedClock
) -> None:
    topic_plan(workspace)
    session = open_check_up(workspace, "rhythm")
    sit(session, clock, knows(9.0))
    told = day_plan(workspace, today(workspace)).news
    assert "Your latest answers moved the plan:" in told
    clock.advance(minutes=30)
    answered = list(answered_items(workspace, [session.record]))
    open_explanations(workspace, answered[:1])
    profile(workspace)
    assert day_plan(workspace, today(workspace)).news == told
    sit(open_check_up(workspace, "harmony"), clock, knows(0.0), most=1)
    profile(workspace)
    assert day_plan(workspace, today(workspace)).news != told, "new answers are news"


def test_news_falls_away_with_what_it_tells_of(workspace: Workspace, clock: FixedClock) -> None:
    topic_plan(workspace)
    sit(open_check_up(workspace, "rhythm"), clock, knows(9.0))
    measured = day_plan(workspace, today(workspace)).news
    workspace.change_setting("role", "painter")
    assert "The plan follows your new target:" in day_plan(workspace, today(workspace)).news
    workspace.history.undo()
    workspace.forget_cached()
    assert day_plan(workspace, today(workspace)).news == measured


def test_without_a_target_left_no_news_of_a_target_is_told(workspace: Workspace) -> None:
    topic_plan(workspace)
    workspace.change_setting("role", "painter")
    assert day_plan(workspace, today(workspace)).news
    workspace.change_setting("role", "")
    assert day_plan(workspace, today(workspace)).news == ()
