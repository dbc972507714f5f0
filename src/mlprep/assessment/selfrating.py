"""Self-ratings as weak evidence, weakened further by claims to know what does not exist."""

from dataclasses import replace

import numpy as np

from mlprep.assessment.arrays import Floats, Ints
from mlprep.assessment.model import SelfRatings
from mlprep.assessment.prior import Prior
from mlprep.assessment.scale import LOGITS_PER_LEVEL

VALIDITY = 0.35
"""Correlation of a self-rating with ability, within a background."""
SHARED_BY_ALL, SHARED_BY_AREA = 0.3, 0.3
"""Shares of a rating's noise that the whole person, and an area's ratings, have in common."""
RATING_STEPS_PER_LEVEL = 0.7
"""How ratings follow levels (the judgement behind the backgrounds' norms)."""
_NO_VALIDITY = 1e-3


def validity(ratings: SelfRatings) -> float:
    """Return the validity of this person's ratings: .35 (1 - share of foils claimed)."""
    if ratings.foils_shown <= 0:
        return VALIDITY
    return VALIDITY * (1 - min(1.0, ratings.foils_claimed / ratings.foils_shown))


def standardised(prior: Prior, ratings: SelfRatings) -> tuple[Ints, Floats]:
    """Rated topics and their ratings in standard deviations of the background's norm.

    The norm is an area's; a topic that the background knows better or worse than the area is
    expected to be rated so, or its offset would count twice.
    """
    rated = [index for index, topic in enumerate(prior.topics) if topic in ratings.ratings]
    rated = [index for index in rated if prior.areas[prior.area_of[index]] in ratings.norms]
    area_levels = prior.membership @ prior.mean / LOGITS_PER_LEVEL
    scores = []
    for index in rated:
        area = prior.area_of[index]
        mean, sd = ratings.norms[prior.areas[area]]
        offset = prior.mean[index] / LOGITS_PER_LEVEL - area_levels[area]
        expected = mean + RATING_STEPS_PER_LEVEL * offset
        scores.append((ratings.ratings[prior.topics[index]] - expected) / max(sd, 1e-6))
    return np.array(rated, dtype=np.intp), np.array(scores, dtype=np.float64)


def with_ratings(prior: Prior, ratings: SelfRatings | None) -> Prior:
    """Condition the prior on self-ratings, taken as linear normal observations of theta.

    A rating has correlation rho with theta, so noise variance (1/rho^2 - 1) V0_tt (classical
    test theory), of which 30 % is shared by all ratings of a person and 30 % by an area's.
    """
    if ratings is None or (rho := validity(ratings)) < _NO_VALIDITY:
        return prior
    rated, scores = standardised(prior, ratings)
    if not len(rated):
        return prior
    sd = np.sqrt(np.diag(prior.covariance)[rated])
    area = prior.area_of[rated]
    shape = SHARED_BY_ALL + SHARED_BY_AREA * (area[:, None] == area[None, :])
    shape = shape + (1 - SHARED_BY_ALL - SHARED_BY_AREA) * np.eye(len(rated))
    noise = (1 / rho**2 - 1) * np.outer(sd, sd) * shape
    cross = prior.covariance[:, rated]
    gain = np.linalg.solve(prior.covariance[np.ix_(rated, rated)] + noise, cross.T).T
    covariance = prior.covariance - gain @ cross.T
    return replace(
        prior,
        mean=prior.mean + gain @ (scores * sd / rho),
        covariance=(covariance + covariance.T) / 2,
    )
