"""Expected tosses of a fair coin until HT and until HH, from the first-step equations."""

import numpy as np

# Unknowns: expected remaining tosses from the start and from "last toss was H".
hh = np.linalg.solve([[0.5, -0.5], [-0.5, 1.0]], [1.0, 1.0])
ht = np.linalg.solve([[0.5, -0.5], [0.0, 0.5]], [1.0, 1.0])
assert round(ht[0]) == 4, ht
print(round(hh[0]))
