"""A program in a pseudo-terminal: when its text appears, and how it answers a key (POSIX only)."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

ROWS, COLUMNS = 36, 120
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
# What a terminal says when it is asked: who it is, and that it can draw a frame at once.
_ANSWERS = {b"\x1b[c": b"\x1b[?62;22c", b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
QUIET_SECONDS = 0.06
"""Silence after which a screen counts as drawn."""


class Repaint(NamedTuple):
    """How a key was answered."""

    ms: float
    size: int


class Terminal:
    """One run of a program; use it as a context manager."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self.output = b""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            size = struct.pack("HHHH", ROWS, COLUMNS, COLUMNS * 8, ROWS * 16)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(command[0], list(command), dict(environment))  # noqa: S606  # its own child

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGTERM)
        self._drain(0.5)
        os.close(self.handle)
        os.waitpid(self.pid, 0)

    def until(self, marker: str, seconds: float = 30) -> float:
        """Wait for a text; milliseconds from the start of the process to then."""
        wanted, deadline = marker.encode(), time.perf_counter() + seconds
        while wanted not in _ESCAPES.sub(b"", self.output):
            if not self._read(max(0.0, deadline - time.perf_counter())):
                raise RuntimeError(f"{marker!r} did not appear:\n{self.text[-2000:]}")
        return (time.perf_counter() - self.started) * 1000

    @property
    def text(self) -> str:
        """What was written, without its escape sequences."""
        return _ESCAPES.sub(b"", self.output).decode("utf-8", "replace")

    def settle(self) -> None:
        """Wait until nothing has been written for a while."""
        while self._read(4 * QUIET_SECONDS):
            pass

    def press(self, key: str) -> Repaint:
        """Send a key; time and bytes to the last byte before the screen falls silent."""
        before, start = len(self.output), time.perf_counter()
        os.write(self.handle, key.encode())
        last, wait = start, 2.0
        while self._read(wait):
            last, wait = time.perf_counter(), QUIET_SECONDS
        return Repaint((last - start) * 1000, len(self.output) - before)

    def resident_mib(self) -> float:
        """Resident memory of the program (Linux; 0 elsewhere)."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0.0
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0

    def _read(self, seconds: float) -> bool:
        """Take in what comes within so many seconds; False where nothing does."""
        if not select.select([self.handle], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.handle, 65536)
        except OSError:  # the program has ended
            return False
        for asked, answer in _ANSWERS.items():
            if asked in data:
                os.write(self.handle, answer)
        self.output += data
        return bool(data)

    def _drain(self, seconds: float) -> None:
        while self._read(seconds):
            pass
