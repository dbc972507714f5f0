"""Nearest neighbours lose their skill when 500 irrelevant features enter the distance."""

import numpy as np

rng = np.random.default_rng(0)


def accuracy(noise: int) -> float:
    """Return the 1-NN test accuracy with two useful features and so many useless ones."""
    x = rng.normal(size=(600, 2 + noise))
    y = x[:, 0] + x[:, 1] > 0
    train, test = x[:400], x[400:]
    squares = (test**2).sum(1)[:, None] + (train**2).sum(1) - 2 * test @ train.T
    return float((y[:400][squares.argmin(1)] == y[400:]).mean())


print("arbitrary" if accuracy(0) > 0.9 and accuracy(500) < 0.65 else "useful")
