"""What a learner has done of a project or of a route, as their facts have it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mlprep.domain.rating import Rating
from mlprep.planning.projects import ProjectState, Work


class EvidenceKind(StrEnum):
    """What shows that a piece of work was done."""

    LINK = "link"
    FILE = "file"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that shows what was done."""

    kind: EvidenceKind
    text: str
    """An address, a path, or the learner's sentence."""
    day: int
    """Study day on which it was recorded."""
    step: str = ""
    """Step of a route that it belongs to."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the learner."""

    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Spell:
    """Time logged on a study day."""

    day: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Round:
    """A finish or a revisit: how it went, and the study day that was chosen to come back."""

    day: int
    rating: Rating
    due_day: int
    way: str = ""
    """Of a revisit: rebuild, extend or explain."""


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """Everything recorded of one project.  Days are study days."""

    project: str
    title: str = ""
    """As it was called when it was begun: its file may be gone."""
    state: ProjectState = ProjectState.NEW
    ticked: Mapping[str, int] = field(default_factory=dict)
    """Day on which each milestone was reached, by its id."""
    checked: Mapping[str, int] = field(default_factory=dict)
    """Day on which each acceptance criterion was checked off, by the key of its text."""
    scores: Mapping[str, int] = field(default_factory=dict)
    """Score (1-4) of each row of the rubric."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers to the questions of reflection, by the key of their text."""
    notes: tuple[Note, ...] = ()
    spells: tuple[Spell, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rounds: tuple[Round, ...] = ()
    started_on: int | None = None
    finished_on: int | None = None
    back_on: int | None = None
    """Day on which it is offered again, where it was postponed to one."""
    why: str = ""
    """Why it was abandoned or postponed."""

    @property
    def hours(self) -> float:
        """Time logged."""
        return sum(one.minutes for one in self.spells) / 60

    @property
    def revisit_on(self) -> int | None:
        """Day of the next revisit of a finished project."""
        done = self.state is ProjectState.DONE and self.rounds
        return self.rounds[-1].due_day if done else None

    @property
    def work(self) -> Work:
        """What planning needs to know."""
        return Work(self.state, frozenset(self.ticked), self.hours, self.back_on, self.revisit_on)


@dataclass(frozen=True, slots=True)
class RouteRecord:
    """Everything recorded of one route.  Days are study days."""

    route: str
    chosen_on: int | None = None
    """``None``: not on it, or left again."""
    done: Mapping[str, int] = field(default_factory=dict)
    """Day on which each step was done, by its id."""
    evidence: tuple[Evidence, ...] = ()

    def evidence_of(self, step: str) -> tuple[Evidence, ...]:
        """List what shows that a step was done."""
        return tuple(one for one in self.evidence if one.step == step)


@dataclass(frozen=True, slots=True)
class Works:
    """All projects and routes on which anything was recorded."""

    projects: Mapping[str, ProjectRecord] = field(default_factory=dict)
    routes: Mapping[str, RouteRecord] = field(default_factory=dict)
    unreadable: int = 0
    """Facts that say nothing usable; they are left out."""

    def project(self, name: str) -> ProjectRecord:
        """Read the record of a project; a new one where nothing is known of it."""
        return self.projects.get(name) or ProjectRecord(name)

    def route(self, name: str) -> RouteRecord:
        """Read the record of a route; a new one where nothing is known of it."""
        return self.routes.get(name) or RouteRecord(name)
