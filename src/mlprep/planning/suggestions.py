"""A step of work away from the cards that fits today: of a project or of a route."""

from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """What a step belongs to."""

    PROJECT = "project"
    ROUTE = "route"
    REVISIT = "revisit"
    """Of a finished project: rebuild its core, extend it or explain it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to do, and why."""

    kind: StepKind
    id: str
    """Of the project or route."""
    title: str
    step: str
    """Id of the milestone or step."""
    step_title: str
    done_when: str
    topics: tuple[str, ...]
    hours: float
    """Estimated for this step alone."""
    reason: str
