"""What is believed of a learner at one moment: theta, phi, and the marginals of phi."""

from dataclasses import dataclass

import numpy as np

from mlprep.assessment.arrays import Floats, positive_variance
from mlprep.assessment.posterior import EXACT, approximate, tilted_moments
from mlprep.assessment.response import Evidence


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """Joint normal belief about theta (true ability) and phi (on the authored scale)."""

    theta: Floats
    theta_covariance: Floats
    phi: Floats
    phi_covariance: Floats
    cross: Floats
    """Covariance of theta (rows) with phi (columns)."""

    @property
    def theta_sd(self) -> Floats:
        """Standard deviation of theta per topic."""
        sd: Floats = np.sqrt(positive_variance(np.diag(self.theta_covariance)))
        return sd

    @property
    def phi_variance(self) -> Floats:
        """Variance of phi per topic."""
        return positive_variance(np.diag(self.phi_covariance))


def updated(
    belief: Belief, evidence: Evidence, grid: Floats, tolerance: float = EXACT
) -> tuple[Belief, Floats]:
    """Belief after answers, and topics x grid: the marginal distribution of each phi."""
    on = evidence.on
    if not len(on):
        return belief, _marginals(belief, evidence, grid, None)
    block = belief.phi_covariance[np.ix_(on, on)]
    sites = approximate(belief.phi[on], block, evidence, grid, tolerance)
    phi_on, theta_on = belief.phi_covariance[:, on], belief.cross[:, on]
    after = Belief(
        theta=sites.mean(belief.theta, theta_on),
        theta_covariance=sites.covariance(belief.theta_covariance, theta_on),
        phi=sites.mean(belief.phi, phi_on),
        phi_covariance=sites.covariance(belief.phi_covariance, phi_on),
        cross=sites.covariance(belief.cross, theta_on, phi_on),
    )
    return after, _marginals(after, evidence, grid, sites.tilted)


def _marginals(belief: Belief, evidence: Evidence, grid: Floats, tilted: Floats | None) -> Floats:
    """Take the normal where nothing was answered, the tilted distribution where something was."""
    variance = belief.phi_variance
    flat = np.zeros((len(variance), len(grid)))
    marginals, _, _ = tilted_moments(flat, belief.phi, variance, grid)
    if tilted is not None:
        marginals[evidence.on] = tilted
    return marginals
