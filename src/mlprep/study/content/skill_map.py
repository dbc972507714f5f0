"""Areas, topics, roles and backgrounds as the library has them, the learner's own included."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, TypeVar

from mlprep.domain.codec import decode
from mlprep.domain.ids import AreaId
from mlprep.domain.skills import (
    Area,
    Background,
    Correlation,
    CorrelationDefaults,
    Foil,
    Role,
    SelfRating,
    Topic,
)

if TYPE_CHECKING:
    from mlprep.study.content.library import Library

T = TypeVar("T")
USUAL_RATING = SelfRating(2.0, 1.0)
"""Norm of self-ratings in an area that the background says nothing of."""
_USUAL_PRIOR_SD = 0.8


@dataclass(frozen=True, slots=True)
class SkillMap:
    """Everything that is measured and asked for; a learner's own file overrides a shipped one."""

    areas: Mapping[str, Area]
    topics: Mapping[str, Topic]
    declared: frozenset[str]
    """Topics of the areas files; others are declared by a deck or bank."""
    correlations: Mapping[tuple[str, str], float]
    defaults: CorrelationDefaults
    foils: tuple[Foil, ...]
    roles: Mapping[str, Role]
    backgrounds: Mapping[str, Background]

    def area_of(self, topic: str) -> str:
        """Name the area of a topic; empty where the topic is unknown."""
        found = self.topics.get(topic)
        return found.area if found else ""

    def is_specialism(self, area: str) -> bool:
        """Whether an area is optional."""
        found = self.areas.get(area)
        return found is not None and found.specialism

    @property
    def specialisms(self) -> tuple[Area, ...]:
        """The optional areas, in the order of their file."""
        return tuple(area for area in self.areas.values() if area.specialism)

    def area_title(self, area: str) -> str:
        """Title of an area; its id where it has none."""
        found = self.areas.get(area)
        return found.title if found else area

    def topic_title(self, topic: str) -> str:
        """Title of a topic; its id where it has none."""
        found = self.topics.get(topic)
        return found.title if found else topic

    def correlation(self, one: str, other: str) -> float:
        """Correlation of two areas: as stated, else as a specialism has it."""
        stated = self.correlations.get((one, other), self.correlations.get((other, one)))
        if stated is not None:
            return stated
        needs = {*self._areas_needed(one), *self._areas_needed(other)}
        needed = one in needs or other in needs
        return self.defaults.specialism_needed if needed else self.defaults.specialism

    def _areas_needed(self, area: str) -> Iterator[str]:
        found = self.areas.get(area)
        for topic in found.needs if found else ():
            yield self.area_of(topic)

    def background(self, name: str) -> Background:
        """Look up a background; without one, the mean of all of them."""
        return self.backgrounds.get(name) or _anyone(self.backgrounds.values())

    def prior_level(self, background: Background, topic: str) -> float | None:
        """Level to assume in a topic; a specialism is taken like the topics that it needs."""
        found = self.topics.get(topic)
        if found is None:
            return None
        level = background.level(found)
        area = self.areas.get(found.area)
        if level is not None or area is None:
            return level
        needed = [self.topics[one] for one in area.needs if one in self.topics]
        known = [one for one in map(background.level, needed) if one is not None]
        return fmean(known) if known else None


def load_skill_map(library: "Library") -> SkillMap:
    """Read the skill map from the library's cache."""
    files = [body for _path, _own, body in library.cache.bodies("areas")]
    correlations = _many(Correlation, files, "correlations")
    defaults = [one["correlation_defaults"] for one in files if one.get("correlation_defaults")]
    return SkillMap(
        areas=library.areas,
        topics=library.topics,
        declared=frozenset(topic["id"] for body in files for topic in body.get("topics", ())),
        correlations={one.areas: one.value for one in correlations},
        defaults=decode(CorrelationDefaults, defaults[-1]) if defaults else CorrelationDefaults(),
        foils=tuple({one.id: one for one in _many(Foil, files, "foils")}.values()),
        roles={one.id: one for one in _of_kind(library, Role, "roles")},
        backgrounds={one.id: one for one in _of_kind(library, Background, "backgrounds")},
    )


def _of_kind(library: "Library", kind: type[T], name: str) -> list[T]:
    return _many(kind, (body for _path, _own, body in library.cache.bodies(name)), name)


def _many(kind: type[T], bodies: Iterable[Any], field: str) -> list[T]:
    return [decode(kind, one) for body in bodies for one in body.get(field, ())]


def _anyone(backgrounds: Iterable[Background]) -> Background:
    """Average all backgrounds, for a learner of whom nothing is known."""
    known = list(backgrounds)
    areas = {area for one in known for area in one.areas}
    topics = {topic for one in known for topic in one.offsets}
    rated = {area for one in known for area in one.self_rating}
    return Background(
        id="",
        title="",
        prior_sd=fmean(one.prior_sd for one in known) if known else _USUAL_PRIOR_SD,
        areas={a: fmean(one.areas[a] for one in known if a in one.areas) for a in sorted(areas)},
        offsets={t: fmean(one.offsets.get(t, 0.0) for one in known) for t in sorted(topics)},
        self_rating={a: _mean_rating(known, a) for a in sorted(rated)},
    )


def _mean_rating(backgrounds: Iterable[Background], area: AreaId) -> SelfRating:
    norms = [one.self_rating[area] for one in backgrounds if area in one.self_rating]
    return SelfRating(fmean(one.mean for one in norms), fmean(one.sd for one in norms))
