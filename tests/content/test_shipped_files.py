"""Every shipped file reads without a problem."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from tests.content.library import GUIDES

from mlprep.domain.problems import Problem
from mlprep.formats.banks import read_bank
from mlprep.formats.decks import read_deck
from mlprep.formats.files import FoundFile, find_toml
from mlprep.formats.projects import read_projects
from mlprep.formats.skills import read_areas, read_backgrounds, read_roles, read_routes
from mlprep.store.paths import paths_below
from mlprep.study.content.intake import kind_of
from mlprep.study.content.scanning import Root
from mlprep.study.workspace import Workspace

ROOT = Path(__file__).parents[2]
DECKS, ASSESSMENTS = ROOT / "decks", ROOT / "assessments"


class File(Protocol):
    @property
    def problems(self) -> Sequence[Problem]: ...


PLAIN: dict[str, Callable[[Path], File]] = {
    "areas.toml": read_areas,
    "roles.toml": read_roles,
    "backgrounds.toml": read_backgrounds,
    "routes.toml": read_routes,
}


def found(folder: Path) -> list[FoundFile]:
    files, problems = find_toml([folder])
    assert problems == []
    return files


def paths_of(kind: str) -> list[Path]:
    root = Root(DECKS, "decks", own=False)
    return [file.path for file in found(DECKS) if kind_of(root, file.path) == kind]


def deck_paths() -> list[Path]:
    return paths_of("deck")


def bank_paths() -> list[Path]:
    return [file.path for file in found(ASSESSMENTS) if file.path.parent != ASSESSMENTS]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def said(problems: Sequence[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def known_topics() -> set[str]:
    return {topic.id for topic in read_areas(ASSESSMENTS / "areas.toml").topics}


@pytest.mark.parametrize("path", deck_paths(), ids=name)
def test_shipped_deck_has_no_problems(path: Path) -> None:
    file = read_deck(path)
    assert said(file.problems) == []
    assert file.deck is not None
    assert file.cards
    topics = {None} if path.parent.name == GUIDES else known_topics()
    assert {card.topic for card in file.cards} <= topics


def test_shipped_projects_have_no_problems() -> None:
    files = [read_projects(path) for path in paths_of("projects")]
    assert [told for file in files for told in said(file.problems)] == []
    projects = [project for file in files for project in file.projects]
    assert {topic for project in projects for topic in project.topics} <= known_topics()
    assert len({project.id for project in projects}) == len(projects)


def test_shipped_banks_have_no_problems() -> None:
    files = [read_bank(path) for path in bank_paths()]
    assert [told for file in files for told in said(file.problems)] == []
    items = [item for file in files for item in file.items]
    assert {item.topic for item in items} <= known_topics()
    assert len({item.id for item in items}) == len(items)


@pytest.mark.parametrize("file", PLAIN)
def test_shipped_data_has_no_problems(file: str) -> None:
    assert said(PLAIN[file](ASSESSMENTS / file).problems) == []


def test_shipped_files_agree_with_one_another(tmp_path: Path) -> None:
    with Workspace.open(paths=paths_below(tmp_path), zone="UTC") as workspace:
        workspace.refresh_library()
        assert said(workspace.library.problems()) == []
    assert not any(read_deck(path).overrides for path in deck_paths())
