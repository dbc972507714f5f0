"""What an answer says of ability: three outcomes, item uncertainty integrated out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from mlprep.assessment.arrays import Floats, Ints
from mlprep.assessment.model import ItemSpec, Outcome, Response

KNOWN_AND_RIGHT = 0.98
"""d: who knows the answer still slips in one of fifty."""
_HABIT_WRONG, _HABIT_DONT_KNOW = 3.0, 0.5
_IF_KNOWN = {
    Outcome.RIGHT: KNOWN_AND_RIGHT,
    Outcome.WRONG: 1 - KNOWN_AND_RIGHT,
    Outcome.DONT_KNOW: 0.0,
}
_LEAST_PROBABILITY = 1e-12


def effective_discrimination(a: float, s_b: float) -> float:
    """Discrimination after integrating out difficulty ~ N(b, s_b^2) (probit approximation).

    a / sqrt(1 + (pi/8) a^2 s_b^2), MacKay (1992); an item is answered once, so its own error
    is independent noise.
    """
    return a / sqrt(1 + pi / 8 * a**2 * s_b**2)


def knowing(items: Sequence[ItemSpec], grid: Floats) -> Floats:
    """Items x grid: probability of knowing the answer (two-parameter logistic, Birnbaum 1968)."""
    a = np.array([effective_discrimination(item.a, item.s_b) for item in items])
    b = np.array([item.b for item in items])
    know: Floats = 1 / (1 + np.exp(-a[:, None] * (grid[None, :] - b[:, None])))
    return know


def probability_right(know: Floats, c: Floats, habit: float) -> Floats:
    """Probability of a right answer: knows and does not slip, or guesses well.

    Birnbaum's three-parameter logistic (Lord 1980) with the lower asymptote ``habit * c``.
    """
    floor = (habit * c)[:, None]
    right: Floats = know * (KNOWN_AND_RIGHT - floor) + floor
    return right


def guessing_habit(responses: Sequence[Response]) -> float:
    """Habit u of guessing when not knowing: from wrong answers against "I don't know"s.

    u = W / (W + D), W = 3 + sum of 1 / (1 - c) over wrong answers, D = .5 + don't-knows; a
    wrong answer stands for 1 / (1 - c) guesses, as in formula scoring (Lord 1980).
    """
    wrong, dont_know = _HABIT_WRONG, _HABIT_DONT_KNOW
    for response in responses:
        if response.outcome is Outcome.WRONG:
            wrong += response.weight / (1 - response.item.c)
        elif response.outcome is Outcome.DONT_KNOW:
            dont_know += response.weight
    return wrong / (wrong + dont_know)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Log likelihood of all answers, summed per dimension, on the grid of abilities."""

    on: Ints
    """Dimensions with at least one answer, ascending."""
    log_likelihood: Floats
    """len(on) x grid."""


def log_likelihoods(responses: Sequence[Response], habit: float, grid: Floats) -> Floats:
    """Responses x grid: log P(outcome | ability), times the weight of the response.

    right: d k + (1-k) u c; wrong: (1-d) k + (1-k) u (1-c); don't know: (1-k) (1-u).
    """
    know = knowing([response.item for response in responses], grid)
    known = np.array([_IF_KNOWN[response.outcome] for response in responses])[:, None]
    unknown = np.array([_if_unknown(response, habit) for response in responses])[:, None]
    probability = np.maximum(unknown + (known - unknown) * know, _LEAST_PROBABILITY)
    weight = np.array([response.weight for response in responses])[:, None]
    logs: Floats = weight * np.log(probability)
    return logs


def _if_unknown(response: Response, habit: float) -> float:
    """Probability of the outcome for somebody who does not know the answer."""
    if response.outcome is Outcome.DONT_KNOW:
        return 1 - habit
    c = response.item.c
    return habit * (c if response.outcome is Outcome.RIGHT else 1 - c)


def gather(
    answered: Sequence[tuple[int, Response]], grid: Floats, habit: float | None = None
) -> Evidence:
    """Sum the evidence of ``(dimension, response)`` pairs; their order makes no difference.

    They are sorted first, so that not even rounding depends on it.
    """
    ordered = sorted(answered, key=lambda pair: (pair[0], _sort_key(pair[1])))
    if not ordered:
        return Evidence(np.zeros(0, dtype=np.intp), np.zeros((0, len(grid))))
    responses = [response for _, response in ordered]
    habit = guessing_habit(responses) if habit is None else habit
    dimensions = np.array([dimension for dimension, _ in ordered], dtype=np.intp)
    on, starts = np.unique(dimensions, return_index=True)
    summed = np.add.reduceat(log_likelihoods(responses, habit, grid), starts, axis=0)
    return Evidence(on.astype(np.intp), summed)


def _sort_key(response: Response) -> tuple[str, str, float, float, str, float]:
    item = response.item
    return (item.id, item.version, item.b, item.a, response.outcome.value, response.weight)
