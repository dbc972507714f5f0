"""Expected best measured accuracy of fifty equal models on one test set (exact binomial)."""

import numpy as np
from scipy.stats import binom

examples, models, accuracy = 200, 50, 0.7
correct = np.arange(examples + 1)
best_at_most = binom.cdf(correct, examples, accuracy) ** models
chance = np.diff(np.concatenate([[0.0], best_at_most]))
print(round(100 * float((chance * correct).sum()) / examples))
