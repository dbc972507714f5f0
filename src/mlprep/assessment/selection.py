"""Which item to ask next: the one that sharpens the weighted gaps and the areas most."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from mlprep.assessment.arrays import Bools, Floats, Ints
from mlprep.assessment.belief import Belief
from mlprep.assessment.capture import contention
from mlprep.assessment.lookahead import (
    Outcomes,
    expected_gap_variance,
    gap_variance,
    outcomes,
)

SHARPEST_PER_TOPIC = 3
AREA_EMPHASIS = 2.0
"""Of the areas' variance against the gaps'.  This and the next two are fitted in the simulated
world of ``benchmarks/measurement.py``: areas and named gaps both within their goals."""
EVEN_AREAS = 0.5
"""Share of the area weights that is the same for all weighted areas."""
BACKGROUND_CONTENTION = 0.3
"""Interest in a topic whose place among the largest gaps is settled, against the mean of all."""
NEARLY_BEST = 0.03
"""Among items whose score is within this share of the best one is drawn."""
_TINY = 1e-12
_LEAST_SHARE = 0.002


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """What the choice is after, as arrays over topics and areas."""

    target: Floats
    """Required ability per topic (logits)."""
    weight: Floats
    """Weight per topic; all zero where no role is chosen."""
    area_weight: Floats
    """Per area."""
    area_mean: Floats
    """Areas x topics: how an area's ability is averaged."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Items that may be asked, with their scores; higher is better."""

    rows: Ints
    scores: Floats


def sharpest(found: Outcomes, topic_count: int) -> Ints:
    """Rows of the three items of each topic that reduce its variance most."""
    order = np.lexsort((-found.reduction, found.topic))
    starts = np.searchsorted(found.topic[order], np.arange(topic_count))
    rank = np.arange(len(order)) - starts[found.topic[order]]
    return np.sort(order[rank < SHARPEST_PER_TOPIC])


def area_gain(belief: Belief, found: Outcomes, aim: Aim) -> Floats:
    """Compute the expected share of the weighted area variance that an answer removes."""
    weight = EVEN_AREAS * (aim.area_weight > 0) / max(int((aim.area_weight > 0).sum()), 1)
    weight = weight + (1 - EVEN_AREAS) * aim.area_weight / max(aim.area_weight.sum(), _TINY)
    now = float(weight @ np.diag(aim.area_mean @ belief.theta_covariance @ aim.area_mean.T))
    if now <= _TINY:
        return np.zeros(len(found.topic))
    slope = aim.area_mean @ belief.cross[:, found.topic]
    slope = slope / belief.phi_variance[found.topic]
    gain: Floats = (weight @ slope**2) * found.reduction / now
    return gain


def gap_gain(belief: Belief, found: Outcomes, aim: Aim) -> Floats:
    """Compute the expected share of the variance of weighted gaps that an answer removes.

    A topic counts with its squared weight (the variance is that of weight times gap), and more
    where it is open whether it is among the largest gaps: those are named in the end.
    """
    open_question = contention(belief, aim.target, aim.weight)
    weight = aim.weight**2 * (open_question + BACKGROUND_CONTENTION * open_question.mean())
    if not weight.any():
        weight = aim.weight**2
    shares = gap_variance(aim.target - belief.theta, belief.theta_sd) * weight
    if shares.sum() <= _TINY:
        return np.zeros(len(found.topic))
    matters = np.flatnonzero(shares > _LEAST_SHARE * shares.sum())
    left = expected_gap_variance(belief, found, aim.target, weight, matters)
    gain: Floats = (shares[matters].sum() - left) / float(shares.sum())
    return gain


def topic_gain(belief: Belief, found: Outcomes) -> Floats:
    """Compute the share of the summed topic variance that an answer removes (A-optimality)."""
    slope = belief.cross[:, found.topic] / belief.phi_variance[found.topic]
    gain: Floats = (slope**2).sum(axis=0) * found.reduction / np.trace(belief.theta_covariance)
    return gain


def score_items(
    belief: Belief,
    marginals: Floats,
    grid: Floats,
    moments: Floats,
    topic: Ints,
    aim: Aim,
) -> Candidates:
    """Score the sharpest items of each topic: relative gap variance plus relative area variance.

    Without a role (all weights zero) the first term is the topics' variance (A-optimality,
    Segall 1996).
    """
    found = outcomes(moments, topic, marginals, grid)
    rows = sharpest(found, len(marginals))
    found = found.take(rows)
    first = gap_gain(belief, found, aim) if aim.weight.any() else topic_gain(belief, found)
    return Candidates(rows, first + AREA_EMPHASIS * area_gain(belief, found, aim))


def draw(scores: Floats, seed: int, turn: int) -> int:
    """Position of one of the nearly best scores, the same for the same seed and turn.

    Scores may be negative: a share of variance that an answer is expected to add.
    """
    best = float(scores.max())
    nearly: Bools = scores >= best - NEARLY_BEST * abs(best)
    positions = np.flatnonzero(nearly)
    digest = blake2b(f"{seed}:{turn}".encode(), digest_size=8).digest()
    return int(positions[int.from_bytes(digest, "big") % len(positions)])
