"""Make up 26 months of twelve ice-cream parlours, and score a plan for their last twelve weeks.

    python ice_cream.py --out data [--seed 7] [--truth]
    python ice_cream.py --score plan.csv [--seed 7]

Writes sales.csv, weather.csv, calendar.csv, shops.csv, regions.csv and README.txt.  --truth prints
what was planted as JSON.  --score reads day, shop and made for the last 84 days and prints the
money that the plan would have earned: use it once, with your forecasts committed.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

SHOPS, DAYS, LAST = 12, 784, 84  # day 0 is Monday, 7 August
EARNED, WASTED = 3.40, 1.10  # pounds for a tub sold; for a tub thrown away
MOVED, MOVED_DAY, OPENED, OPENED_DAY, KIOSK = 4, 450, 11, 610, 7
FORGETS, SPREAD, WARMTH = 0.75, 4.5, 0.055  # weather of a day and the next; effect of a degree
README = """sales.csv: tubs made and sold by day and shop; when all is sold, the shop closes
early. Day 0 is a Monday, 7 August. weather.csv: degrees at noon as told `ahead` days before (0:
measured on the day). calendar.csv: public and school holidays, known a year before. shops.csv:
the region of a shop from a day on. regions.csv: tubs sold by region, as the controllers counted
them on the day. Quantities for Monday to Sunday are fixed on the Sunday before: Monday is 1 day
ahead, Sunday 7. A shop is open where made is above 0, and that is known before. The plan in
force: the larger sale of one and two weeks before, plus 8. A tub sold earns 3.40, a tub thrown
away costs 1.10.
"""


def region(shop, day):
    return "coast" if shop == MOVED and day >= MOVED_DAY else ("coast", "city", "hills")[shop % 3]


def world(seed):
    """Weather as told, holidays, and how many tubs people wanted."""
    rng, day = np.random.default_rng([seed, 2]), np.arange(DAYS)
    off = np.zeros(DAYS)
    for one in range(1, DAYS):
        off[one] = FORGETS * off[one - 1] + rng.normal(0, SPREAD * np.sqrt(1 - FORGETS**2))
    usual = 12 + 9 * np.cos(2 * np.pi * (day + 14) / 365)
    told = np.zeros((DAYS, 8))
    for ahead in range(8):  # the forecast keeps what can be known, and the usual for the rest
        known = FORGETS ** (0.8 * ahead)
        blur = rng.normal(0, SPREAD * np.sqrt(known * (1 - known)), DAYS) if ahead else 0
        told[:, ahead] = usual + known * off + blur
    holiday = np.isin(day % 365, [15, 116, 117, 140, 141, 250, 275]) | (day % 365 < 26)
    holiday |= np.isin(day, [239, 240, 241, 242, 596, 597, 598, 599])  # Easter moves by a week
    week = np.array([0.8, 0.75, 0.8, 0.9, 1.15, 1.5, 1.4])[day % 7]
    level = rng.uniform(25, 90, SHOPS) * np.exp(0.0002 * day[:, None] * rng.normal(0, 1, SHOPS))
    heat = np.exp(WARMTH * (told[:, 0] - 12))
    mean = level * (week * heat * np.where(holiday, 1.35, 1.0))[:, None]
    wanted = rng.poisson(mean * rng.gamma(40, 1 / 40, mean.shape))
    wanted[:OPENED_DAY, OPENED] = 0
    wanted[usual < 10, KIOSK] = 0  # the kiosk in the open-air pool has no winter
    return told, holiday, wanted


def money(made, wanted):
    sold = np.minimum(made, wanted)
    return round(float((EARNED * sold - WASTED * (made - sold)).sum()), 2)


def make(seed):
    told, holiday, wanted = world(seed)
    made, sold = np.zeros_like(wanted), np.zeros_like(wanted)
    for day in range(DAYS):  # the rule in force feeds on its own sold-out days
        before = np.maximum(sold[day - 7], sold[day - 14]) if day >= 14 else wanted[day]
        made[day] = np.where(wanted[day] == 0, 0, before + 8)
        sold[day] = np.minimum(made[day], wanted[day])
    end = slice(DAYS - LAST, DAYS)
    truth = {
        "tubs_wanted_in_the_last_84_days": int(wanted[end].sum()),
        "tubs_sold_in_the_last_84_days": int(sold[end].sum()),
        "share_of_open_days_sold_out": round(float((sold == made)[made > 0].mean()), 4),
        "money_of_the_plan_in_force": money(made[end], wanted[end]),
        "money_if_all_were_known": money(wanted[end], wanted[end]),
        "shop_that_moved_region": [f"s{MOVED:02d}", MOVED_DAY],
        "shop_opened_late": [f"s{OPENED:02d}", OPENED_DAY],
        "shop_without_winter": f"s{KIOSK:02d}",
    }
    grid = [(day, shop) for day in range(DAYS) for shop in range(SHOPS)]
    sums = {}
    for day, shop in grid:
        key = day, region(shop, day)
        sums[key] = sums.get(key, 0) + int(sold[day, shop])
    shops = [[f"s{i:02d}", region(i, 0), OPENED_DAY * (i == OPENED)] for i in range(SHOPS)]
    shops.append([f"s{MOVED:02d}", region(MOVED, DAYS), MOVED_DAY])
    rows = [[d, f"s{s:02d}", int(made[d, s]), int(sold[d, s])] for d, s in grid]
    weather = [[d, ahead, f"{told[d, ahead]:.1f}"] for d in range(DAYS) for ahead in range(8)]
    tables = {
        "sales": (["day", "shop", "made", "sold"], rows),
        "weather": (["day", "ahead", "degrees"], weather),
        "calendar": (["day", "holiday"], [[d, int(holiday[d])] for d in range(DAYS)]),
        "shops": (["shop", "region", "from_day"], sorted(shops)),
        "regions": (["day", "region", "sold"], [[*key, total] for key, total in sums.items()]),
    }
    return tables, truth


def scored(path, seed):
    made = np.full((DAYS, SHOPS), -1)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            made[int(row["day"]), int(row["shop"][1:])] = int(row["made"])
    if made[-LAST:].min() < 0:
        raise SystemExit(
            f"made is missing or negative for a shop in days {DAYS - LAST} to {DAYS - 1}"
        )
    made, wanted = made[-LAST:], world(seed)[2][-LAST:]
    served = round(float((made >= wanted)[wanted > 0].mean()), 4)
    return {"money": money(made, wanted), "share_of_open_days_served": served}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    parser.add_argument("--score", type=Path)
    chosen = parser.parse_args()
    if chosen.score:
        print(json.dumps(scored(chosen.score, chosen.seed)))
        return
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
