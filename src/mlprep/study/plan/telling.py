"""How far a plan is that takes several simulations, told as one."""

from collections.abc import Callable
from dataclasses import dataclass

Heard = Callable[[int, int], None]
"""Hears days simulated, and days in all."""


@dataclass(slots=True)
class Telling:
    """Tells the progress of several runs as one, and asks whether to stop."""

    total: int
    heard: Heard | None
    cancelled: Callable[[], bool] | None
    done: int = 0

    def on_day(self, _done: int, _days: int) -> None:
        """Hear of one more day of any run."""
        self.done += 1
        if self.heard is not None:
            self.heard(min(self.done, self.total), self.total)

    def end(self) -> None:
        """Tell that all is done: a search may take fewer runs than were counted."""
        if self.heard is not None:
            self.heard(self.total, self.total)
