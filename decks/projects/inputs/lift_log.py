"""Make up two years of weekly decisions on the upkeep of lifts, and score a policy for them.

    python lift_log.py --out data [--seed 7] [--truth]
    python lift_log.py --score policy.csv

Writes weeks.csv, invoices.csv and README.txt.  --truth prints what was planted as JSON.  --score
reads wear, busy and action of all 16 states and prints the pounds a week that they really cost: use
it once, when your own estimate is written down.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

LIFTS, WEEKS, NEW_HANDBOOK = 700, 104, 40
WEAR, DISCOUNT = 8, 0.98
ACTIONS = ("leave", "reset", "grease", "overhaul")
POUNDS, STOPPAGE = np.array([0, 15, 110, 850]), 2_600
STOPS = np.array([0.003, 0.006, 0.012, 0.025, 0.05, 0.10, 0.19, 0.32])  # chance by wear
GROWS, SWITCHES = (0.30, 0.50), 0.05  # chance of one more grade if quiet, busy; of changing these
TAKEN = ((0, 0), (0, 0), (1, 2), (WEAR, WEAR))  # grades off: with chance 0.4 and 0.6
START = np.repeat([1 / 8, 0.0], 8)  # state 2 * wear + busy: a lift enters with wear 0 to 3
README = """A row of weeks.csv is one lift in one week of a contract: wear (0 to 7), busy (0 or
1), the action, the chance of it that the planning software noted, the fitters' score of the week
(their bonus is paid by it) and last = 1 where the contract, not the lift, ends. invoices.csv:
what was really paid. A reset clears the fault counter of the lift for a week. Costs are counted
from a lift's first week with a discount of 0.98 a week; pounds a week is that sum times 0.02. The
handbook that the fitters follow was changed once.
"""


def model():
    """The truth: where a lift goes, and what a week costs, by state and action."""
    moves, cost = np.zeros((16, 4, 16)), np.tile(POUNDS.astype(float), (16, 1))
    for state, action, part in np.ndindex(16, 4, 2):
        (wear, busy), weight = divmod(state, 2), (0.4, 0.6)[part]
        now = max(0, wear - TAKEN[action][part])
        stop, grow, up = STOPS[now], GROWS[busy], min(WEAR - 1, now + 1)
        cost[state, action] += weight * STOPPAGE * stop
        for then, chance in [(2, stop), (up, (1 - stop) * grow), (now, (1 - stop) * (1 - grow))]:
            moves[state, action, 2 * then + busy] += weight * chance * (1 - SWITCHES)
            moves[state, action, 2 * then + 1 - busy] += weight * chance * SWITCHES
    return moves, cost


def handbook(version):
    """What the fitters do: never an overhaul below grade 3, always something at 7."""
    middle = ([0.35, 0.15, 0.42, 0.08], [0.62, 0.20, 0.10, 0.08])[version]
    late = ([0.30, 0.30, 0.25, 0.15], [0.20, 0.45, 0.25, 0.10])[version]
    rows = [[0.86, 0.06, 0.08, 0]] * 3 + [middle] * 2 + [late] * 2 + [[0, 0.3, 0.2, 0.5]]
    return np.repeat(rows, 2, axis=0)


def pounds_a_week(chances):
    moves, cost = model()
    step = np.einsum("sa,sat->st", chances, moves)
    value = np.linalg.solve(np.eye(16) - DISCOUNT * step, (chances * cost).sum(axis=1))
    return round(float((1 - DISCOUNT) * START @ value), 2)


def best():
    (moves, cost), value = model(), np.zeros(16)
    for _ in range(1_000):
        value = (worth := cost + DISCOUNT * moves @ value).min(axis=1)
    return worth.argmin(axis=1)


def make(seed):
    rng = np.random.default_rng(seed)
    books, rows, invoices = (handbook(0), handbook(1)), [], []
    bounds = [book.cumsum(axis=1) for book in books]
    for lift in range(LIFTS):
        begin, state = int(rng.integers(0, WEEKS - 20)), int(rng.integers(0, 8))
        end = min(WEEKS, begin + int(rng.integers(18, 60)))
        for week, draw in enumerate(rng.random((end - begin, 5)).tolist(), start=begin):
            now, busy = divmod(state, 2)
            action = int((bounds[week >= NEW_HANDBOOK][state] <= draw[0]).sum())
            wear = max(0, now - TAKEN[action][draw[1] >= 0.4])
            stops = draw[2] < STOPS[wear]
            if paid := int(POUNDS[action] + STOPPAGE * stops):
                invoices.append([f"l{lift:03d}", week, paid])
            score = 1 - 12 * (stops and action != 1) - (0, 0, 0.3, 2)[action]  # a reset hides it
            noted = f"{books[0][state, action]:.2f}"  # never brought up to date
            told = [ACTIONS[action], noted, round(score, 1), int(week == end - 1)]
            rows.append([f"l{lift:03d}", week, now, busy, *told])
            wear = 2 if stops else min(WEAR - 1, wear + (draw[3] < GROWS[busy]))
            state = 2 * wear + (busy ^ (draw[4] < SWITCHES))
    policies = (np.eye(4)[best()], np.eye(4)[[1] * 16], *books)
    names = ("least_possible", "always_reset", "first_handbook", "second_handbook")
    truth = {
        "noted_chances_are_wrong_from_week": NEW_HANDBOOK,
        "pounds_a_week": dict(zip(names, map(pounds_a_week, policies), strict=True)),
        "pairs_of_state_and_action_never_tried": int((books[0] == 0).sum()),
        "best_actions_by_wear": [ACTIONS[action] for action in best()[::2]],
    }
    head = ["lift", "week", "wear", "busy", "action", "chance", "score", "last"]
    return {"weeks": (head, rows), "invoices": (["lift", "week", "pounds"], invoices)}, truth


def scored(path):
    with path.open(encoding="utf-8", newline="") as file:
        told = {2 * int(r["wear"]) + int(r["busy"]): r["action"] for r in csv.DictReader(file)}
    if any(told.get(state) not in ACTIONS for state in range(16)):
        raise SystemExit(f"each wear (0 to 7) and busy (0, 1) needs one of {', '.join(ACTIONS)}")
    return {"pounds_a_week": pounds_a_week(np.eye(4)[[ACTIONS.index(told[s]) for s in range(16)]])}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    parser.add_argument("--score", type=Path)
    chosen = parser.parse_args()
    if chosen.score:
        print(json.dumps(scored(chosen.score)))
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
