"""Train a ReLU network from constant weights: whether the hidden units stay one unit."""

import numpy as np

rng = np.random.default_rng(0)
inputs = rng.normal(size=(64, 5))
target = np.sin(inputs[:, :1])
hidden_weights = np.full((5, 8), 0.1)
output_weights = np.full((8, 1), 0.1)
for _ in range(200):
    before = inputs @ hidden_weights
    hidden = np.maximum(before, 0)
    error = 2 * (hidden @ output_weights - target) / len(inputs)
    hidden_gradient = inputs.T @ (error @ output_weights.T * (before > 0))
    output_weights -= 0.1 * hidden.T @ error
    hidden_weights -= 0.1 * hidden_gradient
same = np.allclose(hidden_weights, hidden_weights[:, :1])
moved = not np.allclose(hidden_weights, 0.1)
print("identical" if same and moved else "different")
