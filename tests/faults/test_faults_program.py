"""The whole program, killed while somebody answers: what it went on from is there."""

import fcntl
import json
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlprep.cli.main import main
from mlprep.store.paths import paths_below

pytestmark = pytest.mark.usefixtures("warm_library")

MLPREP = [sys.executable, "-c", "from mlprep.cli.main import run; run()"]


Asked = Callable[..., Any]


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Asked:
    """Run commands that print JSON; what they tell is read from the disk each time."""

    def run(*argv: str) -> Any:
        capsys.readouterr()
        code = main([*argv, "--json"])
        told = capsys.readouterr()
        assert code in (0, 1), told.err
        return json.loads(told.out)

    return run


def answer_line_by_line(seconds: float) -> int:
    """Answer until killed; returns how many answers were followed by the next question."""
    with subprocess.Popen(
        [*MLPREP, "review", "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"\n4\n" * 400)
        child.stdin.flush()
        said, end = b"", time.monotonic() + 20
        while b"--- " not in said and time.monotonic() < end:
            said += os.read(child.stdout.fileno(), 65536)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([child.stdout], [], [], left)[0]:
                said += os.read(child.stdout.fileno(), 65536)
        child.send_signal(signal.SIGKILL)
        said += child.stdout.read()
    return said.count(b"\n--- ") - 1


def test_answers_that_were_gone_on_from_are_kept(home: Path, asked: Asked) -> None:
    assert not paths_below(home).history.exists()
    asked("settings", "new_per_day", "9999")
    asked("today")
    chance = random.Random(3)  # noqa: S311  # moments, no secrets
    answered = attempt = 0
    while attempt < 12 or (answered <= 12 and attempt < 40):  # more often on a slow machine
        attempt += 1
        answered += answer_line_by_line(chance.uniform(0, 0.5))
        kept = asked("today")["studied"]
        assert answered <= kept <= answered + 1
        answered = kept
    assert answered > 12
    assert all(finding["ok"] for finding in asked("doctor")["findings"])


class Terminal:
    """The screen in a pseudo-terminal of 80x24."""

    def __init__(self, *argv: str, hangup: signal.Handlers = signal.SIG_DFL) -> None:
        self.child, self.master = pty.fork()
        if self.child == 0:
            signal.signal(signal.SIGHUP, hangup)
            os.environ["TERM"] = "xterm-256color"
            os.execvp(MLPREP[0], [*MLPREP, *argv])  # noqa: S606  # the program itself
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def wait_for(self, text: bytes, seconds: float = 20) -> bytes:
        """Read until a text was drawn."""
        drawn, end = b"", time.monotonic() + seconds
        while text not in drawn and (left := end - time.monotonic()) > 0:
            if select.select([self.master], [], [], left)[0]:
                drawn += os.read(self.master, 65536)
        assert text in drawn, drawn[-2000:]
        return drawn

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.master, keys.encode())

    def leave(self, seconds: float = 20) -> int:
        """Read until the program has ended by itself; returns its exit code."""
        self.left = b""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.05)[0]:
                try:
                    self.left += os.read(self.master, 65536)
                except OSError:
                    break
        os.close(self.master)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])

    def kill(self) -> None:
        """Kill the program as a power cut would."""
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.master)


def test_the_screen_killed_in_the_middle_goes_on_where_it_was(home: Path, asked: Asked) -> None:
    deck = home / "decks" / "own.toml"
    deck.parent.mkdir(parents=True)
    cards = "".join(
        f'[[card]]\nid = "own-{n}"\nfront = "Own {n}?"\nback = "Yes"\n' for n in range(9)
    )
    deck.write_text(f'[deck]\ntitle = "Own"\n{cards}', encoding="utf-8")
    asked("today")
    terminal = Terminal("review", "own")
    terminal.wait_for(b"1 of")
    terminal.press(" ")
    terminal.wait_for(b"Again")
    terminal.press("4")
    terminal.wait_for(b"2 of")
    terminal.kill()
    assert asked("today")["studied"] == 1
    assert all(finding["ok"] for finding in asked("doctor")["findings"])
    again = Terminal()
    again.wait_for(b"new")
    again.press("u")
    again.wait_for(b"Undid")
    again.press("q")
    assert again.leave() == 0
    assert asked("today")["studied"] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_restores_the_terminal(
    home: Path, asked: Asked, number: signal.Signals
) -> None:
    deck = home / "decks" / "own.toml"
    deck.parent.mkdir(parents=True)
    cards = "".join(f'[[card]]\nfront = "Own {n}?"\nback = "Yes"\n' for n in range(9))
    deck.write_text(f'[deck]\ntitle = "Own"\n{cards}', encoding="utf-8")
    asked("today")
    terminal = Terminal("review", "own")
    terminal.wait_for(b"1 of")
    terminal.press(" ")
    terminal.wait_for(b"Again")
    terminal.press("4")
    terminal.wait_for(b"2 of")
    os.kill(terminal.child, number)
    assert terminal.leave() == 128 + number
    for restored in (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h"):
        assert restored in terminal.left
    assert asked("today")["studied"] == 1


def test_the_screen_ends_without_its_terminal_also_where_the_signal_is_ignored(
    home: Path, asked: Asked
) -> None:
    assert not paths_below(home).history.exists()
    asked("today")
    terminal = Terminal(hangup=signal.SIG_IGN)
    terminal.wait_for(b"Start")
    os.close(terminal.master)
    end, ended = time.monotonic() + 20, 0
    while not ended and time.monotonic() < end:
        time.sleep(0.1)
        ended, _ = os.waitpid(terminal.child, os.WNOHANG)
    if not ended:
        os.kill(terminal.child, signal.SIGKILL)
        os.waitpid(terminal.child, 0)
    assert ended
    assert all(finding["ok"] for finding in asked("doctor")["findings"])
