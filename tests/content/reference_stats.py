"""How a careful reader of the statistics projects would compute what was planted."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats
from tests.content.generators import module

Floats = NDArray[np.float64]


def by_office(table: list[list[Any]], offices: int) -> list[Floats]:
    """The amounts of each office, in the order of the table."""
    found: list[list[float]] = [[] for _ in range(offices)]
    for office, _, amount in table:
        found[int(office[1:])].append(amount)
    return [np.array(one) for one in found]


class Audit:
    """The estimates of the claims audit that the project asks for."""

    def __init__(self, sizes: list[int]) -> None:
        script = module("claims_audit.py")
        self.sizes, self.drawn, self.offices = np.array(sizes), script.DRAWN, script.OFFICES
        self.stratum = np.repeat(range(3), script.OFFICES)
        self.quantile = float(stats.t.ppf(0.975, sum(script.DRAWN) - 3))

    def plain(self, audit: list[tuple[int, Floats]]) -> tuple[float, float]:
        claims = np.concatenate([read for _, read in audit])
        return float(claims.mean()), float(1.96 * claims.std(ddof=1) / len(claims) ** 0.5)

    def _weights(self, audit: list[tuple[int, Floats]]) -> Floats:
        office = np.array([i for i, _ in audit])
        first = (np.array(self.offices) / self.drawn)[self.stratum[office]]
        weight: Floats = first * self.sizes[office] / [len(read) for _, read in audit]
        return weight

    def weighted(self, audit: list[tuple[int, Floats]]) -> tuple[float, float]:
        """Right weights, but every claim as if it had been drawn by itself."""
        weight = np.repeat(self._weights(audit), [len(read) for _, read in audit])
        claims = np.concatenate([read for _, read in audit])
        mean = (weight * claims).sum() / weight.sum()
        error = ((weight * (claims - mean)) ** 2).sum() ** 0.5 / weight.sum()
        return float(mean), float(1.96 * error)

    def clustered(self, audit: list[tuple[int, Floats]]) -> tuple[float, float]:
        """A ratio of weighted totals, its error from the offices within strata."""
        weight = self._weights(audit)
        total = weight * [read.sum() for _, read in audit]
        count = weight * [len(read) for _, read in audit]
        mean = total.sum() / count.sum()
        rest = (total - mean * count) / count.sum()
        stratum = self.stratum[[i for i, _ in audit]]
        variance = sum(
            drawn * (1 - drawn / offices) * rest[stratum == h].var(ddof=1)
            for h, (drawn, offices) in enumerate(zip(self.drawn, self.offices, strict=True))
        )
        return float(mean), float(self.quantile * variance**0.5)


class Shop:
    """One row a household of the loyalty card's files, and least squares upon it."""

    def __init__(self, tables: dict[str, Any], *, join: bool = True, once: bool = True) -> None:
        people = tables["customers"][1]
        moved = {row[0]: row[4] or row[0] for row in people}
        self.row = {row[0]: i for i, row in enumerate(r for r in people if r[0].startswith("c"))}
        self.facts = np.array([row[1:4] for row in people if row[0] in self.row], float)
        slips = tables["receipts"][1]
        kept = {slip[0]: slip for slip in slips}.values() if once else slips
        self.pounds = np.zeros((len(self.row), 2, 2))
        for _, who, week, kind, pounds in kept:
            if (at := self.row.get(moved[who] if join else who)) is not None:
                self.pounds[at, int(kind == "fuel"), int(week >= 26)] += pounds / 26
        self.card = self._listed(tables["cards"])
        self.answered = self._listed(tables["survey"])
        self.letters = np.array([row[1] for row in tables["mailings"][1]], float)

    def _listed(self, table: Any) -> Floats:
        found = np.zeros(len(self.row))
        found[[self.row[one] for (one,) in table[1]]] = 1
        return found

    def effect(
        self, outcome: Floats, *columns: Floats, among: Floats | None = None
    ) -> tuple[float, float]:
        """The card's coefficient and half of its robust 95 % interval."""
        used = np.ones(len(self.row), bool) if among is None else among > 0
        design = np.column_stack([self.card, np.ones(len(self.row)), *columns])[used]
        inverse = np.linalg.inv(design.T @ design)
        weights = inverse @ design.T @ outcome[used]
        rest = outcome[used] - design @ weights
        error = (inverse @ (design.T * rest**2) @ design @ inverse)[0, 0] ** 0.5
        return float(weights[0]), float(1.96 * error)


class Kiosks:
    """The kiosks' model, sampled by Metropolis steps for all kiosks at once."""

    def __init__(self, tables: dict[str, Any], seed: int, *, censored: bool = True) -> None:
        self.footfall = np.array([row[1] for row in tables["kiosks"][1]])
        rows = tables["sales"][1]
        self.at = np.array([int(row[0][1:]) for row in rows])
        self.offer, self.stock, self.sold = (
            np.array([r[i] for r in rows], float) for i in (2, 3, 4)
        )
        out = (self.sold == self.stock) & censored
        self.out, self.exact = np.flatnonzero(out), np.flatnonzero(~out)
        self.counts, self.found = np.unique(self.sold[self.exact], return_inverse=True)
        self.random = np.random.default_rng(seed)
        self.kiosks = len(self.footfall)

    def likelihood(self, a: Floats, b: Floats, size: float) -> Floats:
        """The logarithm for each row; where the stock ran out, of as many or more."""
        mean = np.exp(a[self.at] + b[self.at] * self.offer)
        share = mean / (mean + size)
        choose = special.gammaln(self.counts + size) - special.gammaln(self.counts + 1)
        found = size * np.log1p(-share) + self.sold * np.log(share) - special.gammaln(size)
        found[self.exact] += choose[self.found]
        found[self.out] = np.log(special.betainc(self.sold[self.out], size, share[self.out]))
        both: Floats = found
        return both

    def sample(self, steps: int, drop: int) -> dict[str, Floats]:
        """Draw from the posterior with the priors of the generator's README."""
        random, n = self.random, self.kiosks
        a, b, size = 2.5 + 0.0 * self.footfall, np.full(n, 0.3), 5.0
        spread, kept = [0.4, 0.3], []
        each = self._sums(a, b, size)
        for step in range(steps):
            level = self._line(a, spread[0])
            offer = self._mean(b, spread[1])
            centre = level[0] + level[1] * self.footfall
            width = 0.6 * np.minimum(0.3, 1.2 / np.sqrt(np.bincount(self.at)))
            new_a, new_b = (
                a + width * random.normal(size=n),
                b + 1.5 * width * random.normal(size=n),
            )
            new = self._sums(new_a, new_b, size)
            change = (
                new
                - each
                - 0.5
                * (
                    ((new_a - centre) ** 2 - (a - centre) ** 2) / spread[0] ** 2
                    + ((new_b - offer) ** 2 - (b - offer) ** 2) / spread[1] ** 2
                )
            )
            taken = np.log(random.random(n)) < change
            a, b = np.where(taken, new_a, a), np.where(taken, new_b, b)
            each = np.where(taken, new, each)
            spread = [self._spread(a - centre, spread[0]), self._spread(b - offer, spread[1])]
            tried = float(size * np.exp(0.15 * random.normal()))
            new = self._sums(a, b, tried)
            prior = ((np.log(size) - 1.5) ** 2 - (np.log(tried) - 1.5) ** 2) / (2 * 0.7**2)
            if np.log(random.random()) < new.sum() - each.sum() + prior:
                size, each = tried, new
            if step >= drop:
                kept.append(np.concatenate((a, b, level, [offer, *spread, size])))
        drawn = np.array(kept)
        names = ("level", "slope", "offer", "spread_a", "spread_b", "size")
        return {"a": drawn[:, :n], "b": drawn[:, n : 2 * n]} | {
            name: drawn[:, 2 * n + i] for i, name in enumerate(names)
        }

    def _sums(self, a: Floats, b: Floats, size: float) -> Floats:
        return np.asarray(np.bincount(self.at, self.likelihood(a, b, size), self.kiosks), float)

    def _line(self, a: Floats, spread: float) -> Floats:
        design = np.column_stack((np.ones(self.kiosks), self.footfall))
        inverse = np.linalg.inv(design.T @ design / spread**2 + np.eye(2))
        found: Floats = self.random.multivariate_normal(
            inverse @ (design.T @ a / spread**2 + [2.5, 0.0]), inverse
        )
        return found

    def _mean(self, b: Floats, spread: float) -> float:
        precision = self.kiosks / spread**2 + 1
        return float(self.random.normal(b.sum() / spread**2 / precision, precision**-0.5))

    def _spread(self, rest: Floats, old: float) -> float:
        """One step on the logarithm, with its Jacobian."""

        def density(one: float) -> float:
            return float(
                -0.5 * (rest**2).sum() / one**2 - (len(rest) - 1) * np.log(one) - one**2 / 0.5
            )

        new = float(old * np.exp(0.3 * self.random.normal()))
        return new if np.log(self.random.random()) < density(new) - density(old) else old


def excess_cost(stocks: Floats, planted: dict[str, Any]) -> float:
    """How far the expected cost of a plan is above the least."""
    cost, means = module("kiosk_demand.py").cost, planted["mean_demand_next_week"]
    total = sum(cost(stock, mean) for stock, mean in zip(stocks, means, strict=True))
    return float(total / planted["least_expected_cost"] - 1)


def plan_for(drawn: dict[str, Floats], tables: dict[str, Any]) -> Floats:
    """Stock for three quarters of what the posterior predicts."""
    offers = np.array([row[1] for row in tables["next_week"][1]])
    mean, size = np.exp(drawn["a"] + drawn["b"] * offers), drawn["size"][:, None]
    demand = np.random.default_rng(1).negative_binomial(size, size / (size + mean), mean.shape)
    found: Floats = np.ceil(np.quantile(demand, 0.75, axis=0))
    return found


def levels_within(drawn: dict[str, Floats], planted: dict[str, Any]) -> int:
    """How many planted levels lie within the middle nine tenths of their draws."""
    low, high = np.quantile(drawn["a"], [0.05, 0.95], axis=0)
    return int(((low < planted["a"]) & (planted["a"] < high)).sum())
