"""The one piece of work away from the cards that is worth offering today, and why.

Loads nothing heavy: Today asks it at every start.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import date_of, day_of
from mlprep.planning.projects import ProjectFit, ProjectState, fitting_projects, milestone_step
from mlprep.planning.routes import RouteFit, dated_steps, fitting_routes, route_step
from mlprep.planning.suggestions import StepKind, Suggestion
from mlprep.study.work.facts import read_works
from mlprep.text.counting import long_date

if TYPE_CHECKING:
    from mlprep.domain.projects import Project
    from mlprep.domain.skills import Background, Role, Route
    from mlprep.planning.priorities import Priority
    from mlprep.study.work.states import ProjectRecord, RouteRecord, Works
    from mlprep.study.workspace import Workspace

USUAL_MINUTES = 60.0
"""Of one day's work on a step, where the day has no limit in minutes (judgement)."""
LEAST_MINUTES = 15.0
"""A day with less left is not worth unpacking a project for (judgement)."""
FINISH_HOURS, REVISIT_HOURS = 0.5, 0.75
"""Of scoring a project with its reflection, and of a revisit (judgement)."""
WEEK = 7
NOT_TAKEN = "The first step of the route that fits you best; you are on none yet."
WAYS = ("rebuild", "extend", "explain")
_WAY_TITLES = {
    "rebuild": "Rebuild its core from memory",
    "extend": "Extend it",
    "explain": "Explain it aloud",
}
_WAY_DONE = {
    "rebuild": "The core runs again, written without looking at the first version.",
    "extend": "One of its stretches, or one idea of your own, runs.",
    "explain": "You told somebody, or a recording, what it does, why, and where it would break.",
}


class Offer(NamedTuple):
    """A step worth doing today."""

    suggestion: Suggestion
    minutes: float
    """Of today; a step may need several days."""

    @property
    def sentence(self) -> str:
        """Say what it is in one line."""
        one = self.suggestion
        return f"{one.step_title} ({one.title}), {self.minutes:.0f} min"


def offered_today(
    workspace: "Workspace",
    priorities: "Sequence[Priority]",
    *,
    minutes_left: float | None = None,
) -> Offer | None:
    """Choose the one project or route step for today; ``None`` where nothing is worth it.

    ``minutes_left`` are what the day still has for it; ``None`` without a limit.
    """
    return next(iter(offers(workspace, priorities, minutes_left=minutes_left)), None)


def offers(
    workspace: "Workspace",
    priorities: "Sequence[Priority]",
    *,
    minutes_left: float | None = None,
) -> tuple[Offer, ...]:
    """List the steps to offer today, the best first; none on a day with too little time left.

    First the revisits that are due; a step of the learner's route on one day a week; then what
    was begun, then the projects that fit the gaps best, then routes.
    """
    room = USUAL_MINUTES if minutes_left is None else minutes_left
    if room < LEAST_MINUTES:
        return ()
    works, today = read_works(workspace), workspace.today
    projects = project_fits(workspace, works, priorities)
    routes, on_route = _route_steps(workspace, works, priorities)
    weekly = [
        one
        for one in routes
        if on_route and (today - (works.route(one.id).chosen_on or today)) % WEEK == 0
    ]
    steps = [
        *_revisits(workspace, works),
        *weekly[:1],
        *(step for fit in projects if (step := next_of(fit, works.project(fit.project.id)))),
        *routes,
    ]
    kept = {(one.kind, one.id): one for one in reversed(steps)}
    order = dict.fromkeys((one.kind, one.id) for one in steps)
    return tuple(Offer(kept[key], _minutes(kept[key], room)) for key in order)


def steps_ahead(workspace: "Workspace", priorities: "Sequence[Priority]") -> tuple[Suggestion, ...]:
    """List the steps to come, the next first: a project is gone through before another begins.

    Revisits are left out: they have days of their own.
    """
    works = read_works(workspace)
    found = [one.suggestion for one in offers(workspace, priorities)]
    return tuple(
        step
        for one in found
        if one.kind is not StepKind.REVISIT
        for step in (_milestones_from(workspace, works, one) or (one,))
    )


def _milestones_from(
    workspace: "Workspace", works: "Works", step: Suggestion
) -> tuple[Suggestion, ...]:
    """List the open milestones of the project that a step is of; none where it has none left."""
    project = workspace.library.projects.get(step.id) if step.kind is StepKind.PROJECT else None
    if project is None:
        return ()
    ticked = works.project(project.id).work.ticked
    return tuple(
        replace(step, step=one.id, step_title=one.title, done_when=one.done_when)
        for one in project.milestones
        if one.id not in ticked
    )


def _minutes(step: Suggestion, room: float) -> float:
    return min(room, max(LEAST_MINUTES, step.hours * 60))


# -------------------------------------------------------------------------- projects


def project_fits(
    workspace: "Workspace", works: "Works", priorities: "Sequence[Priority]"
) -> tuple[ProjectFit, ...]:
    """Order the projects to offer by the gaps that they train, those begun first."""
    work = {name: record.work for name, record in works.projects.items()}
    return fitting_projects(
        workspace.library.projects.values(),
        priorities,
        work,
        workspace.today,
        role=workspace.settings.role,
        hours_left=hours_to_target(workspace),
    )


def hours_to_target(workspace: "Workspace") -> float | None:
    """Hours of study until the target date, today's at least.

    ``None`` without a date, with one that is past, or without a limit in minutes.
    """
    settings = workspace.settings
    if not settings.target_date or not settings.minutes_per_day:
        return None
    days = day_of(date.fromisoformat(settings.target_date)) - workspace.today
    return None if days < 0 else max(1, days) * settings.minutes_per_day / 60


def next_of(fit: ProjectFit, record: "ProjectRecord") -> Suggestion | None:
    """Offer a project by its next milestone; by its finish when all are reached."""
    step = milestone_step(fit)
    if step is not None:
        return step
    project = fit.project
    if project.milestones:
        title, done = "Score it and record the evidence", _finish_when(project)
        return _step_of(project, ("finish", title, done), FINISH_HOURS, fit.reason)
    title = "Go on with it" if record.state is ProjectState.STARTED else "Begin it"
    hours = fit.hours_left or project.hours or 1.0
    return _step_of(project, ("work", title, project.artefact), hours, fit.reason)


def _finish_when(project: "Project") -> str:
    scored = "Every row of the rubric is scored, and a" if project.rubric else "A"
    return f"{scored} link, a file or a sentence shows what was made."


def _step_of(
    project: "Project",
    step: tuple[str, str, str],
    hours: float,
    reason: str,
    kind: StepKind = StepKind.PROJECT,
) -> Suggestion:
    name, title, done_when = step
    topics = tuple(str(topic) for topic in project.topics)
    return Suggestion(
        kind, project.id, project.title, name, title, done_when, topics, hours, reason
    )


def next_way(record: "ProjectRecord") -> str:
    """Choose how a finished project is revisited: rebuild, extend, explain, in turn."""
    return WAYS[(len(record.rounds) - 1) % len(WAYS)]


def _revisits(workspace: "Workspace", works: "Works") -> Iterator[Suggestion]:
    today = workspace.today
    due = [
        (record.revisit_on, name)
        for name, record in works.projects.items()
        if record.revisit_on is not None and record.revisit_on <= today
    ]
    for _, name in sorted(due):
        project = workspace.library.projects.get(name)
        if project is not None:
            yield revisit_step(project, works.project(name))


def revisit_step(project: "Project", record: "ProjectRecord") -> Suggestion:
    """Make the step that comes back to a finished project."""
    way = next_way(record)
    last = record.rounds[-1]
    reason = (
        f"You last worked it through on {_spoken(last.day)}; by now a fifth or more"
        " of what you knew of it is likely gone."
    )
    step = (way, _WAY_TITLES[way], _WAY_DONE[way])
    return _step_of(project, step, REVISIT_HOURS, reason, StepKind.REVISIT)


# ---------------------------------------------------------------------------- routes


def route_fits(workspace: "Workspace", priorities: "Sequence[Priority]") -> tuple[RouteFit, ...]:
    """Order the routes that fit the learner's background, target and gaps."""
    background, role = _who(workspace)
    special = {
        topic.id
        for topic in workspace.library.topics.values()
        if topic.area in workspace.settings.specialisms
    }
    routes = workspace.library.routes.values()
    return fitting_routes(routes, background, role, priorities, special)


def _who(workspace: "Workspace") -> "tuple[Background | None, Role | None]":
    from mlprep.domain.codec import decode
    from mlprep.domain.skills import Background, Role

    settings, cache = workspace.settings, workspace.library.cache
    background = _named(cache.bodies("backgrounds"), "backgrounds", settings.background)
    role = _named(cache.bodies("roles"), "roles", settings.role)
    return (
        decode(Background, background) if background else None,
        decode(Role, role) if role else None,
    )


def _named(
    bodies: "Sequence[tuple[str, bool, Mapping[str, list[dict[str, object]]]]]",
    field: str,
    name: str,
) -> dict[str, object] | None:
    """Find a thing of that id, the learner's own before a shipped one."""
    found = [one for _, _, body in bodies for one in body.get(field, ()) if one["id"] == name]
    return found[-1] if name and found else None


def _route_steps(
    workspace: "Workspace", works: "Works", priorities: "Sequence[Priority]"
) -> tuple[list[Suggestion], bool]:
    """Next steps of the routes the learner is on, else of the one that fits best; and which."""
    on = {name: one for name, one in works.routes.items() if one.chosen_on is not None}
    fits = route_fits(workspace, priorities) if priorities or on else ()
    chosen = sorted(
        (fit for fit in fits if fit.route.id in on), key=lambda fit: _begun(on[fit.route.id])
    )
    known = {fit.route.id for fit in chosen}
    chosen += [
        _unfit(workspace, name) for name in on if name not in known and _has(workspace, name)
    ]
    today = workspace.today
    steps = [
        _dated(step, fit.route, works.route(fit.route.id), today)
        for fit in chosen
        if (step := route_step(fit, works.route(fit.route.id).done))
    ]
    if chosen or not workspace.settings.role:
        return steps, bool(steps)
    best = next((step for fit in fits if (step := route_step(fit, ()))), None)
    return ([replace(best, reason=f"{NOT_TAKEN} {best.reason}")] if best else []), False


def _dated(step: Suggestion, route: "Route", record: "RouteRecord", today: int) -> Suggestion:
    """Say until when a step of the learner's route is planned."""
    begun = today if record.chosen_on is None else record.chosen_on
    dates = {one.step.id: one.due_on for one in dated_steps(route, begun, record.done, today)}
    due = dates[step.step]
    planned = f"{'Planned' if due >= today else 'It was planned'} until {_spoken(due)}."
    return replace(step, reason=f"{planned} {step.reason}")


def _spoken(day: int) -> str:
    """Write a study day as people say it: ``3 November 2026``."""
    return long_date(date_of(day))


def _begun(record: "RouteRecord") -> int:
    return -(record.chosen_on or 0)


def _has(workspace: "Workspace", route: str) -> bool:
    return route in workspace.library.routes


def _unfit(workspace: "Workspace", route: str) -> RouteFit:
    """Stand by a route that the learner chose although it is for other people."""
    from mlprep.planning.routes import advice

    found = workspace.library.routes[route]
    return RouteFit(found, 0.0, "You chose it.", advice(found))
