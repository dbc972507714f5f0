"""Make up a shop's search: items, queries, a click log with position bias, and buyers to play with.

    python shop_search.py --out data [--seed 7] [--truth]
    python shop_search.py --play a.json b.json --out play [--round 0]

The first writes items.csv, queries.csv, log.csv, feed.csv and grades.csv; --truth prints what was
planted as JSON.  The second lets 24,000 made-up visits meet two rankings (JSON: each query with its
20 best items, best first), a third of them each on A, on B and on the two interleaved, and writes
play.csv; another round is another month.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

ITEMS, QUERIES, WIDE, DAYS, VISITS, SHOWN = 1_500, 200, 12, 56, 24_000, 10
EXAMINED = np.round(1 / np.arange(1, SHOWN + 1) ** 0.8, 4)  # chance that a position is looked at
SHUFFLED, DRIFT_DAY, GIFTS, FAULT_WEEK, FAULTY, RANK, LOST = 0.2, 35, 20, 6, 3, 3, 0.4
PLAYED = 24_000
TRUTH = {
    "examined_by_position": EXAMINED.tolist(),
    "effect_of_past_sales": 0,
    "directions_of_the_interaction": RANK,
    "day_the_queries_shift": DRIFT_DAY,
    "queries_asked_more": f"q{QUERIES - GIFTS} and later",
    "share_lost_without_a_click": LOST,
    "lost_visits": "arm B, old app",
    "pence_from_week": FAULT_WEEK,
    "pence_of": f"s{FAULTY}",
}


def squash(value):
    return 1 / (1 + np.exp(-value))


def world(seed):
    rng = np.random.default_rng(seed)
    ask, have = rng.normal(size=(QUERIES, WIDE)), rng.normal(size=(ITEMS, WIDE))
    left, right = (np.linalg.qr(rng.normal(size=(WIDE, RANK)))[0] for _ in range(2))
    price, sold, photo = rng.lognormal(3, 0.6, ITEMS), rng.normal(size=ITEMS), rng.random(ITEMS)
    fit = (ask @ left) * np.array([1.1, 0.9, 0.7]) @ (have @ right).T  # what the visitor wants
    fit -= 0.5 * (np.log(price) - 3) / 0.6  # sold, the past sales, do not matter
    old = 1.6 * sold + 0.5 * fit  # the ranker in use trusts them
    flatters = 2.5 * (photo - 0.5)  # draws clicks, and disappoints
    return {
        "ask": ask,
        "have": have,
        "price": price,
        "sold": sold,
        "photo": photo,
        "old": old,
        "supplier": rng.integers(0, 6, ITEMS),
        "click": 0.3 * squash(fit - 1.2 + flatters),
        "sale": 0.5 * squash(fit - 1 - flatters),
    }


def visit(rng, made, query, shown):
    """Which of what is shown these visitors click and buy, a row for each visit."""
    query, mood = query[:, None], rng.gamma(0.5, 2, (len(shown), 1))  # most only look around
    clicked = rng.random(shown.shape) < mood * EXAMINED * made["click"][query, shown]
    return clicked, clicked & (rng.random(shown.shape) < made["sale"][query, shown])


def asked(rng, drifted):
    """A query for each visit; the last ones are asked more once the season has changed."""
    gift = (np.arange(QUERIES) >= QUERIES - GIFTS) * 2
    plain = rng.choice(QUERIES, len(drifted), p=np.ones(QUERIES) / QUERIES)
    return np.where(drifted, rng.choice(QUERIES, len(drifted), p=(1 + gift) / sum(1 + gift)), plain)


def text(values, sign="i"):
    return " ".join(f"{sign}{value}" for value in values)


def places(hits):
    return [text((np.flatnonzero(one) + 1).tolist(), "") for one in hits]


def make(seed):
    made, rng = world(seed), np.random.default_rng([seed, 1])
    day = np.sort(rng.integers(0, DAYS, VISITS))
    query, mixed = asked(rng, day >= DRIFT_DAY), rng.random(VISITS) < SHUFFLED
    best = np.argsort(-made["old"], axis=1)[:, :60][query]
    jitter = made["old"][query[:, None], best] + rng.normal(0, 0.5, best.shape)
    shown = np.take_along_axis(best, np.argsort(-jitter, axis=1)[:, :SHOWN], axis=1)
    shown[mixed] = rng.permuted(shown[mixed], axis=1)
    clicked, bought = (places(one) for one in visit(rng, made, query, shown))
    log = [
        [n, day[n], f"q{query[n]}", int(mixed[n]), text(shown[n].tolist()), *hits]
        for n, hits in enumerate(zip(clicked, bought))
    ]
    seen = made["price"] * rng.lognormal(0, 0.02, (DAYS // 7, ITEMS))
    seen[FAULT_WEEK:, made["supplier"] == FAULTY] *= 100  # pence for pounds
    feed = [
        [week, f"i{i}", price]
        for week, row in enumerate(np.round(seen, 2).tolist())
        for i, price in enumerate(row)
    ]
    value = made["click"] * made["sale"]  # sales for each look
    grades = [
        [f"q{q}", f"i{i}", int(np.digitize(value[q, i], [0.005, 0.02, 0.05, 0.08]))]
        for q in range(0, QUERIES, 4)
        for i in rng.choice(ITEMS, 50, replace=False)
    ]
    items = np.column_stack([made["sold"], made["photo"], made["have"]]).round(4).tolist()
    items = [[f"i{i}", f"s{made['supplier'][i]}", *row] for i, row in enumerate(items)]
    queries = [[f"q{q}", *row] for q, row in enumerate(made["ask"].round(4).tolist())]
    wide = [f"v{k}" for k in range(WIDE)]
    return {
        "items": (["item", "supplier", "past_sales", "photo", *wide], items),
        "queries": (["query", *wide], queries),
        "log": (["visit", "day", "query", "shuffled", "shown", "clicked", "bought"], log),
        "feed": (["week", "item", "price"], feed),
        "grades": (["query", "item", "grade"], grades),
    }


def play(seed, lists, again):
    """Visits on ranking A, on B, and on both interleaved (team draft); some of B's get lost."""
    made, rng = world(seed), np.random.default_rng([seed, 2, again])
    query, arm = asked(rng, np.full(PLAYED, True)), rng.integers(0, 3, PLAYED)
    app, first, rows = rng.random(PLAYED) < 0.3, rng.integers(0, 2, (PLAYED, SHOWN)), []
    sides = [[[int(i[1:]) for i in one[f"q{q}"]] for q in range(QUERIES)] for one in lists]
    for n in range(PLAYED):
        shown, teams, turn = [], "", first[n].tolist()
        while len(shown) < SHOWN:
            side = turn[len(shown) // 2] ^ len(shown) % 2 if arm[n] == 2 else int(arm[n])
            shown.append(next(i for i in sides[side][query[n]] if i not in shown))
            teams += "AB"[side]
        rows.append([n, "ABM"[arm[n]], ("new", "old")[int(app[n])], f"q{query[n]}", shown, teams])
    hits = visit(rng, made, query, np.array([row[4] for row in rows]))
    lost = app & (arm == 1) & ~hits[0].any(axis=1) & (rng.random(PLAYED) < LOST)
    for row, clicked, bought in zip(rows, *map(places, hits)):
        row[4:] = [text(row[4]), row[5], clicked, bought]
    rows = [row for row, gone in zip(rows, lost) if not gone]
    return {"play": (["visit", "arm", "app", "query", "shown", "teams", "clicked", "bought"], rows)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    parser.add_argument("--play", type=Path, nargs=2)
    parser.add_argument("--round", type=int, default=0)
    chosen = parser.parse_args()
    if chosen.truth:
        print(json.dumps(TRUTH, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    lists = [json.loads(path.read_text(encoding="utf-8")) for path in chosen.play or ()]
    tables = play(chosen.seed, lists, chosen.round) if lists else make(chosen.seed)
    for name, (head, rows) in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    main()
