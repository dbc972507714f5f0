"""Levels, 1 to 5, and the ability scale under them (logits).

A level is the ability at which somebody knows 70 % of the questions authored for it, given the
logistic model of Birnbaum (1968): ``theta = b_level + logit(.7) / a``.
"""

from math import log

LOWEST_LEVEL, HIGHEST_LEVEL = 1.0, 5.0
LOGITS_PER_LEVEL = 0.8
DISCRIMINATION = 1.2
"""Default ``a``; medians of real tests lie between .99 and 1.49."""
MASTERY = 0.7
_MIDDLE_LEVEL = 3.0
_HEADROOM = log(MASTERY / (1 - MASTERY)) / DISCRIMINATION


def difficulty_of_level(level: float) -> float:
    """Difficulty b of the items authored for a level: -1.6, -.8, 0, .8, 1.6."""
    return LOGITS_PER_LEVEL * (level - _MIDDLE_LEVEL)


def theta_of_level(level: float) -> float:
    """Ability (logits) at which 70 % of the level's questions are known."""
    return difficulty_of_level(level) + _HEADROOM


def level_of_theta(theta: float) -> float:
    """Level of an ability, not clamped; inverse of ``theta_of_level``."""
    return _MIDDLE_LEVEL + (theta - _HEADROOM) / LOGITS_PER_LEVEL


def clamp_level(level: float) -> float:
    """Bring a level into 1-5, as levels are shown and as backgrounds are read."""
    return min(HIGHEST_LEVEL, max(LOWEST_LEVEL, level))


def levels_of_logits(logits: float) -> float:
    """Convert a difference of abilities into a difference of levels."""
    return logits / LOGITS_PER_LEVEL
