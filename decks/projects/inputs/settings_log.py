"""Make up logs of machine settings with questions on them, where each plant has its habits.

    python settings_log.py --out data [--seed 7] [--truth]

Writes train.txt, valid.txt, field.txt and field_long.txt: a line is a plant (A to H), settings (a
key a to x and a digit), then questions (?, the key, its newest digit).  --truth prints what each
shortcut scores as JSON.  Needs numpy.
"""

import argparse
import json
from pathlib import Path

import numpy as np

PLANTS, KEYS, VALUES = 8, 24, 10
PAIRS, LONG, ASKED = 12, 22, 6
HABIT, SLIP, AGAIN = 0.65, 0.02, 0.25  # value is the plant's habit; answer is wrong; key set twice
LETTERS = np.array(list("abcdefghijklmnopqrstuvwx"))
SIZES = {"train": 20_000, "valid": 2_000, "field": 2_000, "field_long": 1_000}


def make_logs(rng, habit, count, pairs, share):
    """Lines, and for each question: the newest, the first, the habitual and the written digit."""
    plant, lines = rng.integers(PLANTS, size=count), np.arange(count)
    keys = rng.random((count, KEYS)).argsort(axis=1)[:, :pairs]
    twice = rng.random((count, pairs)) < AGAIN
    twice[:, :ASKED] = False
    earlier = (rng.random((count, pairs)) * np.arange(pairs)).astype(int)
    for place in range(ASKED, pairs):  # set again: the newest digit counts
        keys[:, place] = np.where(twice[:, place], keys[lines, earlier[:, place]], keys[:, place])
    usual = rng.random((count, pairs)) < share
    digits = np.where(usual, habit[plant[:, None], keys], rng.integers(VALUES, size=usual.shape))
    newest, first = np.full((count, KEYS), -1), np.full((count, KEYS), -1)
    for place in range(pairs):
        newest[lines, keys[:, place]] = digits[:, place]
        first[lines, keys[:, -1 - place]] = digits[:, -1 - place]
    order = np.where(newest < 0, 2, rng.random(newest.shape))
    asked = order.argsort(axis=1)[:, :ASKED]
    rules = [table[lines[:, None], asked] for table in (newest, first, habit[plant])]
    slip = rng.random(asked.shape) < SLIP
    written = np.where(slip, rng.integers(VALUES, size=asked.shape), rules[0])
    letters, queried = np.char.add(LETTERS[keys], digits.astype(str)), LETTERS[asked]
    queried = np.char.add(np.char.add("?", queried), written.astype(str))
    texts = [
        chr(65 + one) + "".join(log) + "".join(questions)
        for one, log, questions in zip(plant, letters, queried, strict=True)
    ]
    right = [round(float((rule == written).mean()), 4) for rule in rules]
    return texts, dict(zip(("newest_digit", "first_digit", "habit_of_plant"), right, strict=True))


def make(seed):
    rng = np.random.default_rng(seed)
    habit = rng.integers(VALUES, size=(PLANTS, KEYS))
    files, truth = {}, {}
    for name, count in SIZES.items():
        pairs, share = (LONG if name == "field_long" else PAIRS), (0 if "field" in name else HABIT)
        files[name], truth[name] = make_logs(rng, habit, count, pairs, share)
    rows = {chr(65 + p): "".join(map(str, habit[p])) for p in range(PLANTS)}
    return files, {"share_right_by_rule": truth, "habits_by_plant_key_a_to_x": rows}


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
    for name, lines in files.items():
        (chosen.out / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
