"""A sitting: next question, answer, pause, end; whatever a front end can do to one.

Every answer is a fact, durable before the next question is shown, so that a sitting goes on
where it was left, also after a crash.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from mlprep.assessment import Length, Outcome, Response
from mlprep.assessment.stopping import LENGTHS
from mlprep.domain.days import date_of
from mlprep.study.measuring.asked import Asked, Judged, asked, judge
from mlprep.study.measuring.confirming import confirm
from mlprep.study.measuring.evidence import Evidence, gather_evidence
from mlprep.study.measuring.sitting_facts import (
    CHECK_UP,
    SITTING,
    Begun,
    Given,
    SittingRecord,
    days_of,
    ended_draft,
    given_draft,
    new_seed,
    read_sittings,
)
from mlprep.study.measuring.standpoint import NothingToAsk, focus_of

if TYPE_CHECKING:
    from mlprep.study.measuring.courses import Course, SittingProgress
    from mlprep.study.workspace import Workspace

STANDARD = "standard"
_READ_FIRST = (
    "Three answers came faster than the question can be read; such answers are not counted."
    "  Take your time, or say that you don't know."
)


class SittingSession:
    """One sitting or check-up; open it with ``open_sitting`` or ``open_check_up``."""

    def __init__(self, workspace: "Workspace", evidence: Evidence, record: SittingRecord) -> None:
        self.workspace = workspace
        self.record = record
        self.asked: Asked | None = None
        self.notice = ""
        """Something to tell the learner now; empty most of the time."""
        self._evidence = evidence
        self._course = _course(evidence, record)
        self._remember_versions()

    # ----------------------------------------------------------------- asking

    def next(self) -> Asked | None:
        """Show the next question, the same until it is answered; None at the end."""
        self._notice_others()
        if not self.record.is_open:
            self.asked = None
            return None
        spec = self._course.next_item()
        item = self._evidence.bank.item(spec.id) if spec else None
        if spec is None or item is None:
            self.asked = None
            self.finish(self._course.stopped or "exhausted")
            return None
        number, now = len(self.record.given) + 1, self.workspace.clock.now_ms()
        self.asked = asked(item, spec, sitting=self.record.id, number=number, at_ms=now)
        return self.asked

    def answer(
        self,
        *,
        typed: str = "",
        picked: Iterable[int] = (),
        dont_know: bool = False,
        sure: bool | None = None,
    ) -> Asked | None:
        """Record the answer to the shown question durably, then show the next one.

        ``picked`` are options as shown, from 0.  Raises ``AnswerMissing`` with a sentence where
        there is nothing to judge; then nothing is recorded.
        """
        if self.asked is None:
            raise LookupError("no question is shown")
        shown = self.asked
        judged = Judged(Outcome.DONT_KNOW) if dont_know else judge(shown, typed, picked)
        self.notice = ""
        if self.record.is_idle(self.workspace.clock.now_ms()):
            self._begin_next()
        given = self._given(shown, judged, sure)
        fact = self.workspace.record(given_draft(self.record.id, given))[0]
        at = replace(given.response, at=days_of(fact.at_ms))
        given = replace(given, at_ms=fact.at_ms, response=at)
        self.record = replace(self.record, given=(*self.record.given, given))
        self._go_on(given)
        return self.next()

    def _given(self, shown: Asked, judged: Judged, sure: bool | None) -> Given:
        now = self.workspace.clock.now_ms()
        seconds = max(0, now - shown.shown_at_ms) / 1000
        response = Response(shown.spec, judged.outcome, seconds, sure, days_of(now))
        chance = self._course.chance(shown.spec)
        return Given(response, now, judged.typed, judged.picked, chance)

    def _go_on(self, given: Given) -> None:
        """Tell the course; where it would have asked something else it starts from the facts."""
        expected = self._course.next_item()
        if expected is None or expected.id != given.item:
            self._course = _course(self._evidence, self.record)
        elif self._course.take(given.response):
            self.notice = _READ_FIRST

    def _begin_next(self) -> None:
        """Close a sitting that was idle for 72 hours; the answer opens the next one."""
        workspace, old = self.workspace, self.record
        workspace.record(ended_draft(old.id, "idle"))
        self._evidence = gather_evidence(workspace)
        self.record = begin(workspace, self._evidence, _like(old.begun))
        self._course = _course(self._evidence, self.record)
        self._remember_versions()
        self.notice = _closed(workspace, old)

    # ------------------------------------------------------------ other writers

    def _remember_versions(self) -> None:
        self._versions = (self.workspace.history.data_version(), self.workspace.library.version)

    def _notice_others(self) -> None:
        """Start from the facts again where another program or an edited bank changed them."""
        seen = (self.workspace.history.data_version(), self.workspace.library.version)
        if seen == self._versions:
            return
        self.workspace.forget_cached()
        self._evidence = gather_evidence(self.workspace)
        found = [one for one in self._evidence.sittings if one.id == self.record.id]
        self.record = found[0] if found else self.record
        self._course = _course(self._evidence, self.record)
        self._remember_versions()

    # -------------------------------------------------------------- the end

    def pause(self) -> None:
        """Leave the sitting; time away does not count.  ``next`` takes it up again."""
        self.asked = None

    def finish(self, why: str = "finished") -> None:
        """End the sitting now; its answers count."""
        if self.record.is_open:
            self.workspace.record(ended_draft(self.record.id, why))
            self.record = replace(self.record, ended=why)
            confirm(self.workspace, self.record)
        self.asked = None

    def discard(self) -> None:
        """Throw the sitting away: its answers do not count; its questions stay seen."""
        self.workspace.record(ended_draft(self.record.id, "discarded", discarded=True))
        self.record = replace(self.record, ended="discarded", discarded=True)
        _renew_summary(self.workspace)
        self.asked = None

    def extend(self, length: str) -> Asked | None:
        """Go on to another length, also after the end; returns the next question."""
        begun = replace(self.record.begun, length=self._course.extend(length_of(length)))
        self.workspace.record(begun.draft())
        self.record = replace(self.record, begun=begun, ended="")
        return self.next()

    @property
    def is_over(self) -> bool:
        """Whether the sitting was ended or discarded."""
        return not self.record.is_open

    @property
    def is_check_up(self) -> bool:
        """Whether these are the four questions of a check-up."""
        return self.record.begun.mode == CHECK_UP

    @property
    def progress(self) -> "SittingProgress":
        """How sure we are so far."""
        return self._course.progress()


# ---------------------------------------------------------------------- opening


def unfinished(workspace: "Workspace") -> SittingRecord | None:
    """Find the newest sitting or check-up that can be taken up; loads no numpy."""
    now = workspace.clock.now_ms()
    found = [one for one in read_sittings(workspace) if one.is_open and not one.is_idle(now)]
    return found[-1] if found else None


def open_sitting(
    workspace: "Workspace", names: Iterable[str] = (), length: str | None = None
) -> SittingSession:
    """Take up the unfinished sitting, or begin one.

    ``names`` are areas or topics: another focus than the unfinished sitting's begins a new one.
    ``length`` is quick, standard, deep or open; another one changes how long the unfinished
    sitting goes on.  Raises ``NameNotKnown`` or ``NothingToAsk`` with a sentence.
    """
    evidence = gather_evidence(workspace)
    focus = focus_of(evidence.skills, names)
    now = workspace.clock.now_ms()
    waiting = [one for one in evidence.sittings if one.is_open and one.begun.mode == SITTING]
    left = [one for one in waiting if one.is_idle(now)]
    workspace.record(*(ended_draft(one.id, "idle") for one in left))
    current = next((one for one in reversed(waiting) if one not in left), None)
    if current is not None and (not focus or focus == current.begun.focus):
        return _take_up(workspace, evidence, current, length)
    if current is not None:
        workspace.record(ended_draft(current.id, "left"))
    idle = left[-1].begun if left and not focus else None
    wanted = Begun("", now, 0, length_of(length or STANDARD), focus)
    if idle is not None and length is None:
        wanted = _like(idle)
    session = SittingSession(workspace, evidence, begin(workspace, evidence, wanted))
    session.notice = _closed(workspace, left[-1]) if left else ""
    return session


def _take_up(
    workspace: "Workspace", evidence: Evidence, record: SittingRecord, length: str | None
) -> SittingSession:
    if length is not None and length != record.begun.length.name:
        begun = replace(record.begun, length=length_of(length))
        workspace.record(begun.draft())
        record = replace(record, begun=begun)
    return SittingSession(workspace, evidence, record)


def open_check_up(workspace: "Workspace", topic: str) -> SittingSession:
    """Take up or begin the check-up of a topic: four questions never seen before."""
    evidence = gather_evidence(workspace)
    focus = focus_of(evidence.skills, [topic])
    now = workspace.clock.now_ms()
    for record in evidence.sittings:
        same = record.begun.mode == CHECK_UP and record.begun.focus == focus
        if same and record.is_open and not record.is_idle(now):
            return SittingSession(workspace, evidence, record)
    wanted = _check_up(workspace, evidence, focus[0])
    return SittingSession(workspace, evidence, begin(workspace, evidence, wanted))


def _check_up(workspace: "Workspace", evidence: Evidence, topic: str) -> Begun:
    from mlprep.assessment.checkup import choose_checkup

    now = workspace.clock.now_ms()
    seed = new_seed(workspace.history.device, now, len(evidence.sittings))
    items = choose_checkup(
        evidence.learner(evidence.standpoint([topic])),
        evidence.bank.specs,
        topic,
        today=days_of(now),
        seed=seed,
        exposures=evidence.exposures(),
    )
    if not items:
        title = evidence.skills.topic_title(topic)
        raise NothingToAsk(f"every question on {title} was seen before; none is left to check with")
    length = Length(CHECK_UP, len(items), len(items))
    return Begun("", now, seed, length, (topic,), CHECK_UP, tuple(item.id for item in items))


def begin(workspace: "Workspace", evidence: Evidence, wanted: Begun) -> SittingRecord:
    """Record the beginning of a sitting; raises ``NothingToAsk`` where no item is left."""
    if not len(evidence.bank):
        raise NothingToAsk("there are no questions: no item bank was found")
    now = workspace.clock.now_ms()
    nth = len(evidence.sittings)
    seed = wanted.seed or new_seed(workspace.history.device, now, nth)
    begun = replace(wanted, id=f"sitting-{seed:012x}", at_ms=now, seed=seed)
    course = _course(evidence, SittingRecord(begun))
    if course.next_item() is None:
        raise NothingToAsk(_nothing(evidence, wanted.focus))
    begun = replace(begun, spread=course.spread)
    fact = workspace.record(begun.draft())[0]
    return SittingRecord(replace(begun, at_ms=fact.at_ms))


def discard_sitting(workspace: "Workspace") -> SittingRecord | None:
    """Discard the unfinished sitting; returns it, or None where there is none."""
    found = unfinished(workspace)
    if found is not None:
        workspace.record(ended_draft(found.id, "discarded", discarded=True))
        _renew_summary(workspace)
    return found


def _renew_summary(workspace: "Workspace") -> None:
    from mlprep.study.measuring.profile import renew_summary

    renew_summary(workspace)


def length_of(name: str) -> Length:
    """Look up a length by its name; raises ``ValueError`` where there is none such."""
    if name not in LENGTHS:
        raise ValueError(f"a sitting is {', '.join(LENGTHS)}, not {name!r}")
    return LENGTHS[name]


def _like(begun: Begun) -> Begun:
    """Begin another sitting as this one was; a check-up goes on as a focus on its topic."""
    if begun.mode == CHECK_UP:
        return Begun("", 0, 0, Length(CHECK_UP, len(begun.items), 0), begun.focus)
    return Begun("", 0, 0, begun.length, begun.focus)


def _course(evidence: Evidence, record: SittingRecord) -> "Course":
    from mlprep.study.measuring.courses import course_of

    return course_of(evidence, record)


def _nothing(evidence: Evidence, focus: tuple[str, ...]) -> str:
    if not focus:
        return "every question was seen lately; in some weeks they can be asked again"
    skills = evidence.skills
    names = [
        skills.area_title(one) if one in skills.areas else skills.topic_title(one) for one in focus
    ]
    return f"no question on {' or '.join(names)} is left: none is there, or all were seen lately"


def _closed(workspace: "Workspace", record: SittingRecord) -> str:
    day = date_of(workspace.calendar.day(record.last_ms))
    count = len(record.given)
    return (
        f"The sitting that you left on {day} was closed after 72 hours; its {count}"
        f" answer{'s' * (count != 1)} count.  This is the next one."
    )
