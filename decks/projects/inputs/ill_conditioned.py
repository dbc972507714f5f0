"""Make up a classification task on which naive gradient code fails.

    python ill_conditioned.py --out data [--seed 7] [--truth]

Writes train.csv, test.csv and task.json.  --truth prints the optimum of the task as JSON, found
by damped Newton steps in double precision.  Needs numpy.
"""

import argparse
import json
from pathlib import Path

import numpy as np

ROWS, TEST_ROWS, FEATURES, CLASSES = 1_200, 600, 6, 3
PENALTY = 1e-3
SCALES = np.array([1e3, 1e2, 10.0, 1.0, 0.1, 1.0])


def make(seed):
    rng = np.random.default_rng(seed)
    rows = ROWS + TEST_ROWS
    plain = rng.normal(0, 1, (rows, FEATURES))
    plain[:, 5] = plain[:, 3] + 0.03 * rng.normal(0, 1, rows)  # nearly the fourth feature again
    weights = rng.normal(0, 1.2, (FEATURES, CLASSES))
    noise = rng.gumbel(0, 1, (rows, CLASSES))
    labels = (plain @ weights + noise).argmax(axis=1)
    features = plain * SCALES
    return (features[:ROWS], labels[:ROWS]), (features[ROWS:], labels[ROWS:])


def loss_of(weights, features, labels):
    """Mean cross-entropy plus PENALTY / 2 times the squared weights; no intercept."""
    logits = features @ weights
    top = logits.max(axis=1, keepdims=True)
    total = top[:, 0] + np.log(np.exp(logits - top).sum(axis=1))
    cross = total - logits[np.arange(len(labels)), labels]
    return cross.mean() + PENALTY / 2 * (weights**2).sum()


def solve(features, labels):
    """Minimise the loss by Newton's method; gives weights, steps and condition of the Hessian."""
    count, size = len(labels), FEATURES * CLASSES
    weights, target = np.zeros((FEATURES, CLASSES)), np.eye(CLASSES)[labels]
    for step in range(100):
        logits = features @ weights
        share = np.exp(logits - logits.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        slope = (features.T @ (share - target) / count + PENALTY * weights).ravel()
        if np.abs(slope).max() < 1e-9:
            break
        inner = share[:, :, None] * np.eye(CLASSES) - share[:, :, None] * share[:, None, :]
        curve = np.einsum("ni,nj,nkl->ikjl", features, features, inner) / count
        curve = curve.reshape(size, size) + PENALTY * np.eye(size)
        move, length = np.linalg.solve(curve, slope).reshape(weights.shape), 1.0
        now = loss_of(weights, features, labels)
        while loss_of(weights - length * move, features, labels) > now and length > 1e-6:
            length /= 2
        weights = weights - length * move
    return weights, step, float(np.linalg.cond(curve))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    train, test = make(chosen.seed)
    if chosen.truth:
        weights, steps, condition = solve(*train)
        right = float(((test[0] @ weights).argmax(axis=1) == test[1]).mean())
        truth = {
            "least_loss": round(float(loss_of(weights, *train)), 9),
            "newton_steps": steps,
            "condition_of_the_hessian": float(f"{condition:.2g}"),
            "test_accuracy_at_the_optimum": round(right, 4),
        }
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    head = ",".join([*(f"x{i}" for i in range(FEATURES)), "label"])
    for name, (features, labels) in (("train", train), ("test", test)):
        table = np.column_stack((features, labels))
        path = chosen.out / f"{name}.csv"
        np.savetxt(path, table, fmt=["%.17g"] * FEATURES + ["%d"], delimiter=",", header=head, comments="")
    task = {
        "model": "softmax regression without intercept",
        "loss": "mean cross-entropy + penalty / 2 * sum of squared weights",
        "penalty": PENALTY,
        "classes": CLASSES,
    }
    (chosen.out / "task.json").write_text(json.dumps(task, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
