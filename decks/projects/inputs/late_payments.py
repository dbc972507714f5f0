"""Make up two years of invoices with late corrections and a change of policy half-way.

    python late_payments.py --out data [--seed 7] [--truth]

Writes customers.csv, invoices.csv, payments.csv and disputes.csv; every row has the day on which
it became known, and no row became known after the last day, 727.  Day 0 is a Monday.
--truth prints what was planted as JSON, with the precision that one who knew the habit of every
customer would reach.  Needs numpy.
"""

import argparse
import csv
import json
import math
from pathlib import Path

import numpy as np

CUSTOMERS, INVOICES, DAYS = 900, 24_000, 728
POLICY_DAY = 364  # reminders go out from here on: people pay sooner
LATE_DAYS = 30  # after the due day
TERMS = (14, 30, 60)
BOOKING_DELAYS = (0, 1, 3, 7)
SPREAD = 0.45  # of the logarithm of a customer's lag
DISPUTE_LAG = 25
CALLS = 25  # a week
SETTLED_WEEK = (DAYS - max(TERMS) - LATE_DAYS - max(BOOKING_DELAYS)) // 7  # from here labels lack


def make(seed):
    rng = np.random.default_rng(seed)
    size = rng.choice(["small", "medium", "large"], CUSTOMERS, p=[0.6, 0.3, 0.1])
    habit = rng.normal(0, 1, CUSTOMERS) + 0.5 * (size == "small")
    joined = rng.integers(-700, 500, CUSTOMERS)
    customers = [[f"c{i:03d}", size[i], int(joined[i])] for i in range(CUSTOMERS)]
    invoices, payments, disputes, outcomes = [], [], [], []
    issued = np.sort(rng.integers(0, DAYS, INVOICES))
    for number, day in enumerate(issued.tolist()):
        i = int(rng.integers(CUSTOMERS))
        while joined[i] > day:
            i = int(rng.integers(CUSTOMERS))
        amount = round(float(np.exp(rng.normal(6 + (size[i] == "large"), 0.9))), 2)
        terms = int(rng.choice(TERMS))
        dispute_rate = 0.04 + 0.03 * (amount > 2_000)
        disputed = rng.random() < dispute_rate
        season = 0.35 * np.sin(2 * np.pi * day / 365)
        pressed = 0.5 * (amount > 1_000 and size[i] == "small") + 0.4 * (terms == 14)
        lag = 9 * np.exp(0.75 * habit[i] + season + pressed - 0.2 * (day >= POLICY_DAY))
        risk = risk_of(lag, dispute_rate)
        lag = float(lag * rng.lognormal(0, SPREAD) - 6 + DISPUTE_LAG * disputed)
        paid = day + max(1, round(terms + lag))
        name = f"i{number:05d}"
        invoices.append([name, f"c{i:03d}", day, day, terms, amount])
        outcomes.append((day // 7, risk, paid > day + terms + LATE_DAYS))
        due = amount
        if rng.random() < 0.03:  # corrected later: the amount that was known on the day is the first
            known = day + int(rng.integers(5, 45))
            corrected = round(amount * 0.9, 2)
            invoices.append([name, f"c{i:03d}", day, known, terms, corrected])
            due = corrected if known <= paid else amount
        if paid < DAYS:
            known = paid + int(rng.choice(BOOKING_DELAYS, p=[0.6, 0.2, 0.15, 0.05]))
            payments.append([name, paid, known, due])
        if disputed:
            opened = day + int(rng.integers(3, 40))
            disputes.append([name, opened, opened, rng.choice(["price", "quality", "delivery"])])
    tables = {
        "customers": (["customer", "size", "known_day"], customers),
        "invoices": (["invoice", "customer", "issued_day", "known_day", "terms", "amount"], invoices),
        "payments": (["invoice", "paid_day", "known_day", "amount"], payments),
        "disputes": (["invoice", "opened_day", "known_day", "reason"], disputes),
    }
    for head, rows in tables.values():
        known = head.index("known_day")
        rows[:] = [row for row in rows if row[known] < DAYS]
    truth = {
        "share_paid_late": round(sum(late for _, _, late in outcomes) / INVOICES, 4),
        "day_of_the_policy_change": POLICY_DAY,
        "invoices_corrected_later": len(invoices) - INVOICES,
        "last_week_with_all_labels_known": SETTLED_WEEK - 1,
        "precision_among_25_knowing_every_habit": {
            "weeks 28 to 51": best_precision(outcomes, range(28, 52)),
            f"weeks 52 to {SETTLED_WEEK - 1}": best_precision(outcomes, range(52, SETTLED_WEEK)),
        },
        "leaks_to_avoid": ["corrected amounts", "disputes opened later", "payments known later"],
    }
    return tables, truth


def risk_of(lag, dispute_rate):
    """Chance of a late payment for one who knows the lag to expect, but no dispute in advance."""

    def beyond(days):  # paid is rounded to a day, so half a day counts
        return 0.5 * math.erfc(math.log((days + 6.5) / lag) / (SPREAD * math.sqrt(2)))

    return (1 - dispute_rate) * beyond(LATE_DAYS) + dispute_rate * beyond(LATE_DAYS - DISPUTE_LAG)


def best_precision(outcomes, weeks):
    """Share of late payers among the 25 of each week with the highest true risk."""
    found = []
    for week in weeks:
        ranked = sorted((one for one in outcomes if one[0] == week), key=lambda one: -one[1])
        found += [late for _, _, late in ranked[:CALLS]]
    return round(sum(found) / len(found), 4)


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
