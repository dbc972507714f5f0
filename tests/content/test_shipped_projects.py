"""The form of the shipped project prompts."""

import re
from pathlib import Path

import pytest
from tests.content.library import PROJECTS, ROOT, listed, name, projects, read
from tests.content.project_rules import project_faults, script_faults

from mlprep.formats.files import find_toml

TOPICS = {topic["id"] for topic in read(ROOT / "assessments" / "areas.toml")["topic"]}
ROLES = {role["id"] for role in read(ROOT / "assessments" / "roles.toml")["role"]}
RUNS = sorted((ROOT / "decks" / "projects" / "runs").iterdir())


@pytest.mark.parametrize("path", PROJECTS, ids=name)
def test_projects_hold_to_their_form(path: Path) -> None:
    found = [
        f"{project['id']}: {fault}"
        for project in projects(path)
        for fault in (*project_faults(project, TOPICS, ROLES), *script_faults(project, path.parent))
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("path", RUNS, ids=lambda path: path.name)
def test_record_of_a_run_answers_each_criterion_of_its_project(path: Path) -> None:
    prompts = {project["id"]: project for one in PROJECTS for project in projects(one)}
    assert path.suffix == ".md"
    assert path.stem in prompts
    answered = re.findall(r"^\| (\d+) \|", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    wanted = range(1, len(prompts[path.stem]["accept"]) + 1)
    assert [int(number) for number in answered] == list(wanted)


def test_library_passes_over_the_records_of_runs() -> None:
    found, problems = find_toml([ROOT / "decks"])
    assert not problems
    assert not {one.path for one in found} & set(RUNS)
