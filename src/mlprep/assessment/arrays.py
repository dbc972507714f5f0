"""Array types and the normal distribution, for numpy alone."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]
Bools: TypeAlias = npt.NDArray[np.bool_]

_ROOT_TWO_PI = float(np.sqrt(2 * np.pi))
_P = 0.2316419
_COEFFICIENTS = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)


def normal_density(z: Floats) -> Floats:
    """Density of the standard normal distribution."""
    return np.exp(-0.5 * z * z) / _ROOT_TWO_PI


def normal_cdf(z: Floats, density: Floats | None = None) -> Floats:
    """Distribution function of the standard normal, error below 7.5e-8.

    Abramowitz & Stegun (1964), 26.2.17; numpy has no error function.  ``density`` saves
    computing it again where the caller has it.
    """
    t = 1 / (1 + _P * np.abs(z))
    polynomial = np.zeros_like(t)
    for coefficient in reversed(_COEFFICIENTS):
        polynomial = (polynomial + coefficient) * t
    upper = (normal_density(z) if density is None else density) * polynomial
    return np.where(z > 0, 1 - upper, upper)


def positive_variance(variance: Floats) -> Floats:
    """Keep rounding from making a variance zero or negative."""
    return np.maximum(variance, 1e-9)
