"""Make up half a year of sales of fresh lunch boxes in forty kiosks, cut off by what was in stock.

    python kiosk_demand.py --out data [--seed 7] [--truth]

Writes kiosks.csv, sales.csv (one row a kiosk and week), next_week.csv (the week to stock for) and
README.txt with the model's priors.  --truth prints the planted parameters and the least expected
cost as JSON.  Needs numpy.
"""

import argparse
import csv
import json
from functools import cache
from math import lgamma
from pathlib import Path

import numpy as np

KIOSKS, WEEKS = 40, 26
LEVEL, FOOTFALL, SPREAD = 2.7, 0.45, 0.35  # of the log of a kiosk's mean demand without an offer
OFFER, OFFER_SPREAD = 0.5, 0.2  # what an offer adds to the log, by kiosk
SIZE = 6.0  # of the negative binomial: variance = mean + mean^2 / SIZE
SHORT, OVER = 2.4, 0.8  # pounds lost for each box too few, and for each box too many
MOST = 400  # demand above this is as good as impossible
README = """sales.csv: boxes in stock at the start of the week and boxes sold; where sold equals stock
the kiosk may have turned people away, how many is not known. offer: 1 in a week with a price offer.
footfall: passers-by, standardised logarithm. Kiosks that opened late have fewer weeks.
Costs: 2.40 pounds for each box too few, 0.80 for each box too many. Boxes do not keep.

Model to start from, so that answers can be compared. Demand of kiosk s in week t is negative
binomial with mean exp(a_s + b_s offer) and size r (variance = mean + mean^2 / r).
a_s is normal(level + slope footfall_s, spread_a), b_s is normal(offer, spread_b).
Priors: level normal(2.5, 1); slope normal(0, 1); offer normal(0, 1); spread_a and spread_b half
normal(0.5); log r normal(1.5, 0.7). Numbers in brackets are means and standard deviations.
"""


@cache
def choose(size):
    return np.array([lgamma(k + size) - lgamma(size) - lgamma(k + 1) for k in range(MOST + 1)])


def mass(mean, size=SIZE):
    """The probabilities of a demand of 0 to MOST boxes."""
    k = np.arange(MOST + 1)
    return np.exp(choose(size) + size * np.log(size / (size + mean)) + k * np.log(mean / (size + mean)))


def cost(stock, mean, size=SIZE):
    """The expected cost in pounds of a stock for a week with this mean demand."""
    k, p = np.arange(MOST + 1), mass(mean, size)
    return float(p @ (SHORT * np.maximum(k - stock, 0) + OVER * np.maximum(stock - k, 0)))


def best(mean):
    """The stock of least expected cost: the smallest that meets the critical share."""
    return int(np.searchsorted(np.cumsum(mass(mean)), SHORT / (SHORT + OVER)))


def make(seed):
    rng = np.random.default_rng(seed)
    footfall = np.round(rng.normal(0, 1, KIOSKS), 2)
    base = LEVEL + FOOTFALL * footfall + rng.normal(0, SPREAD, KIOSKS)
    gain = rng.normal(OFFER, OFFER_SPREAD, KIOSKS)
    opened = np.where(np.arange(KIOSKS) % 5 < 3, 0, rng.integers(WEEKS - 8, WEEKS - 1, KIOSKS))
    sales, turned = [], 0
    for s in range(KIOSKS):
        for week in range(int(opened[s]), WEEKS):
            offer = int(rng.random() < 0.25)
            mean = np.exp(base[s] + gain[s] * offer)
            demand = int(rng.negative_binomial(SIZE, SIZE / (SIZE + mean)))
            stock = max(2, round(np.exp(base[s] + 0.2 * offer) * rng.uniform(0.8, 1.6)))
            turned += max(0, demand - stock)
            sales.append([f"k{s:02d}", week, offer, stock, min(demand, stock)])
    offers = (rng.random(KIOSKS) < 0.5).astype(int)
    means = np.exp(base + gain * offers)
    stocks = [best(mean) for mean in means]
    truth = {
        "level": LEVEL, "slope": FOOTFALL, "spread_a": SPREAD,
        "offer": OFFER, "spread_b": OFFER_SPREAD, "size": SIZE,
        "boxes_that_could_not_be_sold": turned,
        "mean_demand_next_week": [round(float(mean), 2) for mean in means],
        "best_stock_next_week": stocks,
        "least_expected_cost": round(sum(map(cost, stocks, means)), 2),
        "a": base.round(3).tolist(),
    }
    tables = {
        "kiosks": (["kiosk", "footfall", "opened_week"],
                   [[f"k{s:02d}", footfall[s], opened[s]] for s in range(KIOSKS)]),
        "sales": (["kiosk", "week", "offer", "stock", "sold"], sales),
        "next_week": (["kiosk", "offer"], [[f"k{s:02d}", offers[s]] for s in range(KIOSKS)]),
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
