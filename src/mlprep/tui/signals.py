"""End as if the learner had left when the system asks for it, or when the terminal is gone."""

import asyncio
import contextlib
import select
import signal
import sys
import time
from collections.abc import Callable
from threading import Thread

_ENDING = ("SIGTERM", "SIGHUP")
FIRST_CODE = 128
"""A shell adds the signal's number to it for a program that a signal ended."""
HANGUP = FIRST_CODE + 1
"""As if the signal of a terminal that was closed had come."""
GRACE_SECONDS = 2
"""Time to end of itself, by the signal."""


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


def on_terminal_gone(end: Callable[[], None]) -> None:
    """Call ``end``, in a thread of its own, where the window was closed and the program goes on.

    That is so where its signal is ignored, or where the screen waits to draw on what is gone.
    """
    if sys.__stdin__ is None or not hasattr(select, "poll"):
        return
    look = select.poll()
    try:
        look.register(sys.__stdin__.fileno(), 0)
    except (OSError, ValueError):
        return
    Thread(target=_wait_for_it, args=(look, end), daemon=True).start()


def _wait_for_it(look: "select.poll", end: Callable[[], None]) -> None:
    if any(event & select.POLLHUP for _, event in look.poll()):
        time.sleep(GRACE_SECONDS)
        end()
