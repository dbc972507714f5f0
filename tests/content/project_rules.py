"""Rules of form for project prompts."""

from collections.abc import Collection
from pathlib import Path

from tests.content.library import Table
from tests.content.wording import source_faults

from mlprep.text.prose import word_count

MOST_BRIEF_WORDS = 120
MILESTONES = range(3, 6)
LEAST_ACCEPTED = 6
RUBRIC_ROWS = 4
QUESTIONS = 3
WANTED = ("why", "hours", "cost", "inputs", "artefact", "stretch", "failures")


def project_faults(project: Table, topics: Collection[str], roles: Collection[str]) -> list[str]:
    """Check length, milestones, acceptance, rubric and the topics and roles that it names."""
    counts = {
        "milestones": (len(project.get("milestone", ())), MILESTONES),
        "rubric rows": (len(project.get("rubric", ())), range(RUBRIC_ROWS, RUBRIC_ROWS + 1)),
        "questions": (len(_listed(project, "reflect")), range(QUESTIONS, QUESTIONS + 1)),
        "criteria": (len(project.get("accept", ())), range(LEAST_ACCEPTED, 100)),
    }
    found = [
        f"{count} {what}, should be {allowed.start} to {allowed.stop - 1}"
        for what, (count, allowed) in counts.items()
        if count not in allowed
    ]
    if (words := word_count(project["brief"])) > MOST_BRIEF_WORDS:
        found.append(f"brief has {words} words, at most {MOST_BRIEF_WORDS}")
    found += [f"`{field}` is missing" for field in WANTED if project.get(field) in (None, "", [])]
    found += [f"unknown topic {one!r}" for one in project["topics"] if one not in topics]
    found += [f"unknown role {one!r}" for one in project.get("roles", ()) if one not in roles]
    found += [fault for source in project.get("sources", ()) for fault in source_faults(source)]
    return found


def _listed(project: Table, field: str) -> list[str]:
    value = project.get(field, [])
    return value if isinstance(value, list) else [value]


def script_faults(project: Table, folder: Path) -> list[str]:
    """Check that a generator script that the inputs name is there and parses."""
    names = [one for one in _listed(project, "inputs") if one.endswith(".py")]
    found = [f"{one} does not exist" for one in names if not (folder / one).is_file()]
    for one in names:
        if (folder / one).is_file():
            try:
                compile((folder / one).read_text(encoding="utf-8"), one, "exec")
            except SyntaxError as error:
                found.append(f"{one}: {error}")
    return found
