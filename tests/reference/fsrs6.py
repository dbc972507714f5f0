"""FSRS-6 written from its published formulas alone, as an oracle for the program's own model."""

from collections.abc import Sequence
from math import exp


def power(base: float, exponent: float) -> float:
    result: float = base**exponent
    return result


AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


def clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def recall(days: float, stability: float, w: Sequence[float]) -> float:
    factor = power(0.9, -1 / w[20]) - 1
    return power(1 + factor * days / stability, -w[20])


def interval(stability: float, retention: float, w: Sequence[float]) -> float:
    factor = power(0.9, -1 / w[20]) - 1
    return stability / factor * (power(retention, -1 / w[20]) - 1)


def first(grade: int, w: Sequence[float]) -> tuple[float, float]:
    return clamp(w[grade - 1], 0.001, 36500), clamp(first_difficulty(grade, w), 1, 10)


def first_difficulty(grade: int, w: Sequence[float]) -> float:
    return w[4] - exp(w[5] * (grade - 1)) + 1


def next_difficulty(difficulty: float, grade: int, w: Sequence[float]) -> float:
    change = -w[6] * (grade - 3)
    damped = difficulty + change * (10 - difficulty) / 9
    return clamp(w[7] * first_difficulty(EASY, w) + (1 - w[7]) * damped, 1, 10)


def next_stability(s: float, d: float, days: int, grade: int, w: Sequence[float]) -> float:
    if days < 1:
        growth = exp(w[17] * (grade - 3 + w[18])) * power(s, -w[19])
        return s * (max(growth, 1) if grade >= HARD else growth)
    r = recall(days, s, w)
    if grade == AGAIN:
        long_term = w[11] * power(d, -w[12]) * (power(s + 1, w[13]) - 1) * exp(w[14] * (1 - r))
        return min(long_term, s / exp(w[17] * w[18]))
    bonus = {HARD: w[15], GOOD: 1.0, EASY: w[16]}[grade]
    return s * (1 + exp(w[8]) * (11 - d) * power(s, -w[9]) * (exp(w[10] * (1 - r)) - 1) * bonus)


def replay(history: Sequence[tuple[int, int]], w: Sequence[float]) -> list[tuple[float, float]]:
    """Memory after each of the reviews (grade, days since the one before)."""
    states: list[tuple[float, float]] = []
    for grade, days in history:
        if not states:
            states.append(first(grade, w))
            continue
        s, d = states[-1]
        after = clamp(next_stability(s, d, days, grade, w), 0.001, 36500)
        states.append((after, next_difficulty(d, grade, w)))
    return states
