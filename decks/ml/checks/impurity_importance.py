"""A random number looks more important than the one useful flag, unless held-out rows judge it."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance

rng = np.random.default_rng(0)


def rows() -> tuple[np.ndarray[tuple[int, int]], np.ndarray[tuple[int]]]:
    """Return a flag that is right in 75 % of cases beside noise, and the labels."""
    flag = rng.integers(0, 2, 600)
    noise = rng.normal(size=600)
    label = np.where(rng.random(600) < 0.75, flag, 1 - flag)
    return np.column_stack([flag, noise]), label


model = RandomForestClassifier(50, random_state=0).fit(*rows())
inside = model.feature_importances_
outside = permutation_importance(model, *rows(), n_repeats=5, random_state=0).importances_mean
print(f"{inside[0]:.2f} and {inside[1]:.2f}; by permutation of new rows:", end=" ")
print(f"{outside[0]:.2f} and {outside[1]:.2f}")
