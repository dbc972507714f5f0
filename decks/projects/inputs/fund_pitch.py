"""Make up ten years of weekly prices, a score with a delay, and the trials behind a fund's pitch.

    python fund_pitch.py --out data [--seed 7] [--truth]

Writes prices.csv (weekly closes, blank before listing and after delisting), stocks.csv, scores.csv
and trials.csv (weekly returns of every variant that was tried).  --truth prints what was planted
as JSON.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

STOCKS, WEEKS, QUARTER = 150, 520, 13
DELAY = (4, 9)  # weeks until the score of a quarter is published
VARIANTS, IDEAS = 200, 12
EDGE = 0.0005  # weekly return for a score one standard deviation higher, once it is known
LOSS = -0.60  # return in the week of a failure


def make_prices(rng):
    calm = rng.normal(0, 1, WEEKS)
    for week in range(1, WEEKS):
        calm[week] = 0.96 * calm[week - 1] + 0.28 * calm[week]
    storm = np.exp(0.5 * calm)  # quiet and wild months: risk is not the same every week
    market = storm * rng.standard_t(4, WEEKS) * 0.012 + 0.003
    beta = rng.normal(1, 0.25, STOCKS)
    sector = rng.integers(0, 6, STOCKS)
    waves = storm * rng.standard_t(5, (6, WEEKS)) * 0.010
    own = rng.standard_t(5, (STOCKS, WEEKS)) * rng.uniform(0.02, 0.045, STOCKS)[:, None]
    score = rng.normal(0, 1, (STOCKS, WEEKS // QUARTER))
    known = QUARTER * (1 + np.arange(WEEKS // QUARTER)) + rng.integers(*DELAY, score.shape)
    steady = np.full((STOCKS, WEEKS), np.nan)
    returns = beta[:, None] * market + waves[sector] + own
    for i in range(STOCKS):
        for q in range(score.shape[1]):
            end, out = QUARTER * (q + 1), known[i, q]
            returns[i, end:out] += 0.010 * score[i, q]  # the news itself, before it is published
            steady[i, out:] = score[i, q]
    returns += EDGE * np.nan_to_num(steady)
    price = 50 * np.exp(np.cumsum(np.log1p(np.clip(returns, -0.5, None)), axis=1))
    failed = np.full(STOCKS, WEEKS)
    for i in range(STOCKS):  # the weaker a stock, the likelier that it fails
        fall = price[i] / np.maximum.accumulate(price[i])
        hazard = np.where(fall < 0.45, 0.006, 0.0002)
        hit = np.flatnonzero(rng.random(WEEKS) < hazard)
        hit = hit[hit > 60]
        if len(hit):
            failed[i] = hit[0]
            price[i, hit[0]] = price[i, hit[0] - 1] * (1 + LOSS)
            price[i, hit[0] + 1 :] = np.nan
    return price, failed, score, known


def make_trials(rng):
    ideas = rng.standard_t(5, (IDEAS, WEEKS)) * 0.0125
    mixed = 0.80 * ideas[np.arange(VARIANTS) % IDEAS]
    return mixed + 0.60 * rng.standard_t(5, (VARIANTS, WEEKS)) * 0.0125


def make(seed):
    rng = np.random.default_rng(seed)
    price, failed, score, known = make_prices(rng)
    trials = make_trials(rng)
    traded = np.exp(rng.normal(2.5, 1, STOCKS))  # millions a week
    change = price[:, 1:] / price[:, :-1] - 1
    both = change, change[failed == WEEKS]
    yearly = [52 * float(np.nanmean(one, axis=0).mean()) for one in both]
    names = [f"s{i:03d}" for i in range(STOCKS)]
    sharpe = np.sqrt(52) * trials.mean(axis=1) / trials.std(axis=1, ddof=1)
    tables = {
        "prices": (
            ["week", *names],
            [[w, *("" if np.isnan(p) else f"{p:.3f}" for p in price[:, w])] for w in range(WEEKS)],
        ),
        "stocks": (
            ["stock", "last_week", "member_today", "half_spread_bps", "weekly_value_traded_m"],
            [[names[i], int(min(failed[i], WEEKS - 1)), int(failed[i] == WEEKS),
              8 if traded[i] > 20 else 25, f"{traded[i]:.1f}"] for i in range(STOCKS)],
        ),
        "scores": (
            ["stock", "quarter_end_week", "known_week", "score"],
            [[names[i], QUARTER * (q + 1), int(known[i, q]), f"{score[i, q]:.3f}"]
             for i in range(STOCKS) for q in range(score.shape[1])
             if known[i, q] < failed[i] and known[i, q] < WEEKS],
        ),
        "trials": (
            ["week", *(f"v{i:03d}" for i in range(VARIANTS))],
            [[w, *(f"{r:.5f}" for r in trials[:, w])] for w in range(WEEKS)],
        ),
    }
    truth = {
        "stocks_that_failed": int((failed < WEEKS).sum()),
        "yearly_mean_of_equal_weights_all_stocks": round(yearly[0], 4),
        "yearly_mean_of_equal_weights_members_today": round(yearly[1], 4),
        "weekly_edge_of_a_published_score": EDGE,
        "weeks_from_quarter_end_to_publication": list(DELAY),
        "variants_with_a_true_edge": 0,
        "ideas_behind_the_variants": IDEAS,
        "best_variant": f"v{int(sharpe.argmax()):03d}",
        "its_yearly_sharpe_ratio": round(float(sharpe.max()), 3),
    }
    return tables, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    tables, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, (head, rows) in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    main()
