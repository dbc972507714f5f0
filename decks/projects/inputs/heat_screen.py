"""Make up a heat screen of enzymes from families, counted in two laboratories.

    python heat_screen.py --out data [--seed 7] [--truth]

Writes enzymes.fasta, neutral.txt (enzymes that heat leaves alone), counts.csv (reads before and
after heat by laboratory and replicate) and new_families.fasta (not measured).  --truth prints
families, effects of heat and the fault of each laboratory as JSON.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

LETTERS = np.array(list("ACDEFGHIKLMNPQRSTVWY"))
FAMILIES, COUSINS, NEW, MEMBERS, LENGTH = 45, 6, 10, 18, 120
NEUTRAL, SHARED, REPLICATES = 40, 60, 2
TAG = "GSHHHHHH"  # laboratory two reads its own constructs, which carry a tag
SCALE = {"one": 1.0, "two": 1.3}  # the block of two is hotter: every effect is larger
DEPTH = {"one": (300_000, 500_000), "two": (800_000, 250_000)}  # reads before and after heat


def members(rng, ancestor):
    """Sequences of a family: changes and a few gaps along a random tree."""
    made = [ancestor]
    while len(made) < MEMBERS:
        child = made[rng.integers(len(made))].copy()
        places = rng.random(len(child)) < rng.uniform(0.04, 0.12)
        child[places] = rng.integers(20, size=places.sum())
        if rng.random() < 0.4:
            cut = int(rng.integers(len(child) - 4))
            child = np.delete(child, slice(cut, cut + int(rng.integers(1, 4))))
        made.append(child)
    return made


def make_families(rng):
    """Sequences, families and effects of heat (log2); some families are cousins of others."""
    ancestors = [rng.integers(20, size=LENGTH) for _ in range(FAMILIES + NEW)]
    own = rng.normal(0, 0.7, FAMILIES + NEW)
    for one in range(COUSINS):
        far = FAMILIES - COUSINS + one  # half of the ancestor is kept, and with it the effect
        kept = rng.random(LENGTH) < 0.5
        ancestors[far] = np.where(kept, ancestors[one], ancestors[far])
        own[far] = own[one]
    sequences = [child for one in ancestors for child in members(rng, one)]
    which = np.repeat(np.arange(FAMILIES + NEW), MEMBERS)
    rich = np.array([np.isin(LETTERS[one], list("KER")).mean() - 0.15 for one in sequences])
    return sequences, which, own[which] + 22 * rich + rng.normal(0, 0.3, len(which))


def make(seed):
    rng = np.random.default_rng(seed)
    sequences, which, effect = make_families(rng)
    measured = FAMILIES * MEMBERS
    neutral, shared = np.split(rng.permutation(measured)[: NEUTRAL + SHARED], [NEUTRAL])
    effect[neutral] = 0
    mean = effect[:measured].reshape(FAMILIES, MEMBERS).mean(axis=1)
    promising = rng.random(FAMILIES) < 1 / (1 + np.exp(-2.5 * mean))  # these went to two
    lab = np.where(promising, "two", "one")[which[:measured]]
    names = rng.permutation([f"enz{i:04d}" for i in range(len(which))])
    amount, rows, offset = rng.lognormal(0, 0.7, measured), [], {}
    for where, (reads, later) in DEPTH.items():
        sent = lab == where
        sent[neutral] = sent[shared] = True
        start = np.where(sent, amount, 0) / amount[sent].sum()
        end = start * 2 ** (effect[:measured] * SCALE[where])
        for replicate in range(1, REPLICATES + 1):
            noisy = end * 2 ** rng.normal(0, 0.2, measured)
            first = rng.poisson(reads * start)
            last = rng.poisson(later * noisy / noisy.sum())
            rows += [
                [names[i], where, replicate, int(first[i]), int(last[i])]
                for i in np.flatnonzero(sent)
            ]
        offset[where] = round(float(np.log2(end.sum())), 3)
    spelt = ["".join(LETTERS[one]) for one in sequences]
    for i in np.flatnonzero(lab == "two"):
        spelt[i] += TAG
    order = np.argsort(names[:measured]), measured + np.argsort(names[measured:])
    fasta = ["".join(f">{names[i]}\n{spelt[i]}\n" for i in part) for part in order]
    truth = {
        "families": FAMILIES,
        "families_that_are_cousins": [[one, FAMILIES - COUSINS + one] for one in range(COUSINS)],
        "log2_effect_hidden_by_total_counts": offset,
        "scale_of_effects_in_two_against_one": SCALE["two"],
        "effect_and_family": {
            str(names[i]): [round(float(effect[i]), 3), int(which[i])] for i in range(len(names))
        },
    }
    texts = {"enzymes.fasta": fasta[0], "new_families.fasta": fasta[1]}
    texts["neutral.txt"] = "".join(f"{one}\n" for one in sorted(names[neutral]))
    return texts, sorted(rows), truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    texts, rows, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (chosen.out / name).write_text(text, encoding="ascii")
    head = ["enzyme", "laboratory", "replicate", "reads_before", "reads_after"]
    with (chosen.out / "counts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    main()
