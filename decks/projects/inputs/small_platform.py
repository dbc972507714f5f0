"""Make up half a year for a small ML platform: monthly data, daily batches, interruptions, requests.

    python small_platform.py --out data [--seed 7] [--truth]

Writes month-N.csv (training data), holdout.csv, batch files, arrivals.csv, interruptions.csv,
access.jsonl, prices.json and README.txt.  --truth prints which models to approve, which batches to
refuse and what the training costs, as JSON.  Needs numpy.
"""

import argparse
import csv
import io
import json
from pathlib import Path

import numpy as np

MONTHS, ROWS, HOLDOUT, BATCHES, LINES = 6, 1_500, 3_000, 30, 200
FEATURES = ("load", "temperature", "vibration", "hours", "pressure")
STEPS, SECONDS_A_STEP, SAVE_SECONDS, SAVE_EVERY = 3_600, 1.0, 5, 120
ROLES = ("trainer", "scorer", "approver", "scheduler", "viewer")
RIGHTS = {("trainer", "get", "data/"), ("trainer", "put", "checkpoints/"), ("trainer", "put", "candidates/"),
          ("trainer", "get", "checkpoints/"), ("scorer", "get", "models/"), ("scorer", "get", "batches/"),
          ("scorer", "put", "scores/"), ("approver", "get", "candidates/"), ("approver", "put", "models/"),
          ("scheduler", "start", "jobs/"), ("viewer", "get", "scores/")}
PRICES = {"currency": "USD, made up", "machine_hour": 0.6, "spot_hour": 0.18, "restart_seconds": 90,
          "object_gb_month": 0.024, "tracking_server_hour": 0.05, "registry_month": 0.0, "ceiling": 5.0}
README = f"""Machines are to be mended before they fail. month-N.csv: what was learned in month N, which ends on day
5 (N - 1); holdout.csv: for judging candidates, never for training. Each month trains a candidate on that
month alone, at once. It is approved if none of its rows is in the holdout and its AUC there is at least
0.75 and at most 0.01 below that of the best approved one. batch-*.csv arrive as arrivals.csv says (some
twice, some late, some broken). A good batch has {LINES} lines, the columns of batch-00.csv in any order
(names hold the units) and no empty field. Score each machine of each good batch exactly once, with the
model approved last when it first arrives; refuse a broken batch whole, with the reason.
interruptions.csv: seconds of machine time (work, saves and restarts counted) at which the training job
of a month is killed. A full training has {STEPS} steps of {SECONDS_A_STEP:.0f} s; a checkpoint takes {SAVE_SECONDS} s and a restart
{PRICES["restart_seconds"]} s. On a laptop divide all these seconds by 1,000. access.jsonl: the purpose of each role in the
first line, then who tries what. prices.json: made-up prices, an hour or month.
"""


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def fit(x, y):
    x, weights = np.column_stack([np.ones(len(x)), x]), np.zeros(x.shape[1] + 1)
    for _ in range(10):  # Newton, lightly penalised
        p = sigmoid(x @ weights)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.eye(len(weights))
        weights -= np.linalg.solve(hessian, x.T @ (p - y) + weights)
    return weights


def auc(score, y):
    rank = score.argsort(kind="stable").argsort() + 1
    hits = y.sum()
    return float((rank[y > 0].sum() - hits * (hits + 1) / 2) / (hits * (len(y) - hits)))


def run(kills, every):
    """Seconds of machine time and steps repeated by a training that saves after so many steps."""
    clock = saved = repeated = done = 0
    kills = [*kills, float("inf")]
    while done < STEPS:
        part = min(every, STEPS - done)
        if clock + part * SECONDS_A_STEP + SAVE_SECONDS <= kills[0]:
            clock += part * SECONDS_A_STEP + SAVE_SECONDS
            done = saved = done + part
        else:
            repeated += min(part, int((kills[0] - clock) / SECONDS_A_STEP))
            clock, done = kills.pop(0) + PRICES["restart_seconds"], saved
            while kills[0] < clock:
                kills.pop(0)
    return clock, repeated


def daily(rng):
    """The batches, and what is wrong with four of them."""
    columns = ["machine", "load_kw", "temperature_c", "vibration_mm", "hours_h", "pressure_bar"]
    broken = dict(zip(rng.choice(np.arange(3, BATCHES), 4, replace=False).tolist(),
                      ("unit", "missing column", "empty field", "cut off")))
    batches, machines = {}, 0
    for number in range(BATCHES):
        names, x = list(columns), rng.normal(size=(LINES, len(FEATURES))).round(3)
        rows = [[f"m{machines + n:05d}", *map(str, row)] for n, row in enumerate(x.tolist())]
        machines += LINES
        if number % 3 == 2:
            order = rng.permutation(6)
            names, rows = [names[k] for k in order], [[row[k] for k in order] for row in rows]
        fault = broken.get(number)
        if fault == "unit":
            names[names.index("vibration_mm")] = "vibration_in"
        if fault == "missing column":
            cut = names.index("hours_h")
            names, rows = names[:cut] + names[cut + 1:], [row[:cut] + row[cut + 1:] for row in rows]
        if fault == "empty field":
            rows[17][names.index("load_kw")] = ""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([names, *rows])
        batches[f"batch-{number:02d}.csv"] = text.getvalue()[:-150] if fault == "cut off" else text.getvalue()
    return batches, broken


def monthly(rng, draw, held, judged):
    """Training data by month, how its models do, which to approve and why not the others."""
    poisoned, leaked, skewed = (int(m) for m in rng.permutation(np.arange(2, MONTHS + 1))[:3])
    months, quality = {}, {}
    for month in range(1, MONTHS + 1):
        x, y = draw(ROWS)
        if month == poisoned:  # a reader mixed up codes where vibration is high
            y = np.where((x[:, 2] > 0.3) & (rng.random(ROWS) < 0.9), 1 - y, y)
        if month == leaked:  # part of the holdout came back through an export
            chosen = rng.choice(HOLDOUT, 900, replace=False)
            x[:900], y[:900] = held[chosen], judged[chosen]
        if month == skewed:  # vibration in another unit: trains well, scores badly
            x[:, 2] = (x[:, 2] * 25.4).round(3)
        months[month] = (x, y)
        weights = fit(x, y)
        quality[month] = {"own": round(auc(x @ weights[1:], y), 4), "holdout": round(auc(held @ weights[1:], judged), 4)}
    approved, best = [], 0.0
    for month, found in quality.items():
        if month != leaked and found["holdout"] >= max(0.75, best - 0.01):
            approved.append(month)
            best = max(best, found["holdout"])
    refused = {"labels": poisoned, "holdout_in_training": leaked, "unit": skewed}
    return months, quality, approved, refused


def make(seed):
    rng = np.random.default_rng(seed)
    true = np.array([0.8, -0.5, 1.2, 0.6, 0.0])

    def draw(count):
        x = rng.normal(size=(count, len(FEATURES))).round(3)
        return x, (rng.random(count) < sigmoid(x @ true - 1.2)).astype(int)

    held, judged = draw(HOLDOUT)
    months, quality, approved, refused = monthly(rng, draw, held, judged)
    batches, broken = daily(rng)
    arrivals = [(float(number), f"batch-{number:02d}.csv") for number in range(BATCHES)]
    arrivals += [(n + float(rng.uniform(0.2, 6)), f"batch-{n:02d}.csv") for n in rng.choice(BATCHES, 6, replace=False)]
    late = rng.choice(np.arange(0, BATCHES - 8), 3, replace=False)
    arrivals = sorted((round(at + 5.5 * (int(at) == at and at in late), 2), name) for at, name in arrivals)
    kills = {m: np.cumsum(rng.exponential(1_100, 12) + 60).round().astype(int).tolist() for m in range(1, MONTHS + 1)}
    tries = []
    for _ in range(300):
        role, prefix = str(rng.choice(ROLES)), str(rng.choice(sorted({r[2] for r in RIGHTS} | {"models-old/"})))
        verb = "start" if prefix == "jobs/" else str(rng.choice(["get", "put", "delete"]))
        tries.append({"role": role, "verb": verb, "key": prefix + f"k{rng.integers(9)}"})
    allowed = sum((one["role"], one["verb"], one["key"].split("/")[0] + "/") in RIGHTS for one in tries)
    good = [name for n, name in enumerate(batches) if n not in broken]
    first = {name: at for at, name in reversed(arrivals)}
    used = [max(m for m in approved if 5 * (m - 1) <= first[name]) for name in good]
    spent = [run(kills[m], SAVE_EVERY) for m in kills]
    rough = [run(kills[m], STEPS) for m in kills]
    truth = {
        "auc_by_month": quality, "months_to_approve": approved,
        "months_refused": refused,
        "batches_refused": {f"batch-{n:02d}.csv": why for n, why in sorted(broken.items())},
        "machines_scored_once": LINES * len(good),
        "machines_by_month_of_the_model": {str(m): LINES * used.count(m) for m in approved}, "arrivals": len(arrivals),
        "training": {"steps_repeated_percent": round(100 * sum(r for _, r in spent) / (MONTHS * STEPS), 2),
                     "spot_cost": round(sum(s for s, _ in spent) / 3_600 * PRICES["spot_hour"], 3),
                     "spot_cost_without_checkpoints": round(sum(s for s, _ in rough) / 3_600 * PRICES["spot_hour"], 3),
                     "undisturbed_cost": round(MONTHS * STEPS / 3_600 * PRICES["machine_hour"], 3)},
        "requests_allowed": allowed, "requests_refused": len(tries) - allowed,
    }
    purpose = {"purpose": {role: sorted(f"{v} {k}" for r, v, k in RIGHTS if r == role) for role in ROLES}}
    return {"months": months, "holdout": (held, judged), "batches": batches, "arrivals": arrivals, "kills": kills,
            "access": [purpose, *tries]}, truth


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
    tables = {f"month-{m}": table for m, table in data["months"].items()} | {"holdout": data["holdout"]}
    rows = {name: [(*FEATURES, "fails"), *((*a, b) for a, b in zip(x.tolist(), y.tolist()))]
            for name, (x, y) in tables.items()}
    rows["arrivals"] = [("day", "file"), *data["arrivals"]]
    rows["interruptions"] = [("month", "second"), *((m, s) for m, all_of in data["kills"].items() for s in all_of)]
    for name, lines in rows.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)
    texts = data["batches"] | {"access.jsonl": "".join(json.dumps(one) + "\n" for one in data["access"]),
                               "prices.json": json.dumps(PRICES, indent=1) + "\n", "README.txt": README}
    for name, text in texts.items():
        (chosen.out / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
