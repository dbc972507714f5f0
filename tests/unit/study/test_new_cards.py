"""The new cards of a day: one draw for Today and the session, stable, fair, within the scope."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.clock import FixedClock
from mlprep.domain.ids import CardId, DeckId, TopicId, UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase
from mlprep.memory.entries import Kind
from mlprep.store import lanes as lanes_store
from mlprep.store.errors import HistoryLocked
from mlprep.store.history import History
from mlprep.store.lanes import Lane
from mlprep.store.values import Placement
from mlprep.study.day_plan import day_plan
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.plan.start import footing
from mlprep.study.review.limits import MORE_NEW, Limits, new_left
from mlprep.study.review.new_cards import NOTE, new_in_scope, new_today
from mlprep.study.review.scope import Scope, scope_of
from mlprep.study.review.session import ReviewSession
from mlprep.study.today import today
from mlprep.study.workspace import Workspace


def _place(workspace: Workspace, sizes: list[int]) -> None:
    """Put so many cards into so many decks without a topic, beside the small deck."""
    for deck, size in enumerate(sizes):
        cards = "".join(
            f'[[card]]\nid = "deck-{deck}-{nth}"\nfront = "{deck} {nth}?"\nback = "So."\n'
            for nth in range(size)
        )
        path = workspace.paths.decks / f"deck-{deck}.toml"
        text = f'[deck]\ntitle = "Deck {deck}"\nid = "deck-{deck}"\n{cards}'
        path.write_text(text, encoding="utf-8")
    workspace.refresh_library()


def _answer_all(session: ReviewSession, clock: FixedClock) -> list[str]:
    """Answer everything easily; the decks of the new cards."""
    decks: list[str] = []
    showing = session.next()
    while showing is not None:
        if showing.entry.kind is Kind.NEW:
            decks.append(showing.question.card.deck)
        clock.advance(minutes=0.1)
        showing = session.answer(Rating.EASY)
    return decks


def test_decks_without_a_topic_take_turns_and_none_is_starved(
    workspace: Workspace, clock: FixedClock
) -> None:
    _place(workspace, [30, 30, 30, 2])
    workspace.change_setting("new_per_day", 5)
    met: Counter[str] = Counter()
    for _ in range(4):
        new = _answer_all(ReviewSession(workspace), clock)
        assert len(new) == 5
        met.update(new)
        clock.advance(days=1)
    assert set(met) == {"small", "deck-0", "deck-1", "deck-2", "deck-3"}
    big = [met[f"deck-{deck}"] for deck in range(3)]
    assert max(big) - min(big) <= 1


def test_today_and_the_session_agree_and_an_undo_finds_the_same_cards(
    workspace: Workspace,
) -> None:
    _place(workspace, [40, 40])
    drawn = [one.unit for one in new_today(workspace, 20).units]
    assert today(workspace).new == 20
    session = ReviewSession(workspace)
    session.next()
    assert session.showing is not None
    first = session.showing.entry.unit
    assert first == drawn[0]
    session.answer(Rating.EASY)
    assert [one.unit for one in new_today(workspace, 19).units] == drawn[1:]
    session.undo()
    assert [one.unit for one in new_today(workspace, 20).units] == drawn
    assert session.showing.entry.unit == first


def test_what_is_put_off_or_suspended_leaves_room_for_others(workspace: Workspace) -> None:
    _place(workspace, [40])
    session = ReviewSession(workspace)
    session.next()
    session.suspend()
    session.bury()
    assert session.progress.new == 20
    assert today(workspace).new == 20


def test_more_goes_a_helping_beyond_the_limit_and_no_further(
    workspace: Workspace, clock: FixedClock
) -> None:
    _place(workspace, [40, 40])
    workspace.change_setting("new_per_day", 3)
    assert len(_answer_all(ReviewSession(workspace), clock)) == 3
    assert ReviewSession(workspace).next() is None
    more = ReviewSession(workspace, more=True)
    assert len(_answer_all(more, clock)) == MORE_NEW
    assert ReviewSession(workspace).next() is None
    assert len(_answer_all(ReviewSession(workspace, more=True), clock)) == MORE_NEW


def test_more_adds_a_helping_to_what_is_left_of_the_day(
    workspace: Workspace, clock: FixedClock
) -> None:
    _place(workspace, [40, 40])
    workspace.change_setting("new_per_day", 5)
    session = ReviewSession(workspace)
    session.next()
    session.answer(Rating.EASY)
    assert session.progress.new == 4
    more = ReviewSession(workspace, more=True)
    assert more.progress.new == 4 + MORE_NEW
    assert len(_answer_all(more, clock)) == 4 + MORE_NEW


def test_a_deck_asked_for_by_name_comes_alone_easy_levels_first(workspace: Workspace) -> None:
    cards = "".join(
        f'[[card]]\nid = "own-{nth}"\nlevel = {5 - nth}\nfront = "{nth}?"\nback = "So."\n'
        for nth in range(5)
    )
    text = f'[[topic]]\nid = "own"\narea = "own-area"\ntitle = "Own"\n[deck]\ntitle = "Owned"\ntopic = "own"\n{cards}'  # noqa: E501  # one file
    (workspace.paths.decks / "owned.toml").write_text(text, encoding="utf-8")
    workspace.refresh_library()
    for name in ("owned", "own"):
        found = new_in_scope(workspace, scope_of(workspace, [name]), 3)
        assert [one.unit for one in found] == ["own-4", "own-3", "own-2"]
    assert {one.deck for one in new_today(workspace, 10).units} == {"owned", "small"}


def test_a_broken_or_old_note_is_drawn_anew(workspace: Workspace, clock: FixedClock) -> None:
    drawn = new_today(workspace, 5).units
    workspace.history.set_note(NOTE, "{")
    assert new_today(workspace, 5).units == drawn
    clock.advance(days=1)
    assert len(new_today(workspace, 5).units) == len(drawn)


def test_today_shows_also_where_nothing_can_be_kept(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_history: History, _key: str, _value: str) -> None:
        raise HistoryLocked("Another program holds it.")

    monkeypatch.setattr(History, "set_note", locked)
    seen = today(workspace)
    assert seen.new == 5
    assert sum(one.cards for one in day_plan(workspace, seen).topics) == 5


def test_a_unit_that_left_the_library_is_not_asked(workspace: Workspace, deck_file: Path) -> None:
    assert len(new_today(workspace, 5).units) == 5
    deck_file.unlink()
    workspace.refresh_library()
    assert not new_today(workspace, 5).units


def test_lanes_give_the_first_part_of_a_card_and_no_more_than_asked(workspace: Workspace) -> None:
    workspace.history.place(
        Placement(UnitId(f"card-{card}#c{part}"), CardId(f"card-{card}"), DeckId("gaps"),
                  TopicId("topic"), card, 2, None)
        for card in range(9)
        for part in range(1, 12)
    )  # fmt: skip
    lanes, lane = workspace.history.lanes, Lane(DeckId("gaps"), TopicId("topic"), None)
    assert lanes.waiting(workspace.today)[lane] == 9
    found = lanes.first(lane, workspace.today, 3)
    assert [one.unit for one in found] == ["card-0#c1", "card-1#c1", "card-2#c1"]
    assert len(lanes.first(lane, workspace.today)) == 9


def test_a_draw_reads_its_cards_from_the_index_alone(workspace: Workspace) -> None:
    """So that the first look of a day costs no more with a large library."""
    with closing(sqlite3.connect(workspace.paths.history)) as direct:
        for query in (lanes_store._COUNT, lanes_store._FIRST):
            values = dict.fromkeys(("today", "deck", "topic", "level"), 1)
            plan = direct.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
            first = plan[0][3]
            assert "USING COVERING INDEX units_new" in first
            assert not any("ORDER BY" in row[3] for row in plan)


def test_cards_that_wait_for_others_hold_no_level_up(workspace: Workspace) -> None:
    """A lane of whose counted cards most wait is drawn from as far as it goes, others fill up."""
    waits = "".join(
        f'[[card]]\nid = "later-{nth}"\npriority = 1\nrequires = ["base"]\nfront = "L{nth}?"\n'
        'back = "So."\n'
        for nth in range(40)
    )
    base = '[[card]]\nid = "base"\nfront = "Base?"\nback = "So."\npriority = 3\n'
    path = workspace.paths.decks / "waits.toml"
    path.write_text(f'[deck]\ntitle = "Waits"\nid = "waits"\n{waits}{base}', encoding="utf-8")
    workspace.refresh_library()
    drawn = new_today(workspace, 20)
    assert {one.unit for one in drawn.units if one.deck == "waits"} == {"base"}
    assert {one.deck for one in drawn.units} == {"small", "waits"}
    assert drawn.awaited == ["base"]


def test_progress_counts_what_was_recalled_on_a_later_day(
    workspace: Workspace, clock: FixedClock
) -> None:
    lanes, began = workspace.history.lanes, workspace.today
    _answer_all(ReviewSession(workspace), clock)
    assert sum(one.introduced for one in lanes.begun_today(began)) == 5
    assert lanes.progress(began, 30) == []
    clock.advance(days=30)
    (row,) = lanes.progress(workspace.today, 31)
    assert (row.introduced, row.recalled, row.recent) == (5, 0, 5)
    workspace.change_setting("new_per_day", 0)  # a new sibling would send a due one away
    _answer_all(ReviewSession(workspace, Scope()), clock)
    (row,) = lanes.progress(workspace.today, 5)
    assert (row.recalled, row.recent) == (5, 0)


def test_what_was_forgotten_and_relearned_is_not_recalled_in_the_draw_nor_in_the_forecast(
    workspace: Workspace, clock: FixedClock
) -> None:
    _answer_all(ReviewSession(workspace), clock)
    clock.advance(days=30)
    workspace.change_setting("new_per_day", 0)
    session = ReviewSession(workspace)
    shown = session.next()
    assert shown is not None
    forgotten = shown.entry.unit
    session.answer(Rating.AGAIN)
    shown = session.showing
    while shown is not None:  # the others once, and the forgotten one again in its step
        clock.advance(minutes=10)
        shown = session.answer(Rating.GOOD)
    assert workspace.history.state(forgotten).phase is Phase.REVIEW
    clock.advance(days=1)
    assert _recalled(workspace) == (4, 4)
    clock.advance(days=30)
    _answer_all(ReviewSession(workspace), clock)
    clock.advance(days=1)
    assert _recalled(workspace) == (5, 5)


def _recalled(workspace: Workspace) -> tuple[int, int]:
    """Cards recalled, as the draw and as the forecast count them."""
    rows = workspace.history.lanes.progress(workspace.today, 30)
    ahead = footing(workspace, topic_plan(workspace))
    return sum(one.recalled for one in rows), sum(one.recalled for one in ahead.start.memories)


@settings(max_examples=40, deadline=None)
@given(
    minutes=st.floats(0, 300), new=st.integers(0, 50), steps=st.integers(0, 20),
    reviews=st.integers(0, 500),
)  # fmt: skip
def test_new_cards_get_what_reviews_leave_of_the_minutes(
    minutes: float, new: int, steps: int, reviews: int
) -> None:
    class Speed:
        seconds_per_card = (25.0, 12.0)

    limits = Limits(new, 200, minutes)
    found = new_left(Speed(), limits, steps, reviews)  # type: ignore[arg-type]  # only the speed counts
    due = 12 * (steps + min(200, reviews))
    assert 0 <= found <= new
    assert found == 0 or found * 25 + due <= minutes * 60 + 1e-6
    assert found == new or (found + 1) * 25 + due > minutes * 60 - 1e-6
