"""The shipped content as plain tables, for the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

ROOT = Path(__file__).parents[2]
DECKS = tuple(
    path for path in sorted((ROOT / "decks").glob("*/*.toml")) if path.parent.name != "projects"
)
BANKS = tuple(sorted((ROOT / "assessments").glob("*/*.toml")))
GUIDES = "start"
"""Folder of decks about no topic: they teach how to study, and hold nobody's gap."""
PROJECTS = tuple(sorted((ROOT / "decks" / "projects").glob("*.toml")))

Table = dict[str, Any]

CARD_TEXTS = ("front", "back", "cloze", "why", "answer", "accept", "unit", "options")
ITEM_TEXTS = ("stem", "answer", "accept", "unit", "options", "rationale", "slips")
PROJECT_TEXTS = (
    "title",
    "brief",
    "why",
    "inputs",
    "milestone",
    "accept",
    "rubric",
    "stretch",
    "artefact",
    "reflect",
    "failures",
)


@dataclass(frozen=True, slots=True)
class Check:
    """A check with the entry that it proves."""

    name: str
    entry: Table
    lang: str
    source: str
    file: Path
    """The script, or the file whose ``run`` it is."""
    expect: str
    tolerance: float
    wrong: tuple[str, ...]


@cache
def read(path: Path) -> Table:
    """Read a TOML file."""
    return tomli.loads(path.read_text(encoding="utf-8"))


def cards(path: Path) -> list[Table]:
    """Return the cards of a deck."""
    found: list[Table] = read(path).get("card", [])
    return found


def items(path: Path) -> list[Table]:
    """Return the items of a bank."""
    found: list[Table] = read(path).get("item", [])
    return found


def projects(path: Path) -> list[Table]:
    """Return the project prompts of a file."""
    found: list[Table] = read(path).get("project", [])
    return found


def entries(path: Path) -> list[Table]:
    """Return the cards, items and projects of a file."""
    return [*cards(path), *items(path), *projects(path)]


def texts(entry: Table) -> dict[str, str]:
    """Return every text that a learner sees, under the name of its field."""
    fields = ITEM_TEXTS if "stem" in entry else PROJECT_TEXTS if "brief" in entry else CARD_TEXTS
    return {
        place: text
        for field in fields
        if field in entry
        for place, text in _flat(field, entry[field])
    }


def _flat(name: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        # The foreseen wrong answers of `slips` are keys: no more than what somebody types.
        return [pair for key, inner in value.items() for pair in _flat(f"{name}.{key}", inner)]
    if isinstance(value, list):
        pairs = [_flat(f"{name}[{number}]", inner) for number, inner in enumerate(value)]
        return [pair for inner in pairs for pair in inner]
    return [(name, value)] if isinstance(value, str) else []


def option_texts(entry: Table) -> list[str]:
    """Return the options as the learner sees them."""
    found = entry.get("options", [])
    return [str(one["text"]) if isinstance(one, dict) else str(one) for one in found]


def keys(entry: Table) -> list[int]:
    """Return the places of the right options."""
    if "options" not in entry:
        return []
    key = entry["key"]
    return list(key) if isinstance(key, list) else [key]


def _area_topics() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for topic in read(ROOT / "assessments" / "areas.toml")["topic"]:
        found.setdefault(topic["area"], set()).add(topic["id"])
    return found


AREA_TOPICS = _area_topics()
"""The topics of each area."""


def files_with_checks() -> list[Path]:
    """Return the decks and banks that have a check."""
    return [path for path in (*DECKS, *BANKS) if any("check" in one for one in entries(path))]


def checks_of(path: Path) -> list[Check]:
    """Return the checks of a deck or bank."""
    return [_check(entry, path) for entry in entries(path) if "check" in entry]


def _check(entry: Table, path: Path) -> Check:
    table: Table = entry["check"]
    file = path.parent / table["script"] if "script" in table else path
    source = file.read_text(encoding="utf-8") if "script" in table else table["run"]
    return Check(
        entry["id"],
        entry,
        table["lang"],
        source,
        file,
        table["expect"],
        float(table.get("tolerance", 0)),
        tuple(table.get("wrong", ())),
    )


def subject(path: Path) -> str:
    """Return what a deck or bank is about: its topic, or the specialism that names the file.

    The entries of a specialism name their topics themselves.
    """
    table = read(path)
    found: str = (table.get("deck") or table.get("bank") or {}).get("topic", path.stem)
    return found


def complete_topics() -> set[str]:
    """Return the topics and specialisms whose bank says that nothing is missing."""
    return {subject(path) for path in BANKS if read(path).get("bank", {}).get("complete")}


def name(path: Path) -> str:
    """Return the name of a file for a test's id: decks/area/topic."""
    return path.relative_to(ROOT).with_suffix("").as_posix()


def listed(faults: Iterable[object]) -> str:
    """Return faults one a line, for the message of a test that fails."""
    return "\n".join(["", *map(str, faults)])
