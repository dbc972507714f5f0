"""Runs the fit in a process of its own, which may fail without taking the program along."""

import json
import subprocess
import sys

from mlprep.memory.fitting import Task

LONGEST_S = 600


class FitError(Exception):
    """No fit came about; the message is for the person."""


def fitted(task: Task) -> list[list[float]]:
    """Give the fits that a task asks for.  Raises ``FitError``."""
    # -P: what lies in the folder where the person stands is no part of the program.
    command = [sys.executable, "-P", "-m", "mlprep.study.optimiser.child"]
    try:
        done = subprocess.run(  # noqa: S603  # our own module
            command,
            input=json.dumps(task._asdict()),
            capture_output=True,
            text=True,
            check=True,
            timeout=LONGEST_S,
        )
        found: list[list[float]] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as fault:
        raise FitError(f"The fit came to no result ({_reason(fault)}); nothing changed.") from fault
    return found


def _reason(fault: Exception) -> str:
    """Take the last line of what the process complained of."""
    if isinstance(fault, subprocess.TimeoutExpired):
        return f"no end after {LONGEST_S // 60} minutes"
    told = fault.stderr if isinstance(fault, subprocess.CalledProcessError) else str(fault)
    lines = (told or "").strip().splitlines()
    return lines[-1] if lines else type(fault).__name__
