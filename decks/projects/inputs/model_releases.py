"""Make three versions of a small model, a bad one among them, and requests to send.

    python model_releases.py --out data [--seed 7] [--truth]

Writes model-v1.json, model-v2.json (a good successor), model-v3.json (its weights are for features
in another order: a plausible, wrong release) and requests.jsonl with the answers expected.  --truth
prints how often each version is right.  Needs numpy.
"""

import argparse
import json
from pathlib import Path

import numpy as np

FEATURES = ("tenure_months", "tickets_90d", "monthly_spend", "logins_30d", "discount")
REQUESTS = 5_000


def fit(features, labels, steps=400):
    """Logistic regression by plain gradient descent on standardised features."""
    middle, spread = features.mean(axis=0), features.std(axis=0)
    scaled, weights, bias = (features - middle) / spread, np.zeros(features.shape[1]), 0.0
    for _ in range(steps):
        error = 1 / (1 + np.exp(-(scaled @ weights + bias))) - labels
        weights -= 0.5 * scaled.T @ error / len(labels)
        bias -= 0.5 * error.mean()
    return {"weights": weights, "bias": bias, "mean": middle, "scale": spread}


def scores(model, features):
    """Probability of churn under a model."""
    scaled = (features - model["mean"]) / model["scale"]
    return 1 / (1 + np.exp(-(scaled @ model["weights"] + model["bias"])))


def people(rng, count):
    features = np.column_stack(
        (
            rng.gamma(2, 14, count),
            rng.poisson(1.2, count),
            rng.lognormal(3.4, 0.5, count),
            rng.poisson(11, count),
            rng.choice([0, 5, 10, 20], count, p=[0.6, 0.2, 0.1, 0.1]),
        )
    ).round(3)
    logit = 0.4 - 0.03 * features[:, 0] + 0.6 * features[:, 1] - 0.11 * features[:, 3]
    return features, rng.random(count) < 1 / (1 + np.exp(-logit))


def make(seed):
    rng = np.random.default_rng(seed)
    train, churned = people(rng, 6_000)
    first, second = fit(train[:1_500], churned[:1_500]), fit(train, churned)
    third = dict(second, weights=np.roll(second["weights"], 1))
    return {"v1": first, "v2": second, "v3": third}, people(rng, REQUESTS)


def as_text(name, model):
    body = {key: np.round(value, 8).tolist() for key, value in model.items()}
    return json.dumps({"version": name, "features": FEATURES, **body}, indent=1) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    models, (features, churned) = make(chosen.seed)
    if chosen.truth:
        right = {
            name: round(float(((scores(model, features) > 0.5) == churned).mean()), 4)
            for name, model in models.items()
        }
        print(json.dumps({"accuracy": right}, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, model in models.items():
        (chosen.out / f"model-{name}.json").write_text(as_text(name, model), encoding="utf-8")
    with (chosen.out / "requests.jsonl").open("w", encoding="utf-8") as file:
        for row, v1, v2 in zip(features, *(scores(models[n], features) for n in ("v1", "v2"))):
            body = {"input": dict(zip(FEATURES, row.tolist())), "v1": round(v1, 6), "v2": round(v2, 6)}
            file.write(json.dumps(body) + "\n")


if __name__ == "__main__":
    main()
