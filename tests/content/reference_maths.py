"""How a careful reader of the maths projects would compute what was planted."""

import heapq

import numpy as np
from numpy.typing import NDArray
from tests.content.generators import module

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


def huffman_lengths(chance: Floats) -> Floats:
    """The lengths of Huffman's code; 0 where the chance is 0."""
    found = np.zeros(len(chance))
    heap = [(float(one), i, [i]) for i, one in enumerate(chance) if one > 0]
    heapq.heapify(heap)
    for number in range(len(chance), len(chance) + len(heap) - 1):
        (one, _, left), (two, _, right) = heapq.heappop(heap), heapq.heappop(heap)
        found[left + right] += 1
        heapq.heappush(heap, (one + two, number, left + right))
    return found


def counts_after(log: str, context: int) -> Floats:
    """How often each event follows each context."""
    letters = module("event_log.py").LETTERS
    events = np.array([letters.index(one) for one in log])
    before = np.zeros(len(events) - context, int)
    for i in range(context):
        before = before * len(letters) + events[i : len(events) - context + i]
    found = np.zeros((len(letters) ** context, len(letters)))
    np.add.at(found, (before, events[context:]), 1)
    return found


def bits_sent(sent: Floats, table: Floats) -> float:
    """Bits an event of an ideal code for the chances of the table."""
    used = sent > 0
    return float(-(sent[used] * np.log2(table[used])).sum() / sent.sum())


def smoothed(counts: Floats, least: float = 0.1) -> Floats:
    found: Floats = (counts + least) / (counts + least).sum(axis=1, keepdims=True)
    return found
