"""``mlprep stats``: text that stands at 80 columns, JSON, and its exit codes."""

import io
import json
from pathlib import Path

import pytest
from tests.unit.study.plankit import write_plan_world

from mlprep.cli.main import main
from mlprep.domain.facts import PlainReview
from mlprep.domain.ids import UnitId
from mlprep.store.paths import paths_below
from mlprep.study.content import library as library_module
from mlprep.study.content.library import roots_of
from mlprep.study.statistics.gathering import Bin
from mlprep.study.statistics.words import trimmed
from mlprep.study.workspace import Workspace
from mlprep.text.lines import cell_width


@pytest.fixture(autouse=True)
def world(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every command a learner's own decks alone, and no terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(
        library_module,
        "roots_of",
        lambda paths, extra=(): [r for r in roots_of(paths, extra) if r.own],
    )
    write_plan_world(home, cards=12)


@pytest.fixture
def studious(home: Path) -> None:
    """Fill a year with answers."""
    with Workspace.open(paths=paths_below(home), zone="UTC") as opened:
        opened.refresh_library()
        names = [UnitId(card.id) for card in opened.library.cards()[:6]]
        today, start = opened.today, opened.calendar.start_ms
        reviews = [
            PlainReview(start(day) + 9_000_000 + at, unit, day, 1 + (day + at) % 4, 9_000, day + 3)
            for day in range(today - 350, today, 3)
            for at, unit in enumerate(names)
        ]
        opened.history.record_past(reviews, "A year", parameters="other")


@pytest.mark.usefixtures("studious")
@pytest.mark.parametrize("name", ["month", "quarter", "year", "all"])
def test_statistics_stand_at_eighty_columns(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["stats", "--range", name]) == 0
    out = capsys.readouterr().out
    assert all(cell_width(line) <= 80 for line in out.splitlines())
    for told in (
        "Recalled (you aim for 90%)",
        "hour",
        "Memory: 6 cards begun and in study",
        "Falling due",
    ):
        assert told in out
    assert "\x1b" not in out


@pytest.mark.usefixtures("studious")
def test_the_same_figures_come_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["range"] == "year"
    assert found["answers"] == sum(one["answers"] for one in found["studied"]) > 600
    assert len(found["hours"]) == 24
    assert found["calibration"]["asked"] == found["retention"][-1]["asked"]


def test_without_an_answer_there_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--range", "all"]) == 0
    assert "No answer yet in these days." in capsys.readouterr().out
    assert main(["stats", "--range", "decade"]) == 2


def test_an_empty_bin_between_others_is_shown() -> None:
    bins = [Bin(low, units) for low, units in ((0, 0), (1, 4), (3, 0), (7, 2), (14, 0))]
    assert [(one.low, one.units) for one in trimmed(bins)] == [(1, 4), (3, 0), (7, 2)]
    assert trimmed(bins[:1]) == ()
