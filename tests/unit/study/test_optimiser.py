"""A fit to the learner's reviews: proposed, judged, taken, taken back; and a fit that fails."""

import sys
from pathlib import Path

import pytest
from tests.unit.memory.logkit import LONG_MEMORY, SHORT_MEMORY, as_reviews, learner

from mlprep.domain.days import date_of
from mlprep.domain.facts import Draft, FactKind, Json
from mlprep.domain.ids import UnitId
from mlprep.memory.fitting import Task
from mlprep.memory.model import check_parameters
from mlprep.study.optimiser import sets, words
from mlprep.study.optimiser.process import FitError, fitted
from mlprep.study.optimiser.proposing import FEWEST, Judgement, Proposal, propose
from mlprep.study.statistics.gathering import statistics
from mlprep.study.workspace import Workspace


def _live(workspace: Workspace, cards: int, memory: tuple[float, ...] = LONG_MEMORY) -> None:
    """Record what a learner with such a memory answered in the year before today."""
    start = workspace.today - 365
    rows = learner(cards, memory, seed=1)
    reviews = as_reviews(rows, start, workspace.calendar.start_ms(start) + 3_600_000)
    workspace.history.record_past(reviews, "A year", parameters="other")


def _judgement(found: Proposal) -> Judgement:
    assert found.judgement is not None
    return found.judgement


def test_too_few_reviews_are_said_to_be_too_few(workspace: Workspace) -> None:
    found = propose(workspace)
    assert (found.reviews, found.fit, found.judgement, found.offered) == (0, None, None, None)
    assert f"0 reviews of the {FEWEST} that it takes" in words.made_from(found)
    assert not sets.is_worth_while(workspace)


def test_a_fit_is_proposed_and_judged_by_reviews_that_it_had_not_seen(
    workspace: Workspace,
) -> None:
    _live(workspace, 150, SHORT_MEMORY)
    found = propose(workspace)
    judgement = _judgement(found)
    assert found.fit is not None
    assert found.offered == found.fit
    check_parameters(found.fit.parameters)
    assert judgement.reviews == found.reviews // 5
    assert [score.set.name for score in judgement.scores] == [sets.PUBLISHED.name, found.fit.name]
    assert judgement.against == sets.PUBLISHED
    assert judgement.gain.is_clear
    assert "The fit forecast better than the published parameters" in words.verdict(judgement)
    published, fit = found.good_days
    assert fit < published, "who forgets soon is asked soon"
    assert workspace.settings.parameters == (), "a proposal changes nothing"


def test_taking_a_fit_moves_memories_and_no_due_day_and_is_undone(workspace: Workspace) -> None:
    _live(workspace, 60)
    unit = UnitId("made-7")
    before, digest = workspace.history.state(unit), workspace.history.digest()
    fit = propose(workspace).fit
    assert fit is not None
    sets.use(workspace, fit)
    after = workspace.history.state(unit)
    assert sets.in_use(workspace.settings) == fit
    assert workspace.parameters == fit.parameters
    assert (after.due_day, after.reps) == (before.due_day, before.reps)
    assert (after.stability, after.difficulty) != (before.stability, before.difficulty)
    assert workspace.history.verify() == []
    undone = workspace.history.undo()
    assert undone is not None
    assert undone.label == f"Memory model: {fit.words}"
    workspace.forget_cached()
    assert sets.in_use(workspace.settings) == sets.PUBLISHED
    assert workspace.history.digest() == digest


def test_a_fit_in_use_is_held_against_the_published_set_and_not_offered_again(
    workspace: Workspace,
) -> None:
    _live(workspace, 60)
    fit = propose(workspace).fit
    assert fit is not None
    sets.use(workspace, fit)
    again = propose(workspace)
    assert (again.fit, again.offered) == (fit, None)
    assert (_judgement(again).against, _judgement(again).seen) == (sets.PUBLISHED, 0)


def test_an_older_fit_is_said_to_have_known_some_of_the_reviews(workspace: Workspace) -> None:
    _live(workspace, 60)
    fit = propose(workspace).fit
    assert fit is not None
    older = fit._replace(
        name=sets.fit_name(date_of(workspace.today), fit.fitted_to - 10), parameters=LONG_MEMORY
    )
    sets.use(workspace, older)
    judgement = _judgement(propose(workspace))
    assert judgement.against == older
    assert judgement.seen == judgement.reviews - 10
    assert f"which knew {judgement.seen} of these reviews already" in words.verdict(judgement)
    assert "keep" not in words.verdict(judgement)


def test_one_goes_back_to_the_set_before_and_forth_again(workspace: Workspace) -> None:
    first = sets.ParameterSet("fit-2026-01-02-500", LONG_MEMORY)
    other = sets.ParameterSet("imported", (*LONG_MEMORY[:-1], 0.2))
    assert sets.previous(workspace) == sets.PUBLISHED
    sets.use(workspace, first)
    assert sets.previous(workspace) == sets.PUBLISHED
    sets.use(workspace, other)
    assert sets.previous(workspace) == first
    sets.use(workspace, sets.previous(workspace))
    assert sets.in_use(workspace.settings) == first
    assert sets.previous(workspace) == other
    sets.use(workspace, sets.PUBLISHED)
    assert sets.previous(workspace) == first
    assert [one.words for one in (first, other, sets.PUBLISHED)] == [
        "the fit of 2 Jan 2026 to 500 reviews",
        "the parameters of another program",
        "the published parameters",
    ]


def test_another_fit_is_worth_while_after_a_quarter_more_reviews(workspace: Workspace) -> None:
    _live(workspace, 100)
    _, asked = workspace.history.true_retention(0, workspace.today)
    assert asked >= sets.FEWEST
    assert statistics(workspace).fit_is_due
    for fitted_to, worth_while in ((asked, False), (int(asked / 1.25), True)):
        name = sets.fit_name(date_of(workspace.today), fitted_to)
        sets.use(workspace, sets.ParameterSet(name, LONG_MEMORY))
        assert sets.is_worth_while(workspace) is worth_while


def test_reviews_with_a_memory_from_elsewhere_are_left_out_and_told(workspace: Workspace) -> None:
    _live(workspace, 60)
    every = propose(workspace).reviews
    unit, today = UnitId("made-7"), workspace.today
    mine = sum(one.kind is FactKind.REVIEW for one in workspace.history.facts_of(unit))
    body: dict[str, Json] = {"due_day": today + 3, "day": today - 1, "memory": [40.0, 5.0]}
    workspace.record(Draft(FactKind.SET_DUE, unit, body))
    found = propose(workspace)
    assert 0 < every - found.reviews == found.left_out < mine
    assert f"{found.left_out} reviews of cards whose memory" in words.made_from(found)


def test_a_process_that_fails_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Task([3, 3], [0, 2], [0], [2], [1], [1])
    wrong = job._replace(ends=[2, 2])
    with pytest.raises(FitError, match=r"came to no result \(.+\); nothing changed"):
        fitted(wrong)
    monkeypatch.setattr(sys, "executable", str(Path(sys.executable).with_name("no-such-python")))
    with pytest.raises(FitError, match="nothing changed"):
        fitted(job)


def test_what_lies_where_the_person_stands_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mlprep").mkdir()
    (tmp_path / "mlprep" / "__init__.py").write_text("raise SystemExit('foreign')")
    (tmp_path / "json.py").write_text("raise SystemExit('foreign')")
    monkeypatch.chdir(tmp_path)
    assert len(fitted(Task([3, 3], [0, 2], [0], [2], [1], [1]))[0]) == 21
