"""One simulated learner: a place in the columns for each unit, studied ones first.

Written for speed: what a day changes is added to running counts instead of being counted anew,
and recall, which needs a power of every unit, is worked out once a week and taken to move evenly
between.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from mlprep.domain.check_ups import STABLE_DAYS
from mlprep.planning.drawing import Draw, NewCard, Progress
from mlprep.planning.forgetting import AGAIN, GOOD, HARD, Floats, Forgetting, Ints
from mlprep.planning.pace import NOTHING_SPENT, MemoryState, Pace, Spent, Start

Truths: TypeAlias = npt.NDArray[np.bool_]
_MINUTE = 60.0
_WEEK = 7
_LOWEST_STABILITY = 0.001


class Simulation:
    """The state of a run, and its tables: one row for each day, columns for topics."""

    def __init__(self, start: Start, pace: Pace, days: int, seed: int) -> None:
        self._pace, self._today, self._spent = pace, start.today, start.spent
        self._model = Forgetting(pace.parameters)
        self._factor = self._model.interval_factor(pace.desired_retention)
        self._random = np.random.default_rng(seed)
        self._first_grades = np.cumsum(pace.first_grades)[:3]
        self._pass_grades = np.cumsum(pace.pass_grades)[:2]
        names = dict.fromkeys(one.topic for one in start.priorities)
        names |= dict.fromkeys((*start.own_decks, *(one.topic for one in start.memories)))
        self.topics = tuple(names)
        self._place = {topic: index for index, topic in enumerate(self.topics)}
        self._group: dict[tuple[str, int], int] = {}
        """Number of each topic and level."""
        self._fill(start.memories, start.new)
        progress = self._counted()
        self._draw = Draw(
            start.priorities, start.new, progress, start.recent, start.own_decks, start.first,
            start.mine,
        )  # fmt: skip
        self._waiting = self._draw.waiting
        waiting = self._draw.waiting_upwards()
        self.begun = self._introduced_now.copy()
        self.asked = self.begun + np.array([waiting.get(one, 0) for one in self.topics], np.int64)
        self._make_tables(days)

    def _fill(self, memories: Sequence[MemoryState], new: Sequence[NewCard]) -> None:
        """Lay out the columns: memories, then room for every new card."""
        self._known = known = len(memories)
        room = [0.0] * len(new)
        columns: Sequence[Sequence[Any]] = list(zip(*memories, strict=True)) or [()] * 7
        topics, levels, stability, difficulty, last, due, recalled = columns
        numbers = [self._number(key) for key in zip(topics, levels, strict=True)]
        for card in new:
            self._number((card.topic, card.level))
        self._in_group = np.array([*numbers, *room], np.int64)
        self._topic = np.array([*(self._place[topic] for topic in topics), *room], np.int64)
        self._stability = np.array([*stability, *room], np.float64).clip(_LOWEST_STABILITY)
        self._difficulty = np.array([*difficulty, *room], np.float64)
        self._last, self._due = (np.array([*one, *room], np.int64) for one in (last, due))
        self._recalled = np.array([*recalled, *room], np.bool_)
        counts, known_topics = len(self.topics), self._topic[:known]
        self._introduced_now = np.bincount(known_topics, minlength=counts)
        self._held_now = np.bincount(known_topics[self._recalled[:known]], minlength=counts)
        stable = self._stability[:known] > STABLE_DAYS
        self._stable_now = np.bincount(known_topics[stable], minlength=counts)
        self._unsaid = np.zeros(len(self._group))
        """By topic and level: how many more were recalled since the draw was told."""

    def _number(self, key: tuple[str, int]) -> int:
        return self._group.setdefault(key, len(self._group))

    def _counted(self) -> dict[tuple[str, int], Progress]:
        """Count what is introduced and recalled before the run, by topic and level."""
        known, size = slice(0, self._known), len(self._group)
        groups = self._in_group[known]
        introduced = np.bincount(groups, minlength=size).tolist()
        recalled = np.bincount(groups[self._recalled[known]], minlength=size).tolist()
        return {key: Progress(introduced[at], recalled[at]) for key, at in self._group.items()}

    def _make_tables(self, days: int) -> None:
        columns = len(self.topics)
        self.minutes, self.reviews = np.zeros(days), np.zeros(days, np.int64)
        self.new, self.left_over = np.zeros(days, np.int64), np.zeros(days, np.int64)
        self.introduced = np.zeros((days, columns), np.int64)
        self.held = np.zeros((days, columns), np.int64)
        self.stable = np.zeros((days, columns), np.int64)
        self._weekly: dict[int, Floats] = {}
        """Cards recalled by topic, on every seventh day and the last."""

    # ------------------------------------------------------------------ a day

    def live(self, index: int) -> None:
        """Study one day and write down how it ends."""
        day = self._today + index
        share = self._pace.share_of_day(day)
        spent = self._spent if index == 0 else NOTHING_SPENT
        used = 0.0
        if share > 0:
            used = self._study(index, day, share, spent)
        self.minutes[index] = spent.minutes + used / _MINUTE
        self._write(index, day)

    def _study(self, index: int, day: int, share: float, spent: Spent) -> float:
        """Review, then introduce, within the day's limits; seconds that it took."""
        pace, seconds = self._pace, np.inf
        if pace.minutes is not None:
            seconds = max(0.0, pace.minutes * share - spent.minutes) * _MINUTE
        reviews = max(0, int(pace.reviews_per_day * share) - spent.reviews)
        used = self._review(index, day, seconds, reviews)
        if not self.left_over[index]:
            new = max(0, round(pace.new_per_day * share) - spent.new)
            used += self._introduce(index, day, seconds - used, new)
        return used

    def _review(self, index: int, day: int, seconds: float, limit: int) -> float:
        """Answer what is due, the most fading first where not all fits; seconds spent."""
        due = np.flatnonzero(self._due[: self._known] <= day)
        elapsed = np.maximum(day - self._last[due], 1)
        recall = self._model.recall(self._stability[due], elapsed)
        fits = min(len(due), limit, _fitting(seconds, self._pace.review_seconds))
        if fits < len(due):
            fading = recall - self._model.recall(self._stability[due], elapsed + 1)
            chosen = np.sort(np.argpartition(-fading, fits)[:fits])
            self.left_over[index] = len(due) - fits
            due, recall = due[chosen], recall[chosen]
        grades = self._grades(recall)
        self.reviews[index] = len(due)
        stability, difficulty = self._model.later(
            self._stability[due], self._difficulty[due], recall, grades
        )
        lapsed = grades == AGAIN
        if self._pace.relearning_steps and lapsed.any():
            stability[lapsed] = self._stepped(stability[lapsed], self._pace.relearning_steps)
        self._note_recalled(due, ~lapsed)
        self._schedule(due, day, stability, difficulty)
        return len(due) * self._pace.review_seconds

    def _grades(self, recall: Floats) -> Ints:
        drawn = self._random.random((2, len(recall)))
        passed = HARD + np.searchsorted(self._pass_grades, drawn[0], side="right")
        return np.where(drawn[1] < recall, passed, AGAIN)

    def _stepped(self, stability: Floats, steps: int) -> Floats:
        """Stability after so many steps of the same day, answered Good."""
        grades = np.full(len(stability), GOOD)
        for _ in range(steps):
            stability = self._model.again_today(stability, grades)
        return stability

    def _note_recalled(self, units: Ints, recalled: Truths) -> None:
        """Count the units of which it has changed whether they were recalled the last time."""
        differs = self._recalled[units] != recalled
        changed, sign = units[differs], np.where(recalled[differs], 1.0, -1.0)
        self._recalled[changed] = recalled[differs]
        more = np.bincount(self._topic[changed], sign, len(self.topics))
        self._held_now += more.astype(np.int64)
        self._unsaid += np.bincount(self._in_group[changed], sign, len(self._group))

    def _tell_the_draw(self) -> None:
        keys = list(self._group)
        for number in np.flatnonzero(self._unsaid).tolist():
            before = self._draw.progress[keys[number]]
            recalled = before.recalled + int(self._unsaid[number])
            self._draw.progress[keys[number]] = Progress(before.introduced, recalled)
        self._unsaid[:] = 0

    def _introduce(self, index: int, day: int, seconds: float, limit: int) -> float:
        count = min(limit, self._waiting, _fitting(seconds, self._pace.new_seconds))
        if count <= 0:
            return 0.0
        self._tell_the_draw()
        cards = self._draw.take(count)
        self._waiting -= len(cards)
        units = np.arange(self._known, self._known + len(cards))
        self._known += len(cards)
        for unit, card in zip(units.tolist(), cards, strict=True):
            self._settle(unit, card)
        drawn = self._random.random(len(cards))
        grades = AGAIN + np.searchsorted(self._first_grades, drawn, side="right")
        stability, difficulty = self._model.first(grades)
        self._schedule(units, day, self._graduated(stability, grades), difficulty)
        self.new[index] = len(cards)
        return len(cards) * self._pace.new_seconds

    def _settle(self, unit: int, card: NewCard) -> None:
        self._in_group[unit] = self._group[card.topic, card.level]
        self._topic[unit] = self._place[card.topic]
        self._introduced_now[self._topic[unit]] += 1

    def _graduated(self, stability: Floats, grades: Ints) -> Floats:
        """Stability at the end of the first day: Good skips a step, Easy all of them."""
        steps = self._pace.learning_steps
        for grade, left in ((AGAIN, steps), (HARD, steps), (GOOD, steps - 1)):
            chosen = grades == grade
            if left > 0 and chosen.any():
                stability[chosen] = self._stepped(stability[chosen], left)
        return stability

    def _schedule(self, units: Ints, day: int, stability: Floats, difficulty: Floats) -> None:
        self._note_stable(units, stability > STABLE_DAYS)
        self._stability[units], self._difficulty[units] = stability, difficulty
        self._last[units] = day
        days = np.rint(stability * self._factor).clip(1, self._pace.maximum_interval)
        self._due[units] = day + days.astype(np.int64)

    def _note_stable(self, units: Ints, stable: Truths) -> None:
        differs = (self._stability[units] > STABLE_DAYS) != stable
        sign = np.where(stable[differs], 1.0, -1.0)
        more = np.bincount(self._topic[units[differs]], sign, len(self.topics))
        self._stable_now += more.astype(np.int64)

    # ------------------------------------------------------------- its tables

    def _write(self, index: int, day: int) -> None:
        self.introduced[index], self.held[index] = self._introduced_now, self._held_now
        self.stable[index] = self._stable_now
        if index % _WEEK == 0 or index == len(self.minutes) - 1:
            known = slice(0, self._known)
            recall = self._model.recall(self._stability[known], day - self._last[known])
            kept = np.bincount(self._topic[known], recall, len(self.topics))
            self._weekly[index] = kept.astype(np.float64)

    def recalled(self) -> Floats:
        """Days x topics: cards that would be recalled, in expectation."""
        found = np.zeros(self.introduced.shape)
        days = np.arange(len(found))
        for column in range(found.shape[1]):
            values = [row[column] for row in self._weekly.values()]
            found[:, column] = np.interp(days, list(self._weekly), values)
        return np.minimum(found, self.introduced)


def _fitting(seconds: float, each: float) -> int:
    """How many answers of a length fit into a time."""
    return int(max(0.0, seconds) // each) if np.isfinite(seconds) else 10**9
