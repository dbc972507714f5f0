"""The generators of the project prompts run, repeat themselves, and plant what they say."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from tests.content.generators import INPUTS, hashes, module, rows, run, truth
from tests.content.library import PROJECTS, projects

SCRIPTS = sorted(INPUTS.glob("*.py"))


class Made(dict[str, Path]):
    """The files of each generator, made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __missing__(self, name: str) -> Path:
        run(name, "--out", str(self.folder / name))
        self[name] = self.folder / name
        return self[name]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("inputs"))


def test_every_script_is_named_by_a_project_and_the_other_way_round() -> None:
    named = {
        one
        for path in PROJECTS
        for project in projects(path)
        for one in project["inputs"]
        if one.endswith(".py")
    }
    assert named == {f"inputs/{script.name}" for script in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_files_are_the_same_each_time_and_others_with_another_seed(
    script: Path, made: Made, tmp_path: Path
) -> None:
    run(script.name, "--out", str(tmp_path / "other"), "--seed", "8")
    subprocess.run(
        [sys.executable, "-W", "error", str(script), "--out", str(tmp_path / "again")],
        timeout=60,
        check=True,
    )
    assert hashes(tmp_path / "again") == hashes(made[script.name])
    assert hashes(tmp_path / "other") != hashes(made[script.name])
    sizes = [path.stat().st_size for path in made[script.name].iterdir()]
    assert 1_000 < sum(sizes) < 3_000_000


def test_checkout_has_a_broken_split_and_a_lift_that_can_be_seen(made: Made) -> None:
    folder, planted = made["checkout_experiment.py"], truth("checkout_experiment.py")
    assigned, orders = rows(folder / "assignments.csv"), rows(folder / "orders.csv")
    split = {
        platform: stats.chisquare(
            list(Counter(r["variant"] for r in assigned if r["platform"] == platform).values())
        ).pvalue
        for platform in ("web", "ios", "android")
    }
    assert split["android"] < 1e-4
    assert min(split["web"], split["ios"]) > 0.05
    assert len(orders) - len({r["order"] for r in orders}) == planted["orders_repeated"] > 0
    buyers = {r["user"] for r in orders}
    trusted = [r for r in assigned if r["platform"] != "android"]
    bought = {
        variant: np.array([r["user"] in buyers for r in trusted if r["variant"] == variant])
        for variant in ("old", "new")
    }
    lift = bought["new"].mean() - bought["old"].mean()
    error = np.sqrt(sum(one.var() / len(one) for one in bought.values()))
    assert lift - 1.96 * error > 0.003
    assert abs(lift - planted["conversion_lift_planted"]) < 1.96 * error


def test_the_visitors_who_were_lost_make_the_new_checkout_look_as_if_it_lost_money(
    made: Made,
) -> None:
    folder = made["checkout_experiment.py"]
    amounts = {r["user"]: float(r["amount"]) for r in rows(folder / "orders.csv")}
    assigned = rows(folder / "assignments.csv")
    android = {r["user"] for r in assigned if r["platform"] == "android"}

    def compared(users: set[str], value: Callable[[dict[str, str]], float]) -> tuple[float, float]:
        new, old = (
            np.array([value(r) for r in assigned if r["user"] in users and r["variant"] == variant])
            for variant in ("new", "old")
        )
        error = np.sqrt(new.var() / len(new) + old.var() / len(old))
        return float(new.mean() - old.mean()), float(1.96 * error)

    everyone = {r["user"] for r in assigned}
    money = {
        name: compared(users, lambda r: amounts.get(r["user"], 0.0))
        for name, users in (
            ("all", everyone),
            ("trusted", everyone - android),
            ("android", android),
        )
    }
    assert money["all"][0] < money["all"][1]
    assert money["trusted"][0] > money["trusted"][1]
    assert money["android"][0] < -money["android"][1]
    before, margin = compared(android, lambda r: float(r["spend_before"]))
    assert before < -2 * margin
    same, margin = compared(everyone - android, lambda r: float(r["spend_before"]))
    assert abs(same) < margin


def test_four_looks_find_what_is_not_there_as_often_as_the_prompt_says() -> None:
    random = np.random.default_rng(0)
    weeks = np.cumsum(random.normal(size=(4_000, 4)), axis=1) / np.sqrt([1, 2, 3, 4])
    assert 0.10 < (np.abs(weeks) > 1.96).any(axis=1).mean() < 0.15


def test_ill_conditioned_task_has_the_optimum_stated(made: Made) -> None:
    planted, script = truth("ill_conditioned.py"), module("ill_conditioned.py")
    table = np.loadtxt(made["ill_conditioned.py"] / "train.csv", delimiter=",", skiprows=1)
    features, labels = table[:, :-1], table[:, -1].astype(int)
    weights, steps, condition = script.solve(features, labels)
    best = script.loss_of(weights, features, labels)
    assert best == pytest.approx(planted["least_loss"], abs=1e-8)
    assert steps == planted["newton_steps"] <= 20
    assert condition > 1e6
    random = np.random.default_rng(0)
    for _ in range(50):
        nearby = weights + random.normal(size=weights.shape) * np.abs(weights) * 0.05
        assert script.loss_of(nearby, features, labels) > best
    repeated = np.abs(np.corrcoef(features[:, 3], features[:, 5])[0, 1])
    assert repeated > 0.999


def test_centring_and_penalising_scaled_weights_change_the_ill_conditioned_task(made: Made) -> None:
    planted, script = truth("ill_conditioned.py"), module("ill_conditioned.py")
    table = np.loadtxt(made["ill_conditioned.py"] / "train.csv", delimiter=",", skiprows=1)
    features, labels = table[:, :-1], table[:, -1].astype(int)
    moved = []
    for other in (features - features.mean(axis=0), features / features.std(axis=0)):
        weights, _, _ = script.solve(other, labels)
        moved.append(script.loss_of(weights, other, labels) - planted["least_loss"])
    assert moved == pytest.approx([0.005, -0.011], abs=0.0005)


def test_late_payments_know_nothing_too_soon(made: Made) -> None:
    folder, planted = made["late_payments.py"], truth("late_payments.py")
    invoices, payments = rows(folder / "invoices.csv"), rows(folder / "payments.csv")
    first = Counter(row["invoice"] for row in invoices)
    assert sum(count > 1 for count in first.values()) == planted["invoices_corrected_later"] > 100
    assert all(int(row["known_day"]) >= int(row["issued_day"]) for row in invoices)
    assert all(int(row["known_day"]) >= int(row["paid_day"]) for row in payments)
    issued = {row["invoice"]: row for row in reversed(invoices)}
    paid = {row["invoice"]: int(row["paid_day"]) for row in payments}
    due = {
        name: int(row["issued_day"]) + int(row["terms"]) + 30
        for name, row in issued.items()
        if int(row["issued_day"]) < 600
    }
    late = [paid.get(name, 10_000) > day for name, day in due.items()]
    assert 0.08 < np.mean(late) < 0.25
    assert len(issued) / (728 / 7) > 5 * 25
    tables = ("customers", "invoices", "payments", "disputes")
    known = [int(row["known_day"]) for name in tables for row in rows(folder / f"{name}.csv")]
    assert max(known) == 727
    last = planted["last_week_with_all_labels_known"] * 7 + 6
    assert last + 60 + 30 + 7 <= 727 < last + 7 + 60 + 30 + 7


def test_finance_rule_leaves_room_below_one_who_knows_every_habit(made: Made) -> None:
    """The rule as the prompt words it, on the weeks of the verdict, beside the best there is."""
    folder, planted = made["late_payments.py"], truth("late_payments.py")
    invoices = {row["invoice"]: row for row in reversed(rows(folder / "invoices.csv"))}
    paid = {row["invoice"]: row for row in rows(folder / "payments.csv")}
    due = {name: int(row["issued_day"]) + int(row["terms"]) for name, row in invoices.items()}
    lateness: dict[str, list[tuple[int, int]]] = {}
    for name, row in paid.items():
        seen = (int(row["known_day"]), int(row["paid_day"]) - due[name])
        lateness.setdefault(invoices[name]["customer"], []).append(seen)

    def mean_before(name: str) -> float:
        day = int(invoices[name]["issued_day"])
        past = [late for known, late in lateness[invoices[name]["customer"]] if known < day]
        return sum(past) / len(past) if past else -1e3

    hits: list[bool] = []
    for week in range(52, planted["last_week_with_all_labels_known"] + 1):
        issued = [name for name, row in invoices.items() if int(row["issued_day"]) // 7 == week]
        called = sorted(issued, key=mean_before, reverse=True)[:25]
        hits += [n not in paid or int(paid[n]["paid_day"]) > due[n] + 30 for n in called]
    best = planted["precision_among_25_knowing_every_habit"]
    assert best["weeks 52 to 89"] - np.mean(hits) > 0.07
    assert np.mean(hits) > 0.5


def invalid_field(event: object, balances: dict[str, int]) -> str:
    """The field that makes an event unfit to book, "body" for no object, or nothing."""
    if not isinstance(event, dict):
        return "body"
    for name in ("from", "to"):
        if event.get(name) not in balances:
            return name
    pence = event["pence"]
    if event["from"] == event["to"]:
        return "to"
    return "" if type(pence) is int and 0 < pence <= balances[event["from"]] else "pence"


def test_the_balances_follow_from_the_events(made: Made) -> None:
    folder, planted = made["payment_events.py"], truth("payment_events.py")
    balances: dict[str, int] = json.loads((folder / "accounts.json").read_text(encoding="utf-8"))
    seen: dict[str, object] = {}
    counts: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            event = json.loads(line)
            wrong = invalid_field(event, balances)
        except json.JSONDecodeError:
            wrong = "body"
        if wrong:
            refused[wrong] += 1
        elif event["key"] in seen:
            counts["repeated" if seen[event["key"]] == event else "conflicting"] += 1
        else:
            seen[event["key"]] = event
            counts["accepted"] += 1
            balances[event["from"]] -= event["pence"]
            balances[event["to"]] += event["pence"]
        if counts.total() + refused.total() == 2_000:
            first = {"accepted": len(seen), "sha256_of_balances": balance_hash(balances)}
            assert planted["first_2000_lines"] == first
    assert balances == planted["balances"]
    assert min(balances.values()) > 0
    assert counts == {name: planted[name] for name in ("accepted", "repeated", "conflicting")}
    assert refused.total() == planted["broken_or_invalid"]
    assert refused["pence"] > refused["to"] > 5 < refused["body"]
    assert balance_hash(balances) == planted["sha256_of_balances"]


def balance_hash(balances: dict[str, int]) -> str:
    """The hash as the generator's own help words it."""
    text = json.dumps(balances, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_bad_release_is_plausible_and_wrong(made: Made) -> None:
    folder, right = made["model_releases.py"], truth("model_releases.py")["accuracy"]
    assert right["v2"] >= right["v1"] > right["v3"] + 0.1
    requests = [
        json.loads(line)
        for line in (folder / "requests.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len(requests) == 5_000
    for name in ("v1", "v2"):
        model = json.loads((folder / f"model-{name}.json").read_text(encoding="utf-8"))
        inputs = np.array([[one["input"][key] for key in model["features"]] for one in requests])
        scaled = (inputs - model["mean"]) / model["scale"]
        found = 1 / (1 + np.exp(-(scaled @ model["weights"] + model["bias"])))
        assert np.abs(found - [one[name] for one in requests]).max() < 1e-4


def test_the_avoidable_cost_can_be_found_in_the_bill(made: Made) -> None:
    folder, planted = made["platform_bill.py"], truth("platform_bill.py")
    bill = rows(folder / "usage.csv")
    prices = json.loads((folder / "prices.json").read_text(encoding="utf-8"))
    cost = [float(row["cost"]) for row in bill]
    assert sum(cost) == pytest.approx(planted["total"], abs=0.01)
    idle = [row["kind"] == "gpu-large" and float(row["busy"] or 1) == 0 for row in bill]
    night = [row["resource"].startswith("serve-") and float(row["amount"]) == 10 for row in bill]
    spare = [n and not row["resource"].endswith("-0") for n, row in zip(night, bill, strict=True)]
    kept = sum(float(r["amount"]) for r in bill if r["resource"] == "bucket-checkpoints")
    found = {
        "notebooks_left_on": sum(c for c, one in zip(cost, idle, strict=True) if one),
        "spare_gpus_at_night": sum(c for c, one in zip(cost, spare, strict=True) if one),
        "unread_checkpoints_hot": kept * (prices["storage-hot"] - prices["storage-cold"]),
        "cross_zone_reads": sum(float(r["cost"]) for r in bill if r["kind"] == "transfer-zone"),
    }
    assert found == pytest.approx(planted["cost_of_what_could_be_avoided"], rel=0.01)
    assert sum(found.values()) / planted["total"] > 0.33
    assert planted["cost_without_team"] > 0.3 * planted["total"]
