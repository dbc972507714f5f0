"""What the jobs pay, as somebody published it: orientation, with source and year."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from mlprep.domain.skills import Salary

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

HEADING = "What the jobs pay"
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}


def salaries_of(workspace: "Workspace", roles: Collection[str] | None = None) -> tuple[Salary, ...]:
    """List the salaries of some roles, or of all: the learner's own role first, then the higher.

    Without the learner's role among ``roles`` those roles stand by themselves.
    """
    own = workspace.settings.role
    known = [one for one in workspace.library.salaries if roles is None or one.role in roles]
    return tuple(sorted(known, key=lambda one: (one.role != own, -one.amount, one.title)))


def salary_line(one: Salary) -> str:
    """Write one salary: title, yearly amount, where and when."""
    amount = f"{_SYMBOLS.get(one.currency, f'{one.currency} ')}{one.amount:,}"
    place = ", ".join(part for part in (one.region, str(one.year or "undated")) if part)
    return f"{one.title}: {amount} a year ({place})"


def salary_notes(found: Sequence[Salary]) -> Iterator[str]:
    """Say whose figures they are and how far they go, each thing once."""
    told: dict[str, None] = {}
    for one in found:
        told[f"Source: {one.source}."] = None
        for part in one.note.split(". "):
            if part:
                told[f"{part.rstrip('.')}."] = None
    yield from told
