"""What one more answer would do to everything that is believed (exact for the joint normal)."""

from dataclasses import dataclass

import numpy as np

from mlprep.assessment.arrays import Floats, Ints, normal_cdf, normal_density, positive_variance
from mlprep.assessment.belief import Belief


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Per item: the two things that an answer can be, and what each makes of its own topic."""

    topic: Ints
    chance: Floats
    """Of a right answer."""
    shift_right: Floats
    shift_other: Floats
    """Change of the mean of phi of the item's topic."""
    variance_right: Floats
    variance_other: Floats
    variance: Floats
    """Now."""

    @property
    def reduction(self) -> Floats:
        """Expected reduction of the topic's variance (law of total variance)."""
        other = 1 - self.chance
        return self.chance * self.shift_right**2 + other * self.shift_other**2

    def take(self, rows: Ints) -> "Outcomes":
        """Outcomes of some of the items."""
        return Outcomes(
            self.topic[rows],
            self.chance[rows],
            self.shift_right[rows],
            self.shift_other[rows],
            self.variance_right[rows],
            self.variance_other[rows],
            self.variance[rows],
        )


def outcomes(moments: Floats, topic: Ints, marginals: Floats, grid: Floats) -> Outcomes:
    """Moments of phi after a right and after any other answer.

    ``moments`` are per item the sums over the grid of q P(right), q x P(right), q x^2 P(right),
    with q the marginal of its topic.
    """
    all_means, all_squares = marginals @ grid, marginals @ grid**2
    mean, square = all_means[topic], all_squares[topic]
    chance = np.clip(moments[:, 0], 1e-9, 1 - 1e-9)
    mean_right = moments[:, 1] / chance
    mean_other = (mean - moments[:, 1]) / (1 - chance)
    return Outcomes(
        topic,
        chance,
        mean_right - mean,
        mean_other - mean,
        positive_variance(moments[:, 2] / chance - mean_right**2),
        positive_variance((square - moments[:, 2]) / (1 - chance) - mean_other**2),
        positive_variance(square - mean**2),
    )


def gap_variance(below: Floats, sd: Floats) -> Floats:
    """Variance of max(0, g) for a gap g ~ N(below, sd^2) (moments of a censored normal)."""
    z = below / sd
    density = normal_density(z)
    share = normal_cdf(z, density)
    mean = below * share + sd * density
    square = (below**2 + sd**2) * share + below * sd * density
    variance: Floats = np.maximum(square - mean**2, 0.0)
    return variance


def expected_gap(below: Floats, sd: Floats) -> Floats:
    """Mean of max(0, g) for a gap g ~ N(below, sd^2)."""
    z = below / sd
    density = normal_density(z)
    mean: Floats = below * normal_cdf(z, density) + sd * density
    return mean


def expected_gap_variance(
    belief: Belief, found: Outcomes, target: Floats, weight: Floats, topics: Ints
) -> Floats:
    """Per item: expected sum over ``topics`` of weighted gap variance after its answer."""
    asked = found.topic
    variance = np.diag(belief.theta_covariance)[topics]
    slope = (belief.cross[np.ix_(topics, asked)] / belief.phi_variance[asked]).T
    below, weight = (target - belief.theta)[topics], weight[topics]
    expected = np.zeros(len(asked))
    for chance, shift, after in (
        (found.chance, found.shift_right, found.variance_right),
        (1 - found.chance, found.shift_other, found.variance_other),
    ):
        less = slope**2 * (found.variance - after)[:, None]
        sd = np.sqrt(np.maximum(variance - less, 1e-4))
        expected += chance * (gap_variance(below - slope * shift[:, None], sd) @ weight)
    return expected
