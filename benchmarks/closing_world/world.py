"""The library and the people: true levels, what is known before, speed and minutes a day."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from mlprep.domain.skills import Area, Background, Role, Topic
from mlprep.formats.skills import read_areas, read_backgrounds, read_roles
from mlprep.memory.model import DEFAULT_PARAMETERS, HIGHEST_PARAMETERS, LOWEST_PARAMETERS
from mlprep.planning.priorities import Priority, prioritise
from mlprep.planning.standing import ASSUMED_SD, Estimate, Target, nearest_level, standings

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

ASSESSMENTS = Path(__file__).parents[2] / "assessments"
LEVELS = (1,) * 4 + (2,) * 10 + (3,) * 15 + (4,) * 11 + (5,) * 4
"""Cards of a topic by level."""
LOGITS_PER_LEVEL, SLOPE, KNOWN_AT_LEVEL = 0.8, 1.2, 0.847
"""70 % of the cards of one's own level are known before they are studied."""
AREA_SD, TOPIC_SD = 1.0, 0.75
"""Levels by which people differ from their background."""
MEASURED_SD = 0.8
"""Error of a topic's level after 45 questions, in levels; what ``measurement.py`` finds of areas
(.52 logits, .65 levels), and a little more because a topic has fewer answers."""
ASSESSMENT_MINUTES = 25.0


@dataclass(frozen=True)
class Library:
    """Cards in columns, topic after topic."""

    topics: tuple[Topic, ...]
    areas: dict[str, Area]
    roles: tuple[Role, ...]
    backgrounds: tuple[Background, ...]
    topic: Ints
    level: Ints
    priority: Ints
    position: Ints


@cache
def library() -> Library:
    """Sixty topics as the program ships them, each with 44 made-up cards in order of level."""
    found = read_areas(ASSESSMENTS / "areas.toml")
    areas = {str(area.id): area for area in found.areas}
    topics = tuple(one for one in found.topics if not areas[one.area].specialism)
    size, count = len(LEVELS), len(topics)
    return Library(
        topics,
        areas,
        tuple(read_roles(ASSESSMENTS / "roles.toml").roles),
        tuple(read_backgrounds(ASSESSMENTS / "backgrounds.toml").backgrounds),
        np.repeat(np.arange(count), size),
        np.tile(np.array(LEVELS), count),
        np.tile(np.arange(size) % 3 + 1, count),
        np.tile(np.arange(size), count),
    )


@dataclass(frozen=True)
class Person:
    """A learner: the truth, and what an assessment would say of it."""

    role: Role
    background: Background
    minutes: float
    """A day."""
    level: Floats
    """True, by topic."""
    known: Bools
    """By card: known before it is studied."""
    estimates: dict[str, Estimate]
    assumed: dict[str, float]
    parameters: tuple[float, ...]
    """Of the true memory."""
    slowness: float

    def priorities(self, *, assessed: bool) -> tuple[Priority, ...]:
        """What the plan makes of this person."""
        shelf = library()
        target = Target(self.role, opposite=tuple(self.background.opposite))
        measured = self.estimates if assessed else {}
        return prioritise(
            standings(shelf.topics, shelf.areas, target, measured, self.assumed), target
        )

    @property
    def required(self) -> Floats:
        """Level that the role asks for, by topic."""
        return np.array([self.role.required(topic.id) for topic in library().topics])

    @property
    def asked(self) -> Bools:
        """By card: whether the role asks for it."""
        aims = np.array([nearest_level(one) if one > 1 else 0 for one in self.required])
        shelf = library()
        return np.asarray(shelf.level <= aims[shelf.topic], np.bool_)

    @property
    def largest_gaps(self) -> list[int]:
        """The three topics with the largest true weighted gaps."""
        gaps = (self.required - 1) * np.maximum(0.0, self.required - self.level)
        return [int(one) for one in np.argsort(-gaps, kind="stable")[:3]]


def person(seed: int) -> Person:
    """Make up a learner: any background, any role that is another job, 15 to 45 minutes a day."""
    random, shelf = np.random.default_rng(seed), library()
    background = shelf.backgrounds[int(random.integers(len(shelf.backgrounds)))]
    roles = [role for role in shelf.roles if role.id != background.id]
    role = roles[int(random.integers(len(roles)))]
    assumed = {str(one.id): background.level(one) or 1.0 for one in shelf.topics}
    areas = {area: random.normal(0, AREA_SD) for area in shelf.areas}
    own = random.normal(0, TOPIC_SD, len(shelf.topics))
    shared = np.array([areas[str(one.area)] for one in shelf.topics])
    before = np.array(list(assumed.values()))
    level = (before + shared + own).clip(0.5, 5.5)
    logits = KNOWN_AT_LEVEL + SLOPE * LOGITS_PER_LEVEL * (level[shelf.topic] - shelf.level)
    known = random.random(len(logits)) < 1 / (1 + np.exp(-logits))
    return Person(
        role,
        background,
        float(random.choice([15.0, 25.0, 45.0])),
        level,
        known,
        _assess(random, before, level),
        assumed,
        _parameters(random),
        float(random.lognormal(0, 0.25)),
    )


def _assess(random: np.random.Generator, before: Floats, level: Floats) -> dict[str, Estimate]:
    """Posterior means with the error stated: half of the noise is shared by an area."""
    shelf = library()
    noise_variance = 1 / (1 / MEASURED_SD**2 - 1 / ASSUMED_SD**2)
    pull = MEASURED_SD**2 / noise_variance
    by_area = {area: random.normal(0, np.sqrt(noise_variance / 2)) for area in shelf.areas}
    shared = np.array([by_area[str(one.area)] for one in shelf.topics])
    own = random.normal(0, np.sqrt(noise_variance / 2), len(level))
    found = before + pull * (level - before + shared + own)
    return {
        str(topic.id): Estimate(float(one), MEASURED_SD)
        for topic, one in zip(shelf.topics, found, strict=True)
    }


def _parameters(random: np.random.Generator) -> tuple[float, ...]:
    """Parameters of a memory that is not the scheduler's: each off by a fifth or so."""
    drawn = np.array(DEFAULT_PARAMETERS) * random.lognormal(0, 0.2, len(DEFAULT_PARAMETERS))
    bent = drawn.clip(LOWEST_PARAMETERS, HIGHEST_PARAMETERS)
    return tuple(float(one) for one in bent)
