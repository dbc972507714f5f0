"""Make up ten weeks of a podcast app's home page, and score a ranking for its listeners.

    python podcast_log.py --out data [--seed 7] [--truth]
    python podcast_log.py --score ranking.csv [--seed 7]

Writes sessions.csv, shows.csv, listeners.csv and README.txt.  --truth prints what was planted as
JSON.  --score reads the columns listener, slot (1 to 6) and show, and prints the plays per visit
that this page would really get: use it once, when your estimates are written down.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

LISTENERS, SHOWS, DAYS, VISITS = 700, 120, 70, 330
NEW, NEW_DAY = 24, 35  # shows added late: the old page hardly ever gets round to them
SLOTS, SHUFFLED, ROBOTS = 6, 0.25, 10
SEEN = np.array([1.0, 0.62, 0.43, 0.31, 0.23, 0.17])  # who looks at a slot at all
TOPICS = ("news", "history", "sport", "science", "crime", "comedy")
README = """sessions.csv: one visit of the home page with the shows in slots 1 to 6 and what was
played (one digit a slot). shuffled = 1: the page drew six shows at random, in random order, from
all that existed on that day. Otherwise it ordered six of the thirty most played shows so far.
shows.csv was exported on the last day (plays: all plays so far, by anybody). listeners.csv: age
group and device.
"""


def world(seed):
    """Who likes what: the chance that a listener who sees a show plays it."""
    rng = np.random.default_rng([seed, 1])
    topic, age = rng.integers(0, len(TOPICS), SHOWS), rng.integers(0, 3, LISTENERS)
    centres, groups = rng.normal(0, 1, (len(TOPICS), 4)), rng.normal(0, 1, (3, 4))
    show = centres[topic] + rng.normal(0, 0.35, (SHOWS, 4))
    taste = 0.7 * groups[age] + rng.normal(0, 0.7, (LISTENERS, 4))
    liked = 1 / (1 + np.exp(-(0.9 * taste @ show.T + rng.normal(-1.9, 0.5, SHOWS))))
    return liked, topic, age


def plays(liked, ranking):
    """Plays per visit of a page (six shows for each listener) if everybody comes equally often."""
    return round(float((np.take_along_axis(liked, ranking, axis=1) * SEEN).sum(axis=1).mean()), 4)


def make(seed):
    rng, (liked, topic, age) = np.random.default_rng(seed), world(seed)
    robots = rng.choice(LISTENERS, ROBOTS, replace=False)
    added = np.where(np.arange(SHOWS) < SHOWS - NEW, 0, rng.integers(NEW_DAY, DAYS - 21, SHOWS))
    played, sessions = rng.gamma(1, 3, SHOWS), []
    for day in range(DAYS):
        there = np.flatnonzero(added <= day)
        top = there[np.argsort(-played[there], kind="stable")[:30]]
        who, shuffled = rng.integers(LISTENERS, size=VISITS), rng.random(VISITS) < SHUFFLED
        drawn = there[np.argsort(rng.random((VISITS, len(there))), axis=1)[:, :SLOTS]]
        ordered = top[np.sort(np.argsort(rng.random((VISITS, 30)), axis=1)[:, :SLOTS], axis=1)]
        pages = np.where(shuffled[:, None], drawn, ordered)
        chance = np.where(np.isin(who, robots)[:, None], 0.97, SEEN * liked[who[:, None], pages])
        clicks = rng.random((VISITS, SLOTS)) < chance
        np.add.at(played, pages, clicks)
        for listener, mixed, page, got in zip(who, shuffled, pages, clicks, strict=True):
            names = " ".join(f"p{one:03d}" for one in page.tolist())
            digits = "".join(str(int(one)) for one in got.tolist())
            sessions.append([day, f"u{listener:03d}", int(mixed), names, digits])
    most = np.tile(np.argsort(-played, kind="stable")[:SLOTS], (LISTENERS, 1))
    fair = np.tile(np.argsort(-liked.mean(axis=0), kind="stable")[:SLOTS], (LISTENERS, 1))
    own = np.argsort(-liked, axis=1, kind="stable")[:, :SLOTS]
    truth = {
        "plays_per_visit": {
            "most_played_for_all": plays(liked, most),
            "best_page_for_all": plays(liked, fair),
            "best_page_for_each": plays(liked, own),
        },
        "share_that_looks_at_a_slot": SEEN.tolist(),
        "robots": sorted(f"u{one:03d}" for one in robots.tolist()),
        "new_shows_among_the_best_for_each": round(float((own >= SHOWS - NEW).mean()), 4),
    }
    devices = rng.choice(["phone", "speaker", "car"], LISTENERS)
    people = [
        [f"u{i:03d}", ("16-29", "30-49", "50+")[age[i]], devices[i]] for i in range(LISTENERS)
    ]
    shows = [[f"p{i:03d}", TOPICS[topic[i]], int(added[i]), int(played[i])] for i in range(SHOWS)]
    tables = {
        "sessions": (["day", "listener", "shuffled", "shows", "played"], sessions),
        "shows": (["show", "topic", "added_day", "plays"], shows),
        "listeners": (["listener", "age", "device"], people),
    }
    return tables, truth


def scored(path, seed):
    ranking = np.zeros((LISTENERS, SLOTS), dtype=int)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ranking[int(row["listener"][1:]), int(row["slot"]) - 1] = int(row["show"][1:])
    if any(len(set(page)) < SLOTS for page in ranking.tolist()):
        raise SystemExit("each listener needs six different shows, in slots 1 to 6")
    return {"plays_per_visit": plays(world(seed)[0], ranking)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    parser.add_argument("--score", type=Path)
    chosen = parser.parse_args()
    if chosen.score:
        print(json.dumps(scored(chosen.score, chosen.seed)))
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
