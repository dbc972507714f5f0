"""Routes into the role: which fit and whose advice they are, steps with dates, done with evidence.

What changes something returns what was done, in words.  Raises ``NameNotKnown`` for a route or
step that there is not, ``WorkInputError`` and ``WorkError`` as projects do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mlprep.domain.days import date_of
from mlprep.domain.skills import Route, RouteStep, Salary
from mlprep.planning.routes import (
    DatedStep,
    RouteFit,
    advice,
    check_first,
    dated_steps,
    next_step,
)
from mlprep.study.names import find_name
from mlprep.study.review.question import short
from mlprep.study.work.facts import evidence_draft, read_works, route_draft
from mlprep.study.work.inputs import WorkError, evidence_from, find_place
from mlprep.study.work.pay import salaries_of
from mlprep.study.work.states import EvidenceKind, RouteRecord, Works
from mlprep.study.work.steps import route_fits
from mlprep.text.counting import counted, long_date

if TYPE_CHECKING:
    from mlprep.planning.priorities import Priority
    from mlprep.study.workspace import Workspace

OTHERS = "It is meant for another background or role."
_TITLE = 60


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A route in the list.  Dates are ISO 8601."""

    id: str
    title: str
    summary: str
    fits: bool
    """Whether it is for the learner's background and role, or the nearest to them."""
    reason: str
    advice: str
    """Whose it is, and from when."""
    chosen: str | None
    done: int
    steps: int
    next: str
    """Title of the next step; empty at the route's end."""
    warning: str = ""
    """That something which the next step names may be gone."""


@dataclass(frozen=True, slots=True)
class StepEvidence:
    """What shows that a step was done."""

    kind: EvidenceKind
    text: str
    date: str


@dataclass(frozen=True, slots=True)
class RouteStepLine:
    """A step with the dates between which it is planned, or the one on which it was done."""

    number: int
    id: str
    title: str
    what: str
    why: str
    evidence_asked: tuple[str, ...]
    topics: tuple[str, ...]
    """Titles of the topics that it trains."""
    weeks: float
    begins: str
    due: str
    done: str | None
    evidence: tuple[StepEvidence, ...]
    warning: str
    """That something it names may be gone; empty where nothing is known to be."""
    is_next: bool


@dataclass(frozen=True, slots=True)
class RouteDetail:
    """A route, opened."""

    line: RouteLine
    route: Route
    steps: tuple[RouteStepLine, ...]
    pay: tuple[Salary, ...] = ()
    """What the roles that it leads to pay, as far as somebody published it."""
    beyond: str = ""
    """That its steps reach beyond the day to be ready; empty where they do not."""

    @property
    def next(self) -> RouteStepLine | None:
        """The step of the moment."""
        return next((one for one in self.steps if one.is_next), None)


def route_named(workspace: "Workspace", name: str) -> Route:
    """Find a route by its id or title; raises ``NameNotKnown``."""
    known = workspace.library.routes
    return known[find_name(name, {one: route.title for one, route in known.items()}, "route")]


def route_lines(
    workspace: "Workspace", priorities: "Sequence[Priority] | None" = None
) -> tuple[RouteLine, ...]:
    """List the routes: those the learner is on, those that fit, then the others."""
    works, fits = read_works(workspace), _fits(workspace, priorities)
    place = {name: at for at, name in enumerate(fits)}
    lines = [
        _line(route, works.route(name), fits.get(name))
        for name, route in workspace.library.routes.items()
    ]
    lines.sort(key=lambda one: (one.chosen is None, place.get(one.id, len(place))))
    return tuple(lines)


def route_detail(
    workspace: "Workspace", name: str, priorities: "Sequence[Priority] | None" = None
) -> RouteDetail:
    """Open a route by its id or title; one not chosen is dated as if it were chosen today."""
    route = route_named(workspace, name)
    record = read_works(workspace).route(route.id)
    today = workspace.today
    begun = today if record.chosen_on is None else record.chosen_on
    coming = next_step(route, record.done)
    dated = dated_steps(route, begun, record.done, today)
    days = [one.due_on for one in dated if one.done_on is None]
    return RouteDetail(
        _line(route, record, _fits(workspace, priorities).get(route.id)),
        route,
        tuple(_step_lines(workspace, dated, record, coming)),
        salaries_of(workspace, route.for_roles),
        _beyond(workspace.settings.target_date, today, days),
    )


def _beyond(target: str, today: int, days: Sequence[int]) -> str:
    """Say how many of the open steps, due on these study days, end after the day to be ready."""
    if not target or date.fromisoformat(target) < date_of(today):
        return ""
    late = sum(date_of(day) > date.fromisoformat(target) for day in days)
    if not late:
        return ""
    steps = f"{late} of its {counted(len(days), 'open step')}"
    return f"{steps} end{'s' * (late == 1)} after {long_date(target)}, your date to be ready."


def step_days(step: RouteStepLine) -> str:
    """Say when a step was done, or between which days it is planned."""
    if step.done:
        return f"done {long_date(step.done)}"
    return f"{long_date(step.begins)} to {long_date(step.due)}"


def _fits(workspace: "Workspace", priorities: "Sequence[Priority] | None") -> dict[str, RouteFit]:
    if priorities is None:
        from mlprep.study.plan.priorities import topic_plan

        priorities = topic_plan(workspace).priorities
    return {fit.route.id: fit for fit in route_fits(workspace, priorities)}


def _line(route: Route, record: RouteRecord, fit: RouteFit | None) -> RouteLine:
    coming = next_step(route, record.done)
    return RouteLine(
        id=route.id,
        title=route.title,
        summary=route.summary,
        fits=fit is not None,
        reason=fit.reason if fit else OTHERS,
        advice=advice(route),
        chosen=None if record.chosen_on is None else date_of(record.chosen_on).isoformat(),
        done=sum(step.id in record.done for step in route.steps),
        steps=len(route.steps),
        next=coming.title if coming else "",
        warning=check_first(coming) if coming else "",
    )


def _step_lines(
    workspace: "Workspace",
    dated: Sequence[DatedStep],
    record: RouteRecord,
    coming: RouteStep | None,
) -> Iterator[RouteStepLine]:
    for number, (step, begins, due, done) in enumerate(dated, 1):
        shown = tuple(
            StepEvidence(one.kind, one.text, date_of(one.day).isoformat())
            for one in record.evidence_of(step.id)
        )
        yield RouteStepLine(
            number=number,
            id=step.id,
            title=step.title,
            what=step.what,
            why=step.why,
            evidence_asked=step.evidence,
            topics=tuple(workspace.library.title_of_topic(one) for one in step.topics),
            weeks=step.weeks,
            begins=date_of(begins).isoformat(),
            due=date_of(due).isoformat(),
            done=None if done is None else date_of(done).isoformat(),
            evidence=shown,
            warning=check_first(step),
            is_next=coming is not None and step.id == coming.id,
        )


# ---------------------------------------------------------------------------- events


def choose_route(workspace: "Workspace", name: str) -> str:
    """Take a route: its steps are dated from today and offered among the day's work."""
    route = route_named(workspace, name)
    if read_works(workspace).route(route.id).chosen_on is not None:
        raise WorkError(f'you are on "{route.title}" already')
    label = f'Took the route "{short(route.title, _TITLE)}"'
    workspace.record(route_draft(route.id, "choose", workspace.today, label))
    return label


def leave_route(workspace: "Workspace", name: str) -> str:
    """Leave a route: it is not offered any more, the steps done are kept."""
    route = route_named(workspace, name)
    if read_works(workspace).route(route.id).chosen_on is None:
        raise WorkError(f'you are not on "{route.title}"')
    label = f'Left the route "{short(route.title, _TITLE)}"'
    workspace.record(route_draft(route.id, "leave", workspace.today, label))
    return label


def finish_step(workspace: "Workspace", name: str, evidence: Sequence[str]) -> str:
    """Record that a step is done, with what shows it: links, files or sentences.

    ``name`` is the step's id or title, or its number on the route that the learner is on.
    """
    works = read_works(workspace)
    route, step = _find_step(workspace, works, name)
    if not evidence:
        asked = "; ".join(one.rstrip(".") for one in step.evidence)
        raise WorkError(f'what shows that "{step.title}" is done? It asks for: {asked or "a link"}')
    today = workspace.today
    label = f'Did the step "{short(step.title, _TITLE)}"'
    found = [evidence_from(one, today, step.id) for one in evidence]
    drafts = [evidence_draft(route.id, one, label) for one in found]
    if step.id not in works.route(route.id).done:
        drafts.insert(0, route_draft(route.id, "step", today, label, step=step.id, on=True))
    if works.route(route.id).chosen_on is None:
        drafts.insert(0, route_draft(route.id, "choose", today, label))
    workspace.record(*drafts)
    return label


def reopen_step(workspace: "Workspace", name: str) -> str:
    """Take back that a step is done; its evidence is kept."""
    works = read_works(workspace)
    route, step = _find_step(workspace, works, name)
    if step.id not in works.route(route.id).done:
        raise WorkError(f'the step "{step.title}" is not done')
    label = f'Opened the step "{short(step.title, _TITLE)}" again'
    draft = route_draft(route.id, "step", workspace.today, label, step=step.id, on=False)
    workspace.record(draft)
    return label


def _find_step(workspace: "Workspace", works: Works, name: str) -> tuple[Route, RouteStep]:
    known = workspace.library.routes.values()
    mine = [route for route in known if works.route(route.id).chosen_on is not None]
    mine.sort(key=lambda route: -(works.route(route.id).chosen_on or 0))
    by_number = name.strip().isdigit()
    if by_number and not mine:
        raise WorkError("you are on no route yet; take one, or name the step by its id")
    others = [route for route in known if route not in mine]
    pool = mine[:1] if by_number else [*mine, *others]
    steps = [(route, step) for route in pool for step in route.steps]
    return steps[find_place(name, [(step.id, step.title) for _, step in steps], "step")]
