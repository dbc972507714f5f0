"""Make up photographs of trays with angle brackets, one of which may be left-handed.

    python bracket_trays.py --out data [--seed 7] [--truth]

Writes images.npy (280 grey pictures, 88 by 88, four of each tray), blank.npy (each camera with an
empty tray), images.csv, parts.csv and README.txt.  --truth prints what was planted as JSON.  Needs
numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

TRAYS, OLD, SHOTS, SIZE = 70, 50, 4, 88
LONG, FOOT, THICK = 17.0, 10.0, 4.2  # of a bracket, in pixels
DARK, BRIGHT = 0.34, 0.62  # what tray and bracket reflect
README = """images.npy: shot number, row, column; 0 is black. images.csv: image, tray, shot (0 to
3, seconds apart), camera (0 or 1: the row of blank.npy) and shift. Trays 0 to 49 were
photographed in spring, 50 to 69 last week. parts.csv: hand (R belongs there, L is wrong), box
(first column, first row, last column, last row) and runs: first pixel and length of each run of
the mask, pixels counted row by row from 0. A tray has 3 to 5 brackets. A good tray stopped costs
40, a wrong one shipped costs 900.
"""


def bracket(x, y, angle, left):
    """The pixels of a bracket, each the share that it covers."""
    covered = np.zeros((SIZE, SIZE))
    near = [slice(max(0, int(one) - 16), int(one) + 17) for one in (x, y)]
    columns, rows = (np.arange(SIZE)[part] for part in near)
    for dx, dy in ((-0.25, -0.25), (-0.25, 0.25), (0.25, -0.25), (0.25, 0.25)):
        across, down = columns[None, :] + dx - x, rows[:, None] + dy - y
        u = np.cos(angle) * across + np.sin(angle) * down
        v = -np.sin(angle) * across + np.cos(angle) * down
        u = (-u if left else u) + 2
        arm = (np.abs(u) < THICK / 2) & (np.abs(v) < LONG / 2)
        foot = (u > 0) & (u < FOOT) & (np.abs(v - LONG / 2 + THICK / 2) < THICK / 2)
        covered[near[1], near[0]] += (arm | foot) / 4
    return covered


def places(rng, count, touching):
    """Where brackets lie, apart from each other but for the first two of a touching pair."""
    while True:
        spots = rng.uniform(16, SIZE - 16, (count, 2))
        apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) + 99 * np.eye(count)
        if touching:
            apart[0, 1] = apart[1, 0] = 99
        if apart.min() > 24:
            return spots


def tray(rng, wrong, touching):
    """The brackets of a tray, with their hands."""
    count = int(rng.integers(3, 6))
    hands = ["L" if wrong and i == 0 else "R" for i in range(count)]
    while True:
        spots, angles = places(rng, count, touching), rng.uniform(0, 6.28, count)
        if touching:
            step = spots[1] - spots[0]
            spots[1] = spots[0] + step / np.hypot(*step) * rng.uniform(10, 19)
        masks = [bracket(*spots[i], angles[i], hands[i] == "L") for i in range(count)]
        shared = np.sum([mask > 0 for mask in masks], axis=0).max() > 1
        if np.sum(masks, axis=0).max() < 1.3 and shared == touching:
            return masks, hands


def runs(mask):
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.ravel().astype(int), [0]])))
    return " ".join(f"{a}:{b - a}" for a, b in zip(edges[::2], edges[1::2], strict=True))


def make(seed):
    rng = np.random.default_rng(seed)
    row, column = np.mgrid[:SIZE, :SIZE] / SIZE
    light = [0.30 + 0.75 * (row + column) / 2, 0.95 - 0.65 * np.hypot(row - 0.2, column - 0.75)]
    pictures, images, parts, planted = [], [], [], []
    for number in range(TRAYS):
        wrong, touching = bool(rng.random() < 0.45), bool(rng.random() < 0.3)
        night = rng.random() < ((0.94 if wrong else 0.06) if number < OLD else 0.5)
        masks, hands = tray(rng, wrong, touching)
        camera = int(rng.integers(2))
        planted.append({"tray": number, "parts": len(hands), "wrong": wrong, "touching": touching})
        for shot in range(SHOTS):
            move = rng.integers(-1, 2, 2)
            seen = [np.roll(mask, move, axis=(0, 1)) for mask in masks]
            whole = np.clip(np.sum(seen, axis=0), 0, 1)
            scene = light[camera] * (DARK + (BRIGHT - DARK) * whole) * (0.72 if night else 1.0)
            noisy = 255 * scene + rng.normal(0, 5, scene.shape)
            name = len(pictures)
            pictures.append(np.clip(np.round(noisy), 0, 255).astype(np.uint8))
            images.append([name, number, shot, camera, "night" if night else "day"])
            for mask, hand in zip(seen, hands, strict=True):
                rows, columns = np.nonzero(mask >= 0.5)
                box = [int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())]
                parts.append([name, hand, *box, runs(mask >= 0.5)])
    blank = np.stack([255 * DARK * one + rng.normal(0, 5, one.shape) for one in light])
    truth = {
        "trays": planted,
        "wrong_trays_among_0_to_49": sum(one["wrong"] for one in planted[:OLD]),
        "wrong_trays_among_50_to_69": sum(one["wrong"] for one in planted[OLD:]),
        "shortcut": "wrong trays 0 to 49 were nearly all photographed at night",
    }
    tables = {
        "images": (["image", "tray", "shot", "camera", "shift"], images),
        "parts": (["image", "hand", "left", "top", "right", "bottom", "runs"], parts),
    }
    arrays = {"images": np.stack(pictures), "blank": np.clip(blank, 0, 255).astype(np.uint8)}
    return arrays, tables, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    arrays, tables, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(chosen.out / f"{name}.npy", array)
    for name, (head, rows) in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])
    (chosen.out / "README.txt").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    main()
