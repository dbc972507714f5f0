"""Make up a checkout experiment with the faults that real ones have.

    python checkout_experiment.py --out data [--seed 7] [--truth]

Writes assignments.csv, orders.csv and README.txt.  --truth prints what was planted as JSON: look
only after your memo is written.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

USERS, DAYS = 60_000, 28
PLATFORMS, SHARES = ("web", "ios", "android"), (0.5, 0.28, 0.22)
LOST_ON_ANDROID = 0.12  # of treated users, heavy buyers above all: the new client drops events
LIFT = 0.012  # of the conversion rate, on every platform
BASE_CONVERSION = 0.11
DUPLICATED = 0.03  # of orders: the client repeats a request


def make(seed):
    rng = np.random.default_rng(seed)
    platform = rng.choice(len(PLATFORMS), USERS, p=SHARES)
    treated = rng.random(USERS) < 0.5
    day = rng.integers(0, DAYS, USERS)
    taste = rng.normal(0, 1, USERS)
    before = np.round(np.exp(2.2 + 0.9 * taste + rng.normal(0, 0.5, USERS)), 2)
    chance = BASE_CONVERSION * np.exp(0.15 * taste) + LIFT * treated
    buys = rng.random(USERS) < chance
    amount = np.round(np.exp(3.0 + 0.8 * taste + rng.normal(0, 0.6, USERS)), 2)
    dropped = rng.random(USERS) < LOST_ON_ANDROID * np.exp(taste - 0.5)
    lost = treated & (platform == 2) & dropped
    order = rng.permutation(np.flatnonzero(~lost))
    assignments = [
        (f"u{i:05d}", "new" if treated[i] else "old", PLATFORMS[platform[i]], day[i], before[i])
        for i in order
    ]
    orders = []
    for number, i in enumerate(np.flatnonzero(buys & ~lost)):
        row = (
            f"o{number:05d}",
            f"u{i:05d}",
            min(DAYS + 13, day[i] + rng.integers(0, 14)),
            amount[i],
        )
        orders += [row] * (2 if rng.random() < DUPLICATED else 1)
    truth = {
        "conversion_lift_planted": LIFT,
        "conversion_base_about": BASE_CONVERSION,
        "treated_android_users_lost": int(lost.sum()),
        "orders_repeated": len(orders) - len({row[0] for row in orders}),
        "effect_on_the_size_of_an_order": 0.0,
    }
    return assignments, orders, truth


def write(path, head, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    assignments, orders, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    head = ["user", "variant", "platform", "day", "spend_before"]
    write(chosen.out / "assignments.csv", head, assignments)
    write(chosen.out / "orders.csv", ["order", "user", "day", "amount"], orders)
    text = (
        "Users were assigned half and half on their first visit (day 0 to 27). An order counts for\n"
        "14 days. spend_before: the four weeks before the experiment. The bar to ship: +0.3\n"
        "percentage points of conversion, and no loss of money per user.\n"
    )
    (chosen.out / "README.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
