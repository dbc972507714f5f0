"""Catch-up, requirements between cards, and choosing due days anew."""

import sqlite3
from pathlib import Path

from mlprep.domain.clock import FixedClock
from mlprep.domain.days import date_of
from mlprep.domain.facts import Draft, FactKind, Json
from mlprep.domain.ids import CardId
from mlprep.domain.rating import Rating
from mlprep.study.review.limits import limits_of
from mlprep.study.review.queueing import build_queue
from mlprep.study.review.rescheduling import plan_reschedule, reschedule
from mlprep.study.review.scope import Scope
from mlprep.study.review.session import ReviewSession
from mlprep.study.today import today
from mlprep.study.workspace import Workspace


def study_all(workspace: Workspace) -> None:
    """Answer everything there is with Easy."""
    session = ReviewSession(workspace)
    showing = session.next()
    while showing is not None:
        showing = session.answer(Rating.EASY)


def test_a_higher_goal_brings_cards_back_sooner_and_one_undo_takes_it_back(
    workspace: Workspace,
) -> None:
    study_all(workspace)
    before = workspace.history.digest()
    due = {row.unit: row.last_day for row in workspace.history.studied_units()}
    states = workspace.history.states(due)
    workspace.change_setting("desired_retention", 0.97)
    assert workspace.history.states(due) == states
    plan = plan_reschedule(workspace)
    assert len(plan.due) == len(due)
    assert all(day < (states[unit].due_day or 0) for unit, day in plan.due.items())
    assert sum(plan.after) >= sum(plan.before)
    assert reschedule(workspace, plan) == len(due)
    for unit, state in workspace.history.states(due).items():
        assert state.due_day == plan.due[unit] == due[unit] + state.interval_days
    assert plan_reschedule(workspace).due == {}
    assert workspace.history.undo_label() == f"Due days of {len(due)} cards chosen anew"
    workspace.history.undo()
    assert workspace.history.states(due) == states
    workspace.history.undo()
    assert workspace.history.digest() == before


def test_days_off_hold_for_days_chosen_anew_and_days_that_fit_stay(workspace: Workspace) -> None:
    study_all(workspace)
    assert plan_reschedule(workspace).due == {}, "an answer chose them"
    due = {row.unit for row in workspace.history.studied_units()}
    days = {state.due_day for state in workspace.history.states(due).values() if state.due_day}
    dates: list[Json] = [date_of(day).isoformat() for day in days]
    workspace.change_setting("days_off", dates)
    plan = plan_reschedule(workspace)
    assert set(plan.due) == due
    assert not days & set(plan.due.values())
    reschedule(workspace, plan)
    workspace.change_setting("weekday_weights", [1, 1, 1, 1, 1, 0, 0])
    reschedule(workspace, plan_reschedule(workspace))
    chosen = [state.due_day or 0 for state in workspace.history.states(due).values()]
    assert {date_of(day).weekday() for day in chosen} <= {0, 1, 2, 3, 4}
    assert plan_reschedule(workspace).due == {}


def test_a_card_waits_for_the_card_that_it_requires(workspace: Workspace, deck_file: Path) -> None:
    text = deck_file.read_text(encoding="utf-8")
    text = text.replace('id = "small-one"', 'id = "small-one"\nrequires = ["small-typed"]')
    deck_file.write_text(text, encoding="utf-8")
    workspace.refresh_library()
    session = ReviewSession(workspace)
    asked = []
    showing = session.next()
    while showing is not None:
        asked.append(showing.question.unit)
        showing = session.answer(Rating.EASY)
    assert "small-one" not in asked
    assert "small-typed" in asked
    later = ReviewSession(workspace).next()
    assert later is not None
    assert later.question.unit == "small-one"


def test_an_unknown_requirement_holds_nothing_up(workspace: Workspace, deck_file: Path) -> None:
    text = deck_file.read_text(encoding="utf-8")
    text = text.replace('id = "small-one"', 'id = "small-one"\nrequires = ["gone-card"]')
    deck_file.write_text(text, encoding="utf-8")
    workspace.refresh_library()
    queue = build_queue(workspace, Scope(), limits_of(workspace))
    assert "small-one" in [entry.unit for entry in queue.peek(10)]


def test_catching_up_says_until_when_and_brings_no_new_cards(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.change_setting("new_per_day", 3)
    study_all(workspace)
    clock.advance(days=90)
    workspace.change_setting("catch_up_minutes", 5)
    seen = today(workspace)
    assert seen.new == 0
    assert any(note.startswith("Catching up at 5 minutes a day, until ") for note in seen.notes)
    queue = build_queue(workspace, Scope(), limits_of(workspace))
    assert queue.counts().new == 0
    entries = queue.peek(10)
    assert len(entries) == 3
    assert [e.overdue for e in entries] == sorted((e.overdue for e in entries), reverse=True)
    assert all(entry.overdue < 1 for entry in entries)


def test_state_of_an_earlier_arithmetic_is_derived_anew(
    workspace: Workspace, clock: FixedClock
) -> None:
    study_all(workspace)
    digest = workspace.history.digest()
    workspace.history.set_note("arithmetic", "an earlier one")
    workspace.close()
    with sqlite3.connect(workspace.paths.history) as direct:
        direct.execute("UPDATE units SET stability = stability * 1.000001 WHERE reps > 0")
    direct.close()
    with Workspace.open(paths=workspace.paths, clock=clock, zone="UTC") as again:
        assert again.history.digest() == digest
        assert again.history.verify() == []


def test_what_was_learned_elsewhere_counts_as_learned(
    workspace: Workspace, deck_file: Path
) -> None:
    text = deck_file.read_text(encoding="utf-8")
    deck_file.write_text(text.replace("[deck]", '[deck]\ntopic = "ml-evaluation"'), "utf-8")
    workspace.refresh_library()
    day = workspace.today
    body: dict[str, Json] = {"due_day": day + 9, "day": day - 3, "memory": [12.0, 5.0]}
    workspace.record(Draft(FactKind.SET_DUE, "small-one", body))
    assert workspace.history.was_studied(CardId("small-one"))
    assert not workspace.history.was_studied(CardId("small-two"))
    assert sum(one.introduced for one in workspace.history.lanes.progress(day, 30)) == 1
    assert workspace.history.topic_counts()["ml-evaluation"].introduced == 1
