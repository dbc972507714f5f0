import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.facts import Fact, FactKind, Json, Review
from mlprep.domain.ids import DeviceId, UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.fold import advance, elapsed_days, fold
from mlprep.memory.model import DEFAULT_PARAMETERS, next_memory

UNIT = UnitId("bias-variance#rev")
DAY = 20_778
AT_MS = DAY * 86_400_000
OTHER_PARAMETERS = (0.4, *DEFAULT_PARAMETERS[1:])


def fact(kind: FactKind, at_ms: int = AT_MS, **body: Json) -> Fact:
    return Fact(DeviceId("d1"), 1, at_ms, kind, UNIT, body)


def review(rating: Rating, day: int = DAY, due_at_ms: int | None = None, step: int = 0) -> Fact:
    due_day = day + 3 if due_at_ms is None else None
    draft = Review(UNIT, day, rating, 5000, due_day, due_at_ms, step).draft()
    return Fact(DeviceId("d1"), 1, AT_MS + (day - DAY) * 86_400_000, draft.kind, UNIT, draft.body)


def after(*facts: Fact) -> UnitState:
    return fold(UNIT, facts, DEFAULT_PARAMETERS)


REVIEWED = after(review(Rating.GOOD))

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 30_000)
    | st.floats(allow_nan=False)
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=3,
)
keys = st.sampled_from(
    ["day", "rating", "ms", "due_day", "due_at", "step", "cram", "on", "until", "flag", "later"]
)
strange_facts = st.builds(
    lambda kind, body: fact(kind, **body),
    st.sampled_from(FactKind),
    st.dictionaries(keys, json_values, max_size=6),
)
sound_facts = st.one_of(
    st.builds(review, st.sampled_from(Rating), st.integers(DAY - 5, DAY + 50)),
    st.builds(
        lambda rating, step: review(rating, due_at_ms=AT_MS + 600_000, step=step),
        st.sampled_from(Rating),
        st.integers(0, 2),
    ),
    st.builds(lambda on: fact(FactKind.SUSPEND, on=on), st.booleans()),
    st.builds(lambda until: fact(FactKind.BURY, until=until), st.sampled_from([0, DAY + 1])),
    st.just(fact(FactKind.RESET)),
    st.builds(lambda due: fact(FactKind.SET_DUE, due_day=due, day=DAY), st.integers(DAY, DAY + 9)),
)


@given(st.lists(sound_facts | strange_facts, max_size=12))
@settings(max_examples=150, deadline=None)
def test_folding_all_is_advancing_one_by_one(facts: list[Fact]) -> None:
    state = UnitState(UNIT)
    for number, one in enumerate(facts):
        assert fold(UNIT, facts[:number], DEFAULT_PARAMETERS) == state
        state = advance(state, one, DEFAULT_PARAMETERS)
    assert fold(UNIT, facts, DEFAULT_PARAMETERS) == state


@given(st.lists(sound_facts, max_size=12))
@settings(max_examples=100, deadline=None)
def test_a_state_is_due_on_a_day_or_at_an_instant(facts: list[Fact]) -> None:
    state = after(*facts)
    assert (state.due_at_ms is not None) == state.phase.in_steps
    assert (state.due_day is not None) == (state.phase is Phase.REVIEW)
    assert (state.stability is None) == (state.difficulty is None) == (state.reps == 0)
    assert state.lapses <= state.reps


def test_a_review_sets_what_it_says() -> None:
    assert (
        UnitState(
            UNIT,
            Phase.REVIEW,
            *next_memory(None, None, None, Rating.GOOD, DEFAULT_PARAMETERS),
            last_day=DAY,
            last_at_ms=AT_MS,
            first_day=DAY,
            due_day=DAY + 3,
            interval_days=3,
            reps=1,
        )
        == REVIEWED
    )


def test_the_due_day_does_not_depend_on_the_parameters_but_memory_does() -> None:
    facts = [review(Rating.AGAIN), review(Rating.GOOD, DAY + 3)]
    one, other = after(*facts), fold(UNIT, facts, OTHER_PARAMETERS)
    assert one.stability != other.stability
    assert one._replace(stability=other.stability, difficulty=other.difficulty) == other


def test_a_lapse_is_again_while_in_review() -> None:
    lapse = review(Rating.AGAIN, DAY + 3, due_at_ms=AT_MS, step=0)
    state = after(review(Rating.AGAIN), lapse, lapse)
    assert (state.lapses, state.phase, state.reps) == (1, Phase.RELEARNING, 3)
    first = after(review(Rating.AGAIN, due_at_ms=AT_MS, step=0))
    assert (first.lapses, first.phase) == (0, Phase.LEARNING)
    assert advance(state, review(Rating.HARD, DAY + 3), DEFAULT_PARAMETERS).lapses == 1


def test_a_cram_review_changes_nothing() -> None:
    draft = Review(UNIT, DAY + 1, Rating.AGAIN, 5000, cram=True).draft()
    cram = Fact(DeviceId("d1"), 2, AT_MS, draft.kind, UNIT, draft.body)
    buried = REVIEWED._replace(buried_until=DAY + 1)
    assert advance(buried, cram, DEFAULT_PARAMETERS) == buried


def test_marks_of_the_learner_come_and_go() -> None:
    state = after(
        fact(FactKind.SUSPEND, on=True), fact(FactKind.FLAG, flag=3), fact(FactKind.MARK, on=True)
    )
    assert (state.suspended, state.flag, state.marked) == (True, 3, True)
    state = after(fact(FactKind.MARK, on=True), fact(FactKind.MARK, on=False))
    assert state == UnitState(UNIT)


def test_a_buried_unit_comes_back_by_itself_by_hand_or_by_a_review() -> None:
    buried = after(fact(FactKind.BURY, until=DAY + 1))
    assert buried.is_buried(DAY)
    assert not buried.is_buried(DAY + 1)
    for back in (fact(FactKind.BURY, until=0), review(Rating.GOOD)):
        assert advance(buried, back, DEFAULT_PARAMETERS).buried_until is None


def test_set_due_gives_a_new_unit_a_day_and_leaves_its_memory_to_the_first_review() -> None:
    state = after(fact(FactKind.SUSPEND, on=True), fact(FactKind.SET_DUE, due_day=DAY + 7, day=DAY))
    assert (state.phase, state.due_day, state.interval_days) == (Phase.REVIEW, DAY + 7, 7)
    assert state.suspended
    reviewed = advance(state, review(Rating.EASY, DAY + 7), DEFAULT_PARAMETERS)
    assert reviewed.stability == pytest.approx(DEFAULT_PARAMETERS[3])


def test_set_due_keeps_memory_and_takes_a_unit_out_of_its_steps() -> None:
    step = after(review(Rating.AGAIN, due_at_ms=AT_MS + 60_000, step=1))
    state = advance(step, fact(FactKind.SET_DUE, due_day=DAY, day=DAY), DEFAULT_PARAMETERS)
    assert (state.phase, state.due_at_ms, state.step) == (Phase.REVIEW, None, 0)
    assert (state.stability, state.last_day) == (step.stability, step.last_day)


def test_reset_forgets_all_but_the_learners_marks() -> None:
    state = REVIEWED._replace(suspended=True, flag=2, marked=True, lapses=4)
    new = UnitState(UNIT, suspended=True, flag=2, marked=True)
    assert advance(state, fact(FactKind.RESET), DEFAULT_PARAMETERS) == new


@pytest.mark.parametrize(
    "broken",
    [
        fact(FactKind.REVIEW),
        fact(FactKind.REVIEW, day=DAY, rating=5, due_day=DAY + 1),
        fact(FactKind.REVIEW, day=DAY, rating=True, due_day=DAY + 1),
        fact(FactKind.REVIEW, day="today", rating=3, due_day=DAY + 1),
        fact(FactKind.REVIEW, day=DAY, rating=3),
        fact(FactKind.REVIEW, day=DAY, rating=3, due_day=DAY, due_at=AT_MS),
        fact(FactKind.REVIEW, day=DAY, rating=3, due_at=AT_MS, step=-1),
        fact(FactKind.REVIEW, day=DAY, rating=3, due_day=DAY + 1, cram="yes"),
        fact(FactKind.SUSPEND, on=1),
        fact(FactKind.BURY, until="tomorrow"),
        fact(FactKind.FLAG, flag=8),
        fact(FactKind.MARK),
        fact(FactKind.SET_DUE, due_day=DAY),
        fact(FactKind.PROJECT, on=True),
    ],
)
def test_a_malformed_fact_leaves_the_state_as_it_is(broken: Fact) -> None:
    assert advance(REVIEWED, broken, DEFAULT_PARAMETERS) == REVIEWED


def test_keys_of_a_later_version_are_ignored() -> None:
    plain = review(Rating.GOOD)
    richer = plain._replace(body={**plain.body, "heart_rate": 61})
    assert after(richer) == after(plain)


def test_a_clock_that_ran_backwards_counts_as_the_same_day() -> None:
    assert elapsed_days(REVIEWED, DAY - 4) == 0
    earlier, same = review(Rating.GOOD, DAY - 4), review(Rating.GOOD, DAY)
    assert advance(REVIEWED, earlier, DEFAULT_PARAMETERS).stability == (
        advance(REVIEWED, same, DEFAULT_PARAMETERS).stability
    )
