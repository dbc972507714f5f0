"""Ninety days of one learner under a policy that decides what is shown."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from benchmarks.closing_world.world import (
    ASSESSMENT_MINUTES,
    Bools,
    Floats,
    Ints,
    Person,
    library,
)

from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.planning.forgetting import AGAIN, EASY, GOOD, HARD, Forgetting

NEW_A_DAY, REVIEWS_A_DAY = 20, 200
RETENTION = 0.9
KEPT = 0.97
"""Recall of what was known before and not studied yet."""
KNOWN_STABILITY = 300.0
_MINUTE = 60.0
_REVIEW, _LAPSE, _NEW, _NEW_KNOWN = 9.0, 14.0, 45.0, 14.0
"""Seconds at ordinary speed: a review, what a lapse adds, a new card with its steps, one known."""
_MEMORY_DAYS = 14
"""Days over which the program takes the learner's speed."""


@dataclass
class Life:
    """What is so, and what the program sees, card by card."""

    person: Person
    random: np.random.Generator
    day: int = 0
    introduced: Bools = field(init=False)
    recalled: Bools = field(init=False)
    seen: tuple[Floats, Floats] = field(init=False)
    """Stability and difficulty as the scheduler has them."""
    true: tuple[Floats, Floats] = field(init=False)
    last: Ints = field(init=False)
    due: Ints = field(init=False)
    first: Ints = field(init=False)
    spent: list[tuple[float, int, float, int]] = field(default_factory=list)
    """By day: seconds on reviews, their number, seconds on new cards, their number."""

    def __post_init__(self) -> None:
        size = len(library().topic)
        self.introduced, self.recalled = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        self.seen = (np.ones(size), np.ones(size))
        self.true = (np.ones(size), np.ones(size))
        self.last, self.due, self.first = (np.zeros(size, np.int64) for _ in range(3))
        self.scheduler, self.memory = (
            Forgetting(DEFAULT_PARAMETERS),
            Forgetting(self.person.parameters),
        )
        self.factor = self.scheduler.interval_factor(RETENTION)

    def due_cards(self) -> Ints:
        """Cards due today."""
        return np.flatnonzero(self.introduced & (self.due <= self.day))

    def believed(self, cards: Ints, later: int = 0) -> Floats:
        """Recall as the scheduler has it, today or some days later."""
        return self.scheduler.recall(self.seen[0][cards], self.day + later - self.last[cards])

    def seconds(self) -> tuple[float, float]:
        """Seconds of a new card and of a review, from the last two weeks."""
        recent = self.spent[-_MEMORY_DAYS:]
        reviews, new = sum(one[1] for one in recent), sum(one[3] for one in recent)
        each = sum(one[0] for one in recent) / reviews if reviews >= 20 else 10.0
        each_new = sum(one[2] for one in recent) / new if new >= 10 else 40.0
        return each_new, each

    def live(self, reviews: Ints, new: Ints, minutes: float, *, mixed: bool) -> float:
        """Study in this order until done or the time is over; the minutes spent."""
        reviews, new = reviews.astype(np.int64), new.astype(np.int64)
        elapsed = self.day - self.last[reviews]
        right = self.random.random(len(reviews)) < self.memory.recall(
            self.true[0][reviews], elapsed
        )
        slow = self.person.slowness * self.random.lognormal(0, 0.3, len(reviews) + len(new))
        review_time = (_REVIEW + _LAPSE * ~right) * slow[: len(reviews)]
        new_time = np.where(self.person.known[new], _NEW_KNOWN, _NEW) * slow[len(reviews) :]
        order = _merged(len(reviews), len(new), mixed=mixed)
        time = np.concatenate((review_time, new_time))[order]
        done = order[: int(np.searchsorted(np.cumsum(time) - time, minutes * _MINUTE))]
        old, fresh = done[done < len(reviews)], done[done >= len(reviews)] - len(reviews)
        self._answer(reviews[old], right[old])
        self._introduce(new[fresh])
        spent = (float(review_time[old].sum()), len(old), float(new_time[fresh].sum()), len(fresh))
        self.spent.append(spent)
        return (spent[0] + spent[2]) / _MINUTE

    def _answer(self, cards: Ints, right: Bools) -> None:
        passed = self.random.choice((HARD, GOOD, EASY), len(cards), p=(0.2, 0.65, 0.15))
        grades = np.where(right, passed, AGAIN)
        elapsed = self.day - self.last[cards]
        for model, state in ((self.scheduler, self.seen), (self.memory, self.true)):
            recall = model.recall(state[0][cards], elapsed)
            stability, difficulty = model.later(state[0][cards], state[1][cards], recall, grades)
            again = model.again_today(stability, np.full(len(cards), GOOD))
            state[0][cards] = np.where(right, stability, again)
            state[1][cards] = difficulty
        self.recalled[cards] = right
        self._schedule(cards)

    def _introduce(self, cards: Ints) -> None:
        known = self.person.known[cards]
        met = self.random.choice((AGAIN, HARD, GOOD), len(cards), p=(0.35, 0.2, 0.45))
        grades = np.where(known, self.random.choice((GOOD, EASY), len(cards)), met)
        for model, state in ((self.scheduler, self.seen), (self.memory, self.true)):
            stability, difficulty = model.first(grades)
            again = model.again_today(stability, np.full(len(cards), GOOD))
            state[0][cards] = np.where(grades == EASY, stability, again)
            state[1][cards] = difficulty
        self.true[0][cards[known]] = KNOWN_STABILITY
        self.introduced[cards], self.first[cards] = True, self.day
        self._schedule(cards)

    def _schedule(self, cards: Ints) -> None:
        self.last[cards] = self.day
        days = np.rint(self.seen[0][cards] * self.factor).clip(1, 36_500)
        self.due[cards] = self.day + days.astype(np.int64)

    def recall(self) -> Floats:
        """True recall of every card at the end of the day, studied or not."""
        studied = self.memory.recall(self.true[0], np.maximum(self.day + 1 - self.last, 0))
        return np.where(self.introduced, studied, KEPT * self.person.known)


def _merged(reviews: int, new: int, *, mixed: bool) -> Ints:
    """Order of reviews (from 0 on) and new cards (after them): one after the other, or spread."""
    if not mixed:
        return np.arange(reviews + new)
    places = np.concatenate(
        ((np.arange(reviews) + 0.5) / max(reviews, 1), (np.arange(new) + 0.5) / max(new, 1))
    )
    return np.argsort(places, kind="stable")


class Policy(Protocol):
    """Decides what is shown on a day."""

    name: str
    mixed: bool
    assessed: bool
    full: bool
    """Whether what was chosen last fills the minutes, as far as the program knows."""

    def choose(self, life: Life) -> tuple[Ints, Ints]:
        """Reviews and new cards, each in order."""


@dataclass
class Course:
    """What came of the days."""

    reached: int | None = None
    """Day on which all three largest gaps first reached 80 % recall; ``None``: not at all."""
    total: float = 0.0
    """Role-weighted share of the required knowledge recalled at the end."""
    before: float = 0.0
    """The same before the first day."""
    full_days: list[float] = field(default_factory=list)
    """Minutes spent per minute allowed, on days that end by the minutes."""
    starved: int = 0
    """Days on which a review waited while a new card was shown."""
    introduced: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """By card, the day; -1 not at all."""


def live_through(person: Person, policy: Policy, days: int, seed: int) -> Course:
    """Live so many days."""
    life, course = Life(person, np.random.default_rng(seed)), Course()
    course.before = _total(life)
    owed = ASSESSMENT_MINUTES if policy.assessed else 0.0
    for day in range(days):
        life.day = day
        minutes = person.minutes - min(owed, person.minutes)
        owed -= person.minutes - minutes
        reviews, new = policy.choose(life)
        spent = life.live(reviews, new, minutes, mixed=policy.mixed)
        if minutes == person.minutes and policy.full:
            course.full_days.append(spent / minutes)
        waiting = len(life.due_cards())
        course.starved += bool(waiting and life.spent[-1][3])
        if course.reached is None and _lowest_of_three(life) >= 0.8:
            course.reached = day + 1
    course.total = _total(life)
    course.introduced = np.where(life.introduced, life.first, -1)
    return course


def _shares(life: Life) -> Floats:
    """Share of the required cards recalled, by topic."""
    shelf, asked = library(), life.person.asked
    count = len(shelf.topics)
    recalled = np.bincount(shelf.topic, weights=life.recall() * asked, minlength=count)
    cards = np.bincount(shelf.topic, weights=asked, minlength=count)
    return np.divide(recalled, cards, out=np.ones(count), where=cards > 0)


def _lowest_of_three(life: Life) -> float:
    return float(_shares(life)[life.person.largest_gaps].min())


def _total(life: Life) -> float:
    weights = np.maximum(life.person.required - 1, 0)
    return float((weights * _shares(life)).sum() / weights.sum())
