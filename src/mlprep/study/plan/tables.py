"""Forecasts turned into what people read: dates, weeks, topics, areas, other minutes.

Loads numpy with the forecast; imported late.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from mlprep.domain.days import date_of
from mlprep.planning.forecast import Forecast
from mlprep.planning.outlook import SHARE_DIGITS, Shortfall
from mlprep.planning.pace import Pace
from mlprep.planning.priorities import Priority
from mlprep.planning.reasons import without_caveat
from mlprep.study.plan.view import (
    AreaAhead,
    Course,
    DayAhead,
    Goal,
    Option,
    TopicAhead,
    WeekAhead,
    counted_topics,
)

WEEK = 7
EQUAL_PART = "A deck without a place in the plan: it gets an equal part."


def iso(day: int) -> str:
    """Write a study day as a date."""
    return date_of(day).isoformat()


def iso_or_none(day: int | None) -> str | None:
    """Write a study day as a date, where there is one."""
    return None if day is None else iso(day)


def days_ahead(ahead: Forecast) -> tuple[DayAhead, ...]:
    """List the days."""
    columns = zip(
        ahead.minutes.tolist(),
        ahead.reviews.tolist(),
        ahead.introduced_new.tolist(),
        ahead.left_over.tolist(),
        strict=True,
    )
    return tuple(
        DayAhead(iso(ahead.today + index), round(minutes, 2), reviews, new, left)
        for index, (minutes, reviews, new, left) in enumerate(columns)
    )


def weeks_ahead(ahead: Forecast) -> tuple[WeekAhead, ...]:
    """Sum the days up by sevens, from today on."""
    introduced, recalled = ahead.introduced.sum(axis=1), ahead.recalled.sum(axis=1)
    found = []
    for first in range(0, ahead.days, WEEK):
        week = slice(first, first + WEEK)
        last = min(first + WEEK, ahead.days) - 1
        found.append(
            WeekAhead(
                date=iso(ahead.today + first),
                minutes_per_day=round(float(ahead.minutes[week].mean()), 2),
                most_minutes=round(float(ahead.minutes[week].max()), 2),
                reviews=int(ahead.reviews[week].sum()),
                new=int(ahead.introduced_new[week].sum()),
                left_over=int(ahead.left_over[last]),
                introduced=int(introduced[last]),
                recalled=round(float(recalled[last]), 1),
            )
        )
    return tuple(found)


def course_of(ahead: Forecast, topics: Sequence[str]) -> Course:
    """Add topics up, week by week."""
    columns = [ahead.topics.index(one) for one in topics]
    ends = [min(first + WEEK, ahead.days) - 1 for first in range(0, ahead.days, WEEK)]
    introduced = ahead.introduced[:, columns].sum(axis=1)
    recalled = ahead.recalled[:, columns].sum(axis=1)
    return Course(
        tuple(int(introduced[end]) for end in ends),
        tuple(round(float(recalled[end]), 1) for end in ends),
    )


def topics_ahead(
    runs: Sequence[Forecast],
    priorities: Sequence[Priority],
    own: Mapping[str, str],
    day: int,
    check_ups: Mapping[str, int],
    *,
    measured: bool,
) -> Iterator[TopicAhead]:
    """Tell of each topic that has cards, in the order of the plan; own decks come last.

    ``runs`` are the same days lived several times; the first is the one that is told.
    ``check_ups`` are the study days on which the time line has them.  What is said once of the
    whole plan, that nothing is ``measured``, is left out of the reasons.
    """
    said = str if measured else without_caveat
    ahead, known = runs[0], {one.topic: one for one in priorities}
    for name in (*known, *own):
        if name in ahead.topics and ahead.cards_asked(name):
            told = _topic(runs, name, known.get(name), own.get(name, name), day)
            planned = iso_or_none(check_ups.get(name))
            yield replace(told, reason=said(told.reason), checkup_on=planned)


def _topic(
    runs: Sequence[Forecast], name: str, one: Priority | None, title: str, day: int
) -> TopicAhead:
    ahead = runs[0]
    ends = sorted((run.learned_on(name) for run in runs), key=_last_if_never)
    return TopicAhead(
        id=name,
        title=one.title if one else title,
        area=one.area if one else "",
        reason=one.reason if one else EQUAL_PART,
        gap=round(one.missing, 4) if one else 0.0,
        measured=one.measured if one else False,
        pinned=one.pinned if one else False,
        cards=ahead.cards_asked(name),
        introduced=ahead.introduced_before(name),
        learned_on=iso_or_none(ahead.learned_on(name)),
        learned_early=iso_or_none(ends[0]),
        learned_late=iso_or_none(ends[-1]),
        checkup_on=None,
        introduced_by_day=ahead.introduced_by(name, day),
        recalled_by_day=round(ahead.recalled_share(day, [name]), 3),
        weeks=course_of(ahead, [name]),
    )


def _last_if_never(day: int | None) -> tuple[bool, int]:
    return (day is None, day or 0)


def areas_ahead(
    ahead: Forecast, topics: Sequence[TopicAhead], titles: Mapping[str, str], day: int
) -> Iterator[AreaAhead]:
    """Put the topics of each area together."""
    placed = sorted((one for one in topics if one.area), key=lambda one: one.area)
    for area, group in groupby(placed, key=lambda one: one.area):
        members = list(group)
        names = [one.id for one in members]
        yield AreaAhead(
            id=area,
            title=titles.get(area, area),
            cards=sum(one.cards for one in members),
            introduced_by_day=sum(one.introduced_by_day for one in members),
            recalled_by_day=round(ahead.recalled_share(day, names), 3),
            weeks=course_of(ahead, names),
        )


def option_of(
    ahead: Forecast, pace: Pace, shown: Sequence[TopicAhead], day: int, *, is_own: bool
) -> Option:
    """Say what a forecast comes to by a day; ``shown`` are the topics and decks."""
    names = [topic.id for topic in shown]
    ends = [ahead.learned_on(topic.id) for topic in counted_topics(shown)]
    known = [end for end in ends if end is not None]
    whole = len(known) == len(ends) and bool(ends)
    until = max(1, min(day - ahead.today + 1, ahead.days))
    return Option(
        minutes=round(pace.minutes or 0),
        retention=pace.desired_retention,
        is_own=is_own,
        minutes_used=round(float(ahead.minutes[:until].mean()), 1),
        introduced=sum(ahead.introduced_by(name, day) for name in names),
        recalled=round(ahead.recalled_share(day, names), SHARE_DIGITS) if names else 0.0,
        learned=sum(end <= day for end in known),
        topics=len(ends),
        all_learned_on=iso(max(known)) if whole else None,
    )


def goal_of(short: Shortfall, titles: Mapping[str, str]) -> Goal:
    """Say what a date asks."""
    return Goal(
        date=iso(short.day),
        is_met=not short.open,
        recalled=short.recalled,
        open=tuple(titles.get(one, one) for one in short.open),
        met_on=iso_or_none(short.met_on),
        minutes_needed=round(short.needed.minutes) if short.needed else None,
        new_needed=short.needed.new_per_day if short.needed else None,
        told=short.sentence,
    )
