"""The weeks ahead as values: what the command line prints and the screen draws.  Loads no numpy.

Dates are ISO 8601; minutes and cards are of the forecast, which is no promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One study day."""

    date: str
    minutes: float
    reviews: int
    new: int
    left_over: int
    """Due reviews that do not fit."""


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """Seven days."""

    date: str
    """First of them."""
    minutes_per_day: float
    """Mean over the seven, days off included."""
    most_minutes: float
    reviews: int
    new: int
    left_over: int
    """At its end."""
    introduced: int
    """Cards introduced by its end."""
    recalled: float
    """Cards that would be recalled at its end."""


@dataclass(frozen=True, slots=True)
class Course:
    """Cards introduced, and those that would be recalled, at the end of each week."""

    introduced: tuple[int, ...]
    recalled: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TopicAhead:
    """One topic of the plan."""

    id: str
    title: str
    area: str
    reason: str
    gap: float
    """Levels missing; 0 for a deck of the learner's own."""
    measured: bool
    pinned: bool
    cards: int
    """Cards that the gap asks for, those introduced already included."""
    introduced: int
    """Cards introduced already."""
    learned_on: str | None
    """When the deck is introduced and four fifths of it held; ``None``: not within the run."""
    learned_early: str | None
    learned_late: str | None
    """The same in the luckiest and the unluckiest of the runs."""
    checkup_on: str | None
    """When the time line has a check-up that could confirm that the gap has closed."""
    introduced_by_day: int
    recalled_by_day: float
    """Share of its cards that would be recalled on the day looked at, 0-1."""
    weeks: Course


def counted_topics(topics: Sequence[TopicAhead]) -> Sequence[TopicAhead]:
    """Leave out the decks about no topic of the plan, unless there is nothing else."""
    return [one for one in topics if one.area] or topics


def counted_noun(topics: Sequence[TopicAhead]) -> str:
    """Name what is counted."""
    return "topic" if any(one.area for one in topics) else "deck"


@dataclass(frozen=True, slots=True)
class AwayTopic:
    """A topic that the learner took out of the plan."""

    id: str
    title: str
    words: str
    """``skipped``, ``postponed until 3 March``."""


@dataclass(frozen=True, slots=True)
class AreaAhead:
    """All topics of an area together."""

    id: str
    title: str
    cards: int
    introduced_by_day: int
    recalled_by_day: float
    """Share of its cards that would be recalled on the day looked at, 0-1."""
    weeks: Course


@dataclass(frozen=True, slots=True)
class Option:
    """What other minutes a day, or another desired retention, would come to."""

    minutes: int
    """A day; 0: no limit."""
    retention: float
    """The desired one, 0-1."""
    is_own: bool
    minutes_used: float
    """A day, in the mean up to the day looked at."""
    introduced: int
    """Cards introduced by the day looked at."""
    recalled: float
    """Share of all cards asked for that would be recalled on the day looked at, 0-1."""
    learned: int
    """Topics whose decks are learned by then; decks, where nothing is planned by topics."""
    topics: int
    all_learned_on: str | None
    """When the last of these is learned; ``None``: not within the run."""


@dataclass(frozen=True, slots=True)
class Event:
    """A check-up, a project's next step or a revisit on the time line."""

    date: str
    kind: str
    """``check-up``, ``project``, ``route``, ``revisit``."""
    id: str
    """Topic, project or route."""
    title: str
    told: str
    """What it is, in a few words."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the target date asks, and what gives where it cannot be met."""

    date: str
    is_met: bool
    recalled: float
    """Share of all cards asked for that would be recalled on it, 0-1."""
    open: tuple[str, ...]
    """Titles of the topics that are not learned by then, in the order of the plan; of decks, where
    nothing is planned by topics."""
    met_on: str | None
    """When the last is learned at this pace; ``None``: not within the run."""
    minutes_needed: int | None
    """A day, so that all is learned by the date; ``None``: met, or no number does."""
    new_needed: int | None
    """New cards a day, at most, that this takes."""
    told: str


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast the learner is taken to be."""

    new_seconds: float
    """A new card with the steps of its first day."""
    review_seconds: float
    answers: int
    """Of the learner's own behind it, each card once a day; averages fill up what is missing."""


@dataclass(frozen=True, slots=True)
class PlanAhead:
    """The weeks ahead of one learner."""

    today: str
    role: str
    """Title; empty where none was chosen."""
    measured: bool
    target: str | None
    """Date to be ready, where one is set."""
    day: str
    """Day looked at: the target date, the one asked for, or twelve weeks from today."""
    minutes: int
    """The learner's own limit a day; 0: none."""
    new_per_day: int
    speed: Speed
    cards: int
    """Cards that the plan asks for."""
    days: tuple[DayAhead, ...]
    weeks: tuple[WeekAhead, ...]
    topics: tuple[TopicAhead, ...]
    """In the order of the plan; those without a card are left out."""
    without_cards: tuple[str, ...]
    """Titles of those."""
    away: tuple[AwayTopic, ...]
    areas: tuple[AreaAhead, ...]
    options: tuple[Option, ...]
    """Minutes a day side by side."""
    retentions: tuple[Option, ...]
    """Desired retentions side by side, with the learner's own minutes."""
    goal: Goal | None
    """``None`` without a date."""
    events: tuple[Event, ...]
    room: int | None
    """Minutes a week that cards leave for projects, up to the day looked at."""
    notes: tuple[str, ...]
    """What the forecast stands on, and how sure it is."""
