"""Permutation importance of a feature before and after a copy of it is added."""

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import permutation_importance

rng = np.random.default_rng(0)
signal = rng.normal(size=1000)
noise = rng.normal(size=1000)
y = signal + 0.1 * rng.normal(size=1000)


def importance(columns: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the permutation importance of the first column on held-out rows."""
    model = RandomForestRegressor(10, max_features=1, random_state=0).fit(columns[:500], y[:500])
    result = permutation_importance(model, columns[500:], y[500:], n_repeats=5, random_state=0)
    return float(result.importances_mean[0])


alone = importance(np.column_stack([signal, noise]))
doubled = importance(np.column_stack([signal, noise, signal]))
print("splits" if doubled < alone / 2 else f"{alone:.2f} {doubled:.2f}")
