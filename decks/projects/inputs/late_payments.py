"""Make up two years of invoices with late corrections and a change of policy half-way.

    python late_payments.py --out data [--seed 7] [--truth]

Writes customers.csv, invoices.csv, payments.csv and disputes.csv; every row has the day on which
it became known.  --truth prints what was planted as JSON.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

CUSTOMERS, INVOICES, DAYS = 900, 24_000, 728
POLICY_DAY = 364  # reminders go out from here on: people pay sooner
LATE_DAYS = 30  # after the due day
TERMS = (14, 30, 60)


def make(seed):
    rng = np.random.default_rng(seed)
    size = rng.choice(["small", "medium", "large"], CUSTOMERS, p=[0.6, 0.3, 0.1])
    habit = rng.normal(0, 1, CUSTOMERS) + 0.5 * (size == "small")
    joined = rng.integers(-700, 500, CUSTOMERS)
    customers = [[f"c{i:03d}", size[i], int(joined[i])] for i in range(CUSTOMERS)]
    invoices, payments, disputes, late_count = [], [], [], 0
    issued = np.sort(rng.integers(0, DAYS, INVOICES))
    for number, day in enumerate(issued.tolist()):
        i = int(rng.integers(CUSTOMERS))
        while joined[i] > day:
            i = int(rng.integers(CUSTOMERS))
        amount = round(float(np.exp(rng.normal(6 + (size[i] == "large"), 0.9))), 2)
        terms = int(rng.choice(TERMS))
        disputed = rng.random() < 0.04 + 0.03 * (amount > 2_000)
        season = 0.35 * np.sin(2 * np.pi * day / 365)
        pressed = 0.5 * (amount > 1_000 and size[i] == "small") + 0.4 * (terms == 14)
        lag = 9 * np.exp(0.75 * habit[i] + season + pressed - 0.2 * (day >= POLICY_DAY))
        lag = float(lag * rng.lognormal(0, 0.45) - 6 + 25 * disputed)
        paid = day + max(1, round(terms + lag))
        name = f"i{number:05d}"
        invoices.append([name, f"c{i:03d}", day, day, terms, amount])
        if rng.random() < 0.03:  # corrected later: the amount that was known on the day is the first
            known = day + int(rng.integers(5, 45))
            invoices.append([name, f"c{i:03d}", day, known, terms, round(amount * 0.9, 2)])
        late = paid > day + terms + LATE_DAYS
        late_count += late
        if paid < DAYS:
            known = paid + int(rng.choice([0, 1, 3, 7], p=[0.6, 0.2, 0.15, 0.05]))
            payments.append([name, paid, known, amount])
        if disputed:
            opened = day + int(rng.integers(3, 40))
            disputes.append([name, opened, opened, rng.choice(["price", "quality", "delivery"])])
    truth = {
        "share_paid_late": round(late_count / INVOICES, 4),
        "day_of_the_policy_change": POLICY_DAY,
        "invoices_corrected_later": len(invoices) - INVOICES,
        "leaks_to_avoid": ["corrected amounts", "disputes opened later", "payments known later"],
    }
    tables = {
        "customers": (["customer", "size", "known_day"], customers),
        "invoices": (["invoice", "customer", "issued_day", "known_day", "terms", "amount"], invoices),
        "payments": (["invoice", "paid_day", "known_day", "amount"], payments),
        "disputes": (["invoice", "opened_day", "known_day", "reason"], disputes),
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
