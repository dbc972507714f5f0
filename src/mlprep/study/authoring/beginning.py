"""Begin files of one's own: decks, item banks, projects, roles and routes."""

import json
import os
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.ids import slug
from mlprep.formats import templates
from mlprep.formats.amending import alone, appended, read_original, replace
from mlprep.formats.archive.layout import sound_stem
from mlprep.formats.ledger import did_you_mean
from mlprep.formats.writing import write_atomic
from mlprep.study.authoring.errors import AuthoringError
from mlprep.study.authoring.titles import refuse_second, sound_title
from mlprep.study.content.skill_map import load_skill_map

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

KINDS = ("deck", "bank", "project", "role", "route")
_SCHEMAS = {
    "deck": "deck",
    "bank": "bank",
    "project": "projects",
    "role": "roles",
    "route": "routes",
}
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that was begun, or an entry added to one."""

    kind: str
    id: str
    title: str
    path: Path
    line: int
    """Where to write on."""

    @property
    def sentence(self) -> str:
        """Say what was begun, and what it is known by."""
        if self.kind == "bank":
            return f"{self.title} is begun, a bank of items on the topic `{self.id}`."
        return f"{self.title} is begun as {self.kind} `{self.id}`."


def begin(workspace: "Workspace", title: str, *, kind: str = "deck", topic: str = "") -> Begun:
    """Begin a file of one of ``KINDS``; nothing that is there is overwritten.

    Roles and routes are added to the one file that holds them.  Raises ``AuthoringError`` where
    the title or topic does not do, ``WritingError`` and ``OSError`` where nothing can be written.
    """
    title = sound_title(title)
    _refuse_topic(workspace, kind, topic)
    install_schemas(workspace)
    begun = _BEGIN[kind](workspace, title, topic)
    workspace.refresh_library()
    workspace.library.forget_cached()
    return begun


def _refuse_topic(workspace: "Workspace", kind: str, topic: str) -> None:
    topics = workspace.library.topics
    if topic and topic not in topics:
        right = did_you_mean(topic, topics, "`mlprep topic` lists them")
        raise AuthoringError(f"unknown topic `{topic}`; {right}")
    if not topic and kind in ("bank", "project"):
        raise AuthoringError(f"a {kind} needs a topic: --topic swe-python, for example")


# ---------------------------------------------------------------------- kinds


def _deck(workspace: "Workspace", title: str, topic: str) -> Begun:
    refuse_second(workspace, title)
    name = free_name(title, "deck", workspace.library.decks)
    path = free_path(workspace.paths.decks, name)
    text = templates.deck_file(title, name, topic=topic, schema=_schema_for(workspace, path))
    write_atomic(path, text)
    return Begun("deck", name, title, path, text.count("\n"))


def _bank(workspace: "Workspace", title: str, topic: str) -> Begun:
    area = workspace.library.topics[topic].area
    path = free_path(workspace.paths.assessments / area, slug(title)[:_LONGEST_NAME] or "bank")
    text = templates.bank_file(title, topic, schema=_schema_for(workspace, path, "bank"))
    write_atomic(path, text)
    return Begun("bank", topic, title, path, text.count("\n"))


def _project(workspace: "Workspace", title: str, topic: str) -> Begun:
    name = free_name(title, "project", workspace.library.projects)
    path = free_path(workspace.paths.decks / "projects", name)
    schema = _schema_for(workspace, path, "project")
    text = templates.project_file(title, name, [topic], schema=schema)
    write_atomic(path, text)
    return Begun("project", name, title, path, text[: text.index("brief")].count("\n") + 1)


def _role(workspace: "Workspace", title: str, _topic: str) -> Begun:
    skills = load_skill_map(workspace.library)
    name = free_name(title, "role", skills.roles)
    areas = [
        (area.title, [(one.id, one.title) for one in skills.topics.values() if one.area == area.id])
        for area in skills.areas.values()
        if not area.specialism
    ]
    return _add_entry(workspace, "role", (name, title), templates.role_block(title, name, areas))


def _route(workspace: "Workspace", title: str, _topic: str) -> Begun:
    name = free_name(title, "route", workspace.library.routes)
    return _add_entry(workspace, "route", (name, title), templates.route_block(title, name))


_BEGIN = {"deck": _deck, "bank": _bank, "project": _project, "role": _role, "route": _route}


def _add_entry(workspace: "Workspace", kind: str, named: tuple[str, str], block: str) -> Begun:
    """Append to the file of all entries of a kind, or begin it."""
    path = workspace.paths.assessments / f"{_SCHEMAS[kind]}.toml"
    with alone(path):
        if path.exists():
            original = read_original(path)
            text, before = appended(original.text, block), original.text
            replace(original, text)
        else:
            schema = templates.schema_line(_schema_for(workspace, path, kind))
            before = f"{schema}\n{templates.NOTE}\n\n"
            text = before + block
            write_atomic(path, text)
    return Begun(kind, *named, path, text.count("\n", 0, len(before)) + 1)


# ---------------------------------------------------------------------- names


def free_name(title: str, usual: str, taken: Container[str]) -> str:
    """Make an id of a title that nothing has yet."""
    name = slug(title)[:_LONGEST_NAME].strip("-") or usual
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def free_path(folder: Path, name: str) -> Path:
    """Name a TOML file that does not exist yet, by a name that every system allows."""
    name = sound_stem(name)
    number, path = 1, folder / f"{name}.toml"
    while path.exists() or path.is_symlink():
        number += 1
        path = folder / f"{name}-{number}.toml"
    return path


# -------------------------------------------------------------------- schemas


def install_schemas(workspace: "Workspace") -> Path:
    """Write the schemas of all formats beside the learner's decks; returns their folder.

    Editors find them by the first line of a file, so they are there before the file is.
    """
    from mlprep.formats.schema import KINDS as FORMATS
    from mlprep.formats.schema import schema_of

    folder = workspace.paths.data / "schemas"
    for kind in FORMATS:
        path = folder / f"{kind}.json"
        text = json.dumps(schema_of(kind), ensure_ascii=False, indent=1) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8", errors="replace") != text:
            write_atomic(path, text)
    return folder


def _schema_for(workspace: "Workspace", path: Path, kind: str = "deck") -> str:
    """Path of a schema as seen from a file."""
    schema = workspace.paths.data / "schemas" / f"{_SCHEMAS[kind]}.json"
    return Path(os.path.relpath(schema, path.parent)).as_posix()
