import pytest
from tests.unit.store.storekit import START, TODAY, placed, review, setting, step

from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import CardId, DeckId, UnitId
from mlprep.domain.units import Phase
from mlprep.store import queues
from mlprep.store.history import History
from mlprep.store.values import DaySummary, DeckCounts, DueStep


def names(rows: object) -> list[str]:
    assert isinstance(rows, list)
    return [row.unit for row in rows]


def due(history: History, today: int = TODAY, **options: object) -> list[str]:
    return names(history.due_reviews(today, factors={}, **options))  # type: ignore[arg-type]  # passed on


def test_the_relatively_most_overdue_come_first(history: History) -> None:
    history.place([*placed("a", "b", "c"), *placed("d", deck="deck-b")])
    for unit, rating, days in (("a", 1, 10), ("b", 4, 10), ("c", 4, 1), ("d", 1, 12)):
        history.record([review(unit, rating, day=TODAY - days, due=TODAY)])
    rows = history.due_reviews(TODAY, factors={})
    assert names(rows) == ["d", "a", "b", "c"]
    assert [row.overdue for row in rows] == pytest.approx([12 / 1.3, 10 / 1.3, 10 / 2.2, 1 / 2.2])
    assert due(history, decks=["deck-a"]) == ["a", "b", "c"]
    assert due(history, decks=["no-such-deck"]) == []


def test_a_unit_set_due_before_its_first_review_comes_first(history: History) -> None:
    history.place(placed("a", "b"))
    history.record([review("a", day=TODAY - 90, due=TODAY)])
    history.record([Draft(FactKind.SET_DUE, "b", {"day": TODAY})])
    assert due(history) == ["b", "a"]


def test_a_decks_factor_moves_it_in_the_queue(history: History) -> None:
    history.place([*placed("a"), *placed("b", deck="deck-b")])
    for unit, day in (("a", 10), ("b", 8)):
        history.record([review(unit, 2, day=TODAY - day, due=TODAY)])
    assert names(history.due_reviews(TODAY, factors={})) == ["a", "b"]
    rows = history.due_reviews(TODAY, factors={"deck-b": 0.5, "no-deck": 3}, default_factor=1.0)
    assert names(rows) == ["b", "a"]
    assert [row.overdue for row in rows] == pytest.approx([8 / 0.8, 10 / 1.6])


@pytest.mark.parametrize("slack", [1, 2, 64])
def test_ties_go_by_id_even_at_the_edge_of_the_limit(
    history: History, monkeypatch: pytest.MonkeyPatch, slack: int
) -> None:
    monkeypatch.setattr(queues, "_SLACK", slack)
    units = [f"u{number}" for number in (5, 3, 9, 1, 7, 2)]
    history.place(placed(*units))
    history.record([review(unit, 3, day=TODAY - 5, due=TODAY) for unit in units])
    for limit in range(8):
        assert due(history, limit=limit) == sorted(units)[:limit]


def test_what_is_not_shown_today(history: History) -> None:
    units = ("ok", "later", "asleep", "buried", "back", "card", "card#c1", "same", "neither")
    history.place(placed(*units))
    for unit in ("ok", "asleep", "buried", "back", "card", "card#c1", "gone"):
        history.record([review(unit, day=TODAY - 5, due=TODAY)])
    history.record([review("later", due=TODAY + 1)])
    history.record([Draft(FactKind.SUSPEND, "asleep", {"on": True})])
    history.record([Draft(FactKind.BURY, "buried", {"until": TODAY + 1})])
    history.record([Draft(FactKind.BURY, "back", {"until": TODAY})])
    history.record([review("neither", due=TODAY + 1)])
    history.record([Draft(FactKind.BURY, "neither", {"until": TODAY + 1})])
    history.record([review("same", day=TODAY, due=TODAY)])
    assert sorted(due(history)) == ["back", "card", "card#c1", "ok", "same"]
    assert history.deck_counts(TODAY, START)["deck-a"].reviews == 5
    history.record([review("card", day=TODAY, due=TODAY + 9)])
    assert sorted(due(history)) == ["back", "ok", "same"]
    assert history.deck_counts(TODAY, START) == {
        "deck-a": DeckCounts(new=0, steps=0, reviews=3, total=9, suspended=1)
    }


def test_steps_are_due_at_an_instant(history: History) -> None:
    history.place([*placed("a", "b"), *placed("c", deck="deck-b")])
    history.record([step("a", START + 600)])
    history.record([step("b", START + 60)])
    history.record([step("c", START + 6)])
    assert history.due_steps(until_ms=START + 60, today=TODAY, decks=["deck-a"]) == [
        DueStep(UnitId("b"), CardId("b"), DeckId("deck-a"), None, START + 60, Phase.LEARNING)
    ]
    assert names(history.due_steps(until_ms=START + 600, today=TODAY)) == ["c", "b", "a"]
    assert history.due_steps(until_ms=START + 600, today=TODAY, decks=[]) == []
    assert history.deck_counts(TODAY, START + 60)["deck-a"].steps == 1


def test_a_buried_step_waits_for_its_day(history: History) -> None:
    history.place(placed("a"))
    history.record([step("a", START + 6)])
    history.record([Draft(FactKind.BURY, "a", {"until": TODAY + 1})])
    assert history.due_steps(until_ms=START + 60, today=TODAY) == []
    assert history.deck_counts(TODAY, START + 60)["deck-a"].steps == 0
    assert names(history.due_steps(until_ms=START + 60, today=TODAY + 1)) == ["a"]
    assert history.deck_counts(TODAY + 1, START + 60)["deck-a"].steps == 1


def test_what_was_never_seen_is_no_test_of_memory(history: History) -> None:
    history.record([Draft(FactKind.SET_DUE, "a", {"due_day": TODAY, "day": TODAY - 3})])
    history.record([review("a", 1, day=TODAY)])
    history.record([review("a", 3, day=TODAY + 4)])
    days = {day.day: day for day in history.days_studied(TODAY, TODAY + 9)}
    assert (days[TODAY].introduced, days[TODAY].tested) == (1, 0)
    assert (days[TODAY + 4].tested, days[TODAY + 4].passed) == (1, 1)
    assert history.verify() == []


def test_new_units_that_wait_are_counted_by_deck(history: History) -> None:
    history.place([*placed("nice", "nice-2", priority=3), *placed("must", deck="deck-a")])
    history.record([Draft(FactKind.BURY, "must", {"until": TODAY + 1})])
    assert history.deck_counts(TODAY, START)["deck-a"].new == 2
    assert history.deck_counts(TODAY + 1, START)["deck-a"].new == 3


def test_what_left_the_library_keeps_its_history(history: History) -> None:
    history.place(placed("a", "b", "c"))
    history.record([review("a", day=TODAY - 3, due=TODAY)])
    digest = history.digest()
    history.place(placed("b"))
    assert due(history) == []
    assert history.deck_counts(TODAY, START) == {"deck-a": DeckCounts(new=1, total=1)}
    assert history.state(UnitId("a")).reps == 1
    history.place(placed("a"), replace=False)
    assert due(history) == ["a"]
    assert history.digest() == digest
    assert history.verify() == []


def test_moving_a_deck_changes_no_state(history: History) -> None:
    history.place(placed("a", deck="old"))
    history.record([review("a", day=TODAY - 3, due=TODAY)])
    digest = history.digest()
    history.place(placed("a", deck="new"))
    assert due(history, decks=["new"]) == ["a"]
    assert due(history, decks=["old"]) == []
    assert set(history.deck_counts(TODAY, START)) == {"new"}
    assert history.digest() == digest


def test_counts_keep_step_with_undo_repair_and_parameters(history: History) -> None:
    history.place(placed("a", "b"))
    first = history.deck_counts(TODAY, START)
    history.record([review("a"), Draft(FactKind.SUSPEND, "b", {"on": True})])
    assert history.deck_counts(TODAY, START)["deck-a"] == DeckCounts(total=2, suspended=1)
    history.record([setting("parameters", [2.0] * 21)])
    history.repair()
    assert history.deck_counts(TODAY, START)["deck-a"] == DeckCounts(total=2, suspended=1)
    history.undo()
    history.undo()
    assert history.deck_counts(TODAY, START) == first
    assert history.verify() == []


def test_load_and_figures_of_days(history: History) -> None:
    history.place(placed("a", "b", "c"))
    history.record([review("a", 3, due=TODAY + 2, ms=1000)])
    history.record([review("b", 1, due=TODAY + 2, ms=3000)])
    history.record([review("a", 1, day=TODAY + 2, due=TODAY + 3, ms=2000)])
    history.record([review("a", 3, day=TODAY + 2, due=TODAY + 9, ms=2000)])
    history.record([review("b", 4, day=TODAY + 2, due=TODAY + 9, ms=2000)])
    cram = {"day": TODAY + 2, "rating": 1, "ms": 700, "cram": True}
    history.record([Draft(FactKind.REVIEW, "c", cram)])
    assert history.due_load(TODAY, TODAY + 9) == {TODAY + 9: 2}
    assert history.day_summary(TODAY) == DaySummary(TODAY, 2, 2, 1, 4000)
    assert history.day_summary(TODAY + 1) == DaySummary(TODAY + 1)
    later = DaySummary(TODAY + 2, 3, 0, 1, 6000, tested=2, passed=1, cram=1, cram_ms=700)
    assert history.days_studied(TODAY + 1, TODAY + 5) == [later]
    assert history.true_retention(TODAY, TODAY + 5) == (1, 2)
    assert history.seconds_per_review(TODAY + 2, days=3) == pytest.approx(2.0)
    assert history.seconds_per_review(TODAY + 2, days=1) == pytest.approx(2.0)
    assert history.seconds_per_review(TODAY - 1) is None
    assert history.state(UnitId("c")).reps == 0
    history.undo()
    assert history.day_summary(TODAY + 2).cram == 0
    assert history.verify() == []
