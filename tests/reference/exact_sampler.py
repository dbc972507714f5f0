"""A slow exact sampler of the measurement model's posterior, as an oracle for the engine.

Elliptical slice sampling (Murray, Adams & MacKay 2010) of phi, the abilities on the authored scale,
with the model written out again from its definition; theta, the true abilities, follow from phi by
ordinary normal conditioning.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
SLIP = 0.02


@dataclass(frozen=True)
class Answer:
    topic: int
    b: float
    a: float
    s_b: float
    c: float
    outcome: str
    """``right``, ``wrong`` or ``dont-know``."""
    weight: float = 1.0


def log_likelihood(phi: Floats, answers: Sequence[Answer], habit: float) -> float:
    """Log probability of all answers at abilities ``phi``, item error integrated out."""
    return likelihood_of(answers, habit)(phi)


def likelihood_of(answers: Sequence[Answer], habit: float) -> Callable[[Floats], float]:
    """Prepare the log likelihood: each outcome is ``known k + unknown (1 - k)``."""
    topic = [answer.topic for answer in answers]
    b = np.array([answer.b for answer in answers])
    slope = np.array([one.a / np.sqrt(1 + np.pi / 8 * one.a**2 * one.s_b**2) for one in answers])
    known = np.array([{"right": 1 - SLIP, "wrong": SLIP}.get(one.outcome, 0.0) for one in answers])
    unknown = np.array(
        [
            {"right": habit * one.c, "wrong": habit * (1 - one.c)}.get(one.outcome, 1 - habit)
            for one in answers
        ]
    )
    weight = np.array([answer.weight for answer in answers])

    def log_probability(phi: Floats) -> float:
        know = 1 / (1 + np.exp(-slope * (phi[topic] - b)))
        return float(weight @ np.log(known * know + unknown * (1 - know)))

    return log_probability


def sample(
    mean: Floats,
    covariance: Floats,
    answers: Sequence[Answer],
    habit: float,
    *,
    draws: int,
    seed: int,
) -> Floats:
    """Draws x dimensions from the posterior of phi with prior N(mean, covariance)."""
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(covariance)
    state = np.zeros(len(mean))
    target = likelihood_of(answers, habit)
    height = target(mean + state)
    kept = np.empty((draws, len(mean)))
    for number in range(-draws // 10, draws):
        other = root @ rng.standard_normal(len(mean))
        level = height - rng.exponential()
        angle = rng.uniform(0, 2 * np.pi)
        low, high = angle - 2 * np.pi, angle
        while True:
            proposal = state * np.cos(angle) + other * np.sin(angle)
            height = target(mean + proposal)
            if height > level:
                break
            low, high = (angle, high) if angle < 0 else (low, angle)
            angle = rng.uniform(low, high)
        state = proposal
        if number >= 0:
            kept[number] = mean + state
    return kept


def theta_from_phi(
    mean: Floats, covariance: Floats, authoring: float, phi: Floats
) -> tuple[Floats, Floats]:
    """Mean and standard deviation of theta, given draws of phi = theta + N(0, authoring)."""
    both = covariance + authoring * np.eye(len(mean))
    gain = covariance @ np.linalg.inv(both)
    left = covariance - gain @ covariance
    means = mean + (phi - mean) @ gain.T
    spread = np.sqrt(np.diag(left) + means.var(axis=0))
    return means.mean(axis=0), spread
