"""What the made-up learner did away from the cards: a finished project, one begun, a route."""

from collections import defaultdict
from typing import TYPE_CHECKING

from mlprep.domain.facts import Draft, Json
from mlprep.domain.projects import Project
from mlprep.domain.rating import Rating
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.study.work.facts import evidence_draft, key_of, project_draft, route_draft
from mlprep.study.work.projects import days_to_revisit
from mlprep.study.work.states import Evidence, EvidenceKind, Round

if TYPE_CHECKING:
    from mlprep.domain.skills import Route
    from mlprep.study.content.library import Library

FINISHED, BEGUN = "proj-stats-checkout-verdict", "proj-ml-late-payments"
ROUTE = "across-from-software-engineer"
_FINISHED_AGO, _BEGUN_AGO, _ROUTE_AGO = 48, 13, 75
_REPOSITORY = "https://example.org/made-up-learner"


class DemoWork:
    """Facts by the study day on which they happened; only of what the library holds."""

    def __init__(self, library: "Library", today: int) -> None:
        self.by_day: defaultdict[int, list[Draft]] = defaultdict(list)
        finished, begun = library.projects.get(FINISHED), library.projects.get(BEGUN)
        route = library.routes.get(ROUTE)
        if finished is not None:
            self._finished(finished, today - _FINISHED_AGO)
        if begun is not None:
            self._begun(begun, today - _BEGUN_AGO)
        if route is not None and route.steps:
            self._route(route, today - _ROUTE_AGO)

    def _event(self, project: Project, day: int, event: str, **more: Json) -> None:
        self.by_day[day].append(project_draft(project.id, event, day, "", **more))

    def _finished(self, project: Project, end: int) -> None:
        start = end - 24
        self._event(project, start, "start", title=project.title)
        for at, milestone in enumerate(project.milestones):
            day = start + 6 * (at + 1)
            self._event(project, day, "time", minutes=165)
            self._event(project, day, "tick", milestone=milestone.id, on=True)
        for text in project.accept[:-1]:
            self._event(project, end, "check", criterion=key_of(text), on=True)
        for at, row in enumerate(project.rubric):
            self._event(project, end, "score", row=row.row, score=3 + (at == 0))
        if project.reflect:
            question = key_of(project.reflect[0])
            answer = "That the sample was out of balance; the rates alone looked fine."
            self._event(project, end, "reflect", question=question, text=answer)
        shown = Evidence(EvidenceKind.LINK, f"{_REPOSITORY}/checkout", end)
        self.by_day[end].append(evidence_draft(project.id, shown, ""))
        days = days_to_revisit((), Rating.GOOD, end, DEFAULT_PARAMETERS)
        first = Round(end, Rating.GOOD, end + days)
        self._event(project, end, "finish", rating=3, due_day=first.due_day)
        again = first.due_day + 1
        later = days_to_revisit((first,), Rating.GOOD, again, DEFAULT_PARAMETERS)
        self._event(project, again, "revisit", rating=3, due_day=again + later, way="rebuild")

    def _begun(self, project: Project, start: int) -> None:
        self._event(project, start, "start", title=project.title)
        for at, milestone in enumerate(project.milestones[:2]):
            self._event(project, start + 4 * at + 3, "tick", milestone=milestone.id, on=True)
        for after, minutes in ((1, 120), (3, 95), (6, 110), (9, 60)):
            self._event(project, start + after, "time", minutes=minutes)
        note = "The finance team's rule is better than I thought; look at the disputes next."
        self._event(project, start + 9, "note", text=note)

    def _route(self, route: "Route", start: int) -> None:
        first = route.steps[0]
        end = start + max(1, round(first.weeks * 7))
        self.by_day[start].append(route_draft(route.id, "choose", start, ""))
        said = "Half a page on the ranking service's model, and what a wrong answer costs."
        shown = Evidence(EvidenceKind.SENTENCE, said, end, first.id)
        self.by_day[end].append(route_draft(route.id, "step", end, "", step=first.id, on=True))
        self.by_day[end].append(evidence_draft(route.id, shown, ""))
