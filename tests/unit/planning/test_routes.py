"""Which routes fit, and the dates of their steps."""

from dataclasses import replace
from pathlib import Path

from tests.unit.planning.kit import plan, standing

from mlprep.domain.skills import Background, Role, Route, RouteStep
from mlprep.formats.skills import read_backgrounds, read_roles, read_routes
from mlprep.planning.routes import (
    check_first,
    dated_steps,
    fitting_routes,
    next_step,
    route_step,
    route_topics,
)

SHIPPED = Path(__file__).parents[3] / "assessments"
MLE, DATA = Role("mle", "ML engineer"), Role("ds", "Data scientist")
COMING = Background("se", "Software engineer")
GAPS = plan(standing("far", 1.0), standing("near", 3.0))


def step(name: str, *topics: str, weeks: float = 1, specialism: bool = False) -> RouteStep:
    return RouteStep(
        name, name.upper(), "Do it.", "Because.", ("A note.", "A date."),
        topics, weeks, specialism,  # type: ignore[arg-type]  # ids are texts
    )  # fmt: skip


def route(name: str, backgrounds: str, roles: str, *steps: RouteStep) -> Route:
    return Route(
        name,
        name.capitalize(),
        for_backgrounds=tuple(backgrounds.split()),
        for_roles=tuple(roles.split()),
        advice_by="A practising engineer",
        advice_year=2025,
        steps=steps,
    )


A = route("a", "se ds", "mle", step("a1", "near"))
B = route("b", "se", "mle", step("b1", "far", weeks=2), step("b2", "near"))
C = route("c", "phd", "mle ds", step("c1", "far", specialism=True))


def test_routes_for_both_come_by_the_gaps_that_they_train() -> None:
    found = fitting_routes([A, B, C], COMING, MLE, GAPS)
    assert [one.route.id for one in found] == ["b", "a"]
    assert found[0].covered == 1
    assert found[0].reason == (
        "A way from a software engineer to an ML engineer; its steps train 2 of your 2 largest"
        " gaps."
    )
    assert found[0].advice == "Advice of a practising engineer, 2025: an opinion."


def test_equal_routes_keep_their_order() -> None:
    assert [one.route.id for one in fitting_routes([B, A], COMING, MLE, ())] == ["b", "a"]


def test_where_none_is_for_both_the_nearest_are_shown() -> None:
    assert [one.route.id for one in fitting_routes([A, B, C], COMING, DATA, GAPS)] == ["c"]
    (fit,) = fitting_routes([B], COMING, DATA, GAPS)
    assert fit.reason.startswith("A way from a software engineer;")
    assert fitting_routes([C], COMING, Role("x", "X"), GAPS) == ()
    assert len(fitting_routes([A, B, C], None, None, GAPS)) == 3


def test_a_route_within_one_job_is_a_way_to_grow_in_it() -> None:
    same = Background("ds", "Data scientist")
    (fit,) = fitting_routes([route("g", "ds", "ds", step("g1", "far"))], same, DATA, GAPS)
    assert fit.reason.startswith("A way to grow as a data scientist; its steps train 1 of")


def test_a_topic_at_its_level_is_not_counted_as_a_gap() -> None:
    reached = standing("there", 4.0)
    (fit,) = fitting_routes([A], COMING, MLE, plan(reached, standing("near", 3.0)))
    assert fit.reason.endswith("; its steps train the one gap that you have.")
    (fit,) = fitting_routes([A], COMING, MLE, plan(reached, standing("far", 3.0)))
    assert fit.reason.endswith("; its steps do not train the one gap that you have.")
    (fit,) = fitting_routes([A], COMING, MLE, plan(reached))
    assert fit.reason == "A way from a software engineer to an ML engineer."


def test_a_step_whose_programme_may_have_ended_is_offered_with_the_year() -> None:
    old = replace(step("p1", "near"), last_known_year=2019, check_first=True)
    note = "Check first that what it names still exists (last known to run in 2019)."
    assert check_first(old) == note
    assert check_first(replace(old, last_known_year=None)).endswith("still exists (undated).")
    assert check_first(step("a1")) == ""
    (fit,) = fitting_routes([route("p", "se", "mle", old)], COMING, MLE, GAPS)
    offered = route_step(fit, [])
    assert offered is not None
    assert offered.reason == f"Because. {note} {fit.advice}"


def test_steps_that_train_the_specialism_count_its_topics() -> None:
    assert route_topics(C, ["special"]) == {"far", "special"}
    assert route_topics(B, ["special"]) == {"far", "near"}


def test_the_next_step_is_the_first_without_evidence() -> None:
    assert next_step(B, []) == B.steps[0]
    assert next_step(B, ["b1"]) == B.steps[1]
    assert next_step(B, ["b1", "b2"]) is None
    (fit,) = fitting_routes([B], COMING, MLE, GAPS)
    offered = route_step(fit, ["b1"])
    assert offered is not None
    assert (offered.step, offered.done_when) == ("b2", "A note; A date")
    assert offered.reason.startswith("Because. Advice of")
    assert route_step(fit, ["b1", "b2"]) is None


def test_dates_follow_what_was_done_and_never_end_in_the_past() -> None:
    dates = dated_steps(B, 100, {}, today=100)
    assert [(one.begins_on, one.due_on, one.done_on) for one in dates] == [
        (100, 114, None),
        (114, 121, None),
    ]
    late = dated_steps(B, 100, {}, today=130)
    assert [(one.begins_on, one.due_on) for one in late] == [(100, 114), (130, 137)]
    done = dated_steps(B, 100, {"b1": 105}, today=130)
    assert [(one.begins_on, one.due_on, one.done_on) for one in done] == [
        (100, 105, 105),
        (105, 112, None),
    ]


def test_every_shipped_background_and_role_finds_a_route() -> None:
    routes = read_routes(SHIPPED / "routes.toml").routes
    for background in read_backgrounds(SHIPPED / "backgrounds.toml").backgrounds:
        for role in read_roles(SHIPPED / "roles.toml").roles:
            found = fitting_routes(routes, background, role, ())
            assert found
            assert all(one.advice.endswith("an opinion.") for one in found)


def test_without_background_and_role_it_says_what_to_choose() -> None:
    found = fitting_routes([A, C], None, None, ())
    assert found
    assert all(one.reason.startswith("Choose your background and role") for one in found)
