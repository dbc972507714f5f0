"""What the generators of the statistics and maths projects planted can be found, with care."""

import heapq
import itertools
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize, stats
from tests.content.generators import module
from tests.content.reference_maths import (
    bits_sent,
    counts_after,
    counts_by_slot,
    first_alarms,
    gaps,
    huffman_lengths,
    noise_edge,
    noise_of_units,
    residual,
    sent_crews,
    smoothed,
)
from tests.content.reference_stats import (
    Audit,
    Floats,
    Kiosks,
    Shop,
    by_office,
    excess_cost,
    levels_within,
    plan_for,
)


@cache
def _made(name: str) -> Any:
    """What a generator makes with the seed that it has unless told otherwise."""
    return module(name).make(7)


def test_the_auditors_are_sure_of_what_the_design_does_not_say() -> None:
    tables, planted = _made("claims_audit.py")
    offices, audit = tables["offices"][1], tables["audit"][1]
    read = [(i, one) for i, one in enumerate(by_office(audit, len(offices))) if len(one)]
    of = Audit([row[2] for row in offices])
    plain, margin = of.plain(read)
    assert (round(plain), round(margin), len(audit)) == (2846, 360, 964)
    assert plain - margin > 2_400
    mean, half = of.clustered(read)
    assert mean - half < planted["mean_of_all_claims_this_year"] < 2_400 < mean + half
    amounts = np.sort([row[2] for row in audit])
    assert round(amounts[-10:].sum() / amounts.sum(), 3) == 0.159
    assert (amounts > 100_000).sum() == 1


def test_only_the_interval_that_knows_the_offices_covers() -> None:
    script = module("claims_audit.py")
    tables, _ = _made("claims_audit.py")
    books = by_office(tables["books"][1], sum(script.OFFICES))
    right, of = np.concatenate(books).mean(), Audit([len(one) for one in books])
    random = np.random.default_rng(0)
    audits = [script.draw(random, books) for _ in range(400)]
    found = {way: np.array([way(one) for one in audits]) for way in (of.plain, of.weighted)}
    careful = np.array([of.clustered(one) for one in audits])
    covers = [(abs(one[:, 0] - right) < one[:, 1]).mean() for one in (*found.values(), careful)]
    assert covers[0] < 0.65
    assert covers[1] < 0.80
    assert covers[2] >= 0.90
    assert found[of.plain][:, 0].mean() > 1.10 * right
    assert abs(careful[:, 0].mean() / right - 1) < 0.01 + 3 * careful[:, 0].std() / right / 20
    effect = careful[:, 0].var() / ((found[of.weighted][:, 1] / 1.96) ** 2).mean()
    assert 2 < effect < 4


def test_the_effect_of_the_card_is_found_by_two_ways() -> None:
    tables, planted = _made("loyalty_card.py")
    shop, right = Shop(tables), planted["effect_on_holders_pounds_a_week"]
    (before, after), (fuel_before, fuel) = shop.pounds[:, 0].T, shop.pounds[:, 1].T
    adjusted, half = shop.effect(after, shop.facts, before)
    changed, other_half = shop.effect(after - before)
    assert abs(adjusted - right) < half < 0.25
    assert abs(changed - right) < other_half < 0.25
    assert abs(adjusted - changed) < 0.3
    assert 0.3 * (adjusted + half) < 0.70 < 0.3 * 2.34
    for fuel_effect in (
        shop.effect(fuel, shop.facts, before)[0],
        shop.effect(fuel - fuel_before)[0],
    ):
        assert abs(fuel_effect) < 0.25
    assert shop.effect(fuel, shop.facts)[0] > 1.5
    assert shop.effect(fuel, shop.facts, fuel_before)[0] > 0.5
    slips = tables["receipts"][1]
    assert len(slips) - len({slip[0] for slip in slips}) == planted["receipts_sent_twice"]
    assert sum(row[4] != "" for row in tables["customers"][1]) == planted["households_moved"]


def test_each_wrong_turn_misses_the_effect_of_the_card() -> None:
    tables, planted = _made("loyalty_card.py")
    shop, right = Shop(tables), planted["effect_on_holders_pounds_a_week"]
    before, after = shop.pounds[:, 0].T
    assert len(shop.row) == 6_000
    assert 8 < shop.effect(after)[0] < 9
    assert shop.effect(after, shop.facts)[0] > 5
    for wrong, half in (
        shop.effect(after, shop.facts, before, shop.letters),
        shop.effect(after, shop.facts, before, shop.answered),
        shop.effect(after, shop.facts, before, among=shop.answered),
    ):
        assert wrong < 1.4
        assert wrong + half < right
    for careless, least in ((Shop(tables, join=False), 4.0), (Shop(tables, once=False), 2.3)):
        before, after = careless.pounds[:, 0].T
        wrong, half = careless.effect(after, careless.facts, before)
        assert wrong > least
        assert wrong - half > right


def test_the_kiosks_parameters_are_found_and_the_plan_is_cheap() -> None:
    tables, planted = _made("kiosk_demand.py")
    drawn = Kiosks(tables, 0).sample(550, 200)
    for name in ("level", "slope", "offer", "size"):
        low, high = np.quantile(drawn[name], [0.025, 0.975])
        assert low < planted[name] < high
    assert 31 <= levels_within(drawn, planted) <= 40
    assert excess_cost(plan_for(drawn, tables), planted) < 0.10
    rows = tables["sales"][1]
    assert 0.30 < np.mean([stock == sold for *_, stock, sold in rows]) < 0.40
    weeks = np.bincount([int(row[0][1:]) for row in rows])
    assert (weeks < 9).sum() == 16


def test_whoever_takes_sales_for_demand_stocks_too_little() -> None:
    tables, planted = _made("kiosk_demand.py")
    drawn = Kiosks(tables, 0, censored=False).sample(550, 200)
    assert np.quantile(drawn["size"], 0.025) > 12 > planted["size"]
    assert np.quantile(drawn["offer"], 0.975) < planted["offer"]
    assert levels_within(drawn, planted) <= 26
    assert excess_cost(plan_for(drawn, tables), planted) > 0.20
    sold = [
        [row[4] for row in tables["sales"][1] if row[0] == name]
        for name, _ in tables["next_week"][1]
    ]
    assert excess_cost(np.array([np.quantile(one, 0.75) for one in sold]), planted) > 0.30


def test_the_cheapest_stock_is_the_critical_share() -> None:
    script = module("kiosk_demand.py")
    for mean in (4.0, 17.5, 60.0):
        costs = [script.cost(stock, mean) for stock in range(200)]
        assert int(np.argmin(costs)) == script.best(mean)


def test_a_longer_context_is_worse_and_huffman_leaves_bits_behind() -> None:
    logs, planted = _made("event_log.py")
    right = planted["entropy_rate_old"]
    single = counts_after(logs["spring"], 0)
    plain = huffman_lengths(single[0])
    assert sum(2.0**-one for one in plain if one) == 1
    assert 3.43 < (plain * counts_after(logs["summer"], 0)).sum() / 50_000 < 3.50
    pairs, sent = counts_after(logs["spring"], 1), counts_after(logs["summer"], 1)
    by_context = np.array([huffman_lengths(row + 0.05) for row in pairs])
    assert 1.9 < (by_context * sent).sum() / sent.sum() < 2.05
    assert abs(bits_sent(sent, smoothed(pairs)) - right) < 0.01
    information = bits_sent(single, single / single.sum()) - bits_sent(pairs, smoothed(pairs, 1e-9))
    assert abs(information - planted["information_between_neighbours_old"]) < 0.02
    seen, judged = {}, {}
    for context in (1, 2, 3):
        spring, summer = (
            counts_after(logs["spring"], context),
            counts_after(logs["summer"], context),
        )
        seen[context] = round(bits_sent(spring, smoothed(spring, 1e-9)), 2)
        judged[context] = min(
            bits_sent(summer, smoothed(spring, least)) for least in (0.05, 0.1, 0.5)
        )
    assert seen == {1: 1.76, 2: 1.71, 3: 1.62}
    assert judged[1] < 1.77 < judged[2] < 1.85 < judged[3]


def test_the_new_firmware_costs_what_was_planted_and_shows_in_the_bits() -> None:
    script = module("event_log.py")
    logs, planted = _made("event_log.py")
    table = smoothed(counts_after(logs["spring"], 1))
    table[:, -1] = 0
    table *= (1 - script.NEW) / table.sum(axis=1, keepdims=True)
    table[:, -1] = script.NEW
    assert "t" not in logs["spring"] + logs["summer"]
    extra = bits_sent(counts_after(logs["autumn"], 1), table) - planted["entropy_rate_new"]
    assert abs(extra - planted["extra_bits_of_the_old_code_on_the_new_source"]) < 0.15
    blocks = {}
    for name in ("summer", "autumn"):
        events = np.array([script.LETTERS.index(one) for one in logs[name]])
        each = -np.log2(table[events[:-1], events[1:]])
        blocks[name] = {
            size: each[: len(each) // size * size].reshape(-1, size).mean(axis=1)
            for size in (10, 100, 200, 1_000)
        }
    summer = {size: one.std() * size**0.5 for size, one in blocks["summer"].items()}
    assert max(summer.values()) / min(summer.values()) < 1.2
    limit = planted["entropy_rate_old"] + 2.3 * summer[200] / 200**0.5
    assert (blocks["summer"][200] > limit).mean() < 0.02
    assert (blocks["autumn"][200] > limit).mean() > 0.95


def _turbine() -> tuple[Floats, NDArray[np.str_], dict[str, Any]]:
    """The readings, centred by their sound minutes, the units, and what was planted."""
    tables, planted = _made("turbine_sensors.py")
    readings = np.array([row[1:] for row in tables["readings"][1]])
    centred: Floats = readings - readings[:800].mean(axis=0)
    return centred, np.array([unit for _, unit in tables["sensors"][1]]), planted


def test_rank_and_condition_need_the_noise_of_each_unit() -> None:
    readings, units, planted = _turbine()
    scaled = readings / noise_of_units(readings[:800], units, 5)
    values = np.linalg.svd(scaled[:800], compute_uv=False) / 800**0.5
    assert (values > noise_edge(800, 48)).sum() == planted["rank"] == 5
    right = planted["condition_number_scaled_by_the_noise"]
    assert values[0] / values[-1] == pytest.approx(right, rel=0.04)
    raw = np.linalg.svd(readings[:800], compute_uv=False)
    assert raw[0] / raw[-1] == pytest.approx(planted["condition_number_raw"], rel=0.01)
    assert planted["condition_number_raw"] == pytest.approx(16_900, rel=0.01)
    assert round((raw[:12] ** 2).sum() / (raw**2).sum(), 3) >= 0.998
    assert (units == "kPa").sum() == 12
    alike = readings[:800] / readings[:800].std(axis=0)
    share = np.linalg.svd(alike, compute_uv=False) ** 2 / 800
    assert np.searchsorted(np.cumsum(share) / 48, 0.9) + 1 == 15
    assert (share > 1).sum() == 4
    whole = np.linalg.svd(scaled - scaled.mean(axis=0), compute_uv=False) / 2_000**0.5
    assert (whole > noise_edge(2_000, 48)).sum() >= 6


def test_the_lying_sensors_and_no_others_are_found() -> None:
    readings, units, planted = _turbine()
    scaled = readings / noise_of_units(readings[:800], units, 5)
    left = residual(scaled[:800], 5)
    found = first_alarms(scaled @ left / np.sqrt(np.diag(left)))
    (drift, began), (stuck, stopped), (pair, moved) = planted["faults"].values()
    lying = {int(one[1:]) for one in (drift, stuck, *pair)}
    assert set(found) == lying
    assert began < found[int(drift[1:])] < began + 300
    assert stopped < found[int(stuck[1:])] < stopped + 100
    assert all(moved < found[int(one[1:])] < moved + 100 for one in pair)
    cried = np.flatnonzero((np.abs(readings) > 4 * readings[:800].std(axis=0)).any(axis=0))
    assert not {int(drift[1:]), int(stuck[1:])} & set(cried.tolist())
    assert len(set(cried.tolist()) - lying) == 2


def test_only_the_true_swap_brings_the_residual_back() -> None:
    readings, units, planted = _turbine()
    drift, stuck, (one, other) = (named for named, _ in planted["faults"].values())
    kept = [i for i in range(48) if i not in {int(drift[1:]), int(stuck[1:])}]
    scaled = (readings / noise_of_units(readings[:800], units, 5))[:, kept]
    left, late = residual(scaled[:800], 5), scaled[1_700:]
    products, back = late.T @ late / (len(late) * (len(kept) - 5)), {}
    for a, b in itertools.combinations(range(len(kept)), 2):
        if units[kept[a]] == units[kept[b]]:
            order = np.arange(len(kept))
            order[[a, b]] = b, a
            back[kept[a], kept[b]] = (left * products[np.ix_(order, order)]).sum()
    near = [pair for pair, value in back.items() if abs(value - 1) < 0.05]
    assert near == [(int(one[1:]), int(other[1:]))]


def test_gram_schmidt_and_the_gram_matrix_lose_what_householder_keeps() -> None:
    hilbert = 1 / (np.arange(12)[:, None] + np.arange(12) + 1.0)
    classical = np.zeros((12, 12))
    for k in range(12):
        rest = hilbert[:, k] - classical @ (classical.T @ hilbert[:, k])
        classical[:, k] = rest / np.linalg.norm(rest)
    householder = np.linalg.qr(hilbert)[0]
    assert np.abs(classical.T @ classical - np.eye(12)).max() > 0.1
    assert np.abs(householder.T @ householder - np.eye(12)).max() < 1e-13
    thin = np.vstack((np.ones(3), 1e-9 * np.eye(3)))
    assert np.linalg.svd(thin, compute_uv=False)[-1] == pytest.approx(1e-9, rel=1e-5)
    assert np.linalg.matrix_rank(thin.T @ thin) == 1


@cache
def _rescue() -> tuple[dict[str, Any], dict[str, Any], Floats, Floats]:
    """Tables, what was planted, and minutes from and to each site."""
    script = module("road_rescue.py")
    tables, planted = _made("road_rescue.py")
    roads, sites = tables["roads"][1], [one for (one,) in tables["sites"][1]]
    turned = [(b, a, minutes) for a, b, minutes in roads]
    there, home = (np.array([script.drive(way, one) for one in sites]) for way in (roads, turned))
    return tables, planted, there, home


def _least(minutes: Floats, share: Floats) -> tuple[int, ...]:
    """The three sites of the least mean."""
    choices = itertools.combinations(range(len(minutes)), 3)
    return min(choices, key=lambda c: float(minutes[list(c)].min(axis=0) @ share))


def test_straight_lines_and_wrong_directions_choose_worse_depots() -> None:
    tables, planted, there, home = _rescue()
    assert np.isfinite(there).all()
    assert there.mean() == pytest.approx(planted["mean_minutes_from_sites_to_places"], abs=1e-6)
    assert np.abs(there - home).max() > 1
    sites = np.array([one for (one,) in tables["sites"][1]])
    calls = sent_crews(tables["calls"][1])
    share = np.bincount([place for _, _, place, _ in calls], minlength=625) / len(calls)
    best = _least(there, share)
    assert sites[list(best)].tolist() == planted["best_sites"]
    mean = there[list(best)].min(axis=0) @ share
    assert mean == pytest.approx(planted["mean_minutes_to_a_call"], rel=0.02)
    place = np.arange(625)
    straight = np.hypot(place % 25 - sites[:, None] % 25, place // 25 - sites[:, None] // 25)
    for wrong, least in ((straight, 1.15), (home, 1.04)):
        assert there[list(_least(wrong, share))].min(axis=0) @ share > least * mean


def test_calls_are_poisson_only_without_the_repeated_ones() -> None:
    tables, planted, _, _ = _rescue()
    raw = tables["calls"][1]
    calls = sent_crews(raw)
    assert len(raw) - len(calls) == pytest.approx(planted["repeated_calls"], rel=0.01)
    chances = []
    for some in (raw, calls):
        counts = counts_by_slot(some, 90)
        mean = counts.mean(axis=0)
        spread = ((counts - mean) ** 2 / mean).sum()
        chances.append(stats.chi2.sf(spread, 89 * 12))
        chances.append(stats.kstest(gaps(some, mean / 2), "expon").pvalue)
    assert max(chances[:2]) < 1e-6
    assert min(chances[2:]) > 0.01


def test_crews_and_shifts_follow_from_rates_and_the_whole_busy_time() -> None:
    tables, planted, there, home = _rescue()
    script = module("road_rescue.py")

    def needed(rates: Floats, busy: float) -> list[int]:
        return [
            next(c for c in range(1, 99) if script.waits(c, rate / 60, busy) <= 0.05)
            for rate in rates
        ]

    rates, busy = np.array(planted["calls_an_hour"]), planted["mean_busy_minutes"]
    assert needed(rates, busy) == planted["crews_needed"]
    calls = sent_crews(tables["calls"][1])
    sites = [one for (one,) in tables["sites"][1]]
    best = np.array([sites.index(one) for one in planted["best_sites"]])
    place = np.array([one for _, _, one, _ in calls])
    nearest = there[best].argmin(axis=0)[place]
    work = np.array([one for *_, one in calls])
    found = (work + there[best[nearest], place] + home[best[nearest], place]).mean()
    assert found == pytest.approx(busy, rel=0.02)
    own = needed(counts_by_slot(calls, 90).mean(axis=0) / 2, found)
    assert np.abs(np.array(own) - planted["crews_needed"]).max() <= 1
    (flat,) = needed(np.array([rates.mean()]), busy)
    assert script.waits(flat, rates.max() / 60, busy) > 0.5
    short = needed(rates, work.mean())
    over = [script.waits(c, rate / 60, busy) for c, rate in zip(short, rates, strict=True)]
    assert sum(one > 0.5 for one in over) == 6
    need, least = planted["crews_needed"], planted["least_shifts"]
    answer = optimize.milp(
        np.ones(12),
        constraints=optimize.LinearConstraint(
            np.array([[(slot - start) % 12 < 4 for start in range(12)] for slot in range(12)]), need
        ),
        integrality=np.ones(12),
    )
    assert round(answer.fun) == least > sum(need) / 4 + 1


def test_erlang_s_tail_is_what_a_simulated_pool_shows() -> None:
    script, random = module("road_rescue.py"), np.random.default_rng(0)
    crews, rate, busy, calls = 12, 13 / 60, 39.9, 60_000
    arrive = np.cumsum(random.exponential(1 / rate, calls)).tolist()
    free, late = [0.0] * crews, np.zeros(calls)
    for number, (at, work) in enumerate(
        zip(arrive, random.exponential(busy, calls).tolist(), strict=True)
    ):
        begin = max(at, free[0])
        heapq.heapreplace(free, begin + work)
        late[number] = begin - at > script.LIMIT
    batches = late[-50_000:].reshape(25, -1).mean(axis=1)
    error = batches.std(ddof=1) / 5
    assert abs(batches.mean() - script.waits(crews, rate, busy)) < 3 * error < 0.05


def test_the_error_of_a_waiting_share_follows_from_its_derivative() -> None:
    tables, planted, _, _ = _rescue()
    waits, busy = module("road_rescue.py").waits, planted["mean_busy_minutes"]
    counts = counts_by_slot(sent_crews(tables["calls"][1]), 90)
    resampled = counts[np.random.default_rng(0).integers(0, 90, (1_000, 90))].mean(axis=1) / 120
    for slot, crews in enumerate(planted["crews_needed"]):
        rate, step = counts[:, slot].mean() / 120, 1e-6
        slope = (waits(crews, rate + step, busy) - waits(crews, rate - step, busy)) / (2 * step)
        error = slope * (rate / 120 / 90) ** 0.5
        again = np.std([waits(crews, one, busy) for one in resampled[:, slot]])
        assert error == pytest.approx(again, rel=0.2)
