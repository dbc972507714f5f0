"""The weeks ahead, simulated day by day with the learner's own memories, limits and speed.

One seeded run: every review is answered at random with its probability of recall, every new card
is drawn by the same rule as today's.  Levels are not forecast: only a check-up can measure them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mlprep.planning.checkups import ENOUGH_CARDS, STABLE_DAYS
from mlprep.planning.drawing import Draw, NewCard, Progress
from mlprep.planning.forgetting import AGAIN, EASY, GOOD, HARD, Floats, Forgetting, Ints
from mlprep.planning.priorities import Priority

YEAR_DAYS = 365
LEARNED_SHARE = 0.8
"""Of the cards that a gap asks for, recalled on a later day: then the deck counts as learned."""
FIRST_GRADES = (0.24, 0.094, 0.495, 0.171)
"""Again, Hard, Good, Easy at the first sight of a card: means of the learners behind FSRS, as its
optimiser's simulator has them."""
PASS_GRADES = (0.224, 0.631, 0.145)
"""Hard, Good, Easy of the recalled ones, from the same source."""
_MINUTE = 60.0
_WEEK = 7
_MONDAY = 4
"""Study day 4 (1970-01-05) was a Monday."""


class ForecastCancelledError(Exception):
    """The caller asked to stop."""


class MemoryState(NamedTuple):
    """A review unit that was studied before."""

    topic: str
    level: int
    stability: float
    """Days."""
    difficulty: float
    last_day: int
    due_day: int
    recalled: bool
    """Whether it was answered right, the last time, on a later day than its first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is studied, how fast, and how sure the learner wants to be."""

    parameters: Sequence[float]
    """The 21 parameters of FSRS-6."""
    minutes: float | None = None
    """A day; ``None``: no limit."""
    new_per_day: int = 20
    reviews_per_day: int = 200
    new_seconds: float = 40.0
    review_seconds: float = 10.0
    desired_retention: float = 0.9
    maximum_interval: int = 36_500
    weekday_weights: Sequence[float] = (1.0,) * _WEEK
    """Monday to Sunday."""
    days_off: frozenset[int] = frozenset()
    """Study days."""

    def share_of_day(self, day: int) -> float:
        """How much of a normal day's study a day takes: 0 on a day off."""
        weekday = self.weekday_weights[(day - _MONDAY) % _WEEK]
        return 0.0 if day in self.days_off else weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where the simulation begins."""

    today: int
    priorities: Sequence[Priority]
    memories: Sequence[MemoryState] = ()
    new: Sequence[NewCard] = ()
    recent: Mapping[str, int] = field(default_factory=dict)
    own_decks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run gave: day by day from ``today`` on, and by topic (columns of the tables)."""

    today: int
    topics: tuple[str, ...]
    minutes: Floats
    """Studied on each day."""
    reviews: Ints
    introduced_new: Ints
    """New cards on each day."""
    left_over: Ints
    """Due reviews that did not fit, at the end of each day."""
    introduced: Ints
    """Days x topics: cards introduced so far."""
    recalled: Floats
    """Days x topics: cards that would be recalled, in expectation."""
    held: Ints
    """Days x topics: cards answered right, the last time, on a later day than their first."""
    asked: Ints
    """By topic: cards introduced before the run, and those that the gap asks for."""
    stable: Floats
    """Days x topics: median stability in days (0 with fewer than five cards)."""

    @property
    def days(self) -> int:
        """Length of the run."""
        return len(self.minutes)

    def cards_asked(self, topic: str) -> int:
        """Cards of a topic introduced before the run, and those that its gap asks for."""
        return int(self.asked[self.topics.index(topic)])

    def learned_on(self, topic: str) -> int | None:
        """First study day on which a topic's deck is introduced and held; ``None``: not yet."""
        column = self.topics.index(topic)
        asked = int(self.asked[column])
        ready = (self.introduced[:, column] >= asked) & (
            self.held[:, column] >= LEARNED_SHARE * asked
        )
        return self._first(ready) if asked else None

    def checkup_on(self, topic: str) -> int | None:
        """First study day on which a check-up could confirm that the gap has closed."""
        column = self.topics.index(topic)
        complete = self.introduced[:, column] >= self.asked[column]
        return self._first(complete & (self.stable[:, column] > STABLE_DAYS))

    def recalled_share(self, day: int, topics: Sequence[str] | None = None) -> float:
        """Share of the cards asked for that would be recalled on a study day (0-1)."""
        columns = [self.topics.index(one) for one in (self.topics if topics is None else topics)]
        row = min(max(day - self.today, 0), self.days - 1)
        total = max(int(self.asked[columns].sum()), int(self.introduced[row, columns].sum()))
        return float(self.recalled[row, columns].sum()) / total if total else 1.0

    def _first(self, ready: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> int | None:
        return self.today + int(ready.argmax()) if ready.any() else None


def forecast(
    start: Start,
    pace: Pace,
    days: int = YEAR_DAYS,
    *,
    seed: int = 0,
    on_day: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Forecast:
    """Simulate so many days from today on.

    The same input and seed give the same output.  ``on_day`` hears days done and days in all;
    ``cancelled`` is asked before each day and, answering yes, makes it raise
    ``ForecastCancelledError``.
    """
    run = _Run(start, pace, days, seed)
    for index in range(days):
        if cancelled is not None and cancelled():
            raise ForecastCancelledError
        run.live(index)
        if on_day is not None:
            on_day(index + 1, days)
    return run.result()


class _Run:
    """The state of a simulation: one place in the columns for each unit, studied ones first."""

    def __init__(self, start: Start, pace: Pace, days: int, seed: int) -> None:
        self._pace, self._today = pace, start.today
        self._model = Forgetting(pace.parameters)
        self._factor = self._model.interval_factor(pace.desired_retention)
        self._random = np.random.default_rng(seed)
        names = dict.fromkeys(one.topic for one in start.priorities)
        names |= dict.fromkeys((*start.own_decks, *(one.topic for one in start.memories)))
        self._topics = tuple(names)
        self._place = {topic: index for index, topic in enumerate(self._topics)}
        self._groups: dict[tuple[str, int], int] = {}
        self._fill(start)
        self._draw = Draw(
            start.priorities, start.new, self._progress(), start.recent, start.own_decks
        )
        before = np.bincount(self._topic[: self._known], minlength=len(self._topics))
        self._introduced_now = before.astype(np.int64)
        waiting = self._draw.waiting_upwards()
        self._asked = before + np.array([waiting.get(one, 0) for one in self._topics], np.int64)
        self._make_tables(days)

    def _fill(self, start: Start) -> None:
        """Lay out the columns: memories, then room for every new card."""
        memories, self._known = start.memories, len(start.memories)
        size = self._known + len(start.new)
        rows = [(self._place[m.topic], self._group(m.topic, m.level), m) for m in memories]
        self._topic, self._in_group = np.zeros(size, np.int64), np.zeros(size, np.int64)
        self._stability, self._difficulty = np.ones(size), np.ones(size)
        self._last, self._due = np.zeros(size, np.int64), np.zeros(size, np.int64)
        self._recalled = np.zeros(size, np.bool_)
        if not rows:
            return
        known = slice(0, self._known)
        self._topic[known] = [topic for topic, _, _ in rows]
        self._in_group[known] = [group for _, group, _ in rows]
        self._stability[known] = [max(m.stability, 0.001) for m in memories]
        self._difficulty[known] = [m.difficulty for m in memories]
        self._last[known] = [m.last_day for m in memories]
        self._due[known] = [m.due_day for m in memories]
        self._recalled[known] = [m.recalled for m in memories]

    def _make_tables(self, days: int) -> None:
        columns = len(self._topics)
        self._minutes, self._reviews = np.zeros(days), np.zeros(days, np.int64)
        self._new, self._left_over = np.zeros(days, np.int64), np.zeros(days, np.int64)
        self._introduced = np.zeros((days, columns), np.int64)
        self._held = np.zeros((days, columns), np.int64)
        self._kept, self._stable = np.zeros((days, columns)), np.zeros((days, columns))

    def _group(self, topic: str, level: int) -> int:
        return self._groups.setdefault((topic, level), len(self._groups))

    def _progress(self) -> dict[tuple[str, int], Progress]:
        """Count what is introduced and recalled, by topic and level."""
        known = slice(0, self._known)
        size = len(self._groups)
        introduced = np.bincount(self._in_group[known], minlength=size).tolist()
        recalled = np.bincount(
            self._in_group[known][self._recalled[known]], minlength=size
        ).tolist()
        return {
            key: Progress(introduced[group], recalled[group]) for key, group in self._groups.items()
        }

    def live(self, index: int) -> None:
        """Study one day and write down how it ends."""
        day = self._today + index
        share = self._pace.share_of_day(day)
        spent = 0.0
        if share > 0:
            seconds = np.inf if self._pace.minutes is None else self._pace.minutes * _MINUTE * share
            spent = self._review(index, day, seconds, int(self._pace.reviews_per_day * share))
            if not self._left_over[index]:
                limit = round(self._pace.new_per_day * share)
                spent += self._introduce(index, day, seconds - spent, limit)
        self._minutes[index] = spent / _MINUTE
        self._write(index, day)

    def _review(self, index: int, day: int, seconds: float, limit: int) -> float:
        """Answer what is due, the most fading first where not all fits; seconds spent."""
        due = np.flatnonzero(self._due[: self._known] <= day)
        elapsed = np.maximum(day - self._last[due], 1)
        recall = self._model.recall(self._stability[due], elapsed)
        fits = int(min(limit, len(due), seconds // self._pace.review_seconds))
        if fits < len(due):
            fading = recall - self._model.recall(self._stability[due], elapsed + 1)
            chosen = np.argsort(-fading, kind="stable")[:fits]
            due, recall = due[chosen], recall[chosen]
            self._left_over[index] = len(fading) - fits
        grades = self._grades(recall)
        self._reviews[index] = len(due)
        stability, difficulty = self._model.later(
            self._stability[due], self._difficulty[due], recall, grades
        )
        lapsed = grades == AGAIN
        relearnt = np.full(len(due), GOOD)
        stability = np.where(lapsed, self._model.again_today(stability, relearnt), stability)
        self._recalled[due] = ~lapsed
        self._schedule(due, day, stability, difficulty)
        return len(due) * self._pace.review_seconds

    def _grades(self, recall: Floats) -> Ints:
        passed = self._random.choice((HARD, GOOD, EASY), len(recall), p=PASS_GRADES)
        return np.where(self._random.random(len(recall)) < recall, passed, AGAIN)

    def _introduce(self, index: int, day: int, seconds: float, limit: int) -> float:
        count = int(min(limit, max(0.0, seconds) // self._pace.new_seconds))
        if count <= 0:
            return 0.0
        self._draw.progress.update(self._progress())
        cards = self._draw.take(count)
        units = np.arange(self._known, self._known + len(cards))
        self._known += len(cards)
        for unit, card in zip(units.tolist(), cards, strict=True):
            self._topic[unit] = self._place[card.topic]
            self._in_group[unit] = self._group(card.topic, card.level)
            self._introduced_now[self._place[card.topic]] += 1
        grades = self._random.choice((AGAIN, HARD, GOOD, EASY), len(cards), p=FIRST_GRADES)
        stability, difficulty = self._model.first(grades)
        stepped = np.where(
            grades == EASY,
            stability,
            self._model.again_today(stability, np.full(len(cards), GOOD)),
        )
        self._schedule(units, day, stepped, difficulty)
        self._new[index] = len(cards)
        return len(cards) * self._pace.new_seconds

    def _schedule(self, units: Ints, day: int, stability: Floats, difficulty: Floats) -> None:
        self._stability[units], self._difficulty[units] = stability, difficulty
        self._last[units] = day
        days = np.rint(stability * self._factor).clip(1, self._pace.maximum_interval)
        self._due[units] = day + days.astype(np.int64)

    def _write(self, index: int, day: int) -> None:
        known, columns = slice(0, self._known), len(self._topics)
        recall = self._model.recall(self._stability[known], day - self._last[known])
        topic = self._topic[known]
        self._kept[index] = np.bincount(topic, weights=recall, minlength=columns)
        self._held[index] = np.bincount(topic[self._recalled[known]], minlength=columns)
        self._introduced[index] = self._introduced_now
        if index % _WEEK == 0 or index == len(self._minutes) - 1:
            self._stable[index] = _medians(topic, self._stability[known], columns)
        else:
            self._stable[index] = self._stable[index - 1]

    def result(self) -> Forecast:
        return Forecast(
            self._today, self._topics, self._minutes, self._reviews, self._new, self._left_over,
            self._introduced, self._kept, self._held, self._asked, self._stable,
        )  # fmt: skip


def _medians(topic: Ints, stability: Floats, columns: int) -> Floats:
    """Median stability by topic; 0 where there are too few cards to speak of."""
    found = np.zeros(columns)
    order = np.lexsort((stability, topic))
    counts = np.bincount(topic, minlength=columns)
    ends = np.cumsum(counts)
    middle = ends - counts + counts // 2
    enough = counts >= ENOUGH_CARDS
    found[enough] = stability[order][middle[enough]]
    return found
