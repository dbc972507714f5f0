"""Saving statistics as a file of the learner's own."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlprep.formats.writing import write_atomic
from mlprep.study.statistics.gathering import Statistics

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

FOLDER = "statistics"


def save(workspace: "Workspace", found: Statistics) -> Path:
    """Write figures as ``statistics/LAST-DAY-RANGE.json`` below the data folder; its path.

    The same range saved again on the same day is replaced.  Raises ``OSError``.
    """
    path = workspace.paths.data / FOLDER / f"{found.last}-{found.range}.json"
    write_atomic(path, json.dumps(_plain(found), ensure_ascii=False, indent=2) + "\n")
    return path


def _plain(value: object) -> Any:
    """Turn named tuples into objects with their fields."""
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        if names is None:
            return [_plain(one) for one in value]
        return {name: _plain(one) for name, one in zip(names, value, strict=True)}
    return value
