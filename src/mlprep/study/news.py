"""What a look at the files changed for the learner."""

from pathlib import Path
from typing import NamedTuple

from mlprep.domain.ids import CardId
from mlprep.domain.problems import Severity
from mlprep.study.content.scanning import Changes
from mlprep.text.counting import counted


class LibraryNews(NamedTuple):
    """What a look at the files changed for the learner."""

    changes: Changes
    recognised: tuple[tuple[CardId, CardId], ...] = ()
    """Edited cards whose history went with them: old id, new id."""
    doubts: int = 0
    """Cards for which the learner is asked."""

    @property
    def sentence(self) -> str:
        """What to tell the learner; empty where nothing changed, and for the first look."""
        if self.changes.is_first:
            return ""
        parts = [
            (len(self.changes.new_cards) - len(self.recognised), "new"),
            (len(self.changes.changed_cards - self.changes.new_cards), "changed"),
            (len(self.changes.gone_cards) - len(self.recognised), "removed"),
            (len(self.recognised), "edited and recognised"),
            (self.doubts, "to be asked about"),
        ]
        told = [f"{count:,} {word}" for count, word in parts if count > 0]
        if self.changes.mended and not self.changes.problems:
            told.append(f"{counted(self.changes.mended, 'problem')} mended")
        return f"Decks changed: {', '.join(told)}." if told else ""

    def trouble(self, *, short: bool = False) -> str:
        """Say what is wrong with the files that changed: the first problem with its place.

        ``short`` leaves the folder out, where there is little room.
        """
        problems = self.changes.problems
        if not problems:
            return ""
        first = next((one for one in problems if one.severity is Severity.ERROR), problems[0])
        more = f" ({len(problems):,} problems in all)" if len(problems) > 1 else ""
        named = first._replace(path=Path(first.path.name)) if short else first
        return f"{named}{more}"
