"""How well confidence matches success: the learner's, and the engine's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from mlprep.assessment.evidence import counted
from mlprep.assessment.model import Outcome, Response

SHOWN_BEYOND = 0.12
"""Difference of confidence and hit rate worth showing; at 60 answers its SE is about .06."""
_PSEUDO_ANSWERS = 4.0
_EXPECTED_SURE, _EXPECTED_UNSURE = 0.75, 0.45
_DRAWS, _DRAW_SEED = 1_000, 20_260_102
_WORST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class LearnerCalibration:
    """What the learner's "sure" and "unsure" are worth."""

    answers: int
    hit_rate: float
    p_sure: float
    """Chance of being right when sure, from shrunken hit rates."""
    p_unsure: float
    brier: float
    reliability: float
    """Part of the Brier score that better-chosen confidence would remove (Murphy 1973)."""
    in_the_large: float
    """Mean stated confidence less hit rate: above 0 over-confident."""
    error: float
    """Standard error of ``in_the_large``."""

    @property
    def worth_showing(self) -> bool:
        """Whether the difference is beyond what chance makes of so few answers."""
        return abs(self.in_the_large) > max(SHOWN_BEYOND, 2 * self.error)


def confidence(responses: Iterable[Response]) -> list[tuple[bool, bool]]:
    """Collect ``(sure, right)`` of the answers where the learner said which."""
    return [
        (response.sure, response.outcome is Outcome.RIGHT)
        for response in counted(responses)
        if response.sure is not None
    ]


def calibrate_learner(answers: Sequence[tuple[bool, bool]]) -> LearnerCalibration | None:
    """Judge ``(sure, right)`` pairs; ``None`` where there are none.

    Stated confidence is taken as .75 for sure and .45 for unsure; the hit rates are shrunk to
    these by four answers each.  Brier (1950), its reliability part after Murphy (1973).
    """
    if not answers:
        return None
    stated = {True: _EXPECTED_SURE, False: _EXPECTED_UNSURE}
    hits = {key: [right for sure, right in answers if sure is key] for key in stated}
    shrunk = {
        key: (sum(hits[key]) + _PSEUDO_ANSWERS * stated[key]) / (len(hits[key]) + _PSEUDO_ANSWERS)
        for key in stated
    }
    count = len(answers)
    rate = sum(right for _, right in answers) / count
    brier = sum((stated[sure] - right) ** 2 for sure, right in answers) / count
    groups = [(stated[key], found) for key, found in hits.items() if found]
    reliability = sum(
        len(found) * (level - sum(found) / len(found)) ** 2 for level, found in groups
    )
    stated_mean = sum(stated[sure] for sure, _ in answers) / count
    return LearnerCalibration(
        count,
        rate,
        shrunk[True],
        shrunk[False],
        brier,
        reliability / count,
        stated_mean - rate,
        sqrt(max(rate * (1 - rate), 1 / (count + 1)) / count),
    )


@dataclass(frozen=True, slots=True)
class EngineCalibration:
    """How the engine's predicted chances of a right answer fared."""

    log_score: float
    """Mean log probability of what happened (natural logarithm, at most 0)."""
    worst_plausible: float
    """1 % quantile of the log score where the engine is right."""

    @property
    def fits(self) -> bool:
        """False: "answers do not fit the model"."""
        return self.log_score >= self.worst_plausible


def calibrate_engine(predictions: Sequence[tuple[float, bool]]) -> EngineCalibration | None:
    """Judge ``(predicted chance of right, was right)`` pairs; ``None`` where there are none.

    The quantile is simulated: 1,000 answer lists drawn from the predictions themselves, the
    same draws each time (log score: Good 1952).
    """
    if not predictions:
        return None
    chance = np.clip([chance for chance, _ in predictions], 1e-6, 1 - 1e-6)
    right = np.array([right for _, right in predictions], dtype=np.float64)
    win, lose = np.log(chance), np.log1p(-chance)
    draws = np.random.default_rng(_DRAW_SEED).random((_DRAWS, len(chance))) < chance
    simulated = np.where(draws, win, lose).mean(axis=1)
    return EngineCalibration(
        float((right * win + (1 - right) * lose).mean()),
        float(np.quantile(simulated, _WORST_SHARE)),
    )
