"""Make up half a year of hourly readings from eight water pumping stations, with faults.

    python water_stations.py --out data [--seed 7] [--truth]

Writes readings.csv, work_orders.csv, tickets.csv and README.txt.  --truth prints the faults that
were planted as JSON: look only once your alert list is frozen.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

STATIONS, WEEKS, QUIET_WEEKS = 8, 26, 8  # the client calls the first eight weeks normal
HOURS = WEEKS * 168
SENSORS = ("flow", "pressure", "power", "vibration", "temperature")
NOISE = np.array([1.2, 0.03, 0.55, 0.08, 0.6])
LASTING = {"clogging": (48, 96), "bearing": (3, 7), "overheating": (216, 288)}
README = """Hourly readings of eight pumping stations, hour 0 is a Monday at 00:00. Weeks 0 to 7
are our normal operation, the faults that we know of came later. work_orders.csv: planned work,
known in advance. tickets.csv: faults that a fitter confirmed, with the hour when the ticket was
written. We send a fitter only where the old rule (a reading above the limit of that sensor) rang.
"""


def normal(rng):
    """Readings of one station that has no fault: everything follows the load."""
    hour = np.arange(HOURS)
    weekend = (hour // 24 % 7) >= 5
    load = np.sin(2 * np.pi * (hour % 24 - 8) / 24) * np.where(weekend, 0.6, 1.0)
    shock, walk = rng.normal(0, 0.22, HOURS), np.zeros(HOURS)
    for i in range(1, HOURS):  # demand remembers the hour before
        walk[i] = 0.85 * walk[i - 1] + shock[i]
    load = load + walk
    flow = 100 + 14 * load
    season = 4 * np.sin(2 * np.pi * hour / 8_760)
    warm = 38 + 0.35 * (flow - 100) + season
    clean = [flow, 6 - 0.3 * load, 45 + 0.42 * (flow - 100), 2 + 0.15 * load, warm]
    return np.stack(clean, axis=1) + rng.normal(0, 1, (HOURS, len(SENSORS))) * NOISE


def hurt(readings, kind, start, end):
    """Plant one fault in the readings of a station."""
    span = slice(start, end)
    if kind == "clogging":  # each reading stays within its own range, together they are impossible
        readings[span, 2] += 3.5 * NOISE[2]
        readings[span, 0] -= 2.5 * NOISE[0]
    elif kind == "bearing":
        readings[span, 3] += 12 * NOISE[3]
    else:
        readings[span, 4] += np.linspace(0, 4.0 * NOISE[4], end - start)


def make(seed):
    rng = np.random.default_rng(seed)
    stations = [normal(rng) for _ in range(STATIONS)]
    faults, orders, tickets = [], [], []
    kinds = ["clogging"] * 10 + ["bearing"] * 8 + ["overheating"] * 6
    weeks = iter(rng.permutation([(s, w) for s in range(STATIONS) for w in range(8, 24, 3)]))
    for kind in kinds:  # one fault at most in three weeks of a station
        station, week = (int(one) for one in next(weeks))
        start = week * 168 + int(rng.integers(0, 168))
        end = start + int(rng.integers(*LASTING[kind]))
        hurt(stations[station], kind, start, end)
        faults.append({"station": station, "kind": kind, "start": start, "end": end})
        if kind == "bearing" or rng.random() < 0.2:
            tickets.append([f"s{station}", start, end, end + int(rng.integers(72, 480))])
    dirty = {"station": int(rng.integers(STATIONS)), "start": 500, "end": 740}
    hurt(stations[dirty["station"]], "clogging", dirty["start"], dirty["end"])
    for station in rng.choice(STATIONS, 3, replace=False).tolist():
        at = int(rng.integers(10, 20)) * 168 + 9
        stations[station][at:, 1] += 8 * NOISE[1]  # a new gauge: the readings change for good
        orders.append([f"s{station}", at, "pressure gauge replaced and recalibrated"])
    rows = [
        [f"s{s}", h, *(f"{value:.2f}" for value in stations[s][h])]
        for h in range(HOURS)
        for s in range(STATIONS)
    ]
    late = sum(fault["end"] - fault["start"] for fault in faults)
    truth = {
        "faults": sorted(faults, key=lambda one: one["start"]),
        "share_of_faulty_hours_after_week_8": round(late / (STATIONS * (WEEKS - 8) * 168), 4),
        "faults_without_a_ticket": len(faults) - len(tickets),
        "fault_inside_the_normal_weeks": dirty,
        "changes_that_are_no_fault": [{"station": one[0], "hour": one[1]} for one in orders],
    }
    tables = {
        "readings": (["station", "hour", *SENSORS], rows),
        "work_orders": (["station", "hour", "what"], sorted(orders, key=lambda one: one[1])),
        "tickets": (["station", "start", "end", "written"], sorted(tickets, key=lambda t: t[3])),
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
