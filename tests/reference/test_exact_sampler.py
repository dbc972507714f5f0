"""The engine's posterior against a slow exact sampler, and the sampler against integration."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mlprep.assessment.model import (
    Hierarchy,
    ItemSpec,
    Learner,
    Outcome,
    PastSitting,
    Response,
    SelfRatings,
)
from mlprep.assessment.response import guessing_habit
from mlprep.assessment.timeline import build_timeline

EXACT = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("exact_sampler.py"))))

TOPICS = {f"t{number}": "one" if number < 3 else "two" for number in range(6)}
LEVELS = {topic: 2.0 + 0.3 * number for number, topic in enumerate(TOPICS)}


def responses(seed: int, count: int) -> list[Response]:
    rng = np.random.default_rng(seed)
    theta = rng.normal(0.3, 1, len(TOPICS))
    found = []
    for number in range(count):
        topic = int(rng.integers(len(TOPICS)))
        b = 0.8 * (int(rng.integers(1, 6)) - 3)
        c = float(rng.choice([0.0, 0.25]))
        item = ItemSpec(f"i{number}", f"t{topic}", b, c=c, s_b=float(rng.choice([0.3, 0.6])))
        outcome = Outcome.RIGHT
        if rng.random() > 1 / (1 + np.exp(-1.2 * (theta[topic] - b))):
            outcome = Outcome(str(rng.choice(["wrong", "dont-know", "right"], p=[0.5, 0.4, 0.1])))
        found.append(Response(item, outcome, weight=float(rng.choice([1.0, 0.5], p=[0.8, 0.2]))))
    return found


def test_sampler_agrees_with_integration_in_one_dimension() -> None:
    answers = [EXACT.Answer(0, b, 1.2, 0.6, 0.25, "wrong") for b in (-1.0, 0.0, 0.5)]
    mean, covariance = np.array([0.5]), np.array([[1.1]])
    draws = EXACT.sample(mean, covariance, answers, 0.7, draws=6_000, seed=3)
    grid = np.linspace(-6, 6, 2_001)
    log_q = np.array([EXACT.log_likelihood(np.array([x]), answers, 0.7) for x in grid])
    q = np.exp(log_q - 0.5 * (grid - 0.5) ** 2 / 1.1)
    q /= q.sum()
    centre = float(q @ grid)
    assert draws.mean() == pytest.approx(centre, abs=0.05)
    assert draws.std() == pytest.approx(float(np.sqrt(q @ (grid - centre) ** 2)), abs=0.05)


@pytest.mark.parametrize(("seed", "count"), [(1, 12), (2, 40)])
def test_means_within_six_hundredths_of_a_standard_deviation(seed: int, count: int) -> None:
    answered = responses(seed, count)
    hierarchy = Hierarchy(TOPICS, {("one", "two"): 0.5})
    ratings = SelfRatings({"t0": 3, "t4": 0}, {"one": (2.0, 1.0), "two": (1.5, 1.0)}, 4, 1)
    learner = Learner(
        hierarchy, LEVELS, ratings=ratings, sittings=(PastSitting(0.0, tuple(answered)),)
    )
    line = build_timeline(learner, 0.0)
    belief, prior = line.belief(), line.prior
    plain = [
        EXACT.Answer(
            int(one.item.topic[1:]),
            one.item.b,
            one.item.a,
            one.item.s_b,
            one.item.c,
            one.outcome.value,
            one.weight,
        )
        for one in answered
    ]
    both = prior.covariance + prior.authoring * np.eye(len(TOPICS))
    habit = guessing_habit(answered)
    draws = EXACT.sample(prior.mean, both, plain, habit, draws=25_000, seed=seed)
    mean, sd = EXACT.theta_from_phi(prior.mean, prior.covariance, prior.authoring, draws)
    off = (belief.theta - mean) / sd
    assert float(np.abs(off).max()) < 0.06
    assert np.allclose(belief.theta_sd / sd, 1.0, atol=0.05)
