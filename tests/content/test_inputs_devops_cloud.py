"""What the generators of the DevOps and cloud projects plant, and that care finds it."""

import hashlib
import json
import math
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.content.generators import module

SEEDS = (7, 8)


def made(name: str, seed: int = 7) -> tuple[Any, ...]:
    """What a generator makes: its files and, last, what it planted."""
    found: tuple[Any, ...] = module(name).make(seed)
    return found


# --- one incident, one shell ----------------------------------------------------------------------


def logged(texts: dict[str, str]) -> list[tuple[datetime, str, str, int, int, str]]:
    found = []
    for lb in "ab":
        for line in texts[f"lb-{lb}.log"].splitlines():
            at, address, _, path, status, ms, name = line.split()
            moment = datetime.fromisoformat(at).astimezone(UTC)
            found.append((moment, address, path, int(status), int(ms), name))
    return found


def budget_left(texts: dict[str, str], requests: int, failed: int) -> float:
    history = [line.split("\t") for line in texts["history.tsv"].splitlines()]
    total = requests + sum(int(row[1]) for row in history)
    return 100 * (1 - (failed + sum(int(row[2]) for row in history)) / (0.005 * total))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_incident_is_found_by_counting_requests_and_missed_by_counting_lines(seed: int) -> None:
    texts, _, planted = made("shell_incident.py", seed)
    lines = [row for row in logged(texts) if row[2] != "/healthz"]
    hosts = dict(row.split("\t") for row in texts["hosts.tsv"].splitlines())
    once = list({row[5]: row for row in lines}.values())
    failed = [row for row in once if row[3] >= 500 or row[4] > 800]
    assert (len(once), len(failed)) == (
        planted["requests_of_the_day"],
        planted["failed_of_the_day"],
    )
    left = budget_left(texts, len(once), len(failed))
    assert left == pytest.approx(planted["budget_left_percent"], abs=0.01)
    careless = [row for row in lines if row[3] >= 500 or row[4] > 800]
    assert left > 20 > budget_left(texts, len(lines), len(careless))
    assert budget_left(texts, len(once), sum(row[3] >= 400 or row[4] > 800 for row in once)) < 0
    assert budget_left(texts, len(once), sum(row[3] >= 500 for row in once)) > 30

    sick = Counter(row[1] for row in failed).most_common(1)[0][0]
    loudest = Counter(row[1] for row in once if row[3] >= 400).most_common(1)[0][0]
    assert hosts[sick] == planted["host"] != hosts[loudest] == planted["host_of_the_scanner"]
    began = datetime.fromisoformat(planted["began_utc"])
    slow = sorted(row[0] for row in failed if row[1] == sick)
    first = next(a for a, b in zip(slow, slow[2:], strict=False) if (b - a).total_seconds() < 180)
    assert abs((first - began).total_seconds()) <= 180
    events = [json.loads(line) for line in texts["events.jsonl"].splitlines()]
    before = max(
        (e for e in events if datetime.fromisoformat(e["at"]) <= first), key=lambda e: e["at"]
    )
    assert before == {**planted["cause"], "host": planted["host"]}


def test_the_median_of_the_fleet_hides_what_its_tail_shows() -> None:
    texts, _, planted = made("shell_incident.py")
    began = datetime.fromisoformat(planted["began_utc"])
    once = {row[5]: row for row in logged(texts) if row[2] != "/healthz"}.values()
    hour = [row for row in once if 0 <= (row[0] - began).total_seconds() < 3_600]
    ms = sorted(row[4] for row in hour)
    told = planted["milliseconds"]["fleet"]
    for q in (50, 95, 99):
        assert ms[math.ceil(q / 100 * len(ms)) - 1] == told["first_hour"][f"p{q}"]
    assert told["first_hour"]["p50"] < 1.15 * told["hour_before"]["p50"]
    assert told["first_hour"]["p99"] > 5 * told["hour_before"]["p99"]
    each = [sorted(row[4] for row in hour if row[1] == host) for host in {row[1] for row in hour}]
    mean = sum(one[math.ceil(0.95 * len(one)) - 1] for one in each) / len(each)
    assert abs(mean - told["first_hour"]["p95"]) > 0.3 * told["first_hour"]["p95"]


def test_the_spool_holds_names_that_words_and_lines_take_apart() -> None:
    _, spool, planted = made("shell_incident.py")
    left = sorted(
        (name.removeprefix("spool/").encode(), data)
        for name, data in spool
        if name.startswith("spool/") and name.endswith(".part")
    )
    records = b"".join(
        name + b"\0" + hashlib.sha256(data).hexdigest().encode() + b"\n" for name, data in left
    )
    assert planted["quarantine"] == {
        "files": len(left),
        "sha256": hashlib.sha256(records).hexdigest(),
    }
    names = [name.decode() for name, _ in left]
    listing = "\n".join(names)
    assert len(listing.splitlines()) > len(names)
    assert len(listing.split()) > len(listing.splitlines())
    assert len({name.rpartition("/")[2] for name in names}) < len(names)
    assert any(name.startswith("-") for name in names)
