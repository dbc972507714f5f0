"""What the inputs of the specialism projects plant: the careful way finds it, the careless not."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from tests.content.generators import module, run, truth

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


# Reinforcement learning


class Log:
    """The weeks of all lifts as columns, and the ways to learn from them."""

    def __init__(self) -> None:
        self.script = module("lift_log.py")
        tables, self.truth = self.script.make(7)
        rows = tables["weeks"][1]
        paid = {(lift, week): pounds for lift, week, pounds in tables["invoices"][1]}
        self.lift = np.array([int(row[0][1:]) for row in rows])
        self.week = np.array([row[1] for row in rows])
        self.state = np.array([2 * row[2] + row[3] for row in rows])
        self.action = np.array([self.script.ACTIONS.index(row[4]) for row in rows])
        self.score = np.array([row[6] for row in rows], dtype=float)
        self.last = np.array([row[7] for row in rows], dtype=bool)
        self.cost = np.array([paid.get((row[0], row[1]), 0) for row in rows], dtype=float)
        self.then = np.append(self.state[1:], 0)

    def counts(self, weights: Numbers, cost: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """How often each pair was tried, what it cost in all, and where it went."""
        tried, spent, moves = np.zeros((16, 4)), np.zeros((16, 4)), np.zeros((16, 4, 16))
        np.add.at(tried, (self.state, self.action), weights)
        np.add.at(spent, (self.state, self.action), weights * cost)
        np.add.at(moves, (self.state, self.action, self.then), weights * ~self.last)
        return tried, spent, moves

    def plan(
        self, tried: Numbers, spent: Numbers, moves: Numbers, *, unseen: float, ends: bool = False
    ) -> tuple[NDArray[np.int64], float]:
        """The best actions, and what they are believed to cost a week."""
        leaves = tried if ends else moves.sum(axis=2)
        seen, value = leaves > 0, np.zeros(16)
        chain = moves / np.maximum(leaves, 1)[:, :, None]
        mean = np.where(seen, spent / np.maximum(tried, 1), unseen)
        for _ in range(800):
            worth = mean + 0.98 * np.where(seen, chain @ value, 0)
            value = worth.min(axis=1)
        return worth.argmin(axis=1), float(0.02 * self.script.START @ value)

    def estimate(self, policy: NDArray[np.int64], weights: Numbers) -> float:
        """The cost a week of a policy, from the weeks that are weighted."""
        tried, spent, moves = self.counts(weights, self.cost)
        at = np.arange(16)
        chain = moves[at, policy] / np.maximum(moves[at, policy].sum(axis=1), 1)[:, None]
        mean = spent[at, policy] / np.maximum(tried[at, policy], 1)
        return float(0.02 * self.script.START @ np.linalg.solve(np.eye(16) - 0.98 * chain, mean))

    def real(self, policy: NDArray[np.int64]) -> float:
        """What the generator says that a policy costs a week."""
        return float(self.script.pounds_a_week(np.eye(4)[policy]))


def test_lifts_are_kept_well_from_the_log_and_estimated_on_other_lifts() -> None:
    log = Log()
    learnt = (log.lift % 2 == 0).astype(float)
    policy, _ = log.plan(*log.counts(learnt, log.cost), unseen=np.inf)
    assert log.truth["pounds_a_week"]["least_possible"] <= log.real(policy) <= 60
    random, estimates = np.random.default_rng(0), []
    for _ in range(150):
        drawn = np.bincount(random.integers(0, 700, 700), minlength=700)
        estimates.append(log.estimate(policy, (1 - learnt) * drawn[log.lift]))
    low, high = np.quantile(estimates, [0.025, 0.975])
    assert low < log.real(policy) < high
    books = np.array([log.script.handbook(0), log.script.handbook(1)])
    chance = books[(log.week >= 40).astype(int), log.state, log.action]
    weights = np.ones(700)
    np.multiply.at(weights, log.lift, (policy[log.state] == log.action) / chance)
    assert weights.sum() ** 2 <= 7 * max(1e-9, (weights**2).sum())


def test_lifts_are_kept_badly_by_the_score_the_unseen_and_the_cut() -> None:
    log = Log()
    everything = np.ones(len(log.lift))
    counted = log.counts(everything, log.cost)
    honest, cost = log.plan(*counted, unseen=np.inf)
    assert log.real(honest) <= 60
    assert log.real(log.plan(*counted, unseen=0.0)[0]) > 300
    assert log.plan(*counted, unseen=np.inf, ends=True)[1] < 0.6 * cost
    chased, _ = log.plan(*log.counts(everything, -log.score), unseen=np.inf)
    assert log.real(chased) > 200
    assert log.truth["pounds_a_week"]["second_handbook"] < 200
    assert (counted[0] == 0).sum() == log.truth["pairs_of_state_and_action_never_tried"] == 8
    for weeks, low, high in ((log.week < 40, 0.01, 1.0), (log.week >= 40, 0.0, 1e-6)):
        expected = log.script.handbook(0)
        tried = np.zeros((16, 4))
        np.add.at(tried, (log.state[weeks], log.action[weeks]), 1)
        expected = expected * tried.sum(axis=1, keepdims=True)
        used = expected > 5
        p = stats.chi2.sf(((tried - expected)[used] ** 2 / expected[used]).sum(), used.sum() - 16)
        assert low <= p <= high


def test_a_table_of_actions_is_scored(tmp_path: Path) -> None:
    actions = truth("lift_log.py")["best_actions_by_wear"]
    lines = [f"{wear},{busy},{actions[wear]}" for wear in range(8) for busy in range(2)]
    table = tmp_path / "policy.csv"
    table.write_text("\n".join(["wear,busy,action", *lines]), encoding="utf-8")
    printed = json.loads(run("lift_log.py", "--score", str(table)))
    assert printed == {"pounds_a_week": truth("lift_log.py")["pounds_a_week"]["least_possible"]}


# Recommender systems


class Visits:
    """The visits of the home page as columns."""

    def __init__(self) -> None:
        self.script = module("podcast_log.py")
        tables, self.truth = self.script.make(7)
        rows = tables["sessions"][1]
        self.day = np.array([row[0] for row in rows])
        self.who = np.array([int(row[1][1:]) for row in rows])
        self.mixed = np.array([row[2] == 1 for row in rows])
        self.pages = np.array([[int(one[1:]) for one in row[3].split()] for row in rows])
        self.played = np.array([[float(one) for one in row[4]] for row in rows])
        share = np.bincount(self.who, self.played.mean(axis=1)) / np.bincount(self.who)
        self.robots = np.flatnonzero(share > 0.6)
        self.human = ~np.isin(self.who, self.robots)
        shows, people = tables["shows"][1], tables["listeners"][1]
        self.added = np.array([row[2] for row in shows])
        self.topic = np.array([self.script.TOPICS.index(row[1]) for row in shows])
        self.age = np.array([("16-29", "30-49", "50+").index(row[1]) for row in people])

    def curve(self, which: NDArray[np.bool_]) -> Numbers:
        """Plays by slot beside those of the first."""
        found = self.played[which].mean(axis=0)
        share: Numbers = found / found[0]
        return share

    def personal(self, which: NDArray[np.bool_], look: Numbers) -> NDArray[np.int64]:
        """Six shows for each listener, by shrunken averages of shows and topics."""
        who, show = np.repeat(self.who[which], 6), self.pages[which].ravel()
        got, due = self.played[which].ravel(), np.tile(look, which.sum())
        mean = got.sum() / due.sum()
        worth = (np.bincount(show, got, 120) + 15 * mean) / (np.bincount(show, due, 120) + 15)
        score = np.tile(worth, (700, 1))
        for key, size, prior in (
            (self.age[:, None] * 6 + self.topic, 18, 10),
            (np.arange(700)[:, None] * 6 + self.topic, 4200, 3),
        ):
            hoped = np.bincount(key[who, show], due * score[who, show], size)
            score *= ((np.bincount(key[who, show], got, size) + prior) / (hoped + prior))[key]
        return np.argsort(-score, axis=1)[:, :6]

    def recall(self, ranking: NDArray[np.int64], which: NDArray[np.bool_]) -> float:
        """The share of plays whose show stands on the listener's page."""
        there = (self.pages[which][:, :, None] == ranking[self.who[which]][:, None]).any(axis=2)
        return float((there * self.played[which]).sum() / self.played[which].sum())

    def weighted(
        self, ranking: NDArray[np.int64], which: NDArray[np.bool_], look: Numbers
    ) -> tuple[float, float]:
        """Plays per visit by inverse propensity, with the half-width of its interval."""
        same = self.pages[which][:, :, None] == ranking[self.who[which]][:, None]
        wanted = np.where(same.any(axis=2), look[same.argmax(axis=2)], 0)
        there = (self.added[None] <= self.day[which][:, None]).sum(axis=1) / 6
        values = (wanted / look * self.played[which]).sum(axis=1) * there
        return float(values.mean()), float(1.96 * values.std() / np.sqrt(len(values)))


def test_the_podcast_page_is_judged_by_shuffled_visits_and_not_by_recall() -> None:
    log = Visits()
    early, late = log.human & (log.day < 49), log.human & (log.day >= 49)
    look = log.curve(log.human & log.mixed)
    page = log.personal(early, log.curve(early & log.mixed))
    counts = np.bincount(log.pages[early].ravel(), log.played[early].ravel(), 120)
    most = np.tile(np.argsort(-counts)[:6], (700, 1))
    liked = log.script.world(7)[0]
    real = {"page": log.script.plays(liked, page), "most": log.script.plays(liked, most)}
    assert real["page"] >= 1.15 > real["most"] + 0.2
    assert log.recall(most, late & ~log.mixed) > log.recall(page, late & ~log.mixed) + 0.1
    for name, ranking in (("page", page), ("most", most)):
        value, half = log.weighted(ranking, late & log.mixed, look)
        assert abs(value - real[name]) < half < 0.5
    assert (log.added[page] > 34).mean() > 0.05


def test_the_slots_and_robots_of_the_podcast_page_can_be_found() -> None:
    log = Visits()
    told = np.array(log.truth["share_that_looks_at_a_slot"])
    assert [f"u{one:03d}" for one in log.robots] == log.truth["robots"]
    assert np.abs(log.curve(log.human & log.mixed) - told).max() < 0.05
    assert np.abs(log.curve(log.human & ~log.mixed) - told).max() > 0.06
    assert np.abs(log.curve(log.mixed) - told).max() > 0.06
    assert log.truth["new_shows_among_the_best_for_each"] > 0.1


def test_a_podcast_page_is_scored(tmp_path: Path) -> None:
    lines = [f"u{who:03d},{slot},p{slot:03d}" for who in range(700) for slot in range(1, 7)]
    table = tmp_path / "ranking.csv"
    table.write_text("\n".join(["listener,slot,show", *lines]), encoding="utf-8")
    printed = json.loads(run("podcast_log.py", "--score", str(table)))
    assert (
        0
        < printed["plays_per_visit"]
        < truth("podcast_log.py")["plays_per_visit"]["best_page_for_each"]
    )


# Time series


class Parlours:
    """Tubs made and sold by day and shop, and a regression with sold-out days as bounds."""

    def __init__(self) -> None:
        self.script = module("ice_cream.py")
        self.tables, self.truth = self.script.make(7)
        days = self.script.DAYS
        rows = np.array([row[2:] for row in self.tables["sales"][1]], dtype=float)
        self.made, self.sold = np.moveaxis(rows.reshape(days, 12, 2), 2, 0)
        self.open, self.out = self.made > 0, self.made == self.sold
        told = np.array([float(row[2]) for row in self.tables["weather"][1]]).reshape(days, 8)
        self.day = np.arange(days)
        self.told, self.measured = told[self.day, 1 + self.day % 7], told[:, 0]
        self.holiday = np.array([row[1] for row in self.tables["calendar"][1]])
        self.wanted = self.script.world(7)[2]
        self.last = slice(days - 84, days)

    def columns(self, degrees: Numbers) -> Numbers:
        """Shop, day of the week, holiday, degrees and season for each day and shop."""
        year = 2 * np.pi * self.day / 365
        common = [(self.day % 7 == one).astype(float) for one in range(6)]
        common += [self.holiday, degrees / 10, np.cos(year), np.sin(year)]
        shared = np.repeat(np.stack(common, axis=1)[:, None], 12, axis=1)
        own = np.tile(np.eye(12), (len(self.day), 1, 1))
        return np.concatenate([own, shared], axis=2)

    def forecast(self, degrees: Numbers, *, bound: bool) -> tuple[Numbers, Numbers]:
        """The log of the tubs and its spread for the last 84 days, fitted each fourth Sunday."""
        columns, mean, spread = self.columns(degrees), np.zeros((84, 12)), np.zeros((84, 1))
        for origin in (0, 28, 56):
            known = self.open & (self.day < len(self.day) - 84 + origin)[:, None]
            weight = np.where(known, 0.5 ** ((len(self.day) - self.day) / 200)[:, None], 0)[known]
            given, seen = columns[known], np.log(np.maximum(self.sold[known], 0.5))
            square = (given * weight[:, None]).T
            solve = np.linalg.inv(square @ given + 1e-3 * np.eye(22)) @ square
            guess, sigma, hidden = seen, 0.3, self.out[known] & bound
            for _ in range(12):
                fit = solve @ guess
                middle = given @ fit
                gap = np.clip((seen - middle) / sigma, -4, 4)
                above = stats.norm.pdf(gap) / stats.norm.sf(gap)
                guess = np.where(hidden, middle + sigma * above, seen)
                square_off = np.where(hidden, sigma**2 * (1 + gap * above), (seen - middle) ** 2)
                sigma = float(np.sqrt(square_off.mean()))
            rows = slice(origin, origin + 28)
            mean[rows], spread[rows] = columns[self.last][rows] @ fit, sigma
        return mean, spread

    def score(self, mean: Numbers, spread: Numbers) -> float:
        """The money that the plan at the quantile of the costs would have earned."""
        made = np.round(np.exp(mean + stats.norm.ppf(3.4 / 4.5) * spread)) * self.open[self.last]
        return float(self.script.money(made, self.wanted[self.last]))


def test_ice_cream_is_planned_by_demand_and_not_by_sales() -> None:
    data = Parlours()
    assert len(data.day) - 84 == 700
    told, spread = data.forecast(data.told, bound=True)
    assert data.score(told, spread) >= 345_000 > data.truth["money_of_the_plan_in_force"] + 30_000
    assert data.score(*data.forecast(data.told, bound=False)) < 345_000
    believed = (np.exp(told + spread**2 / 2) * data.open[data.last]).sum()
    wanted = data.truth["tubs_wanted_in_the_last_84_days"]
    assert abs(believed / wanted - 1) < 0.10
    assert data.truth["tubs_sold_in_the_last_84_days"] / wanted < 0.85
    served = np.exp(told + stats.norm.ppf(3.4 / 4.5) * spread) >= data.wanted[data.last]
    assert 0.66 < served[data.open[data.last]].mean() < 0.88


def test_ice_cream_backtests_too_well_with_the_weather_that_came() -> None:
    data = Parlours()
    plain = (data.open & ~data.out)[data.last]
    error = {
        name: np.abs(np.exp(data.forecast(degrees, bound=True)[0]) - data.sold[data.last])[plain]
        for name, degrees in (("told", data.told), ("measured", data.measured))
    }
    assert error["measured"].mean() < 0.92 * error["told"].mean()


def test_ice_cream_regions_add_up_only_with_their_dates(tmp_path: Path) -> None:
    data = Parlours()
    told = {(day, name): total for day, name, total in data.tables["regions"][1]}
    by_date = sorted(data.tables["shops"][1], key=lambda shop: shop[2])
    differs: dict[str, set[int]] = {"dated": set(), "today": set()}
    for day in range(len(data.day)):
        dated = {name: place for name, place, since in by_date if since <= day}
        today = {name: place for name, place, _ in by_date}
        for way, places in (("dated", dated), ("today", today)):
            sums: dict[str, float] = {"coast": 0, "city": 0, "hills": 0}
            for name, place in places.items():
                sums[place] += data.sold[day, int(name[1:])]
            if any(told[day, place] != total for place, total in sums.items()):
                differs[way].add(day)
    assert not differs["dated"]
    assert max(differs["today"]) < data.truth["shop_that_moved_region"][1]
    assert len(differs["today"]) > 400
    lines = [f"{day},s{shop:02d},0" for day in range(700, 784) for shop in range(12)]
    table = tmp_path / "plan.csv"
    table.write_text("\n".join(["day,shop,made", *lines]), encoding="utf-8")
    assert json.loads(run("ice_cream.py", "--score", str(table)))["money"] == 0
