"""Which routes fit a background, a target and the gaps, and which step is next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mlprep.domain.skills import Background, Role, Route, RouteStep
from mlprep.planning.priorities import Priority
from mlprep.planning.reasons import SMALLEST_GAP, with_article
from mlprep.planning.suggestions import StepKind, Suggestion

_WEEK_DAYS = 7
_STUDY_HOURS_A_WEEK = 4.0
"""Hours that a step takes a week, beside a job (judgement, as the routes' weeks are)."""
_LARGEST = 10


@dataclass(frozen=True, slots=True)
class RouteFit:
    """A route, why it fits and whose advice it is."""

    route: Route
    covered: float
    """Share of the weighted gap that its steps train (0-1)."""
    reason: str
    advice: str


class DatedStep(NamedTuple):
    """A step with the study days between which it is planned, or the one on which it was done."""

    step: RouteStep
    begins_on: int
    due_on: int
    done_on: int | None


def fitting_routes(
    routes: Iterable[Route],
    background: Background | None,
    role: Role | None,
    priorities: Sequence[Priority],
    specialism_topics: Iterable[str] = (),
) -> tuple[RouteFit, ...]:
    """Order the routes for a background and a role: by the gaps trained, then as they are listed.

    Where no route is for both, those for the role alone are given, then those for the background.
    Without a background or a role it is left out of account.
    """
    listed = tuple(routes)
    special = frozenset(specialism_topics)
    for by_background, by_role in ((True, True), (False, True), (True, False)):
        fits = [
            route
            for route in listed
            if (not by_background or _is_for(background, route.for_backgrounds))
            and (not by_role or _is_for(role, route.for_roles))
        ]
        if fits:
            found = [_fit(one, background, role, priorities, special) for one in fits]
            return tuple(sorted(found, key=lambda fit: -round(fit.covered, 1)))
    return ()


def _is_for(who: Background | Role | None, named: Sequence[str]) -> bool:
    return who is None or not who.id or who.id in named


def _fit(
    route: Route,
    background: Background | None,
    role: Role | None,
    priorities: Sequence[Priority],
    special: frozenset[str],
) -> RouteFit:
    trained = route_topics(route, special)
    total = sum(one.score for one in priorities)
    covered = sum(one.score for one in priorities if one.topic in trained)
    who, gaps = _who(route, background, role), _gaps(priorities, trained)
    reason = "; ".join(one for one in (who, gaps) if one) + "."
    return RouteFit(route, covered / total if total else 0.0, _capital(reason), advice(route))


def _gaps(priorities: Sequence[Priority], trained: frozenset[str]) -> str:
    """Count the largest gaps that a route trains; empty where nothing is missing.

    A score also counts that an estimate may be too high: a topic at its level is no gap.
    """
    gaps = [one for one in priorities if one.missing >= SMALLEST_GAP]
    largest = sorted(gaps, key=lambda one: (-one.score, one.topic))[:_LARGEST]
    hit = sum(one.topic in trained for one in largest)
    if len(largest) == 1:
        return f"its steps {'train' if hit else 'do not train'} the one gap that you have"
    return f"its steps train {hit} of your {len(largest)} largest gaps" if largest else ""


def _who(route: Route, background: Background | None, role: Role | None) -> str:
    if not (background and background.id) and not (role and role.id):
        return "choose your background and role in the setup, and the routes that fit come first"
    came = background is not None and background.id in route.for_backgrounds
    goes = role is not None and role.id in route.for_roles
    if background and role and came and goes and background.id == role.id:
        return f"a way to grow as {with_article(role.title)}"
    start = f"from {with_article(background.title)}" if background and came else ""
    end = f"to {with_article(role.title)}" if role and goes else ""
    way = " ".join(one for one in (start, end) if one)
    return f"a way {way}" if way else "no route here is for your background and role; the nearest"


def advice(route: Route) -> str:
    """Say whose advice a route is, and from when: it is an opinion."""
    if not route.advice_by:
        return "Nobody is named as the adviser."
    when = f", {route.advice_year}" if route.advice_year else ", undated"
    return f"Advice of {route.advice_by[0].lower()}{route.advice_by[1:]}{when}: an opinion."


def check_first(step: RouteStep) -> str:
    """Tell to check that what a step names still runs; empty where nothing may have ended."""
    if not step.check_first:
        return ""
    year = f"last known to run in {step.last_known_year}" if step.last_known_year else "undated"
    return f"Check first that what it names still exists ({year})."


def route_topics(route: Route, special: Iterable[str] = ()) -> frozenset[str]:
    """Topics that the steps train, with those of the chosen specialism where a step says so."""
    topics = {str(topic) for step in route.steps for topic in step.topics}
    if any(step.specialism for step in route.steps):
        topics.update(special)
    return frozenset(topics)


def next_step(route: Route, done: Iterable[str]) -> RouteStep | None:
    """First step without evidence; ``None`` at the route's end."""
    finished = frozenset(done)
    return next((step for step in route.steps if step.id not in finished), None)


def dated_steps(
    route: Route, chosen_on: int, done: Mapping[str, int], today: int
) -> tuple[DatedStep, ...]:
    """Date the steps from the study day on which the route was chosen.

    ``done`` names the day on which each finished step was done; what follows begins then, and
    the step of the moment never ends before today.
    """
    begins, dated = chosen_on, list[DatedStep]()
    for step in route.steps:
        finished = done.get(step.id)
        planned = begins + max(1, round(step.weeks * _WEEK_DAYS))
        due = planned if finished is None else finished
        dated.append(DatedStep(step, begins, due, finished))
        begins = max(due, today) if finished is None else finished
    return tuple(dated)


def route_step(fit: RouteFit, done: Iterable[str]) -> Suggestion | None:
    """Offer a route by its next step; ``None`` at its end."""
    step = next_step(fit.route, done)
    if step is None:
        return None
    return Suggestion(
        kind=StepKind.ROUTE,
        id=fit.route.id,
        title=fit.route.title,
        step=step.id,
        step_title=step.title,
        done_when="; ".join(one.rstrip(".") for one in step.evidence),
        topics=tuple(str(topic) for topic in step.topics),
        hours=step.weeks * _STUDY_HOURS_A_WEEK,
        reason=" ".join(one for one in (step.why, check_first(step), fit.advice) if one),
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
