"""What the project prompts cover together: topics, areas, specialisms and paths of roles."""

from collections.abc import Iterable
from itertools import combinations

import pytest
from tests.content.library import AREA_TOPICS, PROJECTS, ROOT, Table, listed, projects, read

EVERY = [project for path in PROJECTS for project in projects(path)]
OF_FILE = {path.stem: projects(path) for path in PROJECTS}
SPECIALISMS = sorted(area for area in AREA_TOPICS if area.startswith("spec-"))
AREAS = sorted(set(AREA_TOPICS) - set(SPECIALISMS))
CORE = {topic for area in AREAS for topic in AREA_TOPICS[area]}
ROLES = read(ROOT / "assessments" / "roles.toml")["role"]

LEAST_PROJECTS = 41
LEAST_CAPSTONES = 4
LEAST_TOUCHED = 4
LEAST_OF_AREA = 4
LEAST_OF_SPECIALISM = 3
"""How many of its five topics one project of a specialism names."""
SIZES = {"up to 4 h": (0, 4, 1), "8 to 20 h": (8, 20, 2), "24 to 40 h": (24, 40, 1)}
"""How many projects of each area at least, by hours."""
PATH = 6
DEMANDED = 4
TRAINED = 0.8


def area_of(topic: str) -> str:
    return next(area for area, topics in AREA_TOPICS.items() if topic in topics)


def test_every_core_topic_is_trained_by_a_project() -> None:
    trained = {topic for project in EVERY for topic in project["topics"]}
    assert not CORE - trained, listed(sorted(CORE - trained))


@pytest.mark.parametrize("area", SPECIALISMS)
def test_every_specialism_has_a_project_that_names_its_topics(area: str) -> None:
    named = {project["id"]: sorted(AREA_TOPICS[area] & set(project["topics"])) for project in EVERY}
    assert max(map(len, named.values())) >= LEAST_OF_SPECIALISM


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_projects_of_each_size(area: str) -> None:
    hours = [project["hours"] for project in OF_FILE[area]]
    missing = [
        f"{least} of {size}, found {sorted(hours)}"
        for size, (shortest, longest, least) in SIZES.items()
        if sum(shortest <= one <= longest for one in hours) < least
    ]
    assert len(hours) >= LEAST_OF_AREA, sorted(hours)
    assert not missing, listed(missing)


def test_projects_of_an_area_train_it() -> None:
    found = [
        project["id"]
        for area in AREAS
        for project in OF_FILE[area]
        if not AREA_TOPICS[area] & set(project["topics"])
    ]
    assert not found, listed(found)


def test_capstones_touch_many_areas() -> None:
    touched = {
        project["id"]: {area_of(topic) for topic in project["topics"]}
        for project in OF_FILE["capstones"]
    }
    narrow = [name for name, areas in touched.items() if len(areas) < LEAST_TOUCHED]
    assert not narrow, listed(narrow)
    assert len(touched) >= LEAST_CAPSTONES


def test_there_are_projects_enough_and_no_id_twice() -> None:
    assert len(EVERY) >= LEAST_PROJECTS
    assert len({project["id"] for project in EVERY}) == len(EVERY)


def demanded(role: Table) -> frozenset[str]:
    """The topics that a role asks for at level 4 or 5."""
    return frozenset(topic for topic, level in role["levels"].items() if level >= DEMANDED)


def best_path(wanted: frozenset[str], offered: Iterable[tuple[str, frozenset[str]]]) -> list[str]:
    """The projects, at most six, that together train most of the wanted topics: an exact search.

    Branch and bound: of the projects by size, one is taken or left; a branch ends where even the
    largest of those that are left could not bring more than the best path so far.
    """
    useful = sorted(
        ((name, topics & wanted) for name, topics in offered if topics & wanted),
        key=lambda one: (-len(one[1]), one[0]),
    )
    best: tuple[int, list[str]] = (0, [])

    def search(start: int, had: frozenset[str], path: list[str]) -> None:
        nonlocal best
        if len(had) > best[0]:
            best = (len(had), path)
        left = sorted(
            ((len(topics - had), place) for place, (_, topics) in enumerate(useful[start:], start)),
            reverse=True,
        )[: PATH - len(path)]
        if not left or len(had) + sum(gain for gain, _ in left) <= best[0]:
            return
        name, topics = useful[start]
        search(start + 1, had | topics, [*path, name])
        search(start + 1, had, path)

    search(0, frozenset(), [])
    return best[1]


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role["id"])
def test_every_role_has_a_path_of_six_projects(role: Table) -> None:
    offered = {
        project["id"]: frozenset(project["topics"])
        for project in EVERY
        if role["id"] in project["roles"]
    }
    wanted = demanded(role)
    path = best_path(wanted, offered.items())
    missing = wanted - frozenset[str]().union(*(offered[name] for name in path))
    share = 1 - len(missing) / len(wanted)
    assert share >= TRAINED, f"{share:.0%} by {listed(path)}\nmissing:{listed(sorted(missing))}"


def test_the_search_finds_what_greed_misses() -> None:
    halves = [("left", frozenset("abc")), ("right", frozenset("def"))]
    greedy = ("greedy", frozenset("abde"))
    single = [(one, frozenset(one)) for one in "uvwxy"]
    offered = [greedy, *halves, *single]
    wanted = frozenset("abcdefuvwx")
    path = best_path(wanted, offered)
    assert len(path) <= PATH
    assert wanted == frozenset[str]().union(*(dict(offered)[name] for name in path))
    reached = max(
        len(wanted & frozenset[str]().union(*(topics for _, topics in six)))
        for six in combinations(offered, PATH)
    )
    assert reached == len(wanted)
