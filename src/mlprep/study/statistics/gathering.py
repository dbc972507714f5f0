"""Statistics: what was studied in a range of days, how well it was remembered, what comes.

Shares come with the interval that so few or so many reviews allow; nothing is rounded here.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import sqrt
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import date_of
from mlprep.domain.normal import NORMAL_95

if TYPE_CHECKING:
    from mlprep.memory.log import Floats, Memories
    from mlprep.memory.lookback import Expectation, Reviews
    from mlprep.store.values import DaySummary
    from mlprep.study.workspace import Workspace

RANGES: Mapping[str, int | None] = MappingProxyType(
    {"month": 30, "quarter": 91, "year": 365, "all": None}
)
"""Days up to today, by the name of the range; ``None``: since the first answer."""
USUAL_RANGE = "year"
FARTHEST = 365
"""Days ahead, at most."""
WEEK, MONTH = 7, 30
STABILITY_EDGES = (0, 1, 3, 7, 14, 30, 61, 122, 243, 365, 730)
"""Days."""
DIFFICULTY_EDGES = (1, 2, 3, 4, 5, 6, 7, 8, 9)
RECALL_EDGES = (0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
_QUARTER_MS = 900_000
"""Zones differ from UTC by whole quarters of an hour."""


class Day(NamedTuple):
    """What was done on a study day; days without an answer are left out."""

    date: str
    answers: int
    new: int
    """Cards begun."""
    minutes: float
    asked: int
    """Reviews that asked what was learned on an earlier day."""
    recalled: int
    crammed: int


class Share(NamedTuple):
    """How much of what was asked was recalled, with an interval of 90 % (Wilson's)."""

    days: int
    """Study days up to today that it is about."""
    asked: int
    recalled: int
    share: float | None
    low: float | None
    high: float | None


class Hour(NamedTuple):
    """The answers given in an hour of the day."""

    hour: int
    answers: int
    asked: int
    recalled: int


class Bin(NamedTuple):
    """Units from one value up to the next one's."""

    low: float
    units: int


class Remembering(NamedTuple):
    """What is remembered now, over the units of the library that are not suspended."""

    units: int
    recalled: float
    """Units that would be recalled today: the sum of their chances."""
    stability: tuple[Bin, ...]
    difficulty: tuple[Bin, ...]
    recall: tuple[Bin, ...]


class Calibration(NamedTuple):
    """What the memory model expected of the reviews, beside what came."""

    asked: int
    unknown: int
    """Reviews of which nothing can be said: a memory came from another program."""
    bins: "tuple[Expectation, ...]"
    error: float | None
    """Root mean square distance of the bins, 0-1; ``None`` without a review."""
    by_chance: float
    """The distance to be expected of a model that is right: so few reviews scatter."""


class Statistics(NamedTuple):
    """A range of study days in figures."""

    range: str
    first: str
    last: str
    days: int
    desired_retention: float
    answers: int
    new: int
    minutes: float
    crammed: int
    studied: tuple[Day, ...]
    retention: tuple[Share, ...]
    """Of the last 7 and 30 days, and of the whole range where it is longer."""
    overdue: int
    ahead: tuple[int, ...]
    """Reviews that fall due on each of the next days, as cards stand now; tomorrow first."""
    hours: tuple[Hour, ...]
    memory: Remembering
    calibration: Calibration
    fit_is_due: bool
    """Whether there are reviews enough for a fit of the memory model, or for another one."""


def statistics(workspace: "Workspace", name: str = USUAL_RANGE) -> Statistics:
    """Look back over a range of days, one of ``RANGES``."""
    from mlprep.memory.log import memories, read_log
    from mlprep.memory.lookback import look_back
    from mlprep.study.optimiser.sets import is_worth_while

    history, today = workspace.history, workspace.today
    first = _first_day(workspace, name)
    days = history.days_studied(first, today)
    known = memories(history.look_back.memories(), today, workspace.parameters)
    reviews = look_back(read_log(history.look_back.reviews()), known, workspace.parameters)
    return Statistics(
        name,
        date_of(first).isoformat(),
        date_of(today).isoformat(),
        today - first + 1,
        workspace.settings.desired_retention,
        sum(one.reviews for one in days),
        sum(one.introduced for one in days),
        sum(one.ms + one.cram_ms for one in days) / 60_000,
        sum(one.cram for one in days),
        tuple(map(_day, days)),
        _retention(workspace, today - first + 1),
        sum(history.due_load(0, today).values()),
        _ahead(workspace, today - first + 1),
        _hours(workspace, reviews, first),
        _remembering(known),
        _calibration(reviews, first),
        is_worth_while(workspace),
    )


def _first_day(workspace: "Workspace", name: str) -> int:
    length = RANGES[name]
    if length is not None:
        return workspace.today - length + 1
    days = workspace.history.days_studied(0, workspace.today)
    return days[0].day if days else workspace.today


def _day(one: "DaySummary") -> Day:
    return Day(
        date_of(one.day).isoformat(),
        one.reviews,
        one.introduced,
        (one.ms + one.cram_ms) / 60_000,
        one.tested,
        one.passed,
        one.cram,
    )


def _retention(workspace: "Workspace", days: int) -> tuple[Share, ...]:
    """Sum up the reviews that asked a memory over some stretches up to today."""
    lengths = sorted({WEEK, MONTH, max(MONTH, days)})
    today = workspace.today
    return tuple(
        share_of(length, *workspace.history.true_retention(today - length + 1, today))
        for length in lengths
    )


def share_of(days: int, recalled: int, asked: int) -> Share:
    """Give a share with Wilson's score interval (Wilson, 1927) of 90 %."""
    if not asked:
        return Share(days, 0, 0, None, None, None)
    share, square = recalled / asked, NORMAL_95**2
    middle = (share + square / (2 * asked)) / (1 + square / asked)
    spread = share * (1 - share) / asked + square / (4 * asked**2)
    half = NORMAL_95 * sqrt(spread) / (1 + square / asked)
    return Share(days, asked, recalled, share, max(0.0, middle - half), min(1.0, middle + half))


def _ahead(workspace: "Workspace", days: int) -> tuple[int, ...]:
    today, length = workspace.today, min(FARTHEST, max(MONTH, days))
    load = workspace.history.due_load(today + 1, today + length)
    return tuple(load.get(today + one, 0) for one in range(1, length + 1))


def _hours(workspace: "Workspace", reviews: "Reviews", first: int) -> tuple[Hour, ...]:
    """Gather answers by the hour that the learner's clock showed."""
    from zoneinfo import ZoneInfo

    from mlprep.memory.lookback import spans

    zone = ZoneInfo(workspace.calendar.zone)
    sums = [[0, 0, 0] for _ in range(24)]
    for number, *counts in spans(reviews, first, _QUARTER_MS):
        at = datetime.fromtimestamp(number * (_QUARTER_MS // 1000), UTC).astimezone(zone)
        for place, count in enumerate(counts):
            sums[at.hour][place] += count
    return tuple(Hour(hour, *counts) for hour, counts in enumerate(sums))


def _remembering(known: "Memories") -> Remembering:
    from mlprep.memory.lookback import counts_between

    def bins(values: "Floats", edges: Sequence[float]) -> tuple[Bin, ...]:
        return tuple(map(Bin, edges, counts_between(values, edges)))

    mine = known.studied
    return Remembering(
        int(mine.sum()),
        float(known.recall[mine].sum()),
        bins(known.stability[mine], STABILITY_EDGES),
        bins(known.difficulty[mine], DIFFICULTY_EDGES),
        bins(known.recall[mine], RECALL_EDGES),
    )


def _calibration(reviews: "Reviews", first: int) -> Calibration:
    from mlprep.memory.lookback import expectations

    found = expectations(reviews, first, RECALL_EDGES)
    asked = sum(one.asked for one in found)
    every = int((reviews.asks & (reviews.days >= first)).sum())
    squares = sum(
        one.asked * (one.expected - one.recalled / one.asked) ** 2 for one in found if one.asked
    )
    scatter = sum(one.expected * (1 - one.expected) for one in found if one.asked)
    error, by_chance = (sqrt(one / asked) if asked else 0.0 for one in (squares, scatter))
    return Calibration(asked, every - asked, tuple(found), error if asked else None, by_chance)
