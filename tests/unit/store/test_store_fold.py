"""The store over the memory model that the program really uses."""

import random
import sqlite3
from array import array
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.beginnings import begin_history
from tests.unit.store.storekit import START, TODAY, foreign, moved, review, setting, step

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, Fact, FactKind, Json, PlainReview
from mlprep.domain.ids import DeviceId, UnitId
from mlprep.domain.past import Past, ReviewColumns, ReviewRun
from mlprep.memory import fold
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.memory.outline import plain_review
from mlprep.store import folding, rebuilding, runs, stretches
from mlprep.store.errors import HistoryError
from mlprep.store.history import History
from mlprep.study.folding import BULK

ANSWERS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.integers(0, 9)), max_size=15
)


def open_real(path: Path) -> History:
    begin_history(path)
    return History.open(
        path,
        clock=FixedClock(START),
        advance=fold.advance,
        default_parameters=DEFAULT_PARAMETERS,
        bulk=BULK,
        machine="here",
    )


@settings(max_examples=10, deadline=None)
@given(ANSWERS)
def test_states_are_what_the_model_folds(
    tmp_path_factory: pytest.TempPathFactory, answers: list[tuple[str, int, int]]
) -> None:
    path = tmp_path_factory.mktemp("fold") / "history.sqlite"
    with open_real(path) as history:
        for unit, rating, wait in answers:
            history.record([review(unit, rating, day=TODAY + wait)])
        digest = history.digest()
        for unit in map(UnitId, "abc"):
            facts = history.facts_of(unit)
            assert history.state(unit) == fold.fold(unit, facts, DEFAULT_PARAMETERS)
        assert history.rebuild() == digest
        for _ in answers:
            history.undo()
        assert history.state(UnitId("a")).reps == 0
        for _ in answers:
            history.redo()
        assert history.digest() == digest
        shorter = (*(value * 0.9 for value in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:])
        history.record([setting("parameters", list(shorter))])
        for unit in map(UnitId, "abc"):
            facts = history.facts_of(unit)
            assert history.state(unit) == fold.fold(unit, facts, shorter)
        history.undo()
        assert history.state(UnitId("b")) == fold.fold(
            UnitId("b"), history.facts_of(UnitId("b")), DEFAULT_PARAMETERS
        )


def test_every_kind_of_fact_about_a_unit_is_folded(tmp_path: Path) -> None:
    with open_real(tmp_path / "history.sqlite") as history:
        history.record([review("a")])
        for kind, body in (
            (FactKind.SUSPEND, {"on": True}),
            (FactKind.BURY, {"until": TODAY + 1}),
            (FactKind.FLAG, {"flag": 3}),
            (FactKind.MARK, {"on": True}),
            (FactKind.SET_DUE, {"day": TODAY + 2}),
            (FactKind.RESET, {}),
            (FactKind.RESET, {"nonsense": [None]}),
        ):
            history.record([Draft(kind, "a", body)])  # type: ignore[arg-type]  # dict is invariant
            assert history.verify() == []
        for _ in range(7):
            history.undo()
        assert history.state(UnitId("a")).reps == 1
        assert history.verify() == []


UNITS = ("a", "a#rev", "b", "c")
SHORTER = [value * 0.9 for value in DEFAULT_PARAMETERS[:4]] + list(DEFAULT_PARAMETERS[4:])
ODD: list[dict[str, Json]] = [{"due_day": "soon"}, {"cram": False}, {"cram": True}, {"step": None}]


def odd(unit: str, extra: dict[str, Json]) -> Draft:
    draft = review(unit)
    return Draft(draft.kind, unit, {**draft.body, **extra})


drafts = st.one_of(
    st.builds(review, st.sampled_from(UNITS), st.integers(1, 4), day=st.integers(TODAY, TODAY + 9)),
    st.builds(step, st.sampled_from(UNITS), st.just(START), day=st.integers(TODAY, TODAY + 9)),
    st.builds(odd, st.sampled_from(UNITS), st.sampled_from(ODD)),
    st.builds(lambda unit: Draft(FactKind.RESET, unit), st.sampled_from(UNITS)),
    st.builds(lambda number: Draft(FactKind.VOID, "other", {"device": "other", "action": number}),
              st.integers(1, 12)),
    st.builds(moved, st.sampled_from("abc"), st.sampled_from("abd")),
    st.builds(setting, st.just("parameters"), st.sampled_from([SHORTER, [], [1e9] * 21])),
)  # fmt: skip
arriving = st.lists(
    st.tuples(drafts, st.integers(0, 5), st.sampled_from(["other", "another"])), max_size=14
)


def numbered(coming: list[tuple[Draft, int, str]]) -> list[Fact]:
    return [
        foreign(number, draft, at=START + at, device=device)
        for number, (draft, at, device) in enumerate(coming, start=1)
    ]


@settings(max_examples=60, deadline=None)
@given(arriving, arriving)
def test_new_parameters_lead_to_the_states_of_a_rebuild_whatever_the_log_holds(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[Draft, int, str]],
    second: list[tuple[Draft, int, str]],
) -> None:
    facts = numbered([*first, *second])
    with open_real(tmp_path_factory.mktemp("renew") / "history.sqlite") as history:
        history.merge(facts[: len(first)])
        assert history.verify() == []
        history.record([setting("parameters", SHORTER)])  # type: ignore[arg-type]  # as above
        assert history.verify() == []
        history.merge(facts[len(first) :])
        assert history.verify() == []
        history.undo()
        assert history.verify() == []


def brought(unit: str) -> Draft:
    body: dict[str, Json] = {"due_day": TODAY + 30, "day": TODAY, "memory": [12.5, 4.0]}
    return Draft(FactKind.SET_DUE, unit, body)


with_brought = st.lists(
    st.tuples(drafts | st.builds(brought, st.sampled_from(UNITS)), st.integers(0, 5),
              st.sampled_from(["other", "another"])),
    max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(with_brought)
def test_folding_all_units_at_once_gives_what_folding_each_alone_gives(
    tmp_path_factory: pytest.TempPathFactory, coming: list[tuple[Draft, int, str]]
) -> None:
    with open_real(tmp_path_factory.mktemp("many") / "history.sqlite") as history:
        history.merge(numbered(coming))
        digest = history.digest()
        with pytest.MonkeyPatch.context() as always:
            always.setattr(folding, "_FEW", 1)
            always.setattr(rebuilding, "_CHUNK", 2)
            assert history.verify() == []
            assert history.rebuild() == digest
        assert history.verify() == []


def by_device(coming: list[tuple[Draft, int, str]]) -> list[Fact]:
    """Number the facts of each device without a gap."""
    last: Counter[str] = Counter()
    facts = []
    for draft, at, device in coming:
        last[device] += 1
        facts.append(foreign(last[device], draft, at=START + at, device=device))
    return facts


def count_of_stretches(path: Path) -> int:
    with closing(sqlite3.connect(path)) as direct:
        return int(direct.execute("SELECT count(*) FROM stretches").fetchone()[0])


@settings(max_examples=12, deadline=None)
@given(with_brought, st.randoms(use_true_random=False))
def test_memories_out_of_packed_stretches_are_those_out_of_the_facts(
    tmp_path_factory: pytest.TempPathFactory,
    coming: list[tuple[Draft, int, str]],
    chance: random.Random,
) -> None:
    facts = by_device(coming)
    chance.shuffle(facts)  # so later ones fill the gaps of earlier ones
    with pytest.MonkeyPatch.context() as short:
        short.setattr(stretches, "LENGTH", 2)
        with open_real(tmp_path_factory.mktemp("packed") / "history.sqlite") as history:
            for number in range(3):
                history.merge(facts[number::3])
                history.record([setting("parameters", [] if number % 2 else SHORTER)])  # type: ignore[arg-type]  # as above
                assert history.verify() == []
            for _ in range(3):
                history.undo()
                assert history.verify() == []


def test_a_stretch_is_packed_once_no_number_of_it_is_missing_and_voids_count_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "LENGTH", 2)
    path = tmp_path / "history.sqlite"
    reviews = [foreign(n, review("a", day=TODAY + n), at=START + n) for n in range(1, 6)]
    void = Draft(FactKind.VOID, "other", {"device": "other", "action": 2})
    with open_real(path) as history:
        history.merge([reviews[0], reviews[2], reviews[3]])
        history.record([setting("parameters", SHORTER)])  # type: ignore[arg-type]  # as above
        assert count_of_stretches(path) == 1
        history.merge([reviews[1], reviews[4]])
        history.record([setting("parameters", [])])
        assert count_of_stretches(path) == 3, "the filled one, and this device's own"
        before = history.state(UnitId("a"))
        history.merge([foreign(6, void, at=START + 9)])
        history.record([setting("parameters", SHORTER)])  # type: ignore[arg-type]  # as above
        assert history.verify() == []
        assert history.state(UnitId("a")).reps == before.reps - 1
        history.repair()
        assert count_of_stretches(path) == 0, "a repair trusts the facts alone"


def test_running_numbers_may_be_as_large_as_the_log_takes_them(tmp_path: Path) -> None:
    with open_real(tmp_path / "history.sqlite") as history:
        numbers = (2**32 - 1, 2**32, 2**63 - 1)
        history.merge(
            foreign(number, review("a", day=TODAY + at), at=START + at)
            for at, number in enumerate(numbers)
        )
        history.record([setting("parameters", SHORTER)])  # type: ignore[arg-type]  # as above
        assert history.state(UnitId("a")).reps == 3
        assert history.verify() == []


def as_past(at_ms: int, draft: Draft) -> Past:
    fact = Fact(DeviceId("other"), 1, at_ms, draft.kind, draft.subject, draft.body)
    return plain_review(fact) or (at_ms, draft)


@settings(max_examples=60, deadline=None)
@given(with_brought)
def test_a_past_folded_at_once_is_the_one_folded_fact_by_fact(
    tmp_path_factory: pytest.TempPathFactory, coming: list[tuple[Draft, int, str]]
) -> None:
    past = [as_past(START - 1000 + at, draft) for draft, at, _ in coming]
    with open_real(tmp_path_factory.mktemp("past") / "history.sqlite") as history:
        with pytest.MonkeyPatch.context() as always:
            always.setattr(folding, "_FEW", 1)
            history.record_past(past, "Import", parameters="other")
        assert history.verify() == []


def in_runs(past: list[Past], size: int) -> list[Past]:
    """Join reviews of a unit that follow one another on the first step or by a day."""
    joined: list[Past] = []
    for one in past:
        is_plain = isinstance(one, PlainReview) and not one.step
        before = joined[-1] if joined else None
        if not (is_plain and isinstance(one, PlainReview)):
            joined.append(one)
            continue
        if isinstance(before, ReviewRun) and before.unit == one.unit and before.size < size:
            run = before._replace(end=before.end + 1)
            joined[-1] = run
        else:
            columns = ReviewColumns(*(array("q") for _ in ReviewColumns._fields))
            run = ReviewRun(one.at_ms, one.unit, columns, 0, 1)
            joined.append(run)
        due = one.due_at_ms if one.due_day is None else one.due_day
        row = (one.at_ms, one.day, one.rating, one.ms, due, one.due_day is None)
        for column, value in zip(run.columns, row, strict=True):
            column.append(value or 0)
    return joined


@settings(max_examples=8, deadline=None)
@given(with_brought, st.integers(1, 4), st.sampled_from([1, 200]))
def test_reviews_that_come_in_runs_are_recorded_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory,
    coming: list[tuple[Draft, int, str]],
    size: int,
    few: int,
) -> None:
    coming.sort(key=lambda one: (one[0].subject, one[1]))
    past = [as_past(START - 1000 + at, draft) for draft, at, _ in coming]
    past.append(PlainReview(START - 2000, UnitId("0-first"), TODAY - 1, 3, 5, TODAY))
    folder = tmp_path_factory.mktemp("runs")
    recorded = []
    with pytest.MonkeyPatch.context() as always:
        always.setattr(folding, "_FEW", few)
        always.setattr(runs, "_MOST_ROWS", 3)
        for name, given_past in (("single", past), ("runs", in_runs(past, size))):
            with open_real(folder / name) as history:
                history.record_past(given_past, "Import", parameters="other")
                assert history.verify() == []
                facts = [fact._replace(device=DeviceId("")) for fact in history.facts()]
                recorded.append((facts, history.undo_label()))
    assert recorded[0] == recorded[1]


def test_a_run_from_before_the_first_study_day_keeps_its_numbers(tmp_path: Path) -> None:
    past = [PlainReview(5 + at, UnitId(unit), -1, 3, 7, at - 1) for unit in "ab" for at in (0, 1)]
    with open_real(tmp_path / "history.sqlite") as history:
        history.record_past(in_runs([*past], 2), "Import", parameters="other")
        facts = history.facts_of(UnitId("b"))
        assert [(one.at_ms, one.body["day"], one.body["due_day"]) for one in facts] == [
            (5, -1, -1),
            (6, -1, 0),
        ]
        assert history.verify() == []


@pytest.mark.parametrize(
    "nonsense", [[0.0] * 21, [1e9] * 21, [1.0] * 20, [True] * 21, [10**400] * 21, "no", {"a": 1}]
)
def test_recorded_parameters_that_the_model_does_not_take_stop_nothing(
    tmp_path: Path, nonsense: Json
) -> None:
    with open_real(tmp_path / "history.sqlite") as history:
        history.record([review("a")])
        history.merge([foreign(1, setting("parameters", nonsense), at=START)])
        history.record([review("a", day=TODAY + 5)])
        assert history.state(UnitId("a")).reps == 2
        assert history.verify() == []


def test_a_number_that_is_not_finite_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with open_real(tmp_path / "history.sqlite") as history:
        before = history.digest()
        with pytest.raises(HistoryError, match="not finite"):
            history.merge([foreign(1, setting("parameters", [float("nan")] * 21), at=START)])
        assert history.digest() == before
