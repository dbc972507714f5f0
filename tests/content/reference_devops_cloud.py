"""How care finds what the generators of the DevOps and cloud projects plant, and haste does not."""

import base64
import hmac
import ipaddress
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

Found = set[tuple[str, str]]
"""Pairs of a change and the rule that it breaks."""

Ranges = list[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str]]


# --- an incident ----------------------------------------------------------------------------------


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


# --- a model that is watched ----------------------------------------------------------------------


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    rank = score.argsort(kind="stable").argsort(kind="stable") + 1
    hits = int(positive.sum())
    found: float = (rank[positive].sum() - hits * (hits + 1) / 2) / (hits * (len(score) - hits))
    return found


def days(data: dict[str, Any], start: int, stop: int) -> np.ndarray:
    found: np.ndarray = (data["day"] >= start) & (data["day"] < stop)
    return found


# --- changes at a gate ----------------------------------------------------------------------------


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def under(value: Any, key: str) -> Iterator[Any]:
    """Everything below this key, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield inner
            yield from under(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from under(inner, key)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def wide(policy: str) -> bool:
    allowed = [one for one in several(json.loads(policy)["Statement"]) if one["Effect"] == "Allow"]
    return any(
        "NotAction" in one
        or (
            "*" in several(one["Resource"])
            and any(act == "*" or act.endswith(":*") for act in several(one["Action"]))
        )
        for one in allowed
    )


def plan_faults(plan: Any, waived: Found) -> Iterator[str]:
    for one in plan["resource_changes"]:
        kind, change = one["type"], one["change"]
        left = change["after"]
        if kind == "sql_database" and "delete" in change["actions"]:
            if ("P7", one["address"]) not in waived:
                yield "P7"
        elif left and kind == "object_bucket":
            if change["after_unknown"].get("acl") or left["acl"].startswith("public"):
                yield "P1"
        elif left and kind == "object_bucket_policy":
            if any(s["Principal"] == "*" for s in several(json.loads(left["policy"])["Statement"])):
                yield "P1"
        elif left and kind == "iam_policy" and wide(left["policy"]):
            yield "P2"


def attested(document: Any, trust: Any) -> set[str]:
    payload = base64.b64decode(document["payload"])
    key = trust["keys"][document["keyid"]].encode()
    stated = json.loads(payload)
    right = hmac.compare_digest(hmac.new(key, payload, "sha256").hexdigest(), document["sig"])
    known = document["keyid"] not in trust["revoked"] and stated["builder"] in trust["builders"]
    return {one["digest"]["sha256"] for one in stated["subject"]} if right and known else set()


def image_faults(read: dict[str, Any], trust: Any) -> Iterator[str]:
    for image in under(read["manifests"], "image"):
        pinned = re.search(r"@sha256:([0-9a-f]{64})$", image)
        if not pinned:
            yield "P3"
        elif pinned[1] not in attested(read["attestation"], trust):
            yield "P5"


def decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except ValueError:
        return ""


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def part_faults(bill: Any, advisories: Any, waived: Found) -> Iterator[str]:
    for part in (one for found in under(bill, "components") for one in found):
        for known in advisories:
            if (
                known["component"] == part["name"]
                and known["severity"] in {"high", "critical"}
                and version(known["introduced"])
                <= version(part["version"])
                < version(known["fixed"])
                and ("P6", part["name"]) not in waived
            ):
                yield "P6"


def gate(files: dict[str, str], name: str) -> Iterator[str]:
    trust, advisories = json.loads(files["trust.json"]), json.loads(files["advisories.json"])
    waived = {
        (one["rule"], one["subject"])
        for one in json.loads(files["waivers.json"])
        if one["change"] == name and one["until"] >= "2026-03-09"
    }
    read: dict[str, Any] = {}
    for kind in ("plan", "manifests", "sbom", "state", "attestation"):
        try:
            read[kind] = json.loads(files[f"{name}.{kind}.json"])
        except (KeyError, ValueError):
            yield "P0"
    if "plan" in read:
        yield from plan_faults(read["plan"], waived)
    yield from image_faults(read, trust)
    if "sbom" in read:
        yield from part_faults(read["sbom"], advisories, waived)
    form = re.compile("|".join(trust["secret_forms"]))
    if any(form.search(one) or form.search(decoded(one)) for one in strings(read["state"])):
        yield "P4"


def grep(files: dict[str, str], name: str) -> Iterator[str]:
    """The gate that searches text, as people write it first."""
    plan, manifests = files[f"{name}.plan.json"], files[f"{name}.manifests.json"]
    if "public-read" in plan:
        yield "P1"
    if r"\"Action\": \"*\"" in plan:
        yield "P2"
    if ":latest" in manifests:
        yield "P3"
    if "key_live" in files[f"{name}.state.json"]:
        yield "P4"
    if f"{name}.attestation.json" not in files:
        yield "P5"
    if any(
        "1.9.0" <= one < "1.12.0"
        for one in re.findall(r"\d+\.\d+\.\d+", files.get(f"{name}.sbom.json", ""))
    ):
        yield "P6"


# --- policies -------------------------------------------------------------------------------------


def fits(pattern: str, value: str) -> bool:
    return value.startswith(pattern[:-1]) if pattern.endswith("*") else value == pattern


def ranges(tables: dict[str, Any]) -> Ranges:
    """The networks, the narrowest first."""
    found = [(ipaddress.ip_network(cidr), name) for name, cidr in tables["networks"].items()]
    return sorted(found, key=lambda one: -one[0].prefixlen)


def home_of(address: str, networks: Ranges) -> str:
    found = ipaddress.ip_address(address)
    return next((name for net, name in networks if found in net), "")


def allows(policy: list[Any], action: str, resource: str, home: str) -> bool:
    hits = [
        one["Effect"]
        for one in policy
        if any(fits(pattern, action) for pattern in several(one["Action"]))
        and any(fits(pattern, resource) for pattern in several(one["Resource"]))
        and home in several(one.get("From", home))
    ]
    return "Allow" in hits and "Deny" not in hits


def width(policies: dict[str, list[Any]], tables: dict[str, Any]) -> int:
    return sum(
        any(allows(policies[who["name"]], action, resource, home) for home in who["home"])
        for who in tables["identities"]
        for action, resource in tables["catalogue"]
    )


def prefix(resource: str) -> str:
    """A storage resource without its day and part, as a pattern."""
    cut = re.sub(r"/\d{4}-\d\d-\d\d/.*", "/", resource)
    return cut if cut == resource else f"{cut}*"


def derived(tables: dict[str, Any], events: list[Any]) -> dict[str, list[Any]]:
    """Policies of exactly what these events did, from the identities' own networks."""
    found: dict[str, list[Any]] = {who["name"]: [] for who in tables["identities"]}
    homes = {who["name"]: list(who["home"]) for who in tables["identities"]}
    for who, action, resource in sorted(
        {(one["identity"], one["action"], prefix(one["resource"])) for one in events}
    ):
        statement = {"Effect": "Allow", "Action": action, "Resource": resource, "From": homes[who]}
        found[who].append(statement)
    return found


# --- a queue with clients who retry ---------------------------------------------------------------


def served_by_fluid(
    new: np.ndarray, capacity: np.ndarray, attempts: int, budget: float = 9, limit: float = 9
) -> np.ndarray:
    """Share served in time by second; beyond `limit` seconds of work the server refuses."""
    steps = len(new) * 5
    again = np.zeros((attempts + 2, steps + 20))
    work, good = 0.0, np.zeros(len(new))
    for step in range(steps):
        second = step // 5
        arriving = again[: attempts + 1, step].copy()
        arriving[1] = new[second] / 5
        retried = arriving[2:].sum()
        arriving[2:] *= min(1, budget * arriving[1] / retried) if retried else 1
        room = max(0.0, min(400, limit * capacity[second]) - work)
        taken = min(1, room / arriving.sum()) if arriving.sum() else 1
        late = work / capacity[second] > 2
        good[second] += 0 if late else taken * arriving.sum()
        again[2:, step + 5] += (1 - taken) * arriving[1:]
        again[2:, step + 10] += taken * arriving[1:] * late
        work = max(0.0, work + taken * arriving.sum() - capacity[second] / 5)
    found: np.ndarray = good / np.maximum(new, 1)
    return found
