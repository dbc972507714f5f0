"""Problems: what is wrong with a file that a person wrote, and what would be right."""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Severity(StrEnum):
    """How much of the file a problem costs."""

    ERROR = "error"
    """Something is left out: the card, or the whole file."""
    WARNING = "warning"
    """Everything is used, but the author would want to know."""
    HINT = "hint"
    """Nothing is wrong with the file; the card would be learned better otherwise."""


class Problem(NamedTuple):
    """One located problem.  Lines and columns count from 1; 0 where the file has none."""

    path: Path
    what: str
    right: str = ""
    line: int = 0
    column: int = 0
    severity: Severity = Severity.ERROR
    subject: str = ""
    """Id of the card, item or other entry that the problem touches, where it is known."""

    def __str__(self) -> str:
        """``path:line:column: what; what would be right``."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else str(self.path)
        return f"{place}: {self.what}" + (f"; {self.right}" if self.right else "")
