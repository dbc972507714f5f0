"""What is assumed of a learner before the first answer: the hierarchical prior."""

from dataclasses import dataclass

import numpy as np

from mlprep.assessment.arrays import Floats, Ints
from mlprep.assessment.model import Hierarchy, Learner
from mlprep.assessment.scale import clamp_level, theta_of_level

_LEAST_EIGENVALUE = 1e-6
_NO_LEVEL_KNOWN = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """True ability theta over topics: a joint normal distribution (logits).

    ``authoring`` is the variance of a topic's own mis-levelling: all evidence speaks of
    phi = theta + N(0, authoring), the report of theta.
    """

    topics: tuple[str, ...]
    areas: tuple[str, ...]
    area_of: Ints
    """Index into ``areas`` of each topic."""
    mean: Floats
    covariance: Floats
    authoring: float

    @property
    def membership(self) -> Floats:
        """Areas x topics: each row averages the topics of its area."""
        member = (np.arange(len(self.areas))[:, None] == self.area_of[None, :]).astype(float)
        averaged: Floats = member / member.sum(axis=1, keepdims=True)
        return averaged

    def index(self, topic: str) -> int:
        """Position of a topic; ``ValueError`` where there is none."""
        return self.topics.index(topic)


def correlation_matrix(hierarchy: Hierarchy) -> Floats:
    """Correlations of the areas, made positive definite where the stated ones are not.

    Negative eigenvalues are raised and the diagonal scaled back to one (the shrinking step of
    Higham, 2002): stated correlations are judgements and need not fit together.
    """
    areas = hierarchy.areas
    stated = np.array([[hierarchy.correlation(one, other) for other in areas] for one in areas])
    values, vectors = np.linalg.eigh(stated)
    if values.min() >= _LEAST_EIGENVALUE:
        return stated
    repaired = (vectors * np.maximum(values, _LEAST_EIGENVALUE)) @ vectors.T
    scale = np.sqrt(np.diag(repaired))
    matrix: Floats = repaired / np.outer(scale, scale)
    return matrix


def build_prior(learner: Learner) -> Prior:
    """Prior of theta: V0 = Z (S_A + background^2 I) Z' + topic^2 I (Segall 1996, hierarchical).

    Prior levels are clamped to 1-5 after their offsets; a topic whose level nobody states is
    taken to be at level 2.
    """
    hierarchy = learner.hierarchy
    spread = hierarchy.spread
    topics, areas = tuple(hierarchy.topics), hierarchy.areas
    area_of = np.array([areas.index(hierarchy.topics[topic]) for topic in topics], dtype=np.intp)
    between = spread.area**2 * correlation_matrix(hierarchy)
    between = between + spread.background**2 * np.eye(len(areas))
    covariance = between[np.ix_(area_of, area_of)] + spread.topic**2 * np.eye(len(topics))
    levels = (clamp_level(learner.prior_levels.get(topic, _NO_LEVEL_KNOWN)) for topic in topics)
    mean = np.array([theta_of_level(level) for level in levels])
    return Prior(topics, areas, area_of, mean, covariance, spread.authoring**2)
