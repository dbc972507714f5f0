"""First answers to cards move the measured level and the plan once the session is over."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.study.plankit import open_plan_world

from mlprep.cli.main import main
from mlprep.domain.clock import FixedClock
from mlprep.domain.rating import Rating
from mlprep.store.paths import paths_below
from mlprep.study.day_plan import MEASURE, day_plan
from mlprep.study.measuring.measured import read_summary
from mlprep.study.measuring.remeasuring import measure_after_study
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.review.scope import scope_of
from mlprep.study.review.session import ReviewSession
from mlprep.study.today import today
from mlprep.study.workspace import Workspace

CARDS = 8


@pytest.fixture
def workspace(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    with open_plan_world(home, clock) as opened:
        body = "".join(
            f'\n[[card]]\nid = "beat-{nth}"\nlevel = 3\nfront = "Beats of bar {nth}?"\nanswer = 4\n'
            for nth in range(CARDS)
        )
        deck = f'[deck]\ntitle = "Beats"\nid = "beats"\ntopic = "rhythm"\n{body}'
        (paths_below(home).decks / "beats.toml").write_text(deck, encoding="utf-8")
        opened.refresh_library()
        yield opened


def type_all(workspace: Workspace, entry: str) -> ReviewSession:
    """Type the same into every new card of the deck."""
    session = ReviewSession(workspace, scope_of(workspace, ["beats"]))
    showing = session.next()
    while showing is not None:
        showing = session.answer(Rating.EASY, entry)
    return session


@pytest.mark.parametrize(("entry", "sign"), [("4", 1), ("3", -1)])
def test_first_answers_move_the_plan_and_are_no_assessment(
    workspace: Workspace, entry: str, sign: int
) -> None:
    before = topic_plan(workspace).by_topic["rhythm"]
    assert type_all(workspace, entry).has_first_sights
    measure_after_study(workspace)
    plan = topic_plan(workspace)
    after = plan.by_topic["rhythm"]
    assert sign * (after.level - before.level) > 0
    assert after.sd < before.sd
    assert not plan.is_measured
    day = day_plan(workspace, today(workspace))
    assert day.hint == MEASURE
    assert day.news[:1] == ("Your first answers to new cards moved the plan:",)


def test_a_session_without_entries_says_nothing_of_the_level(workspace: Workspace) -> None:
    session = ReviewSession(workspace, scope_of(workspace, ["colour"]))
    session.next()
    session.answer(Rating.EASY)
    assert not session.has_first_sights
    assert read_summary(workspace) is None


def test_a_review_in_lines_measures_in_the_end(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4\n\n" * CARDS))
    assert main(["review", "beats", "--plain"]) == 0
    assert "Right." in capsys.readouterr().out
    found = read_summary(workspace)
    assert found is not None
    assert found.abilities["rhythm"].answered > 0
