"""The item bank as arrays, and which of its items may be asked at a moment."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from mlprep.assessment.arrays import Bools, Floats, Ints
from mlprep.assessment.model import ItemSpec, Response
from mlprep.assessment.prior import Prior
from mlprep.assessment.response import (
    KNOWN_AND_RIGHT,
    effective_discrimination,
    knowing,
    probability_right,
)
from mlprep.assessment.selection import Aim

TOPIC_CAP = 8
"""Items per topic and sitting; more only where the focus is narrow."""
AREA_FLOOR = 2
"""Items in every weighted area before the choice is free."""
PROMISING = 5
_SHARE_FOR_FLOOR = 0.75


class Bank:
    """Items that may be asked in one sitting, and what is forbidden as it goes on."""

    def __init__(self, items: Sequence[ItemSpec], prior: Prior, aim: Aim, grid: Floats) -> None:
        place = {topic: index for index, topic in enumerate(prior.topics)}
        inside = aim.area_mean.sum(axis=0) > 0
        usable = (item for item in items if item.topic in place and inside[place[item.topic]])
        self.items = tuple(sorted(usable, key=lambda item: item.id))
        self.topic: Ints = np.array([place[item.topic] for item in self.items], dtype=np.intp)
        self.area: Ints = prior.area_of[self.topic]
        self._topics = len(set(self.topic.tolist()))
        self._rows, self._filled = self._by_topic(len(prior.topics))
        self._know = knowing(self.items, grid)
        self._a = np.array([effective_discrimination(item.a, item.s_b) for item in self.items])
        self._b = np.array([item.b for item in self.items])
        self._powers = np.stack([np.ones_like(grid), grid, grid**2], axis=1)
        self.c = np.array([item.c for item in self.items])
        self.minutes = np.array([item.expected_seconds / 60 for item in self.items])
        self._place, self._area_of = place, prior.area_of
        self._row = {item.id: row for row, item in enumerate(self.items)}
        self._families: dict[str, list[int]] = {}
        for row, item in enumerate(self.items):
            if item.family:
                self._families.setdefault(item.family, []).append(row)
        self._enemies = self._pair_enemies()
        self._weighted_areas = np.flatnonzero(aim.area_weight > 0).tolist()

    def _by_topic(self, topics: int) -> tuple[Ints, Bools]:
        """Topics x places: the rows of each topic's items, and which places are filled."""
        rows: list[list[int]] = [[] for _ in range(topics)]
        for row, topic in enumerate(self.topic.tolist()):
            rows[topic].append(row)
        width = max(map(len, rows), default=0)
        padded = [one + [0] * (width - len(one)) for one in rows]
        filled = [[True] * len(one) + [False] * (width - len(one)) for one in rows]
        return np.array(padded, dtype=np.intp), np.array(filled, dtype=np.bool_)

    def _pair_enemies(self) -> dict[str, set[int]]:
        pairs: dict[str, set[int]] = {}
        for row, item in enumerate(self.items):
            for enemy in item.enemies:
                pairs.setdefault(enemy, set()).add(row)
                if enemy in self._row:
                    pairs.setdefault(item.id, set()).add(self._row[enemy])
        return pairs

    def promising(self, rows: Ints, phi: Floats, habit: float) -> Ints:
        """Of ``rows``, the five of each topic with most Fisher information at its mean ability.

        Lord (1980): P'^2 / (P (1 - P)).  Only these are looked at closely.
        """
        floor = habit * self.c
        know = 1 / (1 + np.exp(-self._a * (phi[self.topic] - self._b)))
        right = know * (KNOWN_AND_RIGHT - floor) + floor
        slope = (KNOWN_AND_RIGHT - floor) * self._a * know * (1 - know)
        information = np.full(len(self.items), -1.0)
        information[rows] = (slope**2 / (right * (1 - right)))[rows]
        table = np.where(self._filled, information[self._rows], -1.0)
        keep = min(PROMISING, table.shape[1])
        best = np.argpartition(-table, keep - 1, axis=1)[:, :keep]
        found = np.take_along_axis(self._rows, best, axis=1)
        return np.sort(found[np.take_along_axis(table, best, axis=1) >= 0])

    def right_moments(self, rows: Ints, marginals: Floats, habit: float) -> Floats:
        """Rows x 3: sums over the grid of q P(right), q x P(right) and q x^2 P(right)."""
        right = probability_right(self._know[rows], self.c[rows], habit)
        moments: Floats = (right * marginals[self.topic[rows]]) @ self._powers
        return moments

    def allowed(
        self, asked: Sequence[Response], blocked: Collection[str], last: str, maximum: int
    ) -> Ints:
        """Rows that may be asked next: content floor and cap, families, enemies, exposure.

        ``asked`` are the answers that count; ``last`` is the item just shown, which is not
        shown again at once even where its answer did not count.
        """
        free = np.ones(len(self.items), dtype=np.bool_)
        for name in (*blocked, last):
            if name in self._row:
                free[self._row[name]] = False
        free[self._tied(asked)] = False
        free &= self._under_cap(asked, maximum)
        return np.flatnonzero(free & self._on_floor(asked, free, maximum))

    def _tied(self, asked: Sequence[Response]) -> list[int]:
        """Rows of the items asked, of their families and their enemies."""
        tied: set[int] = set()
        for response in asked:
            item = response.item
            if item.id in self._row:
                tied.add(self._row[item.id])
            tied.update(self._families.get(item.family, ()))
            tied.update(self._enemies.get(item.id, ()))
        return list(tied)

    def _under_cap(self, asked: Sequence[Response], maximum: int) -> Bools:
        cap = max(TOPIC_CAP, -(-maximum // max(self._topics, 1)))
        counts = np.zeros(len(self._place), dtype=np.intp)
        for response in asked:
            if response.item.topic in self._place:
                counts[self._place[response.item.topic]] += 1
        under: Bools = counts[self.topic] < cap
        return under

    def _on_floor(self, asked: Sequence[Response], free: Bools, maximum: int) -> Bools:
        """Items of the areas asked least, until each weighted area has had its floor."""
        floor = self._floor(maximum)
        counts = self._area_counts(asked)
        if all(counts[area] >= floor for area in self._weighted_areas):
            return np.ones(len(self.items), dtype=np.bool_)
        areas = [area for area in self._weighted_areas if (free & (self.area == area)).any()]
        least = min((counts[area] for area in areas), default=floor)
        if least >= floor:
            return np.ones(len(self.items), dtype=np.bool_)
        return np.isin(self.area, [area for area in areas if counts[area] == least])

    def _floor(self, maximum: int) -> int:
        areas = len(self._weighted_areas)
        fitting = int(_SHARE_FOR_FLOOR * maximum // max(areas, 1))
        return min(AREA_FLOOR, fitting)

    def _area_counts(self, asked: Sequence[Response]) -> Counter[int]:
        places = (self._place.get(response.item.topic) for response in asked)
        return Counter(int(self._area_of[place]) for place in places if place is not None)
