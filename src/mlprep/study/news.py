"""What a look at the files changed for the learner."""

from typing import NamedTuple

from mlprep.domain.ids import CardId
from mlprep.study.scanning import Changes


class LibraryNews(NamedTuple):
    """What a look at the files changed for the learner."""

    changes: Changes
    recognised: tuple[tuple[CardId, CardId], ...] = ()
    """Edited cards whose history went with them: old id, new id."""
    doubts: int = 0
    """Cards for which the learner is asked."""

    @property
    def sentence(self) -> str:
        """What to tell the learner; empty where nothing changed."""
        parts = [
            (len(self.changes.new_cards) - len(self.recognised), "new"),
            (len(self.changes.changed_cards - self.changes.new_cards), "changed"),
            (len(self.changes.gone_cards) - len(self.recognised), "removed"),
            (len(self.recognised), "edited and recognised"),
            (self.doubts, "to be asked about"),
        ]
        told = [f"{count} {word}" for count, word in parts if count > 0]
        return f"Decks changed: {', '.join(told)}." if told else ""
