"""What can honestly be said of the change between two sittings."""

from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from mlprep.assessment.arrays import Floats
from mlprep.assessment.scale import levels_of_logits
from mlprep.assessment.timeline import Timeline
from mlprep.domain.normal import NORMAL_95

SURE = 0.95
PRACTICE = 0.2
"""Logits that taking a test twice is worth by itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """Change of one quantity, in levels, with its 90 % interval."""

    name: str
    """An area, or ``STUDIED_AVERAGE``."""
    mean: float
    low: float
    high: float
    improved: bool
    noticeable: float
    """Levels: a change that would have been noticed."""

    @property
    def sentence(self) -> str:
        """What to say of it."""
        if self.improved:
            return f"improved by {self.mean:.1f} levels ({self.low:+.1f} to {self.high:+.1f})"
        return (
            "no change we can tell; we would have noticed one of about "
            f"{self.noticeable:.1f} levels"
        )


STUDIED_AVERAGE = "studied areas together"


def _change(name: str, contrast: Floats, mean: Floats, covariance: Floats) -> Change:
    centre = float(contrast @ mean)
    sd = sqrt(max(float(contrast @ covariance @ contrast), 1e-12))
    chance = 0.5 * (1 + erf(centre / sd / sqrt(2)))
    half = NORMAL_95 * sd
    low, high = levels_of_logits(centre - half), levels_of_logits(centre + half)
    improved = chance >= SURE and centre >= PRACTICE
    return Change(name, levels_of_logits(centre), low, high, improved, levels_of_logits(half))


def compare(line: Timeline, before: int, after: int = -1) -> tuple[Change, ...]:
    """Change between two blocks: the average over the studied areas first, then each area.

    Single topics are never compared.  "Improved" needs P(change > 0) >= .95 and a mean of at
    least what practice alone does (after Jacobson & Truax 1991, with the joint posterior in
    place of two errors of measurement, so that shared authoring error cancels and regression
    to the mean is dealt with).  Without study between the two there is no average.
    """
    mean, covariance = line.change(before, after)
    before, after = before % len(line.days), after % len(line.days)
    areas = line.prior.membership
    added = np.diag(line.study[after] - line.study[before]) > 0
    studied = [row for row in range(len(areas)) if added[areas[row] > 0].any()]
    found = []
    if len(studied) > 1:
        together = areas[studied].mean(axis=0)
        found.append(_change(STUDIED_AVERAGE, together, mean, covariance))
    pairs = zip(line.prior.areas, areas, strict=True)
    found.extend(_change(name, area, mean, covariance) for name, area in pairs)
    return tuple(found)


def reliable_change(mean: tuple[float, float], sd: tuple[float, float]) -> float:
    """Classical reliable change index (m2 - m1) / sqrt(v1 + v2), Jacobson & Truax (1991).

    For two estimates that come without their joint posterior; above 1.645 the change is
    unlikely to be error.
    """
    return (mean[1] - mean[0]) / sqrt(sd[0] ** 2 + sd[1] ** 2)
