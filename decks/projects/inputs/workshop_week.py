"""Make up the week of a gearbox workshop: what to make, when to make it, and a vendor's plan.

    python workshop_week.py --out data [--seed 7] [--truth]

Writes products.csv, resources.csv and uses.csv (the weekly mix), operations.csv (the shop floor)
and vendor_plan.csv (start minutes of a plan on offer).  --truth prints the optima and what is wrong
with the plan as JSON.  Needs numpy.
"""

import argparse
import csv
import itertools
import json
from pathlib import Path

import numpy as np

RESOURCES = ("press", "oven", "fitters", "cooling", "test-bench")
PRODUCTS, MOST_LOTS, EXTRA = 5, 10, 10
JOBS, MACHINES, WEEK = 12, 10, 2_400  # minutes of a week of one shift
CUTS, STEP = 8, 6  # the vendor's plan gains STEP minutes at CUTS places


def best_mix(uses, amounts, profit):
    """The optimum of the linear programme: the best of all its vertices."""
    rows = np.vstack([uses, np.eye(PRODUCTS), -np.eye(PRODUCTS)])
    ends = np.concatenate([amounts, np.full(PRODUCTS, MOST_LOTS), np.zeros(PRODUCTS)])
    chosen = np.array(list(itertools.combinations(range(len(rows)), PRODUCTS)))
    square = rows[chosen]
    usable = np.abs(np.linalg.det(square)) > 1e-9
    corners = np.linalg.solve(square[usable], ends[chosen[usable]][..., None])[..., 0]
    feasible = (corners @ rows.T <= ends + 1e-7).all(axis=1)
    return float((corners[feasible] @ profit).max())


def best_lots(uses, amounts, profit, setup):
    """The best whole lots when each product made takes hours of the press for its set-up."""
    lots = np.array(list(itertools.product(range(MOST_LOTS + 1), repeat=PRODUCTS)))
    needed = lots @ uses.T
    needed[:, 0] += (lots > 0) @ setup
    gain = np.where((needed <= amounts + 1e-9).all(axis=1), lots @ profit, -1)
    return float(gain.max()), lots[gain.argmax()].tolist()


def make_mix(rng):
    """Two rows bind where one would do, so that a shadow price holds in one direction only."""
    while True:
        uses = rng.integers(2, 15, (5, PRODUCTS)).astype(float)
        amounts = uses @ np.array([6.0, 4.0, 5.0, 0.0, 0.0]) + [0, 0, 0, 0, 30]
        price = np.array([rng.integers(35, 60), rng.integers(10, 25), rng.integers(15, 30), 0, 0])
        profit = price @ uses - [0, 0, 0, 25, 40]
        if abs(np.linalg.det(uses[:3, :3])) < 20 or profit.min() < 100:
            continue
        if uses[3, :3] @ np.linalg.solve(uses[:3, :3], [1, 0, 0]) < 0.3:
            continue  # more of the press would not need more cooling
        press, cooling = EXTRA * np.eye(5)[0], EXTRA * np.eye(5)[3]
        changes = (0 * press, press, -press, cooling, press + cooling)
        base, *after = [best_mix(uses, amounts + one, profit) for one in changes]
        more, fewer, cooled, both = [round(one - base, 2) + 0.0 for one in after]
        if more < -0.35 * fewer and both > 1.6 * (more + cooled) + 50:
            break
    setup = rng.integers(3, 9, PRODUCTS)
    whole, counts = best_lots(uses, amounts, profit, setup)
    truth = {
        "profit_of_the_relaxed_mix": round(base, 2),
        "worth_of_10_more_press_hours": more,
        "loss_by_10_fewer_press_hours": -fewer,
        "worth_of_10_more_cooling_hours": cooled,
        "worth_of_10_more_of_both": both,
        "best_whole_lots_with_set_ups": counts,
        "profit_of_the_best_whole_lots": round(whole, 2),
    }
    products = [[f"p{i}", int(profit[i]), int(setup[i]), MOST_LOTS] for i in range(PRODUCTS)]
    resources = [[name, int(hours)] for name, hours in zip(RESOURCES, amounts, strict=True)]
    used = [[f"p{j}", RESOURCES[i], int(uses[i, j])] for j in range(PRODUCTS) for i in range(5)]
    return products, resources, used, truth


def make_shop(rng):
    """A week in which one machine never rests: its load is a bound that this plan reaches."""
    busy, held = np.zeros((MACHINES, WEEK), bool), np.zeros((JOBS, WEEK), bool)
    cuts = np.sort(rng.choice(np.arange(60, WEEK - 60, 10), JOBS - 1, replace=False))
    edges = np.concatenate([[0], cuts, [WEEK]])
    plan = []
    for job, (start, end) in zip(rng.permutation(JOBS), itertools.pairwise(edges), strict=True):
        held[job, start:end] = True
        plan.append((int(job), 0, int(start), int(end)))
    for machine in range(1, MACHINES):
        for job in rng.permutation(JOBS):
            minutes = int(rng.integers(130, 220))
            while True:
                free = np.cumsum(np.concatenate([[0], busy[machine] | held[job]]))
                starts = np.flatnonzero(free[minutes:] == free[:-minutes])
                if len(starts):
                    break
                minutes = minutes * 4 // 5
            start = int(rng.choice(starts))
            busy[machine, start : start + minutes] = held[job, start : start + minutes] = True
            plan.append((int(job), machine, start, start + minutes))
    plan.sort(key=lambda one: (one[0], one[2]))
    gained = np.sort(rng.choice(np.arange(200, WEEK - 200, 50), CUTS, replace=False))
    offered = [start - STEP * int((gained < start).sum()) for _, _, start, _ in plan]
    spans = [(j, m, s, s + b - a) for (j, m, a, b), s in zip(plan, offered, strict=True)]
    clashes = sum(
        (one[0] == two[0] or one[1] == two[1]) and one[2] < two[3] and two[2] < one[3]
        for one, two in itertools.combinations(spans, 2)
    )
    rows = [[f"j{j:02d}", n % MACHINES, f"m{m}", b - a] for n, (j, m, a, b) in enumerate(plan)]
    starts = [[f"j{j:02d}", n % MACHINES, s] for n, (j, _, s, _) in enumerate(spans)]
    truth = {
        "least_makespan": WEEK,
        "makespan_that_the_vendor_claims": max(end for *_, end in spans),
        "clashing_pairs_in_the_vendors_plan": clashes,
    }
    return rows, starts, truth


def make(seed):
    rng = np.random.default_rng(seed)
    products, resources, used, first = make_mix(rng)
    rows, starts, second = make_shop(rng)
    tables = {
        "products": (["product", "profit_per_lot", "set_up_press_hours", "most_lots"], products),
        "resources": (["resource", "hours"], resources),
        "uses": (["product", "resource", "hours_per_lot"], used),
        "operations": (["job", "step", "machine", "minutes"], rows),
        "vendor_plan": (["job", "step", "start_minute"], starts),
    }
    return tables, first | second


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
