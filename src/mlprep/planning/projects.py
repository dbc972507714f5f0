"""Which project fits the gaps, what its next milestone is, and when to come back to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from mlprep.domain.projects import Milestone, Project
from mlprep.domain.rating import Rating
from mlprep.planning.priorities import Priority
from mlprep.planning.reasons import SMALLEST_GAP, joined, levels
from mlprep.planning.suggestions import StepKind, Suggestion

REVISIT_RETENTION = 0.80
FIRST_REVISIT_DAYS = 7
"""A project is not revisited sooner."""
COMFORTABLE_STRETCH = 1.5
"""Levels above the learner's that a project may ask for and still be done alone (judgement)."""
LENGTH_POWER = 0.75
"""Of the hours that a project's worth is divided by (judgement): with 0.5 a newcomer's first
project is a capstone of months, with 1 nothing but the shortest ones come first."""
TOO_EASY = 0.5
"""Worth of a project that asks for less than the learner has (judgement)."""
_NAMED = 3
_BEST, _LOWEST_SCORE = 4, 1


class ProjectState(StrEnum):
    """Where a learner stands with a project; each of them is an honest answer."""

    NEW = "new"
    STARTED = "started"
    DONE = "done"
    POSTPONED = "postponed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Work:
    """What a learner has done of a project."""

    state: ProjectState = ProjectState.NEW
    ticked: frozenset[str] = frozenset()
    """Milestones that are reached."""
    hours: float = 0.0
    """Logged."""
    back_on: int | None = None
    """Study day on which a postponed project is offered again; ``None``: when asked for."""
    revisit_on: int | None = None
    """Study day of the revisit of a finished one."""

    def is_offered(self, today: int) -> bool:
        """Whether the project is to be offered: new, begun, or postponed until today."""
        if self.state is ProjectState.POSTPONED:
            return self.back_on is not None and self.back_on <= today
        return self.state in {ProjectState.NEW, ProjectState.STARTED}


@dataclass(frozen=True, slots=True)
class ProjectFit:
    """A project and how well it fits."""

    project: Project
    worth: float
    """Weighted gaps that it trains, for its length; comparable within one list."""
    reason: str
    next: Milestone | None
    hours_left: float
    """Of the time box, by what was logged."""


def fitting_projects(
    projects: Iterable[Project],
    priorities: Sequence[Priority],
    work: Mapping[str, Work],
    today: int,
    *,
    role: str = "",
    hours_left: float | None = None,
) -> tuple[ProjectFit, ...]:
    """Order the projects to offer: those begun first, then by the gaps that they train.

    ``hours_left`` are the hours until the target date; what does not fit counts in proportion.
    Projects that train no gap, or are done, abandoned or postponed, are left out.
    """
    gaps = {one.topic: one for one in priorities}
    fits = []
    for project in projects:
        done = work.get(project.id, Work())
        begun = done.state is ProjectState.STARTED
        trained = [gaps[topic] for topic in project.topics if topic in gaps]
        if done.is_offered(today) and (trained or begun):
            worth = _worth(project, trained, role, hours_left)
            reason = _reason(project, trained, done, begun=begun)
            left = max(0.0, (project.hours or 0.0) - done.hours)
            fits.append(
                (not begun, ProjectFit(project, worth, reason, next_milestone(project, done), left))
            )
    fits.sort(key=lambda one: (one[0], -one[1].worth, one[1].project.id))
    return tuple(fit for _, fit in fits)


def _worth(
    project: Project, trained: Sequence[Priority], role: str, hours_left: float | None
) -> float:
    """Gaps trained, less what the level, the hours left and another role take off.

    Per power of the hours, so that neither a long project that touches everything nor a short
    one that touches little always wins.
    """
    hours = max(project.hours or 1.0, 1.0)
    gaps = sum(one.score * _level_fit(project, one) for one in trained)
    fits = 1.0 if hours_left is None else min(1.0, max(0.0, hours_left) / hours)
    meant = 1.0 if not role or not project.roles or role in project.roles else TOO_EASY
    return gaps / float(hours**LENGTH_POWER) * fits * meant


def _level_fit(project: Project, one: Priority) -> float:
    """How well the project's level suits the learner's in a topic: 1 within reach, less beyond."""
    stretch = (project.level or one.aim) - one.level
    if stretch < 0:
        return TOO_EASY
    return exp(-max(0.0, stretch - COMFORTABLE_STRETCH))


def _reason(project: Project, trained: Sequence[Priority], done: Work, *, begun: bool) -> str:
    largest = sorted(trained, key=lambda one: (-one.score, one.topic))
    named = [
        f"{one.title}{_missing(one, in_full=place == 0)}"
        for place, one in enumerate(largest[:_NAMED])
    ]
    more = len(largest) - len(named)
    trains = f"trains {joined([*named, f'{more} more'] if more else named)}" if named else ""
    if not begun:
        return f"{trains[0].upper()}{trains[1:]}."
    reached = sum(one.id in done.ticked for one in project.milestones)
    begun_text = f"You have begun it: {reached} of {len(project.milestones)} milestones reached"
    return f"{begun_text}; it {trains}." if trains else f"{begun_text}."


def _missing(one: Priority, *, in_full: bool) -> str:
    """Say how many levels are missing; nothing where the estimate reaches what is asked for."""
    if one.missing < SMALLEST_GAP:
        return ""
    return f" ({levels(one.missing)} missing)" if in_full else f" ({one.missing:.1f})"


def next_milestone(project: Project, work: Work) -> Milestone | None:
    """First milestone that is not ticked; ``None`` when all are."""
    return next((one for one in project.milestones if one.id not in work.ticked), None)


def milestone_step(fit: ProjectFit) -> Suggestion | None:
    """Offer a project by its next milestone alone; ``None`` where all are reached."""
    if fit.next is None:
        return None
    project = fit.project
    hours = (project.hours or 0.0) / max(1, len(project.milestones))
    return Suggestion(
        kind=StepKind.PROJECT,
        id=project.id,
        title=project.title,
        step=fit.next.id,
        step_title=fit.next.title,
        done_when=fit.next.done_when,
        topics=tuple(project.topics),
        hours=hours,
        reason=fit.reason,
    )


def rubric_rating(scores: Iterable[int]) -> Rating:
    """Rating of a finished project: the mean of its rubric's rows (1-4), to the nearest.

    1 incomplete is Again, 2 works on my machine Hard, 3 hireable Good, 4 distinguished Easy; a
    half counts up.  Raises ``ValueError`` without a score, or for one outside of 1-4.
    """
    given = list(scores)
    if not given:
        raise ValueError("a rubric without a score has no rating")
    for score in given:
        if not _LOWEST_SCORE <= score <= _BEST:
            raise ValueError(f"a rubric's row is scored from 1 to 4, not {score}")
    return Rating((2 * sum(given) + len(given)) // (2 * len(given)))


def revisit_days(interval_days: float) -> int:
    """Days until a project is revisited, from the interval at ``REVISIT_RETENTION``."""
    return max(FIRST_REVISIT_DAYS, int(interval_days + 0.5))
