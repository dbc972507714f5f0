"""Make up a bad day of a prediction service: two load balancers' logs, events and a spool of files.

    python shell_incident.py --out data [--seed 7] [--truth]

Writes lb-a.log, lb-b.log, hosts.tsv, events.jsonl, history.tsv, spool.tar (file names that break
careless scripts) and README.txt.  --truth prints what was planted as JSON.  Standard library only.
"""

import argparse
import hashlib
import io
import json
import math
import random
import tarfile
from pathlib import Path

HOSTS, REQUESTS, TARGET, SLOW_MS = 12, 18_000, 0.995, 800
HOSTILE = ("a b.part", " lead.part", "-rf.part", "$(touch pwned).part", "two\nlines.part", "*.part",
           "quote's.part", "tab\there.part", "caf\u00e9.part", "back\\slash.part", "semi;colon.part")
README = f"""lb-a.log, lb-b.log: time, upstream address, method, path, status, milliseconds, request id.
Both cover 2026-03-09 from 00:00 to 24:00 UTC. A line may have been shipped twice: see the id.
hosts.tsv: address, host. events.jsonl: what people and machines changed. history.tsv: date, requests
and failures of the 27 days before, each request counted once, health checks left out.
Objective: {TARGET:.1%} of requests over 28 days are good: status below 500 and at most {SLOW_MS} ms.
Health checks (/healthz) are no requests. Releases stop while less than 20 % of the error budget is
left. spool.tar: a copy of the sick host's spool. Every regular file below spool/ whose name ends in
.part was left behind and has to go to quarantine/, under the same relative path. Its digest is the
SHA-256 of one record a file, in byte order of paths: path, NUL, hex SHA-256 of the content, newline.
"""


def stamp(second, offset=0):
    day, second = 9 + (second + offset * 3600) // 86_400, (second + offset * 3600) % 86_400
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return f"2026-03-{day:02d}T{clock}" + (f"+{offset:02d}:00" if offset else "Z")


def summary(kept, start, address=None):
    ms = sorted(x for s, a, x in kept if 0 <= s - start * 60 < 3_600 and address in (None, a))
    return {f"p{q}": ms[math.ceil(q / 100 * len(ms)) - 1] for q in (50, 95, 99)} | {
        "mean": round(sum(ms) / len(ms), 1), "count": len(ms)}


def leftovers(rng):
    """The files of the spool, and what has to be in quarantine at the end."""
    files = [where + name for where in ("", "job 1/", "job\n2/") for name in HOSTILE]
    files += [f"job{n}/batch.part" for n in range(8)]  # one name, eight folders
    moved = sorted((name.encode(), rng.randbytes(rng.randint(1, 300))) for name in files)
    lines = [name + b"\0" + hashlib.sha256(data).hexdigest().encode() + b"\n" for name, data in moved]
    spool = [(f"spool/{name.decode()}", data) for name, data in moved] + [("keep.txt", b"outside\n")]
    spool += [(f"spool/{name}", b"keep\n") for name in ("done.txt", "a.part.txt", "xpart", "job 1/ok")]
    return spool, {"files": len(moved), "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}


def make(seed):
    rng = random.Random(seed)
    addresses = [f"10.4.{rng.randint(1, 9)}.{n}" for n in rng.sample(range(10, 250), HOSTS)]
    hosts = dict(zip(addresses, (f"app-{n:02d}" for n in range(1, HOSTS + 1))))
    sick, noisy = rng.sample(addresses, 2)
    began = rng.randint(13 * 60 + 30, 14 * 60 + 30)  # minute of the day, UTC
    scan, ended = began - rng.randint(90, 120), began + rng.randint(170, 200)
    logs, kept, failed, number = {"a": [], "b": []}, [], 0, 0

    def line(second, address, path, status, ms):
        nonlocal failed, number
        lb, number = rng.choice("ab"), number + 1
        name = hashlib.sha256(f"{seed}-{number}".encode()).hexdigest()[:12]
        text = f"{stamp(second, lb == 'b')} {address} GET {path} {status} {ms} {name}"
        logs[lb].append((second, text))
        if path != "/healthz":
            kept.append((second, address, ms))
            failed += status >= 500 or ms > SLOW_MS
            if lb == "b" and began * 60 <= second < ended * 60 and rng.random() < 0.8:
                logs[lb].append((second + 1_200, text))  # the shipper sent it again

    for _ in range(REQUESTS):  # three quarters of them in the afternoon
        second = rng.randrange(43_200, 64_800) if rng.random() < 0.75 else rng.randrange(86_400)
        address, path = rng.choice(addresses), rng.choice(("/predict", "/predict", "/explain"))
        ms, status = round(60 * rng.lognormvariate(0, 0.5)), 502 if rng.random() < 0.001 else 200
        if address == sick and began <= second // 60 < ended:
            ms, status = round(ms * rng.uniform(7, 25)), 503 if rng.random() < 0.25 else 200
        line(second, address, path, status, ms)
    for second in range(0, 86_400, 180):
        for address in addresses:
            line(second + rng.randrange(60), address, "/healthz", 200, rng.randint(1, 4))
    for _ in range(700):  # a scanner: loud, and no failure of ours
        line(scan * 60 + rng.randrange(1_200), noisy, "/wp-login.php", 404, rng.randint(2, 9))
    days = [f"2026-02-{d:02d}" if d <= 28 else f"2026-03-{d - 28:02d}" for d in range(10, 37)]
    counts = [rng.randint(17_500, 19_500) for _ in days]
    budget, left = (1 - TARGET) * (sum(counts) + len(kept)), rng.uniform(0.215, 0.235)
    share = ((1 - left) * budget - failed) / sum(counts)
    history = [(d, n, round(n * share * rng.uniform(0.95, 1.05))) for d, n in zip(days, counts)]
    left = 1 - (failed + sum(row[2] for row in history)) / budget
    cause = began - rng.randint(3, 6)
    changes = [(cause, sick, "log_level=debug"), (scan - 7, noisy, "log_level=info"),
               (began + 9, None, "model v42"), (began - 55, None, "gateway 3.1"), (ended, sick, "restart")]
    events = [{"at": stamp(m * 60), "host": hosts.get(one), "what": what} for m, one, what in changes]
    rng.shuffle(events)
    spool, quarantine = leftovers(rng)
    truth = {
        "began_utc": stamp(began * 60), "ended_utc": stamp(ended * 60), "host": hosts[sick],
        "host_of_the_scanner": hosts[noisy], "cause": {"at": stamp(cause * 60), "what": changes[0][2]},
        "requests_of_the_day": len(kept), "failed_of_the_day": failed,
        "budget_left_percent": round(100 * left, 2),
        "milliseconds": {where: {"hour_before": summary(kept, began - 60, address),
                                 "first_hour": summary(kept, began, address)}
                         for where, address in (("fleet", None), ("sick_host", sick))},
        "quarantine": quarantine,
    }
    texts = {f"lb-{lb}.log": "".join(t + "\n" for _, t in sorted(logs[lb])) for lb in logs}
    texts |= {"hosts.tsv": "".join(f"{a}\t{h}\n" for a, h in rng.sample(sorted(hosts.items()), HOSTS)),
              "events.jsonl": "".join(json.dumps(one) + "\n" for one in events),
              "history.tsv": "".join(f"{d}\t{n}\t{bad}\n" for d, n, bad in history),
              "README.txt": README}
    return texts, spool, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    texts, spool, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (chosen.out / name).write_text(text, encoding="utf-8", newline="\n")
    with tarfile.open(chosen.out / "spool.tar", mode="w") as tar:
        for name, data in spool:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("spool/latest.part")  # not a regular file: stays
        link.type, link.linkname = tarfile.SYMTYPE, "../keep.txt"
        tar.addfile(link)


if __name__ == "__main__":
    main()
