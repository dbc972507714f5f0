"""Where a learner stands before any answer, and what they are measured against."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from mlprep.assessment import Hierarchy, Spread, Target
from mlprep.domain.ids import AreaId
from mlprep.domain.settings import StudySettings
from mlprep.domain.skills import CHOSEN_SPECIALISM_LEVEL, HIGHEST_LEVEL, LOWEST_LEVEL, SelfRating
from mlprep.study.content.skill_map import USUAL_RATING, SkillMap
from mlprep.study.names import find_name


class NothingToAsk(ValueError):  # noqa: N818  # named for what the person sees
    """No item is left to ask, or nothing is there to be measured."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Hierarchy of what is measured, levels assumed before, norms of self-ratings."""

    skills: SkillMap
    hierarchy: Hierarchy
    prior_levels: Mapping[str, float]
    norms: Mapping[str, tuple[float, float]]
    specialisms: tuple[str, ...]
    """Those that the learner has chosen."""

    def target(self, role: str, seniority: str) -> Target | None:
        """Say what a role asks for; ``None`` where the library has no such role."""
        found = self.skills.roles.get(role)
        if found is None:
            return None
        levels: dict[str, float] = {
            topic: found.required(topic, seniority)
            for topic in found.levels
            if topic in self.hierarchy.topics
        }
        for topic, area in self.hierarchy.topics.items():
            if area in self.specialisms:
                levels[topic] = max(levels.get(topic, LOWEST_LEVEL), CHOSEN_SPECIALISM_LEVEL)
        return Target(levels)


def standpoint(
    skills: SkillMap,
    settings: StudySettings,
    *,
    banked: Collection[str],
    wanted: Iterable[str] = (),
) -> Standpoint:
    """Make the standpoint of a learner.

    ``banked`` are the topics that have items, ``wanted`` areas to take in although they are
    specialisms not chosen: those asked for now, or answered before.  Raises ``NothingToAsk``
    where the library has no topics.
    """
    chosen = tuple(area for area in settings.specialisms if skills.is_specialism(area))
    taken = {*chosen, *wanted}
    topics = _topics(skills, banked, taken)
    if not topics:
        raise NothingToAsk("there are no areas and topics to measure; `mlprep doctor` helps")
    areas = list(dict.fromkeys(topics.values()))
    background = skills.background(settings.background)
    hierarchy = Hierarchy(
        topics,
        {
            (one, other): skills.correlation(one, other)
            for index, one in enumerate(areas)
            for other in areas[index + 1 :]
        },
        Spread(area=background.prior_sd),
    )
    levels = {topic: skills.prior_level(background, topic) for topic in topics}
    return Standpoint(
        skills,
        hierarchy,
        {topic: clamped(level) for topic, level in levels.items() if level is not None},
        {area: _norm(background.self_rating.get(AreaId(area), USUAL_RATING)) for area in areas},
        chosen,
    )


def clamped(level: float) -> float:
    """Bring a level into 1-5."""
    return min(HIGHEST_LEVEL, max(LOWEST_LEVEL, level))


def _norm(rating: SelfRating) -> tuple[float, float]:
    return rating.mean, rating.sd


def _topics(skills: SkillMap, banked: Collection[str], taken: Collection[str]) -> dict[str, str]:
    """Topics to measure with their areas, area by area in the order of the areas."""
    measured = [
        topic
        for topic in skills.topics.values()
        if (topic.id in skills.declared or topic.id in banked)
        and (not skills.is_specialism(topic.area) or topic.area in taken)
    ]
    place = {area: index for index, area in enumerate(skills.areas)}
    measured.sort(key=lambda topic: place.get(topic.area, len(place)))
    return {topic.id: topic.area for topic in measured}


def focus_of(skills: SkillMap, names: Iterable[str]) -> tuple[str, ...]:
    """Turn names (ids or titles of areas or topics) into ids; raises ``NameNotKnown``."""
    known = {**_titles(skills.areas.values()), **_titles(skills.topics.values())}
    return tuple(sorted({find_name(name, known, "area or topic") for name in names}))


def areas_of(skills: SkillMap, focus: Iterable[str]) -> frozenset[str]:
    """Name the areas of areas and topics."""
    return frozenset(name if name in skills.areas else skills.area_of(name) for name in focus)


def role_of(skills: SkillMap, name: str) -> str:
    """Turn the id or title of a role into its id; raises ``NameNotKnown``."""
    return find_name(name, _titles(skills.roles.values()), "role")


def background_of(skills: SkillMap, name: str) -> str:
    """Turn the id or title of a background into its id; raises ``NameNotKnown``."""
    return find_name(name, _titles(skills.backgrounds.values()), "background")


def specialism_of(skills: SkillMap, name: str) -> str:
    """Turn the id or title of a specialism into its id; raises ``NameNotKnown``."""
    return find_name(name, _titles(skills.specialisms), "specialism")


class _Titled(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


def _titles(things: Iterable[_Titled]) -> dict[str, str]:
    return {one.id: one.title for one in things}
