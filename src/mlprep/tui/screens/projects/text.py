"""Projects and routes as rows of text; what a person wrote is never markup."""

from collections.abc import Iterable, Iterator, Sequence

from textual.content import Content

from mlprep.domain.skills import Salary
from mlprep.planning.projects import ProjectState
from mlprep.study.work.pay import HEADING as HEADING_OF_PAY
from mlprep.study.work.pay import salary_line, salary_notes
from mlprep.study.work.project_view import NO_ROLE, ProjectLine, ended, hours
from mlprep.study.work.routes import RouteLine
from mlprep.tui.pieces import ACCENT, GOOD, MUTED, PRIMARY, fitted, lines, row, said, wrapped
from mlprep.tui.widgets.rows import Line

HEADING = f"bold {PRIMARY}"
BAR = 12
"""Cells of the bar of time."""
_LEAST_TITLE = 12
_STATES = {
    ProjectState.STARTED: ACCENT,
    ProjectState.DONE: GOOD,
}


def sentences(told: str, width: int, style: str = "", indent: int = 0) -> Iterator[Line]:
    """Write a text below one another, line by line."""
    for paragraph in told.split("\n") if told else ():
        for one in wrapped(paragraph, max(8, width - indent)):
            yield Line(said(" " * indent + one, style))


def paragraphs(told: str, width: int, style: str = "") -> Iterator[Line]:
    """Write a text of several paragraphs."""
    for at, one in enumerate(told.split("\n\n") if told else ()):
        if at:
            yield Line(Content())
        yield from sentences(" ".join(one.split()), width, style)


def heading(title: str) -> Iterator[Line]:
    """Write a heading with a line before it."""
    yield Line(Content())
    yield Line(Content.styled(title, HEADING))


def block(first: Content, told: Iterable[tuple[str, str]], width: int, indent: int = 2) -> Content:
    """Put a first line and sentences, each with its style, into one row of several lines."""
    return lines([first, *_told(told, width, indent)])


def head(title: str, right: str, width: int) -> Content:
    """Write the line at the top of a screen."""
    told = fitted(right, max(0, width - _LEAST_TITLE - 2), MUTED)
    return row(fitted(title, max(8, width - told.cell_length - 1), HEADING), told, width)


def time_bar(logged: float, box: float | None) -> Content:
    """Draw the time logged against the time box."""
    if not box:
        return Content.styled(f"{hours(logged)} logged" if logged else "", MUTED)
    full = min(BAR, round(BAR * logged / box))
    over = logged > box
    figures = f" {hours(logged)} of {hours(box)}{', over' if over else ''}"
    style = "bold $text-warning" if over else ACCENT
    return Content.assemble(("━" * full, style), ("─" * (BAR - full), MUTED), figures)


# ----------------------------------------------------------------------------- lists


def reading_rows(width: int) -> list[Line]:
    """Say that the library is still being read."""
    return list(sentences("Reading projects and routes…", width, MUTED))


def project_rows(found: Sequence[ProjectLine], width: int) -> list[Line]:
    """List projects: what fits with its reason, the others below."""
    if not found:
        told = "There are no projects: decks/projects/ in your folder may hold some of your own."
        return list(sentences(told, width, MUTED))
    told_rows: list[Line] = []
    fitting = [one for one in found if one.fits or one.is_due]
    others = [one for one in found if not (one.fits or one.is_due)]
    for one in fitting:
        told_rows += [Line(_project(one, width), f"project:{one.id}"), Line(Content())]
    if others:
        told_rows.append(Line(Content.styled("Others" if fitting else "Projects", HEADING)))
        if any(one.reason == NO_ROLE for one in others):
            told_rows += [*sentences(NO_ROLE, width, MUTED), Line(Content())]
        told_rows += [Line(_project(one, width), f"project:{one.id}") for one in others]
    return told_rows


def _project(one: ProjectLine, width: int) -> Content:
    right = Content.styled(one.words, f"bold {_STATES.get(one.state, MUTED)}")
    title = fitted(one.title, max(_LEAST_TITLE, width - right.cell_length - 1), "bold")
    level = f"level {one.level}" if one.level else ""
    reached = f"{one.reached} of {one.milestones} milestones" if one.milestones else ""
    bar = time_bar(one.logged, one.hours)
    room = max(8, width - bar.cell_length - 1)
    parts = [part for part in (one.area, level, reached) if part]
    while len(parts) > 1 and len(", ".join(parts)) + 2 > room:
        parts.pop(0)
    figures = ", ".join(parts)
    second = row(fitted("  " + figures, room, MUTED), bar, width)
    told = [("" if one.reason == NO_ROLE else one.reason, "")]
    if one.next and (one.fits or one.is_due):
        told.append((f"Next: {ended(one.next)}", ACCENT))
    return lines([row(title, right, width), second, *_told(told, width)])


def _told(told: Iterable[tuple[str, str]], width: int, indent: int = 2) -> Iterator[Content]:
    for text, style in told:
        for one in wrapped(text, max(8, width - indent)) if text else ():
            yield said(" " * indent + one, style)


def pay_rows(found: Sequence[Salary], width: int) -> Iterator[Line]:
    """Write what the jobs pay, with source and year."""
    if found:
        yield from heading(HEADING_OF_PAY)
        for one in found:
            yield from sentences(salary_line(one), width)
        yield from sentences(" ".join(salary_notes(found)), width, MUTED)


def route_rows(found: Sequence[RouteLine], width: int, pay: Sequence[Salary] = ()) -> list[Line]:
    """List routes: the learner's and those that fit with reason and adviser, the others below."""
    if not found:
        return list(sentences("There are no routes in the library.", width, MUTED))
    told: list[Line] = []
    mine = [one for one in found if one.fits or one.chosen]
    others = [one for one in found if not (one.fits or one.chosen)]
    for one in mine:
        told += [Line(_route(one, width), f"route:{one.id}"), Line(Content())]
    if others:
        told.append(Line(Content.styled("For other backgrounds or roles", HEADING)))
        told += [Line(fitted(one.title, width), f"route:{one.id}") for one in others]
    return [*told, *pay_rows(pay, width)]


def _route(one: RouteLine, width: int) -> Content:
    words = f"{one.done} of {one.steps} steps" if one.chosen else f"{one.steps} steps"
    right = Content.styled(f"yours, {words}" if one.chosen else words, ACCENT if one.chosen else "")
    title = fitted(one.title, max(_LEAST_TITLE, width - right.cell_length - 1), "bold")
    told = [(one.summary, ""), (one.reason, ""), (one.advice, MUTED)]
    if one.next:
        told.append((f"Next: {ended(one.next)}", ACCENT))
    if one.warning:
        told.append((one.warning, "bold $text-warning"))
    return block(row(title, right, width), told, width)
