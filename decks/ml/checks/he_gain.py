"""Share of the signal's mean square that a ReLU keeps, and its growth over 20 He layers."""

import numpy as np

rng = np.random.default_rng(0)
width, half = 512, 0.5
signal = rng.normal(size=(256, width))
kept = float((np.maximum(signal, 0) ** 2).mean() / (signal**2).mean())
for _ in range(20):
    weights = rng.normal(scale=np.sqrt(2 / width), size=(width, width))
    signal = np.maximum(signal, 0) @ weights
stable = np.allclose((signal**2).mean(), 1, atol=half)
print("half" if round(kept, 1) == half and stable else "not half")
