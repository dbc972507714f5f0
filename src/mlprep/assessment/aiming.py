"""From a role and a focus to what the choice of items is after."""

from collections.abc import Collection

import numpy as np

from mlprep.assessment.model import Target
from mlprep.assessment.prior import Prior
from mlprep.assessment.scale import theta_of_level
from mlprep.assessment.selection import Aim


def make_aim(prior: Prior, target: Target | None, focus: Collection[str] = ()) -> Aim:
    """Arrays of what a role asks for; outside the ``focus`` (areas or topics) nothing counts.

    An area's ability is the plain mean of its topics in focus, as an area's required level is;
    its weight is the sum of theirs, or 1 where no role is chosen.
    """
    inside = np.array([in_focus(prior, topic, focus) for topic in range(len(prior.topics))])
    levels = [target.level(topic) if target else 1.0 for topic in prior.topics]
    weights = np.array([target.weight(topic) if target else 0.0 for topic in prior.topics])
    weights = np.where(inside, weights, 0.0)
    member = (prior.membership > 0) * inside
    area_mean = member / np.maximum(member.sum(axis=1, keepdims=True), 1)
    area_weight = member @ weights if weights.any() else member.any(axis=1).astype(np.float64)
    goal = np.array([theta_of_level(level) for level in levels])
    return Aim(goal, weights, area_weight, area_mean)


def in_focus(prior: Prior, topic: int, focus: Collection[str]) -> bool:
    """Tell whether a topic, or its area, is named; everything is where nothing is named."""
    area = prior.areas[prior.area_of[topic]]
    return not focus or prior.topics[topic] in focus or area in focus
