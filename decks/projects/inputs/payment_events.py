"""Make up a stream of transfers as a flaky client sends them.

    python payment_events.py --out data [--seed 7] [--truth]

Writes events.jsonl (repeated, out of order, conflicting and broken lines among good ones) and
accounts.json (opening balances).  --truth prints the balances that must come out.  Standard library
only.
"""

import argparse
import hashlib
import json
import random
from pathlib import Path

ACCOUNTS, TRANSFERS = 60, 20_000
REPEATED, CONFLICTING, BROKEN = 0.08, 0.005, 0.004
OPENING_PENCE = 5_000_000


def make(seed):
    rng = random.Random(seed)
    accounts = {f"acc-{i:02d}": OPENING_PENCE for i in range(ACCOUNTS)}
    balances, lines = dict(accounts), []
    conflicts = broken = 0
    for number in range(TRANSFERS):
        source, target = rng.sample(sorted(accounts), 2)
        pence = rng.randint(1, 20_000)
        event = {"key": f"k{number:05d}", "from": source, "to": target, "pence": pence}
        at = number + rng.uniform(0, 40)  # arrives a little out of order
        lines.append((at, json.dumps(event)))
        balances[source] -= pence
        balances[target] += pence
        if rng.random() < REPEATED:
            lines.append((at + rng.uniform(0.1, 3_000), json.dumps(event)))
        if rng.random() < CONFLICTING:  # the same key again with another amount: to be refused
            later = dict(event, pence=pence + rng.randint(1, 500))
            lines.append((at + rng.uniform(50, 3_000), json.dumps(later)))
            conflicts += 1
        if rng.random() < BROKEN:
            faults = (json.dumps(event)[:-9], json.dumps(dict(event, key=f"x{number}", pence=-5)),
                      json.dumps(dict(event, key=f"x{number}", to="acc-99")))
            lines.append((at + rng.random(), rng.choice(faults)))
            broken += 1
    lines.sort()
    text = json.dumps(balances, sort_keys=True, separators=(",", ":"))
    truth = {
        "accepted": TRANSFERS,
        "conflicting": conflicts,
        "broken_or_invalid": broken,
        "sum_of_balances": sum(balances.values()),
        "sha256_of_balances": hashlib.sha256(text.encode()).hexdigest(),
        "balances": balances,
    }
    return accounts, [line for _, line in lines], truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    accounts, lines, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "events.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (chosen.out / "accounts.json").write_text(json.dumps(accounts, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
