from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.days import MINUTE_MS
from mlprep.domain.ids import UnitId, card_of
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.queue import Counts, StudyQueue

NOW = 1_795_250_000_000
LEARNT = UnitState(UnitId(""), Phase.REVIEW, 3.0, 5.0, due_day=20_800)


def entries(kind: Kind, *names: str, **rest: float) -> list[Entry]:
    return [Entry(UnitId(name), kind, overdue=rest.get("overdue", 1)) for name in names]


def step(name: str, minutes: float) -> Entry:
    return Entry(UnitId(name), Kind.STEP, NOW + round(minutes * MINUTE_MS))


def on_step(minutes: float) -> UnitState:
    due_at = NOW + round(minutes * MINUTE_MS)
    return UnitState(UnitId(""), Phase.LEARNING, 0.2, 6.0, due_at_ms=due_at)


def numbered(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number:02}" for number in range(count)]


def name_of(entry: Entry | None) -> str | None:
    return None if entry is None else entry.unit


def play(queue: StudyQueue, count: int = 1000, now_ms: int = NOW) -> list[str]:
    """Answer what comes, always right, until nothing does."""
    shown: list[str] = []
    while len(shown) < count and (entry := queue.next(now_ms)) is not None:
        assert queue.peek(1) == [entry]
        shown.append(entry.unit)
        queue.done(entry.unit, LEARNT, now_ms, 0)
    return shown


def test_due_steps_come_first_then_the_most_overdue() -> None:
    reviews = [Entry(UnitId(f"r{n}"), Kind.REVIEW, overdue=n / 10) for n in (3, 20, 11)]
    queue = StudyQueue(
        steps=[step("late", -1), step("soon", 5), step("later", -9)], reviews=reviews, new=()
    )
    assert play(queue) == ["later", "late", "r20", "r11", "r3", "soon"]


def test_new_units_are_spread_evenly_two_in_ten() -> None:
    queue = StudyQueue(
        reviews=entries(Kind.REVIEW, *numbered("r", 40)), new=entries(Kind.NEW, *numbered("n", 10))
    )
    places = [place for place, name in enumerate(play(queue)) if name.startswith("n")]
    assert places == [2, 7, 12, 17, 22, 27, 32, 37, 42, 47]


@pytest.mark.parametrize(("share", "expected"), [(0.0, "rrrnn"), (1.0, "nnrrr"), (0.5, "nrnrr")])
def test_the_share_of_new_units_is_the_learners(share: float, expected: str) -> None:
    queue = StudyQueue(
        reviews=entries(Kind.REVIEW, "r1", "r2", "r3"),
        new=entries(Kind.NEW, "n1", "n2"),
        new_share=share,
    )
    assert "".join(name[0] for name in play(queue)) == expected


def test_limits_hold_and_are_counted_down() -> None:
    queue = StudyQueue(
        steps=[step("s", 0)],
        reviews=entries(Kind.REVIEW, *numbered("r", 9)),
        new=entries(Kind.NEW, *numbered("n", 9)),
        reviews_left=3,
        new_left=2,
    )
    assert queue.counts() == Counts(1, 3, 2)
    assert sorted(name[0] for name in play(queue)) == ["n", "n", "r", "r", "r", "s"]
    assert queue.counts() == Counts(0, 0, 0)


def test_counts_go_as_far_as_the_minutes() -> None:
    queue = StudyQueue(
        steps=[step("s", 0)], reviews=entries(Kind.REVIEW, *"abcdefgh"),
        new=entries(Kind.NEW, *"klmn"), new_share=0, minutes_left=3, new_minutes=0.5,
        review_minutes=0.25,
    )  # fmt: skip
    assert queue.counts() == Counts(1, 8, 2)
    queue.minutes_left = 1.1
    assert queue.counts() == Counts(1, 4, 0)
    assert queue.in_time(5) == 1.1
    queue.minutes_left = 0
    assert queue.counts() == Counts(1, 0, 0)
    assert queue.in_time(0.25) == 0.25


def test_a_limit_in_minutes_ends_all_but_steps_begun() -> None:
    queue = StudyQueue(
        steps=[step("s", 30)], reviews=entries(Kind.REVIEW, "a", "b", "c"), minutes_left=1.5
    )
    for name in ("a", "b"):
        assert name_of(queue.next(NOW)) == name
        queue.done(UnitId(name), LEARNT, NOW, MINUTE_MS)
    assert queue.next(NOW) is None
    assert queue.counts() == Counts(1, 0, 0)
    assert name_of(queue.next(NOW + 15 * MINUTE_MS)) == "s"


def test_cramming_knows_no_limits() -> None:
    queue = StudyQueue(reviews=entries(Kind.CRAM, "a", "b", "c"), reviews_left=0)
    assert queue.counts().reviews == 3
    assert play(queue) == ["a", "b", "c"]


def test_a_failed_unit_comes_back_when_its_step_is_due() -> None:
    queue = StudyQueue(reviews=entries(Kind.REVIEW, "a", "b", "c", "d"))
    queue.done(UnitId("a"), on_step(1), NOW, 0)
    assert name_of(queue.next(NOW)) == "b"
    queue.done(UnitId("b"), LEARNT, NOW, 0)
    assert name_of(queue.next(NOW + MINUTE_MS - 1)) == "c"
    assert name_of(queue.next(NOW + MINUTE_MS)) == "a"


def test_a_unit_is_not_shown_twice_in_a_row_when_another_is_ready() -> None:
    """Not even when its step is due already; but when it is the only one it is."""
    queue = StudyQueue(steps=[step("s", 8)], reviews=entries(Kind.REVIEW, "a", "b"))
    queue.done(UnitId("a"), on_step(0), NOW, 0)
    assert name_of(queue.next(NOW)) == "b"
    queue.done(UnitId("b"), on_step(5), NOW, 0)
    assert name_of(queue.next(NOW)) == "a"
    queue.done(UnitId("a"), on_step(1), NOW, 0)
    assert name_of(queue.next(NOW)) == "b"
    queue.done(UnitId("b"), LEARNT, NOW, 0)
    queue.done(UnitId("s"), LEARNT, NOW, 0)
    queue.done(UnitId("a"), on_step(2), NOW, 0)
    assert name_of(queue.next(NOW)) == "a"


def test_steps_beyond_the_learn_ahead_window_are_waited_for() -> None:
    queue = StudyQueue(steps=[step("s", 45), step("t", 30 * 60)])
    assert queue.next(NOW) is None
    assert queue.wait_ms(NOW) == 25 * MINUTE_MS
    assert name_of(queue.next(NOW + 25 * MINUTE_MS)) == "s"
    queue.done(UnitId("s"), LEARNT, NOW + 25 * MINUTE_MS, 0)
    assert queue.wait_ms(NOW) == (30 * 60 - 20) * MINUTE_MS
    assert queue.counts().steps == 1
    queue.drop([UnitId("t")])
    assert queue.wait_ms(NOW) is None


def test_siblings_stay_away_once_one_was_answered() -> None:
    units = ["x", "x#rev", "y#c1", "z", "y#c2"]
    queue = StudyQueue(reviews=entries(Kind.REVIEW, *units), new=entries(Kind.NEW, "y#c3", "w"))
    assert play(queue) == ["x", "y#c1", "w", "z"]
    together = StudyQueue(reviews=entries(Kind.REVIEW, *units), siblings_apart=False)
    assert play(together) == units


def test_undo_brings_back_the_unit_its_siblings_and_the_limits() -> None:
    queue = StudyQueue(
        reviews=entries(Kind.REVIEW, "a", "x", "x#rev", "b"),
        new=entries(Kind.NEW, "x#c1"),
        reviews_left=4,
        minutes_left=9,
    )
    play(queue, 1)
    before, entry = queue.counts(), queue.next(NOW)
    assert entry is not None
    queue.done(entry.unit, on_step(1), NOW, MINUTE_MS)
    assert queue.counts() == Counts(1, 1, 0)
    queue.put_back(entry)
    assert (queue.counts(), queue.minutes_left, queue.reviews_left) == (before, 9, 3)
    assert queue.next(NOW) == entry
    assert play(queue) == ["x", "b"]


def test_undo_of_several_answers_replays_them_in_order() -> None:
    names = numbered("r", 6)
    queue = StudyQueue(reviews=entries(Kind.REVIEW, *names))
    answered = []
    for _ in range(4):
        entry = queue.next(NOW)
        assert entry is not None
        queue.done(entry.unit, LEARNT, NOW, 0)
        answered.append(entry)
    for entry in reversed(answered):
        queue.put_back(entry)
    assert [entry.unit for entry in queue.peek(10)] == names
    assert play(queue) == names


def test_a_unit_put_back_after_a_suspension_gives_no_answer_back() -> None:
    queue = StudyQueue(new=entries(Kind.NEW, "a", "b"), new_left=2)
    queue.done(UnitId("a"), on_step(1), NOW, 0)
    queue.drop([UnitId("a")])
    queue.put_back(step("a", 1))
    assert (queue.new_left, name_of(queue.next(NOW))) == (1, "a")


def test_a_leech_that_was_suspended_does_not_come_back() -> None:
    queue = StudyQueue(reviews=entries(Kind.REVIEW, "a"))
    leech = UnitState(UnitId("a"), Phase.RELEARNING, 1.0, 9.0, due_at_ms=NOW, suspended=True)
    queue.done(UnitId("a"), leech, NOW, 0)
    assert queue.next(NOW) is None


def test_a_dropped_unit_is_gone_wherever_it_stood() -> None:
    queue = StudyQueue(
        steps=[step("s", 0)], reviews=entries(Kind.REVIEW, "r", "q"), new=entries(Kind.NEW, "n")
    )
    queue.done(UnitId("q"), on_step(0), NOW, 0)
    queue.put_back(entries(Kind.REVIEW, "f")[0])
    queue.drop([UnitId(name) for name in ("s", "r", "n", "q", "f", "unknown")])
    assert queue.next(NOW) is None
    assert queue.counts() == Counts(0, 0, 0)


actions = st.lists(
    st.tuples(st.sampled_from(["right", "wrong", "drop", "undo", "wait"]), st.integers(0, 30)),
    max_size=25,
)
unit_names = st.lists(
    st.sampled_from([f"{card}{part}" for card in "abcdefgh" for part in ("", "#rev", "#c1")]),
    unique=True,
    max_size=20,
)


@given(unit_names, st.integers(0, 20), st.integers(0, 12), st.integers(0, 12), actions)
@settings(max_examples=80, deadline=None)
def test_nothing_is_lost_or_doubled(
    names: list[str], cut: int, new_left: int, reviews_left: int, todo: Sequence[tuple[str, int]]
) -> None:
    """Whatever the learner does: counts are right, and every unit has one place at most."""
    queue = StudyQueue(
        reviews=entries(Kind.REVIEW, *names[:cut]),
        new=entries(Kind.NEW, *names[cut:]),
        new_left=new_left,
        reviews_left=reviews_left,
    )
    now, answered = NOW, list[Entry]()
    for action, amount in todo:
        entry = queue.next(now)
        if action == "wait":
            now += amount * MINUTE_MS
        elif action == "undo" and answered:
            queue.put_back(answered.pop())
        elif action in ("right", "wrong") and entry is not None:
            state = LEARNT if action == "right" else on_step((now - NOW) / MINUTE_MS + amount)
            queue.done(entry.unit, state, now, 1000)
            answered.append(entry)
        elif action == "drop" and entry is not None:
            queue.drop([entry.unit])
        upcoming = [one.unit for one in queue.peek(100)]
        assert len(upcoming) == len(set(upcoming))
        current = queue.next(now)
        assert [current] == queue.peek(1) if current else queue.peek(1) == []
        counts = queue.counts()
        assert min(counts.steps, counts.reviews, counts.new) >= 0
        kinds = [one.kind for one in queue.peek(100)]
        assert kinds.count(Kind.NEW) == counts.new
        assert kinds.count(Kind.REVIEW) == counts.reviews
        reviewed = {card_of(one.unit) for one in answered if one.kind is not Kind.STEP}
        assert len(reviewed) == sum(one.kind is not Kind.STEP for one in answered)
