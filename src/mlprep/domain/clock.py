"""Time is passed in: whoever needs the present asks a clock that it was given."""

from typing import Protocol


class Clock(Protocol):
    """Something that knows the present instant."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        ...


class FixedClock:
    """A clock that stands still until it is moved; for tests and simulations."""

    def __init__(self, at_ms: int) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        """Return the instant that was set."""
        return self.at_ms

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Move the present; negative amounts move it backwards."""
        self.at_ms += round((days * 24 + hours + minutes / 60) * 3_600_000)
