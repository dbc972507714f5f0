"""Normalised layer: the output ignores the weights' scale, the gradient shrinks with it."""

import numpy as np

rng = np.random.default_rng(0)
inputs = rng.normal(size=(128, 6))
target = rng.normal(size=128)
weights = rng.normal(size=6)


def loss(w: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the squared error after batch normalisation without epsilon."""
    before = inputs @ w
    return float((((before - before.mean()) / before.std() - target) ** 2).mean())


def gradient_norm(w: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the norm of the loss gradient by central differences."""
    steps = 1e-6 * np.eye(6)
    return float(np.linalg.norm([(loss(w + s) - loss(w - s)) / 2e-6 for s in steps]))


same_output = np.isclose(loss(weights), loss(2 * weights))
ratio = gradient_norm(weights) / gradient_norm(2 * weights)
print("unchanged" if same_output and np.isclose(ratio, 2, rtol=1e-3) else "changed")
