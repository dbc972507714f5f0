"""Make up a month of till events as they land: late, sent twice, corrected, in two schemas.

    python till_events.py --out data [--seed 7] [--truth]

Writes landing_DD_PP.jsonl (day of arrival, part), CONTRACT.md and prices.json (of a store and a
query service).  --truth prints what was planted and must come out.  Standard library only.
"""

import argparse
import hashlib
import json
import random
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

DAYS, DELAY, PARTS, PER_DAY, SWITCH = 30, 4, 6, 240, 15  # from day 15 on: schema 2
SHOPS = [f"s{i:02d}" for i in range(12)]
SILENT, SILENT_DAYS, BACK = "s07", (18, 19, 20), 26  # its sales arrive on day 26
REPEATED, CORRECTED, BROKEN = 0.06, 0.02, 0.01
LATE = {"till": (93, 4, 2, 1, 0), "app": (60, 20, 10, 6, 4)}  # per cent by days of delay
START = datetime(2026, 3, 15, tzinfo=timezone.utc)
LONDON = datetime(2026, 3, 29, 1, tzinfo=timezone.utc)  # clocks go forward: an hour more from here
CONTRACT = """# Till events: one JSON object a line; landing_DD_PP.jsonl arrived on day DD

- Day 1 is 2026-03-15. `id` names a sale; the same `id` and `rev` again is the same sale. The highest
  `rev` counts, whenever it arrives; amount 0 voids the sale.
- Schema 1: `at` in UTC, `amount` in pounds. From day 15 schema 2: `at` with an offset, `amount` in
  pence, `currency`. Some tills send schema 1 for a few days more. The business day is London's date.
- Set aside, with the reason: no JSON, an unknown shop, an amount below 0, a currency but GBP.
- Shops are s00 to s11. Sales reach us up to 4 days late. s07 was late with days 18 to 20.
"""
PRICES = {"get_1000": 0.0004, "put_or_list_1000": 0.005, "gb_month_hot": 0.023, "gb_month_cold": 0.004,
          "cold_least_days": 90, "query_per_tb_scanned": 5.0}  # made up


def told(sale, schema):
    at, pence = sale["at"], sale["pence"]
    event = {"schema": schema} | {key: sale[key] for key in ("id", "rev", "shop", "channel")}
    if schema == 1:
        return event | {"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "amount": pence / 100}
    local = at.astimezone(timezone(timedelta(hours=at >= LONDON)))
    return event | {"at": local.isoformat(), "amount": pence, "currency": "GBP"}


def broken(rng, event):
    wrong = {"shop": "s99", "amount": -1, "currency": "EUR", "id": "x"}
    reason = rng.choice([*wrong])
    text = json.dumps(event | {"id": "x" + event["id"], reason: wrong[reason]})
    return (text[:-9], "json") if reason == "id" else (text, reason)


def lands(rng):
    """Day of arrival, line and sale (or the reason to refuse it), in the order of their making."""
    for number in range(DAYS * PER_DAY):
        day, channel = 1 + number // PER_DAY, rng.choice(("till", "till", "app"))
        at = START + timedelta(days=day - 1, seconds=rng.randrange(86_400))
        sale = {"id": f"e{number:05d}", "rev": 1, "shop": rng.choice(SHOPS), "channel": channel,
                "at": at, "pence": rng.randint(99, 9_999)}
        sale["day"] = (at + timedelta(hours=at >= LONDON) - START).days + 1  # the date in London
        comes = day + rng.choices(range(DELAY + 1), LATE[channel])[0]
        comes = BACK if sale["shop"] == SILENT and day in SILENT_DAYS else comes
        old = comes < SWITCH or (comes < SWITCH + 3 and rng.random() < 0.2)
        text = json.dumps(told(sale, 1 if old else 2))
        yield comes, text, sale
        if rng.random() < REPEATED:
            yield min(comes + rng.randint(0, 5), DAYS + DELAY), text, sale
        if rng.random() < CORRECTED:  # may come before what it corrects
            new = sale | {"rev": 2, "pence": rng.choice((0, sale["pence"] + rng.randint(-90, 900)))}
            then = min(max(day, comes + rng.randint(-1, 6)), DAYS + DELAY)
            yield then, json.dumps(told(new, 1 if then < SWITCH else 2)), new
        if rng.random() < BROKEN:
            yield comes, *broken(rng, json.loads(text))


def known(landed, last):
    sales, found = {}, Counter()
    for comes, _, sale in landed:
        if comes <= last and isinstance(sale, dict):
            sales[sale["id"]] = max(sale, sales.get(sale["id"], sale), key=lambda one: one["rev"])
    for sale in sales.values():
        found[f"{sale['day']:02d} {sale['shop']}"] += sale["pence"]
    return dict(sorted(found.items()))


def make(seed):
    rng = random.Random(seed)
    landed = list(lands(rng))
    places = [f"{day:02d}_{part}" for day in range(1, DAYS + DELAY + 1) for part in range(PARTS)]
    files = {f"landing_{place}.jsonl": "" for place in places}
    for comes, text, _ in rng.sample(landed, len(landed)):
        files[f"landing_{comes:02d}_{rng.randrange(PARTS)}.jsonl"] += text + "\n"
    sales = [(comes, sale) for comes, _, sale in landed if isinstance(sale, dict)]
    sales.sort(key=lambda one: -one[0])  # so that the first landing of each is kept below
    right = known(landed, DAYS + DELAY)
    text = json.dumps(right, sort_keys=True, separators=(",", ":")).encode()
    first = {sale["id"]: (sale["channel"], comes > sale["day"]) for comes, sale in sales}
    late = {name: [late for channel, late in first.values() if channel == name] for name in LATE}
    reasons = Counter(sale for _, _, sale in landed if isinstance(sale, str))
    truth = {
        "sales": len(first), "lines": len(landed), "refused": dict(sorted(reasons.items())),
        "lines_that_repeat": len(sales) - len({(sale["id"], sale["rev"]) for _, sale in sales}),
        "sales_corrected": len({sale["id"] for _, sale in sales if sale["rev"] == 2}),
        "share_that_lands_after_its_day": {one: round(sum(x) / len(x), 3) for one, x in late.items()},
        "pence_known_after_day": {day: sum(known(landed, day).values()) for day in (10, 20, 25, 34)},
        "sha256_of_pence_by_day_and_shop": hashlib.sha256(text).hexdigest(),
        "pence_by_day_and_shop": right}
    return files, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    files, truth = make(chosen.seed)
    if chosen.truth:
        return print(json.dumps(truth, indent=2))
    chosen.out.mkdir(parents=True, exist_ok=True)
    beside = {"CONTRACT.md": CONTRACT, "prices.json": json.dumps(PRICES, indent=1) + "\n"}
    for name, text in {**files, **beside}.items():
        (chosen.out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
