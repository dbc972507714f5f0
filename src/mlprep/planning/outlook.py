"""What the weeks ahead mean: what gives if a date is near."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from mlprep.planning.forecast import Forecast, forecast
from mlprep.planning.pace import Pace, Start
from mlprep.planning.reasons import joined

_STEP_MINUTES = 5.0
_MOST_MINUTES = 240.0
_NAMED = 3
SHARE_DIGITS = 3
"""Of a share as it is passed on: rounded once, so that every sentence says the same per cent."""


class Needed(NamedTuple):
    """What a date would take."""

    minutes: float
    """A day."""
    new_per_day: int
    """Most new cards of any day."""
    is_in_reach: bool = False
    """Whether the learner's own minutes are as many, so that only more new cards are needed."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a target date asks, and what gives where it cannot be met."""

    day: int
    recalled: float
    """Share of the cards asked for that would be recalled on the day (0-1)."""
    learned: tuple[str, ...]
    """Those that count whose decks are learned by then, in order of priority."""
    open: tuple[str, ...]
    """Those whose decks are not."""
    met_on: int | None
    """Study day on which the last of them is learned; ``None``: not within the forecast."""
    needed: Needed | None
    """With which all of them would be learned by the day; ``None``: nothing found."""
    sentence: str


def shortfall(
    ahead: Forecast,
    titles: Mapping[str, str],
    day: int,
    needed: Needed | None = None,
    *,
    beside: Collection[str] = (),
    noun: str = "topic",
) -> Shortfall:
    """Say what of the plan is done on a study day, and what gives.

    ``titles`` are the topics that count, in their order; what gives are the lowest, which are
    served last.  ``needed`` is that of ``minutes_for``, where it was looked for; ``beside`` are
    decks that do not count, whose cards are recalled with the others; ``noun`` is what one of
    those that count is called.
    """
    counted = [one for one in titles if one in ahead.topics and ahead.cards_asked(one)]
    ends = {one: ahead.learned_on(one) for one in counted}
    still_open = [one for one in counted if not _is_by(ends[one], day)]
    known = [end for end in ends.values() if end is not None]
    met_on = max(known, default=ahead.today) if len(known) == len(ends) else None
    recalled = round(ahead.recalled_share(day, [*counted, *beside]), SHARE_DIGITS)
    return Shortfall(
        day,
        recalled,
        tuple(one for one in counted if _is_by(ends[one], day)),
        tuple(still_open),
        met_on,
        needed,
        _sentence([titles[one] for one in still_open], recalled, (day, met_on), needed, noun),
    )


def _is_by(end: int | None, day: int) -> bool:
    return end is not None and end <= day


def _sentence(
    still_open: Sequence[str],
    recalled: float,
    days: tuple[int, int | None],
    needed: Needed | None,
    noun: str,
) -> str:
    day, met_on = days
    if not still_open:
        return f"On the day every {noun} is learned; {recalled:.0%} of the cards would be recalled."
    named = list(still_open[:_NAMED])
    more = len(still_open) - len(named)
    names = joined([*named, f"{more} more"] if more > 0 else named)
    parts = [
        f"On the day {recalled:.0%} of the cards would be recalled; not learned by then: {names}."
    ]
    if needed is not None:
        pace = f"{needed.minutes:.0f} minutes and up to {needed.new_per_day} new cards a day"
        parts.append(
            f"Your minutes would do, your limit of new cards does not: with {pace} all would be."
            if needed.is_in_reach
            else f"With {pace} all would be."
        )
    if met_on is not None:
        late = met_on - day
        parts.append(
            f"At this pace the last is learned {late} day{'' if late == 1 else 's'} later."
        )
    parts.append("Skipping or postponing topics shortens the list.")
    return " ".join(parts)


def minutes_for(
    start: Start,
    pace: Pace,
    titles: Mapping[str, str],
    day: int,
    *,
    seed: int = 0,
    on_day: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Needed | None:
    """Minutes a day, in steps of five, with which all that counts is learned by a study day.

    Halves the range between none and four hours, so it takes about six short forecasts; new cards
    are limited by the minutes alone.  ``on_day`` hears the
    days of each of them.  ``None`` where four hours do not do.
    """
    days = day - start.today + 1
    if days < 1:
        return None

    def does(minutes: float) -> Needed | None:
        free = replace(pace, minutes=minutes, new_per_day=10_000, reviews_per_day=100_000)
        ahead = forecast(start, free, days, seed=seed, on_day=on_day, cancelled=cancelled)
        if shortfall(ahead, titles, day).open:
            return None
        in_reach = pace.minutes is None or minutes <= pace.minutes
        return Needed(minutes, int(ahead.introduced_new.max()), in_reach)

    low, high = 0, round(_MOST_MINUTES / _STEP_MINUTES)
    found = does(high * _STEP_MINUTES)
    while found is not None and high - low > 1:
        middle = (low + high) // 2
        tried = does(middle * _STEP_MINUTES)
        low, high = (middle, high) if tried is None else (low, middle)
        found = tried or found
    return found
