"""Every command through ``main``: what it prints where, and its exit code."""

import argparse
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from mlprep.cli.main import main
from mlprep.cli.parser import build_overview, build_parser
from mlprep.store.paths import paths_below
from mlprep.store.unit_search import FIGURES, STATES
from mlprep.study.upkeep import kept_backups
from mlprep.text.lines import cell_width

pytestmark = pytest.mark.usefixtures("warm_home")


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every command an empty standard input that is no terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Run a command; returns exit code, stdout and stderr."""
    code = main(argv)
    out = capsys.readouterr()
    return code, out.out, out.err


def read_json(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    """Run a command that must succeed with JSON."""
    code, out, _ = run(capsys, *argv, "--json")
    assert code == 0
    return json.loads(out)


def test_alone_and_without_a_terminal_it_prints_today(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert out.startswith("Today: 20 new")


def test_today_keeps_to_the_width_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "50")
    assert main(["today"]) == 0
    lines = terminal.getvalue().splitlines()
    assert max(map(len, lines)) <= 50
    assert "Choose the role that you want (`mlprep setup`)," in lines


def test_today_as_json(capsys: pytest.CaptureFixture[str], deck: Path) -> None:
    assert deck.exists()
    seen = read_json(capsys, "today")
    assert (seen["new"], seen["reviews"], seen["studied"]) == (20, 0, 0)
    assert {"id": "hostile", "title": "Hostile [/b] [CLS]"}.items() <= next(
        one for one in seen["decks"] if one["id"] == "hostile"
    ).items()


def test_cramming_before_anything_was_met_says_what_it_is(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    (home / "backups").write_text("in the way")
    code, out, err = run(capsys, "review", "--cram", "--plain")
    assert code == 0, "a backup that cannot be made fails no session"
    assert f"mlprep: No backup was made. {home / 'backups'}: File exists" in err
    assert "Cramming repeats cards that you have met; here there are none yet." in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--version")
    assert (code, out.split()[0]) == (0, "mlprep")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["todya"], "no command is called 'todya'; did you mean today?"),
        (["settings", "role=mle"], "try `mlprep settings role mle`"),
        (["settings", "new_per_day", "abc"], "new_per_day takes a whole number, not 'abc'"),
        (["settings", "new_per_day", "999999999"], "between 0 and 9999, not at 999999999"),
        (["settings", "new_per_day", "9" * 20], f"takes no number as large as {'9' * 20}"),
        (["setup", "--minutes", "-3"], "'-3' is no whole number from 0 on"),
        (["settings", "weekday_weights", "1,x"], "takes numbers with commas, not '1,x'"),
        (["settings", "target_date", "soon"], "'soon' is no date; write it like 2027-01-31"),
        (["settings", "target_date", "2027-2-30"], "'2027-2-30' is no date"),
        (["settings", "target_date", "2020-01-01"], "the day to be ready lies ahead"),
        (["setup", "--date", "2020-1-1"], "is past; the day to be ready lies ahead"),
    ],
)
def test_what_was_probably_meant_is_said(
    capsys: pytest.CaptureFixture[str], argv: list[str], told: str
) -> None:
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    assert told in err
    assert "target_date" not in err


def test_a_date_may_lack_its_zeros(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "settings", "target_date", "2027-1-5")
    assert read_json(capsys, "settings", "target_date") == {"target_date": "2027-01-05"}


@pytest.mark.parametrize(
    "argv",
    [
        ["nonsense"],
        ["review", "--minutes", "zero"],
        ["review", "--minutes", "-3"],
        ["search"],
        ["search", "--limit", "0", "x"],
        ["deck"],
        ["deck", "schema", "poem"],
        ["completion", "csh"],
        ["settings", "no_such_setting"],
        ["settings", "new_per_day", "many"],
        ["search", "is:hungry"],
        ["review", "--plain", "no-such-deck"],
        ["card", "no-such-card"],
        ["card", "cloud-finops-hourly-commitment", "--flag", "9"],
        ["card", "x", "--mark", "--reset"],
        ["card", "--mark"],
        ["card", "--found", " ", "--mark"],
        ["card", "--found", "tag:no-such-tag", "--mark"],
    ],
)
def test_wrong_usage_is_exit_code_2_and_a_sentence(
    capsys: pytest.CaptureFixture[str], argv: list[str]
) -> None:
    code, out, err = run(capsys, *argv)
    assert code == 2
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err


def test_an_unknown_name_is_answered_with_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, "review", "--plain", "devops-container")
    assert "devops-containers" in err


def test_review_line_by_line(
    capsys: pytest.CaptureFixture[str], deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deck.exists()
    lines = ["", "3", "42", "", "3", "", "u", "2", "", "q"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    code, out, _ = run(capsys, "review", "--plain", "hostile")
    assert code == 0
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[CLS]" in out
    assert "Right." in out
    assert "Not right: it is 2" in out
    assert "Undid: Again on" in out
    assert "Answered 3" in out
    assert "1 Again 1m" in out
    seen = read_json(capsys, "today")
    assert seen["studied"] == 3


def test_a_review_of_what_a_search_finds(
    capsys: pytest.CaptureFixture[str], deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deck.exists()
    review = ["review", "--plain", "hostile", "--found"]
    monkeypatch.setattr("sys.stdin", io.StringIO("42\n4\n"))
    code, out, _ = run(capsys, *review, "six is:new")
    assert code == 0
    assert "1 left" in out
    assert "2 left" not in out
    assert "Answered 1" in out
    assert [one["unit"] for one in read_json(capsys, "search", "is:review")] == ["hostile-typed"]
    for terms in ("six is:new", "deck:devops", "  "):  # answered, elsewhere, nothing said
        code, out, err = run(capsys, *review, terms)
        assert (code, out) == (2, "")
        assert "no card " in err


def test_the_end_of_the_input_ends_a_review(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "review")
    assert code == 0
    assert "Answered 0" in out


def test_plain_can_report_bury_and_say_where_a_card_stands(
    capsys: pytest.CaptureFixture[str], home: Path, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["e", "report the back is [/b] wrong", "b", ":s", "?", "q"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    _, out, _ = run(capsys, "review", "--plain", "hostile")
    assert f"{deck}:6" in out
    assert "Buried" in out
    assert "Suspended" in out
    assert len(kept_backups(paths_below(home))) == 1
    [report] = read_json(capsys, "reports")
    assert report["message"] == "the back is [/b] wrong"
    code, out, _ = run(capsys, "reports")
    assert (code, "[/b] wrong" in out) == (0, True)


def test_plain_takes_a_report_on_a_typed_card_for_what_its_colon_says(
    capsys: pytest.CaptureFixture[str], deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '[deck]\ntitle = "Words"\n[[card]]\nid = "w"\nfront = "Say it."\nanswer = "report it"\n'
    (deck.parent / "words.toml").write_text(text, encoding="utf-8")
    lines = [":report it is wrong", ":report", "report it", "3", ":q"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    _, out, _ = run(capsys, "review", "--plain", "words")
    assert "Noted in your reports" in out
    assert "A text is missing" in out
    assert "Right." in out
    assert "Not right" not in out, "the end is no answer, with a colon or without"
    assert "Answered 1" in out
    assert [one["message"] for one in read_json(capsys, "reports")] == ["it is wrong"]


JUDGED = r"""
[deck]
title = "Judged"
[[card]]
id = "option"
front = "Which is the logistic function?"
options = [{text = "$\\frac{1}{1+e^{-x}}$", why = "It is `S`-shaped."}, {text = "`relu`"}]
key = 0
fixed_order = true
[[card]]
id = "typed"
front = "How many heads?"
answer = 8
unit = "heads"
why = "As in the paper."
"""


@pytest.mark.parametrize(
    ("maths", "drawn"), [("unicode", "1/(1 + e⁻ˣ)"), ("source", r"$\frac{1}{1+e^{-x}}$")]
)
def test_plain_draws_options_says_why_and_states_the_answer(
    capsys: pytest.CaptureFixture[str],
    deck: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    maths: str,
    drawn: str,
) -> None:
    (deck.parent / "judged.toml").write_text(JUDGED, encoding="utf-8")
    (home / "config.toml").write_text(f'maths = "{maths}"\n', encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\n\n3\nq\n"))
    _, out, _ = run(capsys, "review", "--plain", "judged")
    assert f"1. {drawn}\n2. relu" in out
    assert "Not answered: it is 1." in out
    assert "1. It is S-shaped." in out
    assert "Not answered: the answer is 8 heads.\nAs in the paper." in out
    assert out.count("a deck of your own") == 1, "a reason is told once while it stays the same"


def test_plain_says_where_a_shipped_card_stands_and_copies_nothing(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("e\nq\n"))
    _, out, _ = run(capsys, "review", "--plain", "swe-python")
    assert "swe-python.toml:" in out
    assert not list(home.rglob("overrides"))


def test_plain_says_what_it_does_not_know_and_judges_only_answers(
    capsys: pytest.CaptureFixture[str], deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deck.exists()
    lines = ["", "foo", "f 8", "f 2", "b", "?", ":b", "9", "help", "2", "u", "q"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    code, out, _ = run(capsys, "review", "--plain", "hostile")
    assert code == 0
    assert "foo is no rating and no command." in out
    assert "Flags go from 1 to 7" in out
    assert "Flagged 2" in out
    assert out.count("q end, ? this") == 3
    assert out.count("The options are 1 to 3") == 2
    assert "Right." in out
    assert "Not right" not in out
    assert out.splitlines()[-1] == "Answered 0 in 0 s. Tomorrow: 0 reviews."


def test_plain_flags_sets_due_and_takes_siblings_along(
    capsys: pytest.CaptureFixture[str], deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deck.exists()
    lines = [":f", ":f 8", ":f 3", ":d x", ":d 12", ":ss", ":reset", ":bb", "q"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    code, out, _ = run(capsys, "review", "--plain", "hostile")
    assert code == 0
    assert out.count("A number is missing") == 2
    assert "Flags go from 1 to 7" in out
    for told in ("Flagged 3", "Set due in 12 d", "Suspended with its siblings", "Reset",
                 "Buried with its siblings"):  # fmt: skip
        assert told in out
    assert len(read_json(capsys, "search", "flag:3")) == 1


def test_search_finds_and_says_when_nothing_is_found(
    capsys: pytest.CaptureFixture[str], deck: Path
) -> None:
    assert deck.exists()
    [hit] = read_json(capsys, "search", "deck:hostile", "even")
    assert hit["unit"] == "hostile-choice"
    code, out, err = run(capsys, "search", "zzzzz")
    assert (code, out) == (1, "")
    assert "nothing is found" in err


def test_search_says_that_there_are_more(capsys: pytest.CaptureFixture[str], deck: Path) -> None:
    assert deck.exists()
    code, out, err = run(capsys, "search", "deck:hostile", "--limit", "2")
    assert (code, len(out.splitlines())) == (0, 2)
    assert "there are more" in err
    assert run(capsys, "search", "deck:hostile", "--limit", "3")[2] == ""


def test_more_decks_are_named_before_the_command_and_behind_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "x.toml").write_text(
        '[deck]\ntitle = "More of it"\n[[card]]\nfront = "A?"\nback = "B"\n', encoding="utf-8"
    )
    for argv in (["--decks", "FOLDER", "deck", "list"], ["deck", "list", "--decks", "FOLDER"]):
        named = [one.replace("FOLDER", str(tmp_path / "more")) for one in argv]
        code, out, _ = run(capsys, *named)
        assert (code, "More of it" in out) == (0, True)
    folder, out = str(tmp_path / "more"), str(tmp_path / "x.csv")
    assert "More of it" in run(capsys, "deck", "stats", "more-of-it", "--decks", folder)[1]
    assert run(capsys, "--decks", folder, "deck", "export", "more-of-it", "--to", out)[0] == 0
    _, _, err = run(capsys, "--decks", str(tmp_path / "absent"), "deck", "list")
    assert f"there is no folder {tmp_path / 'absent'}" in err


def test_deck_list_names_every_deck(capsys: pytest.CaptureFixture[str], deck: Path) -> None:
    assert deck.exists()
    areas = read_json(capsys, "deck", "list")
    ids = {one["id"] for area in areas for one in area["decks"]}
    assert {"hostile", "devops-containers", "stats-probability"} <= ids
    code, out, _ = run(capsys, "deck", "list")
    assert (code, "\x1b" in out) == (0, False)


def test_deck_list_keeps_to_the_width_of_a_terminal(
    capsys: pytest.CaptureFixture[str], deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = deck.with_name("long.toml")
    long.write_text(f'[deck]\ntitle = "{"long " * 50}end"\n', encoding="utf-8")
    assert "long end" in run(capsys, "deck", "list")[1]
    monkeypatch.setenv("COLUMNS", "72")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _, out, _ = run(capsys, "deck", "list")
    assert max(map(cell_width, out.splitlines())) <= 72
    assert "  Probability " in out
    assert re.search(r"long long lo\S*… +long-long-\S*…", out)


def test_deck_check_says_each_problem_once(capsys: pytest.CaptureFixture[str], deck: Path) -> None:
    assert run(capsys, "deck", "list")[0] == 0
    deck.write_text(deck.read_text(encoding="utf-8").replace('front = "Six', 'frnot = "Six'))
    code, out, err = run(capsys, "deck", "check")
    assert code == 1
    assert "frnot" in out
    assert "frnot" not in err


def test_deck_check_names_place_and_remedy(capsys: pytest.CaptureFixture[str], deck: Path) -> None:
    deck.write_text(deck.read_text(encoding="utf-8").replace('front = "Six', 'frnot = "Six'))
    code, out, err = run(capsys, "deck", "check")
    assert code == 1
    assert re.search(rf"^{re.escape(str(deck))}:13:1: .*frnot.*front", out, re.MULTILINE)
    assert "found" in err


def test_deck_check_of_files_elsewhere(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good = tmp_path / "good.toml"
    good.write_text('[deck]\ntitle = "G"\n[[card]]\nfront = "A?"\nback = "B"\n', encoding="utf-8")
    bad = tmp_path / "bad.toml"
    bad.write_text('[deck]\ntitle = "B"\ntopic = "swe-pyton"\n[[card]]\nfront = ""\nback = "B"\n')
    assert run(capsys, "deck", "check", str(good))[0] == 0
    code, out, _ = run(capsys, "deck", "check", str(bad), str(tmp_path / "absent.toml"))
    assert code == 1
    assert "bad.toml:5:1" in out
    assert "absent.toml" in out


@pytest.mark.parametrize(
    "kind", ["deck", "bank", "projects", "areas", "roles", "backgrounds", "routes"]
)
def test_schemas_are_json_with_titles(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    code, out, _ = run(capsys, "deck", "schema", kind)
    assert code == 0
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


def test_settings_are_shown_changed_and_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_json(capsys, "settings")["new_per_day"] == 20
    code, out, err = run(capsys, "settings", "new_per_day", "7")
    assert code == 0
    assert "7" in err
    assert out.startswith("new_per_day  7")
    assert read_json(capsys, "settings", "new_per_day") == {"new_per_day": 7}


def test_a_role_can_be_set_before_anything_else_was_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(capsys, "settings", "role", "mle")[0] == 0
    assert read_json(capsys, "settings", "role") == {"role": "mle"}
    assert "applied-scientist" in run(capsys, "settings", "role", "nothing")[2]


def test_keys_follow_the_settings_file(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    rows = {row["id"]: row["keys"] for row in read_json(capsys, "keys")}
    assert rows["review.undo"] == ["u", "ctrl+z"]
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text('[keymap]\n"review.undo" = ["ctrl+z"]\n', encoding="utf-8")
    rows = {row["id"]: row["keys"] for row in read_json(capsys, "keys")}
    assert rows["review.undo"] == ["ctrl+z"]


def test_a_broken_settings_file_is_named_and_the_program_goes_on(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text('thme = "dark"\n', encoding="utf-8")
    code, _, err = run(capsys, "today")
    assert code == 0
    assert "config.toml:1:1" in err
    assert "theme" in err


def test_before_the_first_start_nothing_is_wrong(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    (home / "history.sqlite").unlink()
    code, out, _ = run(capsys, "doctor")
    assert code == 0
    assert '"mlprep" begins one' in out
    assert not (home / "history.sqlite").exists()


def test_doctor_backup_and_restore(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "settings", "new_per_day", "7")
    made = Path(read_json(capsys, "backup")["backup"])
    assert made.is_file()
    run(capsys, "settings", "new_per_day", "9")
    code, _, err = run(capsys, "restore")
    assert code == 1
    assert "--yes" in err
    with monkeypatch.context() as patch:
        patch.setenv("HOME", str(made.parent))
        assert run(capsys, "restore", "--yes", f"~/{made.name}")[0] == 0
    assert read_json(capsys, "settings", "new_per_day") == {"new_per_day": 7}
    seen = read_json(capsys, "doctor")
    assert all(finding["ok"] for finding in seen["findings"])
    assert str(home) in run(capsys, "doctor")[1]
    assert read_json(capsys, "backup", "--list") == [str(made)]
    assert run(capsys, "backup", "--list")[2] == "1 backup\n"


def test_restore_of_what_is_no_backup(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "restore", str(tmp_path / "absent"), "--yes")[0] == 2
    junk = tmp_path / "junk"
    junk.write_bytes(b"junk" * 100)
    code, _, err = run(capsys, "restore", str(junk), "--yes")
    assert code == 3
    assert "Traceback" not in err


def test_a_damaged_history_is_exit_code_3(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "history.sqlite").write_bytes(b"not a database at all" * 100)
    code, out, err = run(capsys, "today")
    assert code == 3
    assert out == ""
    assert "history.sqlite" in err


def test_a_newer_history_is_refused(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    run(capsys, "today")
    connection = sqlite3.connect(home / "history.sqlite")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    code, _, err = run(capsys, "today")
    assert code == 3
    assert "newer" in err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    code, out, _ = run(capsys, "completion", shell)
    assert code == 0
    assert "restore" in out


def test_completion_offers_files_where_one_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "words.csv").touch()
    script = r"""
source <(mlprep completion bash)
COMP_WORDS=(mlprep deck import wo) COMP_CWORD=3
$(complete -p mlprep | sed 's/.*-F \([^ ]*\).*/\1/') mlprep wo import
echo "${COMPREPLY[*]}"
"""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    found = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=os.environ | {"PATH": path},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.split() == ["words.csv"]


def test_a_closed_output_or_input_is_no_defect() -> None:
    program = f"{sys.executable} -m mlprep"
    done = subprocess.run(
        ["bash", "-c", f"{program} deck schema >&-; echo $? >&2; {program} nothing 2>&-; echo $?"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stderr, done.stdout) == ("0\n", "2\n")
    done = subprocess.run(
        ["bash", "-c", f"{program} review --plain <&-"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Answered 0" in done.stdout


def test_the_doctor_names_files_that_cannot_be_used(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    run(capsys, "settings", "new_per_day", "7")
    (home / "config.toml").write_text("[x", encoding="utf-8")
    (home / "reports.toml").write_text("[[report", encoding="utf-8")
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert "WRONG  settings file" in out
    assert "WRONG  reports" in out


def test_the_demo_runs_commands_as_the_made_up_learner(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr("mlprep.study.demo.DAYS", 30)
    monkeypatch.setenv("MLPREP_HOME", str(home))
    code, out, _ = run(capsys, "demo", "today", "--json")
    assert code == 0
    assert json.loads(out)["streak"] >= 0
    monkeypatch.setenv("MLPREP_HOME", str(home))
    code, out, err = run(capsys, "demo", "profile", "--json")
    assert (code, "Making" in err) == (0, False)
    assert json.loads(out)["questions"] >= 60
    monkeypatch.setenv("MLPREP_HOME", str(home))
    assert read_json(capsys, "today")["studied"] == 0


def test_every_command_has_a_help_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    [commands] = [
        action
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    assert len(commands.choices) > 10
    for name, parser in commands.choices.items():
        assert parser.description
        code, out, _ = run(capsys, name, "--help")
        assert code == 0
        assert parser.description.split()[0] in out


def test_a_damaged_history_goes_back_to_the_backup_only_after_a_yes(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    run(capsys, "settings", "new_per_day", "7")
    run(capsys, "backup")
    history = home / "history.sqlite"
    damaged = b"SQLite format 3\0" + b"\xff" * 5000
    history.write_bytes(damaged)
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    assert run(capsys, "settings", "new_per_day")[0] == 3
    assert history.read_bytes() == damaged
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    code, out, err = run(capsys, "settings", "new_per_day")
    assert code == 0
    assert out.startswith("new_per_day  7")
    assert "kept as" in err
    assert [one for one in home.iterdir() if one.is_file() and one.read_bytes() == damaged]


def test_what_is_known_of_a_card(capsys: pytest.CaptureFixture[str], deck: Path) -> None:
    (info,) = read_json(capsys, "card", "hostile-typed")
    assert (info["unit"], info["state"]["reps"], info["log"]) == ("hostile-typed", 0, [])
    code, out, _ = run(capsys, "card", "hostile-markup")
    assert code == 0
    assert f"{deck}, line 6" in out
    assert "[b]not[/b]" in out
    assert "\x1b[31m" not in out


@pytest.mark.parametrize(
    ("options", "told", "state"),
    [
        (["--suspend"], "Suspended", {"suspended": True}),
        (["--unsuspend"], "Back in study", {"suspended": False}),
        (["--mark"], "Marked", {"marked": True}),
        (["--unmark"], "Unmarked", {"marked": False}),
        (["--flag", "3"], "Flagged 3", {"flag": 3}),
        (["--flag", "0"], "Unflagged", {"flag": 0}),
        (["--bury"], "Buried", {"phase": "new"}),
        (["--unbury"], "Unburied", {"buried_until": None}),
        (["--reset"], "Reset", {"phase": "new"}),
        (["--set-due", "3"], "Due in 3 days", {"phase": "review"}),
    ],
)
def test_something_is_done_to_a_card_and_undone(
    capsys: pytest.CaptureFixture[str],
    deck: Path,
    options: list[str],
    told: str,
    state: dict[str, Any],
) -> None:
    assert deck.exists()
    before = read_json(capsys, "card", "hostile-typed")[0]["state"]
    code, out, err = run(capsys, "card", "hostile-typed", *options, "--json")
    after = json.loads(out)[0]["state"]
    assert code == 0
    assert f'{told}: "Six times seven?"' in err
    assert state.items() <= after.items()
    code, _, err = run(capsys, "undo")
    assert (code, err) == (0, f'Undid: {told}: "Six times seven?"\n')
    assert read_json(capsys, "card", "hostile-typed")[0]["state"] == before
    assert run(capsys, "redo")[0] == 0
    assert read_json(capsys, "card", "hostile-typed")[0]["state"] == after


def test_the_help_of_search_names_every_state_and_figure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "search", "--help")
    assert code == 0
    told = out.replace(",", " ").split()
    assert not {*STATES, *(name for name in FIGURES if len(name) > 1 and name != "flag")} - {*told}


def test_something_is_done_to_all_cards_that_a_search_finds(
    capsys: pytest.CaptureFixture[str], deck: Path
) -> None:
    assert deck.exists()
    named = ["card", "hostile-typed", "--found", "deck:hostile"]
    units = [one["unit"] for one in read_json(capsys, "search", "deck:hostile")]
    code, out, err = run(capsys, *named, "--suspend")
    assert (code, out, err) == (0, "", f"Suspended: {len(units)} cards\n")
    found = [one["unit"] for one in read_json(capsys, "search", "is:suspended")]
    assert sorted(found) == sorted(units)
    assert run(capsys, "undo")[2] == f"Undid: Suspended: {len(units)} cards\n"
    assert run(capsys, "search", "is:suspended")[0] == 1


def test_a_fault_sends_nothing_to_the_terminal_that_acts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = "/no\x1b[31mwhere/a.zip"
    for argv in (["import", name], ["export", name], ["restore", "--yes", name]):
        code, out, err = run(capsys, *argv)
        assert code != 0
        assert "␛[31m" in out + err
        assert "\x1b" not in out + err


def test_there_may_be_nothing_to_undo(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "undo") == (1, "", "mlprep: there is nothing to undo\n")
    assert run(capsys, "redo") == (1, "", "mlprep: there is nothing to redo\n")
    run(capsys, "settings", "new_per_day", "1e1")
    assert run(capsys, "undo") == (0, "", "Undid: New per day: 10\n")


def test_a_mistake_in_a_card_is_reported(capsys: pytest.CaptureFixture[str], deck: Path) -> None:
    assert deck.exists()
    assert run(capsys, "card", "hostile-typed", "--report", "It is 43.")[0] == 0
    assert [one["message"] for one in read_json(capsys, "reports")] == ["It is 43."]


def test_on_the_screen_too_a_scope_must_be_known_and_new_decks_are(
    capsys: pytest.CaptureFixture[str], deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deck.exists()
    opened: list[object] = []

    def open_screen(args: Namespace, *, review: bool, units: frozenset[str] | None) -> int:
        assert review
        opened.append((args.scope, units))
        return 0

    monkeypatch.setattr("mlprep.cli.commands.review.is_interactive", lambda: True)
    monkeypatch.setattr("mlprep.cli.screen.open_screen", open_screen)
    code, _, err = run(capsys, "review", "hostle")
    assert (code, opened) == (2, [])
    assert "did you mean hostile" in err
    assert run(capsys, "review", "hostile")[0] == 0
    assert run(capsys, "review", "--found", "deck:hostile six")[0] == 0
    assert opened == [(["hostile"], None), ([], frozenset({"hostile-typed"}))]
    assert run(capsys, "review", "--found", "tag:no-such-tag")[0] == 2


def test_a_search_lists_titles_without_marks(
    capsys: pytest.CaptureFixture[str], deck: Path
) -> None:
    deck.write_text(
        '[deck]\ntitle = "T"\n'
        '[[card]]\nid = "one-gap"\ncloze = "A {{c1::`gap`}} of $x^2$ quokkas"\n',
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "search", "quokkas")
    assert code == 0
    assert "A gap of x²" in out


def test_the_overview_is_the_help_of_the_whole_parser() -> None:
    assert build_overview().format_help() == build_parser().format_help()
