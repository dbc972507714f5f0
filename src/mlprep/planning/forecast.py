"""The weeks ahead, simulated day by day with the learner's own memories, limits and speed.

One seeded run: every review is answered at random with its probability of recall, every new card
is drawn by the same rule as today's.  Levels are not forecast: only a check-up can measure them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mlprep.domain.check_ups import LEARNED_SHARE, DeckCounts, is_ripe
from mlprep.planning.forgetting import Floats, Ints
from mlprep.planning.pace import Pace, Start
from mlprep.planning.simulation import Simulation

YEAR_DAYS = 365


class ForecastCancelledError(Exception):
    """The caller asked to stop."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run gave: day by day from ``today`` on, and by topic (columns of the tables)."""

    today: int
    topics: tuple[str, ...]
    minutes: Floats
    """Studied on each day."""
    reviews: Ints
    introduced_new: Ints
    """New cards on each day."""
    left_over: Ints
    """Due reviews that did not fit, at the end of each day."""
    introduced: Ints
    """Days x topics: cards introduced so far."""
    recalled: Floats
    """Days x topics: cards that would be recalled, in expectation."""
    held: Ints
    """Days x topics: cards answered right, the last time, on a later day than their first."""
    begun: Ints
    """By topic: cards introduced before the run."""
    asked: Ints
    """By topic: those, and the new ones that the gap asks for."""
    stable: Ints
    """Days x topics: cards whose stability exceeds the days after which a check-up is worth it."""

    @property
    def days(self) -> int:
        """Length of the run."""
        return len(self.minutes)

    def cards_asked(self, topic: str) -> int:
        """Cards of a topic introduced before the run, and those that its gap asks for."""
        return int(self.asked[self.topics.index(topic)])

    def learned_on(self, topic: str) -> int | None:
        """First study day on which a topic's deck is introduced and held; ``None``: not yet."""
        column = self.topics.index(topic)
        asked = int(self.asked[column])
        ready = (self.introduced[:, column] >= asked) & (
            self.held[:, column] >= LEARNED_SHARE * asked
        )
        return self._first(ready) if asked else None

    def checkup_on(self, topic: str) -> int | None:
        """First study day on which a check-up could confirm that the gap has closed."""
        learned = self.learned_on(topic)
        if learned is None:
            return None
        column, first = self.topics.index(topic), learned - self.today
        asked = int(self.asked[column])
        tables = (self.introduced, self.held, self.stable)
        rows = zip(*(one[first:, column].tolist() for one in tables), strict=True)
        for day, (introduced, held, stable) in enumerate(rows, learned):
            if is_ripe(DeckCounts(max(asked, introduced), introduced, held, stable)):
                return day
        return None

    def recalled_share(self, day: int, topics: Sequence[str] | None = None) -> float:
        """Share of the cards asked for that would be recalled on a study day (0-1)."""
        columns = [self.topics.index(one) for one in (self.topics if topics is None else topics)]
        row = self._row(day)
        total = max(int(self.asked[columns].sum()), int(self.introduced[row, columns].sum()))
        return float(self.recalled[row, columns].sum()) / total if total else 1.0

    def introduced_before(self, topic: str) -> int:
        """Cards of a topic introduced before the run."""
        return int(self.begun[self.topics.index(topic)])

    def introduced_by(self, topic: str, day: int) -> int:
        """Cards of a topic introduced by the end of a study day."""
        return int(self.introduced[self._row(day), self.topics.index(topic)])

    def _row(self, day: int) -> int:
        return min(max(day - self.today, 0), self.days - 1)

    def _first(self, ready: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> int | None:
        return self.today + int(ready.argmax()) if ready.any() else None


def forecast(
    start: Start,
    pace: Pace,
    days: int = YEAR_DAYS,
    *,
    seed: int = 0,
    on_day: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Forecast:
    """Simulate so many days from today on.

    The same input and seed give the same output.  ``on_day`` hears days done and days in all;
    ``cancelled`` is asked before each day and, answering yes, makes it raise
    ``ForecastCancelledError``.
    """
    run = Simulation(start, pace, days, seed)
    for index in range(days):
        if cancelled is not None and cancelled():
            raise ForecastCancelledError
        run.live(index)
        if on_day is not None:
            on_day(index + 1, days)
    return Forecast(
        start.today, run.topics, run.minutes, run.reviews, run.new, run.left_over,
        run.introduced, run.recalled(), run.held, run.begun, run.asked, run.stable,
    )  # fmt: skip
