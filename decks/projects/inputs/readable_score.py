"""Make up loan applications with a score that can be read, a column that leaks, and near-copies.

    python readable_score.py --out data [--seed 7] [--truth]

Writes applications.csv (18 months, to build on), later.csv (the six months after them, as each row
stood on the day of the decision; open it once) and fields.json (what each column means, its unit
and the sign that the lender's risk officers expect).  --truth prints the planted log-odds, the
leak and the best that any score can reach.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

ROWS, MONTHS, BUILT_ON = 16_000, 24, 18
# log-odds of a default for one unit more
WEIGHTS = {
    "log_income": -0.9,
    "share_of_limit_used": 1.6,
    "overdue_6m": 0.45,
    "overdue_12m": 0.20,
    "overdue_24m": 0.10,
    "years_at_employer": -0.08,
    "enquiries": 0.25,
    "term_years": 0.12,
}
NOISE = {"branch_visits": 9, "letters_in_name": 13, "hour_of_application": 24, "weekday": 7}
LEAK = "reminders_sent"
INTERCEPT = -3.8
FIELDS = {
    "application": ("number of the application", "", "none"),
    "month": ("month of the decision, 0 is the first", "month", "none"),
    "log_income": ("natural logarithm of yearly income / 30,000", "1", "-"),
    "share_of_limit_used": ("card balance / card limit", "1", "+"),
    "overdue_6m": ("payments missed in the last 6 months", "payments", "+"),
    "overdue_12m": ("payments missed in the last 12 months, with those 6", "payments", "+"),
    "overdue_24m": ("payments missed in the last 24 months, with those 12", "payments", "+"),
    "years_at_employer": ("years at the present employer", "years", "-"),
    "enquiries": ("requests for credit in the last 3 months", "requests", "+"),
    "term_years": ("length of the loan", "years", "+"),
    "branch_visits": ("visits to a branch last year", "visits", "none"),
    "letters_in_name": ("letters in the family name", "letters", "none"),
    "hour_of_application": ("hour at which it was sent", "hour", "none"),
    "weekday": ("weekday on which it was sent, 0 is Monday", "day", "none"),
    LEAK: ("reminders posted to the customer; system of record: collections", "letters", "?"),
    "defaulted": ("1 if 90 days overdue within a year of the decision", "0/1", "label"),
}


def auc(score, label):
    """Chance that a random default scores above a random other; ties count half."""
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    bad = label == 1
    return (rank[bad].sum() - bad.sum() * (bad.sum() + 1) / 2) / (bad.sum() * (~bad).sum())


def make(seed):
    rng = np.random.default_rng(seed)
    month = np.sort(rng.integers(0, MONTHS, ROWS))
    careless = rng.gamma(0.6, 1.0, ROWS)
    recent = rng.poisson(careless)
    year = recent + (rng.random(ROWS) < 0.03 * careless)
    two_years = year + (rng.random(ROWS) < 0.03 * careless)
    columns = {
        "log_income": np.round(rng.normal(0, 0.5, ROWS), 3),
        "share_of_limit_used": np.round(rng.beta(1.5 + 0.3 * careless, 2.5), 3),
        "overdue_6m": recent,
        "overdue_12m": year,
        "overdue_24m": two_years,
        "years_at_employer": np.round(rng.gamma(1.5, 4.0, ROWS), 1),
        "enquiries": rng.poisson(1.2 + 0.3 * careless),
        "term_years": rng.integers(1, 8, ROWS),
        **{name: rng.integers(0, most, ROWS) for name, most in NOISE.items()},
    }
    odds = INTERCEPT + sum(weight * columns[name] for name, weight in WEIGHTS.items())
    chance = 1 / (1 + np.exp(-odds))
    label = (rng.random(ROWS) < chance).astype(int)
    # Reminders go out after the decision: on that day, as in later.csv, there are none.
    columns[LEAK] = np.where(month < BUILT_ON, rng.poisson(0.2 + 2.5 * label), 0)
    later = month >= BUILT_ON
    listed = (column.tolist() for column in (month, *columns.values(), label))
    rows = [[f"a{i:05d}", *row] for i, row in enumerate(zip(*listed, strict=True))]
    truth = {
        "log_odds_per_unit": {"intercept": INTERCEPT, **WEIGHTS},
        "without_effect": list(NOISE),
        "leak": LEAK,
        "correlation_of_overdue_12m_and_24m": round(float(np.corrcoef(year, two_years)[0, 1]), 4),
        "share_defaulted_in_later": round(float(label[later].mean()), 4),
        "auc_in_later_of_the_true_chances": round(float(auc(chance[later], label[later])), 4),
    }
    head = ["application", "month", *columns, "defaulted"]
    cut = int((~later).sum())
    return {"applications": [head, *rows[:cut]], "later": [head, *rows[cut:]]}, truth


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
    for name, table in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(table)
    said = {key: dict(zip(("meaning", "unit", "sign"), FIELDS[key], strict=True)) for key in FIELDS}
    (chosen.out / "fields.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
