"""Edit a card in a file: shipped ones are copied first, and come back as the learner's own."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.problems import Problem
from mlprep.formats.unfinished import replaced

if TYPE_CHECKING:
    from mlprep.domain.cards import Card
    from mlprep.study.news import LibraryNews
    from mlprep.study.workspace import Workspace

OVERRIDES = "overrides"
"""Folder below the learner's own decks that takes their copies of shipped cards."""


@dataclass(frozen=True, slots=True)
class EditTarget:
    """Where to open the editor."""

    path: Path
    line: int
    made: bytes | None = None
    """The file right after the card was copied into it; ``None`` where no copy was made."""
    before: bytes | None = None
    """The file before that; ``None`` where there was none."""

    @property
    def copied(self) -> bool:
        """Whether the card was copied into the learner's own decks."""
        return self.made is not None


def prepare_edit(workspace: "Workspace", card: "Card") -> EditTarget:
    """Find the file and line of a card; a shipped card is copied first.

    Raises ``WritingError`` where the copy cannot be made, ``OSError`` where a file cannot be
    read or written.
    """
    from mlprep.formats.archive.layout import sound_stem
    from mlprep.formats.writing import copy_card_for_override, locate_card

    if _is_own(workspace, card.path):
        return EditTarget(card.path, locate_card(card.path, card.id))
    target = workspace.paths.decks / OVERRIDES / f"{sound_stem(card.deck)}.toml"
    before = target.read_bytes() if target.exists() else None
    line = copy_card_for_override(card.path, card.id, target)
    made = target.read_bytes()
    return EditTarget(target, line, None if made == before else made, before)


def take_back_copy(target: EditTarget) -> bool:
    """Remove a copy in which nothing was changed, so that the shipped card can still be mended."""
    if not target.copied or not target.path.exists() or target.path.read_bytes() != target.made:
        return False
    if target.before is None:
        target.path.unlink()
        with suppress(OSError):  # it holds other copies
            target.path.parent.rmdir()
    else:
        with replaced(target.path) as file:
            file.write(target.before)
    return True


def _is_own(workspace: "Workspace", path: Path) -> bool:
    """Whether the file stands below a folder of the learner's."""
    resolved = path.resolve()
    return any(
        root.own and resolved.is_relative_to(root.path.resolve())
        for root in workspace.library.roots
    )


def after_edit(workspace: "Workspace") -> "LibraryNews":
    """Take in what the editor changed."""
    news = workspace.refresh_library()
    workspace.library.forget_cached()
    return news


def problems_of(workspace: "Workspace", path: Path) -> list[Problem]:
    """List what is wrong with one file."""
    resolved = path.resolve()
    return [one for one in workspace.library.problems() if one.path.resolve() == resolved]
