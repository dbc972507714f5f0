"""The dated summary of what was measured: so that today and plans need neither engine nor numpy."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import erf, exp, pi, sqrt
from typing import TYPE_CHECKING, Any

from mlprep.assessment.scale import clamp_level, level_of_theta, levels_of_logits, theta_of_level
from mlprep.study.plan.basis import MEASURED, keep_note

if TYPE_CHECKING:
    from mlprep.assessment import Profile, Target
    from mlprep.study.workspace import Workspace

NOTE = MEASURED


@dataclass(frozen=True, slots=True)
class Ability:
    """What is known of one topic."""

    theta: float
    """Logits."""
    sd: float
    answered: int

    @property
    def level(self) -> float:
        """Level, clamped to 1-5."""
        return clamp_level(level_of_theta(self.theta))

    def gap(self, required: float) -> float:
        """Compute the expected gap E max(0, required - level), in levels, of a normal belief."""
        short = theta_of_level(required) - self.theta
        if self.sd <= 0:
            return levels_of_logits(max(0.0, short))
        z = short / self.sd
        chance = 0.5 * (1 + erf(z / sqrt(2)))
        return levels_of_logits(short * chance + self.sd * exp(-z * z / 2) / sqrt(2 * pi))


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest summary."""

    day: int
    """Study day on which it was made."""
    questions: int
    abilities: Mapping[str, Ability]

    def gaps(self, target: "Target") -> list[tuple[str, float]]:
        """Topics that a role asks for with their gaps in levels, the weightiest first."""
        found = [
            (topic, ability.gap(target.level(topic)), target.weight(topic))
            for topic, ability in self.abilities.items()
            if target.weight(topic) > 0
        ]
        found.sort(key=lambda one: -one[1] * one[2])
        return [(topic, gap) for topic, gap, _ in found]


def keep_summary(workspace: "Workspace", profile: "Profile") -> None:
    """Keep what a profile says of each topic, with its day."""
    body = {
        "day": workspace.today,
        "questions": profile.honesty.questions,
        "topics": {
            one.topic: [round(one.estimate.theta, 6), round(one.estimate.sd, 6), one.answered]
            for one in profile.topics
        },
    }
    keep_note(workspace, NOTE, json.dumps(body))


def forget_summary(workspace: "Workspace") -> None:
    """Keep nothing where nothing that was measured counts any more."""
    keep_note(workspace, NOTE, "")


def read_summary(workspace: "Workspace") -> Measured | None:
    """Read the newest summary; None before anything was measured."""
    text = workspace.history.note(NOTE)
    if not text:
        return None
    try:
        body = json.loads(text)
        abilities = _abilities(body["topics"].items())
        return Measured(int(body["day"]), int(body["questions"]), abilities)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _abilities(rows: Iterable[tuple[str, Any]]) -> dict[str, Ability]:
    return {topic: Ability(float(row[0]), float(row[1]), int(row[2])) for topic, row in rows}
