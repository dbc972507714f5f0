"""A monotone distortion keeps the AUC and spoils the log loss: 0.76 0.76 0.58 1.21."""

import numpy as np
from sklearn.metrics import log_loss, roc_auc_score

rng = np.random.default_rng(0)
p = rng.beta(2, 2, size=20_000)
y = rng.random(p.size) < p
distorted = p**4
areas = [round(float(roc_auc_score(y, scores)), 2) for scores in (p, distorted)]
losses = [round(float(log_loss(y, scores)), 2) for scores in (p, distorted)]
print("unchanged" if (areas, losses) == ([0.76, 0.76], [0.58, 1.21]) else (areas, losses))
