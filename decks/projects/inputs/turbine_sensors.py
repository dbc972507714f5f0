"""Make up the readings of a gas turbine's sensors, of which a few are faulty.

    python turbine_sensors.py --out data [--seed 7] [--truth]

Writes readings.csv (one row a minute, one column a sensor, from the first day on which all was known
to be sound), sensors.csv (unit of each) and README.txt.  --truth prints the rank, the condition
number and the faults as JSON: look once your report is written.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

SENSORS, MINUTES, SOUND = 48, 2_000, 800  # the first SOUND minutes are known to be without fault
STATES = (8.0, 5.0, 3.0, 1.6, 0.8)  # spread of the hidden states: strength in the sensors, noise is 1
NOISE = 1.0  # of every sensor once scaled
UNITS = {"kPa": 900.0, "degC": 25.0, "mm/s": 0.4, "rpm": 60.0}
README = """readings.csv: one row a minute. Minutes 0 to 799 were checked by hand: nothing is faulty
there. sensors.csv: the unit of each sensor; within one unit all sensors have the same random error,
which differs between units by a factor of up to 2,250. The turbine has a few hidden states (load,
air temperature, speed and so on) that move slowly; every sensor answers to them linearly.
"""


def states(rng):
    """Slow, independent hidden states: each with spread one over the whole run."""
    found = np.empty((MINUTES, len(STATES)))
    for k in range(len(STATES)):
        shock, level = rng.normal(0, 1, MINUTES), 0.0
        for t in range(MINUTES):
            level = 0.9 * level + shock[t]
            found[t, k] = level
    found -= found.mean(axis=0)
    return found / found.std(axis=0)


def make(seed):
    rng = np.random.default_rng(seed)
    names = [f"s{i:02d}" for i in range(SENSORS)]
    unit = np.array(list(UNITS))[np.arange(SENSORS) % len(UNITS)]
    scale = np.array([UNITS[one] for one in unit])
    loads, _ = np.linalg.qr(rng.normal(size=(SENSORS, len(STATES))))
    hidden = states(rng) * STATES
    clean = hidden @ loads.T * np.sqrt(SENSORS) / 4
    noise = rng.normal(0, NOISE, (MINUTES, SENSORS))
    scaled = clean + noise
    drifting, stuck, swapped = (rng.permutation(SENSORS)[:4]).tolist(), [], []
    drift, frozen, one = drifting[0], drifting[1], drifting[2]
    other = next(i for i in rng.permutation(SENSORS) if unit[i] == unit[one] and i not in drifting)
    starts = {"drift": 1_000, "stuck": 1_300, "swapped": 1_600}
    after = np.arange(MINUTES)
    scaled[:, drift] += np.where(after >= starts["drift"], (after - starts["drift"]) * 0.004, 0)
    scaled[starts["stuck"]:, frozen] = scaled[starts["stuck"], frozen]
    pair = scaled[starts["swapped"]:, [one, int(other)]].copy()
    scaled[starts["swapped"]:, [int(other), one]] = pair
    offset = rng.uniform(5, 50, len(UNITS))[np.arange(SENSORS) % len(UNITS)] * scale
    readings = np.round(scaled * scale + offset, 6)
    sound = np.linalg.svd(scaled[:SOUND] - scaled[:SOUND].mean(axis=0), compute_uv=False)
    raw = np.linalg.svd(readings[:SOUND] - readings[:SOUND].mean(axis=0), compute_uv=False)
    truth = {
        "rank": len(STATES),
        "condition_number_raw": float(f"{raw[0] / raw[-1]:.4g}"),
        "condition_number_scaled_by_the_noise": float(f"{sound[0] / sound[-1]:.4g}"),
        "faults": {
            "drift": [names[drift], starts["drift"]],
            "stuck": [names[frozen], starts["stuck"]],
            "swapped": [sorted((names[one], names[int(other)])), starts["swapped"]],
        },
    }
    tables = {
        "readings": (["minute", *names], [[t, *row] for t, row in enumerate(readings.tolist())]),
        "sensors": (["sensor", "unit"], list(zip(names, unit.tolist()))),
    }
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
