import itertools
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.assessment.worlds import LEARNER, TOPICS, answers, bank, with_sittings

from mlprep.assessment.calibration import calibrate_engine, calibrate_learner, confidence
from mlprep.assessment.checkup import (
    Verdict,
    choose_checkup,
    verdict,
)
from mlprep.assessment.model import (
    Exposure,
    ItemSpec,
    Outcome,
    PastSitting,
    Response,
    SelfRatings,
    Target,
)
from mlprep.assessment.profile import build_profile
from mlprep.assessment.report import Profile

PROFILE = build_profile(with_sittings(PastSitting(0.0, answers(40))), 0.0)
NORMS = dict.fromkeys(("a", "b", "c"), (2.0, 1.0))


def test_intervals_hold_their_levels_within_the_scale() -> None:
    found = [topic.estimate for topic in PROFILE.topics]
    for one in (*found, *(area.estimate for area in PROFILE.areas)):
        assert 1 <= one.low <= one.level <= one.high <= 5


def test_gaps_stand_in_order_and_the_first_three_are_named() -> None:
    weighted = [gap.weighted_gap for gap in PROFILE.gaps]
    assert weighted == sorted(weighted, reverse=True)
    assert PROFILE.named == PROFILE.gaps[:3]
    assert PROFILE.capture is not None
    assert 0 < PROFILE.capture <= 1
    assert f"{round(100 * PROFILE.capture)}%" in PROFILE.promise


def test_a_higher_requirement_makes_a_larger_gap() -> None:
    past = (PastSitting(0.0, answers(40)),)
    gaps = []
    for level in (2, 3, 4, 5):
        target = Target({**dict.fromkeys(TOPICS, 3.0), "b-1": level})
        profile = build_profile(replace(LEARNER, target=target, sittings=past), 0.0)
        gaps.append(next(topic for topic in profile.topics if topic.topic == "b-1"))
    assert all(one.gap < other.gap for one, other in itertools.pairwise(gaps))
    estimates = {one.estimate for one in gaps}
    assert len(estimates) == 1


def test_without_a_role_there_are_estimates_but_no_gaps() -> None:
    past = (PastSitting(0.0, answers(40)),)
    profile = build_profile(replace(LEARNER, target=None, sittings=past), 0.0)
    assert (profile.gaps, profile.capture, profile.promise) == ((), None, "")
    assert [one.estimate for one in profile.topics] == [one.estimate for one in PROFILE.topics]


def test_topics_hardly_asked_are_hollow_and_say_where_they_come_from() -> None:
    given = tuple(Response(ItemSpec(f"i{n}", "a-0", 0.0), Outcome.RIGHT) for n in range(8))
    profile = build_profile(with_sittings(PastSitting(0.0, given)), 0.0)
    first, second, *_, last = profile.topics
    assert not first.hollow
    assert second.hollow
    assert first.share_from_answers > second.share_from_answers > last.share_from_answers > 0
    assert first.answered == 8


def test_line_of_honesty_promises_less_error_for_more_questions() -> None:
    honesty = PROFILE.honesty
    assert honesty.questions == 40
    assert honesty.margin_with_more < honesty.margin
    margins = [margin for _, margin in honesty.focused]
    assert margins == sorted(margins, reverse=True)
    assert "a focus check on one area: 10 questions ±" in honesty.sentence


def test_promised_margin_is_about_what_more_questions_give() -> None:
    def margin(profile: Profile) -> float:
        return float(np.mean([one.estimate.high - one.estimate.low for one in profile.areas])) / 2

    # Of a learner whose intervals all end within the scale.
    before, after = (
        build_profile(with_sittings(PastSitting(0.0, answers(count, seed=3))), 0.0)
        for count in (40, 45)
    )
    now = before.honesty
    assert margin(before) == pytest.approx(now.margin)
    assert now.more == 45
    assert margin(after) == pytest.approx(now.margin_with_more, rel=0.1)


def test_no_margin_reaches_beyond_the_scale() -> None:
    given = tuple(
        Response(ItemSpec(f"{topic}-{n}", topic, -1.5), Outcome.WRONG)
        for topic in TOPICS
        for n in range(12)
    )
    honesty = build_profile(with_sittings(PastSitting(0.0, given)), 0.0).honesty
    assert honesty.margin < PROFILE.honesty.margin
    honesty = replace(honesty, margin=0.0)
    assert f"{len(given)} questions, under ±0.1 levels an area" in honesty.sentence


@pytest.mark.parametrize(("rating", "word"), [(4, "higher"), (0, "lower"), (2, "")])
def test_self_rating_against_measurement(rating: int, word: str) -> None:
    outcome = Outcome.DONT_KNOW if rating == 4 else Outcome.RIGHT
    luck = {2: [Outcome.RIGHT, Outcome.DONT_KNOW]}.get(rating, [outcome])
    given = tuple(
        Response(ItemSpec(f"{topic}-{n}", topic, -0.3), luck[n % len(luck)])
        for topic in TOPICS
        for n in range(6)
    )
    ratings = SelfRatings(dict.fromkeys(TOPICS, rating), NORMS)
    learner = replace(with_sittings(PastSitting(0.0, given)), ratings=ratings)
    area = build_profile(learner, 0.0).areas[1]
    assert area.self_rated is not None
    assert area.self_rating_word == (f"rates self {word} than measured" if word else "")


def test_learner_calibration() -> None:
    assert calibrate_learner([]) is None
    well = calibrate_learner([(True, True)] * 15 + [(True, False)] * 5)
    assert well is not None
    assert well.in_the_large == pytest.approx(0)
    assert well.reliability == pytest.approx(0)
    assert not well.worth_showing
    over = calibrate_learner([(True, True)] * 10 + [(True, False)] * 50)
    assert over is not None
    assert over.in_the_large > 0.5
    assert over.worth_showing
    assert over.p_sure < 0.25 < over.p_unsure
    assert over.brier > well.brier


def test_confidence_is_read_where_it_was_said_and_read_at_all() -> None:
    item = ItemSpec("i", "a-0", 0.0)
    given = [
        Response(item, Outcome.RIGHT, 30, sure=True),
        Response(item, Outcome.WRONG, 30, sure=False),
        Response(item, Outcome.WRONG, 0.5, sure=True),
        Response(item, Outcome.RIGHT, 30),
    ]
    assert confidence(given) == [(True, True), (False, False)]


def test_engine_calibration_flags_answers_that_do_not_fit() -> None:
    assert calibrate_engine([]) is None
    chances = np.random.default_rng(4).uniform(0.1, 0.9, 200)
    happened = np.random.default_rng(5).random(200) < chances
    good = calibrate_engine([(float(p), bool(x)) for p, x in zip(chances, happened, strict=True)])
    assert good is not None
    assert good.fits
    bad = calibrate_engine([(float(p), bool(p < 0.5)) for p in chances])
    assert bad is not None
    assert not bad.fits


def test_engine_calibration_seldom_flags_what_fits() -> None:
    chances = np.random.default_rng(1).uniform(0.2, 0.8, 45)
    flagged = 0
    for seed in range(200):
        happened = np.random.default_rng([7, seed]).random(45) < chances
        found = calibrate_engine(
            [(float(p), bool(x)) for p, x in zip(chances, happened, strict=True)]
        )
        flagged += found is not None and not found.fits
    assert flagged <= 8


def test_checkup_takes_four_unseen_items_of_the_topic() -> None:
    learner = with_sittings(PastSitting(0.0, answers(40)))
    seen = [Exposure("b-1-0", 0.0)]
    chosen = choose_checkup(
        learner, bank(), "b-1", today=300.0, seed=1, exposures=seen, seen=["b-1-1"]
    )
    assert len(chosen) == len({item.id for item in chosen}) == 4
    assert {item.topic for item in chosen} == {"b-1"}
    assert not {"b-1-0", "b-1-1"} & {item.id for item in chosen}
    again = choose_checkup(
        learner, bank()[::-1], "b-1", today=300.0, seed=1, exposures=seen, seen=["b-1-1"]
    )
    assert again == chosen


def test_checkup_keeps_families_and_enemies_apart() -> None:
    items = [replace(item, family="one") for item in bank() if item.topic == "a-0"][:6]
    assert len(choose_checkup(LEARNER, items, "a-0", today=0.0, seed=1)) == 1
    foes = [replace(items[0], family=""), replace(items[1], family="", enemies=(items[0].id,))]
    assert len(choose_checkup(LEARNER, foes, "a-0", today=0.0, seed=1)) == 1
    assert choose_checkup(LEARNER, bank(), "unknown", today=0.0, seed=1) == ()
    assert choose_checkup(LEARNER, [], "a-0", today=0.0, seed=1) == ()


def test_what_a_checkup_says() -> None:
    topic = PROFILE.topics[0]
    assert verdict(replace(topic, chance_below=0.1)) is Verdict.CLOSED
    assert verdict(replace(topic, chance_below=0.5)) is Verdict.UNCLEAR
    assert verdict(replace(topic, chance_below=0.9)) is Verdict.OPEN
    assert verdict(replace(topic, chance_below=0.9), recall=0.95) is Verdict.RECALL_ONLY
