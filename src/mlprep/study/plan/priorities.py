"""The topics to study in their order, each with its reason: measurement against the target.

Without an assessment the background stands in.  Worked out when something of it changed and kept
beside the history, so that Today need not read the skill map.  Loads no numpy.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mlprep.domain.facts import FactKind
from mlprep.planning.priorities import Priority, prioritise
from mlprep.planning.standing import Estimate, Target, Wishes, standings
from mlprep.study.plan.basis import basis_of, digest_of, keep_note
from mlprep.study.plan.wishes import Chosen, TopicChoice, topic_choices

if TYPE_CHECKING:
    from mlprep.domain.settings import StudySettings
    from mlprep.study.content.skill_map import SkillMap
    from mlprep.study.measuring.measured import Ability
    from mlprep.study.workspace import Workspace

NOTE = "plan"


@dataclass(frozen=True)
class TopicPlan:
    """What to study, the first topic first."""

    priorities: tuple[Priority, ...]
    chosen: Mapping[str, Chosen]
    """What the learner said of topics, those that it took out of the plan included."""
    has_role: bool
    """Whether a role asks for topics; one that has left the library asks for none."""
    is_measured: bool
    """Whether any assessment stands behind it; first answers to cards alone are none."""
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
    basis, text = basis_of(workspace, chosen), workspace.history.note(NOTE)
    key = digest_of(basis)
    settings = workspace.settings
    found = _read(text, key)
    if found is None:
        found = work_out(workspace, settings, chosen)
        _keep(workspace, text, basis, found)
    return TopicPlan(
        found,
        chosen,
        has_role=bool(settings.role) and bool(found or chosen),
        is_measured=any(one.measured or one.inferred for one in found) and _was_tested(workspace),
        key=key,
    )


def _was_tested(workspace: "Workspace") -> bool:
    """Whether there is an answer of a sitting that counts."""
    kinds = (FactKind.RESPONSE, FactKind.SITTING_ENDED)
    discarded, answered = set[object](), set[object]()
    for fact in workspace.history.facts(kinds=kinds):
        if fact.kind is FactKind.RESPONSE:
            answered.add(fact.body.get("sitting"))
        elif fact.body.get("discarded"):
            discarded.add(fact.subject)
    return bool(answered - discarded)


def work_out(
    workspace: "Workspace", settings: "StudySettings", chosen: Mapping[str, Chosen]
) -> tuple[Priority, ...]:
    """Order the topics for a role, a background and choices that need not be the learner's."""
    from mlprep.study.content.skill_map import load_skill_map
    from mlprep.study.measuring.measured import read_summary

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
    from mlprep.assessment.report import HOLLOW_BELOW
    from mlprep.assessment.scale import level_of_theta, levels_of_logits

    return {
        topic: Estimate(
            level_of_theta(one.theta),
            levels_of_logits(one.sd),
            one.answered < HOLLOW_BELOW,
            one.answered,
        )
        for topic, one in abilities.items()
    }


def _assumed(skills: "SkillMap", background: str) -> dict[str, float]:
    from mlprep.study.measuring.standpoint import clamped

    known = skills.background(background)
    levels = {
        str(topic.id): skills.prior_level(known, topic.id) for topic in skills.topics.values()
    }
    return {topic: clamped(level) for topic, level in levels.items() if level is not None}


# ------------------------------------------------------------------- kept


_FIELDS = tuple(one.name for one in fields(Priority))


def _keep(
    workspace: "Workspace",
    before: str,
    basis: Mapping[str, object],
    found: Iterable[Priority],
) -> None:
    """Keep a plan in the place of the one before, and what is different in it."""
    from mlprep.study.plan.news import ANSWERS, keep_news

    parts = {name: digest_of(part) for name, part in basis.items()}
    parts[ANSWERS] = _answers(workspace)
    rows = [[getattr(one, name) for name in _FIELDS] for one in found]
    body = {"key": digest_of(basis), "fields": _FIELDS, "basis": parts, "rows": rows}
    old = _parsed(before)
    if (
        old.get("rows")
        and old.get("basis", {}).keys() == parts.keys()
        and tuple(old["fields"]) == _FIELDS
    ):
        keep_news(
            workspace, [_priority(row) for row in old["rows"]], list(found), old["basis"], parts
        )
    keep_note(workspace, NOTE, json.dumps(body))


def _answers(workspace: "Workspace") -> str:
    """Sum up the answers of all sittings that count."""
    from mlprep.study.measuring.sitting_facts import read_sittings

    counted = [one for one in read_sittings(workspace) if not one.discarded]
    return digest_of([[one.id, len(one.given)] for one in counted if one.given])


def _parsed(text: str) -> dict[str, Any]:
    """Read a note; what cannot be read says nothing."""
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _read(text: str, key: str) -> tuple[Priority, ...] | None:
    """Read what was kept; ``None`` where it is of other inputs."""
    if not text.startswith(f'{{"key": "{key}"'):
        return None
    body = json.loads(text)
    if tuple(body["fields"]) != _FIELDS:
        return None
    return tuple(_priority(row) for row in body["rows"])


def _priority(row: Iterable[Any]) -> Priority:
    values = dict(zip(_FIELDS, row, strict=True))
    return Priority(**{**values, "waits_for": tuple(values["waits_for"])})
