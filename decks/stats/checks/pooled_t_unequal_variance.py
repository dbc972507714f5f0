"""Pooled t-test with the larger variance in the smaller group: rejection rate under the null."""

import numpy as np
from scipy import stats

rng = np.random.default_rng(0)
noisy = rng.normal(0, 4, size=(20_000, 10))
quiet = rng.normal(0, 1, size=(20_000, 40))
welch = (stats.ttest_ind(noisy, quiet, axis=1, equal_var=False).pvalue < 0.05).mean()
assert 0.04 < welch < 0.06, welch
pooled = (stats.ttest_ind(noisy, quiet, axis=1).pvalue < 0.05).mean()
print(round(100 * pooled))
