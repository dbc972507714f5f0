"""False-alarm rate of stopping at the first of five looks with |z| above 1.96."""

import numpy as np

LOOKS = 5
rng = np.random.default_rng(0)
increments = rng.normal(size=(400_000, LOOKS))
z = increments.cumsum(axis=1) / np.sqrt(np.arange(1, LOOKS + 1))
print(round(100 * (np.abs(z) > 1.96).any(axis=1).mean()))
