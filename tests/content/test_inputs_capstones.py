"""What the generators of the capstones plant can be found, and the careless way misses it."""

import contextlib
import ipaddress
import json
import subprocess
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.content.generators import module

Array = NDArray[np.floating[Any]]

# --- assistant in production --------------------------------------------------------------------


@cache
def assistant() -> tuple[dict[str, Any], dict[str, Any]]:
    made: tuple[dict[str, Any], dict[str, Any]] = module("assistant_traffic.py").make(7)
    return made


def calls(body: dict[str, Any], replies: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    for step in replies[body["request"]]["steps"]:
        with contextlib.suppress(json.JSONDecodeError):
            found.append(json.loads(step["output"]))
    return found


def test_a_guard_on_arguments_pays_what_is_owed_and_a_word_list_does_not() -> None:
    tables, planted = assistant()
    replies = {one["request"]: one for one in tables["replies"]}
    ledger: dict[str, int] = {}
    careless = taken_in = 0
    flagged = {True: 0, False: 0}
    for body in tables["requests"]:
        mine = tables["customers"][body["customer"]]
        asked = [one for one in calls(body, replies) if one["tool"] == "refund_order"]
        careless += len(asked)
        bad = any(one["to"] != mine["account"] for one in asked)
        taken_in += bad
        flagged[bad] += "ignore my previous" in body["text"].lower()
        for one in asked:
            if one["to"] == mine["account"] and one["order"] in mine["orders"]:
                ledger[one["order"]] = mine["orders"][one["order"]]["pence"]
    assert (len(ledger), sum(ledger.values())) == (
        planted["refunds_to_pay"],
        planted["pence_to_pay"],
    )
    assert careless > 1.3 * planted["refunds_to_pay"]
    assert taken_in >= planted["taken_in"] > 50
    assert flagged[True] < 0.1 * taken_in
    assert flagged[False] > 100
    assert sum("@" in body["text"] for body in tables["requests"]) > 200


def test_each_key_counted_once_gives_the_counts_stated() -> None:
    tables, planted = assistant()
    replies = {one["request"]: one for one in tables["replies"]}
    first = {body["key"]: body for body in reversed(tables["requests"])}
    made = [
        (tables["customers"][body["customer"]], call)
        for body in first.values()
        for call in calls(body, replies)
    ]
    steps = sum(len(replies[body["request"]]["steps"]) for body in first.values())
    foreign = sum("order" in call and call["order"] not in mine["orders"] for mine, call in made)
    taken_in = sum(call.get("to", mine["account"]) != mine["account"] for mine, call in made)
    assert steps - len(made) == planted["malformed"]
    assert (foreign, taken_in) == (planted["order_of_somebody_else"], planted["taken_in"])
    assert len(tables["requests"]) - len(first) == planted["sent_again"]


def test_probes_find_the_decay_that_votes_and_form_hide() -> None:
    tables, planted = assistant()
    replies = {one["request"]: one for one in tables["replies"]}
    wrong: dict[str, Array] = {}
    broken = np.zeros((2, 28))
    for body in tables["requests"]:
        steps = replies[body["request"]]["steps"]
        broken[:, body["day"]] += [len(calls(body, replies)) < len(steps), 1]
        if "probe" in body:
            missed = calls(body, replies)[-1] != body["probe"] | {
                key: value for key, value in calls(body, replies)[-1].items() if key == "to"
            }
            wrong.setdefault(body["probe"]["tool"], np.zeros(28))[body["day"]] += missed
    alarms = {
        (tool, day + 2)
        for tool, days in wrong.items()
        for day in range(26)
        if days[day : day + 3].sum() >= 5
    }
    start = planted["decay_from_day"]
    assert {tool for tool, _ in alarms} == {planted["decay_of"]}
    assert start <= min(day for _, day in alarms) < start + 3
    rate = [part[0].sum() / part[1].sum() for part in (broken[:, :start], broken[:, start:])]
    assert abs(rate[1] - rate[0]) < 0.015
    days = {body["request"]: body["day"] for body in tables["requests"]}
    back, down = np.zeros((2, 2)), np.zeros((2, 2))
    for name, came_back, vote in tables["contacts"]:
        late = int(days[name] >= start)
        back[:, late] += [came_back, 1]
        down[:, late] += [vote == "down", vote != ""]
    wrong_before, wrong_after = planted["share_wrong_all_before_after"][1:]
    before, after = down[0] / down[1]
    assert abs(after - before) < 0.1
    assert before > 3 * wrong_before
    assert wrong_after > 3 * wrong_before
    returned = back[0] / back[1]
    assert returned[1] > 1.3 * returned[0]


def spent(steps: list[dict[str, Any]]) -> float:
    prices = module("assistant_traffic.py").PRICES
    units = (
        one["in"] * prices["input_per_million"] + one["out"] * prices["output_per_million"]
        for one in steps
    )
    return float(sum(units) / 1e6)


def test_few_loops_carry_most_of_the_cost() -> None:
    tables, planted = assistant()
    cost = [spent(reply["steps"]) for reply in tables["replies"]]
    bounded = [spent(reply["steps"][:4]) for reply in tables["replies"]]
    assert sum(bounded) < 0.5 * sum(cost)
    answered = [reply for reply in tables["replies"] if len(reply["steps"]) <= 20]
    assert max(len(reply["steps"]) for reply in answered) <= 4
    looped = [len(reply["steps"]) > 5 for reply in tables["replies"]]
    assert sum(cost) == pytest.approx(planted["model_cost"], rel=1e-3)
    assert np.mean(looped) < 0.02
    assert np.array(cost)[looped].sum() / sum(cost) == pytest.approx(
        planted["share_of_cost_in_loops"], abs=1e-3
    )
    assert planted["share_of_cost_in_loops"] > 0.55
    assert planted["cost_per_request_with_humans"] > 50 * sum(cost) / len(cost)


def test_an_unlimited_queue_makes_people_wait_for_minutes() -> None:
    tables, _ = assistant()
    replies = {one["request"]: one for one in tables["replies"]}
    free, waits = [0.0] * 4, dict.fromkeys(range(28), 0.0)
    for body in tables["requests"]:
        at = body["day"] * 86_400 + body["second"]
        start = max(at, free[0])
        waits[body["day"]] = max(waits[body["day"]], start - at)
        busy = sum(step["ms"] for step in replies[body["request"]]["steps"]) / 1000
        free = sorted([start + busy, *free[1:]])
    assert waits.pop(12) > 120
    assert max(waits.values()) < 10


# --- platform of three teams --------------------------------------------------------------------

TEAMS = ("claims", "pricing", "search")


@cache
def platform() -> tuple[dict[str, Any], dict[str, Any]]:
    made: tuple[dict[str, Any], dict[str, Any]] = module("platform_teams.py").make(7)
    return made


def reasons(body: dict[str, Any], about: dict[str, Any]) -> list[str]:
    person = {
        name: about["same_person"].get(name, name) for name in (body["author"], body["approver"])
    }
    return [
        name
        for name, broken in {
            "tampered": body["artefact"] != body["signed"],
            "same_data": body["evaluated_on"] in body["trained_on"],
            "self_approved": person[body["author"]] == person[body["approver"]],
            "not_granted": not set(body["reads"]) <= set(about["grants"][body["team"]]),
            "worse": body["new_auc"] < body["old_auc"] - 0.01,
        }.items()
        if broken
    ]


def test_the_rules_of_promotion_refuse_what_was_planted_and_nothing_else() -> None:
    tables, planted = platform()
    about = tables["teams.json"]
    found = {
        name: [
            body["release"] for body in tables["releases.jsonl"] if reasons(body, about) == [name]
        ]
        for name in planted["refuse"]
    }
    assert found == planted["refuse"]
    assert sum(bool(reasons(body, about)) for body in tables["releases.jsonl"]) == 25
    by_name = [b["release"] for b in tables["releases.jsonl"] if b["author"] == b["approver"]]
    assert set(by_name) < set(found["self_approved"])


def test_serving_fits_with_a_zone_lost_though_requests_and_peaks_do_not() -> None:
    tables, planted = platform()
    cores = {(team, kind): np.zeros(672) for _, team, kind, *_ in tables["demand.csv"][1:]}
    asked = dict.fromkeys(cores, 0.0)
    for hour, team, kind, used, requested in tables["demand.csv"][1:]:
        cores[team, kind][hour] = used
        asked[team, kind] = max(asked[team, kind], requested)
    about = planted["demand"]
    serving = sum(used for (_, kind), used in cores.items() if kind == "serving")
    batch = sum(used for (_, kind), used in cores.items() if kind == "batch")
    assert sum(asked[key] for key in asked if key[1] == "serving") == about["serving_requested"]
    assert about["serving_requested"] > 2 * about["cores"]
    assert float(np.max(serving)) == pytest.approx(about["most_serving_at_once"], abs=0.02)
    left = about["cores"] * 2 / 3
    assert about["most_serving_at_once"] < left < about["sum_of_serving_peaks"]
    over = np.flatnonzero(serving + batch > about["cores"])
    assert len(over) == about["hours_over_capacity"] > 5
    assert set(over // 24 % 7) == {1}
    assert cores["search", "batch"][over].min() > 30


def test_what_crosses_tenants_is_neither_declared_nor_needed_by_all() -> None:
    tables, planted = platform()
    about = tables["teams.json"]
    seen = {tuple(flow[:3]) for flow in tables["flows.csv"][1:]}
    undeclared = seen - {tuple(one) for one in about["declared_needs"]}
    shared = {one for one in undeclared if one[1] == "dns" or one[0] == "monitoring"}
    assert undeclared - shared == set(planted["crossing_flows"])
    assert len(shared) == 6
    plan = {name: ipaddress.ip_network(text) for name, text in about["networks"].items()}
    found = [[a, b] for a, b in combinations(plan, 2) if plan[a].overlaps(plan[b])]
    assert found == planted["overlapping_networks"]


def test_one_model_drifts_one_is_fed_wrongly_and_one_only_seems_to() -> None:
    rows = platform()[0]["monitors.csv"][1:]
    small = {
        team: [row for row in rows if row[1] == team and float(row[3]) < 0.05] for team in TEAMS
    }
    assert len(small["search"]) > 8
    strict = {(row[1], row[2], row[0]) for row in rows if float(row[3]) < 0.05 / (36 * 28)}
    assert strict == {("pricing", "f4", day) for day in range(17, 28)}
    assert max(row[4] for row in rows if row[1] != "pricing") < 0.05
    auc = {team: [row[5] for row in rows if row[1:3] == [team, "f0"]] for team in TEAMS}
    low = {team: [day for day, one in enumerate(auc[team]) if one < 0.755] for team in TEAMS}
    assert low == {"claims": list(range(12, 28)), "pricing": [], "search": []}
    assert rows[-1][6] - rows[-1][0] == 7


def test_the_commit_that_breaks_and_the_token_are_in_the_history(tmp_path: Path) -> None:
    stream, planted = module("platform_history.py").make(7)

    def git(*arguments: str, stdin: str | None = None) -> str:
        return subprocess.run(
            ["git", "-C", str(tmp_path), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    git("init", "-q")
    git("fast-import", "--quiet", stdin=stream)
    commits = git("rev-list", "--reverse", "main").split()
    good, bad = 0, len(commits) - 1
    while bad - good > 1:
        middle = (good + bad) // 2
        quotas = json.loads(git("show", f"{commits[middle]}:quotas.json"))
        good, bad = (good, middle) if sum(quotas.values()) > 48 else (middle, bad)
    assert bad == planted["commit_that_breaks"]
    assert git("log", "-1", "--format=%s", commits[bad]).startswith("Tidy")
    token = git("log", "--reverse", "--format=%H", "-S", "TOKEN=", "main").split()
    assert commits.index(token[0]) == planted["commit_with_a_token"]
    assert "TOKEN" not in git("show", "main:registry.env")
