"""Projects, from the start to the revisit: what a learner does to them becomes facts.

Every function returns what was done, in words, which undo names too.  They raise ``NameNotKnown``
for a project or part that there is not, ``WorkInputError`` for what was typed wrongly and
``WorkError`` for what the project's state does not allow; then nothing is recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import date_of
from mlprep.domain.facts import Draft, Json
from mlprep.domain.projects import Project
from mlprep.domain.rating import Rating
from mlprep.planning.projects import (
    REVISIT_RETENTION,
    ProjectState,
    revisit_days,
    rubric_rating,
)
from mlprep.study.review.question import short
from mlprep.study.work.facts import evidence_draft, key_of, project_draft, read_works
from mlprep.study.work.inputs import (
    WorkError,
    WorkInputError,
    evidence_from,
    find_place,
    text_from,
)
from mlprep.study.work.project_view import hours, project_named
from mlprep.study.work.states import ProjectRecord, Round
from mlprep.study.work.steps import WAYS, next_way

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

OVERALL = "overall"
"""Row that is scored of a project without a rubric."""
LOWEST_SCORE, HIGHEST_SCORE = 1, 4
SCORE_WORDS = ("incomplete", "works on my machine", "hireable", "distinguished")
_TITLE = 60


class Finish(NamedTuple):
    """What finishing, or revisiting, with these scores leads to."""

    rating: Rating
    due_day: int
    """Study day of the revisit."""

    @property
    def date(self) -> str:
        """Date of the revisit (ISO 8601)."""
        return date_of(self.due_day).isoformat()


class _Opened(NamedTuple):
    """A project that something is being done to."""

    workspace: "Workspace"
    project: Project
    record: ProjectRecord

    @property
    def title(self) -> str:
        return f'"{short(self.project.title, _TITLE)}"'

    def draft(self, event: str, label: str, **more: Json) -> Draft:
        return project_draft(self.project.id, event, self.workspace.today, label, **more)

    def start(self, label: str) -> Draft:
        return self.draft("start", label, title=self.project.title)

    def working(self, label: str) -> list[Draft]:
        """Begin the project, or take it up again, where it is being worked on but not begun."""
        going = {ProjectState.STARTED, ProjectState.DONE}
        return [] if self.record.state in going else [self.start(label)]

    def record_it(self, label: str, drafts: Iterable[Draft]) -> str:
        self.workspace.record(*drafts)
        return label


def _open(workspace: "Workspace", name: str) -> _Opened:
    project = project_named(workspace, name)
    return _Opened(workspace, project, read_works(workspace).project(project.id))


# ---------------------------------------------------------------------------- states


def start(workspace: "Workspace", name: str) -> str:
    """Begin a project, or take one up again that was postponed or abandoned."""
    one = _open(workspace, name)
    if one.record.state is ProjectState.STARTED:
        raise WorkError(f"{one.title} is begun already; tick its milestones as you reach them")
    if one.record.state is ProjectState.DONE:
        raise WorkError(f"{one.title} is finished; it comes back as a revisit")
    again = one.record.started_on is not None
    label = f"Took {one.title} up again" if again else f"Began {one.title}"
    return one.record_it(label, [one.start(label)])


def abandon(workspace: "Workspace", name: str, why: str = "") -> str:
    """Leave a project for good: it is not offered any more, what was done of it is kept."""
    one = _unfinished(workspace, name)
    if one.record.state is ProjectState.ABANDONED:
        raise WorkError(f"{one.title} is abandoned already")
    label = f"Abandoned {one.title}"
    return one.record_it(label, [one.draft("abandon", label, why=why.strip())])


def postpone(workspace: "Workspace", name: str, until: int | None = None, why: str = "") -> str:
    """Put a project off, to a study day or until it is asked for."""
    one = _unfinished(workspace, name)
    when = f" to {date_of(until)}" if until is not None else ""
    label = f"Postponed {one.title}{when}"
    return one.record_it(label, [one.draft("postpone", label, until=until, why=why.strip())])


def resume(workspace: "Workspace", name: str) -> str:
    """Bring back a project that was postponed or abandoned."""
    one = _open(workspace, name)
    if one.record.state not in {ProjectState.POSTPONED, ProjectState.ABANDONED}:
        raise WorkError(f"{one.title} is neither postponed nor abandoned")
    label = f"Brought {one.title} back"
    return one.record_it(label, [one.draft("resume", label)])


def _unfinished(workspace: "Workspace", name: str) -> _Opened:
    one = _open(workspace, name)
    if one.record.state is ProjectState.DONE:
        raise WorkError(f"{one.title} is finished already; undo takes that back")
    return one


# ------------------------------------------------------------------------ working on it


def note(workspace: "Workspace", name: str, text: str) -> str:
    """Keep a note."""
    one = _open(workspace, name)
    kept = text_from(text, "a note")
    label = f"Noted on {one.title}"
    return one.record_it(label, [one.draft("note", label, text=kept)])


def log_time(workspace: "Workspace", name: str, minutes: int) -> str:
    """Add minutes to the time logged."""
    one = _open(workspace, name)
    whole = hours(one.record.hours + minutes / 60)
    box = f" of {hours(one.project.hours)}" if one.project.hours else ""
    label = f"Logged {minutes} min on {one.title}"
    drafts = [*one.working(label), one.draft("time", label, minutes=minutes)]
    return f"{one.record_it(label, drafts)}: {whole}{box}"


def tick(workspace: "Workspace", name: str, milestones: Sequence[str], *, on: bool = True) -> str:
    """Tick milestones (by number, id or title), or take their ticks away."""
    one = _open(workspace, name)
    known = one.project.milestones
    places = [
        find_place(part, [(each.id, each.title) for each in known], "milestone")
        for part in milestones
    ]
    chosen = [known[at] for at in dict.fromkeys(places)]
    chosen = [each for each in chosen if (each.id in one.record.ticked) is not on]
    if not chosen:
        raise WorkError(f"nothing changes: of {one.title} that is {'' if on else 'not '}ticked")
    what = ", ".join(f'"{short(each.title, _TITLE)}"' for each in chosen)
    label = f"{'Ticked' if on else 'Unticked'} {what} of {one.title}"
    drafts = [one.draft("tick", label, milestone=each.id, on=on) for each in chosen]
    return one.record_it(label, [*(one.working(label) if on else ()), *drafts])


def check(workspace: "Workspace", name: str, criteria: Sequence[str], *, on: bool = True) -> str:
    """Check acceptance criteria off (by number), or take the check away."""
    one = _open(workspace, name)
    places = [
        find_place(part, [(text,) for text in one.project.accept], "criterion") for part in criteria
    ]
    keys = {key_of(one.project.accept[at]): at + 1 for at in places}
    keys = {key: at for key, at in keys.items() if (key in one.record.checked) is not on}
    if not keys:
        raise WorkError(f"nothing changes: of {one.title} that is {'' if on else 'not '}checked")
    numbers = ", ".join(map(str, keys.values()))
    what = f"criteri{'a' if len(keys) > 1 else 'on'} {numbers}"
    label = f"{'Checked' if on else 'Unchecked'} {what} of {one.title}"
    drafts = [one.draft("check", label, criterion=key, on=on) for key in keys]
    return one.record_it(label, [*(one.working(label) if on else ()), *drafts])


def score(workspace: "Workspace", name: str, scores: Mapping[str, int]) -> str:
    """Score rows of the rubric (by number or name), 1 to 4."""
    one = _open(workspace, name)
    found = _scores(one, scores)
    what = ", ".join(f"{short(row, _TITLE)} {given}" for row, given in found.items())
    label = f"Scored {one.title}: {what}"
    return one.record_it(label, [*one.working(label), *_score_drafts(one, found, label)])


def _score_drafts(one: _Opened, scores: Mapping[str, int], label: str) -> list[Draft]:
    return [one.draft("score", label, row=row, score=given) for row, given in scores.items()]


def _scores(one: _Opened, scores: Mapping[str, int]) -> dict[str, int]:
    rows = _rows(one.project)
    found = {}
    for name, given in scores.items():
        if not LOWEST_SCORE <= given <= HIGHEST_SCORE:
            told = ", ".join(f"{n} {word}" for n, word in enumerate(SCORE_WORDS, 1))
            raise WorkInputError(f"a row is scored from 1 to 4 ({told}), not {given}")
        found[rows[find_place(name, [(row,) for row in rows], "row of the rubric")]] = given
    return found


def _rows(project: Project) -> list[str]:
    return [one.row for one in project.rubric] or [OVERALL]


def reflect(workspace: "Workspace", name: str, question: str, text: str) -> str:
    """Answer a question of reflection (by number); an empty text takes the answer away."""
    one = _open(workspace, name)
    at = find_place(question, [(each,) for each in one.project.reflect], "question")
    kept = text_from(text, "an answer") if text.strip() else ""
    label = f"{'Answered' if kept else 'Cleared'} question {at + 1} of {one.title}"
    key = key_of(one.project.reflect[at])
    return one.record_it(label, [one.draft("reflect", label, question=key, text=kept)])


def add_evidence(workspace: "Workspace", name: str, text: str) -> str:
    """Record what shows the work: a link, a file that exists, or a sentence."""
    one = _open(workspace, name)
    found = evidence_from(text, workspace.today)
    label = f"Recorded a {found.kind.value} as evidence of {one.title}"
    return one.record_it(label, [evidence_draft(one.project.id, found, label)])


def drop_evidence(workspace: "Workspace", name: str, number: int) -> str:
    """Take evidence away again, by its number."""
    one = _open(workspace, name)
    known = one.record.evidence
    at = find_place(str(number), [()] * len(known), "piece of evidence")
    label = f"Took evidence {at + 1} of {one.title} away"
    gone = replace(known[at], day=workspace.today)
    return one.record_it(label, [evidence_draft(one.project.id, gone, label, on=False)])


# ------------------------------------------------------------------------------ the end


def finish_preview(
    workspace: "Workspace", name: str, scores: Mapping[str, int] | None = None
) -> Finish | None:
    """Say when the project would come back if it were finished now; ``None`` without all scores."""
    one = _open(workspace, name)
    given = {**one.record.scores, **_scores(one, scores or {})}
    rows = _rows(one.project)
    if any(row not in given for row in rows):
        return None
    return _come_back(workspace, one.record, rubric_rating(given[row] for row in rows))


def finish(
    workspace: "Workspace",
    name: str,
    scores: Mapping[str, int] | None = None,
    evidence: Sequence[str] = (),
) -> str:
    """Finish a project whose rubric is scored; schedules its revisit.

    The mean of the rubric is the rating; FSRS at a desired retention of 0.80, without steps,
    gives the day, at least a week away.
    """
    one = _unfinished(workspace, name)
    found = _scores(one, scores or {})
    given = {**one.record.scores, **found}
    missing = [row for row in _rows(one.project) if row not in given]
    if missing:
        rows = ", ".join(f'"{row}"' for row in missing)
        raise WorkError(f"score the rubric of {one.title} first, 1 to 4 a row; open: {rows}")
    rating = rubric_rating(given[row] for row in _rows(one.project))
    end = _come_back(workspace, one.record, rating)
    label = f"Finished {one.title}"
    shown = [evidence_from(text, workspace.today) for text in evidence]
    drafts = [
        *([one.start(label)] if one.record.started_on is None else []),
        *_score_drafts(one, found, label),
        *(evidence_draft(one.project.id, each, label) for each in shown),
        one.draft("finish", label, rating=int(rating), due_day=end.due_day),
    ]
    return (
        f"{one.record_it(label, drafts)}; it comes back on {end.date}{_open_ends(one, bool(shown))}"
    )


def _open_ends(one: _Opened, shown: bool) -> str:
    """Say what was left open: a finished project stays honest about it."""
    milestones = sum(each.id not in one.record.ticked for each in one.project.milestones)
    criteria = sum(key_of(text) not in one.record.checked for text in one.project.accept)
    left = [
        f"{count} of its {what}"
        for count, what in ((milestones, "milestones"), (criteria, "criteria"))
        if count
    ]
    told = f"; {' and '.join(left)} stay open" if left else ""
    return told if shown or one.record.evidence else f"{told}; no evidence is recorded yet"


def revisit(workspace: "Workspace", name: str, given: int, way: str = "") -> str:
    """Record a revisit of a finished project with a score of 1 to 4; schedules the next."""
    one = _open(workspace, name)
    if one.record.state is not ProjectState.DONE or not one.record.rounds:
        raise WorkError(f"{one.title} is not finished, so there is nothing to revisit")
    if not LOWEST_SCORE <= given <= HIGHEST_SCORE:
        raise WorkInputError(f"a revisit is scored from 1 to 4, not {given}")
    if way and way not in WAYS:
        raise WorkInputError(f"a project is revisited by {', '.join(WAYS)}, not by {way!r}")
    chosen = way or next_way(one.record)
    end = _come_back(workspace, one.record, Rating(given))
    label = f"Revisited {one.title} ({chosen})"
    draft = one.draft("revisit", label, rating=given, due_day=end.due_day, way=chosen)
    return f"{one.record_it(label, [draft])}; it comes back on {end.date}"


def _come_back(workspace: "Workspace", record: ProjectRecord, rating: Rating) -> Finish:
    today = workspace.today
    days = days_to_revisit(record.rounds, rating, today, workspace.parameters)
    return Finish(rating, today + min(days, workspace.settings.maximum_interval))


def days_to_revisit(
    rounds: Sequence[Round], rating: Rating, day: int, parameters: tuple[float, ...]
) -> int:
    """Days until the next revisit after a round on this study day, from all rounds before it.

    FSRS-6 at a desired retention of 0.80, without steps and fuzz, at least a week.
    """
    from mlprep.memory.model import interval_days, next_memory

    stability: float | None = None
    difficulty: float | None = None
    last = day
    for one in rounds:
        elapsed = None if stability is None else max(0, one.day - last)
        stability, difficulty = next_memory(stability, difficulty, elapsed, one.rating, parameters)
        last = one.day
    elapsed = None if stability is None else max(0, day - last)
    after, _ = next_memory(stability, difficulty, elapsed, rating, parameters)
    return revisit_days(interval_days(after, REVISIT_RETENTION, parameters))
