"""From the posterior to the skill-gap profile."""

from math import erf, sqrt

import numpy as np

from mlprep.assessment.aiming import make_aim
from mlprep.assessment.arrays import Floats
from mlprep.assessment.belief import Belief
from mlprep.assessment.capture import expected_capture, weighted_gaps
from mlprep.assessment.lookahead import expected_gap
from mlprep.assessment.model import Learner, SelfRatings
from mlprep.assessment.prior import Prior, build_prior
from mlprep.assessment.report import AreaReport, Estimate, Honesty, Profile, TopicReport
from mlprep.assessment.scale import clamp_level, level_of_theta, levels_of_logits
from mlprep.assessment.selection import Aim
from mlprep.assessment.selfrating import SHARED_BY_ALL, SHARED_BY_AREA, standardised, validity
from mlprep.assessment.timeline import Timeline, build_timeline
from mlprep.domain.normal import NORMAL_95

ITEM_INFORMATION = 0.22
"""Of a well-chosen question about phi: a_eff^2 / 4, less what misplacing it loses."""
FOCUS_LENGTHS = (10, 25, 40)
_MORE = (45, 90)


def estimate(theta: float, sd: float) -> Estimate:
    """Level and its 90 % interval from an ability, clamped to 1-5."""
    low, high = theta - NORMAL_95 * sd, theta + NORMAL_95 * sd
    level, low, high = (clamp_level(level_of_theta(value)) for value in (theta, low, high))
    return Estimate(level, low, high, theta, sd)


def build_profile(learner: Learner, today: float) -> Profile:
    """Profile of everything answered so far, against the learner's target, as of today.

    Computed afresh from all answers; their order makes no difference.
    """
    return profile_of(build_timeline(learner, today), learner)


def profile_of(line: Timeline, learner: Learner, block: int = -1) -> Profile:
    """Profile at one block of a timeline (the last is today)."""
    belief, aim = line.belief(block), make_aim(line.prior, learner.target)
    topics = _topic_reports(line, belief, aim, learner)
    asked = aim.weight > 0
    gaps = sorted(
        (topic for topic, wanted in zip(topics, asked, strict=True) if wanted),
        key=lambda topic: -topic.weighted_gap,
    )
    capture = expected_capture(belief, aim.target, aim.weight) if asked.any() else None
    areas = _area_reports(line, belief, learner)
    return Profile(topics, areas, tuple(gaps), capture, _honesty(line, belief))


def _topic_reports(
    line: Timeline, belief: Belief, aim: Aim, learner: Learner
) -> tuple[TopicReport, ...]:
    prior, target = line.prior, learner.target
    counts = line.counts()
    before = np.diag(line.kernel(len(line.days) - 1, len(line.days) - 1))
    share = np.clip(1 - np.diag(belief.theta_covariance) / before, 0.0, 1.0)
    gaps = expected_gap(aim.target - belief.theta, belief.theta_sd)
    weighted = weighted_gaps(belief, aim.target, aim.weight)
    reports = []
    for index, topic in enumerate(prior.topics):
        theta, sd = float(belief.theta[index]), float(belief.theta_sd[index])
        wanted = target is not None and aim.weight[index] > 0
        below = 0.5 * (1 + erf((aim.target[index] - theta) / sd / sqrt(2)))
        reports.append(
            TopicReport(
                topic,
                prior.areas[prior.area_of[index]],
                estimate(theta, sd),
                int(counts[index]),
                float(share[index]),
                required=target.level(topic) if wanted and target else None,
                chance_below=below if wanted else 0.0,
                gap=levels_of_logits(float(gaps[index])) if wanted else 0.0,
                weighted_gap=levels_of_logits(float(weighted[index])),
            )
        )
    return tuple(reports)


def _area_reports(line: Timeline, belief: Belief, learner: Learner) -> tuple[AreaReport, ...]:
    prior, target = line.prior, learner.target
    member = prior.membership
    mean = member @ belief.theta
    sd = np.sqrt(np.diag(member @ belief.theta_covariance @ member.T))
    counts = line.counts()
    claims = self_rated_areas(line, learner)
    reports = []
    for index, area in enumerate(prior.areas):
        topics = [prior.topics[topic] for topic in np.flatnonzero(member[index])]
        claim, word = claims.get(area, (None, ""))
        reports.append(
            AreaReport(
                area,
                estimate(float(mean[index]), float(sd[index])),
                int(counts[member[index] > 0].sum()),
                sum(target.level(topic) for topic in topics) / len(topics) if target else None,
                claim,
                word,
            )
        )
    return tuple(reports)


def self_rated_areas(line: Timeline, learner: Learner) -> dict[str, tuple[Estimate, str]]:
    """Per area: what the ratings claim, and a word where that differs clearly from answers.

    A claim is read by linear equating: a rating one standard deviation above the background's
    norm claims an ability one standard deviation above its mean.  Its error is the part of a
    rating's noise that is each topic's own; what all ratings share is the over-rating looked
    for.  Measured ability leaves the ratings out here.
    """
    ratings = learner.ratings
    if ratings is None:
        return {}
    bare = Learner(
        learner.hierarchy,
        learner.prior_levels,
        sittings=learner.sittings,
        studied=learner.studied,
    )
    belief = build_timeline(bare, line.days[-1]).belief()
    prior = build_prior(learner)
    return _claims(prior, ratings, belief)


def _claims(prior: Prior, ratings: SelfRatings, belief: Belief) -> dict[str, tuple[Estimate, str]]:
    rated, scores = standardised(prior, ratings)
    own = (1 - SHARED_BY_ALL - SHARED_BY_AREA) * (1 - validity(ratings) ** 2)
    found = {}
    for index, area in enumerate(prior.areas):
        chosen = prior.area_of[rated] == index
        if not chosen.any():
            continue
        topics = rated[chosen]
        sd = np.sqrt(np.diag(prior.covariance)[topics])
        claim = float((prior.mean[topics] + scores[chosen] * sd).mean())
        error = float(np.sqrt(own * (sd**2).sum())) / len(topics)
        measured = float(belief.theta[topics].mean())
        variance = float(belief.theta_covariance[np.ix_(topics, topics)].mean())
        margin = NORMAL_95 * sqrt(error**2 + variance)
        word = ""
        if abs(claim - measured) > margin:
            side = "higher" if claim > measured else "lower"
            word = f"rates self {side} than measured"
        found[area] = (estimate(claim, error), word)
    return found


def _honesty(line: Timeline, belief: Belief) -> Honesty:
    """Margins now, after more questions, and after focus checks, from the normal posterior.

    Each is half of the interval that is shown, which ends where the scale does.
    """
    prior = line.prior
    means = prior.membership @ belief.theta
    asked = int(line.counts().sum())
    more = next((goal for goal in _MORE if goal > asked), asked + _MORE[0])
    everywhere = np.full(len(prior.topics), (more - asked) / len(prior.topics))
    now = area_margins(prior, belief, np.zeros(len(prior.topics)))
    then = area_margins(prior, belief, everywhere)
    focused = []
    for count in FOCUS_LENGTHS:
        margins = np.empty(len(prior.areas))
        for index in range(len(prior.areas)):
            inside = prior.area_of == index
            extra = np.where(inside, count / inside.sum(), 0.0)
            margins[index] = area_margins(prior, belief, extra)[index]
        focused.append((count, _margin_shown(means, margins)))
    return Honesty(
        asked, _margin_shown(means, now), more, _margin_shown(means, then), tuple(focused)
    )


def _margin_shown(means: Floats, margins: Floats) -> float:
    """Half width, in levels, of the areas' intervals within the scale; the mean of all areas."""
    low, high = (
        [clamp_level(level_of_theta(float(one))) for one in ends]
        for ends in (means - margins, means + margins)
    )
    return float(np.mean(np.subtract(high, low))) / 2


def area_margins(prior: Prior, belief: Belief, questions: Floats) -> Floats:
    """Half width of the 90 % interval of each area (logits) after more questions per topic.

    Questions are taken as normal observations of phi with the information of a well-chosen
    item (Fisher information of the logistic model, Birnbaum 1968).
    """
    asked = np.flatnonzero(questions > 0)
    covariance = belief.theta_covariance
    if len(asked):
        noise = np.diag(1 / (ITEM_INFORMATION * questions[asked]))
        cross = belief.cross[:, asked]
        inner = belief.phi_covariance[np.ix_(asked, asked)] + noise
        covariance = covariance - cross @ np.linalg.solve(inner, cross.T)
    areas = prior.membership @ covariance @ prior.membership.T
    margins: Floats = NORMAL_95 * np.sqrt(np.maximum(np.diag(areas), 0.0))
    return margins
