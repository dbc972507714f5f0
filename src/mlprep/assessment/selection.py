"""Which item to ask next: the one that sharpens the weighted gaps and the areas most."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from mlprep.assessment.arrays import Bools, Floats, Ints, positive_variance
from mlprep.assessment.belief import Belief
from mlprep.assessment.lookahead import (
    Outcomes,
    expected_gap_variance,
    gap_variance,
    outcomes,
)

SHARPEST_PER_TOPIC = 3
NEARLY_BEST = 0.03
"""Among items whose score is within this share of the best one is drawn."""


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
    """Expected share of the weighted area variance that an answer removes."""
    covariance = aim.area_mean @ belief.theta_covariance @ aim.area_mean.T
    now = float(aim.area_weight @ np.diag(covariance))
    if now <= 0:
        return np.zeros(len(found.topic))
    slope = aim.area_mean @ belief.cross[:, found.topic]
    slope = slope / np.diag(belief.phi_covariance)[found.topic]
    gain: Floats = (aim.area_weight @ slope**2) * found.reduction / now
    return gain


def gap_gain(belief: Belief, found: Outcomes, aim: Aim) -> Floats:
    """Expected share of the weighted gap variance that an answer removes."""
    sd = np.sqrt(positive_variance(np.diag(belief.theta_covariance)))
    now = float(gap_variance(aim.target - belief.theta, sd) @ aim.weight)
    if now <= 1e-12:
        return np.zeros(len(found.topic))
    return 1 - expected_gap_variance(belief, found, aim.target, aim.weight) / now


def topic_gain(belief: Belief, found: Outcomes) -> Floats:
    """Expected share of the summed topic variance that an answer removes (A-optimality)."""
    slope = belief.cross[:, found.topic] / np.diag(belief.phi_covariance)[found.topic]
    gain: Floats = (slope**2).sum(axis=0) * found.reduction / np.trace(belief.theta_covariance)
    return gain


def score_items(
    belief: Belief,
    marginals: Floats,
    grid: Floats,
    right: Floats,
    topic: Ints,
    aim: Aim,
) -> Candidates:
    """Score the sharpest items of each topic: relative gap variance plus relative area variance.

    Both terms are shares, so that no constant weighs one against the other.  Without a role
    (all weights zero) the first term is the topics' variance (A-optimality, Segall 1996).
    """
    found = outcomes(right, topic, marginals, grid)
    rows = sharpest(found, len(marginals))
    found = found.take(rows)
    first = gap_gain(belief, found, aim) if aim.weight.any() else topic_gain(belief, found)
    return Candidates(rows, first + area_gain(belief, found, aim))


def draw(scores: Floats, seed: int, turn: int) -> int:
    """Position of one of the nearly best scores, the same for the same seed and turn."""
    nearly: Bools = scores >= scores.max() * (1 - NEARLY_BEST)
    positions = np.flatnonzero(nearly)
    digest = blake2b(f"{seed}:{turn}".encode(), digest_size=8).digest()
    return int(positions[int.from_bytes(digest, "big") % len(positions)])
