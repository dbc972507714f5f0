"""The program as a process of its own: imports, pipes, interruption."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mlprep.cli.main import _UNPARSED, _arguments, main
from mlprep.cli.parser import build_parser
from mlprep.store.paths import paths_below

pytestmark = pytest.mark.usefixtures("warm_library")

MLPREP = [sys.executable, "-m", "mlprep"]
HEAVY = ("textual", "pydantic", "numpy", "fsrs", "dataclasses", "inspect")


def loaded(*argv: str) -> set[str]:
    """Modules that a command loads."""
    code = (
        "import sys; from mlprep.cli.main import main; main(sys.argv[1:]);"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *argv], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_the_version_loads_nothing_heavy() -> None:
    modules = loaded("--version")
    assert not modules & {*HEAVY, "sqlite3", "rich"}


def test_the_help_loads_nothing_heavy_and_no_arguments_of_commands() -> None:
    modules = loaded("--help")
    assert not modules & {*HEAVY, "sqlite3", "rich", "typing"}
    assert not {one for one in modules if one.endswith("_parser") and one.startswith("mlprep.")}


def test_today_loads_nothing_heavy_once_the_cache_is_warm(home: Path) -> None:
    paths_below(home).library.unlink()
    assert "pydantic" in loaded("today", "--json")
    assert not loaded("today", "--json") & {*HEAVY, "argparse", "gettext", "shutil", "unicodedata"}


def test_today_makes_no_type_of_a_text_for_that_loads_pythons_syntax_tree() -> None:
    code = (
        "import sys, typing;"
        "typing.ForwardRef = type('Refused', (), {'__init__': lambda *_, **__: sys.exit(9)});"
        "from mlprep.cli.main import main; sys.exit(main(['today', '--json']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0


def test_what_is_made_without_the_parser_is_what_the_parser_makes() -> None:
    for words in _UNPARSED:
        parsed = build_parser().parse_args(words)
        assert vars(_arguments(words)) == {**vars(parsed), "decks": []}


def test_a_closed_pipe_is_silent() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*MLPREP, "settings"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_output_that_is_full_is_named() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*MLPREP, "settings"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.stderr.splitlines()[-1] == "mlprep: standard output: No space left on device"
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("command", ["profile", "today", "keys"])
def test_signs_that_the_terminal_lacks_are_replaced(command: str) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [*MLPREP, command], capture_output=True, env={**os.environ, **plain}, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    assert done.stdout


def test_interruption_is_exit_code_130() -> None:
    with subprocess.Popen(
        [*MLPREP, "review", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell without job control leaves interruption ignored in what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  # one thread
    ) as process:
        assert process.stdout is not None
        seen = b""
        # The prompt of any kind of card: which one comes first changes from day to day.
        while not seen.endswith((b"[enter] ", b"\n> ")) and (more := process.stdout.read(1)):
            seen += more
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_interruption_while_a_fault_is_told_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_fault: Exception) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mlprep.cli.faults.explain", interrupted)
    assert main(["card", "no-such-card"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_home_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    env = {**os.environ, "MLPREP_HOME": str(file / "home")}
    done = subprocess.run([*MLPREP, "today"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(file) in done.stderr


@pytest.mark.parametrize("colour", [{"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}])
def test_colour_follows_the_environment(colour: dict[str, str]) -> None:
    done = subprocess.run(
        [*MLPREP, "today"], env={**os.environ, **colour}, capture_output=True, check=True
    )
    assert (b"\x1b[" in done.stdout) == ("FORCE_COLOR" in colour)
