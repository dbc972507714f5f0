"""How a careful reader of the maths projects would compute what was planted."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def noise_of_units(readings: Floats, units: NDArray[np.str_], rank: int) -> Floats:
    """The random error of each sensor, from what a few states cannot explain within a unit."""
    found = np.ones(len(units))
    for unit in np.unique(units):
        columns = units == unit
        values = np.linalg.svd(readings[:, columns], compute_uv=False)
        found[columns] = (np.mean(values[rank:] ** 2) / len(readings)) ** 0.5
    return found


def noise_edge(rows: int, columns: int) -> float:
    """The largest singular value of pure noise, over the root of the rows."""
    return float(1 + (columns / rows) ** 0.5)


def residual(sound: Floats, rank: int) -> Floats:
    """The projection on what the first components of the sound rows leave."""
    components = np.linalg.svd(sound, full_matrices=False)[2][:rank].T
    found: Floats = np.eye(sound.shape[1]) - components @ components.T
    return found


def windows(rows: Floats, length: int) -> Floats:
    """Sums of each column over moving windows."""
    total = np.vstack((np.zeros(rows.shape[1]), np.cumsum(rows, axis=0)))
    found: Floats = total[length:] - total[:-length]
    return found


def first_alarms(rest: Floats, length: int = 60) -> dict[int, int]:
    """The first minute of each sensor at which mean or spread of its residual is too large."""
    mean = np.abs(windows(rest, length)) / length**0.5 > 6
    spread = (windows(rest**2, length) / length - 1) * (length / 2) ** 0.5 > 8
    raised = mean | spread
    return {
        int(i): int(np.argmax(raised[:, i])) + length - 1
        for i in np.flatnonzero(raised.any(axis=0))
    }


Call = tuple[int, float, int, float]


def sent_crews(calls: list[Call]) -> list[Call]:
    """The calls without those that were repeated within a quarter of an hour."""
    last: dict[tuple[int, int, float], float] = {}
    kept = []
    for day, minute, place, work in calls:
        key = day, place, work
        if key not in last or minute - last[key] > 15.2:
            last[key] = minute
            kept.append((day, minute, place, work))
    return kept


def counts_by_slot(calls: list[Call], days: int) -> Floats:
    """Calls of each day in each two hours."""
    found = np.zeros((days, 12))
    for day, minute, _, _ in calls:
        found[day, int(minute // 120)] += 1
    return found


def gaps(calls: list[Call], rates: Floats) -> Floats:
    """Gaps between calls in the time in which they should come at rate one."""
    start = np.concatenate(([0.0], np.cumsum(2 * rates)))
    at = [
        day * start[-1] + start[slot := int(minute // 120)] + rates[slot] * (minute / 60 - 2 * slot)
        for day, minute, _, _ in calls
    ]
    found: Floats = np.diff(np.sort(at))
    return found
