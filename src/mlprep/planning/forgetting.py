"""FSRS-6 for many cards at once, as the forecast needs it.

Written column-wise from the published formulas (open-spaced-repetition, FSRS-6); ``fsrs`` itself,
which decides when an answer is given, works on one card at a time.  Nothing here is stored, so it
need not agree with ``fsrs`` to the last bit; the tests hold it to the formulas.  Grades: Again 1,
Hard 2, Good 3, Easy 4.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
PARAMETERS = 21
_LOWEST_STABILITY, _HIGHEST_STABILITY = 0.001, 36_500.0
_LOWEST_DIFFICULTY, _HIGHEST_DIFFICULTY = 1.0, 10.0


class Forgetting:
    """The model of forgetting under one set of 21 parameters.

    Raises ``ValueError`` where their number is another.
    """

    def __init__(self, parameters: Sequence[float]) -> None:
        if len(parameters) != PARAMETERS:
            raise ValueError(f"FSRS-6 has {PARAMETERS} parameters, not {len(parameters)}")
        self._w = w = np.asarray(parameters, np.float64)
        self._decay = -float(w[20])
        self._factor = float(0.9 ** (1 / self._decay) - 1)
        self._easiest = w[4] - np.exp(w[5] * (EASY - 1)) + 1
        grades = np.arange(5)
        self._bonus = np.array([1, 1, w[15], 1, w[16]])
        self._shift = -w[6] * (grades - 3.0)
        self._same_day = np.exp(w[17] * (grades - 3 + w[18]))
        first = w[4] - np.exp(w[5] * (grades - 1.0)) + 1
        self._first_difficulty = first.clip(_LOWEST_DIFFICULTY, _HIGHEST_DIFFICULTY)
        self._first_stability = np.concatenate(([0.0], w[:4]))

    def recall(self, stability: Floats, elapsed_days: Ints) -> Floats:
        """Probability of recall so many days after the last review."""
        found: Floats = (1 + self._factor * elapsed_days / stability) ** self._decay
        return found

    def interval_factor(self, desired_retention: float) -> float:
        """Interval divided by stability; 1 at a desired retention of 0.9."""
        return float((desired_retention ** (1 / self._decay) - 1) / self._factor)

    def first(self, grades: Ints) -> tuple[Floats, Floats]:
        """Stability and difficulty after the first review."""
        stability = self._first_stability[grades]
        return _stable(stability), self._first_difficulty[grades].astype(np.float64)

    def again_today(self, stability: Floats, grades: Ints) -> Floats:
        """Stability after another review on the same day."""
        growth = self._same_day[grades] * stability ** -self._w[19]
        growth = np.where(grades >= HARD, np.maximum(growth, 1.0), growth)
        return _stable(stability * growth)

    def later(
        self, stability: Floats, difficulty: Floats, recall: Floats, grades: Ints
    ) -> tuple[Floats, Floats]:
        """Stability and difficulty after a review on a later day, at this probability of recall."""
        w = self._w
        forgotten = (
            w[11]
            * difficulty ** -w[12]
            * ((stability + 1) ** w[13] - 1)
            * np.exp(w[14] * (1 - recall))
        )
        forgotten = np.minimum(forgotten, stability / np.exp(w[17] * w[18]))
        ease = np.exp(w[8]) * (11 - difficulty) * stability ** -w[9]
        grown = stability * (1 + ease * (np.exp(w[10] * (1 - recall)) - 1) * self._bonus[grades])
        after = np.where(grades == AGAIN, forgotten, grown)
        return _stable(after), self._harder(difficulty, grades)

    def _harder(self, difficulty: Floats, grades: Ints) -> Floats:
        w = self._w
        damped = difficulty + self._shift[grades] * (10 - difficulty) / 9
        after: Floats = w[7] * self._easiest + (1 - w[7]) * damped
        return after.clip(_LOWEST_DIFFICULTY, _HIGHEST_DIFFICULTY)


def _stable(stability: Floats) -> Floats:
    return stability.clip(_LOWEST_STABILITY, _HIGHEST_STABILITY)
