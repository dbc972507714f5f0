from dataclasses import replace

import numpy as np
import pytest
from tests.unit.assessment.worlds import LEARNER, TOPICS, answers, with_sittings

from mlprep.assessment.belief import updated
from mlprep.assessment.change import STUDIED_AVERAGE, compare, reliable_change
from mlprep.assessment.model import (
    ItemSpec,
    Outcome,
    PastSitting,
    Response,
    Studied,
    first_sight,
)
from mlprep.assessment.posterior import ability_grid
from mlprep.assessment.prior import build_prior
from mlprep.assessment.profile import build_profile
from mlprep.assessment.response import gather
from mlprep.assessment.timeline import build_timeline, merge

FIRST = PastSitting(0.0, answers(30, seed=1))


def all_topics(prefix: str, outcome: Outcome, tag: str) -> tuple[Response, ...]:
    return tuple(
        Response(ItemSpec(f"{tag}-{topic}-{n}", topic, 0.4 * (n % 3)), outcome)
        for topic in TOPICS
        if topic.startswith(prefix)
        for n in range(8)
    )


def test_one_sitting_seen_the_same_day_is_the_plain_posterior() -> None:
    line = build_timeline(with_sittings(FIRST), 0.0)
    prior = build_prior(LEARNER)
    start = build_timeline(LEARNER, 0.0).belief()
    grid = ability_grid(prior.mean, prior.covariance + prior.authoring)
    pairs = [(prior.index(one.item.topic), one) for one in FIRST.responses]
    plain, _ = updated(start, gather(pairs, grid), grid)
    assert line.belief().theta == pytest.approx(plain.theta, abs=1e-8)
    assert line.belief().theta_covariance == pytest.approx(plain.theta_covariance, abs=1e-8)


def test_what_was_measured_fades_towards_the_background_but_never_past_it() -> None:
    prior = build_prior(LEARNER)
    spread, distance = [], []
    for today in (0.0, 60.0, 400.0, 4_000.0):
        belief = build_timeline(with_sittings(FIRST), today).belief()
        spread.append(np.diag(belief.theta_covariance))
        distance.append(np.abs(belief.theta - prior.mean).sum())
    assert (np.diff(spread, axis=0) > 0).all()
    assert (np.diff(distance) < 0).all()
    assert (spread[-1] < np.diag(prior.covariance)).all()


def test_study_widens_but_does_not_move() -> None:
    learner = with_sittings(FIRST)
    studied = replace(learner, studied=(Studied(10.0, ("a-0", "a-1")),))
    plain, after = (build_timeline(one, 40.0).belief() for one in (learner, studied))
    assert after.theta == pytest.approx(plain.theta, abs=1e-9)
    added = np.diag(after.theta_covariance - plain.theta_covariance)
    assert added[:2] == pytest.approx(0.4**2 + 0.8**2)
    assert added[2:] == pytest.approx(0, abs=1e-9)
    between = (after.theta_covariance - plain.theta_covariance)[0, 1]
    assert between == pytest.approx(0.8**2)


def test_each_further_spell_of_study_adds_less() -> None:
    sittings = [PastSitting(40.0 * n, answers(4, seed=n)) for n in range(6)]
    studied = tuple(Studied(40.0 * n + 1, ("a-0",)) for n in range(6))
    line = build_timeline(replace(with_sittings(*sittings), studied=studied), 240.0)
    added = [study[0, 0] for study in line.study]
    assert np.diff(added) == pytest.approx(0.8 / np.arange(1, 7))


def test_study_before_the_first_answer_is_part_of_the_prior() -> None:
    learner = with_sittings(FIRST)
    early = replace(learner, studied=(Studied(-3.0, ("a-0",)),))
    one, other = (build_timeline(each, 40.0).belief() for each in (learner, early))
    assert one.theta_covariance == pytest.approx(other.theta_covariance)


def test_only_new_answers_move_the_mean_and_more_so_after_study() -> None:
    low = PastSitting(0.0, all_topics("a", Outcome.DONT_KNOW, "x"))
    high = PastSitting(90.0, all_topics("a", Outcome.RIGHT, "y"))
    plain = with_sittings(low, high)
    studied = replace(plain, studied=(Studied(5.0, ("a-0", "a-1", "a-2")),))
    rise = [float(build_timeline(each, 90.0).change(0, 1)[0][0]) for each in (plain, studied)]
    assert 0 < rise[0] < rise[1]


def test_change_is_found_where_it_is_and_only_there() -> None:
    low = PastSitting(0.0, all_topics("", Outcome.DONT_KNOW, "x"))
    high = PastSitting(
        90.0, all_topics("a", Outcome.RIGHT, "y") + all_topics("c", Outcome.DONT_KNOW, "y")
    )
    topics = tuple(topic for topic in TOPICS if topic[0] in "ab")
    learner = replace(with_sittings(low, high), studied=(Studied(5.0, topics),))
    average, *areas = compare(build_timeline(learner, 90.0), 0, 1)
    assert average.name == STUDIED_AVERAGE
    named = {change.name: change for change in areas}
    assert list(named) == ["a", "b", "c"]
    assert named["a"].improved
    assert not named["c"].improved
    assert "improved by" in named["a"].sentence
    assert "would have noticed" in named["c"].sentence
    assert named["a"].low < named["a"].mean < named["a"].high


def test_no_average_without_study_and_no_change_with_oneself() -> None:
    line = build_timeline(with_sittings(FIRST), 0.0)
    changes = compare(line, 0, 0)
    assert [change.name for change in changes] == ["a", "b", "c"]
    assert all(change.mean == pytest.approx(0) and not change.improved for change in changes)


def test_reliable_change_index() -> None:
    assert reliable_change((0.0, 1.0), (0.3, 0.4)) == pytest.approx(2.0)


def test_first_seen_cards_of_a_fortnight_are_one_measurement() -> None:
    def cards(day: float) -> PastSitting:
        seen = first_sight(f"card-{day}", "a-0", 0.0, Outcome.RIGHT)
        return PastSitting(day, (seen,), mode="cards")

    sitting = PastSitting(16.5, answers(30))
    blocks = merge([cards(0), cards(3), cards(12), cards(16), sitting, cards(17)])
    found = [(block.mode, len(block.responses)) for block in blocks]
    assert found == [("cards", 3), ("cards", 1), ("sitting", 30), ("cards", 1)]


def test_sittings_in_any_order_give_the_same_profile() -> None:
    second = PastSitting(50.0, answers(20, seed=2))
    one = build_profile(with_sittings(FIRST, second), 60.0)
    other = build_profile(with_sittings(second, FIRST), 60.0)
    assert one == other


def test_today_is_never_before_the_last_sitting() -> None:
    line = build_timeline(with_sittings(PastSitting(9.0, answers(5))), 2.0)
    assert line.days[-1] == 9.0
