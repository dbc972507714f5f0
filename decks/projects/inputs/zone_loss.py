"""Make up ten minutes of traffic in which a zone is lost, the platform under it and its past outages.

    python zone_loss.py --out data [--seed 7] [--truth]

Writes traffic.csv, platform.json, resolvers.csv, lag.csv, outages.csv, options.json and README.txt.
--truth prints what the loss does under the rules of README.txt, as JSON.  Needs numpy.
"""

import argparse
import csv
import ipaddress
import json
from collections import deque
from pathlib import Path

import numpy as np

SECONDS, LOST, BACK = 600, 240, 420
EACH, TIMEOUT, QUEUE, PROVIDER_KEEPS, YEARS = 12, 2, 400, 5, 5
ATTEMPTS = {"mobile": 4, "partner": 3, "jobs": 10}
SCOPES = {"instance": (30, 2, 10), "zone": (4, 60, 150), "region": (1, 150, 240), "release": (15, 10, 60),
          "operator": (5, 15, 50)}  # how many in five years, minutes from, to
OPTIONS = [("one zone", 900, {}), ("two zones, by hand", 1_350, {"instance": 1, "zone": 25}),
           ("three zones, static", 1_900, {"instance": 1, "zone": 1}),
           ("three zones, static, guarded releases", 2_150, {"instance": 1, "zone": 1, "release": 4}),
           ("two regions", 4_600, {"instance": 1, "zone": 1, "region": 15}),
           ("two regions, guarded releases", 4_850, {"instance": 1, "zone": 1, "region": 15, "release": 4})]
README = f"""traffic.csv: new requests and writes among them, by second and kind of client; retries are not in it.
Zone a, with the primary database, is lost at second {LOST} and is back at {BACK}. A replica answers {EACH}
requests a second, first come first served, from a queue of {QUEUE} for all of them; what does not fit is
refused at once. A client that was refused, or that has waited {TIMEOUT} s, tries again at once, up to its
attempts in platform.json (the first one counts); the server does not notice that somebody gave up.
platform.json: zones, replicas today, subnets with addresses used by other things, quota of replicas in
the region. The provider keeps {PROVIDER_KEEPS} addresses of every subnet; the replicas of a lost zone count against
the quota until it is back. Size for the highest mean of ten seconds. resolvers.csv: share of clients,
and how long their resolver really keeps a record (the record says 60 s). lag.csv: milliseconds by which
the standby in zone b is behind. outages.csv: {YEARS} years of one zone. options.json: price a month and the
minutes to which an outage of a scope is shortened; a scope that is not named is not shortened.
"""


def serve(new, capacity, retry_share=None, shed=False):
    """Share of new requests answered in time, by second; retries at once, within a budget if given."""
    queue, due, good = deque(), [dict() for _ in range(SECONDS + 60)], np.zeros(SECONDS)
    total = sum(new.values())
    for now in range(SECONDS):
        arriving = {(kind, 1): int(counts[now]) for kind, counts in new.items()}
        left = retry_share * total[now] if retry_share is not None else float("inf")
        for key, count in due[now].items():
            allowed = int(min(count, left))
            left -= allowed
            arriving[key] = arriving.get(key, 0) + allowed
        held, room = sum(one[2] for one in queue), capacity[now]
        for (kind, attempt), count in arriving.items():
            taken = min(count, max(0, QUEUE - held))
            held += taken
            queue.append([now, (kind, attempt), taken])
            if attempt < ATTEMPTS[kind]:
                due[now + 1][kind, attempt + 1] = due[now + 1].get((kind, attempt + 1), 0) + count - taken
        while queue and (room > 0 or shed):
            since, (kind, attempt), count = queue[0]
            stale = now - since >= TIMEOUT
            if not stale and room <= 0:
                break
            taken = count if stale and shed else min(count, room)
            room -= 0 if stale and shed else taken
            good[now] += 0 if stale else taken
            queue[0][2] -= taken
            if queue[0][2] == 0:
                queue.popleft()
        for since, (kind, attempt), count in queue:  # these give up now, and ask again
            if now - since == TIMEOUT - 1 and attempt < ATTEMPTS[kind]:
                due[now + 1][kind, attempt + 1] = due[now + 1].get((kind, attempt + 1), 0) + count
    return np.minimum(good / np.maximum(total, 1), 1)


def recovered(share):
    """Seconds after the zone is back until ten seconds in a row are served at 95 % or more."""
    fine = [share[second:second + 10].min() >= 0.95 for second in range(BACK, SECONDS - 10)]
    return fine.index(True) if True in fine else None


def price_of_nines(outages):
    rows = {}
    for name, monthly, caps in OPTIONS:
        minutes = sum(min(row[2], caps.get(row[1], row[2])) for row in outages) / YEARS
        rows[name] = {"minutes_a_year": round(minutes, 1), "cost_a_year": 12 * monthly,
                      "availability_percent": round(100 * (1 - minutes / 525_960), 4)}
    return rows


def make(seed):
    rng = np.random.default_rng(seed)
    second = np.arange(SECONDS)
    level = np.minimum(60 + second * 0.35, rng.uniform(116, 120))
    new = {"mobile": rng.poisson(0.75 * level), "partner": rng.poisson(0.25 * level)}
    new["jobs"] = np.where(second % 60 == 0, 40, 0)  # all of them on the minute
    writes = {kind: rng.binomial(counts, 0.2) for kind, counts in new.items()}
    lag = rng.gamma(2, 150, SECONDS).round()
    export = LOST - rng.integers(50, 70)  # the nightly export holds the standby back
    lag[export:LOST + 30] = np.minimum(np.arange(LOST + 30 - export) * 700, rng.integers(28_000, 38_000))
    resolvers = [(30, 0.12), (60, 0.58), (120, 0.12), (300, 0.13), (900, 0.035), (3_600, 0.015)]
    subnets = {"a": "10.8.0.0/27", "b": "10.8.0.32/27", "c": "10.8.0.64/28"}
    used = {"a": int(rng.integers(6, 10)), "b": int(rng.integers(6, 10)), "c": 6}
    platform = {"replicas_today": {zone: 4 for zone in subnets}, "quota_of_the_region": 14, "subnets": subnets,
                "addresses_used_by_others": used, "seconds_to_start": 90, "attempts": ATTEMPTS}
    outages = [[int(rng.integers(0, 365 * YEARS)), scope, int(rng.integers(low, high))]
               for scope, (count, low, high) in SCOPES.items() for _ in range(count)]
    outages.sort()
    ten = np.convolve(sum(new.values()), np.ones(10) / 10, mode="valid")[LOST:].max()
    alone = -(-int(np.ceil(ten / EACH)) // 2)  # in each of the two zones that are left
    free = {zone: ipaddress.ip_network(net).num_addresses - PROVIDER_KEEPS - used[zone]
            for zone, net in subnets.items()}
    gone = (second >= LOST) & (second < BACK)
    today = np.where(gone, np.where(second >= LOST + 90, 10, 8), 12) * EACH
    behind = int(np.ceil(lag[LOST] / 1_000))
    shares = {"as_today": serve(new, today), "with_retry_budget_of_10_percent": serve(new, today, 0.1),
              "with_shedding": serve(new, today, None, True), "with_both": serve(new, today, 0.1, True),
              "static_replicas": serve(new, np.where(gone, 2 * alone, 3 * alone) * EACH)}
    kept = np.cumsum([share for _, share in resolvers])
    table = price_of_nines(outages)
    single = table["one zone"]["minutes_a_year"] / 525_960
    truth = {
        "highest_mean_of_ten_seconds": round(float(ten), 1),
        "replicas_a_zone_to_survive": alone, "quota_needed": 3 * alone,
        "subnets_too_small": [zone for zone, room in free.items() if room < alone],
        "replicas_possible_during_the_loss_today": 14 - 4,
        "served_in_time_during_the_loss": {name: round(float(one[LOST:BACK].mean()), 3) for name, one in shares.items()},
        "seconds_to_recover_after_the_zone_is_back": {name: recovered(one) for name, one in shares.items()},
        "data_lost_if_asynchronous": {"seconds": behind, "writes_acknowledged_and_lost":
                                      int(sum(w[LOST - behind:LOST].sum() for w in writes.values())),
                                      "writes_by_the_mean_lag": round(float(lag.mean() / 1_000 * 25), 1)},
        "seconds_until_clients_follow_dns": {str(q): int(resolvers[int(np.searchsorted(kept, q / 100 - 1e-9))][0])
                                             for q in (50, 90, 99)},
        "nines": table, "minutes_a_year_if_zones_were_multiplied": round(525_960 * single**2, 2),
    }
    traffic = [(s, kind, int(new[kind][s]), int(writes[kind][s])) for s in range(SECONDS) for kind in new]
    tables = {"traffic": [("second", "kind", "requests", "writes"), *traffic],
              "resolvers": [("keeps_seconds", "share_of_clients"), *resolvers],
              "lag": [("second", "milliseconds"), *zip(range(SECONDS), lag.astype(int).tolist())],
              "outages": [("day", "scope", "minutes"), *outages]}
    options = [{"name": name, "monthly": monthly, "shortens": caps} for name, monthly, caps in OPTIONS]
    return tables, {"platform": platform, "options": options}, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    tables, documents, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    for name, document in documents.items():
        (chosen.out / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    (chosen.out / "README.txt").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    main()
