"""A memory for a card of which another scheduler knows only interval and ease."""

import math

from mlprep.memory.model import (
    HIGHEST_DIFFICULTY,
    HIGHEST_STABILITY,
    LOWEST_DIFFICULTY,
    LOWEST_STABILITY,
)


def memory_from_ease(
    ease: float, interval_days: float, parameters: tuple[float, ...]
) -> tuple[float, float]:
    """Stability and difficulty of a card that SM-2 shows after so many days with such an ease.

    The interval is taken for one at a retention of 0.9, so that it is the stability; the
    difficulty is the one with which a review rated Good would let the stability grow by the
    ease.  Source: fsrs-rs, ``memory_state_from_sm2`` (the growth of stability of FSRS-6, solved
    for the difficulty).
    """
    w = parameters
    stability = min(max(interval_days, LOWEST_STABILITY), HIGHEST_STABILITY)
    growth = math.exp(w[8]) * stability ** -w[9] * math.expm1(w[10] * 0.1)
    difficulty = 11 - (ease - 1) / growth if growth > 0 else LOWEST_DIFFICULTY
    return stability, min(max(difficulty, LOWEST_DIFFICULTY), HIGHEST_DIFFICULTY)
