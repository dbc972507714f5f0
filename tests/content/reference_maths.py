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
