"""Make up ninety days of a model platform's bill, with the waste that such bills hold.

    python platform_bill.py --out data [--seed 7] [--truth]

Writes usage.csv (a line a day, resource and kind of use), predictions.csv (predictions a day and
team), prices.json and README.txt.  Prices are made up.  --truth prints the waste planted as JSON.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

DAYS = 90
TEAMS = ("search", "fraud", "support")
REPLICAS = {"search": 3, "fraud": 2, "support": 1}
PRICES = {
    "gpu-large": 3.2, "gpu-small": 0.9, "cpu-node": 0.2,  # an hour
    "storage-hot": 0.0008, "storage-cold": 0.0001,  # a GB and day
    "transfer-zone": 0.01, "transfer-out": 0.08,  # a GB
}


def make(seed):
    rng = np.random.default_rng(seed)
    usage, predictions = [], []
    waste = {"spare_gpus_at_night": 0.0, "notebooks_left_on": 0.0, "unread_checkpoints_hot": 0.0,
             "cross_zone_reads": 0.0}

    def add(day, resource, kind, amount, busy, team, wasted=""):
        cost = round(amount * PRICES[kind], 2)
        usage.append([day, resource, kind, round(amount, 2), busy, team, cost])
        if wasted:
            waste[wasted] += cost

    for day in range(DAYS):
        weekend = day % 7 >= 5
        for team, base in zip(TEAMS, (90_000, 260_000, 25_000)):
            count = int(base * (0.6 if weekend else 1) * rng.lognormal(0, 0.08))
            predictions.append([day, team, count])
            for replica in range(REPLICAS[team]):
                name, tag = f"serve-{team}-{replica}", team if rng.random() > 0.1 else ""
                add(day, name, "gpu-small", 14, round(rng.uniform(0.35, 0.7), 2), tag)
                spare = "spare_gpus_at_night" if replica else ""  # one replica has to answer
                add(day, name, "gpu-small", 10, round(rng.uniform(0.0, 0.03), 2), tag, spare)
        if not weekend:
            add(day, "train-fraud", "gpu-large", rng.uniform(4, 7), round(rng.uniform(0.7, 0.95), 2), "fraud")
        for number in range(3):
            used = 0 if weekend else rng.uniform(3, 6)
            name = f"notebook-{number}"
            if used:
                add(day, name, "gpu-large", used, round(rng.uniform(0.2, 0.6), 2), "")
            add(day, name, "gpu-large", 24 - used if number == 0 else 0.5, 0.0, "",
                "notebooks_left_on")
        add(day, "bucket-features", "storage-hot", 9_000 + 25 * day, "", "fraud")
        add(day, "bucket-checkpoints", "storage-hot", 15_000 + 180 * day, "", "")
        waste["unread_checkpoints_hot"] += (15_000 + 180 * day) * (
            PRICES["storage-hot"] - PRICES["storage-cold"]
        )
        add(day, "feature-reads", "transfer-zone", 2_600 * rng.lognormal(0, 0.1), "", "fraud",
            "cross_zone_reads")
        add(day, "batch-reports", "cpu-node", 40, round(rng.uniform(0.5, 0.8), 2), "support")
        add(day, "api-egress", "transfer-out", 55 * rng.lognormal(0, 0.1), "", "search")
    total = sum(row[-1] for row in usage)
    truth = {
        "total": round(total, 2),
        "cost_of_what_could_be_avoided": {name: round(cost, 2) for name, cost in waste.items()},
        "share_of_the_bill": round(sum(waste.values()) / total, 4),
        "cost_without_team": round(sum(row[-1] for row in usage if not row[5]), 2),
    }
    return usage, predictions, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    usage, predictions, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    head = ["day", "resource", "kind", "amount", "busy", "team", "cost"]
    for name, rows in (("usage", [head, *usage]), ("predictions", [["day", "team", "count"], *predictions])):
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    text = (
        "usage.csv: amount is in hours (GPU, CPU), GB kept for a day (storage) or GB moved\n"
        "(transfer); busy is the mean utilisation. Serving machines have a line for the day (14\n"
        "hours) and one for the night (10 hours). Each service must answer at all hours. No object\n"
        "of bucket-checkpoints was read in these days. feature-reads are made by a job that runs\n"
        "in another zone than its bucket and could run in the same.\n"
    )
    (chosen.out / "README.txt").write_text(text, encoding="utf-8")
    (chosen.out / "prices.json").write_text(json.dumps(PRICES, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
