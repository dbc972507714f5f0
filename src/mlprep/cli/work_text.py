"""Projects and routes in lines of text."""

from collections.abc import Iterable, Iterator, Sequence

from mlprep.cli.conversation import text_width, wrapped
from mlprep.cli.output import bold, columns
from mlprep.domain.skills import Salary
from mlprep.study.work.pay import HEADING, salary_line, salary_notes
from mlprep.study.work.project_view import NO_ROLE, ProjectDetail, ProjectLine, ended, hours
from mlprep.study.work.routes import RouteDetail, RouteLine, RouteStepLine, step_days
from mlprep.text.counting import long_date
from mlprep.text.sanitise import visible

INDENT = "  "


def project_list_lines(lines: Sequence[ProjectLine]) -> list[str]:
    """Write the list: what fits with its reason, the others by name."""
    if not lines:
        return ["There are no projects.  `mlprep doctor` says where your decks folder is."]
    told: list[str] = []
    fitting = [one for one in lines if one.fits or one.is_due]
    others = [one for one in lines if not (one.fits or one.is_due)]
    for one in fitting:
        told += [bold(visible(f"{one.id}  {one.title}")), *_indented(_figures(one))]
        told += [
            *_indented(one.reason),
            *(_indented(f"Next: {ended(one.next)}") if one.next else ()),
        ]
    if others:
        told += ["", bold("Others")] if fitting else [bold("Projects")]
        if any(one.reason == NO_ROLE for one in others):
            told += _indented(NO_ROLE)
        told += columns([(f"{INDENT}{one.id}", one.words, one.title) for one in others])
    return told


def _figures(one: ProjectLine) -> str:
    level = f"level {one.level}" if one.level else ""
    time = f"{hours(one.logged)} of {hours(one.hours)}" if one.hours else hours(one.logged)
    reached = f"{one.reached} of {one.milestones} milestones" if one.milestones else ""
    return ", ".join(part for part in (one.words, one.area, level, reached, time) if part)


def detail_lines(one: ProjectDetail) -> Iterator[str]:
    """Write a project with what was done of it."""
    project, line = one.project, one.line
    yield from map(bold, wrapped(project.title))
    yield from wrapped(f"{line.id}: {_figures(line)}")
    yield from wrapped(f"Topics: {', '.join(one.topics)}.")
    yield from wrapped(line.reason)
    if one.why and one.why not in line.reason:
        yield from wrapped(f"Why: {one.why}")
    yield from _text("Brief", project.brief)
    yield from _text("Why", project.why)
    yield from _list("Inputs", one.inputs)
    yield from _milestones(one)
    yield from _numbered(
        "Acceptance criteria",
        ((each.number, f"{_box(each.checked)} {each.text}") for each in one.criteria),
    )
    yield from _rubric(one)
    yield from _list("Stretch", project.stretch)
    yield from _text("Artefact", project.artefact)
    yield from _reflection(one)
    yield from _list("How it commonly goes wrong", project.failures)
    yield from _list("Sources", project.sources)
    if one.evidence:
        yield from ("", *evidence_lines(one))
    yield from _list("Notes", [f"{long_date(each.date)}: {each.text}" for each in one.notes])
    yield ""
    cost = f"  Cost: {project.cost}" if project.cost else ""
    yield from wrapped(f"Time: {one.time}.{cost}")
    if one.step is not None:
        yield from wrapped(f"Next: {ended(one.step.step_title)} {one.step.done_when}")


def _milestones(one: ProjectDetail) -> Iterator[str]:
    yield from _numbered(
        "Milestones",
        (
            (each.number, f"{_box(each.reached)} {each.title} ({each.id}): {each.done_when}")
            for each in one.milestones
        ),
    )


def _rubric(one: ProjectDetail) -> Iterator[str]:
    if not one.rubric:
        return
    yield from ("", bold("Rubric"))
    for row in one.rubric:
        score = f"{row.score} of 4" if row.score else "not scored"
        yield from _indented(f"{row.number}. {row.row}: {score}")
        for number, level in enumerate(row.levels, 1):
            mark = "*" if number == row.score else " "
            yield from _indented(f" {mark}{number} {level}", 2)


def _reflection(one: ProjectDetail) -> Iterator[str]:
    if not one.reflection:
        return
    yield from ("", bold("Reflect"))
    for each in one.reflection:
        yield from _indented(f"{each.number}. {each.question}")
        if each.answer:
            yield from _indented(each.answer, 2)


def evidence_lines(one: ProjectDetail) -> list[str]:
    """Write what shows the work."""
    if not one.evidence:
        return ["No evidence is recorded yet."]
    told = [bold("Evidence")]
    for each in one.evidence:
        told += _indented(f"{each.number}. {each.kind.value}, {long_date(each.date)}: {each.text}")
    return told


def route_list_lines(lines: Sequence[RouteLine], pay: Sequence[Salary] = ()) -> list[str]:
    """Write the routes: what fits with its reason and adviser, the others by name."""
    if not lines:
        return ["There are no routes.  `mlprep doctor` says where the assessments are."]
    told: list[str] = []
    for one in lines:
        if one.fits or one.chosen:
            state = f"yours since {long_date(one.chosen)}, " if one.chosen else ""
            told += [bold(visible(f"{one.id}  {one.title}"))]
            told += _indented(f"{state}{one.done} of {one.steps} steps done")
            told += [*_indented(one.summary), *_indented(one.reason), *_indented(one.advice)]
            told += _indented(f"Next: {ended(one.next)} {one.warning}") if one.next else ()
    others = [one for one in lines if not (one.fits or one.chosen)]
    if others:
        told += ["", bold("For other backgrounds or roles")]
        told += columns([(f"{INDENT}{one.id}", one.title) for one in others])
    return [*told, *_pay(pay)]


def _pay(found: Sequence[Salary]) -> Iterator[str]:
    if found:
        yield from ("", bold(HEADING))
        for one in found:
            yield from _indented(salary_line(one))
        yield from _indented(" ".join(salary_notes(found)))


def route_detail_lines(one: RouteDetail) -> list[str]:
    """Write a route with its steps."""
    told = [bold(line) for line in wrapped(one.route.title)]
    for text in (one.route.summary, one.route.why, one.line.reason, one.line.advice):
        told += wrapped(text)
    if not one.line.chosen:
        told += wrapped("Dated as if you took it today: `mlprep route start` takes it.")
    told += wrapped(one.beyond)
    for step in one.steps:
        told += ["", *_step(step)]
    return [*told, *_pay(one.pay)]


def _step(step: RouteStepLine) -> Iterator[str]:
    when = step_days(step)
    mark = "*" if step.is_next else " "
    yield from map(bold, wrapped(f"{step.number}.{mark}{step.title} ({step.id})"))
    yield from _indented(f"{_box(step.done)} {when}, about {_weeks(step.weeks)}")
    for text in (step.what, f"Why: {step.why}", step.warning):
        yield from _indented(text)
    if step.topics:
        yield from _indented(f"Trains {', '.join(step.topics)}.")
    for asked in step.evidence_asked:
        yield from _indented(f"Evidence: {asked}")
    for each in step.evidence:
        yield from _indented(f"Recorded {long_date(each.date)}: {each.text}")


def _weeks(count: float) -> str:
    return f"{count:g} week{'s' * (count != 1)}"


# ----------------------------------------------------------------------------- pieces


def _box(date: str | None) -> str:
    return f"[x] {date}" if date else "[ ]"


def _indented(text: str, depth: int = 1) -> list[str]:
    return wrapped(text, INDENT * depth)


def _text(title: str, text: str) -> Iterator[str]:
    if not text:
        return
    from mlprep.text.lines import plain
    from mlprep.text.render import render

    yield from ("", bold(title))
    shown = plain(render(text, text_width() - len(INDENT), wrap_code=True))
    yield from (f"{INDENT}{line}".rstrip() for line in shown.split("\n"))


def _list(title: str, rows: Iterable[str]) -> Iterator[str]:
    known = [row for row in rows if row]
    if known:
        yield from ("", bold(title))
        for row in known:
            yield from _indented(f"- {row}")


def _numbered(title: str, rows: Iterable[tuple[int, str]]) -> Iterator[str]:
    known = list(rows)
    if known:
        yield from ("", bold(title))
        for number, row in known:
            yield from _indented(f"{number}. {row}")
