"""Whether a sitting waits to be taken up; where none does, next to nothing is loaded."""

from typing import TYPE_CHECKING

from mlprep.domain.facts import FactKind

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def waiting_answers(workspace: "Workspace") -> int | None:
    """Count the answers of the unfinished sitting; ``None`` where none waits."""
    if _subjects(workspace, FactKind.SITTING_BEGUN) <= _subjects(workspace, FactKind.SITTING_ENDED):
        return None
    from mlprep.study.measuring.sitting import unfinished

    found = unfinished(workspace)
    return found.answered if found else None


def _subjects(workspace: "Workspace", kind: FactKind) -> set[str]:
    return {fact.subject for fact in workspace.history.facts(kinds=[kind])}
