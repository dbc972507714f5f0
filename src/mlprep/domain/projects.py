"""Project prompts: work to do away from the screen, with what a finished one must show."""

from dataclasses import dataclass, field
from pathlib import Path

from mlprep.domain.ids import TopicId


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage of a project that ends in something runnable."""

    id: str
    title: str
    done_when: str


@dataclass(frozen=True, slots=True)
class RubricRow:
    """One quality of the result, described on four levels."""

    row: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """A project prompt."""

    id: str
    title: str
    topics: tuple[TopicId, ...] = ()
    roles: tuple[str, ...] = ()
    level: int | None = None
    hours: float | None = None
    cost: str = ""
    """What it costs at most."""
    brief: str = ""
    why: str = ""
    inputs: tuple[str, ...] = ()
    """Generator scripts beside the file, or descriptions of the data."""
    milestones: tuple[Milestone, ...] = ()
    accept: tuple[str, ...] = ()
    """Acceptance criteria, each a thing that a stranger can check."""
    rubric: tuple[RubricRow, ...] = ()
    stretch: tuple[str, ...] = ()
    artefact: str = ""
    reflect: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    path: Path = field(default_factory=Path)
    line: int = 0
