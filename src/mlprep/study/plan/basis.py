"""What the plan hangs on, summed up: as long as it stays the same, so does the plan.

Today asks at every start, so nothing of the planning is loaded for it.
"""

import json
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import adler32, crc32

from mlprep.store.errors import HistoryError
from mlprep.study.plan.wishes import topic_choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlprep.study.plan.wishes import Chosen
    from mlprep.study.workspace import Workspace

MEASURED = "measured"
"""Note of the dated summary of what was measured."""
_VERSION = 2
"""Raised whenever the same inputs give another plan."""


def basis_of(workspace: "Workspace", chosen: "Mapping[str, Chosen]") -> dict[str, list[object]]:
    """Gather everything that the plan hangs on."""
    settings = workspace.settings
    return {
        "target": [settings.role, settings.seniority, *settings.specialisms],
        "background": [settings.background],
        "measured": [workspace.history.note(MEASURED)],
        "chosen": [*sorted((topic, said.choice, said.until) for topic, said in chosen.items())],
        "library": [workspace.library.version, _VERSION],
    }


def plan_key(workspace: "Workspace") -> str:
    """Sum up everything that the plan hangs on."""
    return digest_of(basis_of(workspace, topic_choices(workspace)))


def keep_note(workspace: "Workspace", note: str, text: str) -> None:
    """Keep something derived, where it changed.

    Where the history cannot be written now, it is derived again.
    """
    with suppress(HistoryError):
        if workspace.history.note(note) != text:
            workspace.history.set_note(note, text)


def digest_of(value: object) -> str:
    """Sum up a value in a few characters, enough to notice a change."""
    data = json.dumps(value).encode()
    return f"{crc32(data):08x}{adler32(data):08x}{len(data):x}"
