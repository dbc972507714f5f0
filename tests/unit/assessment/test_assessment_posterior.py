from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from tests.unit.assessment.worlds import (
    HIERARCHY,
    LEARNER,
    TOPICS,
    answers,
    bank,
    with_sittings,
)

from mlprep.assessment.arrays import Floats, normal_cdf
from mlprep.assessment.belief import updated
from mlprep.assessment.capture import contention, expected_capture, named_topics, weighted_gaps
from mlprep.assessment.lookahead import expected_gap, gap_variance, outcomes
from mlprep.assessment.model import ItemSpec, Outcome, PastSitting, Response, SelfRatings
from mlprep.assessment.posterior import ability_grid
from mlprep.assessment.prior import build_prior
from mlprep.assessment.response import (
    effective_discrimination,
    gather,
    guessing_habit,
    knowing,
    log_likelihoods,
    probability_right,
)
from mlprep.assessment.selfrating import validity, with_ratings
from mlprep.assessment.timeline import build_timeline

GRID = np.linspace(-6, 6, 121)
OUTCOMES = st.sampled_from(list(Outcome))
ITEMS = st.builds(
    ItemSpec,
    id=st.uuids().map(str),
    topic=st.sampled_from(list(TOPICS)),
    b=st.floats(-1.6, 1.6),
    s_b=st.floats(0, 0.9),
    a=st.floats(0.6, 2.0),
    c=st.sampled_from([0.0, 0.25, 1 / 3, 1 / 15]),
)
RESPONSES = st.builds(Response, item=ITEMS, outcome=OUTCOMES, weight=st.sampled_from([1.0, 0.5]))


def theta_after(*given: Response) -> Floats:
    line = build_timeline(with_sittings(PastSitting(0.0, given)), 0.0)
    assert line.sites.converged
    return line.belief().theta


def test_item_uncertainty_flattens_the_curve() -> None:
    assert effective_discrimination(1.2, 0.6) == pytest.approx(1.09, abs=0.005)
    assert effective_discrimination(1.2, 0.9) == pytest.approx(0.99, abs=0.01)
    assert effective_discrimination(1.2, 0.0) == 1.2


@given(item=ITEMS, habit=st.floats(0.05, 0.95))
@settings(max_examples=30)
def test_the_three_outcomes_exhaust_all_that_can_happen(item: ItemSpec, habit: float) -> None:
    given = [Response(item, outcome) for outcome in Outcome]
    chances = np.exp(log_likelihoods(given, habit, GRID))
    assert chances.sum(axis=0) == pytest.approx(1.0)
    right = probability_right(knowing([item], GRID), np.array([item.c]), habit)
    assert chances[0] == pytest.approx(right[0])


def test_habit_counts_wrong_answers_against_dont_knows() -> None:
    typed, choice = ItemSpec("t", "a-0", 0.0), ItemSpec("c", "a-0", 0.0, c=0.25)
    assert guessing_habit([]) == pytest.approx(3 / 3.5)
    wrong = [Response(typed, Outcome.WRONG), Response(choice, Outcome.WRONG)]
    assert guessing_habit(wrong) == pytest.approx((3 + 1 + 4 / 3) / (3.5 + 1 + 4 / 3))
    honest = [Response(typed, Outcome.DONT_KNOW)] * 10
    assert guessing_habit(honest) == pytest.approx(3 / 13.5)
    assert guessing_habit([*honest, Response(typed, Outcome.RIGHT)]) == guessing_habit(honest)


@given(given=st.lists(RESPONSES, min_size=1, max_size=25), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_order_makes_no_difference(given: list[Response], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(given))
    shuffled = [given[place] for place in order]
    assert np.abs(theta_after(*given) - theta_after(*shuffled)).max() <= 1e-9


@given(given=st.lists(RESPONSES, max_size=20), item=ITEMS)
@settings(max_examples=25, deadline=None)
def test_right_is_never_worse_than_wrong_nor_than_nothing(
    given: list[Response], item: ItemSpec
) -> None:
    """With the guessing habit held: u itself also learns from a wrong answer."""
    prior = build_prior(LEARNER)
    belief = build_timeline(LEARNER, 0.0).belief()
    grid = ability_grid(prior.mean, belief.phi_covariance)
    place = prior.index(item.topic)

    def mean(*more: Response) -> float:
        pairs = [(prior.index(one.item.topic), one) for one in (*given, *more)]
        after, _ = updated(belief, gather(pairs, grid, 0.5), grid)
        return float(after.theta[place])

    right, wrong = mean(Response(item, Outcome.RIGHT)), mean(Response(item, Outcome.WRONG))
    assert right >= mean() - 1e-7 >= wrong - 2e-7


def test_answers_reach_neighbours_by_correlation() -> None:
    right = [Response(ItemSpec(f"i{n}", "a-0", 1.0), Outcome.RIGHT) for n in range(6)]
    moved = theta_after(*right) - build_prior(LEARNER).mean
    own, same_area, near, far = (moved[list(TOPICS).index(t)] for t in ("a-0", "a-1", "b-0", "c-0"))
    assert own > same_area > near > far > 0


def test_half_weight_moves_less() -> None:
    full = Response(ItemSpec("i", "a-0", 0.0), Outcome.RIGHT)
    none, half, whole = (
        theta_after(*some)[0] for some in ((), (replace(full, weight=0.5),), (full,))
    )
    assert none < half < whole


@given(given=st.lists(RESPONSES, min_size=30, max_size=60))
@settings(max_examples=10, deadline=None)
def test_converges_on_contradictory_answers_with_positive_variances(given: list[Response]) -> None:
    line = build_timeline(with_sittings(PastSitting(0.0, tuple(given))), 0.0)
    covariance = line.belief().theta_covariance
    assert line.sites.converged
    assert np.linalg.eigvalsh((covariance + covariance.T) / 2).min() > 0
    assert (np.diag(covariance) <= np.diag(line.prior.covariance) + 1e-9).all()


def test_ratings_move_the_prior_weakly_and_foils_weaken_them() -> None:
    prior = build_prior(LEARNER)
    norms = dict.fromkeys(HIERARCHY.areas, (2.0, 1.0))
    claims = SelfRatings(dict.fromkeys(TOPICS, 4), norms)
    moved = with_ratings(prior, claims)
    assert (moved.mean > prior.mean).all()
    assert (np.diag(moved.covariance) < np.diag(prior.covariance)).all()
    foiled = replace(claims, foils_shown=4, foils_claimed=2)
    assert validity(foiled) == pytest.approx(0.175)
    weaker = with_ratings(prior, foiled)
    assert (prior.mean < weaker.mean).all()
    assert (weaker.mean < moved.mean).all()
    ignored = with_ratings(prior, replace(claims, foils_shown=4, foils_claimed=4))
    assert ignored is prior


def test_a_single_rating_has_its_stated_validity() -> None:
    prior = build_prior(LEARNER)
    moved = with_ratings(prior, SelfRatings({"a-0": 3}, {"a": (2.0, 1.0)}))
    kept = moved.covariance[0, 0] / prior.covariance[0, 0]
    assert kept == pytest.approx(1 - 0.35**2)


def test_normal_distribution_function() -> None:
    z = np.linspace(-6, 6, 400)
    assert np.abs(normal_cdf(z) - norm.cdf(z)).max() < 8e-8


@given(below=st.floats(-3, 3), sd=st.floats(0.1, 2))
@settings(max_examples=30)
def test_moments_of_a_gap(below: float, sd: float) -> None:
    grid = below + sd * np.linspace(-9, 9, 20_001)
    q = norm.pdf(grid, below, sd)
    q /= q.sum()
    gap = np.maximum(grid, 0)
    mean = float(q @ gap)
    mu, s = np.array([below]), np.array([sd])
    assert expected_gap(mu, s)[0] == pytest.approx(mean, abs=1e-5)
    variance = float(q @ gap**2) - mean**2
    assert gap_variance(mu, s)[0] == pytest.approx(variance, abs=1e-5)


def test_look_ahead_obeys_total_expectation_and_variance() -> None:
    items = bank(4)
    topic = np.array([list(TOPICS).index(item.topic) for item in items])
    belief = build_timeline(LEARNER, 0.0).belief()
    _, marginals = updated(belief, gather([], GRID), GRID)
    right = probability_right(knowing(items, GRID), np.array([item.c for item in items]), 0.5)
    weighted = right * marginals[topic]
    moments = np.stack([weighted.sum(axis=1), weighted @ GRID, weighted @ GRID**2], axis=1)
    found = outcomes(moments, topic, marginals, GRID)
    p = found.chance
    assert p * found.shift_right + (1 - p) * found.shift_other == pytest.approx(0, abs=1e-12)
    within = p * found.variance_right + (1 - p) * found.variance_other
    assert within + found.reduction == pytest.approx(found.variance)
    assert (found.shift_right > 0).all()


def test_capture_is_certain_where_only_three_gaps_are_possible() -> None:
    belief = build_timeline(LEARNER, 0.0).belief()
    weight = np.zeros(len(TOPICS))
    weight[:3] = 1.0
    target = belief.theta + 1
    assert expected_capture(belief, target, weight) == pytest.approx(1.0)
    assert set(named_topics(weighted_gaps(belief, target, weight))) == {0, 1, 2}
    everywhere = np.ones(len(TOPICS))
    assert expected_capture(belief, target, everywhere) < 0.95
    open_question = contention(belief, target, everywhere)
    assert (open_question >= 0).all()
    assert open_question.max() > 0.1


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """In a world that is as the engine believes; 40 people, nine topics each."""
    prior = build_prior(LEARNER)
    root = np.linalg.cholesky(prior.covariance)
    inside = []
    for seed in range(40):
        luck = np.random.default_rng(seed)
        theta = prior.mean + root @ luck.standard_normal(len(TOPICS))
        phi = theta + 0.25 * luck.standard_normal(len(TOPICS))
        given = []
        for item in bank(3):
            b = item.b + 0.6 * luck.standard_normal()
            ability = phi[list(TOPICS).index(item.topic)]
            knows = luck.random() < 1 / (1 + np.exp(-1.2 * (ability - b)))
            guess = Outcome.RIGHT if luck.random() < item.c else Outcome.WRONG
            given.append(Response(item, Outcome.RIGHT if knows else guess))
        line = build_timeline(with_sittings(PastSitting(0.0, tuple(given))), 0.0)
        belief = line.belief()
        inside.append((np.abs(belief.theta - theta) < 1.645 * belief.theta_sd).mean())
    assert 0.85 < float(np.mean(inside)) < 0.95


def test_answers_of_unknown_topics_are_left_out() -> None:
    stray = Response(ItemSpec("s", "elsewhere", 0.0), Outcome.RIGHT)
    assert theta_after(*answers(8), stray) == pytest.approx(theta_after(*answers(8)))
