"""Make up sixty days of a small platform's access log, with policies that are far too wide.

    python access_log.py --out data [--seed 7] [--truth]

Writes identities.json, networks.json, catalogue.json, schedule.json, access.jsonl and README.txt.
--truth prints the stolen key, the needed permissions and how wide the policies are, as JSON.
Standard library only.
"""

import argparse
import ipaddress
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

START, DAYS = datetime(2026, 1, 20), 60
NETWORKS = {"cluster": "10.20.0.0/20", "guest-wifi": "10.20.12.0/22", "runners": "10.30.4.0/22",
            "office": "192.0.2.0/25", "office-v6": "2001:db8:7::/48", "vpn": "198.51.100.64/26"}
RESOURCES = {"storage": ("raw", "train", "train-private", "models/candidates", "models/approved", "batches/in",
                         "batches/out", "reports", "exports", "backups"),
             "warehouse": ("warehouse/sales", "warehouse/people"), "compute": ("service/api", "service/jobs"),
             "iam": ("role/scorer", "role/admin")}
VERBS = {"storage": ("Get", "Put", "List", "Delete", "Restore"), "warehouse": ("Query", "Export"),
         "compute": ("Start", "Stop"), "iam": ("PassRole", "AttachPolicy", "CreateKey")}
CATALOGUE = [(f"{service}:{verb}", f"{one}/x" if service == "storage" else one)
             for service in VERBS for verb in VERBS[service] for one in RESOURCES[service]]
# identity: what it is for, home networks, needs (action, resource, events a day), policy as it is
IDENTITIES = {
    "trainer": ("trains models from train/ into models/candidates/", ("cluster",),
                (("storage:Get", "train", 30), ("storage:List", "train", 4), ("storage:Put", "models/candidates", 2)),
                [("storage:*", "*")]),
    "scorer": ("scores batches with the approved model", ("cluster",),
               (("storage:Get", "models/approved", 4), ("storage:Get", "batches/in", 20),
                ("storage:Put", "batches/out", 20)), [(["storage:Get", "storage:Put"], "*")]),
    "etl": ("turns raw/ into train/; clears raw/ on the first of a month", ("cluster",),
            (("storage:Get", "raw", 20), ("storage:Put", "train", 10), ("storage:Delete", "raw", 0)),
            [("storage:*", "raw*"), ("storage:*", "train*")]),
    "analyst": ("reads reports and asks the sales tables", ("office", "office-v6", "vpn"),
                (("storage:Get", "reports", 5), ("warehouse:Query", "warehouse/sales", 12)),
                [("storage:Get", "*"), ("warehouse:*", "*")]),
    "deployer": ("starts and stops services, passes role/scorer to them", ("runners",),
                 (("compute:Start", "service/api", 2), ("compute:Stop", "service/api", 2),
                  ("compute:Start", "service/jobs", 2), ("iam:PassRole", "role/scorer", 2)),
                 [(["iam:*", "compute:*"], "*")]),
    "backup": ("copies approved models and reports to backups/; restores once a year", ("cluster",),
               (("storage:Get", "models/approved", 3), ("storage:Get", "reports", 3), ("storage:Put", "backups", 3),
                ("storage:Restore", "backups", 0)), [("storage:*", "*")]),
    "legacy-etl": ("nobody remembers", ("cluster",), (), [("storage:*", "*"), ("warehouse:*", "*")]),
    "break-glass": ("for emergencies, with two people", ("office",), (("iam:AttachPolicy", "role/admin", 0),),
                    [("*", "*")])}
README = """Policies: a list of statements with Effect (Allow or Deny), Action and Resource, each one or a list,
and, if you like, From: a list of names of networks. An action is matched exactly, or by "<service>:*"
or "*"; a resource exactly, or by its beginning if the pattern ends in *. Whatever is not allowed is
refused, and a Deny wins over every Allow. An address belongs to the narrowest network that holds it.
identities.json: purpose, home networks, keys and today's policy. schedule.json: rare work that the
log may not show. catalogue.json: every pair of action and sample resource; the width of a set of
policies is the number of (identity, pair) that some home network of the identity may use.
access.jsonl: sixty days. Outcome is what today's policies answered, not what ought to be.
"""


def address(rng, network):
    net = ipaddress.ip_network(network)
    return str(net[rng.randrange(2, min(net.num_addresses - 1, 3_000))])


def documents(keys):
    """What is handed over beside the log."""
    identities = [{"name": name, "purpose": why, "home": homes, "keys": keys[name],
                   "policy": [{"Effect": "Allow", "Action": a, "Resource": r} for a, r in policy]}
                  for name, (why, homes, _, policy) in IDENTITIES.items()]
    schedule = [{"identity": "backup", "action": "storage:Restore", "resource": "backups/2026-10-01/part-00",
                 "when": "every October"},
                {"identity": "break-glass", "action": "iam:AttachPolicy", "resource": "role/admin", "when": "drill in May"}]
    return {"identities": identities, "networks": NETWORKS, "catalogue": CATALOGUE, "schedule": schedule}


def make(seed):
    rng = random.Random(seed)
    keys = {name: [f"key-{rng.getrandbits(40):010x}" for _ in range(2)] for name in IDENTITIES}
    events, stolen, climbed = [], [], []

    def event(day, name, key, source, action, resource, outcome="allowed", size=0, into=None):
        at = START + timedelta(days=day, seconds=rng.randrange(86_400))
        row = {"at": at.isoformat() + "Z", "identity": name, "key": key, "from": source, "action": action,
               "resource": resource, "outcome": outcome, "bytes": size}
        events.append(row)
        if into is not None:
            into.append(row)

    def path(resource, day):
        storage = resource in RESOURCES["storage"]
        return f"{resource}/{(START + timedelta(days=day)):%Y-%m-%d}/part-{rng.randrange(40):02d}" if storage else resource

    for name, (_, homes, needs, _) in IDENTITIES.items():
        for day in range(DAYS):
            for action, resource, often in needs:
                first = (action, (START + timedelta(days=day)).day) == ("storage:Delete", 1)
                for _ in range(6 if first else round(often * rng.uniform(0.6, 1.4))):
                    home = NETWORKS[rng.choice(homes)]
                    source = address(rng, "10.20.0.0/21" if home == NETWORKS["cluster"] else home)
                    size = rng.randrange(10**5, 10**7) if action == "storage:Get" else 0
                    event(day, name, rng.choice(keys[name]), source, action, path(resource, day), size=size)
        if name in ("scorer", "trainer"):  # mistakes in code: refused today, and rightly
            wrong = ("storage:Delete", "batches/in") if name == "scorer" else ("warehouse:Query", "warehouse/people")
            for day in range(0, DAYS, 2):
                event(day, name, keys[name][0], address(rng, "10.20.0.0/21"), wrong[0], path(wrong[1], day), "denied")
    thief, began = keys["backup"][1], rng.randint(38, 48)
    outside = ["203.0.113.77", f"198.51.100.{rng.randint(130, 140)}", f"10.20.13.{rng.randint(5, 200)}"]
    for number in range(90):
        what = rng.choice(("train-private", "exports", "reports", "models/approved"))
        day = began + number % 6
        event(day, "backup", thief, outside[number % 3], "storage:Get", path(what, day), "allowed",
              rng.randrange(10**7, 10**8), stolen)
    event(began, "backup", thief, outside[0], "iam:CreateKey", "role/admin", "denied", 0, stolen)
    for day in (21, 22):  # today's policy allows it; it is not its work
        event(day, "deployer", keys["deployer"][0], address(rng, NETWORKS["runners"]), "iam:AttachPolicy", "role/admin",
              "allowed", 0, climbed)
    events.sort(key=lambda row: row["at"])
    for number, row in enumerate(events):
        row["id"] = f"e{number:05d}"
    needed = sorted([name, a, f"{r}/x" if r in RESOURCES["storage"] else r]
                    for name, row in IDENTITIES.items() for a, r, _ in row[2])
    taken = [row for row in stolen if row["outcome"] == "allowed"]
    truth = {
        "events": len(events), "width_needed": len(needed), "needed": needed,
        "events_that_must_stay_allowed": sum(e["outcome"] == "allowed" for e in events) - len(taken) - len(climbed),
        "stolen_key": {"key": thief, "identity": "backup", "first": min(row["at"] for row in stolen),
                       "from": sorted(outside), "bytes": sum(row["bytes"] for row in taken),
                       "events": sorted(row["id"] for row in stolen)},
        "allowed_but_not_its_work": sorted(row["id"] for row in climbed), "never_used_and_not_needed": ["legacy-etl"],
        "never_used_and_needed": ["break-glass"],
    }
    return documents(keys), events, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    tables, events, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        (chosen.out / f"{name}.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    lines = "".join(json.dumps(row) + "\n" for row in events)
    (chosen.out / "access.jsonl").write_text(lines, encoding="utf-8", newline="\n")
    (chosen.out / "README.txt").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    main()
