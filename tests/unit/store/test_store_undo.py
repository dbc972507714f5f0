from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.store.storekit import (
    START,
    TODAY,
    foreign,
    moved,
    open_history,
    placed,
    review,
    setting,
)

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, Fact, FactKind, PlainReview
from mlprep.domain.ids import UnitId
from mlprep.store import engine, undoing
from mlprep.store.history import History
from mlprep.store.rows import fact_of

NOT_UNDOABLE = Draft(FactKind.RESPONSE, "item-1", {"option": 2})


def test_undo_names_what_it_took_back(history: History) -> None:
    assert history.undo() is None
    assert history.undo_label() is None
    facts = history.record([review("a", 3), Draft(FactKind.SUSPEND, "a", {"on": True})])
    assert history.undo_label() == 'Good on "a"'
    undone = history.undo()
    assert undone is not None
    assert (undone.label, undone.facts) == ('Good on "a"', tuple(facts))
    assert history.facts_of(UnitId("a")) == []
    assert history.facts_of(UnitId("a"), include_voided=True) == facts
    assert not history.state(UnitId("a")).suspended
    redone = history.redo()
    assert redone is not None
    assert redone.label == 'Good on "a"'
    assert history.state(UnitId("a")).suspended


def test_the_name_of_a_long_action_is_found_among_its_first_facts(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen asks for it with every key."""
    past = [
        PlainReview(START - 10_000 + at, UnitId(f"unit-{at % 7}"), TODAY - 1, 3, 5, TODAY + 3)
        for at in range(300)
    ]
    history.record_past(past, "Import of a.apkg", parameters="other")
    read: list[object] = []

    def counted(*given: Any) -> Fact:
        read.append(given)
        return fact_of(*given)

    monkeypatch.setattr(engine, "fact_of", counted)
    assert history.undo_label() == "Import of a.apkg"
    assert len(read) <= undoing.FOR_LABEL
    assert history.undo() is not None
    assert history.undo_label() is None
    redone = history.redo()
    assert redone is not None
    assert redone.label == "Import of a.apkg"
    assert len(redone.facts) == 300


def test_undo_to_the_beginning_and_redo_to_the_end(history: History, clock: FixedClock) -> None:
    history.place(placed("a", "b", "c"))
    digests, counts = [history.digest()], [history.deck_counts(TODAY, START)]
    for number in range(12):
        clock.advance(minutes=1)
        history.record([review("abc"[number % 3], 1 + number % 4, day=TODAY + number // 3)])
        digests.append(history.digest())
        counts.append(history.deck_counts(TODAY, START))
    for expected in range(11, -1, -1):
        assert history.undo() is not None
        assert history.deck_counts(TODAY, START) == counts[expected]
        assert history.digest() == digests[expected]
    assert history.undo() is None
    assert history.state(UnitId("a")).reps == 0
    for expected in range(1, 13):
        assert history.redo() is not None
        assert history.digest() == digests[expected]
    assert history.redo() is None
    assert history.digest() == digests[-1]
    assert history.verify() == []


def test_a_new_fact_clears_redo_and_undo_goes_round_it(history: History) -> None:
    for unit in ("a", "b", "c"):
        history.record([review(unit)])
    history.undo()
    history.undo()
    history.record([review("d")])
    assert history.redo() is None
    assert [undone.label for undone in iter(history.undo, None)] == [
        'Good on "d"',
        'Good on "a"',
    ]


def test_undo_of_a_late_action_refolds_what_came_after_it(history: History) -> None:
    history.record([review("a", 2)])
    digest = history.digest()
    (mine,) = history.record([review("a", 1, day=TODAY + 1)])
    later = foreign(1, review("a", 4, day=TODAY + 2), at=START + 5)
    history.merge([later])
    both = history.digest()
    history.undo()
    assert history.facts_of(UnitId("a"))[1:] == [later]
    history.redo()
    assert history.digest() == both
    assert mine in history.facts_of(UnitId("a"))
    assert digest != both


def test_undo_works_after_a_restart(history: History, path: Path) -> None:
    history.record([review("a")])
    history.close()
    with open_history(path) as again:
        assert again.undo_label() == 'Good on "a"'
        again.undo()
    with open_history(path) as again:
        assert again.state(UnitId("a")).reps == 0
        assert again.redo() is not None
        assert again.state(UnitId("a")).reps == 1


def test_measurement_is_not_undone_but_clears_redo(history: History) -> None:
    history.record([review("a")])
    history.record([NOT_UNDOABLE])
    assert history.undo_label() == 'Good on "a"'
    history.undo()
    history.record([NOT_UNDOABLE])
    assert history.redo() is None


def test_facts_of_other_devices_are_not_undone(history: History) -> None:
    history.record([review("a")])
    history.merge([foreign(1, review("b"), at=START + 5)])
    assert history.undo_label() == 'Good on "a"'
    history.undo()
    assert history.undo() is None
    assert history.state(UnitId("b")).reps == 1


def test_undo_between_reviews_of_two_devices(history: History) -> None:
    history.record([review("a", 1)])
    history.merge([foreign(1, review("a", 4, day=TODAY + 2), at=START + 5)])
    history.undo()
    state = history.state(UnitId("a"))
    assert (state.reps, state.first_day) == (1, TODAY + 2)
    assert history.verify() == []


KEPT = {FactKind.RESPONSE, FactKind.REIDENTIFY}
ACTIONS = st.one_of(
    st.tuples(st.sampled_from("abc"), st.integers(1, 4)).map(lambda one: review(*one)),
    st.tuples(st.sampled_from("abc"), st.sampled_from("abc")).map(lambda one: moved(*one)),
    st.sampled_from([[2.0] * 21, [], [0.5] * 21]).map(lambda one: setting("parameters", one)),  # type: ignore[arg-type]  # list is invariant
    st.just(Draft(FactKind.SUSPEND, "a", {"on": True})),
    st.just(NOT_UNDOABLE),
    st.just("undo"),
    st.just("redo"),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(ACTIONS, max_size=14))
def test_any_history_of_doing_and_undoing_is_consistent(
    tmp_path_factory: object, actions: list[Draft | str]
) -> None:
    model: list[list[Draft]] = []
    undone: list[list[Draft]] = []
    clock = FixedClock(START)
    with open_history(_fresh(tmp_path_factory), clock) as history:
        for action in actions:
            clock.advance(minutes=1)
            if action == "undo":
                assert (history.undo() is not None) == bool(model)
                undone += [model.pop()] if model else []
            elif action == "redo":
                assert (history.redo() is not None) == bool(undone)
                model += [undone.pop()] if undone else []
            elif isinstance(action, Draft):
                history.record([action])
                undone.clear()
                model += [] if action.kind in KEPT else [[action]]
        kinds = set(FactKind) - {FactKind.VOID, *KEPT}
        living = [(fact.kind, fact.subject) for fact in history.facts(kinds=kinds)]
        assert living == [(one.kind, one.subject) for drafts in model for one in drafts]
        assert history.verify() == []
        assert history.digest() == history.rebuild()


def _fresh(factory: object) -> Path:
    import pytest

    assert isinstance(factory, pytest.TempPathFactory)
    return factory.mktemp("undo") / "history.sqlite"
