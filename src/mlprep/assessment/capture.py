"""The named gaps, and how much of the largest gaps they can be promised to hold."""

from functools import lru_cache

import numpy as np

from mlprep.assessment.arrays import Floats, Ints
from mlprep.assessment.belief import Belief
from mlprep.assessment.lookahead import expected_gap

NAMED = 3
_DRAWS = 300
_DRAW_SEED = 20_260_101
_JITTER = 1e-9
_NO_GAP = 1e-12
_CONTENDERS, _REACH = 24, 2.0


@lru_cache(maxsize=8)
def _normals(topics: int) -> Floats:
    half = np.random.default_rng(_DRAW_SEED).standard_normal((_DRAWS // 2, topics))
    return np.concatenate([half, -half])


def weighted_gaps(belief: Belief, target: Floats, weight: Floats) -> Floats:
    """Compute the expected weighted gap of each topic: weight E max(0, target - theta)."""
    return weight * expected_gap(target - belief.theta, belief.theta_sd)


def named_topics(gaps: Floats, count: int = NAMED) -> Ints:
    """Topics with the largest expected weighted gaps, largest first."""
    return np.argsort(-gaps, kind="stable")[:count]


def _draw_gaps(mean: Floats, covariance: Floats, target: Floats, weight: Floats) -> Floats:
    """Draws x topics: weighted gaps of 300 antithetic draws of theta, the same each time."""
    root = np.linalg.cholesky(covariance + _JITTER * np.eye(len(mean)))
    gaps: Floats = weight * np.maximum(target - mean - _normals(len(mean)) @ root.T, 0.0)
    return gaps


def contention(belief: Belief, target: Floats, weight: Floats, count: int = NAMED) -> Floats:
    """Per topic: p (1 - p), p the chance that it is among the three largest weighted gaps.

    Only the topics that may have the largest gaps are drawn.
    """
    upper = weight * (target - belief.theta + _REACH * belief.theta_sd)
    likely = np.sort(np.argsort(-upper, kind="stable")[:_CONTENDERS])
    draws = _draw_gaps(
        belief.theta[likely],
        belief.theta_covariance[np.ix_(likely, likely)],
        target[likely],
        weight[likely],
    )
    count = min(count, len(likely))
    top = np.argpartition(-draws, count - 1, axis=1)[:, :count]
    share = np.bincount(top.ravel(), minlength=len(likely)) / len(draws)
    open_question = np.zeros(len(target))
    open_question[likely] = share * (1 - share)
    return open_question


def expected_capture(belief: Belief, target: Floats, weight: Floats, count: int = NAMED) -> float:
    """Share of the largest three weighted gaps that the three named topics hold, expected.

    1 where there is no gap to name.
    """
    named = named_topics(weighted_gaps(belief, target, weight), count)
    gaps = _draw_gaps(belief.theta, belief.theta_covariance, target, weight)
    held = gaps[:, named].sum(axis=1)
    largest = -np.partition(-gaps, min(count, gaps.shape[1]) - 1, axis=1)[:, :count].sum(axis=1)
    shares = np.divide(held, largest, out=np.ones_like(held), where=largest > _NO_GAP)
    return float(shares.mean())
