"""``mlprep project``, ``route`` and ``portfolio``: what they print where, and their exit codes."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.study.workkit import write_works

from mlprep.cli.main import main
from mlprep.study.content import library as library_module
from mlprep.study.content.library import roots_of

MURAL = "proj-mural"


@pytest.fixture(autouse=True)
def world(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every command the world of the painter, no shipped content and no terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(
        library_module,
        "roots_of",
        lambda paths, extra=(): [r for r in roots_of(paths, extra) if r.own],
    )
    write_works(home)
    assert main(["setup", "--role", "painter", "--background", "listener"]) == 0


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Run a command; returns exit code, stdout and stderr."""
    capsys.readouterr()
    code = main(argv)
    out = capsys.readouterr()
    return code, out.out, out.err


def read_json(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    """Run a command that must succeed with JSON."""
    code, out, _ = run(capsys, *argv, "--json")
    assert code == 0
    return json.loads(out)


def test_a_project_from_the_list_to_its_revisit(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "project", "list")
    assert code == 0
    assert "Trains Colour (3.0 levels missing)" in out
    assert out.index("proj-mural") < out.index("Others") < out.index("proj-march")
    assert run(capsys, "project") == (code, out, "")
    assert read_json(capsys, "project") == read_json(capsys, "project", "list")
    for argv, told in (
        (["start", "mural"], 'Began "A mural that lasts".'),
        (["tick", MURAL, "1", "wall", "--criteria", "1,2"], "Checked criteria 1, 2"),
        (["tick", MURAL, "wall", "--off"], "Unticked"),
        (["time", MURAL, "1h30"], "1.5 h of 12 h"),
        (["note", MURAL, "more", "white"], "Noted"),
        (["reflect", MURAL, "1", "The", "brown."], "Answered question 1"),
        (["score", MURAL, "colour=4"], "Scored"),
        (["evidence", MURAL, "https://example.org"], "Recorded a link"),
        (["done", MURAL, "2=3", "--evidence", "It hangs."], "it comes back on"),
        (["revisit", MURAL, "3", "--way", "explain"], "(explain); it comes back on"),
    ):
        code, out, err = run(capsys, "project", *argv)
        assert (code, out) == (0, "")
        assert told in err
    one = read_json(capsys, "project", "show", MURAL)
    assert one["line"]["state"] == "done"
    assert [each["score"] for each in one["rubric"]] == [4, 3]
    assert [bool(each["reached"]) for each in one["milestones"]] == [True, False, False]
    assert [each["text"] for each in one["evidence"]] == ["https://example.org", "It hangs."]
    code, out, _ = run(capsys, "project", "show", MURAL)
    for part in ("Brief", "[x] 20", "*4 glowing", "1.5 h of 12 h logged", "more white"):
        assert part in out
    assert max(map(len, out.splitlines())) <= 80


def test_leaving_putting_off_and_coming_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "project", "postpone", MURAL, "14", "--why", "rain")[0] == 0
    assert "postponed to" in run(capsys, "project", "list")[1]
    assert run(capsys, "project", "resume", MURAL)[0] == 0
    assert run(capsys, "project", "abandon", MURAL)[0] == 0
    assert read_json(capsys, "project", "show", MURAL)["line"]["state"] == "abandoned"
    code, _, err = run(capsys, "undo")
    assert (code, err.strip()) == (0, 'Undid: Abandoned "A mural that lasts"')


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["project", "show", "nope"], 2, "no project is called 'nope'"),
        (["project", "tick", MURAL], 2, "name milestones"),
        (["project", "tick", MURAL, "7"], 2, "there are 3"),
        (["project", "time", MURAL, "soon"], 2, "1h30"),
        (["project", "score", MURAL, "1=9"], 2, "of 1 to 4"),
        (["project", "postpone", MURAL, "yesterday"], 2, "a number of days or a date"),
        (["project", "done", MURAL], 1, "score the rubric"),
        (["project", "revisit", MURAL, "3"], 1, "not finished"),
        (["route", "done", "1"], 1, "on no route yet"),
        (["route", "done", "wall-ask"], 1, "The three answers"),
        (["route", "show"], 1, "on no route yet"),
        (["route", "start", "nowhere"], 2, "no route is called"),
        (["portfolio"], 1, "nothing to show yet"),
    ],
)
def test_faults_are_a_sentence_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], argv: list[str], code: int, words: str
) -> None:
    got, out, err = run(capsys, *argv)
    assert (got, out) == (code, "")
    assert words in err
    assert "Traceback" not in err


def test_a_route_and_its_steps(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "route")
    assert code == 0
    assert out.index("by-the-wall") < out.index("For other backgrounds") < out.index("by-the-band")
    assert "Advice of a painter of walls, 2024: an opinion." in out
    assert "\n  0 of 2 steps done\n" in out
    assert run(capsys, "route", "start", "by-the-wall")[0] == 0
    assert run(capsys, "route", "done", "1", "Two said yes.", "https://example.org")[0] == 0
    one = read_json(capsys, "route", "show")
    assert [bool(step["done"]) for step in one["steps"]] == [True, False]
    code, out, _ = run(capsys, "route", "show", "by the wall")
    assert "last known to run in 2019" in out
    assert "Two said yes." in out
    assert run(capsys, "route", "reopen", "wall-ask")[0] == 0
    assert run(capsys, "route", "leave", "by-the-wall")[0] == 0
    assert [one["chosen"] for one in read_json(capsys, "route")] == [None, None]
    assert read_json(capsys, "route", "list") == read_json(capsys, "route")


def test_the_portfolio_is_written_and_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "project", "done", "proj-hostile", "3")
    code, out, err = run(capsys, "portfolio", "--out", str(tmp_path / "mine"))
    assert code == 0
    assert [Path(line).is_file() for line in out.splitlines()] == [True, True]
    assert err.strip() == "2 pages written."
    shown = read_json(capsys, "portfolio")
    assert [one["id"] for one in shown["projects"]] == ["proj-hostile"]
    code, _, err = run(capsys, "portfolio", "--out", str(tmp_path / "mine" / "portfolio.md"))
    assert (code, "Traceback" in err) == (1, False)


def test_a_finished_project_whose_file_is_gone_is_named(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    run(capsys, "project", "done", MURAL, "3")
    (home / "decks" / "projects" / "own.toml").unlink()
    code, _, err = run(capsys, "portfolio", "--out", str(tmp_path / "mine"))
    assert code == 1
    assert '"A mural that lasts" is left out' in err


def test_no_prompt_sends_a_terminal_anything(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "project", "note", "proj-hostile", "\x1b]0;title\x07")
    for argv in (["list"], ["show", "proj-hostile"], ["evidence", "proj-hostile"]):
        code, out, err = run(capsys, "project", *argv)
        assert code == 0
        assert not any(bad in out + err for bad in ("\x1b", "\x07", "\u202e"))
