"""The form of the shipped project prompts."""

from pathlib import Path

import pytest
from tests.content.library import PROJECTS, ROOT, listed, name, projects, read
from tests.content.project_rules import project_faults, script_faults

TOPICS = {topic["id"] for topic in read(ROOT / "assessments" / "areas.toml")["topic"]}
ROLES = {role["id"] for role in read(ROOT / "assessments" / "roles.toml")["role"]}


@pytest.mark.parametrize("path", PROJECTS, ids=name)
def test_projects_hold_to_their_form(path: Path) -> None:
    found = [
        f"{project['id']}: {fault}"
        for project in projects(path)
        for fault in (*project_faults(project, TOPICS, ROLES), *script_faults(project, path.parent))
    ]
    assert not found, listed(found)
