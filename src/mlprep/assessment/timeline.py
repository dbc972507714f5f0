"""Ability over time: one normal process over all sittings and today, solved in one run."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mlprep.assessment.arrays import Floats, Ints
from mlprep.assessment.belief import Belief
from mlprep.assessment.evidence import counted
from mlprep.assessment.model import Learner, PastSitting, Response, Studied
from mlprep.assessment.posterior import EXACT, Sites, ability_grid, approximate
from mlprep.assessment.prior import Prior, build_prior
from mlprep.assessment.response import Evidence, gather
from mlprep.assessment.selfrating import with_ratings

LASTING = 0.6
"""Share of the variance that never changes."""
DECAY_DAYS = 180.0
STUDY_TOPIC, STUDY_AREA = 0.4, 0.8
"""Standard deviation (logits) that studying adds to a topic, and shares over its area."""
FULL_STUDY_DAYS = 30.0
"""Shorter spells of study between two measurements add their share of the variance."""
MERGE_DAYS = 14.0
"""First-seen cards of a fortnight are taken as one measurement, and check-ups of one too."""
SITTING_MODE = "sitting"


@dataclass(frozen=True, slots=True)
class Block:
    """Answers that are taken to be of one moment."""

    day: float
    responses: tuple[Response, ...]
    mode: str = SITTING_MODE


def merge(sittings: Sequence[PastSitting]) -> tuple[Block, ...]:
    """Order sittings by time; neighbours of one mode become one block.

    Only proper sittings, which are compared with one another, always stay by themselves.
    """
    blocks: list[Block] = []
    for sitting in sorted(sittings, key=lambda one: one.day):
        responses = counted(sitting.responses)
        if not responses:
            continue
        last = blocks[-1] if blocks else None
        loose = last is not None and sitting.mode == last.mode != SITTING_MODE
        if last is not None and loose and sitting.day - last.day <= MERGE_DAYS:
            blocks[-1] = Block(last.day, last.responses + responses, last.mode)
        else:
            blocks.append(Block(sitting.day, responses, sitting.mode))
    return tuple(blocks)


def study_variance(
    prior: Prior, days: Sequence[float], studied: Sequence[Studied]
) -> tuple[Floats, ...]:
    """Per block: covariance over topics that study has added since the first block.

    Topics studied between two blocks get .4^2 each and .8^2 shared within their area, from then
    on: that something may have changed is known, not how much.  After n spells of study the next
    adds 1 / (1 + n) of that (a judgement), or a year of monthly check-ups would leave nothing of
    what they measured.
    """
    total = np.zeros((len(prior.topics), len(prior.topics)))
    found = [total]
    spells = np.zeros(len(prior.topics))
    same_area = prior.area_of[:, None] == prior.area_of[None, :]
    for before, after in pairwise(days):
        names = {name for one in studied if before < one.day <= after for name in one.topics}
        touched = np.array([topic in names for topic in prior.topics], dtype=np.float64)
        share = min(1.0, (after - before) / FULL_STUDY_DAYS)
        root = touched * np.sqrt(share / (1 + spells))
        spells = spells + share * touched
        shape = STUDY_AREA**2 * same_area + STUDY_TOPIC**2 * np.eye(len(touched))
        total = total + np.outer(root, root) * shape
        found.append(total)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Posterior of ability at every sitting and today.

    Covariance of phi_t(d) and phi_u(e): V0_tu (.6 + .4 exp(-|d - e| / 180 days)), plus what
    study has added, plus the authoring error of the topic, which does not change with time.
    Block ``-1`` is today.
    """

    prior: Prior
    blocks: tuple[Block, ...]
    days: tuple[float, ...]
    """Of the blocks, then today."""
    study: tuple[Floats, ...]
    sites: Sites
    on_block: Ints
    on_topic: Ints

    def kernel(self, one: int, other: int) -> Floats:
        """Covariance of theta at two blocks (Gaussian process, Rasmussen & Williams 2006)."""
        lag = abs(self.days[one] - self.days[other])
        shrink = LASTING + (1 - LASTING) * float(np.exp(-lag / DECAY_DAYS))
        return shrink * self.prior.covariance + self.study[min(one, other)]

    def belief(self, block: int = -1) -> Belief:
        """Return what is believed of theta and phi at a block."""
        block %= len(self.days)
        prior = self.prior
        now = self.kernel(block, block)
        own = prior.authoring * np.eye(len(prior.topics))
        theta_on, phi_on = self.cross(block)
        sites = self.sites
        return Belief(
            theta=sites.mean(prior.mean, theta_on),
            theta_covariance=sites.covariance(now, theta_on),
            phi=sites.mean(prior.mean, phi_on),
            phi_covariance=sites.covariance(now + own, phi_on),
            cross=sites.covariance(now, theta_on, phi_on),
        )

    def change(self, before: int, after: int = -1) -> tuple[Floats, Floats]:
        """Mean and covariance of theta(after) - theta(before): what both share cancels."""
        before, after = before % len(self.days), after % len(self.days)
        covariance = self.kernel(after, after) + self.kernel(before, before)
        covariance = covariance - 2 * self.kernel(before, after)
        cross = self.cross(after)[0] - self.cross(before)[0]
        zero = np.zeros(len(self.prior.mean))
        return self.sites.mean(zero, cross), self.sites.covariance(covariance, cross)

    def cross(self, block: int) -> tuple[Floats, Floats]:
        """Covariance of theta, and of phi, at a block with the answered dimensions."""
        theta = np.zeros((len(self.prior.topics), len(self.on_topic)))
        for other in np.unique(self.on_block):
            columns = self.on_block == other
            theta[:, columns] = self.kernel(block, int(other))[:, self.on_topic[columns]]
        own = np.arange(len(self.prior.topics))[:, None] == self.on_topic[None, :]
        return theta, theta + self.prior.authoring * own

    def counts(self, block: int | None = None) -> Ints:
        """Count answers per topic, in one block or in all."""
        found = np.zeros(len(self.prior.topics), dtype=np.intp)
        chosen = self.blocks if block is None else (self.blocks[block],)
        for one in chosen:
            for response in one.responses:
                if response.item.topic in self.prior.topics:
                    found[self.prior.index(response.item.topic)] += 1
        return found


def build_timeline(learner: Learner, today: float, tolerance: float = EXACT) -> Timeline:
    """Everything that the answers so far say, computed afresh; their order makes no difference.

    Answers on topics outside the hierarchy are left out.  ``today`` before the last sitting is
    taken to be its day.
    """
    prior = with_ratings(build_prior(learner), learner.ratings)
    known = set(prior.topics)
    blocks = merge(learner.sittings)
    days = (*(block.day for block in blocks), max([today, *(block.day for block in blocks)]))
    study = study_variance(prior, days, learner.studied)
    place = {topic: index for index, topic in enumerate(prior.topics)}
    answered = [
        (number * len(prior.topics) + place[response.item.topic], response)
        for number, block in enumerate(blocks)
        for response in block.responses
        if response.item.topic in known
    ]
    grid = ability_grid(prior.mean, prior.covariance + study[-1] + prior.authoring)
    evidence = gather(answered, grid)
    block_of, topic_of = np.divmod(evidence.on, len(prior.topics))
    empty = Sites(np.zeros(0), np.zeros((0, 0)), evidence.log_likelihood, converged=True)
    line = Timeline(prior, blocks, days, study, empty, block_of, topic_of)
    sites = _solve(line, evidence, grid, tolerance)
    return Timeline(prior, blocks, days, study, sites, block_of, topic_of)


def _solve(line: Timeline, evidence: Evidence, grid: Floats, tolerance: float) -> Sites:
    if not len(evidence.on):
        return line.sites
    covariance = np.zeros((len(evidence.on), len(evidence.on)))
    for block in np.unique(line.on_block):
        rows = line.on_block == block
        _, phi = line.cross(int(block))
        covariance[rows] = phi[line.on_topic[rows]]
    mean = line.prior.mean[line.on_topic]
    return approximate(mean, covariance, evidence, grid, tolerance)
