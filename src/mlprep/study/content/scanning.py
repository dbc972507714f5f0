"""Look at the files that people write, and tell what changed since they were cached."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from mlprep.domain.problems import Problem
from mlprep.store.library import LibraryCache
from mlprep.store.library_rows import FileStamp

if TYPE_CHECKING:
    from mlprep.formats.files import FoundFile


VERSION, UNRECOGNISED = "version", "unrecognised"
"""Under which the cache notes its version, and new cards of which the history has yet to hear."""


class Root(NamedTuple):
    """A folder that holds content: ``decks`` or ``assessments``, shipped or the learner's own."""

    path: Path
    kind: str
    own: bool


class Changes(NamedTuple):
    """What a look at the files found."""

    files: tuple[str, ...] = ()
    removed_files: tuple[str, ...] = ()
    new_cards: frozenset[str] = frozenset()
    gone_cards: frozenset[str] = frozenset()
    changed_cards: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    """What is wrong with the files that changed, and what else is wrong since."""
    mended: int = 0
    """Problems that are gone."""
    is_first: bool = False
    """Whether nothing was known before: all that is there is then new, and no news."""

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.files or self.removed_files)


class WrittenDeck(NamedTuple):
    """A deck of the learner's that the program has just written: its text, and what it holds."""

    text: str
    table: dict[str, Any]


def refresh(
    cache: LibraryCache,
    roots: Sequence[Root],
    now_ns: Callable[[], int],
    written: Mapping[str, WrittenDeck] = MappingProxyType({}),
) -> Changes:
    """Parse what changed since the last look, and check what only shows between files.

    ``written`` has decks by the SHA-256 of their bytes: these need not be parsed.
    """
    from mlprep.formats.files import find_toml

    found, walk_problems = find_toml([root.path for root in roots if root.path.exists()])
    stamps = cache.stamps()
    present = {one.location: one for one in found}
    stale = [one for path, one in present.items() if not _is_current(stamps.get(path), one)]
    refused = {str(problem.path) for problem in walk_problems}
    below = tuple(os.path.join(path, "") for path in refused)  # noqa: PTH118  # ends in a separator
    gone = [
        path
        for path in stamps
        if path not in present and path not in refused and not path.startswith(below)
    ]
    walk = json.dumps([[str(one.path), one.what] for one in walk_problems])
    if not stale and not gone and walk == (cache.meta("walk") or "[]"):
        return Changes()
    from mlprep.study.content.intake import Look, take_in

    look = Look(cache, roots, stamps, now_ns(), walk, written)
    changes = take_in(look, stale, gone, walk_problems)
    # Where another program was quicker, as at a first start of several, little is left to do.
    return refresh(cache, roots, now_ns, written) if changes is None else changes


def _is_current(stamp: FileStamp | None, found: "FoundFile") -> bool:
    return stamp is not None and stamp.is_current(found.mtime_ns, found.size)
