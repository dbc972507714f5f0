"""The weeks ahead in sentences that the command line and the screen share."""

from collections.abc import Sequence
from datetime import date

from mlprep.study.plan.view import Option, PlanAhead, TopicAhead, counted_noun

ROUGH_DAYS = 56
"""Days from which on a date is told with its month's part, not to the day."""
YEAR_TOLD_DAYS = 300
"""Days from which on a month alone might be taken for the one of this year."""
_EARLY, _MID = 10, 20


def plain_date(text: str, today: str) -> str:
    """Write an ISO date as people do, the year where it is another: ``3 Mar``, ``3 Mar 2028``."""
    day = date.fromisoformat(text)
    year = "" if day.year == date.fromisoformat(today).year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"


def rough_date(text: str | None, today: str) -> str:
    """Write a forecast date no more exactly than it is known: ``about 3 Dec``, ``mid Feb``."""
    if text is None:
        return "not in a year"
    day, now = date.fromisoformat(text), date.fromisoformat(today)
    if day <= now:
        return "now"
    if (day - now).days < ROUGH_DAYS:
        return f"~{day.day} {day:%b}"
    part = "early" if day.day <= _EARLY else "mid" if day.day <= _MID else "late"
    year = f" {day.year}" if (day - now).days >= YEAR_TOLD_DAYS else ""
    return f"{part} {day:%b}{year}"


def headline(ahead: PlanAhead) -> str:
    """Say in one sentence how far the plan gets."""
    own = next(one for one in ahead.options if one.is_own)
    aim = f" towards {ahead.role}" if ahead.role else ""
    cards = max(ahead.cards, own.introduced)
    learned = f"{own.learned} of {own.topics} {counted_noun(ahead.topics)}s learned"
    return (
        f"By {plain_date(ahead.day, ahead.today)}{aim}: {learned},"
        f" {own.recalled:.0%} of {cards:,} cards recalled."
    )


def pace_words(ahead: PlanAhead) -> str:
    """Say what the forecast assumes of the days."""
    limit = f"{ahead.minutes} minutes" if ahead.minutes else "no limit in minutes"
    speed = ahead.speed
    return (
        f"{limit} and up to {ahead.new_per_day} new cards a day; {speed.new_seconds:.0f} s a new"
        f" card on its first day, {speed.review_seconds:.0f} s a review."
    )


def minutes_words(option: Option) -> str:
    """Name an option by its minutes."""
    return f"{option.minutes} min" if option.minutes else "no limit"


def retention_words(option: Option) -> str:
    """Name an option by the recall that it aims for."""
    return f"{option.retention:.0%}"


def events_heading(ahead: PlanAhead) -> str:
    """Say what stands on the time line."""
    work = any(one.kind != "check-up" for one in ahead.events)
    what = "check-ups, when the cards are stable" + (", and work beside the cards" if work else "")
    return f"Time line: {what}"


def spread_words(topics: Sequence[TopicAhead]) -> str:
    """Say how far chance alone moves the dates; empty where it does not."""
    days = [
        (date.fromisoformat(one.learned_late) - date.fromisoformat(one.learned_early)).days
        for one in topics
        if one.learned_early and one.learned_late
    ]
    if not days or max(days) < 1:
        return ""
    most = max(days)
    return f"Chance alone moves the dates by up to {most} day{'s' * (most != 1)} from run to run."
