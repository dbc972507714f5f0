"""A question for a file or folder, which completes what is typed from the disk."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input

from mlprep.store.paths import typed_path
from mlprep.tui.widgets.entry import Entry

_MOST = 2000
"""Names of a folder that are looked at."""


class PathSuggester(Suggester):
    """Completes a path; folders end in a slash, hidden names only where a dot was typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Find the first name, in order, that what is typed begins."""
        return completion(value)


def completion(typed: str) -> str | None:
    """Complete a path by the first name that fits; ``None`` where none does."""
    folder, slash, begun = typed.rpartition("/")
    if not typed:
        return None
    try:
        with os.scandir(typed_path(f"{folder}{slash}" or ".")) as found:
            entries = [entry for entry, _ in zip(found, range(_MOST), strict=False)]
            fitting = [
                entry
                for entry in entries
                if entry.name.startswith(begun) and (begun or not entry.name.startswith("."))
            ]
            first = min(fitting, key=lambda entry: entry.name, default=None)
            if first is None:
                return None
            return f"{folder}{slash}{first.name}" + ("/" if first.is_dir() else "")
    except OSError:
        return None


def _fault(check: Callable[[Path], str], typed: str) -> str:
    """Check a path as typed; one at which the disk allows no look is a fault of its own."""
    path = typed_path(typed.strip())
    try:
        return check(path)
    except OSError as why:
        return f"{path} cannot be looked at: {why.strerror}"


class PathEntry(Entry):
    """A line for a path; the right arrow takes what is proposed."""

    def __init__(
        self, title: str, check: Callable[[Path], str], text: Content | None = None
    ) -> None:
        super().__init__(
            title, partial(_fault, check), text, hint="a path; the right arrow completes it"
        )

    def answerer(self) -> Input:
        """Offer the line."""
        return Input(placeholder=self._hint, suggester=PathSuggester())
