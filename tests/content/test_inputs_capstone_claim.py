"""The claim about an optimiser falls once its baseline is tuned, and the rest of the task holds."""

import csv
import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from tests.content.generators import module

Array = NDArray[np.floating[Any]]
LETTERS = 24


@cache
def claim() -> tuple[dict[str, str], dict[str, Any]]:
    made: tuple[dict[str, str], dict[str, Any]] = module("optimiser_claim.py").make(7)
    return made


def archive() -> list[dict[str, str]]:
    return list(csv.DictReader(claim()[0]["runs.csv"].splitlines()))


def sound(run: dict[str, str]) -> bool:
    return run["status"] == "done" and run["steps"] == "2000" and run["commit"] == "c903"


def best_rate(runs: list[dict[str, str]], method: str) -> str:
    """The rate with the least mean validation loss over the first twelve seeds."""
    losses: dict[str, list[float]] = {}
    for run in runs:
        if run["method"] == method and run["valid"] and int(run["seed"]) < 12:
            losses.setdefault(run["rate"], []).append(float(run["valid"]))
    return min(losses, key=lambda rate: float(np.mean(losses[rate])))


def fresh(runs: list[dict[str, str]], method: str, rate: str) -> list[float]:
    return [
        float(run["test"])
        for run in runs
        if (run["method"], run["rate"]) == (method, rate) and int(run["seed"]) >= 12
    ]


def test_the_published_table_can_be_rebuilt_and_shows_what_was_compared() -> None:
    runs, published = archive(), json.loads(claim()[0]["claim.json"])
    base = [
        float(run["test"])
        for run in runs
        if (run["method"], run["rate"]) == ("adamw", "0.0003") and int(run["seed"]) < 3
    ]
    best = min(
        (run for run in runs if run["method"] == "lion" and run["test"]),
        key=lambda run: float(run["test"]),
    )
    assert np.mean(base) == pytest.approx(published["adamw"], abs=1e-4)
    assert float(best["test"]) == published["lion"]
    assert best["commit"] == "b7d0"
    assert claim()[1]["difference_claimed"] > 0.1


def test_the_advantage_vanishes_with_a_tuned_baseline_and_fresh_seeds() -> None:
    runs, planted = archive(), claim()[1]
    good = [run for run in runs if sound(run)]
    rates = {method: best_rate(good, method) for method in ("adamw", "lion")}
    assert {method: float(rate) for method, rate in rates.items()} == planted["best_rates"]
    left, right = (fresh(good, method, rate) for method, rate in rates.items())
    assert len(left) == len(right) == 12
    error = np.sqrt(np.var(left, ddof=1) / 12 + np.var(right, ddof=1) / 12)
    difference = abs(np.mean(left) - np.mean(right))
    assert difference < stats.t.ppf(0.975, 22) * error
    assert difference + stats.t.ppf(0.95, 22) * error < 0.02
    assert np.std(left, ddof=1) == pytest.approx(planted["spread_over_seeds"], rel=0.5)


def test_runs_that_do_not_count_change_the_answer() -> None:
    runs, planted = archive(), claim()[1]
    assert sum(run["steps"] == "1200" for run in runs) == planted["runs_cut_short"]
    assert sum(run["commit"] == "b7d0" for run in runs) == planted["runs_on_the_wrong_file"]
    assert float(best_rate(runs, "adamw")) != planted["best_rates"]["adamw"]
    lost = [
        run for run in runs if (run["method"], run["rate"]) == ("lion", "0.001") and not run["test"]
    ]
    assert len(lost) == planted["lion_diverged_at_1e-3"] > 0


def letters(name: str) -> NDArray[np.int64]:
    return np.frombuffer(claim()[0][name].strip().encode(), np.uint8).astype(np.int64) - 97


def test_two_letters_reach_the_floor_and_one_does_not() -> None:
    train, valid = letters("train.txt"), letters("valid.txt")
    floor = claim()[1]["floor_of_the_loss"]
    pairs, single = np.full((24, 24, 24), 0.05), np.full((24, 24), 0.05)
    np.add.at(pairs, (train[:-2], train[1:-1], train[2:]), 1)
    np.add.at(single, (train[:-1], train[1:]), 1)
    pairs /= pairs.sum(axis=2, keepdims=True)
    single /= single.sum(axis=1, keepdims=True)
    two = -np.log(pairs[valid[:-2], valid[1:-1], valid[2:]]).mean()
    one = -np.log(single[valid[:-1], valid[1:]]).mean()
    assert floor < two < floor + 0.06
    assert one > floor + 1


class Softmax:
    """Softmax regression of a letter on the two before it; weights (place, letter, next)."""

    def __init__(self) -> None:
        text = letters("train.txt")
        self.counts = np.zeros((LETTERS,) * 3)
        np.add.at(self.counts, (text[:-2], text[1:-1], text[2:]), 1 / (len(text) - 2))
        self.mass = self.counts.sum(axis=2, keepdims=True)

    def chances(self, weights: Array) -> Array:
        raised = np.exp(spread(weights))
        found: Array = raised / raised.sum(axis=2, keepdims=True)
        return found

    def gradient(self, weights: Array) -> Array:
        return gathered(self.mass * self.chances(weights) - self.counts)

    def curvature(self, weights: Array) -> float:
        """The largest eigenvalue of the Hessian, by power iteration."""
        chances, found = self.chances(weights), 0.0
        direction: Array = np.random.default_rng(0).normal(size=weights.shape)
        for _ in range(60):
            direction /= np.linalg.norm(direction)
            moved = spread(direction)
            mean = (chances * moved).sum(axis=2, keepdims=True)
            bent = gathered(self.mass * chances * (moved - mean))
            found, direction = float((direction * bent).sum()), bent
        return found

    def descend(self, weights: Array, rate: float, steps: int) -> Array:
        for _ in range(steps):
            weights = weights - rate * self.gradient(weights)
        return weights


def spread(weights: Array) -> Array:
    found: Array = weights[0][:, None] + weights[1][None]
    return found


def gathered(table: Array) -> Array:
    return np.stack([table.sum(axis=1), table.sum(axis=0)])


def test_descent_stops_settling_where_the_curvature_says() -> None:
    task = Softmax()
    best = task.descend(np.zeros((2, LETTERS, LETTERS)), 150, 200)
    curvature = task.curvature(best)
    start = best + 1e-3 * np.random.default_rng(1).normal(size=best.shape)
    left = [
        float(np.linalg.norm(task.gradient(task.descend(start, factor / curvature, 150))))
        for factor in (1.7, 2.3)
    ]
    assert left[0] < 1e-3 < left[1] / 3


def test_estimates_for_the_machine_follow_from_its_file() -> None:
    machine, planted = json.loads(claim()[0]["machine.json"]), claim()[1]["machine"]
    size = 12 * machine["layers"] * machine["width"] ** 2 + machine["letters"] * machine["width"]
    flops = 6 * size + 12 * machine["layers"] * machine["width"] * machine["context"]
    assert (size, flops) == (planted["parameters"], planted["flops_per_token"])
    assert planted["least_seconds_per_step"] == pytest.approx(
        flops * machine["tokens_per_step"] / machine["flops_per_second_bf16"], abs=1e-3
    )
    assert planted["state_bytes"]["lion"] == 0.75 * planted["state_bytes"]["adamw"]
    update = 2 * planted["state_bytes"]["adamw"] / machine["memory_bytes_per_second"]
    assert update < 0.01 * planted["least_seconds_per_step"]
