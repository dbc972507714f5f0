"""Make up a year of return predictions whose labels arrive thirty days late.

    python late_labels.py --out data [--seed 7] [--truth]

Writes orders.csv (features as served, score), history.csv (the offline copy of one feature),
labels.csv, announced.csv (an early sign), model.json and README.txt.  --truth prints what was
planted and what retraining by a calendar costs, as JSON.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

DAYS, A_DAY, CALLS = 360, 80, 24
FEATURES = ("price", "items", "age", "returns", "sizes")
QUIET = (30, 110)  # nothing planted from here to there
SHIFT_DAY, JOIN_DAYS, CONCEPT_DAY = 110, (160, 175), 225
MISSED, WASTED, RETRAIN, RIDGE, WINDOW, FIRST = 12, 3, 600, 1.0, 120, 90
README = f"""orders.csv: order, day, region, five standardised features as the service saw them, score of model v1.
history.csv: order, returns: the same feature as the warehouse recomputed it that night.
labels.csv: order, known_day, returned; those known after day {DAYS - 1} serve to add up the cost, nothing else.
announced.csv: order, known_day: the customer announced a return (an early sign; not everyone who returns
announces it). model.json: v1, a logistic regression.
Each day the {CALLS} orders with the highest score get a call about sizes. Cost of a policy: {MISSED} for
each returned order that got no call, {WASTED} for each call to an order that stays, {RETRAIN} for each
retraining, over days {FIRST} to {DAYS - 1}; labels are as if nobody had been called. Retraining on day d uses
labels with known_day < d, features as served, and scores days >= d. The calendars of --truth retrain on
day {FIRST} and every so many days after, on orders of the last {WINDOW} or {WINDOW // 2} days: logistic regression,
intercept not penalised, {RIDGE} times half the squared length of the weights added to the summed loss. Your
policies may choose days and rows.
"""


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def fit(x, y):
    x, weights = np.column_stack([np.ones(len(x)), x]), np.zeros(x.shape[1] + 1)
    penalty = RIDGE * np.diag([0.0] + [1.0] * (x.shape[1] - 1))
    for _ in range(8):  # Newton
        p = sigmoid(x @ weights)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        weights -= np.linalg.solve(hessian, x.T @ (p - y) + penalty @ weights)
    return weights


def cost(data, when, window=WINDOW):
    """The money that a policy costs which retrains on these days."""
    score = data["score"].copy()
    for day in when:
        used = (data["known"] < day) & (data["day"] >= day - window)
        weights = fit(data["served"][used], data["label"][used])
        later = data["day"] >= day
        score[later] = sigmoid(weights[0] + data["served"][later] @ weights[1:])
    best = np.argsort(-score.reshape(DAYS, A_DAY), axis=1, kind="stable")[:, :CALLS]
    label = data["label"].reshape(DAYS, A_DAY)
    caught = np.take_along_axis(label, best, axis=1).sum(axis=1)
    daily = MISSED * (label.sum(axis=1) - caught) + WASTED * (CALLS - caught)
    return int(daily[FIRST:].sum() + RETRAIN * len(when))


def naive_alarms(data):
    """How often a test of each mean on each quiet day, at 5 %, calls: nothing is wrong."""
    mean = data["served"].reshape(DAYS, A_DAY, -1).mean(axis=1)
    reference = data["served"][data["day"] < QUIET[0]]
    z = (mean - reference.mean(axis=0)) / (reference.std(axis=0) / np.sqrt(A_DAY))
    return int((np.abs(z[QUIET[0]:QUIET[1]]) > 1.96).sum())


def make(seed):
    rng = np.random.default_rng(seed)
    n = DAYS * A_DAY
    day = np.repeat(np.arange(DAYS), A_DAY)
    north = rng.random(n) < 0.35
    x = rng.normal(size=(n, len(FEATURES)))
    x[:, 0] += 0.4 * (day % 7 >= 5)  # weekends are always so
    x[:, 1] += 0.9 * (day >= SHIFT_DAY)  # a new basket page: more items, same customers
    x[:, 3] = (rng.gamma(0.6, 2.0, n) - 1.2) / 1.55
    before = np.array([0.5, 0.02, -0.9, 1.1, 0.4])
    after = np.array([0.5, 0.02, 0.9, 1.1, 0.4])
    true = np.where((day >= CONCEPT_DAY)[:, None], after, before)
    label = (rng.random(n) < sigmoid(-1.6 + (x * true).sum(axis=1))).astype(float)
    served = x.copy()
    broken = north & (day >= JOIN_DAYS[0]) & (day < JOIN_DAYS[1]) & (rng.random(n) < 0.9)
    served[broken, 3] = -0.77  # the default where the join finds nothing: no returns so far
    served, x = served.round(2), x.round(2)
    model = np.concatenate([[-1.6], before]).round(2)
    score = sigmoid(model[0] + served @ model[1:]).round(4)
    known = day + rng.integers(28, 34, n)
    announced = (rng.random(n) < np.where(label > 0, 0.55, 0.01)).nonzero()[0]
    early = day[announced] + rng.integers(2, 8, len(announced))
    data = {"day": day, "region": np.where(north, "north", "south"), "served": served, "score": score,
            "offline": x[:, 3], "label": label, "known": known, "announced": announced, "early": early,
            "model": {"bias": float(model[0]), "weights": dict(zip(FEATURES, model[1:].tolist()))}}
    calendars = {f"every_{step}_days_on_{window}": cost(data, list(range(FIRST, DAYS, step)), window)
                 for step in (30, 60, 90) for window in (WINDOW, WINDOW // 2)}
    truth = {
        "quiet_days": [QUIET[0], QUIET[1] - 1],
        "harmless_shift": {"feature": "items", "from_day": SHIFT_DAY},
        "broken_join": {"feature": "returns", "region": "north", "days": [JOIN_DAYS[0], JOIN_DAYS[1] - 1],
                        "orders": int(broken.sum())},
        "concept_drift": {"feature": "age", "from_day": CONCEPT_DAY},
        "alarms_of_a_daily_z_test_on_quiet_days": naive_alarms(data),
        "cost_of_calendars": {"never": cost(data, [])} | calendars,
    }
    return data, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    data, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    orders = range(len(data["day"]))
    tables = {
        "orders": [("order", "day", "region", *FEATURES, "score"),
                   *zip(orders, data["day"].tolist(), data["region"].tolist(), *data["served"].T.tolist(),
                        data["score"].tolist())],
        "history": [("order", "returns"), *zip(orders, data["offline"].tolist())],
        "labels": [("order", "known_day", "returned"),
                   *((o, k, int(y)) for o, k, y in zip(orders, data["known"].tolist(), data["label"]))],
        "announced": [("order", "known_day"), *zip(data["announced"].tolist(), data["early"].tolist())],
    }
    for name, rows in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    (chosen.out / "model.json").write_text(json.dumps(data["model"], indent=1) + "\n", encoding="utf-8")
    (chosen.out / "README.txt").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    main()
