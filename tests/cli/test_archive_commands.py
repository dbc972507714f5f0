"""`mlprep export`, `import` and `sync` from the command line."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from mlprep.cli.main import main


@pytest.fixture(autouse=True)
def _isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setattr("mlprep.study.workspace.Workspace.refresh_library", _no_look)


def _no_look(_workspace: object) -> object:
    """The shipped library is none of these tests' affair, and takes seconds to read."""
    from mlprep.study.content.scanning import Changes
    from mlprep.study.news import LibraryNews

    return LibraryNews(Changes())


def at(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("MLPREP_HOME", str(folder))


def test_export_and_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = str(tmp_path / "mine.zip")
    assert main(["settings", "new_per_day", "7"]) == 0
    assert main(["export", archive]) == 0
    assert "mine.zip: 1 fact of 1 device, 0 files." in capsys.readouterr().out
    at(monkeypatch, tmp_path / "other")
    assert main(["import", archive, "--dry-run"]) == 0
    assert main(["import", archive]) == 1
    shown = capsys.readouterr()
    assert "1 of them new here" in shown.out
    assert "nothing was changed; say --yes" in shown.err
    assert main(["import", archive, "--yes"]) == 0
    assert "Done: 1 fact and 0 files came." in capsys.readouterr().err
    assert main(["import", archive, "--yes", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["facts"], found["new_facts"], found["done"]) == (1, 0, False)
    assert main(["settings", "new_per_day", "--json"]) == 0
    assert "7" in capsys.readouterr().out


def test_what_is_no_archive_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.zip").write_bytes(b"Dear")
    assert main(["import", str(tmp_path / "letter.zip"), "--yes"]) == 1
    assert main(["export", str(tmp_path / "letter.zip")]) == 1
    said = capsys.readouterr().err
    assert "letter.zip is no whole archive" in said
    assert "nothing was written, name another file" in said
    assert main(["import"]) == 2


def test_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    assert main(["sync"]) == 1
    assert "No place to sync with is known yet" in capsys.readouterr().err
    assert main(["settings", "new_per_day", "7"]) == 0
    assert main(["sync", str(remote)]) == 0
    assert "0 facts came, 1 went" in capsys.readouterr().out
    at(monkeypatch, tmp_path / "other")
    assert main(["sync", str(remote), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["reached"], found["facts_received"]) == ("git", True, 1)
    remote.rename(tmp_path / "gone")
    assert main(["sync"]) == 1
    said = capsys.readouterr().out
    assert "cannot be reached" in said
    assert "kept ready for the next sync" in said


def test_a_deck_with_a_mistake_that_came_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mlprep.domain.problems import Problem
    from mlprep.study.content.scanning import Changes
    from mlprep.study.news import LibraryNews

    (tmp_path / "shared" / "decks").mkdir(parents=True)
    (tmp_path / "shared" / "decks" / "own.toml").write_text("[deck", encoding="utf-8")
    problem = Problem(Path("own.toml"), "this is not valid TOML", "", 1, 6)
    news = LibraryNews(Changes(problems=(problem,)))
    monkeypatch.setattr("mlprep.study.workspace.Workspace.refresh_library", lambda _self: news)
    assert main(["sync", str(tmp_path / "shared")]) == 0
    assert "own.toml:1:6: this is not valid TOML" in capsys.readouterr().err
