"""One project as rows: its brief, what is ticked, checked, scored and answered, what shows it."""

from collections.abc import Iterable, Iterator

from textual.content import Content

from mlprep.planning.projects import ProjectState
from mlprep.study.work.project_view import ProjectDetail, RubricLine, ended
from mlprep.text.counting import long_date
from mlprep.tui.pieces import ACCENT, GOOD, MUTED, lines, said, wrapped
from mlprep.tui.screens.projects.text import (
    HEADING,
    block,
    heading,
    paragraphs,
    sentences,
    time_bar,
)
from mlprep.tui.widgets.rows import Line

DONE, OPEN = "[x]", "[ ]"
RUBRIC = "Rubric: 1 incomplete, 2 works on my machine, 3 hireable, 4 distinguished"


def project_rows(one: ProjectDetail, width: int) -> Iterator[Line]:
    """Everything of a project: its task, then what can be acted on, then what to read."""
    yield from _task(one, width)
    yield from _milestones(one, width)
    yield from _criteria(one, width)
    yield from _rubric(one, width)
    yield from _reflection(one, width)
    yield from _evidence(one, width)
    yield from _listed(
        "Notes", [f"{long_date(each.date)}  {each.text}" for each in one.notes], width
    )
    yield from _reading(one, width)


def project_text_rows(one: ProjectDetail, width: int) -> Iterator[Line]:
    """Write what a list shows beside it: the task and the milestones."""
    yield Line(said(one.project.title, "bold"))
    yield Line(Content())
    yield from _task(one, width)
    yield from _milestones(one, width)


def _task(one: ProjectDetail, width: int) -> Iterator[Line]:
    yield Line(time_bar(one.line.logged, one.line.hours))
    yield from sentences(one.line.words, width, f"bold {ACCENT}")
    yield from sentences(one.line.reason, width)
    if one.why and one.why not in one.line.reason:
        yield from sentences(one.why, width, MUTED)
    if one.step is not None:
        yield from sentences(f"Next: {ended(one.step.step_title)}", width, f"bold {ACCENT}")
        if one.line.state is ProjectState.DONE:
            yield from sentences(one.step.done_when, width, ACCENT)
    yield from heading("Brief")
    yield from paragraphs(one.project.brief, width)
    if one.project.why:
        yield from heading("Why")
        yield from paragraphs(one.project.why, width)
    yield from _listed("Inputs", one.inputs, width)
    yield from sentences(f"Trains {', '.join(one.topics)}.", width, MUTED)


def _milestones(one: ProjectDetail, width: int) -> Iterator[Line]:
    if one.milestones:
        yield from heading("Milestones")
    for each in one.milestones:
        mark = _box(each.reached, f"{each.number}. {each.title}")
        told = [(f"reached {each.reached}", GOOD)] if each.reached else []
        shown = block(mark, [*told, (each.done_when, MUTED)], width, indent=4)
        yield Line(_fit(shown, width), f"milestone:{each.id}")


def _criteria(one: ProjectDetail, width: int) -> Iterator[Line]:
    if one.criteria:
        yield from heading("Acceptance criteria")
    for each in one.criteria:
        first, *rest = _wrapped(f"{each.number}. {each.text}", width - 4)
        mark = _box(each.checked, first)
        shown = block(mark, [(part, "") for part in rest], width, indent=4)
        yield Line(shown, f"criterion:{each.number}")


def _wrapped(told: str, width: int) -> list[str]:
    return wrapped(told, max(8, width)) or [""]


def _rubric(one: ProjectDetail, width: int) -> Iterator[Line]:
    if not one.rubric:
        return
    first, *rest = _wrapped(RUBRIC, width)
    yield from heading(first)
    yield from (Line(Content.styled(one, HEADING)) for one in rest)
    for each in one.rubric:
        yield Line(_rubric_row(each, width), f"row:{each.number}")


def _rubric_row(each: RubricLine, width: int) -> Content:
    score = f"{each.score} of 4" if each.score else "not scored"
    first = Content.assemble(
        said(f"{each.number}. {each.row}: ", "bold"), (score, GOOD if each.score else MUTED)
    )
    return lines([first, *_levels(each, width)])


def _levels(each: RubricLine, width: int) -> Iterator[Content]:
    for number, level in enumerate(each.levels, 1):
        is_given = number == each.score
        mark = f"  {'*' if is_given else ' '} {number} "
        told, *rest = _wrapped(level, width - len(mark))
        style = "bold" if is_given else MUTED
        yield said(mark + told, style)
        yield from (said(" " * len(mark) + part, style) for part in rest)


def _reflection(one: ProjectDetail, width: int) -> Iterator[Line]:
    if one.reflection:
        yield from heading("Looking back")
    for each in one.reflection:
        first, *rest = _wrapped(f"{each.number}. {each.question}", width)
        told = [*((part, "bold") for part in rest), (each.answer or "not answered yet",
                                                     "" if each.answer else MUTED)]  # fmt: skip
        yield Line(block(said(first, "bold"), told, width), f"question:{each.number}")


def _evidence(one: ProjectDetail, width: int) -> Iterator[Line]:
    yield from heading("Evidence")
    if not one.evidence:
        yield from sentences("Nothing yet: e records a link, a file or a sentence.", width, MUTED)
    for each in one.evidence:
        first, *rest = _wrapped(f"{each.number}. {each.text}", width)
        told = [
            *((part, "") for part in rest),
            (f"{each.kind.value}, {long_date(each.date)}", MUTED),
        ]
        yield Line(block(said(first), told, width), f"evidence:{each.number}")


def _reading(one: ProjectDetail, width: int) -> Iterator[Line]:
    project = one.project
    yield from _listed("Stretch", project.stretch, width)
    yield from _listed("What to show", [project.artefact] if project.artefact else [], width)
    yield from _listed("How it commonly goes wrong", project.failures, width)
    yield from _listed("Sources", project.sources, width)
    if project.cost:
        yield from _listed("Cost", [project.cost], width)
    if one.started:
        end = f", finished {one.finished}" if one.finished else ""
        yield from _listed("Dates", [f"begun {one.started}{end}"], width)


def _listed(title: str, rows: Iterable[str], width: int) -> Iterator[Line]:
    known = [one for one in rows if one]
    if known:
        yield from heading(title)
    for one in known:
        first, *rest = _wrapped(one, width - 2)
        yield Line(block(said(f"- {first}"), [(part, "") for part in rest], width))


def _box(date: str | None, told: str) -> Content:
    style = GOOD if date else MUTED
    return Content.assemble((f"{DONE if date else OPEN} ", f"bold {style}"), said(told, "bold"))


def _fit(shown: Content, width: int) -> Content:
    """Cut lines that are wider than the row."""
    return Content("\n").join([one.truncate(width, ellipsis=True) for one in shown.split("\n")])
