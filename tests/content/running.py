"""Runs the checks of the content in processes of their own."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.content.library import Check

CPU_SECONDS = 2.0
"""Own time that a check may take; imports that the worker has loaded cost nothing."""
WALL_SECONDS = 20.0
"""Time after which a check that waits is ended, generous for a busy machine."""

_WORKER = Path(__file__).with_name("worker.py")
_PACKAGES = frozenset({"numpy", "scipy", "pandas", "sklearn", "yaml"})
_NETWORK_COMMANDS = re.compile(
    r"(?:^|[|;&(\s])(?:curl|wget|nc|ncat|ssh|scp|rsync|telnet|ping|dig|nslookup|pip|apt|apt-get"
    r"|docker|kubectl|git (?:clone|fetch|pull|push))\s|/dev/(?:tcp|udp)/"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a check."""

    out: str
    err: str
    code: int
    cpu: float
    timed_out: bool

    def faults(self) -> list[str]:
        """Return why the check gave no result in time."""
        if self.timed_out:
            return [f"did not end within {WALL_SECONDS:g} s"]
        if self.cpu > CPU_SECONDS:
            return [f"took {self.cpu:.1f} s of computing, at most {CPU_SECONDS:g} s"]
        if self.code:
            last = self.err.strip().split("\n")[-3:]
            return [f"ended with {self.code}: {' | '.join(last)}"]
        return []


def imports_of(checks: Iterable[Check]) -> list[str]:
    """Return the modules of heavy packages that the Python checks import."""
    found: set[str] = set()
    for check in checks:
        if check.lang == "python":
            found |= _imports(check.source)
    return sorted(found)


def _imports(source: str) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # running it will say so
        return set()
    nodes = list(ast.walk(tree))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name for name in names if name.partition(".")[0] in _PACKAGES}


def network_faults(check: Check) -> list[str]:
    """Return a command of a bash check that would reach out; Python's sockets refuse alone."""
    hit = _NETWORK_COMMANDS.search(check.source) if check.lang == "bash" else None
    return [f"uses the network or a service: {hit[0].strip()}"] if hit else []


class Runner:
    """A worker process; one check cannot touch another, and a hang ends only itself."""

    def __init__(self, preload: Sequence[str] = (), parallel: int | None = None) -> None:
        self.parallel = parallel or min(4, os.cpu_count() or 1)
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=_environment(),
        )
        self._ask({"preload": list(preload)})

    def run(
        self, checks: Sequence[Check], *, cpu: float = CPU_SECONDS, wall: float = WALL_SECONDS
    ) -> list[Outcome]:
        """Run checks side by side; the outcomes come in their order."""
        jobs = [
            {"lang": check.lang, "source": check.source, "file": str(check.file)}
            for check in checks
        ]
        request = {"jobs": jobs, "parallel": self.parallel, "cpu": cpu, "wall": wall}
        return [Outcome(**one) for one in self._ask(request)]

    def _ask(self, request: dict[str, Any]) -> Any:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the worker has no pipes")
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the worker ended with {self._process.wait()}")
        return json.loads(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.__exit__(kind, error, trace)


class Runners:
    """A worker for each load of packages: what a fork costs goes by what its parent has loaded.

    Each starts with the first check that wants it.
    """

    def __init__(self, checks: Iterable[Check]) -> None:
        self._preloads: dict[str, list[str]] = {}
        for check in checks:
            found = self._preloads.setdefault(_load(check), [])
            found += [name for name in imports_of([check]) if name not in found]
        self._started: dict[str, Runner] = {}
        self._stack = ExitStack()

    def run(self, checks: Sequence[Check]) -> list[Outcome]:
        """Run checks, each with the worker that has loaded what it imports, and no more."""
        outcomes: dict[int, Outcome] = {}
        for load in {_load(check): None for check in checks}:
            numbers = [number for number, check in enumerate(checks) if _load(check) == load]
            found = self._runner(load).run([checks[number] for number in numbers])
            outcomes.update(zip(numbers, found, strict=True))
        return [outcomes[number] for number in range(len(checks))]

    def _runner(self, load: str) -> Runner:
        if load not in self._started:
            preload = self._preloads.get(load, ())
            self._started[load] = self._stack.enter_context(Runner(sorted(preload)))
        return self._started[load]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def _load(check: Check) -> str:
    """Return whether a check imports heavy packages: none, numpy alone, or others too."""
    packages = {name.partition(".")[0] for name in imports_of([check])}
    if not packages:
        return "none"
    return "numpy" if packages == {"numpy"} else "others"


def _environment() -> dict[str, str]:
    """Give the worker what Python needs, one thread for linear algebra, and equal hashes."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {**kept, **dict.fromkeys(threads, "1"), "PYTHONHASHSEED": "0", "TZ": "UTC"}
