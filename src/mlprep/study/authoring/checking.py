"""Check deck and data files, those of the library or any others: problems, and hints."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.problems import Problem
from mlprep.formats.files import find_toml, read_toml
from mlprep.store.paths import typed_path

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def check_files(workspace: "Workspace", files: Sequence[Path]) -> list[Problem]:
    """Report all problems of the library, or of files and folders named, wherever they are."""
    known = workspace.library.problems()
    if not files:
        return known
    named, problems = named_files(files)
    stamps = workspace.library.cache.stamps()
    for path in named:
        in_library = str(path) in stamps
        problems += (
            [one for one in known if one.path == path]
            if in_library
            else _check_foreign(workspace, path)
        )
    return problems


def named_files(files: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """List files that a person named, those of a folder in its place; and what is not read there.

    A folder without any stands for itself, so that it is told.
    """
    named: dict[Path, None] = {}
    problems: list[Problem] = []
    for file in files:
        path = typed_path(file).absolute()
        found, passed_over = find_toml([path]) if path.is_dir() else ([], [])
        named |= dict.fromkeys([one.path for one in found] or [path])
        problems += passed_over
    return list(named), problems


def hints_for(workspace: "Workspace", files: Sequence[Path]) -> list[Problem]:
    """Say what would make what is named better; without a name, the learner's own files."""
    from mlprep.study.authoring.quality import quality_hints
    from mlprep.study.authoring.tidying import own_files

    chosen = named_files(files)[0] or own_files(workspace)
    return quality_hints(workspace, chosen)


def _check_foreign(workspace: "Workspace", path: Path) -> list[Problem]:
    """Check a file that is not in the library; its kind shows in its tables."""
    from mlprep.study.content.reading import read_file

    table, _, problems = read_toml(path)
    if table is None:
        return problems
    content = read_file(path, kind_of_table(table), own=True)
    unknown = [
        Problem(path, f"unknown topic `{row.topic}`", "use a known topic", row.line, 1)
        for row in content.rows
        if row.topic and row.topic not in workspace.library.topics
    ]
    unknown += [
        Problem(path, f"unknown topic `{topic}`", "use a known topic", one.get("line", 0), 1)
        for one in content.body.get("projects", ())
        for topic in one.get("topics", ())
        if topic not in workspace.library.topics
    ]
    declared = {topic["id"] for topic in content.body.get("topics", ())}
    return [*content.problems, *(one for one in unknown if one.what.split("`")[1] not in declared)]


def kind_of_table(table: Mapping[str, object]) -> str:
    """Tell what a file holds from its tables."""
    for key, kind in _TABLES.items():
        if key in table:
            return kind
    return "deck"


_TABLES = {
    "card": "deck",
    "deck": "deck",
    "item": "bank",
    "bank": "bank",
    "project": "projects",
    "role": "roles",
    "background": "backgrounds",
    "route": "routes",
    "area": "areas",
}
