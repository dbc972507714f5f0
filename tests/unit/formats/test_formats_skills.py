"""Reading areas, roles, backgrounds, routes and projects."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from mlprep.domain.ids import AreaId, TopicId
from mlprep.domain.problems import Problem
from mlprep.domain.skills import Correlation, Evidence, SelfRating
from mlprep.formats.projects import read_projects
from mlprep.formats.skills import read_areas, read_backgrounds, read_roles, read_routes

LEVELS = 'levels = ["1", "2", "3", "4", "5"]\n'
AREAS = f"""
[[area]]
id = "swe"
title = "Software"
{LEVELS}
[[area]]
id = "spec-speech"
title = "Speech"
specialism = true
needs = ["swe-python"]
[[topic]]
id = "swe-python"
area = "swe"
title = "Python"
scope = "All of it"
needs = []
{LEVELS}
[[correlation]]
areas = ["swe", "ml"]
value = 0.45
[correlation_defaults]
specialism = 0.3
specialism_needed = 0.5
judgement = true
[[foil]]
id = "foil-one"
title = "Gaussian unpooling"
area = "swe"
"""
ROLES = """
[[role]]
id = "mle"
title = "ML engineer"
summary = "S"
specialisms = 1
judgement = true
seniority = { junior = -0.7, mid = 0.0, senior = 0.5 }
[role.levels]
swe-python = 4
ml-evaluation = 5
[[role.evidence]]
source = "S"
finding = "F"
"""
BACKGROUNDS = """
[[background]]
id = "data-scientist"
title = "Data scientist"
weak_side = "Cloud."
opposite = ["cloud"]
prior_sd = 0.8
[background.areas]
swe = 2.4
[background.offsets]
swe-python = 0.6
[background.self_rating]
swe = { mean = 1.5, sd = 0.9 }
"""
ROUTES = """
[[route]]
id = "across"
title = "Across"
for_backgrounds = ["data-scientist"]
for_roles = ["mle"]
advice_by = "An engineer"
[[route.step]]
id = "first-job"
title = "Job"
what = "Get one"
why = "Practice"
evidence = ["A contract"]
topics = ["swe-python"]
weeks = 26
check_first = true
[[salary]]
role = "mle"
title = "ML engineer"
amount = 93796
currency = "GBP"
region = "UK"
source = "A survey"
year = 2025
note = "Large firms"
"""
PROJECTS = """
[[project]]
id = "proj-one"
title = "One"
topics = ["swe-python"]
roles = ["mle"]
level = 3
hours = 16
cost = "none"
brief = "Do it."
why = "It matters."
inputs = "inputs/make.py"
accept = ["make all works"]
stretch = ["More"]
artefact = "A repository"
reflect = ["Why?"]
failures = "Leaks"
sources = ["A book"]
[[project.milestone]]
id = "m-one"
title = "First"
done_when = "It runs"
[[project.rubric]]
row = "Code"
levels = ["1", "2", "3", "4"]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "data.toml"
    path.write_text(text)
    return path


def test_areas(tmp_path: Path) -> None:
    file = read_areas(write(tmp_path, AREAS))
    assert file.problems == ()
    swe, speech = file.areas
    assert (swe.levels, swe.specialism) == (("1", "2", "3", "4", "5"), False)
    assert (speech.specialism, speech.needs) == (True, ("swe-python",))
    assert [(topic.id, topic.scope) for topic in file.topics] == [("swe-python", "All of it")]
    assert file.correlations == (Correlation((AreaId("swe"), AreaId("ml")), 0.45),)
    assert file.correlation_defaults is not None
    assert file.correlation_defaults.specialism_needed == 0.5
    assert [foil.id for foil in file.foils] == ["foil-one"]


def test_roles_require_more_of_seniors(tmp_path: Path) -> None:
    file = read_roles(write(tmp_path, ROLES))
    assert file.problems == ()
    (role,) = file.roles
    python, evaluation = TopicId("swe-python"), TopicId("ml-evaluation")
    assert role.required(python) == 4
    assert role.required(python, "junior") == pytest.approx(3.3)
    assert role.required(evaluation, "senior") == 5
    assert role.weight(python) == 3
    assert role.required(TopicId("other"), "senior") == 1
    assert role.evidence == (Evidence("S", "F"),)


def test_backgrounds_assume_levels(tmp_path: Path) -> None:
    file = read_backgrounds(write(tmp_path, BACKGROUNDS))
    assert file.problems == ()
    (background,) = file.backgrounds
    topic = read_areas(write(tmp_path, AREAS)).topics[0]
    assert background.level(topic) == pytest.approx(3.0)
    assert background.self_rating == {"swe": SelfRating(1.5, 0.9)}


def test_routes(tmp_path: Path) -> None:
    file = read_routes(write(tmp_path, ROUTES))
    assert file.problems == ()
    (route,) = file.routes
    assert route.advice_year is None
    assert [(step.id, step.weeks, step.check_first) for step in route.steps] == [
        ("first-job", 26, True)
    ]
    assert file.salaries[0].amount == 93796


def test_projects(tmp_path: Path) -> None:
    file = read_projects(write(tmp_path, PROJECTS))
    assert file.problems == ()
    (project,) = file.projects
    assert (project.hours, project.cost, project.inputs) == (16, "none", ("inputs/make.py",))
    assert [milestone.id for milestone in project.milestones] == ["m-one"]
    assert project.rubric[0].levels == ("1", "2", "3", "4")
    assert (project.stretch, project.failures) == (("More",), ("Leaks",))
    assert project.line == 2


class File(Protocol):
    @property
    def problems(self) -> Sequence[Problem]: ...

    @property
    def unreadable(self) -> bool: ...


BAD: list[tuple[Callable[[Path], File], str, str]] = [
    (
        read_areas,
        AREAS.replace('"5"]', '"5", "6"]', 1),
        "5:1: `levels` is a list of 6; it takes a list of 5 texts",
    ),
    (
        read_areas,
        AREAS.replace("value = 0.45", "value = 4.5"),
        "22:1: `value` is 4.5; it takes a number from -1 to 1",
    ),
    (
        read_areas,
        AREAS.replace('["swe", "ml"]', '["swe"]'),
        "21:1: `areas` is a list of 1; it takes a list of 2 ids",
    ),
    (
        read_roles,
        ROLES.replace("swe-python = 4", "swe-python = 6"),
        "10:1: `swe-python` is 6; it takes a number from 1 to 5",
    ),
    (
        read_roles,
        ROLES.replace('finding = "F"', 'findings = "F"'),
        "14:1: unknown field `findings`; did you mean `finding`?",
    ),
    (
        read_backgrounds,
        BACKGROUNDS.replace("mean = 1.5", "mean = 7"),
        "13:9: `mean` is 7; it takes a number from 0 to 4",
    ),
    (
        read_routes,
        ROUTES.replace("weeks = 26", 'weeks = "26"'),
        '15:1: `weeks` is "26"; it takes a number above 0, up to 520',
    ),
    (
        read_routes,
        ROUTES + ROUTES.replace('id = "across"', 'id = "again"').partition("[[salary]]")[0],
        "34:1: the step id `first-job` is used above already; an id stands once in the file",
    ),
    (
        read_projects,
        PROJECTS.replace('"3", "4"]', '"3"]'),
        "25:1: `levels` is a list of 3; it takes a list of 4 texts",
    ),
    (
        read_projects,
        PROJECTS + PROJECTS.replace('"One"', '"Two"'),
        "28:1: the id `proj-one` is used on line 2 already; an id stands once",
    ),
]


@pytest.mark.parametrize(("read", "text", "expected"), BAD)
def test_faults_are_told_with_their_place(
    tmp_path: Path, read: Callable[[Path], File], text: str, expected: str
) -> None:
    problems = read(write(tmp_path, text)).problems
    told = [str(problem).partition("data.toml:")[2] for problem in problems]
    assert told == [expected]


@pytest.mark.parametrize(
    "read", [read_areas, read_roles, read_backgrounds, read_routes, read_projects]
)
def test_files_that_are_no_toml_are_unreadable(
    tmp_path: Path, read: Callable[[Path], File]
) -> None:
    file = read(write(tmp_path, "= nonsense"))
    assert file.unreadable
    assert len(file.problems) == 1
