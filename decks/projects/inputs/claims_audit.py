"""Make up an audit of insurance claims: offices drawn within three strata, claims within offices.

    python claims_audit.py --out data [--seed 7] [--truth]

Writes offices.csv (every office, with its number of claims this year), audit.csv (this year's
sample) and books.csv (every claim of last year, read in full: try your method on it).  --truth
prints this year's mean over all claims as JSON: look once your statement is written.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

STRATA = ("city", "town", "rural")
OFFICES = (60, 110, 150)  # in each stratum
DRAWN = (14, 14, 14)  # offices visited, the same number whatever the size of the stratum
READ = 25  # claims read in each office visited, all if there are fewer
CLAIMS = (120, 45, 20)  # mean number in an office
LEVEL = (6.5, 7.1, 8.0)  # mean of the log of an amount in pounds
OFFICE_SD, CLAIM_SD = 0.45, 0.9  # of the log
LARGE, FACTOR = 0.008, 8.0  # a few claims are of another kind
RISE = 0.05  # of the log, from last year to this one


def year(rng, habit, rise):
    """Draw the claims of all offices: for each office an array of amounts."""
    stratum = np.repeat(range(3), OFFICES)
    counts = np.maximum(4, rng.poisson(np.array(CLAIMS)[stratum] * rng.gamma(4, 0.25, len(stratum))))
    level = np.array(LEVEL)[stratum] + habit + rng.normal(0, 0.1, len(stratum)) + rise
    amounts = []
    for mean, count in zip(level, counts):
        large = rng.random(count) < LARGE
        amount = np.exp(mean + rng.normal(0, CLAIM_SD, count)) * np.where(large, FACTOR, 1.0)
        amounts.append(np.round(amount, 2))
    return amounts


def draw(rng, amounts):
    """Draw the audit: (office, amounts read) pairs."""
    first = np.cumsum((0, *OFFICES))
    found = []
    for h in range(3):
        for i in sorted(rng.choice(OFFICES[h], DRAWN[h], replace=False) + first[h]):
            found.append((int(i), rng.permutation(amounts[i])[:READ]))
    return found


def make(seed):
    rng = np.random.default_rng(seed)
    stratum = np.repeat(range(3), OFFICES)
    habit = rng.normal(0, OFFICE_SD, len(stratum))
    before, now = year(rng, habit, 0.0), year(rng, habit, RISE)
    audit = draw(rng, now)
    offices = [[f"f{i:03d}", STRATA[stratum[i]], len(now[i])] for i in range(len(stratum))]
    sample = [[f"f{i:03d}", STRATA[stratum[i]], x] for i, read in audit for x in read.tolist()]
    books = [[f"f{i:03d}", STRATA[stratum[i]], x] for i, all_ in enumerate(before) for x in all_.tolist()]
    truth = {
        "mean_of_all_claims_this_year": round(float(np.concatenate(now).mean()), 2),
        "median_of_all_claims_this_year": round(float(np.median(np.concatenate(now))), 2),
        "mean_of_the_sample_as_it_stands": round(float(np.mean([row[2] for row in sample])), 2),
        "claims_this_year": sum(map(len, now)),
        "offices_visited_of": dict(zip(STRATA, zip(DRAWN, OFFICES))),
    }
    tables = {
        "offices": (["office", "stratum", "claims"], offices),
        "audit": (["office", "stratum", "amount"], sample),
        "books": (["office", "stratum", "amount"], books),
    }
    return tables, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    tables, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, (head, rows) in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    main()
