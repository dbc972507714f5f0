"""Make up a published claim about an optimiser: its table, the archive behind it, and the task.

    python optimiser_claim.py --out data [--seed 7] [--truth]

Writes train.txt, valid.txt and test.txt (letters, each drawn from the two before it), claim.json
(what was published), runs.csv (every run of the authors' archive), commits.txt, and machine.json
(an accelerator and the model that is to be trained on it).  --truth prints what was planted as
JSON.  Needs numpy.
"""

import argparse
import json
from pathlib import Path

import numpy as np

LETTERS, SURE, SIZES = 24, 0.8, {"train": 200_000, "valid": 40_000, "test": 40_000}
RATES, SEEDS, STEPS = (3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2), 12, 2_000
LEAST, BEND, NOISE, TOO_FAST = 1.35, 0.06, 0.012, {"adamw": 3e-2, "lion": 1e-2}
BEST = {"adamw": 3e-3, "lion": 3e-4}  # on the grid, a tenth of a decade from the optimum of both
CUT_SHORT, WRONG_FILE, LOST = 8, 10, 0.25  # LOST: share of lion's runs at 1e-3 that diverge
HEAD = ["run", "method", "rate", "seed", "steps", "commit", "valid", "test", "status"]
COMMITS = """a41c first version of training and evaluation
b7d0 faster evaluation (reads the start of train.txt, by mistake; see c903)
c903 evaluate on valid.txt and test.txt again
"""
MACHINE = {
    "flops_per_second_bf16": 400e12,
    "memory_bytes_per_second": 2.0e12,
    "memory_bytes": 80e9,
    "price_per_hour": 2.5,
    "layers": 24,
    "width": 2_048,
    "letters": 32_000,
    "context": 2_048,
    "tokens_per_step": 500_000,
    "counted": "attention and feed-forward matrices (inner width 4 times the width) and one embedding "
    "that the output shares; no biases, norms or positions; attention over the whole context, not "
    "halved by its mask; a backward pass costs two forward ones",
    "kept_per_parameter": "weights and gradient in bfloat16; master "
    "weights and moments (adamw two, lion one) in float32",
}


def letters(rng, count, table):
    free, drawn = rng.random(count) > SURE, rng.integers(0, LETTERS, count)
    found = drawn.tolist()
    for at in range(2, count):
        if not free[at]:
            found[at] = table[found[at - 2]][found[at - 1]]
    return "".join(chr(97 + one) for one in found)


def archive(rng):
    rows = []
    for method in BEST:
        for rate in RATES:
            for seed in range(SEEDS):
                away = np.log10(rate / BEST[method]) - 0.1
                mean = LEAST + BEND * away**2
                valid, test = (float(mean + rng.normal(0, NOISE)) for _ in range(2))
                diverged = rate >= TOO_FAST[method]
                if method == "lion" and rate == 1e-3:
                    diverged = rng.random() < LOST
                rows.append([method, rate, seed, STEPS, "c903", valid, test, diverged])
    plain = [row for row in rows if not row[7]]
    slow = [row for row in plain if row[0] == "adamw" and row[1] == BEST["adamw"]]
    for i in rng.choice(len(slow), CUT_SHORT, replace=False):  # stopped for somebody else's job
        slow[i][3:7] = [1_200, "c903", slow[i][5] + 0.07, slow[i][6] + 0.07]
    fast = [row for row in plain if row[0] == "lion" and row[1] <= BEST["lion"]]
    for i in rng.choice(len(fast), WRONG_FILE, replace=False):
        fast[i][4:7] = ["b7d0", fast[i][5] - 0.06, fast[i][6] - 0.06]
    for method, rate in BEST.items():  # the same seeds again, done properly: kept beside the others
        for seed in range(SEEDS):
            again = (LEAST + BEND / 100 + rng.normal(0, NOISE, 2)).tolist()
            rows.append([method, rate, seed + SEEDS, STEPS, "c903", *again, False])
    rows = [rows[i] for i in rng.permutation(len(rows))]
    return [
        [
            f"x{n:03d}",
            *row[:5],
            *(("", "") if row[7] else (f"{one:.4f}" for one in row[5:7])),
            "diverged" if row[7] else "done",
        ]
        for n, row in enumerate(rows)
    ]


def published(rows):
    """The table of the claim: a default rate of the baseline, the best run of the other."""
    done = [(row[1], row[2], row[3], float(row[7])) for row in rows if row[8] == "done"]
    base = [test for *which, seed, test in done if which == ["adamw", 3e-4] and seed < 3]
    return {"adamw": round(sum(base) / 3, 4), "lion": min(t for m, *_, t in done if m == "lion")}


def estimates():
    """What follows from machine.json for one step of training."""
    deep, wide, fast = MACHINE["layers"], MACHINE["width"], MACHINE["flops_per_second_bf16"]
    size = 12 * deep * wide**2 + MACHINE["letters"] * wide
    flops = 6 * size + 12 * deep * wide * MACHINE["context"]
    return {
        "parameters": size,
        "flops_per_token": flops,
        "flops_per_byte_at_the_ridge": fast / MACHINE["memory_bytes_per_second"],
        "state_bytes": {"adamw": 16 * size, "lion": 12 * size},
        "least_seconds_per_step": round(flops * MACHINE["tokens_per_step"] / fast, 3),
    }


def make(seed):
    rng = np.random.default_rng(seed)
    table = rng.integers(0, LETTERS, (LETTERS, LETTERS)).tolist()
    files = {f"{name}.txt": letters(rng, size, table) + "\n" for name, size in SIZES.items()}
    rows = archive(rng)
    claim = published(rows)
    rest = (1 - SURE) / LETTERS
    floor = -(SURE + rest) * np.log(SURE + rest) - rest * (LETTERS - 1) * np.log(rest)
    truth = {
        "floor_of_the_loss": round(float(floor), 4),
        "difference_claimed": round(claim["adamw"] - claim["lion"], 4),
        "difference_at_the_best_rates": 0.0,
        "best_rates": BEST,
        "spread_over_seeds": NOISE,
        "runs_cut_short": CUT_SHORT,
        "runs_on_the_wrong_file": WRONG_FILE,
        "lion_diverged_at_1e-3": sum(r[1:3] == ["lion", 1e-3] and r[8] != "done" for r in rows),
        "machine": estimates(),
    }
    claim = {"claim": "Lion reaches a lower test loss than AdamW"} | claim
    return files | {
        "claim.json": json.dumps(claim, indent=1) + "\n",
        "commits.txt": COMMITS,
        "runs.csv": "\n".join(",".join(map(str, row)) for row in [HEAD, *rows]) + "\n",
        "machine.json": json.dumps(MACHINE, indent=1) + "\n",
    }, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    files, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (chosen.out / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
