"""The portfolio: what was finished, as Markdown pages to show to somebody.

Notes stay out: they are the learner's own.  Nothing that a person wrote acts as markup on a page.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.days import date_of
from mlprep.domain.projects import Project
from mlprep.planning.projects import ProjectState
from mlprep.study.work.facts import key_of, read_works
from mlprep.study.work.inputs import WorkError
from mlprep.study.work.portfolio_text import MARK, inline, linked, page_name, prose
from mlprep.study.work.project_view import hours
from mlprep.study.work.projects import SCORE_WORDS
from mlprep.study.work.states import Evidence, ProjectRecord
from mlprep.text.markdown_tables import markdown_table

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

PAGE, FOLDER = "portfolio.md", "projects"
DEFAULT_FOLDER = "portfolio"


@dataclass(frozen=True, slots=True)
class ShownProject:
    """A finished project."""

    id: str
    title: str
    skills: tuple[str, ...]
    """Titles of the topics that it shows."""
    finished: str
    """ISO 8601."""
    project: Project
    record: ProjectRecord

    @property
    def page(self) -> str:
        """Path of its page inside the portfolio's folder."""
        return f"{FOLDER}/{page_name(self.id)}"


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of a route that was done."""

    id: str
    title: str
    route: str
    skills: tuple[str, ...]
    done: str
    """ISO 8601."""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What there is to show, the latest first."""

    date: str
    projects: tuple[ShownProject, ...]
    steps: tuple[ShownStep, ...]
    left_out: tuple[str, ...] = ()
    """Titles of finished projects whose file is no longer in the library."""

    @property
    def skills(self) -> dict[str, list[str]]:
        """Titles of what shows each skill, the skill with the most first."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        shown = [
            *((one.title, one.skills) for one in self.projects),
            *((one.title, one.skills) for one in self.steps),
        ]
        for title, skills in shown:
            for skill in skills:
                found[skill].append(title)
        return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def portfolio(workspace: "Workspace") -> Portfolio:
    """Gather what was finished."""
    works = read_works(workspace)
    projects = [
        _project(workspace, workspace.library.projects[name], record)
        for name, record in works.projects.items()
        if record.state is ProjectState.DONE and name in workspace.library.projects
    ]
    steps = [
        ShownStep(
            step.id,
            step.title,
            route.title,
            tuple(workspace.library.title_of_topic(one) for one in step.topics),
            date_of(works.route(route.id).done[step.id]).isoformat(),
            works.route(route.id).evidence_of(step.id),
        )
        for route in workspace.library.routes.values()
        for step in route.steps
        if step.id in works.route(route.id).done
    ]
    return Portfolio(
        date_of(workspace.today).isoformat(),
        tuple(sorted(projects, key=lambda one: one.finished, reverse=True)),
        tuple(sorted(steps, key=lambda one: one.done, reverse=True)),
        tuple(
            record.title or name
            for name, record in works.projects.items()
            if record.state is ProjectState.DONE and name not in workspace.library.projects
        ),
    )


def _project(workspace: "Workspace", project: Project, record: ProjectRecord) -> ShownProject:
    return ShownProject(
        project.id,
        project.title,
        tuple(workspace.library.title_of_topic(one) for one in project.topics),
        date_of(record.finished_on or workspace.today).isoformat(),
        project,
        record,
    )


def write_portfolio(shown: Portfolio, folder: Path) -> list[Path]:
    """Write the page and one page per project; returns their paths.

    Pages written before are replaced, each as a whole; a file of somebody else's is never.
    Raises ``WorkError`` where there is nothing to show or such a file is in the way, ``OSError``
    where the folder cannot be written.
    """
    from mlprep.formats.writing import write_atomic

    if not shown.projects and not shown.steps:
        raise WorkError("there is nothing to show yet: finish a project or a step of a route first")
    pages = pages_of(shown)
    for name in pages:
        _check_ours(folder / name)
    for name, text in pages.items():
        write_atomic(folder / name, text)
    return [folder / name for name in pages]


def _check_ours(path: Path) -> None:
    if not path.exists():
        return
    with path.open("rb") as file:
        if not file.read(len(MARK)).startswith(MARK.encode()):
            raise WorkError(
                f"{path} was not written by mlprep, so it is left alone and nothing was written;"
                " choose another folder with --out"
            )


def pages_of(shown: Portfolio) -> Mapping[str, str]:
    """Make the text of every page, by its path inside the folder."""
    pages = {one.page: _joined(project_page(one)) for one in shown.projects}
    return {PAGE: _joined(front_page(shown)), **pages}


def _joined(lines: Iterable[str]) -> str:
    return "\n".join((MARK, "", *lines)) + "\n"


# ------------------------------------------------------------------------ front page


def front_page(shown: Portfolio) -> Iterator[str]:
    """Write the page that leads to the others."""
    yield from ("# Portfolio", "", f"As of {shown.date}.")
    if shown.projects:
        yield from ("", "## Projects", "")
        for one in shown.projects:
            yield from _project_entry(one)
    if shown.steps:
        yield from ("", "## Steps on the way", "")
        for step in shown.steps:
            yield from _step_entry(step)
    yield from ("", "## Skills shown", "")
    rows = [(inline(skill), inline("; ".join(titles))) for skill, titles in shown.skills.items()]
    yield from markdown_table(("skill", "shown by"), rows)


def _project_entry(one: ShownProject) -> Iterator[str]:
    yield f"- [{inline(one.title)}]({one.page}): finished {one.finished}."
    yield f"  Skills: {inline(', '.join(one.skills))}."
    if one.record.evidence:
        yield f"  See {', '.join(linked(each) for each in one.record.evidence)}."


def _step_entry(step: ShownStep) -> Iterator[str]:
    yield f"- {inline(step.title)}: done {step.done}."
    yield f"  Skills: {inline(', '.join(step.skills))}."
    if step.evidence:
        yield f"  See {', '.join(linked(each) for each in step.evidence)}."


# ---------------------------------------------------------------------- project pages


def project_page(one: ShownProject) -> Iterator[str]:
    """Write the page of one project."""
    project, record = one.project, one.record
    yield f"# {inline(one.title)}"
    yield ""
    took = f" {hours(record.hours)} of work." if record.hours else ""
    yield f"Finished {one.finished}.{took} Skills: {inline(', '.join(one.skills))}."
    yield from _section("What was made", [linked(each) for each in record.evidence])
    yield from ("", "## The task", "", prose(project.brief))
    if project.why:
        yield from ("", "## Why it matters", "", prose(project.why))
    yield from _section("Milestones", list(_milestones(one)))
    yield from _section("Acceptance criteria", list(_criteria(one)))
    yield from _scores(one)
    answered = [(each, record.answers.get(key_of(each), "")) for each in project.reflect]
    if any(answer for _, answer in answered):
        yield from ("", "## Looking back")
        for question, answer in answered:
            if answer:
                yield from ("", f"**{inline(question)}**", "", prose(answer))
    yield from ("", f"[All projects](../{PAGE})")


def _section(title: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield from ("", f"## {title}", "")
        yield from (f"- {row}" for row in rows)


def _milestones(one: ShownProject) -> Iterator[str]:
    for each in one.project.milestones:
        day = one.record.ticked.get(each.id)
        when = "left open" if day is None else f"reached {date_of(day).isoformat()}"
        yield f"{inline(each.title)}: {when}"


def _criteria(one: ShownProject) -> Iterator[str]:
    for text in one.project.accept:
        mark = "x" if key_of(text) in one.record.checked else " "
        yield f"[{mark}] {inline(text)}"


def _scores(one: ShownProject) -> Iterator[str]:
    scored = [
        (row, one.record.scores[row.row])
        for row in one.project.rubric
        if row.row in one.record.scores
    ]
    if not scored:
        return
    yield from ("", "## Self-assessment", "")
    rows = [
        (
            inline(row.row),
            f"{score} of 4, {SCORE_WORDS[score - 1]}",
            inline(row.levels[score - 1]),
        )
        for row, score in scored
    ]
    yield from markdown_table(("quality", "score", "meaning"), rows)
