"""What the inputs of the specialism projects plant: the careful way finds it, the careless not."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.content.generators import module

Numbers = NDArray[np.float64]


# Anomaly detection


def stations() -> tuple[Numbers, dict[str, Any], list[list[Any]]]:
    """Readings by hour, station and sensor, with the truth and the planned work."""
    script = module("water_stations.py")
    tables, truth = script.make(7)
    values = np.array([row[2:] for row in tables["readings"][1]], dtype=float)
    return values.reshape(script.HOURS, script.STATIONS, -1), truth, tables["work_orders"][1]


def running(values: Numbers, hours: int) -> Numbers:
    """The mean of the last hours, zero before there are enough."""
    total = np.cumsum(np.concatenate([np.zeros((1, *values.shape[1:])), values]), axis=0)
    found = np.zeros_like(values)
    found[hours - 1 :] = (total[hours:] - total[:-hours]) / hours
    return found


def residuals(readings: Numbers, orders: list[list[Any]]) -> Numbers:
    """Each sensor given the flow, beside the other stations, level again after planned work."""
    quiet, found = 8 * 168, np.zeros_like(readings[:, :, 1:])
    for station in range(readings.shape[1]):
        flow = np.stack([np.ones(len(readings)), readings[:, station, 0]], axis=1)
        told = readings[:, station, 1:]
        found[:, station] = told - flow @ np.linalg.lstsq(flow[:quiet], told[:quiet])[0]
    for name, hour, _ in orders:
        gauge = found[:, int(name[1:]), 0]
        gauge[hour:] -= np.median(gauge[hour : hour + 72]) - np.median(gauge[:quiet])
    found -= np.median(found, axis=1, keepdims=True)
    return found / (1.4826 * np.median(np.abs(found[:quiet]), axis=0))


def loudest(score: Numbers, budget: int) -> list[tuple[int, int]]:
    """The hours and stations of the highest scores, 72 hours apart."""
    left, found = score.copy(), []
    left[: 8 * 168] = -1
    for _ in range(budget):
        hour, station = divmod(int(left.argmax()), left.shape[1])
        found.append((hour, station))
        left[max(0, hour - 71) : hour + 72, station] = -1
    return found


def caught(alarms: list[tuple[int, int]], faults: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The faults that an alarm falls into."""
    return [
        one
        for one in faults
        if any(one["station"] == s and one["start"] <= h < one["end"] for h, s in alarms)
    ]


def lasting(score: Numbers) -> Numbers:
    """The loudest sensor over a short or a long window."""
    windows = [np.abs(running(score, k)).max(axis=2) * np.sqrt(k) for k in (3, 24)]
    found: Numbers = np.maximum(*windows)
    return found


def test_water_faults_are_found_jointly_and_not_by_limits() -> None:
    readings, truth, orders = stations()
    faults = truth["faults"]
    score = residuals(readings, orders)
    alarms = loudest(lasting(score), 54)
    within = [one for one in alarms if caught([one], faults)]
    assert len(faults) == 24
    assert len(caught(alarms, faults)) >= 22
    assert len(within) >= 0.6 * 54
    assert len(caught(loudest(lasting(residuals(readings, [])), 54), faults)) < 6
    week = np.arange(len(readings)) % 168
    normal = np.stack([np.median(readings[:1344][week[:1344] == h], axis=0) for h in range(168)])
    off = readings - normal[week]
    limits = np.abs(off / np.median(np.abs(off[:1344]), axis=0)).max(axis=2)
    by_limits = caught(loudest(limits, 54), faults)
    assert sum(one["kind"] == "clogging" for one in by_limits) <= 5
    assert len(by_limits) < 20
    dirty = truth["fault_inside_the_normal_weeks"]
    hour, station = divmod(int(lasting(score)[:1344].argmax()), 8)
    assert station == dirty["station"]
    assert dirty["start"] <= hour < dirty["end"] + 24


def test_slow_overheating_rings_within_a_week_when_quiet_hours_do_not() -> None:
    readings, truth, orders = stations()
    score = lasting(residuals(readings, orders))
    faulty = np.zeros(score.shape, dtype=bool)
    faulty[:1344] = True
    for one in truth["faults"]:
        faulty[one["start"] : one["end"] + 24, one["station"]] = True
    for _, hour, _ in orders:
        faulty[hour : hour + 72] = True
    level = score[~faulty].max()
    delays = [
        int((score[one["start"] : one["end"], one["station"]] > level).argmax())
        for one in truth["faults"]
        if one["kind"] == "overheating"
        and score[one["start"] : one["end"], one["station"]].max() > level
    ]
    assert len(delays) >= 5
    assert sum(delay < 168 for delay in delays) >= 3


def test_a_random_score_looks_splendid_when_one_hit_counts_for_all() -> None:
    truth = module("water_stations.py").make(7)[1]
    labels = np.zeros((26 * 168, 8), dtype=int)
    for number, one in enumerate(truth["faults"], start=1):
        labels[one["start"] : one["end"], one["station"]] = number
    labels = labels[1344:]
    score = np.random.default_rng(0).random(labels.shape)
    best = {"plain": 0.0, "adjusted": 0.0}
    for level in (0.0, 0.5, 0.9, 0.95, 0.98, 0.99):
        ringing, true = score > level, labels > 0
        hit = np.isin(labels, np.unique(labels[ringing & true])) & true
        for name, found in (("plain", ringing), ("adjusted", ringing | hit)):
            right = (found & true).sum()
            best[name] = max(best[name], 2 * right / (found.sum() + true.sum()))
    assert best["plain"] < 0.25
    assert best["adjusted"] > 0.8
    assert truth["faults_without_a_ticket"] >= 8
