"""Two samples of 100 with the same median whose Mann-Whitney test is highly significant."""

import numpy as np
from scipy import stats

spread_up = np.concatenate([np.linspace(9, 9.9, 49), [10, 10], np.linspace(20, 30, 49)])
spread_down = np.concatenate([np.linspace(0, 8, 49), [10, 10], np.linspace(10.1, 11, 49)])
assert np.median(spread_up) == np.median(spread_down) == 10
p_value = stats.mannwhitneyu(spread_up, spread_down).pvalue
print("p < 0.001" if p_value < 0.001 else f"p = {p_value}")
