"""A made-up learner with a year of history, in a folder of its own; the same for every seed.

The learner's true memory follows FSRS-6 with parameters a little other than the scheduler's,
so that retention, leeches and lapses look as they do in life.
"""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mlprep.domain.clock import Clock
from mlprep.domain.days import MINUTE_MS, Calendar
from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import DeviceId, UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.model import DEFAULT_PARAMETERS, next_memory, retrievability
from mlprep.memory.scheduler import Moment, Rules, outcomes, rules_from
from mlprep.store.paths import paths_below
from mlprep.study.demo_sittings import sit
from mlprep.study.demo_work import DemoWork
from mlprep.study.workspace import Workspace

DEMO_FOLDER = "demo"
DEVICE = DeviceId("demo-device")
DAYS = 365
SEED = 20_26
INTRODUCED_SHARE = 0.75
"""Share of the library that the learner has met by now."""
MOST_NEW = 8
STUDIED_SHARE = 0.9
"""Share of days on which the learner studies."""
TRUE_PARAMETERS = tuple(
    value * factor
    for value, factor in zip(DEFAULT_PARAMETERS, [0.95, 0.95, 0.95, 0.95] + [1.0] * 17, strict=True)
)


def make_demo(home: Path, clock: Clock, *, fresh: bool = False, days: int | None = None) -> bool:
    """Make the learner where there is none that has studied up to yesterday; whether it did.

    They studied for a year, or for so many days.
    """
    paths = paths_below(home)
    if not fresh and is_made(home, clock):
        return False
    if home.exists():
        shutil.rmtree(home)
    with Workspace.open(paths=paths, clock=clock) as opened:
        opened.refresh_library()
        start = opened.calendar.start_ms(opened.today)
        if days is None:
            sit(paths, start, SEED)
        live(opened, days or DAYS)
    return True


def is_made(home: Path, clock: Clock) -> bool:
    """Whether the learner is there, and has studied up to yesterday."""
    paths = paths_below(home)
    if not paths.history.exists():
        return False
    with Workspace.open(paths=paths, clock=clock) as opened:
        return opened.history.note("demo") == str(opened.today)


def live(workspace: Workspace, days: int) -> None:
    """Live so many days up to yesterday, and record them."""
    workspace.history.merge(_Learner(workspace, days).facts())
    workspace.history.set_note("demo", str(workspace.today))


@dataclass(slots=True)
class _Mind:
    """What the learner truly remembers of one unit."""

    state: UnitState
    stability: float | None = None
    difficulty: float | None = None


@dataclass(slots=True)
class _Writer:
    """Numbers the facts of the made-up device."""

    number: int = 0

    def fact(self, at_ms: int, kind: FactKind, subject: str, body: dict[str, Json]) -> Fact:
        self.number += 1
        return Fact(DEVICE, self.number, at_ms, kind, subject, body, self.number)


@dataclass(slots=True)
class _Day:
    """One day of study: the instant moves on with every answer."""

    day: int
    now_ms: int
    load: dict[int, int] = field(default_factory=dict)


class _Learner:
    """Lives through the days and yields what happens as facts."""

    def __init__(self, workspace: Workspace, days: int) -> None:
        self.calendar: Calendar = workspace.calendar
        self.first_day = workspace.today - days
        self.last_day = workspace.today - 1
        self.rules: Rules = rules_from(workspace.settings)
        self.random = random.Random(SEED)  # noqa: S311  # a made-up learner
        self.writer = _Writer()
        self.waiting = list(_units_in_order(workspace))
        self.work = DemoWork(workspace.library, workspace.today).by_day
        self.pace = min(MOST_NEW, INTRODUCED_SHARE * len(self.waiting) / (days * STUDIED_SHARE))
        self.minds: dict[UnitId, _Mind] = {}
        self.load: dict[int, int] = {}

    def facts(self) -> Iterator[Fact]:
        """Yield the facts of the whole time, in order."""
        start = self.calendar.start_ms(self.first_day)
        for key, value in _SETTINGS.items():
            yield self.writer.fact(start, FactKind.SETTING, key, {"value": value})
        for number in range(self.first_day, self.last_day + 1):
            yield from self._worked(number)
            if self.random.random() < STUDIED_SHARE:
                hour = self.random.uniform(3.5, 15.0)
                now = self.calendar.start_ms(number) + round(hour * 60 * MINUTE_MS)
                yield from self._study(_Day(number, now, self.load))

    def _worked(self, day: int) -> Iterator[Fact]:
        """Do what was done away from the cards, early on the day."""
        for draft in self.work.get(day, ()):
            at_ms = self.calendar.start_ms(day)
            yield self.writer.fact(at_ms, draft.kind, draft.subject, dict(draft.body))

    def _study(self, day: _Day) -> Iterator[Fact]:
        due = [unit for unit, mind in self.minds.items() if _is_due(mind.state, day.day)]
        self.random.shuffle(due)
        count = int(self.pace) + (self.random.random() < self.pace % 1)
        fresh, self.waiting = self.waiting[:count], self.waiting[count:]
        for unit in fresh:
            self.minds[unit] = _Mind(UnitState(unit))
        asked = [*due, *fresh]
        while asked:
            unit = asked.pop(0)
            yield from self._answer(unit, day)
            if self.minds[unit].state.phase.in_steps:
                asked.insert(min(len(asked), 6), unit)

    def _answer(self, unit: UnitId, day: _Day) -> Iterator[Fact]:
        mind = self.minds[unit]
        rating = self._rating(mind, day.day)
        seconds = max(3.0, self.random.lognormvariate(2.2, 0.5))
        day.now_ms += round(seconds * 1000)
        if mind.state.due_at_ms is not None:
            day.now_ms = max(day.now_ms, mind.state.due_at_ms)
        moment = Moment(day.now_ms, day.day, day.load)
        outcome = outcomes(mind.state, self.rules, moment)[rating]
        review = outcome.review._replace(duration_ms=min(60_000, round(seconds * 1000)))
        elapsed = None if mind.state.last_day is None else day.day - mind.state.last_day
        mind.stability, mind.difficulty = next_memory(
            mind.stability, mind.difficulty, elapsed, rating, TRUE_PARAMETERS
        )
        self._move_load(mind.state, outcome.state)
        leech = outcome.state.lapses >= LEECH and not mind.state.suspended
        mind.state = outcome.state
        draft = review.draft()
        yield self.writer.fact(day.now_ms, draft.kind, unit, dict(draft.body))
        if leech:
            mind.state = mind.state._replace(suspended=True)
            yield self.writer.fact(day.now_ms, FactKind.SUSPEND, unit, {"on": True})

    def _rating(self, mind: _Mind, day: int) -> Rating:
        chance = self.random.random()
        if mind.stability is None or mind.state.last_day is None:
            known = 0.6
        else:
            elapsed = day - mind.state.last_day
            known = retrievability(mind.stability, elapsed, TRUE_PARAMETERS)
        if chance >= known:
            return Rating.AGAIN
        return self.random.choices([Rating.HARD, Rating.GOOD, Rating.EASY], [12, 78, 10])[0]

    def _move_load(self, before: UnitState, after: UnitState) -> None:
        if before.due_day in self.load:
            self.load[before.due_day] -= 1
        if after.due_day is not None:
            self.load[after.due_day] = self.load.get(after.due_day, 0) + 1


LEECH = 8
_SETTINGS: dict[str, Json] = {
    "background": "software-engineer",
    "role": "mle",
    "new_per_day": 8,
    "minutes_per_day": 30,
}


def _is_due(state: UnitState, today: int) -> bool:
    waiting = state.due_day is not None and state.due_day <= today
    return (
        state.phase is not Phase.NEW and not state.suspended and (waiting or state.phase.in_steps)
    )


def _units_in_order(workspace: Workspace) -> Iterator[UnitId]:
    """Units as the learner meets them: must-know and easy ones first, one part of a card a day."""
    cards = sorted(
        workspace.library.cards(), key=lambda card: (card.priority, card.level, card.position)
    )
    for card in cards:
        for part in card.parts:
            yield UnitId(f"{card.id}#{part}" if part else card.id)
