"""Make up the event logs of measuring stations that pay for every byte they send.

    python event_log.py --out data [--seed 7] [--truth]

Writes spring.txt (to learn from), summer.txt (from the same source) and autumn.txt (after new
firmware): one letter an event, in order.  --truth prints entropies and divergences of the sources in
bits an event as JSON.  Needs numpy.
"""

import argparse
import json
from bisect import bisect
from pathlib import Path

import numpy as np

LETTERS = "abcdefghijklmnopqrst"
LENGTHS = {"spring": 50_000, "summer": 50_000, "autumn": 20_000}
NEW = 0.015  # chance of the event t, which the old firmware never sends


def source(rng):
    """The old firmware: each event has a favourite successor.  The last event never comes."""
    n = len(LETTERS) - 1
    table = np.zeros((n + 1, n + 1))
    common = rng.dirichlet(np.full(n, 0.7))
    for row in table:
        favourite = np.zeros(n)
        favourite[rng.choice(n, p=0.5 * common + 0.5 / n)] = 1
        share = rng.uniform(0.45, 0.9)
        row[:n] = share * favourite + (1 - share) * (0.6 * common + 0.4 * rng.dirichlet(np.full(n, 0.5)))
    return table / table.sum(axis=1, keepdims=True)


def changed(rng, old):
    """The new firmware: some rows are others, and a new event appears."""
    table = old.copy()
    for i in rng.choice(len(old) - 1, 6, replace=False):
        table[i] = 0.5 * table[i] + 0.5 * table[i][np.r_[rng.permutation(len(old) - 1), -1]]
    table = (1 - NEW) * table
    table[:, -1] += NEW
    return table


def stationary(table):
    chance = np.full(len(table), 1 / len(table))
    for _ in range(2_000):
        chance = chance @ table
    return chance / chance.sum()


def walk(rng, table, length):
    """Draw a log from its source."""
    steps = [row.tolist() for row in np.cumsum(table, axis=1)]
    state, found = int(np.argmax(stationary(table))), []
    for draw in rng.random(length).tolist():
        state = min(bisect(steps[state], draw), len(steps) - 1)
        found.append(LETTERS[state])
    return "".join(found)


def bits(chance):
    """Entropy in bits; 0 log 0 is 0."""
    used = chance[chance > 0]
    return float(-(used * np.log2(used)).sum())


def make(seed):
    rng = np.random.default_rng(seed)
    old = source(rng)
    new = changed(rng, old)
    logs = {name: walk(rng, new if name == "autumn" else old, n) for name, n in LENGTHS.items()}
    share, later = stationary(old), stationary(new)
    rate = {"old": float(share @ [bits(r) for r in old]), "new": float(later @ [bits(r) for r in new])}
    # The new source sent with a code for the old one, in which t was given NEW of each row.
    mixed = (1 - NEW) * old + NEW * np.eye(len(old))[-1]
    ratio = np.log2(np.where(new > 0, new, 1) / np.where(new > 0, mixed, 1))
    truth = {
        "entropy_of_single_events_old": bits(share),
        "entropy_rate_old": rate["old"],
        "entropy_rate_new": rate["new"],
        "information_between_neighbours_old": bits(share) - rate["old"],
        "extra_bits_of_the_old_code_on_the_new_source": float(later @ (new * ratio).sum(axis=1)),
        "chance_of_t_in_that_code": NEW,
    }
    return logs, {name: round(one, 4) for name, one in truth.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    logs, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, log in logs.items():
        (chosen.out / f"{name}.txt").write_text(log + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
