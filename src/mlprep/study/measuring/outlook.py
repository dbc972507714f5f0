"""What is worth saying first of a learner's measurement; loads no numpy."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

TOP_GAPS = 3
LEAST_GAP = 0.05
"""Levels; smaller expected gaps are none."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic, and how many levels it lies under what the role asks for."""

    topic: str
    title: str
    levels: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether the learner is set up and measured, and what came of it."""

    needs_setup: bool
    role: str
    """Title; empty where none was chosen."""
    measured: bool
    gaps: tuple[Gap, ...]
    """The weightiest, at most three."""
    waiting: int | None
    """Answers that count of an unfinished sitting; ``None`` where none waits."""


def outlook(workspace: "Workspace") -> Outlook:
    """Look at the dated summary and the unfinished sitting."""
    from mlprep.study.measuring.measured import read_summary
    from mlprep.study.measuring.setting_up import needs_setup
    from mlprep.study.measuring.sitting import unfinished

    waits = unfinished(workspace)
    summary = read_summary(workspace)
    settings = workspace.settings
    role, gaps = "", tuple[Gap, ...]()
    if settings.role:
        role, gaps = _against_role(workspace, settings.role, settings.seniority)
    return Outlook(
        needs_setup(workspace),
        role,
        summary is not None,
        gaps,
        waits.answered if waits else None,
    )


def _against_role(workspace: "Workspace", role: str, seniority: str) -> tuple[str, tuple[Gap, ...]]:
    from mlprep.study.content.skill_map import load_skill_map
    from mlprep.study.measuring.measured import read_summary
    from mlprep.study.measuring.standpoint import standpoint

    skills = load_skill_map(workspace.library)
    known = skills.roles.get(role)
    summary = read_summary(workspace)
    if known is None or summary is None:
        return known.title if known else "", ()
    place = standpoint(skills, workspace.settings, banked=summary.abilities)
    target = place.target(role, seniority)
    if target is None:
        return known.title, ()
    found = [
        Gap(
            topic,
            skills.topic_title(topic),
            max(0.0, target.level(topic) - summary.abilities[topic].level),
        )
        for topic, expected in summary.gaps(target)
        if expected >= LEAST_GAP
    ]
    return known.title, tuple(found[:TOP_GAPS])
