"""What the generators of six specialisms planted is there, and a careful reader finds it."""

import itertools
import re
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats
from tests.content.generators import module, truth

Tables = dict[str, tuple[list[str], list[list[Any]]]]


@cache
def made(name: str) -> Any:
    """What a generator makes with its usual seed."""
    return module(name).make(7)


def tables_of(name: str) -> Tables:
    """The tables of a generator with its usual seed, as head and rows."""
    tables: Tables = made(name)[0]
    return tables


# --- optimisation ---------------------------------------------------------------------------------


def test_a_shadow_price_of_the_press_holds_in_one_direction_only() -> None:
    tables, planted = tables_of("workshop_week.py"), truth("workshop_week.py")
    profit = np.array([row[1] for row in tables["products"][1]], float)
    hours = np.array([row[1] for row in tables["resources"][1]], float)
    uses = np.array([row[2] for row in tables["uses"][1]], float).reshape(5, 5).T

    def solved(press: float = 0, cooling: float = 0) -> Any:
        ends = hours + np.array([press, 0, 0, cooling, 0])
        return optimize.linprog(-profit, A_ub=uses, b_ub=ends, bounds=(0, 10))

    base, found = -solved().fun, planted["worth_of_10_more_press_hours"]
    assert base == pytest.approx(planted["profit_of_the_relaxed_mix"], abs=0.01)
    assert -solved(press=10).fun - base == pytest.approx(found, abs=0.01)
    fewer, both = planted["loss_by_10_fewer_press_hours"], planted["worth_of_10_more_of_both"]
    assert base + solved(press=-10).fun == pytest.approx(fewer, abs=0.01)
    assert -solved(press=10, cooling=10).fun - base == pytest.approx(both, abs=0.01)
    price = -10 * solved().ineqlin.marginals[[0, 3]]
    assert price.max() > 300 > found + 100  # what the sensitivity report seems to promise
    lots, mix = planted["best_whole_lots_with_set_ups"], solved().x
    assert profit @ lots == planted["profit_of_the_best_whole_lots"] < base
    setup = np.array([row[2] for row in tables["products"][1]])
    assert uses[0] @ mix + setup @ (mix > 0) > hours[0]
    assert uses[0] @ lots + setup @ (np.array(lots) > 0) <= hours[0]


def shop() -> list[list[tuple[int, int]]]:
    """Machine and minutes of each step of each job."""
    jobs: dict[str, list[tuple[int, int]]] = {}
    for job, _, machine, minutes in tables_of("workshop_week.py")["operations"][1]:
        jobs.setdefault(job, []).append((int(machine[1:]), minutes))
    return list(jobs.values())


def end_of(order: list[int], jobs: list[list[tuple[int, int]]]) -> int:
    """The makespan when the next steps of these jobs start as soon as they can."""
    step, job_free, machine_free = [0] * len(jobs), [0] * len(jobs), [0] * len(jobs[0])
    for job in order:
        machine, minutes = jobs[job][step[job]]
        step[job] += 1
        job_free[job] = machine_free[machine] = max(job_free[job], machine_free[machine]) + minutes
    return max(job_free)


def shortest_first(jobs: list[list[tuple[int, int]]]) -> int:
    """The makespan when, of the operations that can start soonest, the shortest does."""
    step, job_free, machine_free = [0] * len(jobs), [0] * len(jobs), [0] * len(jobs[0])
    for _ in range(sum(map(len, jobs))):
        waiting = [
            (max(job_free[job], machine_free[jobs[job][step[job]][0]]), jobs[job][step[job]], job)
            for job in range(len(jobs))
            if step[job] < len(jobs[job])
        ]
        start, (machine, minutes), job = min(waiting, key=lambda one: (one[0], one[1][1]))
        step[job] += 1
        job_free[job] = machine_free[machine] = start + minutes
    return max(job_free)


def test_the_week_ends_at_its_bound_and_the_vendors_plan_cannot_be_run() -> None:
    jobs, planted = shop(), truth("workshop_week.py")
    load = [sum(d for job in jobs for m, d in job if m == one) for one in range(len(jobs[0]))]
    bound = max(load)
    assert bound == planted["least_makespan"]
    assert shortest_first(jobs) > 1.03 * bound
    rng = np.random.default_rng(1)
    order = [job for job in range(len(jobs)) for _ in jobs[job]]
    rng.shuffle(order)
    best = now = end_of(order, jobs)
    for turn in range(6_000):
        other = order.copy()
        taken, put = rng.integers(len(order), size=2)
        other.insert(put, other.pop(taken))
        after, heat = end_of(other, jobs), 60 * 60 ** (-turn / 6_000)
        if after <= now or rng.random() < np.exp((now - after) / heat):
            order, now = other, after
        best = min(best, now)
    assert bound <= best <= 1.03 * bound
    starts = [row[2] for row in tables_of("workshop_week.py")["vendor_plan"][1]]
    steps = [(number, *step) for number, job in enumerate(jobs) for step in job]
    spans = [(j, m, at, at + d) for (j, m, d), at in zip(steps, starts, strict=True)]
    clashes = sum(
        (one[0] == two[0] or one[1] == two[1]) and one[2] < two[3] and two[2] < one[3]
        for one, two in itertools.combinations(spans, 2)
    )
    assert clashes == planted["clashing_pairs_in_the_vendors_plan"] > 5
    claimed = max(end for *_, end in spans)
    assert claimed == planted["makespan_that_the_vendor_claims"] == 2_358 < bound


# --- econometrics ---------------------------------------------------------------------------------


def column(table: str, place: int) -> Any:
    """A column of numbers of the training grant; nothing counts as 0."""
    rows = tables_of("training_grant.py")[table][1]
    return np.array([float(row[place] or 0) for row in rows])


def test_the_panel_hides_its_effect_from_two_way_fixed_effects() -> None:
    planted = truth("training_grant.py")["panel"]["mean_effect_over_the_first_four_years"]
    output = column("panel", 3).reshape(600, 12)
    start = column("panel", 2).reshape(600, 12)[:, 0].astype(int) - 2012
    treated = ((start >= 0)[:, None] & (np.arange(12) >= start[:, None])).astype(float)

    def within(table: Any) -> Any:
        return table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()

    two_way = (within(treated) * within(output)).sum() / (within(treated) ** 2).sum()
    assert two_way < 0.025

    def careful(chosen: Any) -> float:
        some, begun = output[chosen], start[chosen]
        gains = [
            (some[begun == one, year] - some[begun == one, one - 1]).mean()
            - (some[begun < 0, year] - some[begun < 0, one - 1]).mean()
            for one in (3, 7)
            for year in range(one, one + 4)
        ]
        return float(np.mean(gains))

    rng = np.random.default_rng(0)
    found = careful(np.arange(600))
    error = np.std([careful(rng.integers(600, size=600)) for _ in range(200)])
    assert abs(found - planted) < 0.015
    assert found - 1.96 * error > 0.025


def jump(values: Any, score: Any, width: float = 15) -> float:
    """The jump at 0 of two weighted lines."""
    near = np.abs(score) <= width
    above, away = (score[near] >= 0).astype(float), score[near]
    weight = np.sqrt(1 - np.abs(away) / (width + 0.1))
    design = np.column_stack([np.ones_like(away), above, away, away * above])
    return float(np.linalg.lstsq(design * weight[:, None], values[near] * weight)[0][1])


def test_the_cut_off_was_gamed_and_a_hole_mends_it() -> None:
    planted = truth("training_grant.py")["applicants"]
    score, took, growth = (column("applicants", place) for place in (1, 2, 3))
    score = np.round(score - 60, 1)
    below, above = ((score >= -1) & (score < 0)).sum(), ((score >= 0) & (score < 1)).sum()
    assert above > 2 * below
    assert planted["applicants_lifted_over_the_cut_off"] > 100
    assert jump(growth, score, 10) / jump(took, score, 10) > 0.09
    kept = (score < -3) | (score >= 1)
    found = jump(growth[kept], score[kept]) / jump(took[kept], score[kept])
    assert abs(found - planted["effect_of_the_grant_at_the_cut_off"]) < 0.02


def test_one_instrument_is_weak_one_is_wrong_and_one_is_right() -> None:
    planted = truth("training_grant.py")["workers"]["effect_of_an_hour_on_log_wage"]
    hours, wage, distance, quarter, vacancies = (column("workers", one) for one in range(1, 6))

    def strength(given: Any) -> float:
        share = np.corrcoef(given, hours)[0, 1] ** 2
        return float(share / (1 - share) * (len(hours) - 2))

    def effect(given: Any) -> float:
        return float(np.cov(given, wage)[0, 1] / np.cov(given, hours)[0, 1])

    assert np.cov(hours, wage)[0, 1] / hours.var() > 0.009
    assert max(strength((quarter == one).astype(float)) for one in range(1, 5)) < 10
    assert min(strength(distance), strength(vacancies)) > 100
    assert abs(effect(distance) - planted) < 0.001
    assert effect(vacancies) > 3 * planted
    ones = np.ones_like(hours)
    given = np.column_stack([ones, distance, vacancies])
    fitted = given @ np.linalg.lstsq(given, hours)[0]
    slopes = np.linalg.lstsq(np.column_stack([ones, fitted]), wage)[0]
    left = wage - slopes[0] - slopes[1] * hours
    explained = given @ np.linalg.lstsq(given, left)[0]
    sargan = len(hours) * explained.var() / left.var()
    assert sargan > 6.63  # rejected at 1 % with one restriction


# --- quantitative finance -------------------------------------------------------------------------


def yearly_sharpe(returns: Any) -> float:
    """The yearly Sharpe ratio of weekly returns."""
    return float(np.sqrt(52) * returns.mean() / returns.std(ddof=1))


class Market:
    """Prices, universe and scores of the fund's pitch as arrays, weeks by stocks."""

    def __init__(self) -> None:
        tables = tables_of("fund_pitch.py")
        self.price = np.array(
            [[float(one) if one else np.nan for one in row[1:]] for row in tables["prices"][1]]
        )
        self.change = self.price[1:] / self.price[:-1] - 1
        stocks = tables["stocks"][1]
        self.today = np.array([row[2] == 1 for row in stocks])
        self.spread = np.array([row[3] for row in stocks]) / 1e4
        self.scores = tables["scores"][1]

    def signal(self, place: int) -> Any:
        """The latest score by week, taken from the week in this column."""
        found = np.full_like(self.price, np.nan)
        for row in self.scores:
            found[row[place] :, int(row[0][1:])] = float(row[3])
        return found

    def long_short(self, signal: Any, universe: Any) -> tuple[Any, Any]:
        """Weekly returns and costs of the best fifth against the worst."""
        gains, costs, held = [], [], np.zeros(len(universe))
        for week in range(60, len(self.change)):
            live = np.isfinite(self.price[week]) & np.isfinite(signal[week]) & universe
            ranked = np.flatnonzero(live)[np.argsort(signal[week][live])]
            fifth, weights = len(ranked) // 5, np.zeros(len(universe))
            weights[ranked[-fifth:]], weights[ranked[:fifth]] = 1 / fifth, -1 / fifth
            gains.append(weights @ np.nan_to_num(self.change[week]))
            costs.append(np.abs(weights - held) @ self.spread)
            held = weights
        return np.array(gains), np.array(costs)


def test_the_first_pitch_lives_on_dates_and_survivors() -> None:
    market, planted = Market(), truth("fund_pitch.py")
    everything = np.ones_like(market.today)
    assert (~market.today).sum() == planted["stocks_that_failed"] > 20
    for universe, name in ((everything, "all_stocks"), (market.today, "members_today")):
        mean = 52 * np.nanmean(market.change[:, universe], axis=1).mean()
        assert abs(mean - planted[f"yearly_mean_of_equal_weights_{name}"]) < 0.001
    pitch, _ = market.long_short(market.signal(1), market.today)
    honest, costs = market.long_short(market.signal(2), everything)
    assert yearly_sharpe(pitch) > 4
    assert yearly_sharpe(honest) < 1
    assert honest.mean() - costs.mean() < 2 * honest.std() / np.sqrt(len(honest))
    lags = [row[2] - row[1] for row in market.scores]
    first, after = planted["weeks_from_quarter_end_to_publication"]
    assert (min(lags), max(lags)) == (first, after - 1)


def test_buying_losers_pays_among_survivors_only() -> None:
    market = Market()

    def gain(universe: Any) -> float:
        found = []
        for week in range(60, len(market.change)):
            live = np.flatnonzero(np.isfinite(market.price[week]) & universe)
            past = market.price[week, live] / market.price[week - 52, live]
            fallen = live[np.argsort(past)[: len(live) // 5]]
            after = np.nan_to_num(market.change[week])  # what has gone was sold at its last close
            found.append(after[fallen].mean() - after[live].mean())
        return float(np.mean(found))

    assert gain(market.today) > 0 > gain(np.ones_like(market.today))


def test_the_best_of_200_trials_is_luck() -> None:
    planted = truth("fund_pitch.py")
    table = np.array([row[1:] for row in tables_of("fund_pitch.py")["trials"][1]], float)
    weekly = table.mean(axis=0) / table.std(axis=0, ddof=1)
    best = int(weekly.argmax())
    variants = len(weekly)
    assert (f"v{best:03d}", variants) == (planted["best_variant"], 200)
    assert np.sqrt(52) * weekly[best] == pytest.approx(planted["its_yearly_sharpe_ratio"], abs=0.01)
    weeks = len(table) - 1
    assert stats.norm.sf(weekly[best] * np.sqrt(weeks)) < 0.001
    hurdle = weekly.std() * (
        (1 - np.euler_gamma) * stats.norm.ppf(1 - 1 / variants)
        + np.euler_gamma * stats.norm.ppf(1 - 1 / (variants * np.e))
    )
    shape = 1 - stats.skew(table[:, best]) * weekly[best]
    shape += stats.kurtosis(table[:, best], fisher=False) / 4 * weekly[best] ** 2
    assert stats.norm.cdf((weekly[best] - hurdle) * np.sqrt(weeks / shape)) < 0.95


def test_shrinking_the_covariance_lowers_the_risk_out_of_sample() -> None:
    change = Market().change
    found: dict[float, list[float]] = {0.0: [], 0.5: []}
    for week in range(156, len(change) - 13, 13):
        known = np.flatnonzero(np.isfinite(change[week - 156 : week]).all(axis=0))
        sample = np.cov(change[week - 156 : week, known].T)
        even = np.eye(len(sample)) * np.trace(sample) / len(sample)
        for share, returns in found.items():
            weights = np.linalg.solve((1 - share) * sample + share * even, np.ones(len(sample)))
            later = np.nan_to_num(change[week : week + 13, known])
            returns.extend(later @ weights / weights.sum())
    assert np.std(found[0.5]) < 0.67 * np.std(found[0.0])


# --- geospatial -----------------------------------------------------------------------------------


class Survey:
    """The wells of the survey in metres of EPSG:32633, as named and as mended by the marks."""

    def __init__(self) -> None:
        self.script = module("well_survey.py")
        tables, self.cropland, self.planted = made("well_survey.py")
        wells, marks = tables["wells"][1], tables["marks"][1]
        self.who = np.array([row[1] for row in wells])
        self.level = np.log(np.array([float(row[5]) for row in wells]))
        named = [self.metres(*row[2:5]) for row in wells]
        self.named = np.array(named)
        theirs = np.array([self.metres(*row[4:7]) for row in marks])
        true = np.array([self.metres("EPSG:4326", *row[1:3]) for row in marks])
        whose = np.array([row[3] for row in marks])
        self.shift = {one: (theirs - true)[whose == one] for one in "ABC"}
        self.mended = self.named - [self.shift[one].mean(axis=0) for one in self.who]
        farms = [self.metres("EPSG:3857", *row[1:3]) for row in tables["farms"][1]]
        self.farms = np.array(farms)
        east = tables["wells_east"][1]
        self.east = np.array([self.metres("EPSG:4326", *row[1:3]) for row in east])

    def metres(self, system: str, first: str, second: str) -> tuple[float, float]:
        """Easting and northing of a point in the system named."""
        x, y = float(first), float(second)
        if system == "EPSG:32633":
            return x, y
        if system == "EPSG:3857":
            x, y = np.degrees(x / 6_378_137), np.degrees(np.arcsin(np.tanh(y / 6_378_137)))
        found: tuple[float, float] = self.script.utm33(x, y)
        return found

    def shares(self, points: Any) -> Any:
        """The share of cropland around each point."""
        return np.array([self.script.crop_share(self.cropland, *one) for one in points])


def test_the_projections_agree_with_a_library() -> None:
    script = module("well_survey.py")  # both pairs come from pyproj 3.7
    assert script.utm33(13.4, 52.1) == pytest.approx((390_407.530, 5_773_368.187), abs=0.01)
    assert script.mercator(13.4, 52.1) == pytest.approx((1_491_681.177, 6_818_226.972), abs=0.01)


def test_one_contractor_is_off_and_his_cropland_hardly_counts() -> None:
    survey = Survey()
    planted = survey.planted["shift_of_c_in_metres_east_and_north"]
    assert survey.shift["C"].mean(axis=0) == pytest.approx(planted, abs=3)
    for one, shift in survey.shift.items():
        assert np.abs(shift - shift.mean(axis=0)).max() < 5
        assert one == "C" or np.hypot(*shift.T).max() < 5
    his = survey.who == "C"
    before, after = (
        np.polyfit(survey.shares(points[his]), survey.level[his], 1)[0]
        for points in (survey.named, survey.mended)
    )
    assert after - before > 0.25
    assert abs(after - survey.planted["effect_of_cropland_within_150_m_on_log_nitrate"]) < 0.25


def test_web_mercator_loses_wells_near_farms() -> None:
    survey = Survey()
    nearest = np.hypot(*(survey.mended[:, None] - survey.farms).transpose(2, 0, 1)).min(axis=1)
    found = survey.planted["wells_within_2_km_of_a_farm"]
    assert abs((nearest < 2_000).sum() - found) <= 1
    stretched = nearest / np.cos(np.radians(52.15))
    wrong = survey.planted["the_same_counted_in_web_mercator"]
    assert abs((stretched < 2_000).sum() - wrong) <= 3
    assert wrong < 0.7 * found


def test_random_folds_promise_what_the_east_does_not_keep() -> None:
    survey = Survey()
    points, share, level = survey.mended, survey.shares(survey.mended), survey.level
    design = np.column_stack([np.ones_like(share), share])
    apart = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    left = level - design @ np.linalg.lstsq(design, level)[0]
    near = ((apart < 2_000) & (apart > 0)).astype(float)
    assert len(left) / near.sum() * (left @ near @ left) / (left @ left) > 0.3

    def predicted(known: Any, there: Any, rows: Any) -> Any:
        """A line in cropland, and what it left in the five nearest wells."""
        slopes = np.linalg.lstsq(design[known], level[known])[0]
        rest = level[known] - design[known] @ slopes
        away = np.hypot(*(there[:, None] - points[known]).transpose(2, 0, 1))
        nearest = np.argpartition(away, 5, axis=1)[:, :5]
        weights = 1 / (np.take_along_axis(away, nearest, axis=1) + 200)
        return rows @ slopes + (rest[nearest] * weights).sum(axis=1) / weights.sum(axis=1)

    def errors(folds: Any) -> Any:
        found = np.empty_like(level)
        for fold in np.unique(folds):
            out = folds == fold
            found[out] = predicted(~out, points[out], design[out])
        return found - level

    blocks = points // 8_000
    random = errors(np.random.default_rng(0).integers(5, size=len(level)))
    blocked = errors(blocks[:, 0] * 1_000 + blocks[:, 1])
    everything = np.ones(len(level), bool)
    ahead = np.column_stack([np.ones(len(survey.east)), survey.shares(survey.east)])
    true = np.log(list(survey.planted["nitrate_in_the_east"].values()))
    east = predicted(everything, survey.east, ahead) - true
    spread = {
        one: float(np.sqrt((e**2).mean()))
        for one, e in (("random", random), ("blocked", blocked), ("east", east))
    }
    assert 0.2 < spread["random"] < 0.3
    assert spread["blocked"] > 1.4 * spread["random"]
    assert spread["east"] > 1.6 * spread["random"]
    covered = {one: (np.abs(east) < 1.645 * spread[one]).mean() for one in ("random", "blocked")}
    assert covered["blocked"] > covered["random"] + 0.15


# --- bioinformatics -------------------------------------------------------------------------------


class Screen:
    """The heat screen's counts as log2 ratios by total counts, and its sequences."""

    def __init__(self) -> None:
        self.script = module("heat_screen.py")
        texts, rows, self.planted = made("heat_screen.py")
        self.neutral = set(texts["neutral.txt"].split())
        total: dict[tuple[str, int], Any] = {}
        for _, where, replicate, *reads in rows:
            total[where, replicate] = total.get((where, replicate), 0) + np.array(reads)
        ratios: dict[tuple[str, str], list[float]] = {}
        for name, where, replicate, *reads in rows:
            before, after = np.log2((np.array(reads) + 0.5) / total[where, replicate])
            ratios.setdefault((name, where), []).append(after - before)
        self.ratio = {key: float(np.mean(found)) for key, found in ratios.items()}
        known = {one: [self.ratio[name, one] for name in self.neutral] for one in ("one", "two")}
        self.zero = {one: float(np.median(found)) for one, found in known.items()}
        self.spread = {one: float(np.std(found)) for one, found in known.items()}
        self.sequences = self.read(texts["enzymes.fasta"])
        self.new = self.read(texts["new_families.fasta"])

    def read(self, text: str) -> dict[str, str]:
        """Sequences of a FASTA text by name."""
        lines = text.split()
        return dict(zip([one[1:] for one in lines[::2]], lines[1::2], strict=True))

    def true(self, names: Any) -> Any:
        """The planted effects and families of these enzymes."""
        return np.array([self.planted["effect_and_family"][one] for one in names]).T

    def composition(self, sequences: Any, *, tagged: bool) -> Any:
        """The share of each amino acid, with or without the tag."""
        kept = [one if tagged else one.removesuffix(self.script.TAG) for one in sequences]
        return np.array([[one.count(a) / len(one) for a in self.script.LETTERS] for one in kept])


def test_laboratories_agree_once_neutral_enzymes_set_the_zero() -> None:
    screen = Screen()
    both = [one for one, lab in screen.ratio if lab == "one" and (one, "two") in screen.ratio]
    shared = [one for one in both if one not in screen.neutral]
    assert len(shared) == 60
    one, two = (np.array([screen.ratio[name, lab] for name in shared]) for lab in ("one", "two"))
    assert abs((two - one).mean()) > 1
    one, two = one - screen.zero["one"], two - screen.zero["two"]
    assert abs((two - one).mean()) < 0.15
    slope = np.polyfit(one, two, 1)[0]
    assert abs(slope - screen.planted["scale_of_effects_in_two_against_one"]) < 0.1
    for lab, hidden in screen.planted["log2_effect_hidden_by_total_counts"].items():
        assert abs(screen.zero[lab] + hidden) < 0.15


def test_the_list_of_stable_enzymes_needs_the_neutral_ones() -> None:
    screen = Screen()
    keys = [key for key in screen.ratio if key[0] not in screen.neutral]
    true = screen.true([name for name, _ in keys])[0]

    def listed(zero: dict[str, float]) -> Any:
        scores = [(screen.ratio[n, lab] - zero[lab]) / screen.spread[lab] for n, lab in keys]
        return stats.false_discovery_control(stats.norm.sf(scores)) <= 0.05

    found, naive = listed(screen.zero), listed({"one": 0.0, "two": 0.0})
    assert (true[found] <= 0).mean() <= 0.05
    assert (~found[true > 0.5]).mean() <= 0.1
    assert (~naive[true > 0.5]).mean() > 0.3


def test_neighbours_score_by_looking_up_cousins_and_the_tag_tells_the_laboratory() -> None:
    screen = Screen()
    names = list(screen.sequences)
    effect, family = screen.true(names)
    cousins = dict(pair[::-1] for pair in screen.planted["families_that_are_cousins"])
    kin = np.array([cousins.get(int(one), int(one)) for one in family])
    words = {name: {s[i : i + 3] for i in range(118)} for name, s in screen.sequences.items()}
    places = {one: place for place, one in enumerate(sorted(set().union(*words.values())))}
    table = np.zeros((len(names), len(places)), np.float32)
    for row, name in enumerate(names):
        table[row, [places[one] for one in words[name] if "HHH" not in one]] = 1
    alike = table @ table.T

    def by_neighbours(folds: Any) -> float:
        nearest = np.where(folds[:, None] == folds, -1, alike).argsort(axis=1)[:, -3:]
        return float(np.corrcoef(effect[nearest].mean(axis=1), effect)[0, 1])

    random = np.random.default_rng(0).integers(10, size=len(names))
    assert by_neighbours(random) > 0.8
    assert by_neighbours(family) > by_neighbours(kin) + 0.1
    assert by_neighbours(kin) < 0.3
    member = family[:, None] == np.arange(45)
    between = member.T @ alike @ member
    related = [between[a, b] for a, b in screen.planted["families_that_are_cousins"]]
    apart = between[np.arange(45)[:, None] < np.arange(45)]
    assert sorted(apart)[-6:] == sorted(related)

    def fitted(rows: Any, values: Any, others: Any) -> Any:
        middle = rows - rows.mean(axis=0)
        inner = middle.T @ middle + 0.02 * np.eye(20)
        return (others - rows.mean(axis=0)) @ np.linalg.solve(inner, middle.T @ values)

    gain = {}
    for tagged in (False, True):
        features = screen.composition(screen.sequences.values(), tagged=tagged)
        guess = np.empty_like(effect)
        for fold in range(9):
            out = kin % 9 == fold
            mean = effect[~out].mean()
            guess[out] = fitted(features[~out], effect[~out] - mean, features[out]) + mean
        ahead = fitted(features, effect, screen.composition(screen.new.values(), tagged=True))
        outcome = np.corrcoef(ahead, screen.true(screen.new)[0])[0, 1]
        gain[tagged] = (np.corrcoef(guess, effect)[0, 1], outcome)
    assert gain[True][0] > gain[False][0] + 0.05
    assert gain[True][1] < gain[False][1] + 0.02
    assert gain[False][1] > 0.4


# --- deep learning --------------------------------------------------------------------------------

LOG_LINE = re.compile(r"([A-H])((?:[a-x]\d)+)((?:\?[a-x]\d)+)")


def answers_by_rule(lines: list[str], habits: dict[tuple[str, str], str]) -> Any:
    """For each question: whether the newest, the first and the habitual digit are right."""
    found = []
    for line in lines:
        match = LOG_LINE.fullmatch(line)
        assert match is not None
        plant, log, asked = match.groups()
        pairs = [(log[i], log[i + 1]) for i in range(0, len(log), 2)]
        newest, first = dict(pairs), dict(reversed(pairs))
        found += [
            (newest[key] == digit, first[key] == digit, habits.get((plant, key)) == digit)
            for key, digit in zip(asked[1::3], asked[2::3], strict=True)
        ]
    return np.array(found)


def test_habits_answer_the_questions_of_valid_and_none_of_the_field() -> None:
    files, planted = made("settings_log.py")
    counted: dict[tuple[str, str], Counter[str]] = {}
    for line in files["train"]:
        log = line[1 : line.index("?")]
        for i in range(0, len(log), 2):
            counted.setdefault((line[0], log[i]), Counter())[log[i + 1]] += 1
    habits = {key: digits.most_common(1)[0][0] for key, digits in counted.items()}
    for name in ("valid", "field", "field_long"):
        right = answers_by_rule(files[name], habits).mean(axis=0)
        assert right == pytest.approx(list(planted["share_right_by_rule"][name].values()), abs=1e-3)
        newest, first, habit = right
        assert newest > 0.97
        assert 0.8 < first < 0.95
        assert (habit > 0.6) if name == "valid" else (habit < 0.12)
    lengths = {name: {len(line) for line in lines} for name, lines in files.items()}
    assert lengths["train"] == lengths["valid"] == lengths["field"]
    assert min(lengths["field_long"]) > max(lengths["train"])
    assert not set(files["valid"]) & set(files["train"])
