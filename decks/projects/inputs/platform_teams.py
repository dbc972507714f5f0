"""Make up four weeks of a model platform that three teams share.

    python platform_teams.py --out data [--seed 7] [--truth]

Writes teams.json (people, grants, declared needs, networks), releases.jsonl (models to promote),
demand.csv (cores by hour), flows.csv (what was seen on the network) and monitors.csv (what the drift
tests said each day).  --truth prints what was planted as JSON.  Needs numpy.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

TEAMS, DAYS, CORES, ZONES, RELEASES = ("claims", "pricing", "search"), 28, 48, 3, 90
PLANTED = {"tampered": 4, "same_data": 6, "self_approved": 5, "not_granted": 3, "worse": 7}
PEOPLE = {t: [f"{t}-{k}" for k in ("ada", "ben", "cleo")] for t in TEAMS}
ALIAS = {f"{t}-root": f"{t}-ada" for t in TEAMS}  # second accounts of the same person
NETWORKS = {
    "claims": "10.20.0.0/18",
    "pricing": "10.20.64.0/18",
    "search": "10.20.128.0/18",
    "pods": "10.20.176.0/20",
    "services": "10.96.0.0/16",
    "office": "10.40.0.0/16",
    "backup-region": "10.40.192.0/18",
    "endpoints": "10.21.0.0/24",
}
NEEDS = (
    [(t, "registry", 5000) for t in TEAMS]
    + [(t, f"{t}-features", 5432) for t in TEAMS]
    + [("ingress", f"{t}-serving", 8443) for t in TEAMS]
    + [("search", "pricing-serving", 8443)]
)
UNSAID = [(t, "dns", 53) for t in TEAMS] + [("monitoring", f"{t}-serving", 9090) for t in TEAMS]
CROSSING = [
    ("search", "claims-features", 5432),
    ("pricing", "claims-features", 5432),
    ("pricing", "internet", 443),
    ("search", "registry-admin", 5001),
]
MONITORED = ["day", "model", "feature", "p_value", "missing", "auc", "auc_known_on"]
FAULT_DAY, DRIFT_DAY, LABEL_DELAY, FEATURES = 17, 12, 7, 12


def digest(*parts):
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def releases(rng):
    reasons = [name for name, count in PLANTED.items() for _ in range(count)]
    reasons = rng.permutation(reasons + ["" for _ in range(RELEASES - len(reasons))]).tolist()
    found, planted = [], {name: [] for name in PLANTED}
    for number, reason in enumerate(reasons):
        team = TEAMS[rng.integers(3)]
        author, approver = rng.permutation(PEOPLE[team])[:2].tolist()
        data = [digest(team, "data", int(one)) for one in rng.choice(40, 3, replace=False)]
        made, old = digest("model", number), round(float(rng.uniform(0.7, 0.8)), 3)
        body = {
            "release": f"p{number:02d}",
            "day": int(rng.integers(DAYS)),
            "team": team,
            "author": author,
            "approver": approver,
            "artefact": made,
            "signed": made,
            "trained_on": data[:2],
            "evaluated_on": data[2],
            "reads": [f"{team}-features"],
            "old_auc": old,
            "new_auc": round(old + float(rng.uniform(-0.008, 0.03)), 3),
        }
        if reason == "tampered":
            body["artefact"] = digest("other", number)
        elif reason == "same_data":
            body["evaluated_on"] = data[int(rng.integers(2))]
        elif reason == "self_approved":
            owner = len(planted[reason]) % 2
            body |= {"author": f"{team}-ada", "approver": f"{team}-{('ada', 'root')[owner]}"}
        elif reason == "not_granted":
            body["reads"].append(f"{TEAMS[(TEAMS.index(team) + 1) % 3]}-features")
        elif reason == "worse":
            body["new_auc"] = round(old - float(rng.uniform(0.015, 0.05)), 3)
        if reason:
            planted[reason].append(body["release"])
        found.append(body)
    return found, planted


def demand(rng):
    """Cores that serving and batch use and request; peaks of the teams fall on other hours."""
    hour = np.arange(DAYS * 24)
    rows, used = [], {}
    for team, peak, most in zip(TEAMS, (10, 15, 20), (11, 12, 14)):
        shape = np.exp(-(((hour % 24 - peak + 12) % 24 - 12) ** 2) / 18)
        serving = (2 + (most - 2) * shape) * rng.uniform(0.9, 1, len(hour))
        batch = np.where(hour % 24 < 5, 8.0, 0.0) * rng.uniform(0.7, 1, len(hour))
        if team == "search":  # every Tuesday somebody retrains everything at nine in the morning
            batch += 36 * ((hour // 24 % 7 == 1) & (9 <= hour % 24) & (hour % 24 < 12))
        for kind, cores, factor in (("serving", serving, 3), ("batch", batch, 1.5)):
            used[team, kind] = cores.round(2)
            asked = float(np.ceil(cores.max() * factor))
            rows += [
                [h, team, kind, c, asked if c else 0]
                for h, c in enumerate(used[team, kind].tolist())
            ]
    serving, batch = (sum(used[t, kind] for t in TEAMS) for kind in ("serving", "batch"))
    return rows, {
        "cores": CORES,
        "most_serving_at_once": round(float(serving.max()), 2),
        "sum_of_serving_peaks": round(sum(float(used[t, "serving"].max()) for t in TEAMS), 2),
        "serving_requested": sum({(r[1], r[4]): r[4] for r in rows if r[2] == "serving"}.values()),
        "hours_over_capacity": int((serving + batch > CORES).sum()),
        "hours_over_with_a_zone_lost": int((serving + batch > CORES * (1 - 1 / ZONES)).sum()),
        "flood": "search, batch, Tuesdays from 9 to 12",
    }


def monitors(rng):
    rows = []
    for team in TEAMS:
        for day in range(DAYS):
            drifted = team == "claims" and day >= DRIFT_DAY
            auc = round(0.79 + rng.normal(0, 0.008) - 0.07 * drifted, 4)
            for k in range(FEATURES):
                broken = team == "pricing" and k == 4 and day >= FAULT_DAY
                p = 10 ** -rng.uniform(8, 12) if broken else rng.uniform()
                missing = rng.uniform(0.3, 0.4) if broken else rng.uniform(0.005, 0.02)
                row = [day, team, f"f{k}", f"{p:.3g}", round(missing, 4), auc, day + LABEL_DELAY]
                rows.append(row)
    return rows


def make(seed):
    rng = np.random.default_rng(seed)
    asked, refused = releases(rng)
    cores, planned = demand(rng)
    flows = [
        (*one, int(rng.integers(1, 40) if one in CROSSING else rng.integers(200, 90_000)))
        for one in NEEDS + UNSAID + CROSSING
    ]
    flows = [flows[i] for i in rng.permutation(len(flows))]
    truth = {
        "refuse": refused,
        "demand": planned,
        "crossing_flows": CROSSING,
        "overlapping_networks": [["search", "pods"], ["office", "backup-region"]],
        "monitors": {
            "claims": f"concept drift from day {DRIFT_DAY}",
            "search": "nothing",
            "pricing": f"f4 goes missing from day {FAULT_DAY}",
        },
    }
    about = {
        "people": PEOPLE,
        "same_person": ALIAS,
        "networks": NETWORKS,
        "declared_needs": NEEDS,
        "grants": {t: [f"{t}-features"] for t in TEAMS},
        "cores": CORES,
        "zones": ZONES,
        "promotion": "the artefact is the one signed; evaluated on data that it was not trained on; "
        "approved by another person than its author; reads only what its team is granted; the new AUC "
        "is at least the old one less 0.01",
    }
    return {
        "teams.json": about,
        "releases.jsonl": asked,
        "demand.csv": [["hour", "team", "kind", "used", "requested"], *cores],
        "flows.csv": [["from", "to", "port", "connections"], *flows],
        "monitors.csv": [MONITORED, *monitors(rng)],
    }, truth


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
    for name, content in tables.items():
        if name.endswith(".csv"):
            content = "\n".join(",".join(map(str, row)) for row in content) + "\n"
        elif name.endswith(".jsonl"):
            content = "\n".join(map(json.dumps, content)) + "\n"
        elif name.endswith(".json"):
            content = json.dumps(content, indent=1) + "\n"
        (chosen.out / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
