"""Read areas and topics, roles, backgrounds and routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlprep.domain.ids import AreaId, TopicId
from mlprep.domain.problems import Problem
from mlprep.domain.skills import (
    Area,
    Background,
    Correlation,
    CorrelationDefaults,
    Evidence,
    Foil,
    Role,
    Route,
    RouteStep,
    Salary,
    SelfRating,
    Topic,
)
from mlprep.formats.entries import Entry
from mlprep.formats.source import Source, nothing_usable, open_source


@dataclass(frozen=True, slots=True)
class AreaFile:
    """What an areas file gave."""

    path: Path
    areas: tuple[Area, ...] = ()
    topics: tuple[Topic, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    correlation_defaults: CorrelationDefaults | None = None
    foils: tuple[Foil, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class RoleFile:
    """What a roles file gave."""

    path: Path
    roles: tuple[Role, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class BackgroundFile:
    """What a backgrounds file gave."""

    path: Path
    backgrounds: tuple[Background, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class RouteFile:
    """What a routes file gave."""

    path: Path
    routes: tuple[Route, ...] = ()
    salaries: tuple[Salary, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False


def read_areas(path: Path) -> AreaFile:
    """Read areas, topics, correlations and foils.  Never raises."""
    from mlprep.formats.models.skills import AreasModel

    source = open_source(path, AreasModel)
    if isinstance(source, tuple):
        return AreaFile(path, problems=source, unreadable=True)
    areas = tuple(_area(entry) for entry in source.usable("area"))
    topics = source.topics()
    correlations = tuple(_correlation(entry) for entry in source.usable("correlation"))
    foils = tuple(
        Foil(entry.id, entry.text("title"), AreaId(entry.get("area")))
        for entry in source.usable("foil")
    )
    problems = source.ledger.problems()
    return AreaFile(
        path,
        areas,
        topics,
        correlations,
        _correlation_defaults(source),
        foils,
        problems,
        nothing_usable(areas or topics, problems),
    )


def _area(entry: Entry) -> Area:
    return Area(
        AreaId(entry.id),
        entry.text("title"),
        entry.texts("levels"),
        entry.get("specialism", False),
        _topics(entry, "needs"),
    )


def _topics(entry: Entry, field: str) -> tuple[TopicId, ...]:
    return tuple(TopicId(one) for one in entry.texts(field))


def _areas(entry: Entry, field: str) -> tuple[AreaId, ...]:
    return tuple(AreaId(one) for one in entry.texts(field))


def _correlation(entry: Entry) -> Correlation:
    one, other = _areas(entry, "areas")
    return Correlation((one, other), entry.number("value", 0.0), entry.get("judgement", False))


def _correlation_defaults(source: Source) -> CorrelationDefaults | None:
    entry = source.entry("correlation_defaults")
    if entry is None or not entry.usable:
        return None
    return CorrelationDefaults(
        entry.number("specialism", 0.0),
        entry.number("specialism_needed", 0.0),
        entry.get("judgement", False),
    )


def read_roles(path: Path) -> RoleFile:
    """Read roles.  Never raises."""
    from mlprep.formats.models.skills import RolesModel

    source = open_source(path, RolesModel)
    if isinstance(source, tuple):
        return RoleFile(path, problems=source, unreadable=True)
    lines = source.lines("role")
    roles = tuple(_role(entry, lines[int(entry.where[1])]) for entry in source.usable("role"))
    problems = source.ledger.problems()
    return RoleFile(path, roles, problems, nothing_usable(roles, problems))


def _role(entry: Entry, line: int) -> Role:
    return Role(
        entry.id,
        entry.text("title"),
        entry.text("summary"),
        {TopicId(topic): float(level) for topic, level in entry.get("levels").items()},
        _numbers(entry.get("seniority", {})),
        entry.get("specialisms", 0),
        entry.get("judgement", False),
        tuple(
            Evidence(one["source"], one["finding"], one.get("date", ""))
            for one in entry.get("evidence", ())
        ),
        line,
    )


def _numbers(table: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in table.items()}


def read_backgrounds(path: Path) -> BackgroundFile:
    """Read backgrounds.  Never raises."""
    from mlprep.formats.models.skills import BackgroundsModel

    source = open_source(path, BackgroundsModel)
    if isinstance(source, tuple):
        return BackgroundFile(path, problems=source, unreadable=True)
    backgrounds = tuple(_background(entry) for entry in source.usable("background"))
    problems = source.ledger.problems()
    return BackgroundFile(path, backgrounds, problems, nothing_usable(backgrounds, problems))


def _background(entry: Entry) -> Background:
    return Background(
        id=entry.id,
        title=entry.text("title"),
        summary=entry.text("summary"),
        weak_side=entry.text("weak_side"),
        opposite=_areas(entry, "opposite"),
        prior_sd=entry.number("prior_sd", 0.8),
        areas={AreaId(area): float(level) for area, level in entry.get("areas").items()},
        offsets={TopicId(one): float(by) for one, by in entry.get("offsets", {}).items()},
        self_rating={
            AreaId(area): SelfRating(float(one["mean"]), float(one["sd"]))
            for area, one in entry.get("self_rating", {}).items()
        },
        judgement=entry.get("judgement", False),
    )


def read_routes(path: Path) -> RouteFile:
    """Read routes, in order of preference, and salaries.  Never raises."""
    from mlprep.formats.models.skills import RoutesModel

    source = open_source(path, RoutesModel)
    if isinstance(source, tuple):
        return RouteFile(path, problems=source, unreadable=True)
    lines = source.lines("route")
    routes = tuple(_route(entry, lines[int(entry.where[1])]) for entry in source.usable("route"))
    salaries = tuple(_salary(entry) for entry in source.usable("salary"))
    _check_steps(source, routes)
    problems = source.ledger.problems()
    return RouteFile(path, routes, salaries, problems, nothing_usable(routes, problems))


def _route(entry: Entry, line: int) -> Route:
    return Route(
        id=entry.id,
        title=entry.text("title"),
        summary=entry.text("summary"),
        why=entry.text("why"),
        for_backgrounds=entry.texts("for_backgrounds"),
        for_roles=entry.texts("for_roles"),
        advice_by=entry.text("advice_by"),
        advice_year=entry.get("advice_year"),
        steps=tuple(
            _step(Entry(step, (*entry.where, "step", index), entry.ledger))
            for index, step in enumerate(entry.get("step", ()))
        ),
        line=line,
    )


def _step(entry: Entry) -> RouteStep:
    return RouteStep(
        id=entry.id,
        title=entry.text("title"),
        what=entry.text("what"),
        why=entry.text("why"),
        evidence=entry.texts("evidence"),
        topics=_topics(entry, "topics"),
        weeks=entry.number("weeks", 1),
        specialism=entry.get("specialism", False),
        last_known_year=entry.get("last_known_year"),
        check_first=entry.get("check_first", False),
    )


def _check_steps(source: Source, routes: tuple[Route, ...]) -> None:
    """Step ids stand once in the whole file: progress is recorded under them."""
    seen: set[str] = set()
    for step in (step for route in routes for step in route.steps):
        if step.id in seen:
            where = _second_place(source, step.id)
            what = f"the step id `{step.id}` is used above already"
            source.ledger.add(where, what, "an id stands once in the file", subject=step.id)
        seen.add(step.id)


def _second_place(source: Source, step_id: str) -> tuple[str | int, ...]:
    places = [
        ("route", number, "step", index, "id")
        for number, route in enumerate(source.table["route"])
        if isinstance(route, dict)
        for index, step in enumerate(route.get("step") or ())
        if isinstance(step, dict) and step.get("id") == step_id
    ]
    return places[1] if len(places) > 1 else ("route",)


def _salary(entry: Entry) -> Salary:
    return Salary(
        role=entry.get("role"),
        title=entry.text("title"),
        amount=entry.get("amount"),
        currency=entry.get("currency"),
        region=entry.text("region"),
        source=entry.text("source"),
        year=entry.get("year"),
        note=entry.text("note"),
    )
