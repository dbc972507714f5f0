"""Read project prompts."""

from dataclasses import dataclass
from pathlib import Path

from mlprep.domain.ids import TopicId
from mlprep.domain.problems import Problem
from mlprep.domain.projects import Milestone, Project, RubricRow
from mlprep.formats.entries import Entry, written
from mlprep.formats.source import nothing_usable, open_source


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """What one file of project prompts gave."""

    path: Path
    projects: tuple[Project, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False
    """Whether nothing in the file can be used."""


def read_projects(path: Path) -> ProjectFile:
    """Read one file of project prompts.  Never raises."""
    from mlprep.formats.models.projects import ProjectsModel

    source = open_source(path, ProjectsModel)
    if isinstance(source, tuple):
        return ProjectFile(path, problems=source, unreadable=True)
    lines = source.lines("project")
    converted = [
        (entry, _project(entry, lines[int(entry.where[1])])) for entry in source.usable("project")
    ]
    projects = tuple(project for entry, project in converted if entry.usable)
    problems = source.ledger.problems()
    return ProjectFile(path, projects, problems, nothing_usable(projects, problems))


def _project(entry: Entry, line: int) -> Project:
    return Project(
        id=entry.id,
        title=entry.text("title"),
        topics=tuple(TopicId(one) for one in entry.texts("topics")),
        roles=entry.texts("roles"),
        level=entry.get("level"),
        hours=entry.number("hours"),
        cost=written(entry.get("cost", "")),
        brief=entry.text("brief"),
        why=entry.text("why"),
        inputs=entry.texts("inputs"),
        milestones=_milestones(entry),
        accept=entry.texts("accept"),
        rubric=tuple(
            RubricRow(one["row"], tuple(one["levels"])) for one in entry.get("rubric", ())
        ),
        stretch=entry.texts("stretch"),
        artefact=" ".join(entry.texts("artefact")),
        reflect=entry.texts("reflect"),
        failures=entry.texts("failures"),
        sources=entry.texts("sources"),
        path=entry.ledger.path,
        line=line,
    )


def _milestones(entry: Entry) -> tuple[Milestone, ...]:
    seen: set[str] = set()
    for one in (found := entry.get("milestone", ())):
        if one["id"] in seen:
            what = f"two milestones have the id `{one['id']}`"
            entry.fault("milestone", what, "an id stands once")
        seen.add(one["id"])
    return tuple(Milestone(one["id"], one["title"], one["done_when"].strip()) for one in found)
