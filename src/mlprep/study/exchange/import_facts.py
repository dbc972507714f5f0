"""What was done in another program, as facts of ours.

A due day is taken from the log entry that chose it, the memory follows by replay.  What the log
does not lead to (a due day moved without an entry, a card without a log) is a due day set at
the end, with the memory where the other program had one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from mlprep.domain.days import DayTable
from mlprep.domain.facts import Draft, Fact, FactKind, Json, PlainReview
from mlprep.domain.ids import UnitId, unit_id
from mlprep.domain.past import Past, ReviewRun, SinglePast, apart
from mlprep.domain.units import UnitState
from mlprep.formats.exchange.collection import (
    AnswerLog,
    Card,
    Ease,
    LogKind,
    Memory,
    Note,
    ReviewLog,
)
from mlprep.memory.sm2 import memory_from_ease
from mlprep.study.exchange.import_runs import LONGEST_MS, Runs

PARAMETERS_ID = "imported"
"""Stands in a review for the parameter set that chose its due day: another program's."""
SAME_MS = 50
"""Two reviews of a unit so close to one another are the same one, seen twice."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the learner's side adds: calendar, parameters, number of steps, the present."""

    days: DayTable
    parameters: tuple[float, ...]
    learning_steps: int
    now_ms: int
    saved_at_ms: int
    runs: Runs

    @property
    def state_ms(self) -> int:
        """Instant of what the other program does not date."""
        return min(self.saved_at_ms or self.now_ms, self.now_ms)


class UnitPast(NamedTuple):
    """What is known of one unit, as facts with their instants."""

    dated: list[Past]
    undated: list[tuple[int, Draft]]
    """Due days that were set at an instant which the file does not say: it is taken from the
    file's own date."""

    @property
    def all(self) -> list[Past]:
        """All of it, the undated due days after the log that they end."""
        return [*self.dated, *self.undated]


_Reached: TypeAlias = tuple[int | None, int, int]
"""Due day that a log leads to, day of its last review, instant of its last entry."""


def past_of(note: Note, card: Card, frame: Frame) -> UnitPast:
    """List what is known of one unit as facts, each with its instant."""
    unit = unit_id(note.id, card.part)
    run = frame.runs.run_of(unit, card.log) if isinstance(card.log, AnswerLog) else None
    if run is None:
        past, reached = _logged(unit, card.log, frame)
    else:
        past, reached = UnitPast([run], []), _reached_by(run)
    past.undated.extend(_present(unit, card, reached, frame))
    past.dated.extend(_states(unit, card, marked=note.marked, frame=frame))
    return past


def _reached_by(run: ReviewRun) -> _Reached:
    last, columns = run.end - 1, run.columns
    due = None if columns.in_steps[last] else columns.due[last]
    return due, columns.day[last], columns.at_ms[last]


def _logged(unit: UnitId, log: Sequence[ReviewLog], frame: Frame) -> tuple[UnitPast, _Reached]:
    """Go through a log entry by entry."""
    found: list[Past] = []
    undated: list[tuple[int, Draft]] = []
    due: int | None = None
    last_day, last_ms = 0, 0
    now_ms, day_of = frame.now_ms, frame.days.day
    for entry in log:
        at_ms, rating, duration_ms, days, step_ms, _, kind, memory = entry
        if at_ms > now_ms:
            if kind is LogKind.SET_DUE:
                due = day_of(at_ms) + (days or 0)
                undated.append((frame.state_ms, _postponed(unit, due, memory, frame)))
                continue
            at_ms = frame.state_ms
        at_ms = max(at_ms, 0)
        day = day_of(at_ms)
        if kind is LogKind.REVIEW and rating is not None:
            ms = _within(duration_ms, LONGEST_MS)
            if step_ms is None:
                due = day + (days or 0)
                found.append(PlainReview(at_ms, unit, day, int(rating), ms, due))
            else:
                due, step = None, _step(entry, frame)
                found.append(
                    PlainReview(at_ms, unit, day, int(rating), ms, None, at_ms + step_ms, step)
                )
        else:
            if kind is not LogKind.SET_DUE or memory is None:
                found.append((at_ms, Draft(*_fact(entry, unit, day))))
            if kind is LogKind.CRAM:
                continue
            due = _due(entry, day)
        last_ms = at_ms
        last_day = day if rating else last_day
        if memory is not None:
            found.append((at_ms, _with_memory(unit, (due or day, day), memory, frame)))
    return UnitPast(found, undated), (due, last_day, last_ms)


def _within(number: int, most: int) -> int:
    return min(max(number, 0), most)


def _step(entry: ReviewLog, frame: Frame) -> int:
    """Index of the step that a unit was put on."""
    return max(0, frame.learning_steps - entry.steps_left) if entry.steps_left else 0


def _fact(entry: ReviewLog, unit: UnitId, day: int) -> tuple[FactKind, UnitId, dict[str, Json]]:
    """Give what is recorded of an entry that is no review which moved the schedule."""
    if entry.kind is LogKind.RESET:
        return FactKind.RESET, unit, {}
    if entry.kind is LogKind.SET_DUE or entry.rating is None:
        return FactKind.SET_DUE, unit, {"due_day": day + (entry.days or 0), "day": day}
    ms = _within(entry.duration_ms, LONGEST_MS)
    body: dict[str, Json] = {"day": day, "rating": int(entry.rating), "ms": ms}
    return FactKind.REVIEW, unit, {**body, "parameters": PARAMETERS_ID, "cram": True}


def _due(entry: ReviewLog, day: int) -> int | None:
    """Study day on which the entry makes the unit due; ``None`` for a reset."""
    return None if entry.kind is LogKind.RESET else day + (entry.days or 0)


def _with_memory(unit: UnitId, days: tuple[int, int], memory: Memory | Ease, frame: Frame) -> Draft:
    due_day, day = days
    if isinstance(memory, Ease):
        stability, difficulty = memory_from_ease(*memory, frame.parameters)
    else:
        stability, difficulty = memory
    body: dict[str, Json] = {"due_day": due_day, "day": day, "memory": [stability, difficulty]}
    return Draft(FactKind.SET_DUE, unit, body)


def _postponed(unit: UnitId, due_day: int, memory: Memory | Ease | None, frame: Frame) -> Draft:
    """Set a due day that lies further off than its interval says."""
    day = min(frame.days.day(frame.state_ms), due_day)
    if memory is not None:
        return _with_memory(unit, (due_day, day), memory, frame)
    return Draft(FactKind.SET_DUE, unit, {"due_day": due_day, "day": day})


def _present(
    unit: UnitId, card: Card, so_far: _Reached, frame: Frame
) -> Iterator[tuple[int, Draft]]:
    """Set the due day that the log does not lead to."""
    due, last_day, last_ms = so_far
    schedule = card.schedule
    if schedule is None or schedule.due_day is None:
        return
    if schedule.memory is not None:
        day = schedule.due_day if schedule.last_day is None else schedule.last_day
        memory = schedule.memory
        yield frame.state_ms, _with_memory(unit, (schedule.due_day, day), memory, frame)
    elif schedule.due_day != due:
        day = last_day or frame.days.day(frame.state_ms)
        body: dict[str, Json] = {"due_day": schedule.due_day, "day": day}
        yield last_ms or frame.state_ms, Draft(FactKind.SET_DUE, unit, body)


def _states(unit: UnitId, card: Card, *, marked: bool, frame: Frame) -> Iterator[tuple[int, Draft]]:
    at_ms = frame.state_ms
    if card.suspended:
        yield at_ms, Draft(FactKind.SUSPEND, unit, {"on": True})
    tomorrow = frame.days.day(at_ms) + 1
    if card.buried and tomorrow > frame.days.day(frame.now_ms):
        yield at_ms, Draft(FactKind.BURY, unit, {"until": tomorrow})
    if card.flag:
        yield at_ms, Draft(FactKind.FLAG, unit, {"flag": card.flag})
    if marked:
        yield at_ms, Draft(FactKind.MARK, unit, {"on": True})


def unknown(known: UnitPast, facts: Sequence[Fact], state: UnitState) -> list[Past]:
    """Leave out what the history has already, or has moved beyond.

    A fact is known by its kind and instant, for parameters and calendar, on which its body
    depends, may have changed since.  A due day whose instant is only worked out is known by its
    day; one without any instant of its own also gives way to whatever was done after it.
    """
    reviews = sorted(one.at_ms for one in facts if one.kind is FactKind.REVIEW)
    others = {(one.kind, one.at_ms) for one in facts}
    due_days = {one.body.get("due_day") for one in facts if one.kind is FactKind.SET_DUE}
    moved_ms = max((one.at_ms for one in facts if one.kind in _SCHEDULES), default=-1)

    def is_known(one: SinglePast) -> bool:
        if isinstance(one, PlainReview):
            return _is_near(reviews, one.at_ms)
        at_ms, draft = one
        if draft.kind is FactKind.REVIEW:
            return _is_near(reviews, at_ms)
        if draft.kind is FactKind.SET_DUE and "memory" in draft.body:
            return (draft.kind, at_ms) in others or draft.body["due_day"] in due_days
        return (draft.kind, at_ms) in others or _holds(draft, state)

    return [
        *(one for one in apart(known.dated) if not is_known(one)),
        *(
            (at_ms, draft)
            for at_ms, draft in known.undated
            if draft.body["due_day"] not in due_days and moved_ms <= at_ms
        ),
    ]


_SCHEDULES = frozenset({FactKind.REVIEW, FactKind.SET_DUE, FactKind.RESET})


def _is_near(instants: Sequence[int], at_ms: int) -> bool:
    from bisect import bisect_left

    at = bisect_left(instants, at_ms - SAME_MS)
    return at < len(instants) and instants[at] <= at_ms + SAME_MS


def _holds(draft: Draft, state: UnitState) -> bool:
    """Whether the unit is as the fact says already."""
    return (
        (draft.kind is FactKind.SUSPEND and state.suspended)
        or (draft.kind is FactKind.MARK and state.marked)
        or (draft.kind is FactKind.FLAG and state.flag == draft.body.get("flag"))
        or (draft.kind is FactKind.BURY and state.buried_until == draft.body.get("until"))
    )
