"""The search log of the shop: its bias can be corrected, and its experiment read."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.content.generators import module, truth

Array = NDArray[np.floating[Any]]


class Shop:
    """The search log as arrays, with a linear ranker fitted to pairs of query and item."""

    def __init__(self) -> None:
        script = module("shop_search.py")
        self.tables = {name: rows for name, (_, rows) in script.make(7).items()}
        log = self.tables["log"]
        self.shown = np.array([[int(one[1:]) for one in row[4].split()] for row in log])
        self.query = np.array([int(row[2][1:]) for row in log])
        self.day = np.array([row[1] for row in log])
        self.shuffled = np.array([row[3] for row in log]) == 1
        self.clicked, self.bought = (hits([row[place] for row in log]) for place in (5, 6))
        items = np.array([row[2:] for row in self.tables["items"]], dtype=float)
        price = np.array([row[2] for row in self.tables["feed"][: len(items)]], dtype=float)
        self.known = np.column_stack([np.ones(len(items)), items[:, :2], np.log(price)])
        self.have = items[:, 2:]
        self.ask = np.array([row[1:] for row in self.tables["queries"]], dtype=float)
        self.fits: dict[str, Array] = {}

    def features(self, query: NDArray[np.int64], item: NDArray[np.int64]) -> Array:
        crossed = self.ask[query][:, :, None] * self.have[item][:, None, :]
        return np.column_stack([self.known[item], crossed.reshape(len(query), -1)])

    def fit(self, labels: Array) -> Array:
        """Least squares on all that was shown, by way of the distinct pairs."""
        pair, place, count = np.unique(
            (self.query[:, None] * 10_000 + self.shown).ravel(),
            return_inverse=True,
            return_counts=True,
        )
        table = self.features(pair // 10_000, pair % 10_000)
        total = np.bincount(place.ravel(), weights=labels.ravel())
        ridge = 1e-4 * len(place.ravel()) * np.eye(table.shape[1])
        found: Array = np.linalg.solve((table * count[:, None]).T @ table + ridge, table.T @ total)
        return found

    def gain(self, weights: Array) -> float:
        """nDCG@10 on the grades."""
        graded = np.array(
            [[int(q[1:]), int(i[1:]), grade] for q, i, grade in self.tables["grades"]]
        )
        score = self.features(graded[:, 0], graded[:, 1]) @ weights
        discount, found = 1 / np.log2(np.arange(2, 12)), []
        for query in np.unique(graded[:, 0]):
            mine = graded[:, 0] == query
            gains = 2.0 ** graded[mine, 2] - 1
            order = gains[np.argsort(-score[mine])[:10]]
            found.append((order @ discount) / (np.sort(gains)[::-1][:10] @ discount))
        return float(np.mean(found))

    def best(self, weights: Array) -> dict[str, list[str]]:
        every = np.arange(len(self.have))
        return {
            f"q{q}": [
                f"i{i}" for i in np.argsort(-self.features(0 * every + q, every) @ weights)[:20]
            ]
            for q in range(len(self.ask))
        }


def hits(places: list[str]) -> Array:
    found = np.zeros((len(places), 10))
    for number, text in enumerate(places):
        found[number, [int(one) - 1 for one in text.split()]] = 1
    return found


@cache
def shop() -> Shop:
    made = Shop()
    looked = made.clicked[made.shuffled].mean(axis=0)
    made.fits["looked"] = looked / looked[0]
    made.fits["naive"] = made.fit(made.clicked)
    made.fits["clicks"] = made.fit(made.clicked / made.fits["looked"])
    made.fits["sales"] = made.fit(made.bought / made.fits["looked"])
    return made


def test_the_shuffled_visits_give_the_bias_of_position_away() -> None:
    planted = np.array(truth("shop_search.py")["examined_by_position"])
    assert np.abs(shop().fits["looked"] - planted).max() < 0.1
    assert shop().shuffled.mean() > 0.15


def test_naive_clicks_believe_in_past_sales_and_corrected_ones_do_not() -> None:
    naive, corrected = shop().fits["naive"], shop().fits["clicks"]
    assert naive[1] > 0.03
    assert abs(corrected[1]) < naive[1] / 3
    assert shop().gain(naive) < 0.7
    assert shop().gain(shop().fits["sales"]) > 0.8


def test_three_directions_carry_what_a_query_asks_of_an_item() -> None:
    weights, rank = (
        shop().fits["sales"].copy(),
        truth("shop_search.py")["directions_of_the_interaction"],
    )
    left, size, right = np.linalg.svd(weights[4:].reshape(12, 12))
    assert size[rank] < 0.6 * size[rank - 1]
    whole = shop().gain(weights)
    weights[4:] = ((left[:, :rank] * size[:rank]) @ right[:rank]).ravel()
    assert shop().gain(weights) > whole - 0.02


def test_a_fault_of_the_feed_and_a_season_look_different() -> None:
    planted = truth("shop_search.py")
    feed = np.array([row[2] for row in shop().tables["feed"]]).reshape(8, -1)
    supplier = np.array([row[1] for row in shop().tables["items"]])
    ratio = np.array(
        [
            [
                np.median(feed[week, supplier == one] / feed[0, supplier == one])
                for one in np.unique(supplier)
            ]
            for week in range(8)
        ]
    )
    week, column = np.argwhere(ratio > 50)[0]
    assert (week, np.unique(supplier)[column]) == (planted["pence_from_week"], planted["pence_of"])
    assert (ratio > 50).sum() == 2
    gift = shop().query >= int(planted["queries_asked_more"].split()[0][1:])
    share = [gift[shop().day // 7 == week].mean() for week in range(8)]
    assert max(share[:5]) < 0.15 < min(share[5:])
    assert planted["day_the_queries_shift"] == 35


def test_the_simulator_loses_visits_and_interleaving_needs_fewer() -> None:
    made = shop()
    rows = module("shop_search.py").play(
        7, [made.best(made.fits["naive"]), made.best(made.fits["sales"])], 0
    )["play"][1]
    arm, app = (np.array([row[place] for row in rows]) for place in (1, 2))
    counts = {(a, b): int(((arm == a) & (app == b)).sum()) for a in "AB" for b in ("old", "new")}
    assert abs(counts["A", "new"] - counts["B", "new"]) < 3 * np.sqrt(sum(counts.values()))
    assert counts["B", "old"] < 0.85 * counts["A", "old"]
    sales = hits([row[7] for row in rows])
    clean = [sales[(arm == one) & (app == "new")].sum(axis=1) for one in "AB"]
    error = np.sqrt(sum(one.var() / len(one) for one in clean))
    lift = clean[1].mean() - clean[0].mean()
    assert lift - 1.96 * error > 0
    mixed = arm == "M"
    side = np.array([[1 if one == "B" else -1 for one in row[5]] for row in rows])[mixed]
    won = (side * sales[mixed]).sum(axis=1)
    each = {
        "split": (lift / error) ** 2 / sum(len(one) for one in clean),
        "interleaved": (won.mean() / won.std()) ** 2,
    }
    assert each["interleaved"] > 2 * each["split"]


def test_the_ranking_of_clicks_gets_more_clicks_and_fewer_sales() -> None:
    made = shop()
    world: dict[str, Any] = module("shop_search.py").world(7)
    clicks, sales = (
        [
            float(
                np.mean(
                    [world[kind][int(q[1:]), [int(i[1:]) for i in best[:10]]] for q, best in lists]
                )
            )
            for kind in ("click", "sale")
        ]
        for lists in (made.best(made.fits[name]).items() for name in ("clicks", "sales"))
    )
    assert clicks[0] > sales[0]
    assert clicks[0] * clicks[1] < sales[0] * sales[1]
