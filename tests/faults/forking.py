"""Runs one of the programs here again and again, each run in a fork of a process that loaded it.

    forking.py PROGRAM SOCKET

What the tests kill is a process of its own, as ever; only Python does not start anew for each.
"""

import importlib
import os
import signal
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self


class Run:
    """A fork that runs the program."""

    def __init__(self, forks: "Forks", pid: int, reader: int) -> None:
        self.pid = pid
        self.stdout = os.fdopen(reader, "rb")
        self._forks = forks

    def kill(self, *, group: bool = False) -> int:
        """Kill it, or its group with it; return how it ended."""
        (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> int:
        """Return its exit code, below zero the signal that ended it."""
        return int(self._forks.ask(f"wait\n{self.pid}"))


class Forks:
    """A process that has loaded a program and forks for each run of it."""

    def __init__(self, program: str, *options: str) -> None:
        self._socket, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, *options, __file__, program, str(other.fileno())],
                pass_fds=[other.fileno()],
            )

    def start(self, *arguments: object) -> Run:
        """Run the program with these arguments."""
        reader, writer = os.pipe()
        try:
            pid = int(self.ask("\n".join(["start", *map(str, arguments)]), writer))
        finally:
            os.close(writer)
        return Run(self, pid, reader)

    def ask(self, request: str, *files: int) -> str:
        """Say something to the process that forks; return its answer."""
        socket.send_fds(self._socket, [request.encode()], files)
        answer = self._socket.recv(64)
        assert answer, "the process that forks has ended"
        return answer.decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()
        self._process.wait()


def main() -> None:
    """Answer until the tests are through."""
    sys.path.insert(0, str(Path(__file__).parent))
    program = importlib.import_module(sys.argv[1])
    with socket.socket(fileno=int(sys.argv[2])) as asked:
        while True:
            data, files, _, _ = socket.recv_fds(asked, 4096, 1)
            if not data:
                return
            word, *arguments = data.decode().split("\n")
            if word == "wait":
                _, status = os.waitpid(int(arguments[0]), 0)
                answer = os.waitstatus_to_exitcode(status)
            else:
                answer = os.fork()
                if answer == 0:
                    asked.close()
                    os.dup2(files[0], 1)
                    os.close(files[0])
                    run(program.main, arguments)
                os.close(files[0])
            asked.sendall(str(answer).encode())


def run(program_main: object, arguments: list[str]) -> NoReturn:
    """Be the program in a group of its own, and end with it."""
    code = 1
    try:
        os.setsid()
        sys.argv[1:] = arguments
        assert callable(program_main)
        code = program_main()
    except BaseException:  # noqa: BLE001  # nothing of it may reach the process that forks
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
