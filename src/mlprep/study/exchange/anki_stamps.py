"""When each note last changed, as Anki is told it.

Anki takes a note over its own where it was changed later.  So an instant changes only when the
content of the note does; otherwise what the learner changed in Anki meanwhile would be lost.
The instants of former exports are kept on this machine.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.ids import CardId
from mlprep.formats.writing import write_atomic

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

_NAME = "anki-notes.json"


class Stamps:
    """Instants (s since 1970 UTC) of the notes of former exports and of this one."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._path = workspace.paths.state / _NAME
        self._now_s = workspace.clock.now_ms() // 1000
        self._known = _read(self._path)
        self._files: dict[Path, int] = {}

    def changed_s(self, card: CardId, content: str) -> int:
        """Say when a note got this content (a digest): of a new one when its file was saved."""
        before, at_s = self._known.get(card, ("", -1))
        if before == content:
            return at_s
        at_s = max(self._now_s, at_s + 1) if before else self._saved_s(card)
        self._known[card] = (content, at_s)
        return at_s

    def _saved_s(self, name: CardId) -> int:
        card = self._workspace.library.card(name)
        if card is None:
            return self._now_s
        if card.path not in self._files:
            try:
                saved_s = int(card.path.stat().st_mtime)
            except OSError:
                saved_s = self._now_s
            self._files[card.path] = min(max(saved_s, 0), self._now_s)
        return self._files[card.path]

    def keep(self) -> None:
        """Keep the instants for the next export; where that fails the package is whole anyway."""
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self._path, json.dumps(self._known, separators=(",", ":")))


def _read(path: Path) -> dict[str, tuple[str, int]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): (str(digest), int(at_s)) for name, (digest, at_s) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
