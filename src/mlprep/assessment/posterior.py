"""Posterior of ability: expectation propagation with one normal site per touched topic."""

from dataclasses import dataclass

import numpy as np

from mlprep.assessment.arrays import Floats
from mlprep.assessment.response import Evidence

EXACT, QUICK = 1e-9, 1e-3
"""Largest move of a mean (logits) in the last sweep: for a report, and to choose an item."""
_DAMPINGS = ((1.0, 30), (0.7, 60), (0.4, 120), (0.1, 600))
"""Share of a new site taken over, and for how many sweeps before it is lowered."""
_LEAST_PRECISION = 1e-6
_GRID_POINTS = 121
_GRID_REACH = 5.5
_COARSEST = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """What the evidence says, in a form that updates any jointly normal quantity.

    A quantity with prior mean m, covariance V and covariance C with the touched dimensions has
    the posterior mean ``m + C @ pull`` and covariance ``V - C @ gain @ C.T``.
    """

    pull: Floats
    gain: Floats
    tilted: Floats
    """Touched dimensions x grid: their marginal distributions."""
    converged: bool

    def mean(self, mean: Floats, cross: Floats) -> Floats:
        """Posterior mean of a quantity."""
        return mean + cross @ self.pull

    def covariance(self, covariance: Floats, cross: Floats, other: Floats | None = None) -> Floats:
        """Posterior covariance of a quantity, or of it with another (its ``cross``)."""
        right = cross if other is None else other
        return covariance - cross @ (self.gain @ right.T)


def ability_grid(mean: Floats, covariance: Floats) -> Floats:
    """Grid that spans every topic's prior: 121 abilities, more where the prior is very wide."""
    reach = _GRID_REACH * np.sqrt(np.diag(covariance))
    low, high = float((mean - reach).min()), float((mean + reach).max())
    return np.linspace(low, high, max(_GRID_POINTS, int((high - low) / _COARSEST) + 1))


def tilted_moments(
    log_likelihood: Floats, mean: Floats, variance: Floats, grid: Floats
) -> tuple[Floats, Floats, Floats]:
    """Distributions prop. to N(x; mean, variance) L(x) on the grid, their means and variances."""
    log_q = log_likelihood - 0.5 * (grid - mean[:, None]) ** 2 / variance[:, None]
    log_q -= log_q.max(axis=1, keepdims=True)
    q = np.exp(log_q)
    q /= q.sum(axis=1, keepdims=True)
    centre = q @ grid
    spread = q @ grid**2 - centre**2
    return q, centre, np.maximum(spread, 1e-6)


class _Run:
    """One run of the algorithm on the touched dimensions alone."""

    def __init__(self, mean: Floats, covariance: Floats, evidence: Floats, grid: Floats) -> None:
        self.prior_mean, self.prior_covariance = mean, covariance
        self.evidence, self.grid = evidence, grid
        self.precision = np.zeros(len(mean))
        self.shift = np.zeros(len(mean))
        self.mean, self.variance = mean, np.diag(covariance).copy()
        self.tilted = np.zeros_like(evidence)
        self.pull = np.zeros(len(mean))
        self.gain = np.zeros_like(covariance)

    def sweep(self, damping: float) -> float:
        """Update all sites at once; the largest move of a mean."""
        before = self.mean
        cavity_precision = np.maximum(1 / self.variance - self.precision, _LEAST_PRECISION)
        cavity_shift = self.mean / self.variance - self.shift
        self.tilted, centre, spread = tilted_moments(
            self.evidence, cavity_shift / cavity_precision, 1 / cavity_precision, self.grid
        )
        precision = np.maximum(1 / spread - cavity_precision, _LEAST_PRECISION)
        shift = centre * (cavity_precision + precision) - cavity_shift
        self.precision = (1 - damping) * self.precision + damping * precision
        self.shift = (1 - damping) * self.shift + damping * shift
        self._recompute()
        return float(np.abs(self.mean - before).max())

    def _recompute(self) -> None:
        """V = K - K S^(1/2) (I + S^(1/2) K S^(1/2))^-1 S^(1/2) K (Rasmussen & Williams, 3.27)."""
        root = np.sqrt(self.precision)
        inner = np.eye(len(root)) + root[:, None] * self.prior_covariance * root[None, :]
        self.gain = root[:, None] * np.linalg.inv(inner) * root[None, :]
        offset = self.shift - self.precision * self.prior_mean
        self.pull = offset - self.gain @ (self.prior_covariance @ offset)
        through = self.prior_covariance @ self.gain
        reduction = np.einsum("ij,ij->i", through, self.prior_covariance)
        self.variance = np.diag(self.prior_covariance) - reduction
        self.mean = self.prior_mean + self.prior_covariance @ self.pull


def approximate(
    mean: Floats, covariance: Floats, evidence: Evidence, grid: Floats, tolerance: float = EXACT
) -> Sites:
    """Run expectation propagation (Minka 2001) from fixed starts, until no mean moves by much.

    ``mean`` and ``covariance`` are the prior of the touched dimensions (``evidence.on``), of
    phi.  All sites are updated in parallel from empty sites, in full first; where that swings
    they are damped more and more.  A site's precision is kept positive (the likelihood of a guessed
    answer is not log-concave), and its shift such that the mean still matches.
    """
    run = _Run(mean, covariance, evidence.log_likelihood, grid)
    sweeps = 0
    moved = 0.0 if not len(mean) else float("inf")
    for damping, most in _DAMPINGS:
        limit = sweeps + most
        while moved >= tolerance and sweeps < limit:
            moved = run.sweep(damping)
            sweeps += 1
    return Sites(run.pull, run.gain, run.tilted, moved < tolerance)
