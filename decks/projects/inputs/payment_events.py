"""Make up a stream of transfers as a flaky client sends them.

    python payment_events.py --out data [--seed 7] [--truth]

Writes events.jsonl (repeated, out of order, conflicting and broken lines among good ones) and
accounts.json (opening balances).  --truth prints the balances that must come out, after the whole
file and after its first 2,000 lines, and writes nothing.  A hash is the SHA-256 of
json.dumps(balances, sort_keys=True, separators=(",", ":")).  Standard library only.
"""

import argparse
import hashlib
import json
import random
from collections import Counter
from pathlib import Path

ACCOUNTS, TRANSFERS = 60, 20_000
REPEATED, CONFLICTING, BROKEN = 0.08, 0.005, 0.004
OPENING_PENCE = 5_000_000
FIRST_LINES = 2_000
WRONG_FIELDS = (  # more than all accounts together hold is an overdraft in any order
    {"pence": -5}, {"pence": 0}, {"pence": "1250"}, {"pence": 12.5}, {"pence": True},
    {"pence": ACCOUNTS * OPENING_PENCE + 1}, {"to": "acc-99"}, {"to": None},
)


def fingerprint(balances):
    text = json.dumps(balances, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken(rng, number, event):
    """A line that no service may book, under a key of its own where one can be read."""
    named = dict(event, key=f"x{number:05d}")
    without = {name: value for name, value in named.items() if name != "to"}
    faults = [json.dumps(named | wrong) for wrong in WRONG_FIELDS]
    faults += [json.dumps(event)[:-9], json.dumps(without), json.dumps([named])]
    faults.append(json.dumps(dict(named, to=named["from"])))
    return rng.choice(faults)


def summary(opening, lines):
    """What comes out of lines: how many are booked, the hash and the balances themselves."""
    balances = dict(opening)
    booked = [event for _, _, event in lines if event]
    for event in booked:
        balances[event["from"]] -= event["pence"]
        balances[event["to"]] += event["pence"]
    return {
        "accepted": len(booked),
        "sum_of_balances": sum(balances.values()),
        "sha256_of_balances": fingerprint(balances),
        "balances": balances,
    }


def make(seed):
    rng = random.Random(seed)
    accounts = {f"acc-{i:02d}": OPENING_PENCE for i in range(ACCOUNTS)}
    lines = []  # when it arrives, its text, and what it books
    refused = Counter()
    for number in range(TRANSFERS):
        source, target = rng.sample(sorted(accounts), 2)
        pence = rng.randint(1, 20_000)
        event = {"key": f"k{number:05d}", "from": source, "to": target, "pence": pence}
        at = number + rng.uniform(0, 40)  # arrives a little out of order
        lines.append((at, json.dumps(event), event))
        if rng.random() < REPEATED:
            lines.append((at + rng.uniform(0.1, 3_000), json.dumps(event), None))
            refused["repeated"] += 1
        if rng.random() < CONFLICTING:  # the same key again with another amount: to be refused
            later = dict(event, pence=pence + rng.randint(1, 500))
            lines.append((at + rng.uniform(50, 3_000), json.dumps(later), None))
            refused["conflicting"] += 1
        if rng.random() < BROKEN:
            lines.append((at + rng.random(), broken(rng, number, event), None))
            refused["broken_or_invalid"] += 1
    lines.sort(key=lambda line: line[:2])
    whole, first = summary(accounts, lines), summary(accounts, lines[:FIRST_LINES])
    shown = {name: first[name] for name in ("accepted", "sha256_of_balances")}
    truth = dict(refused) | {f"first_{FIRST_LINES}_lines": shown} | whole
    return accounts, [text for _, text, _ in lines], truth


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
