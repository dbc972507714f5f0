"""``mlprep optimise``: what it shows, what it changes, what it leaves."""

import io
import json
import sys
from pathlib import Path

import pytest
from tests.unit.memory.logkit import LONG_MEMORY, as_reviews, learner

from mlprep.cli.main import main
from mlprep.store.paths import paths_below
from mlprep.study.content import library as library_module
from mlprep.study.content.library import roots_of
from mlprep.study.workspace import Workspace
from mlprep.text.lines import cell_width


@pytest.fixture(autouse=True)
def world(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a learner no decks but a year of answers, and no terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(
        library_module,
        "roots_of",
        lambda paths, extra=(): [r for r in roots_of(paths, extra) if r.own],
    )
    with Workspace.open(paths=paths_below(home), zone="UTC") as opened:
        start = opened.today - 365
        begin = opened.calendar.start_ms(start) + 3_600_000
        reviews = as_reviews(learner(60, LONG_MEMORY, seed=1), start, begin)
        opened.history.record_past(reviews, "A year", parameters="other")


def _shown(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    assert main(["optimise", "--json", *argv]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_fit_is_shown_and_changes_nothing_until_it_is_taken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["optimise"]) == 0
    told = capsys.readouterr()
    assert all(cell_width(line) <= 80 for line in told.out.splitlines())
    for part in (
        "In use: the published parameters.",
        "A fit to",
        "log loss",
        "this fit",
        "all Good",
    ):
        assert part in told.out
    assert "Nothing changed; `mlprep optimise --yes` takes the fit." in told.err
    found = _shown(capsys)
    assert found["taken"] is False
    assert found["present"] == {"name": "fsrs-6-default", "parameters": []}
    assert main(["optimise", "--yes"]) == 0
    assert "The fit is in use; one undo takes it back." in capsys.readouterr().err
    assert _shown(capsys)["present"] == found["fit"]
    assert main(["optimise", "--yes"]) == 0
    assert "This fit is in use already." in capsys.readouterr().err
    assert main(["undo"]) == 0
    assert "Undid: Memory model: the fit of" in capsys.readouterr().err
    assert _shown(capsys)["present"] == found["present"]


def test_one_goes_back_to_other_sets(capsys: pytest.CaptureFixture[str]) -> None:
    assert _shown(capsys, "--yes")["taken"] is True
    assert main(["optimise", "--previous"]) == 0
    assert "In use now: the published parameters." in capsys.readouterr().err
    assert main(["optimise", "--published"]) == 0
    assert "In use already: the published parameters." in capsys.readouterr().err
    assert main(["optimise", "--previous"]) == 0
    assert "In use now: the fit of" in capsys.readouterr().err
    assert main(["optimise", "--yes", "--previous"]) == 2


def test_a_fit_that_fails_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert main(["optimise"]) == 1
    assert "mlprep: The fit came to no result" in capsys.readouterr().err


def test_too_few_reviews_are_no_fit(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert home.exists()
    monkeypatch.setenv("MLPREP_HOME", str(tmp_path / "new"))
    assert main(["optimise"]) == 0
    assert "Too few to fit to: 0 reviews of the 100 that it takes" in capsys.readouterr().out
    assert main(["optimise", "--yes"]) == 1
