"""Projects as they are shown: a line of the list, and one opened with what was done of it."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.domain.days import date_of
from mlprep.domain.projects import Project
from mlprep.planning.projects import ProjectFit, ProjectState, next_milestone
from mlprep.planning.suggestions import Suggestion
from mlprep.study.names import find_name
from mlprep.study.work.facts import key_of, read_works
from mlprep.study.work.states import EvidenceKind, ProjectRecord, Works
from mlprep.study.work.steps import next_of, project_fits, revisit_step
from mlprep.text.counting import long_date

if TYPE_CHECKING:
    from mlprep.planning.priorities import Priority
    from mlprep.study.workspace import Workspace

NO_GAP = "It trains no gap of yours."
NO_ROLE = "Choose a role in the setup, and it says which of your gaps it trains."
GONE = "Its file is no longer in the library; what you recorded of it is kept."


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in the list.  Dates are ISO 8601."""

    id: str
    title: str
    area: str
    """Title of the area of its first topic."""
    level: int | None
    state: ProjectState
    hours: float | None
    """Its time box."""
    logged: float
    """Hours."""
    reached: int
    milestones: int
    next: str
    """What comes next of it; empty where nothing does."""
    reason: str
    """Why it is offered, or why not."""
    fits: bool
    """Whether it trains a gap or was begun."""
    due: str | None
    """Day of its revisit, or on which it is offered again."""
    is_due: bool
    """Whether a revisit is due."""

    @property
    def words(self) -> str:
        """State in words, with its date."""
        if self.state is ProjectState.DONE and self.due:
            return "done, revisit due" if self.is_due else f"done, revisit {long_date(self.due)}"
        if self.state is ProjectState.POSTPONED and self.due:
            return f"postponed to {self.due}"
        return self.state.value


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone, and the date on which it was reached."""

    number: int
    id: str
    title: str
    done_when: str
    reached: str | None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """An acceptance criterion, and the date on which it was checked off."""

    number: int
    text: str
    checked: str | None


@dataclass(frozen=True, slots=True)
class RubricLine:
    """A row of the rubric with its score (1-4)."""

    number: int
    row: str
    levels: tuple[str, ...]
    score: int | None


@dataclass(frozen=True, slots=True)
class ReflectionLine:
    """A question of reflection with the learner's answer."""

    number: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class DatedText:
    """A note with its date."""

    date: str
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Something that shows what was done."""

    number: int
    kind: EvidenceKind
    text: str
    date: str


@dataclass(frozen=True, slots=True)
class ProjectDetail:
    """Everything to show of one project."""

    line: ProjectLine
    project: Project
    topics: tuple[str, ...]
    """Titles of the topics that it trains."""
    milestones: tuple[MilestoneLine, ...]
    criteria: tuple[CriterionLine, ...]
    rubric: tuple[RubricLine, ...]
    reflection: tuple[ReflectionLine, ...]
    notes: tuple[DatedText, ...]
    evidence: tuple[EvidenceLine, ...]
    inputs: tuple[str, ...]
    """What to work on; a generator script by its whole path."""
    started: str | None
    finished: str | None
    why: str
    """Why it was abandoned or postponed."""
    step: Suggestion | None
    """What to do of it next."""

    @property
    def time(self) -> str:
        """Say how the time logged stands against the time box."""
        logged, box = self.line.logged, self.line.hours
        if box is None:
            return f"{hours(logged)} logged"
        over = f", {hours(logged - box)} over" if logged > box else ""
        return f"{hours(logged)} of {hours(box)} logged{over}"


def hours(count: float) -> str:
    """Write hours: ``45 min``, ``16 h``, ``1.5 h``."""
    if 0 < count < 1:
        return f"{count * 60:.0f} min"
    return f"{round(count, 1):g} h"


def ended(text: str) -> str:
    """End a title or sentence with a full stop, unless it ends itself."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def day_text(day: int | None) -> str | None:
    """Write a study day as a date (ISO 8601)."""
    return None if day is None else date_of(day).isoformat()


def project_named(workspace: "Workspace", name: str) -> Project:
    """Find a project by its id or title; raises ``NameNotKnown``."""
    known = workspace.library.projects
    short = {one.removeprefix("proj-"): one for one in known}
    found = short.get(name.strip().casefold())
    titles = {one: project.title for one, project in known.items()}
    return known[found or find_name(name, titles, "project")]


def project_lines(
    workspace: "Workspace", priorities: "Sequence[Priority] | None" = None
) -> tuple[ProjectLine, ...]:
    """List all projects: revisits that are due, those begun, those that fit, then the others."""
    works = read_works(workspace)
    fits = _fits(workspace, works, priorities)
    place = {name: at for at, name in enumerate(fits)}
    lines = [
        _line(workspace, project, works.project(name), fits.get(name))
        for name, project in workspace.library.projects.items()
    ]
    lines += [
        _gone(record)
        for name, record in works.projects.items()
        if name not in workspace.library.projects
    ]
    last = len(fits)
    lines.sort(
        key=lambda one: (
            not one.is_due,
            place.get(one.id, last),
            _ORDER.index(one.state),
            one.title,
        )
    )
    return tuple(lines)


_ORDER = (
    ProjectState.STARTED,
    ProjectState.NEW,
    ProjectState.POSTPONED,
    ProjectState.DONE,
    ProjectState.ABANDONED,
)


def project_detail(
    workspace: "Workspace", name: str, priorities: "Sequence[Priority] | None" = None
) -> ProjectDetail:
    """Open a project by its id or title; raises ``NameNotKnown``."""
    project = project_named(workspace, name)
    works = read_works(workspace)
    record = works.project(project.id)
    fit = _fits(workspace, works, priorities).get(project.id)
    return ProjectDetail(
        line=_line(workspace, project, record, fit),
        project=project,
        topics=tuple(workspace.library.title_of_topic(one) for one in project.topics),
        milestones=tuple(_milestones(project, record)),
        criteria=tuple(_criteria(project, record)),
        rubric=tuple(_rubric(project, record)),
        reflection=tuple(
            ReflectionLine(number, question, record.answers.get(key_of(question), ""))
            for number, question in enumerate(project.reflect, 1)
        ),
        notes=tuple(DatedText(date_of(one.day).isoformat(), one.text) for one in record.notes),
        evidence=tuple(
            EvidenceLine(number, one.kind, one.text, date_of(one.day).isoformat())
            for number, one in enumerate(record.evidence, 1)
        ),
        inputs=tuple(_input(project, one) for one in project.inputs),
        started=day_text(record.started_on),
        finished=day_text(record.finished_on),
        why=record.why,
        step=_step(project, record, fit),
    )


def _fits(
    workspace: "Workspace", works: Works, priorities: "Sequence[Priority] | None"
) -> dict[str, ProjectFit]:
    if priorities is None:
        from mlprep.study.plan.priorities import topic_plan

        priorities = topic_plan(workspace).priorities
    return {fit.project.id: fit for fit in project_fits(workspace, works, priorities)}


def _line(
    workspace: "Workspace", project: Project, record: ProjectRecord, fit: ProjectFit | None
) -> ProjectLine:
    step = _step(project, record, fit)
    due = record.revisit_on if record.revisit_on is not None else record.back_on
    return ProjectLine(
        id=project.id,
        title=project.title,
        area=_area(workspace, project),
        level=project.level,
        state=record.state,
        hours=project.hours,
        logged=record.hours,
        reached=sum(one.id in record.ticked for one in project.milestones),
        milestones=len(project.milestones),
        next=step.step_title if step else "",
        reason=_reason(workspace, record, fit, step),
        fits=fit is not None,
        due=day_text(due),
        is_due=record.revisit_on is not None and record.revisit_on <= workspace.today,
    )


def _gone(record: ProjectRecord) -> ProjectLine:
    return ProjectLine(
        id=record.project,
        title=record.title or record.project,
        area="",
        level=None,
        state=record.state,
        hours=None,
        logged=record.hours,
        reached=len(record.ticked),
        milestones=len(record.ticked),
        next="",
        reason=GONE,
        fits=False,
        due=None,
        is_due=False,
    )


def _area(workspace: "Workspace", project: Project) -> str:
    library = workspace.library
    topic = library.topics.get(project.topics[0]) if project.topics else None
    area = library.areas.get(topic.area) if topic else None
    return area.title if area else ""


def _step(project: Project, record: ProjectRecord, fit: ProjectFit | None) -> Suggestion | None:
    """Say what comes next, also of a project that is not offered."""
    if record.state is ProjectState.DONE:
        return revisit_step(project, record) if record.rounds else None
    if record.state is ProjectState.ABANDONED:
        return None
    left = max(0.0, (project.hours or 0.0) - record.hours)
    known = fit or ProjectFit(project, 0.0, NO_GAP, next_milestone(project, record.work), left)
    return next_of(known, record)


def _reason(
    workspace: "Workspace",
    record: ProjectRecord,
    fit: ProjectFit | None,
    step: Suggestion | None,
) -> str:
    if fit is not None:
        return fit.reason
    if record.revisit_on is not None:
        due = record.revisit_on <= workspace.today
        return (
            step.reason if due and step else f"You come back to it on {date_of(record.revisit_on)}."
        )
    if record.state in {ProjectState.POSTPONED, ProjectState.ABANDONED}:
        said = f": {record.why}" if record.why else "."
        return f"You {record.state.value} it{said}"
    return NO_GAP if workspace.settings.role else NO_ROLE


def _input(project: Project, told: str) -> str:
    """Name the scripts that stand beside the project's file by their paths."""

    def with_path(found: re.Match[str]) -> str:
        try:
            path = project.path.parent / found[0]
            return shlex.quote(str(path)) if path.is_file() else found[0]
        except (OSError, ValueError):
            return found[0]

    return _SCRIPT.sub(with_path, told)


_SCRIPT = re.compile(r"(?<![\w./-])[\w-]+(?:/[\w-]+)*\.\w{1,5}(?![\w/])")
"""A file named by its path from the project's folder."""


def _milestones(project: Project, record: ProjectRecord) -> Iterator[MilestoneLine]:
    for number, one in enumerate(project.milestones, 1):
        reached = day_text(record.ticked.get(one.id))
        yield MilestoneLine(number, one.id, one.title, one.done_when, reached)


def _criteria(project: Project, record: ProjectRecord) -> Iterator[CriterionLine]:
    for number, text in enumerate(project.accept, 1):
        yield CriterionLine(number, text, day_text(record.checked.get(key_of(text))))


def _rubric(project: Project, record: ProjectRecord) -> Iterator[RubricLine]:
    for number, one in enumerate(project.rubric, 1):
        yield RubricLine(number, one.row, one.levels, record.scores.get(one.row))
