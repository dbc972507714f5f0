"""What is recorded of projects and routes, and how it is read back.

Each event is one fact with the study day on which it happened, and of a finish or revisit the day
that was chosen to come back: folding them needs neither clock nor settings nor the project's file.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from mlprep.domain.facts import Draft, Fact, FactKind, Json
from mlprep.domain.rating import Rating
from mlprep.planning.projects import ProjectState
from mlprep.study.work.states import (
    Evidence,
    EvidenceKind,
    Note,
    ProjectRecord,
    Round,
    RouteRecord,
    Spell,
    Works,
)

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

WORK_KINDS = (FactKind.PROJECT, FactKind.ROUTE, FactKind.EVIDENCE)
_RATINGS = {int(one): one for one in Rating}
_FIRST_DAY, _LAST_DAY = -700_000, 2_900_000
"""Study days beyond have no date in the calendar (years 53 to 9909)."""

_Body = Mapping[str, Json]
_Record = TypeVar("_Record", ProjectRecord, RouteRecord)
_Change = Callable[[_Record, _Body, int], _Record | None]


def key_of(text: str) -> str:
    """Name a criterion or a question by its words: an edited one is another."""
    return blake2b(" ".join(text.split()).encode("utf-8", "replace"), digest_size=6).hexdigest()


def project_draft(project: str, event: str, day: int, label: str, **more: Json) -> Draft:
    """Make the fact of one event of a project."""
    return Draft(FactKind.PROJECT, project, {"event": event, "day": day, **more}, label)


def route_draft(route: str, event: str, day: int, label: str, **more: Json) -> Draft:
    """Make the fact of one event of a route."""
    return Draft(FactKind.ROUTE, route, {"event": event, "day": day, **more}, label)


def evidence_draft(subject: str, evidence: Evidence, label: str, *, on: bool = True) -> Draft:
    """Make the fact that evidence was recorded, or taken away again."""
    body: dict[str, Json] = {
        "day": evidence.day,
        "kind": evidence.kind.value,
        "text": evidence.text,
        "on": on,
    }
    if evidence.step:
        body["step"] = evidence.step
    return Draft(FactKind.EVIDENCE, subject, body, label)


# ------------------------------------------------------------------------ reading


def read_works(workspace: "Workspace") -> Works:
    """Read everything recorded of projects and routes."""
    return works_from(workspace.history.facts(kinds=WORK_KINDS))


def works_from(facts: Iterable[Fact]) -> Works:
    """Fold facts, in their order and without what was voided.

    What says nothing usable changes nothing, and is counted.
    """
    projects: dict[str, ProjectRecord] = {}
    routes: dict[str, RouteRecord] = {}
    unreadable = 0
    for fact in facts:
        if fact.kind is FactKind.ROUTE or (fact.kind is FactKind.EVIDENCE and "step" in fact.body):
            walked = routes.get(fact.subject) or RouteRecord(fact.subject)
            route = _after(walked, fact, _ROUTE_CHANGES)
            if route is not None:
                routes[fact.subject] = route
            unreadable += route is None
        elif fact.kind in WORK_KINDS:
            before = projects.get(fact.subject) or ProjectRecord(fact.subject)
            project = _after(before, fact, _PROJECT_CHANGES)
            if project is not None:
                projects[fact.subject] = project
            unreadable += project is None
    return Works(projects, routes, unreadable)


def _after(record: _Record, fact: Fact, changes: Mapping[str, _Change[_Record]]) -> _Record | None:
    day = _day(fact.body)
    if day is None:
        return None
    if fact.kind is FactKind.EVIDENCE:
        evidence = _evidence_after(record.evidence, fact.body, day)
        return None if evidence is None else replace(record, evidence=evidence)
    change = changes.get(_text(fact.body, "event"))
    return change(record, fact.body, day) if change else None


def _evidence_after(
    known: tuple[Evidence, ...], body: _Body, day: int
) -> tuple[Evidence, ...] | None:
    kind, text, step = _text(body, "kind"), _text(body, "text"), _text(body, "step")
    if kind not in set(EvidenceKind) or not text:
        return None
    left = tuple(one for one in known if (one.text, one.step) != (text, step))
    if body.get("on") is False:
        return left
    return (*left, Evidence(EvidenceKind(kind), text, day, step))


# ---------------------------------------------------------------- events of a project


def _start(record: ProjectRecord, body: _Body, day: int) -> ProjectRecord:
    began = day if record.started_on is None else record.started_on
    began_it = replace(record, state=ProjectState.STARTED, started_on=began, back_on=None, why="")
    return replace(began_it, title=_text(body, "title") or record.title)


def _resume(record: ProjectRecord, _body: _Body, _on: int) -> ProjectRecord:
    state = ProjectState.NEW if record.started_on is None else ProjectState.STARTED
    return replace(record, state=state, back_on=None, why="")


def _tick(record: ProjectRecord, body: _Body, day: int) -> ProjectRecord | None:
    ticked = _switched(record.ticked, _text(body, "milestone"), body, day)
    return None if ticked is None else replace(record, ticked=ticked)


def _check(record: ProjectRecord, body: _Body, day: int) -> ProjectRecord | None:
    checked = _switched(record.checked, _text(body, "criterion"), body, day)
    return None if checked is None else replace(record, checked=checked)


def _switched(known: Mapping[str, int], key: str, body: _Body, day: int) -> dict[str, int] | None:
    if not key:
        return None
    rest = {one: when for one, when in known.items() if one != key}
    return rest if body.get("on") is False else {**rest, key: day}


def _note(record: ProjectRecord, body: _Body, day: int) -> ProjectRecord | None:
    text = _text(body, "text")
    return replace(record, notes=(*record.notes, Note(day, text))) if text else None


def _time(record: ProjectRecord, body: _Body, day: int) -> ProjectRecord | None:
    minutes = body.get("minutes")
    if type(minutes) is not int or minutes <= 0:
        return None
    return replace(record, spells=(*record.spells, Spell(day, minutes)))


def _score(record: ProjectRecord, body: _Body, _on: int) -> ProjectRecord | None:
    row, score = _text(body, "row"), body.get("score")
    if not row or type(score) is not int or score not in _RATINGS:
        return None
    return replace(record, scores={**record.scores, row: score})


def _reflect(record: ProjectRecord, body: _Body, _on: int) -> ProjectRecord | None:
    question, text = _text(body, "question"), _text(body, "text")
    if not question:
        return None
    rest = {one: said for one, said in record.answers.items() if one != question}
    return replace(record, answers={**rest, question: text} if text else rest)


def _finish(record: ProjectRecord, body: _Body, day: int) -> ProjectRecord | None:
    one = _round(body, day)
    if one is None:
        return None
    done = replace(record, state=ProjectState.DONE, finished_on=day, back_on=None, why="")
    return replace(done, rounds=(*record.rounds, one))


def _revisit(record: ProjectRecord, body: _Body, day: int) -> ProjectRecord | None:
    one = _round(body, day)
    return None if one is None else replace(record, rounds=(*record.rounds, one))


def _round(body: _Body, day: int) -> Round | None:
    rating, due_day = body.get("rating"), _day(body, "due_day")
    if type(rating) is not int or rating not in _RATINGS or due_day is None:
        return None
    return Round(day, _RATINGS[rating], due_day, _text(body, "way"))


def _abandon(record: ProjectRecord, body: _Body, _on: int) -> ProjectRecord:
    why = _text(body, "why")
    return replace(record, state=ProjectState.ABANDONED, back_on=None, why=why)


def _postpone(record: ProjectRecord, body: _Body, _on: int) -> ProjectRecord:
    back_on, why = _day(body, "until"), _text(body, "why")
    return replace(record, state=ProjectState.POSTPONED, back_on=back_on, why=why)


_PROJECT_CHANGES: Mapping[str, _Change[ProjectRecord]] = {
    "start": _start,
    "resume": _resume,
    "tick": _tick,
    "check": _check,
    "note": _note,
    "time": _time,
    "score": _score,
    "reflect": _reflect,
    "finish": _finish,
    "revisit": _revisit,
    "abandon": _abandon,
    "postpone": _postpone,
}


# ------------------------------------------------------------------ events of a route


def _choose(record: RouteRecord, _body: _Body, day: int) -> RouteRecord:
    return replace(record, chosen_on=day if record.chosen_on is None else record.chosen_on)


def _leave(record: RouteRecord, _body: _Body, _on: int) -> RouteRecord:
    return replace(record, chosen_on=None)


def _step(record: RouteRecord, body: _Body, day: int) -> RouteRecord | None:
    done = _switched(record.done, _text(body, "step"), body, day)
    return None if done is None else replace(record, done=done)


_ROUTE_CHANGES: Mapping[str, _Change[RouteRecord]] = {
    "choose": _choose,
    "leave": _leave,
    "step": _step,
}


def _text(body: _Body, key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""


def _day(body: _Body, key: str = "day") -> int | None:
    value = body.get(key)
    return value if type(value) is int and _FIRST_DAY <= value <= _LAST_DAY else None
