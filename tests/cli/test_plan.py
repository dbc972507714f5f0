"""``mlprep plan``: the weeks ahead as text, Markdown and JSON; its exit codes."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.study.plankit import write_plan_world

from mlprep.cli.main import main
from mlprep.study.content import library as library_module
from mlprep.study.content.library import roots_of
from mlprep.text.lines import cell_width


@pytest.fixture(autouse=True)
def world(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every command the world of the composer, no shipped content and no terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(
        library_module,
        "roots_of",
        lambda paths, extra=(): [r for r in roots_of(paths, extra) if r.own],
    )
    write_plan_world(home, cards=12)


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Run a command; returns exit code, stdout and stderr."""
    capsys.readouterr()
    code = main(argv)
    out = capsys.readouterr()
    return code, out.out, out.err


def composer(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "setup", "--role", "composer", "--background", "listener",
                       "--minutes", "15", "--date", "2099-01-31")  # fmt: skip
    assert code == 0, err


def read_json(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    code, out, _ = run(capsys, "plan", *argv, "--json")
    assert code == 0
    return json.loads(out)


def test_the_plan_stands_at_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    composer(capsys)
    code, out, err = run(capsys, "plan")
    assert (code, err) == (0, "")
    assert all(cell_width(line) <= 80 for line in out.splitlines())
    assert "topics learned" in out.splitlines()[0] + out.splitlines()[1]
    for told in ("week from", "15 min (yours)", "Harmony", "Check-up on", "Recall is forecast"):
        assert told in out
    assert "\x1b" not in out


def test_other_minutes_and_another_day(capsys: pytest.CaptureFixture[str]) -> None:
    composer(capsys)
    found = read_json(capsys, "--minutes", "5", "25", "15")
    assert [one["minutes"] for one in found["options"]] == [5, 15, 25]
    assert [one["is_own"] for one in found["options"]] == [False, True, False]
    day = found["weeks"][3]["date"]
    until = read_json(capsys, "--minutes", "5", "--until", day)
    assert (until["day"], until["goal"]["date"]) == (day, day)
    assert len(until["topics"][0]["weeks"]["introduced"]) == len(until["weeks"])


def test_the_plan_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    composer(capsys)
    code, out, _ = run(capsys, "plan", "--markdown")
    assert code == 0
    heads = [line for line in out.splitlines() if line.startswith("#")]
    assert [head.lstrip("# ") for head in heads][1:5] == [
        "Weeks", "Other minutes a day", "Other desired recall", "Topics, in their order",
    ]  # fmt: skip
    table = [line for line in out.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in table)
    assert "what a composer needs" in out


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--until", "soon"], "'soon' is no date; write it like 2027-01-31"),
        (["--until", "2001-01-01"], "a plan looks from today to"),
        (["--minutes", "99999999"], "a day has 1440 minutes, not 99999999"),
        (["--minutes", "0"], "no whole number from 1 on"),
        (["--minutes"], "expected at least one argument"),
        (["--json", "--markdown"], "not allowed with"),
    ],
)
def test_wrong_usage_is_told(
    capsys: pytest.CaptureFixture[str], argv: list[str], told: str
) -> None:
    code, out, err = run(capsys, "plan", *argv)
    assert (code, out) == (2, "")
    assert told in err


def test_an_empty_home_is_told_what_to_do(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.exists()
    code, out, _ = run(capsys, "plan")
    assert code == 0
    assert "`mlprep setup` asks who you are" in " ".join(out.split())
    monkeypatch.setenv("MLPREP_HOME", str(tmp_path / "bare"))
    code, out, _ = run(capsys, "plan")
    assert code == 0
    assert "There are no cards to plan with yet" in out
    assert run(capsys, "plan", "--markdown")[0] == 0
    assert read_json(capsys)["topics"] == []
