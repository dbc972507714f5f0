import contextlib
import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from tests.unit.store.storekit import (
    START,
    TODAY,
    foreign,
    moved,
    open_history,
    review,
    setting,
    step,
)

from mlprep.domain.clock import FixedClock
from mlprep.domain.days import DAY_MS
from mlprep.domain.facts import Draft, FactKind, PlainReview, Review
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.store.errors import HistoryDamaged, HistoryError, HistoryMoved
from mlprep.store.history import History


def test_review_comes_back_as_it_was_recorded(history: History, path: Path) -> None:
    given = Review(
        UnitId("bias#c1"),
        TODAY,
        Rating.HARD,
        3210,
        due_at_ms=START + 60_000,
        step=1,
        typed="x\ud800",
    )
    (fact,) = history.record([given.draft("Hard on bias")])
    assert (fact.number, fact.action, fact.at_ms, fact.device) == (1, 1, START, history.device)
    with open_history(path) as again:
        assert list(again.facts()) == [fact]
        assert again.facts_of(given.unit) == [fact]
        assert dict(fact.body) == dict(given.draft().body)


def test_cram_and_odd_values_survive_the_round_trip(history: History) -> None:
    body = {"day": 1, "rating": 3, "ms": 5, "cram": True, "parameters": "p1", "note": [1, None]}
    (fact,) = history.record([Draft(FactKind.REVIEW, "a", body)])  # type: ignore[arg-type]  # dict is invariant
    (odd,) = history.record([Draft(FactKind.EVIDENCE, "p", {"cram": False, "deep": {"a": 1.5}})])
    assert list(history.facts()) == [fact, odd]


def test_state_is_folded_and_fresh_where_nothing_is_known(history: History) -> None:
    assert history.state(UnitId("never")) == UnitState(UnitId("never"))
    history.record([review("a", 3)])
    state = history.state(UnitId("a"))
    assert (state.phase, state.reps, state.due_day) == (Phase.REVIEW, 1, TODAY + 3)
    assert history.states([UnitId("a"), UnitId("b")]) == {
        "a": state,
        "b": UnitState(UnitId("b")),
    }


def test_one_action_shares_its_number(history: History) -> None:
    history.record([review("z")])
    facts = history.record([review("a", 1), Draft(FactKind.SUSPEND, "a", {"on": True})])
    assert [(fact.number, fact.action) for fact in facts] == [(2, 2), (3, 2)]
    assert history.state(UnitId("a")).suspended


def test_instants_never_run_backwards(history: History, clock: FixedClock) -> None:
    history.record([review("a")])
    clock.advance(hours=-5)
    (fact,) = history.record([review("a")])
    assert fact.at_ms == START
    assert history.state(UnitId("a")).reps == 2


def test_nothing_of_a_bad_action_is_recorded(history: History) -> None:
    before = history.digest()
    with pytest.raises(HistoryError, match="does not fit"):
        history.record([review("a"), review("b", ms=-1)])
    assert list(history.facts()) == []
    assert history.digest() == before
    assert len(history.record([review("b")])) == 1


def test_facts_cannot_be_changed_or_deleted(history: History, path: Path) -> None:
    history.record([review("a")])
    with sqlite3.connect(path) as direct:
        for statement in ("UPDATE facts SET rating = 4", "DELETE FROM facts"):
            with pytest.raises(sqlite3.IntegrityError, match="facts are never"):
                direct.execute(statement)
    direct.close()


def test_every_commit_is_synced_by_pragma(history: History) -> None:
    assert history.pragmas() == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 2000,
    }


def test_settings_the_later_wins_and_undo_brings_the_earlier_back(history: History) -> None:
    assert history.settings() == {}
    history.record([setting("new_per_day", 10)])
    history.record([setting("new_per_day", 30)])
    history.record([setting("days_off", ["2027-01-01"])])
    assert history.settings() == {"new_per_day": 30, "days_off": ["2027-01-01"]}
    history.undo()
    history.undo()
    assert history.settings() == {"new_per_day": 10}
    latest = history.latest(FactKind.SETTING, "new_per_day")
    assert latest is not None
    assert latest.body["value"] == 10


def test_parameters_change_memories_but_no_due_day(history: History) -> None:
    history.record([review("a")])
    history.record([review("a", day=TODAY + 3)])
    before = history.state(UnitId("a"))
    history.record([setting("parameters", [2.0] * 21)])
    after = history.state(UnitId("a"))
    assert after.stability == pytest.approx(1.9 * 1.9 * (2.8 / 1.9) ** 2)
    assert after._replace(stability=before.stability) == before
    assert history.digest() == history.rebuild()
    history.undo()
    assert history.state(UnitId("a")) == before
    history.record([setting("parameters", [])])
    assert history.state(UnitId("a")) == before


def test_late_facts_are_put_in_their_place(history: History, clock: FixedClock) -> None:
    clock.advance(hours=1)
    history.record([review("a", 3, day=TODAY + 1)])
    earlier = foreign(1, review("a", 1, day=TODAY), at=START)
    assert history.merge([earlier, earlier]) == 1
    assert history.merge([earlier]) == 0
    state = history.state(UnitId("a"))
    assert (state.reps, state.first_day, state.last_day) == (2, TODAY, TODAY + 1)
    assert [fact.device for fact in history.facts_of(UnitId("a"))] == ["other", history.device]
    assert history.verify() == []


def test_a_record_before_a_fact_of_a_faster_clock_is_refolded(history: History) -> None:
    history.merge([foreign(1, review("a", 1, day=TODAY + 9), at=START + 10**9)])
    history.record([review("a", 3)])
    assert history.state(UnitId("a")).last_day == TODAY + 9
    assert history.verify() == []


def test_what_is_done_counts_after_what_had_come_from_a_faster_clock(
    history: History, clock: FixedClock
) -> None:
    hour = 60 * 60_000
    theirs = [setting("new_per_day", 7), Draft(FactKind.SUSPEND, "a", {"on": True})]
    history.merge([foreign(n, one, at=START + hour) for n, one in enumerate(theirs, start=1)])
    (fact,) = history.record([setting("new_per_day", 3)])
    history.record([Draft(FactKind.SUSPEND, "a", {"on": False})])
    assert fact.at_ms == START + hour + 1
    assert history.settings()["new_per_day"] == 3
    assert not history.state(UnitId("a")).suspended
    clock.advance(hours=2)
    (later,) = history.record([review("a")])
    assert later.at_ms == START + 2 * hour
    history.merge([foreign(3, review("b"), at=START + 9 * DAY_MS)])  # its year is wrong, say
    (after,) = history.record([review("b")])
    assert after.at_ms == START + 2 * hour
    assert history.verify() == []


def test_reidentified_card_takes_its_history_along(history: History, clock: FixedClock) -> None:
    for unit in ("old", "old#c1", "new#c1"):
        history.record([review(unit)])
        clock.advance(minutes=1)
    history.record([moved("old", "new")])
    clock.advance(minutes=1)
    assert history.state(UnitId("new")).reps == 1
    assert history.state(UnitId("new#c1")).reps == 2
    assert history.state(UnitId("old#c1")) == UnitState(UnitId("old#c1"))
    history.record([moved("new", "newest")])
    assert history.state(UnitId("newest#c1")).reps == 2
    assert [fact.subject for fact in history.facts_of(UnitId("newest#c1"))] == ["old#c1", "new#c1"]
    assert history.verify() == []
    undone = history.undo()
    assert undone is not None
    assert [fact.subject for fact in undone.facts] == ["new#c1"], "what a file says is not undone"
    assert history.state(UnitId("newest#c1")).reps == 1
    assert history.verify() == []


def test_an_answer_that_moved_its_card_is_undone_without_the_move(
    history: History, clock: FixedClock
) -> None:
    history.record([review("old")])
    clock.advance(minutes=1)
    history.record([review("old", day=TODAY + 1), moved("old", "new")])
    assert history.state(UnitId("new")).reps == 2
    clock.advance(minutes=1)
    assert history.undo() is not None
    assert history.state(UnitId("new")).reps == 1
    assert history.verify() == []
    clock.advance(minutes=1)
    assert history.redo() is not None
    assert history.state(UnitId("new")).reps == 2
    assert history.undo() is not None
    assert history.state(UnitId("new")).reps == 1
    assert history.verify() == []


def test_a_clock_put_back_before_an_import_leaves_undo_in_step(
    history: History, clock: FixedClock
) -> None:
    history.record([review("a")])
    clock.advance(days=-1)
    history.record_past(
        [PlainReview(START - 9 * DAY_MS, UnitId("b"), TODAY - 9, 3, 900, TODAY)],
        "Import",
        parameters="other",
    )
    (fact,) = history.record([review("c")])
    assert fact.at_ms >= START
    for unit in ("c", "b", "a"):
        assert history.undo() is not None
        assert history.state(UnitId(unit)).reps == 0
        assert history.verify() == []
    assert history.undo() is None


def test_circles_of_reidentification_end(history: History, clock: FixedClock) -> None:
    history.record([review("a"), review("b")])
    for old, new in (("a", "b"), ("b", "a"), ("a", "a"), ("a", "b"), ("b", "c"), ("c", "b")):
        clock.advance(minutes=1)
        history.record([moved(old, new)])
    assert history.state(UnitId("b")).reps == 2
    clock.advance(minutes=1)
    history.record([review("a")])
    assert history.state(UnitId("a")).reps == 1, "a card that comes back starts afresh"
    assert history.verify() == []


def test_warmth_makes_room_in_the_log_and_leaves_nothing_in_the_history(path: Path) -> None:
    log = path.with_name(f"{path.name}-wal")
    with open_history(path) as history:
        history.record([review("a")])
        digest, before = history.digest(), log.stat().st_size
        history.warm()
        grown = log.stat().st_size
        assert grown > before + 1_000_000
        assert history.note("room") == ""
        assert history.digest() == digest
        for _ in range(20):
            history.record([review("a")])
        assert log.stat().st_size == grown
        assert history.verify() == []
    with open_history(path) as again:
        assert again.state(UnitId("a")).reps == 21


def test_warmth_waits_for_nobody(path: Path) -> None:
    with open_history(path) as history, contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        history.warm()
        assert time.monotonic() - start < 1
        other.execute("ROLLBACK")
        history.record([review("a")])
        assert history.pragmas()["busy_timeout"] == 2000


def test_a_copied_history_counts_under_a_new_device(history: History, path: Path) -> None:
    history.record([review("a")])
    history.checkpoint()
    device = history.device
    history.close()
    with open_history(path) as same:
        assert same.device == device
    copy = path.with_name("copy.sqlite")
    shutil.copy2(path, copy)
    with open_history(copy) as other:
        assert other.device != device
        assert other.undo() is None
        (fact,) = other.record([review("a")])
        assert fact.number == 1
    with open_history(path, machine="elsewhere") as moved_home:
        assert moved_home.device != device


def test_a_disk_with_another_number_is_the_same_device(history: History, path: Path) -> None:
    history.record([review("a")])
    device = history.device
    history.close()
    with contextlib.closing(sqlite3.connect(path)) as direct, direct:
        rows = direct.execute("SELECT value FROM local WHERE key = 'fingerprint'").fetchall()
        assert rows == [(f"here/{path.stat().st_ino}",)]
        earlier = f"here/4711/{path.stat().st_ino}"  # as it was written before, and then mounted
        direct.execute("UPDATE local SET value = ? WHERE key = 'fingerprint'", (earlier,))
    with open_history(path, machine="elsewhere") as moved_home:
        assert moved_home.device != device
    with contextlib.closing(sqlite3.connect(path)) as direct, direct:
        rows = [("device", device), ("fingerprint", earlier)]
        direct.executemany("REPLACE INTO local (key, value) VALUES (?, ?)", rows)
    with open_history(path) as same:
        assert same.device == device
        assert same.undo() is not None


def test_an_earlier_copy_put_in_the_place_counts_under_a_new_device(path: Path) -> None:
    with open_history(path) as history:
        history.record([review("a")])
        device = history.device
    earlier, file = path.read_bytes(), path.stat().st_ino
    for _ in range(2):
        with open_history(path) as history:
            assert history.device == device
            later = history.record([review("b")])
    path.write_bytes(earlier)  # as cp does
    assert path.stat().st_ino == file
    with open_history(path) as copy:
        assert copy.device != device
        assert copy.undo_label() is None
        assert copy.record([review("c")])[0].number == 1
        assert copy.merge(later) == 1, "what was recorded since can come back from elsewhere"
    with open_history(path) as again:
        assert again.device == copy.device


@pytest.mark.parametrize("kept", [None, b"", b"junk \xff", b"{} ", b"{} 9", b"{} nine\n", b"x 9\n",
                                  b"{} 1\n", b"{} " + b"9" * 5000 + b"\n"])  # fmt: skip
def test_without_a_sound_note_of_the_count_the_device_stays(path: Path, kept: bytes | None) -> None:
    with open_history(path) as history:
        history.record([review("a")])
        history.record([review("a")])
    beside = path.with_name(f"{path.name}.device")
    whole = beside.read_bytes()
    if kept is None:
        beside.unlink()
    else:
        beside.write_bytes(kept.replace(b"{}", history.device.encode()))
    with open_history(path) as again:
        assert again.device == history.device
        assert beside.read_bytes() == whole


def test_a_count_that_cannot_be_kept_stops_nothing(path: Path) -> None:
    path.with_name(f"{path.name}.device").mkdir()
    with open_history(path) as history:
        history.record([review("a")])
    with open_history(path) as again:
        assert again.device == history.device


def test_tidying_the_log_makes_no_file(history: History, path: Path) -> None:
    history.record([review("a")])
    path.rename(path.with_name("moved.sqlite"))
    with pytest.raises(HistoryError, match="cannot be written"):
        history.checkpoint()
    assert not path.exists()


def test_another_programs_writes_are_noticed(history: History, path: Path) -> None:
    before = history.data_version()
    history.record([review("a")])
    assert history.data_version() == before
    with open_history(path) as second:
        second.record([review("b")])
    with pytest.raises(HistoryMoved):
        history.record([review("b", 1)], seen=before)
    assert history.data_version() != before
    assert history.state(UnitId("b")).reps == 1
    history.record([review("b", 1)], seen=history.noticed_version)
    assert history.state(UnitId("b")).reps == 2


def test_reading_half_of_the_facts_does_not_block_writing(history: History, path: Path) -> None:
    history.record([review("a"), review("b")])
    reading = history.facts()
    next(reading)
    with open_history(path) as second:
        second.record([review("c")])
    history.record([review("d")])
    assert history.state(UnitId("d")).reps == 1
    reading.close()  # type: ignore[attr-defined]  # a generator


def test_verify_names_what_differs_and_repair_mends_it(history: History, path: Path) -> None:
    history.record([review("a"), step("b", START + 1)])
    good = history.digest()
    with sqlite3.connect(path) as direct:
        direct.execute("UPDATE units SET reps = 9 WHERE id IN (SELECT id FROM units LIMIT 1)")
        direct.execute("UPDATE daily SET ms = 1")
    direct.close()
    assert history.digest() != good == history.rebuild()
    assert any("units: a" in line for line in history.verify())
    assert any(line.startswith("daily") for line in history.verify())
    history.repair()
    assert history.verify() == []
    assert history.digest() == good


def test_no_history_is_begun_when_none_may_be(tmp_path: Path, clock: FixedClock) -> None:
    with pytest.raises(HistoryError, match="There is no history"):
        History.open(
            tmp_path / "h",
            clock=clock,
            advance=lambda state, _fact, _parameters: state,
            default_parameters=(),
            create=False,
        )
    assert os.listdir(tmp_path) == []  # noqa: PTH208  # names are enough


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE moz_places (id)")
    other.close()
    with pytest.raises(HistoryDamaged, match="database of another program"):
        open_history(path)
