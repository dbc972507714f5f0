"""A process that runs checks, each in a fork of its own, with the heavy packages loaded once.

Reads one JSON object a line: ``{"preload": [modules]}`` loads modules; ``{"jobs": [...],
"parallel": n, "cpu": seconds, "wall": seconds}`` runs jobs and answers with one line, a list of
results in the same order. It is started by ``running.Runner`` and never imports the program.
"""

import contextlib
import gc
import importlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

POLL = 0.002
_LOCAL = ("127.", "::1", "localhost")
_NETWORK = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo"})


@dataclass(slots=True)
class Running:
    """A forked check."""

    number: int
    folder: Path
    started: float
    timed_out: bool = False


def main() -> None:
    """Answer requests until the input ends."""
    for line in sys.stdin:
        request = json.loads(line)
        if "preload" in request:
            _preload(request["preload"])
            answer: Any = "loaded"
        else:
            answer = _run_all(request)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _preload(modules: list[str]) -> None:
    for module in modules:
        with contextlib.suppress(Exception):  # the check that needs it will say so
            importlib.import_module(module)
    gc.freeze()


def _run_all(request: dict[str, Any]) -> list[dict[str, Any]]:
    jobs = request["jobs"]
    results: list[dict[str, Any]] = [{} for _ in jobs]
    waiting = list(range(len(jobs)))[::-1]
    running: dict[int, Running] = {}
    while waiting or running:
        while waiting and len(running) < request["parallel"]:
            number = waiting.pop()
            pid, check = _start(jobs[number], number, request["cpu"])
            running[pid] = check
        for pid in list(running):
            result = _finished(pid, running[pid], request["wall"])
            if result is not None:
                results[running.pop(pid).number] = result
        time.sleep(POLL)
    return results


def _start(job: dict[str, Any], number: int, cpu: float) -> tuple[int, Running]:
    folder = Path(tempfile.mkdtemp(prefix="check-"))
    (folder / "work").mkdir()
    pid = os.fork()
    if pid == 0:
        _child(job, folder, cpu)
    return pid, Running(number, folder, time.monotonic())


def _finished(pid: int, check: Running, wall: float) -> dict[str, Any] | None:
    done, status, usage = os.wait4(pid, os.WNOHANG)
    if done == 0:
        if time.monotonic() - check.started > wall and not check.timed_out:
            check.timed_out = True
            _kill(pid)
        return None
    _kill(pid)  # what it started ends with it
    result = {
        "out": _read(check.folder / "out"),
        "err": _read(check.folder / "err"),
        "code": os.waitstatus_to_exitcode(status),
        "cpu": usage.ru_utime + usage.ru_stime,
        "timed_out": check.timed_out,
    }
    shutil.rmtree(check.folder, ignore_errors=True)
    return result


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _child(job: dict[str, Any], folder: Path, cpu: float) -> NoReturn:
    """Run one job in this fork and end it."""
    code = 1
    try:
        os.setsid()
        for name, descriptor in (("out", 1), ("err", 2)):
            opened = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(opened, descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(folder / "work")
        seconds = int(cpu) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        code = {"python": _python, "sql": _sql, "bash": _bash}[job["lang"]](job)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001  # whatever a check raises is its result
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _python(job: dict[str, Any]) -> int:
    sys.addaudithook(_no_network)
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    sys.argv = [job["file"]]
    names = {"__name__": "__main__", "__file__": job["file"], "__builtins__": __builtins__}
    # Dataclasses and pickle look the main module up by name.
    main_module = type(sys)("__main__")
    main_module.__dict__.update(names)
    sys.modules["__main__"] = main_module
    exec(compile(job["source"], job["file"], "exec"), main_module.__dict__)  # noqa: S102  # its task
    return 0


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _NETWORK:
        return
    address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(address, (str, bytes)) and event != "socket.getaddrinfo":
        return  # a socket in the file system
    if host is not None and not str(host).startswith(_LOCAL):
        raise PermissionError(f"a check may not use the network: {host}")


def _sql(job: dict[str, Any]) -> int:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in _statements(job["source"]):
        cursor = connection.execute(statement)
        if cursor.description is not None:
            rows = (" ".join(map(_cell, row)) for row in cursor.fetchall())
            sys.stdout.write("; ".join(rows) + "\n")
    return 0


def _cell(value: object) -> str:
    return "NULL" if value is None else str(value)


def _statements(source: str) -> list[str]:
    found, current = [], ""
    for piece in source.split(";"):
        current += piece + ";"
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    if current.strip(" \n;"):
        found.append(current)
    return [one for one in found if one.strip(" \n;")]


def _bash(job: dict[str, Any]) -> NoReturn:
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(Path.cwd()),
        "TMPDIR": str(Path.cwd()),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    bash = shutil.which("bash", path=environment["PATH"]) or "/bin/bash"
    os.execve(bash, ["bash", "-euo", "pipefail", "-c", job["source"]], environment)  # noqa: S606


if __name__ == "__main__":
    main()
