"""Four unseen questions on a topic after study: whether the gap has closed."""

from collections.abc import Collection, Sequence
from enum import StrEnum

import numpy as np

from mlprep.assessment.arrays import Floats
from mlprep.assessment.evidence import blocked_items
from mlprep.assessment.lookahead import expected_gap_variance, outcomes
from mlprep.assessment.model import Exposure, ItemSpec, Learner
from mlprep.assessment.posterior import ability_grid, tilted_moments
from mlprep.assessment.report import Standing, TopicReport
from mlprep.assessment.response import guessing_habit, knowing, probability_right
from mlprep.assessment.scale import theta_of_level
from mlprep.assessment.selection import draw
from mlprep.assessment.timeline import Timeline, build_timeline

CHECKUP_ITEMS = 4
HIGH_RECALL = 0.8
_TIE_BREAK = 1e-3


class Verdict(StrEnum):
    """What a check-up found."""

    CLOSED = "the gap has closed"
    OPEN = "the gap is still open"
    UNCLEAR = "four questions could not tell"
    RECALL_ONLY = "remembers the cards, cannot yet use them"


def choose_checkup(
    learner: Learner,
    items: Sequence[ItemSpec],
    topic: str,
    *,
    today: float,
    seed: int,
    exposures: Sequence[Exposure] = (),
    seen: Collection[str] = (),
) -> tuple[ItemSpec, ...]:
    """Pick the four unseen items of a topic that tell most about its gap.

    ``seen`` are items answered before, at any time.  Fewer than four come back where the bank
    has no more.  Items that a family or enmity ties to a chosen one are left out.
    """
    line = build_timeline(learner, today)
    if topic not in line.prior.topics:
        return ()
    gone = blocked_items(exposures, today) | set(seen) | {shown.item for shown in exposures}
    left = [item for item in items if item.topic == topic and item.id not in gone]
    left.sort(key=lambda item: item.id)
    sharpness = _sharpness(line, learner, left, topic)
    chosen: list[ItemSpec] = []
    while left and len(chosen) < CHECKUP_ITEMS:
        place = draw(sharpness, seed, len(chosen))
        chosen.append(left[place])
        keep = [index for index, item in enumerate(left) if not _tied(chosen[-1], item)]
        left, sharpness = [left[index] for index in keep], sharpness[keep]
    return tuple(chosen)


def _tied(one: ItemSpec, other: ItemSpec) -> bool:
    same_family = bool(one.family) and one.family == other.family
    return one.id == other.id or same_family or other.id in one.enemies or one.id in other.enemies


def _sharpness(line: Timeline, learner: Learner, items: Sequence[ItemSpec], topic: str) -> Floats:
    """Compute how much each item would reduce the gap's variance (without a role: the topic's)."""
    if not items:
        return np.zeros(0)
    belief, place = line.belief(), line.prior.index(topic)
    grid = ability_grid(belief.phi, belief.phi_covariance)
    flat = np.zeros((len(belief.phi), len(grid)))
    marginals, _, _ = tilted_moments(flat, belief.phi, belief.phi_variance, grid)
    habit = guessing_habit([one for block in line.blocks for one in block.responses])
    c = np.array([item.c for item in items])
    right = probability_right(knowing(items, grid), c, habit)
    weighted = right * marginals[place]
    moments = np.stack([weighted.sum(axis=1), weighted @ grid, weighted @ grid**2], axis=1)
    found = outcomes(moments, np.full(len(items), place, dtype=np.intp), marginals, grid)
    if learner.target is None:
        return found.reduction
    target = np.full(len(belief.phi), theta_of_level(learner.target.level(topic)))
    own = np.array([place], dtype=np.intp)
    left_over = expected_gap_variance(belief, found, target, np.ones(len(target)), own)
    less: Floats = left_over.max() - left_over + found.reduction * _TIE_BREAK
    return less


def verdict(report: TopicReport, recall: float | None = None) -> Verdict:
    """Read a check-up from the topic's report after it; ``recall`` is its share remembered.

    Only measurement closes a gap: high recall with a failed check-up says that the cards are
    remembered but not yet usable, which asks for a project rather than for more cards.
    """
    if report.standing in {Standing.CLEARLY_THERE, Standing.PROBABLY_THERE}:
        return Verdict.CLOSED
    if report.standing is Standing.UNCLEAR:
        return Verdict.UNCLEAR
    remembers = recall is not None and recall >= HIGH_RECALL
    return Verdict.RECALL_ONLY if remembers else Verdict.OPEN
