"""Whether a sitting waits to be taken up; where none does, next to nothing is loaded."""

from typing import TYPE_CHECKING

from mlprep.domain.facts import FactKind

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def waiting_answers(workspace: "Workspace") -> int | None:
    """Count the answers of the unfinished sitting; ``None`` where none waits."""
    kinds = (FactKind.SITTING_BEGUN, FactKind.SITTING_ENDED)
    subjects: dict[FactKind, set[str]] = {kind: set() for kind in kinds}
    for fact in workspace.history.facts(kinds=kinds):
        subjects[fact.kind].add(fact.subject)
    if subjects[FactKind.SITTING_BEGUN] <= subjects[FactKind.SITTING_ENDED]:
        return None
    from mlprep.study.measuring.sitting import unfinished

    found = unfinished(workspace)
    return found.answered if found else None
