"""mlprep deck new, add, edit, fmt, check, rename, stats: what is printed where, what is written."""

import io
import json
import sys
from pathlib import Path

import pytest

from mlprep.cli.main import main
from mlprep.study.content import library

SMALL = '[deck]\ntitle = "Small"\n[[card]]\nback = "1"\nfront = "One?"\n'


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every command an empty standard input that is no terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))


SHIPPED = """
[deck]
title = "Shipped"
[[card]]
id = "shipped-card"
front = "What is shipped?"
back = "This."
"""


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ship one deck of one card: reading all that is shipped takes its time."""
    for folder in ("decks", "assessments"):
        (tmp_path / "shipped" / folder).mkdir(parents=True)
    path = tmp_path / "shipped" / "decks" / "shipped.toml"
    path.write_text(SHIPPED, encoding="utf-8")
    monkeypatch.setattr(library, "shipped", lambda folder: tmp_path / "shipped" / folder)
    return path


@pytest.fixture
def small(home: Path) -> Path:
    path = home / "decks" / "small.toml"
    path.parent.mkdir(parents=True)
    path.write_text(SMALL, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Run a command; returns exit code, stdout and stderr."""
    code = main(argv)
    out = capsys.readouterr()
    return code, out.out, out.err


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Make a program the editor; ``path`` is the file that it is given."""
    script = tmp_path / "editor.py"
    script.write_text(
        f"import sys, pathlib\npath = pathlib.Path(sys.argv[1])\n{body}\n", encoding="utf-8"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")


def test_new_begins_a_deck_and_opens_it(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = r'\n[[card]]\nfront = "One?"\nback = "1"\n'
    editor(tmp_path, monkeypatch, f"path.write_text(path.read_text() + '{card}')")
    code, out, err = run(capsys, "deck", "new", "My notes", "--edit")
    path = home / "decks" / "my-notes.toml"
    assert (code, out) == (0, f"{path}\n")
    assert "My notes is begun" in err
    assert "Decks changed: 1 new." in err
    assert path.read_text(encoding="utf-8").startswith("#:schema ../schemas/deck.json\n")


def test_add_appends_a_card(capsys: pytest.CaptureFixture[str], small: Path) -> None:
    front = r"Why divide by $\sqrt{d_k}$?"
    code, out, err = run(
        capsys, "deck", "add", "small", "--front", front, "--back", "So.", "--tag", "a",
        "--tag", "b", "--level", "3", "--source", "A book",
    )  # fmt: skip
    assert (code, out) == (0, f"{small}:7\n")
    assert "to Small." in err
    text = small.read_text(encoding="utf-8")
    assert text.startswith(SMALL)
    assert f"front = '{front}'\n" in text
    assert 'tags = ["a", "b"]\n' in text


def test_without_a_terminal_no_editor_is_opened_unasked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    code, _, err = run(capsys, "deck", "add")
    assert code == 2
    assert "--front and --back" in err


def test_what_was_written_in_an_editor_that_failed_is_kept(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor(tmp_path, monkeypatch, "path.write_text('front = \"Kept?\"\\n'); sys.exit(1)")
    before = small.read_text(encoding="utf-8")
    _, _, err = run(capsys, "deck", "add", "small")
    assert "ended with code 1" in err
    kept = Path(err.partition("What you wrote is kept in ")[2].partition(".\n")[0])
    assert "Kept?" in kept.read_text(encoding="utf-8")
    assert small.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("options", "written"),
    [
        (["--front", "Even?", "--option", "2", "--option", "3"], 'options = ["2", "3"]\nkey = 0\n'),
        (
            ["--front", "Odd?", "--option", "2", "--option", "3", "--option", "5",
             "--key", "2", "--key", "3"],
            "key = [1, 2]\n",
        ),
        (["--front", "Six?", "--answer", "6.50", "--unit", "s"], 'answer = 6.50\nunit = "s"\n'),
        (["--cloze", "A {{c1::gap}}."], 'cloze = "A {{c1::gap}}."\n'),
        (["--front", "a", "--back", "b", "--reverse"], "reverse = true\n"),
    ],
)  # fmt: skip
def test_add_knows_every_form(
    capsys: pytest.CaptureFixture[str], small: Path, options: list[str], written: str
) -> None:
    code, out, _ = run(capsys, "deck", "add", *options, "--json")
    assert code == 0
    assert json.loads(out)["deck"] == "Small"
    assert written in small.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--front", "F?"], "`back` is missing"),
        (["--back", "B"], "needs --front"),
        (["--front", "One?", "--back", "x"], "asks the same already"),
        (["nothing", "--front", "F?", "--back", "x"], "no deck is called 'nothing'"),
        (["--deck", "small", "--front", "F?", "--back", "x"], "unrecognized arguments: --deck"),
    ],
)
def test_add_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], small: Path, argv: list[str], told: str
) -> None:
    code, out, err = run(capsys, "deck", "add", *argv)
    assert (code, out) == (2, "")
    assert told in err
    assert small.read_text(encoding="utf-8") == SMALL


def test_add_takes_what_the_editor_wrote(
    capsys: pytest.CaptureFixture[str],
    small: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = (
        "text = path.read_text().replace('[[card]]\\n', '[[card]]\\n\\n')\n"
        "text = text.replace('front = \"\"', '# mine\\nfront = \"F?\"')\n"
        "path.write_text(text.replace('back = \"\"', 'back = \"B\" # so'))"
    )
    editor(tmp_path, monkeypatch, body)
    code, _, err = run(capsys, "deck", "add")
    assert code == 0, err
    added = small.read_text(encoding="utf-8").removeprefix(SMALL)
    start, _, rest = added.partition('"\n')
    assert start.startswith('\n[[card]]\nid = "c-')
    assert rest == '# mine\nfront = "F?"\nback = "B" # so\n'


def test_add_keeps_what_the_editor_wrote_where_it_is_no_card(
    capsys: pytest.CaptureFixture[str],
    small: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor(tmp_path, monkeypatch, "path.write_text('[[card]]\\nfront = \"F?\"\\n')")
    code, _, err = run(capsys, "deck", "add")
    assert code == 1
    assert "line 1: `back` is missing" in err
    kept = Path(err.partition("is kept in ")[2].split(".toml")[0] + ".toml")
    assert kept.read_text(encoding="utf-8") == '[[card]]\nfront = "F?"\n'
    kept.unlink()
    assert small.read_text(encoding="utf-8") == SMALL


def test_add_with_an_untouched_template_adds_nothing(
    capsys: pytest.CaptureFixture[str],
    small: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor(tmp_path, monkeypatch, "pass")
    code, _, err = run(capsys, "deck", "add")
    assert (code, "nothing was added" in err) == (1, True)
    assert small.read_text(encoding="utf-8") == SMALL


def test_edit_opens_a_deck_and_tells_its_problems(
    capsys: pytest.CaptureFixture[str],
    small: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor(tmp_path, monkeypatch, "path.write_text(path.read_text().replace('back', 'bak'))")
    code, out, _ = run(capsys, "deck", "edit", "Small")
    assert code == 1
    assert f"{small}:4:1: unknown field `bak`; did you mean `back`?" in out


def test_edit_copies_a_shipped_card_and_refuses_a_shipped_deck(
    capsys: pytest.CaptureFixture[str],
    home: Path,
    tmp_path: Path,
    shipped: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor(tmp_path, monkeypatch, "print(path)")
    code, _, err = run(capsys, "deck", "edit", "shipped")
    assert (code, "is shipped" in err) == (2, True)
    own = home / "decks" / "overrides" / "shipped.toml"
    code, _, err = run(capsys, "deck", "edit", "shipped-card")
    assert (code, "Nothing was changed" in err, own.parent.exists()) == (0, True, False)
    editor(tmp_path, monkeypatch, "path.write_text(path.read_text() + '# mine\\n')")
    code, _, err = run(capsys, "deck", "edit", "shipped-card")
    assert (code, str(own) in err) == (0, True)
    assert 'id = "shipped-card"' in own.read_text(encoding="utf-8")
    assert shipped.read_text(encoding="utf-8") == SHIPPED


def test_fmt_tidies_and_check_only_tells(capsys: pytest.CaptureFixture[str], small: Path) -> None:
    code, out, err = run(capsys, "deck", "fmt", "--check")
    assert (code, out, err) == (1, f"{small} (2 ids)\n", "1 of 1 files would be tidied.\n")
    assert small.read_text(encoding="utf-8") == SMALL
    code, out, err = run(capsys, "deck", "fmt", str(small))
    assert (code, out, err) == (0, f"{small} (2 ids)\n", "1 of 1 files tidied.\n")
    assert run(capsys, "deck", "fmt", "--check")[0] == 0
    code, out, _ = run(capsys, "deck", "fmt", "--json")
    assert json.loads(out) == [{"path": str(small), "outcome": "fine", "ids": 0, "reason": ""}]


def test_fmt_refuses_a_deck_with_errors(capsys: pytest.CaptureFixture[str], small: Path) -> None:
    small.write_text(SMALL.replace("back", "bak"), encoding="utf-8")
    code, _, err = run(capsys, "deck", "fmt")
    assert code == 1
    assert f"{small}:4:1: unknown field `bak`" in err
    assert "nothing was changed" in err


def test_check_gives_hints_and_strict_makes_them_count(
    capsys: pytest.CaptureFixture[str], small: Path
) -> None:
    code, out, err = run(capsys, "deck", "check", str(small))
    assert (code, err) == (0, "No problems found; 1 hint.\n")
    assert out.startswith(f"hint: {small}:3:1: no source; ")
    assert run(capsys, "deck", "check", str(small), "--strict")[0] == 1
    _, out, _ = run(capsys, "deck", "check", str(small), "--json")
    assert [one["severity"] for one in json.loads(out)] == ["hint"]


def test_edit_says_that_it_takes_a_deck_or_a_card(
    capsys: pytest.CaptureFixture[str], small: Path
) -> None:
    assert small.exists()
    code, _, err = run(capsys, "deck", "edit", "nope")
    assert (code, "no deck or card is called 'nope'" in err) == (2, True)


def test_rename_and_stats(capsys: pytest.CaptureFixture[str], small: Path) -> None:
    code, _, err = run(capsys, "deck", "rename", "small", "Not so small")
    assert (code, "its id `small` stays" in err) == (0, True)
    assert 'title = "Not so small"\nid = "small"\n' in small.read_text(encoding="utf-8")
    code, out, _ = run(capsys, "deck", "stats")
    assert code == 0
    assert out.startswith("Not so small  small\n  cards             1\n")
    _, out, _ = run(capsys, "deck", "stats", "small", "--json")
    assert json.loads(out)[0]["forms"] == {"front and back": 1}


def test_schemas_are_installed_for_editors(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    code, out, _ = run(capsys, "deck", "schema", "routes", "--install")
    schema = home / "schemas" / "routes.json"
    assert (code, out) == (0, f"#:schema {schema.as_uri()}\n")
    assert json.loads(schema.read_text(encoding="utf-8"))["title"] == "mlprep routes"


@pytest.mark.parametrize(
    ("options", "told"),
    [(["a", "b"], "--key counts the options from 1 to 2"), ([], "there is none")],
)
@pytest.mark.parametrize("key", ["0", "3"])
def test_a_key_beside_the_options_is_told_as_it_was_typed(
    home: Path, capsys: pytest.CaptureFixture[str], options: list[str], told: str, key: str
) -> None:
    chosen = [word for one in options for word in ("--option", one)]
    code, _, said = run(capsys, "deck", "add", "--front", "Which?", *chosen, "--key", key)
    assert code == 2
    assert told in said
    assert not list(home.glob("decks/*.toml"))
