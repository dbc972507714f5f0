"""Exaggeration of significant estimates (type M error) at low and at high power."""

import numpy as np
from scipy import stats

rng = np.random.default_rng(0)


def exaggeration(true_effect: float) -> float:
    """Mean size of the significant estimates over the true effect, in standard errors."""
    estimates = np.abs(rng.normal(true_effect, 1, size=1_000_000))
    return float(estimates[estimates > 1.96].mean() / true_effect)


power = stats.norm.sf(1.96 - 1) + stats.norm.sf(1.96 + 1)
assert round(power, 2) == 0.17, power
assert round(exaggeration(2.8), 1) == 1.1
print(round(exaggeration(1.0), 1))
