"""Make up a town's roads and three months of calls to its breakdown service.

    python road_rescue.py --out data [--seed 7] [--truth]

Writes roads.csv, sites.csv, calls.csv and README.txt.  --truth prints the best sites, planted rates,
crews needed and least number of shifts as JSON.  Needs numpy.
"""

import argparse
import csv
import heapq
import json
from itertools import combinations
from math import exp
from pathlib import Path

import numpy as np

SIDE, RIVER, BRIDGES = 25, 12, (2, 22)  # a grid of streets; the river lies east of column 12
BUSY = ((9, 12), (16, 13), (4, 3), (4, 21))  # where calls come from, on both sides of the river
DAYS, SITES, DEPOTS = 90, 14, 3
RATES = (2.0, 1.5, 2.5, 8.0, 11.0, 9.0, 8.0, 9.5, 13.0, 10.0, 6.0, 3.5)  # calls an hour, by two hours
ON_SCENE, AGAIN = 24.0, 0.18  # mean minutes; share of calls that the caller repeats
LIMIT, SHARE = 10.0, 0.05  # at most this share may wait for a crew for more minutes than this
README = """roads.csv: minutes to drive from one place to another; a one-way street stands once. Place p
lies at x = p % 25, y = p // 25, in blocks. sites.csv: where a depot may stand. calls.csv: day, minute
of the day, place, minutes of work on the scene. Who rings again within a quarter of an hour makes a
second row; both are closed with the same minutes, one crew was sent. A crew drives from its depot to
the call, works and drives back; all of that it is busy. Plan each two hours as a queue with Poisson
arrivals, exponential busy times and one pool of crews, as if its rate lasted for ever. Crews needed:
the fewest with which at most 5 % of calls wait for more than 10 minutes until a crew is free.
Shifts last eight hours and may start at every even hour of the day.
"""


def streets(rng):
    """A grid with two bridges; some of the inner streets that run east and west are one-way."""
    found = []
    for a in range(SIDE**2):
        x, y = a % SIDE, a // SIDE
        kind = rng.choice(3, p=[0.4, 0.3, 0.3]) if 0 < y < SIDE - 1 and x != RIVER else 0
        east, south = np.round(rng.uniform(0.5, 1.5, 2), 2).tolist()
        if x < SIDE - 1 and (x != RIVER or y in BRIDGES):
            found += [(a, a + 1, east)] * (kind < 2) + [(a + 1, a, east)] * (kind != 1)
        if y < SIDE - 1:
            found += [(a, a + SIDE, south), (a + SIDE, a, south)]
    return sorted(found)


def drive(roads, start):
    """Minutes from one place to all others."""
    out, times, heap = [[] for _ in range(SIDE**2)], np.full(SIDE**2, np.inf), [(0.0, start)]
    for a, b, minutes in roads:
        out[a].append((b, minutes))
    while heap:
        time, a = heapq.heappop(heap)
        if time < times[a]:
            times[a] = time
            for b, minutes in out[a]:
                heapq.heappush(heap, (time + minutes, b))
    return times


def waits(crews, rate, busy):
    """The share that waits for more than LIMIT minutes: Erlang's C times an exponential."""
    load, blocked = rate * busy, 1.0
    for n in range(1, crews + 1):
        blocked = load * blocked / (n + load * blocked)
    delayed = blocked / (1 - load / crews * (1 - blocked))
    return delayed * exp(-(crews / busy - rate) * LIMIT) if load < crews else 1.0


def fits(need, total, length=4):
    """Whether so many shifts suffice: bounds on differences of cumulated starts, by Bellman-Ford."""
    n, least = len(need), [0] * (len(need) + 1)
    edges = [(i + 1, i, 0) for i in range(n)] + [(0, n, total), (n, 0, -total)]
    edges += [(i, (i - length) % n, total * (i < length) - need[i - 1]) for i in range(1, n + 1)]
    for _ in range(n + 2):
        for a, b, w in edges:
            least[b] = min(least[b], least[a] + w)
    return all(least[b] <= least[a] + w for a, b, w in edges)


def make(seed):
    rng = np.random.default_rng(seed)
    roads, (y, x) = streets(rng), np.divmod(np.arange(SIDE**2), SIDE)
    weight = sum(np.exp(-((x - a) ** 2 + (y - b) ** 2) / 8) for a, b in BUSY) + 0.01
    weight = weight / weight.sum()
    sites = sorted({312} | set(rng.permutation(SIDE**2)[: SITES - 1].tolist()))
    there = np.array([drive(roads, s) for s in sites])
    home = np.array([drive([(b, a, w) for a, b, w in roads], s) for s in sites])
    tried = {c: there[list(c)].min(axis=0) @ weight for c in combinations(range(len(sites)), DEPOTS)}
    best = np.array(min(tried, key=tried.get))
    back = home[best[there[best].argmin(axis=0)], np.arange(SIDE**2)]
    busy = float(ON_SCENE + (there[best].min(axis=0) + back) @ weight)
    day, slot = (one.ravel() for one in np.indices((DAYS, len(RATES))))
    at = np.repeat(np.arange(len(day)), rng.poisson(2 * np.array(RATES)[slot]))
    minute, n = 120 * (slot[at] + rng.random(len(at))), len(at)
    place, work = rng.choice(SIDE**2, n, p=weight), rng.exponential(ON_SCENE, n) + 0.1
    again = np.flatnonzero(rng.random(n) < AGAIN)
    row = np.r_[np.arange(n), again]
    minute = np.r_[minute, minute[again] + rng.uniform(1, 15, len(again))].clip(0, 1439.9)
    calls = zip(day[at[row]].tolist(), minute.round(1).tolist(), place[row].tolist(), work[row].round(1).tolist())
    need = [next(c for c in range(1, 99) if waits(c, rate / 60, busy) <= SHARE) for rate in RATES]
    truth = {"mean_minutes_from_sites_to_places": round(float(there.mean()), 6),
             "best_sites": [sites[i] for i in best], "repeated_calls": len(again),
             "mean_minutes_to_a_call": round(float(tried[tuple(best.tolist())]), 4),
             "mean_busy_minutes": round(busy, 3), "calls_an_hour": RATES, "crews_needed": need,
             "least_shifts": next(total for total in range(sum(need)) if fits(need, total))}
    tables = {"roads": (["from", "to", "minutes"], roads), "sites": (["place"], [[s] for s in sites]),
              "calls": (["day", "minute", "place", "on_scene"], sorted(calls))}
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
