"""End as if the learner had left when the system asks for it, so that the terminal is restored."""

import asyncio
import contextlib
import signal
from collections.abc import Callable

_ENDING = ("SIGTERM", "SIGHUP")
FIRST_CODE = 128
"""A shell adds the signal's number to it for a program that a signal ended."""


def on_ending_signal(end: Callable[[int], None]) -> None:
    """Call ``end`` with the exit code when a signal asks the program to end.

    A signal that the platform does not have, or that whoever started us ignores, stays as it is.
    """
    loop = asyncio.get_running_loop()
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) is not signal.SIG_DFL:
            continue
        # Only the main thread of a POSIX system takes them.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, end, FIRST_CODE + number)
