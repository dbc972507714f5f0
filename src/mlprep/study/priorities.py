"""The topics to study in their order, each with its reason: measurement against the target.

Without an assessment the background stands in.  Worked out when something of it changed and kept
beside the history, so that Today need not read the skill map.  Loads no numpy.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from mlprep.planning.priorities import Priority, prioritise
from mlprep.planning.standing import Estimate, Target, Wishes, standings
from mlprep.study.wishes import Chosen, TopicChoice, topic_choices

if TYPE_CHECKING:
    from mlprep.domain.settings import StudySettings
    from mlprep.study.measured import Ability
    from mlprep.study.skill_map import SkillMap
    from mlprep.study.workspace import Workspace

NOTE = "plan"
_VERSION = 1
"""Raised whenever the same inputs give another plan."""


@dataclass(frozen=True)
class TopicPlan:
    """What to study, the first topic first."""

    priorities: tuple[Priority, ...]
    chosen: Mapping[str, Chosen]
    """What the learner said of topics, those that it took out of the plan included."""
    has_role: bool
    is_measured: bool
    """Whether any assessment stands behind it."""
    key: str
    """Changes whenever the plan may have changed."""

    @cached_property
    def by_topic(self) -> dict[str, Priority]:
        """Priorities by topic."""
        return {one.topic: one for one in self.priorities}

    def reason(self, topic: str | None) -> str:
        """Say in a sentence why a topic is studied; empty where it is not in the plan."""
        found = self.by_topic.get(topic or "")
        return found.reason if found else ""

    def is_away(self, topic: str | None) -> bool:
        """Whether the learner skipped or postponed a topic."""
        said = self.chosen.get(topic or "")
        return said is not None and said.choice is not TopicChoice.PIN


def topic_plan(workspace: "Workspace") -> TopicPlan:
    """Order the topics for this learner today; from what was kept where nothing changed."""
    chosen = topic_choices(workspace)
    key = _key(workspace, chosen)
    kept = _read(workspace.history.note(NOTE), key)
    settings = workspace.settings
    if kept is None:
        kept = work_out(workspace, settings, chosen)
        workspace.history.set_note(NOTE, _written(key, kept))
    return TopicPlan(
        kept,
        chosen,
        has_role=bool(settings.role),
        is_measured=any(one.measured for one in kept),
        key=key,
    )


def plan_key(workspace: "Workspace") -> str:
    """Sum up everything that the plan hangs on: as long as it stays, so does the plan."""
    return _key(workspace, topic_choices(workspace))


def work_out(
    workspace: "Workspace", settings: "StudySettings", chosen: Mapping[str, Chosen]
) -> tuple[Priority, ...]:
    """Order the topics for a role, a background and choices that need not be the learner's."""
    from mlprep.study.measured import read_summary
    from mlprep.study.skill_map import load_skill_map

    skills = load_skill_map(workspace.library)
    summary = read_summary(workspace)
    target = target_of(skills, settings)
    known = standings(
        skills.topics.values(),
        skills.areas,
        target,
        _estimates(summary.abilities if summary else {}),
        _assumed(skills, settings.background),
    )
    return prioritise(known, target, wishes_of(chosen), workspace.today)


def target_of(skills: "SkillMap", settings: "StudySettings") -> Target:
    """Say what a learner is after."""
    return Target(
        role=skills.roles.get(settings.role),
        seniority=settings.seniority,
        specialisms=frozenset(one for one in settings.specialisms if skills.is_specialism(one)),
        opposite=skills.background(settings.background).opposite,
    )


def wishes_of(chosen: Mapping[str, Chosen]) -> Wishes:
    """Turn what the learner said into what the plan takes."""
    return Wishes(
        pinned=frozenset(_with(chosen, TopicChoice.PIN)),
        skipped=frozenset(_with(chosen, TopicChoice.SKIP)),
        postponed={one: chosen[one].until for one in _with(chosen, TopicChoice.POSTPONE)},
    )


def _with(chosen: Mapping[str, Chosen], choice: TopicChoice) -> list[str]:
    return [topic for topic, said in chosen.items() if said.choice is choice]


def _estimates(abilities: "Mapping[str, Ability]") -> dict[str, Estimate]:
    from mlprep.assessment.scale import level_of_theta, levels_of_logits

    return {
        topic: Estimate(level_of_theta(one.theta), levels_of_logits(one.sd), one.answered)
        for topic, one in abilities.items()
    }


def _assumed(skills: "SkillMap", background: str) -> dict[str, float]:
    from mlprep.study.standpoint import clamped

    known = skills.background(background)
    levels = {
        str(topic.id): skills.prior_level(known, topic.id) for topic in skills.topics.values()
    }
    return {topic: clamped(level) for topic, level in levels.items() if level is not None}


# ------------------------------------------------------------------- kept


def _key(workspace: "Workspace", chosen: Mapping[str, Chosen]) -> str:
    """Sum up everything that the plan hangs on."""
    from mlprep.study.measured import NOTE as MEASURED

    settings = workspace.settings
    parts = [
        _VERSION,
        workspace.library.version,
        [settings.background, settings.role, settings.seniority, *settings.specialisms],
        workspace.history.note(MEASURED),
        sorted((topic, said.choice, said.until) for topic, said in chosen.items()),
    ]
    return blake2b(json.dumps(parts).encode(), digest_size=12).hexdigest()


_FIELDS = tuple(one.name for one in fields(Priority))


def _written(key: str, priorities: Iterable[Priority]) -> str:
    rows = [[getattr(one, name) for name in _FIELDS] for one in priorities]
    return json.dumps({"key": key, "fields": _FIELDS, "rows": rows})


def _read(text: str, key: str) -> tuple[Priority, ...] | None:
    """Read what was kept; ``None`` where it is of other inputs."""
    if not text or not text.startswith(f'{{"key": "{key}"'):
        return None
    body = json.loads(text)
    if tuple(body["fields"]) != _FIELDS:
        return None
    return tuple(_priority(row) for row in body["rows"])


def _priority(row: Iterable[Any]) -> Priority:
    values = dict(zip(_FIELDS, row, strict=True))
    return Priority(**{**values, "waits_for": tuple(values["waits_for"])})
