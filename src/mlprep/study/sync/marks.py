"""How far the facts are written where they are shared; a note of this machine's history.

A backup takes no notes along, so a restored history compares everything once more.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mlprep.domain.facts import Json
from mlprep.store.history import History

_NOTE = "sync"


@dataclass(slots=True)
class Marks:
    """What is known of one shared place."""

    written: dict[str, int] = field(default_factory=dict)
    """Device -> number up to which all its facts here are written."""
    sent: dict[str, int] = field(default_factory=dict)
    """The same, of what the others can see."""
    merged: str = ""
    """Commit whose facts are all here."""


def remembered(history: History) -> str:
    """Name the place that was synced with last; empty where there was none."""
    return str(_note(history).get("place", ""))


def remember(history: History, place: str) -> None:
    """Remember the place to sync with from now on."""
    note = _note(history)
    if note.get("place") != place:
        _save(history, {**note, "place": place})


def load_marks(history: History, key: str) -> Marks:
    """Read the marks of a place."""
    found = _all_marks(_note(history)).get(key)
    if not isinstance(found, dict):
        return Marks()
    merged = found.get("merged")
    return Marks(
        _numbers(found.get("written")),
        _numbers(found.get("sent")),
        merged if isinstance(merged, str) else "",
    )


def save_marks(history: History, key: str, marks: Marks) -> None:
    """Keep the marks of a place."""
    note = _note(history)
    row = {"written": marks.written, "sent": marks.sent, "merged": marks.merged}
    _save(history, {**note, "marks": {**_all_marks(note), key: row}})


def lower_marks(history: History, firsts: Mapping[str, int], besides: str = "") -> None:
    """Note that facts from a number on came from elsewhere and have to be written again.

    ``firsts`` names that number for each device, ``besides`` the place that they came from.
    """
    note = _note(history)
    marks = _all_marks(note)
    for key, row in marks.items():
        if key != besides and isinstance(row, dict):
            written = _numbers(row.get("written"))
            lowered = {d: min(n, firsts.get(d, n + 1) - 1) for d, n in written.items()}
            row["written"] = dict(lowered)
    if marks:
        _save(history, {**note, "marks": marks})


def _note(history: History) -> dict[str, Any]:
    try:
        found = json.loads(history.note(_NOTE) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _save(history: History, note: Mapping[str, Any]) -> None:
    text = json.dumps(note, sort_keys=True)
    if text != history.note(_NOTE):
        history.set_note(_NOTE, text)


def _all_marks(note: Mapping[str, Any]) -> dict[str, Any]:
    found = note.get("marks")
    return dict(found) if isinstance(found, dict) else {}


def _numbers(value: Json) -> dict[str, int]:
    if not isinstance(value, dict):
        return {}
    return {device: number for device, number in value.items() if type(number) is int}
