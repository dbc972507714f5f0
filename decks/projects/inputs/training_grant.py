"""Make up the files of a training grant: a panel, a cut-off that was gamed, and instruments.

    python training_grant.py --out data [--seed 7] [--truth]

Writes panel.csv (firms by year), applicants.csv (scores around a cut-off) and workers.csv (hours of
training, wages, possible instruments).  --truth prints the effects planted as JSON.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

FIRMS, YEARS, FIRST = 600, 12, 2012
COHORTS = {2015: (0.40, 0.030), 2019: (0.40, 0.008), 0: (0.20, 0.0)}  # share, rise a year
HORIZON = 4  # years over which the ministry counts the gain
APPLICANTS, CUT, TAKE_UP, EFFECT = 6_000, 60.0, (0.10, 0.85), 0.060
WORKERS, PER_HOUR = 6_000, 0.004


def make_panel(rng):
    shares = [share for share, _ in COHORTS.values()]
    cohort = np.repeat(list(COHORTS), (np.array(shares) * FIRMS).astype(int))
    level = rng.normal(4, 0.5, FIRMS) + 0.4 * (cohort == 2015) + 0.2 * (cohort == 2019)
    common = np.cumsum(rng.normal(0.02, 0.03, YEARS))
    noise = rng.normal(0, 0.08, (FIRMS, YEARS))
    for year in range(1, YEARS):
        noise[:, year] = 0.7 * noise[:, year - 1] + 0.714 * noise[:, year]
    rise = np.array([COHORTS[one][1] for one in cohort])
    since = FIRST + np.arange(YEARS) - np.where(cohort > 0, cohort, 10_000)[:, None] + 1
    effect = rise[:, None] * np.clip(since, 0, None)
    output = level[:, None] + common + effect + noise
    rows = [
        [f"f{i:03d}", FIRST + year, int(cohort[i]) or "", f"{output[i, year]:.4f}"]
        for i in range(FIRMS)
        for year in range(YEARS)
    ]
    counted = (since >= 1) & (since <= HORIZON)
    return rows, {
        "mean_effect_over_the_first_four_years": round(float(effect[counted].mean()), 4),
        "mean_effect_over_all_treated_years": round(float(effect[since >= 1].mean()), 4),
        "effect_in_the_first_year_and_rise_a_year_by_cohort": {
            str(one): value for one, (_, value) in COHORTS.items() if one
        },
    }


def make_applicants(rng):
    skill = rng.normal(0, 1, APPLICANTS)
    score = np.clip(55 + 9 * rng.normal(0, 1, APPLICANTS) + 3 * skill, 0, 100)
    near = (score >= CUT - 3) & (score < CUT)
    gamed = near & (rng.random(APPLICANTS) < 1 / (1 + np.exp(-2.5 * (skill - 0.6))))
    score[gamed] = CUT + rng.uniform(0, 1, gamed.sum())  # a consultant finds the missing points
    score = np.floor(score * 10) / 10
    took = rng.random(APPLICANTS) < np.where(score >= CUT, TAKE_UP[1], TAKE_UP[0])
    growth = 0.02 + 0.0015 * (score - CUT) + 0.05 * skill + EFFECT * took
    growth += rng.normal(0, 0.08, APPLICANTS)
    rows = [
        [f"a{i:04d}", f"{score[i]:.1f}", int(took[i]), f"{growth[i]:.4f}"]
        for i in range(APPLICANTS)
    ]
    return rows, {
        "effect_of_the_grant_at_the_cut_off": EFFECT,
        "applicants_lifted_over_the_cut_off": int(gamed.sum()),
        "scores_that_were_lifted": f"from {CUT - 3} or more to between {CUT} and {CUT + 1}",
    }


def make_workers(rng):
    drive = rng.normal(0, 1, WORKERS)
    distance = rng.gamma(2, 8, WORKERS)
    quarter = rng.integers(1, 5, WORKERS)
    vacancies = rng.normal(0, 1, WORKERS)
    hours = 60 + 12 * drive - 0.8 * distance + 5 * vacancies + 0.4 * (quarter == 1)
    hours = np.clip(hours + rng.normal(0, 12, WORKERS), 0, None)
    wage = 2.5 + PER_HOUR * hours + 0.15 * drive + 0.06 * vacancies
    wage += rng.normal(0, 0.2, WORKERS)
    rows = [
        [f"w{i:04d}", f"{hours[i]:.1f}", f"{wage[i]:.4f}", f"{distance[i]:.1f}", int(quarter[i])]
        + [f"{vacancies[i]:.3f}"]
        for i in range(WORKERS)
    ]
    return rows, {
        "effect_of_an_hour_on_log_wage": PER_HOUR,
        "valid_instrument": "distance_km",
        "weak_instrument": "birth_quarter",
        "instrument_that_acts_on_wages_itself": "local_vacancies",
    }


def make(seed):
    rng = np.random.default_rng(seed)
    panel, first = make_panel(rng)
    applicants, second = make_applicants(rng)
    workers, third = make_workers(rng)
    head = ["worker", "hours", "log_wage", "distance_km", "birth_quarter", "local_vacancies"]
    tables = {
        "panel": (["firm", "year", "first_grant_year", "log_output"], panel),
        "applicants": (["applicant", "score", "took_grant", "growth"], applicants),
        "workers": (head, workers),
    }
    return tables, {"panel": first, "applicants": second, "workers": third}


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
