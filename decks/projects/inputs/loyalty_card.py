"""Make up a year of a supermarket's customers, of whom some took a loyalty card.

    python loyalty_card.py --out data [--seed 7] [--truth]

Writes customers.csv, receipts.csv, cards.csv, mailings.csv, survey.csv and README.txt: load them into
SQLite or DuckDB.  --truth prints the causal effect that was planted as JSON: look once your answer
is written.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

CUSTOMERS = 6_000
START = 26  # the card was launched in this week; weeks 0 to 25 lie before it, 26 to 51 after it
DIRECT, EACH_LETTER = 0.9, 0.4  # pounds a week: the card itself, and each letter a month
LETTERS = 1.0, 3.0  # a month: without and with the card
SEASON = 1.5  # pounds a week more in the second half, with and without the card
TWICE = 0.02  # of receipts: the till sends them again under the same number
MOVED = 0.05  # of households: they got a new number in week 26
README = """Week 26 (of weeks 0 to 51) is when the card was launched; who took one did so in that week.
customers: one row a number; moved_to is the new number of a household that moved in week 26, its
earlier receipts stay under the old one; income in thousand pounds a year. receipts: groceries in
the shop and fuel at the pump outside, where the card gives nothing; a till may send a receipt
twice. cards: who took one. mailings: voucher letters a month in weeks 26 to 51; holders get more
of them. survey: who answered our questions on satisfaction in week 52.
The effect asked for: pounds of groceries a week, weeks 26 to 51, for those who took the card.
"""


def bills(rng, who, level, low, kind, mean):
    """Split what each customer spends in half a year into receipts."""
    count = np.maximum(1, rng.poisson(mean, len(level)))
    owner = np.repeat(np.arange(len(level)), count)
    part = rng.gamma(8, 1, len(owner))
    part *= (level * START / np.bincount(owner, part))[owner]
    weeks = rng.integers(low, low + START, len(owner))
    return [(who[i], w, kind, round(x, 2)) for i, w, x in zip(owner.tolist(), weeks.tolist(), part.tolist())]


def make(seed):
    rng = np.random.default_rng(seed)
    n = CUSTOMERS
    income, family = rng.normal(0, 1, n), rng.poisson(1.3, n)
    near = np.round(np.exp(rng.normal(0.8, 0.6, n)), 1)  # kilometres to the shop
    loyal = rng.normal(0, 1, n) - 0.35 * (near - 2.6)  # not recorded, but it shows in past spend
    weekly = 24 + 4 * income + 5 * family + 6 * loyal - 0.8 * near
    fuel = 12 + 2.5 * family + 3 * loyal + 1.5 * income
    card = rng.random(n) < 1 / (1 + np.exp(0.7 - 0.35 * family + 0.4 * income - 0.9 * loyal))
    letters = rng.poisson(np.where(card, LETTERS[1], LETTERS[0]))
    pleased = rng.normal(0, 2.5, n)  # with the shop in the second half: they spend more
    after = weekly + SEASON + DIRECT * card + EACH_LETTER * letters + pleased
    # Holders are asked at the till, whoever they are; of the others the pleased ones answer.
    answers = rng.random(n) < 1 / (1 + np.exp(3.0 - 2.2 * card - 0.48 * pleased))
    new = [f"c{i:05d}" for i in range(n)]
    moved = np.flatnonzero(rng.random(n) < MOVED)
    old = list(new)
    for i in moved:
        old[i] = f"m{i:05d}"
    slips = []
    for who, low, groceries in ((old, 0, weekly + rng.normal(0, 0.8, n)), (new, START, after)):
        slips += bills(rng, who, np.maximum(groceries, 2), low, "groceries", 4)
        slips += bills(rng, who, np.maximum(fuel + rng.normal(0, 1.5, n), 1), low, "fuel", 1)
    order = rng.permutation(len(slips))
    again = rng.random(len(slips)) < TWICE
    rows = [(f"r{j:05d}", *slips[j]) for j in order.tolist() for _ in range(1 + again[j])]
    facts = [(round(38 + 9 * income[i], 1), int(family[i]), near[i]) for i in range(n)]
    people = [(new[i], *facts[i], "") for i in range(n)]
    people += [(old[i], *facts[i], new[i]) for i in moved]
    tables = {
        "customers": (["customer", "income", "children", "km", "moved_to"], sorted(people)),
        "receipts": (["receipt", "customer", "week", "kind", "pounds"], rows),
        "cards": (["customer"], [(new[i],) for i in np.flatnonzero(card)]),
        "mailings": (["customer", "letters_a_month"], list(zip(new, letters.tolist()))),
        "survey": (["customer"], [(new[i],) for i in np.flatnonzero(answers)]),
    }
    total = DIRECT + EACH_LETTER * (LETTERS[1] - LETTERS[0])
    truth = {
        "effect_on_holders_pounds_a_week": round(total, 2),
        "of_it_through_letters": round(total - DIRECT, 2),
        "receipts_sent_twice": int(again.sum()),
        "households_moved": len(moved),
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
    (chosen.out / "README.txt").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    main()
