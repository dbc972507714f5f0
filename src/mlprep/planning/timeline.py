"""What else stands on the days ahead: check-ups that would confirm, and work beside the cards."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from mlprep.domain.check_ups import PAUSE_DAYS, REST_DAYS
from mlprep.planning.forecast import Forecast
from mlprep.planning.pace import Pace
from mlprep.planning.priorities import Priority

_HOUR = 60.0


class PlannedCheckUp(NamedTuple):
    """Four questions on a topic whose cards are stable by then."""

    topic: str
    day: int
    """Study day."""


def planned_checkups(
    ahead: Forecast,
    priorities: Sequence[Priority],
    last: Mapping[str, int],
    is_free: Callable[[int], bool],
) -> tuple[PlannedCheckUp, ...]:
    """Lay out a check-up of each topic that gets ripe, one at a time.

    Of those ripe on a day the one with the largest gap comes first, as on Today.  ``last`` are the
    study days of the last ones by topic.  None falls on a day that is not free; what lies beyond
    the forecast is left out.
    """
    ripe_on = {}
    for one in priorities:
        ripe = ahead.checkup_on(one.topic) if one.topic in ahead.topics else None
        if ripe is not None:
            rested = last.get(one.topic, ripe - REST_DAYS - 1) + REST_DAYS + 1
            ripe_on[one.topic] = max(ripe, rested)
    score = {one.topic: one.score for one in priorities}
    day = max([ahead.today, *(one + PAUSE_DAYS for one in last.values())])
    end, found = ahead.today + ahead.days, []
    while ripe_on:
        day = max(day, min(ripe_on.values()))
        while day < end and not is_free(day):
            day += 1
        if day >= end:
            break
        ripe_now = [topic for topic, ripe in ripe_on.items() if ripe <= day]
        chosen = max(ripe_now, key=lambda topic: (score[topic], topic))
        found.append(PlannedCheckUp(chosen, day))
        del ripe_on[chosen]
        day += PAUSE_DAYS
    return tuple(found)


def room_for_work(ahead: Forecast, pace: Pace) -> list[float]:
    """Minutes of each day that cards leave; none without a limit in minutes."""
    if pace.minutes is None:
        return []
    shares = (pace.share_of_day(ahead.today + index) for index in range(ahead.days))
    used = ahead.minutes.tolist()
    return [
        max(0.0, pace.minutes * share - taken) for share, taken in zip(shares, used, strict=True)
    ]


def days_of_work(today: int, room: Sequence[float], hours: Sequence[float]) -> list[int | None]:
    """Study day on which each piece of work is done, one after another in the room that is left.

    ``None`` where it does not fit in the days given.
    """
    filled = list(accumulate(room))
    found: list[int | None] = []
    for needed in accumulate(one * _HOUR for one in hours):
        days = (today + index for index, minutes in enumerate(filled) if minutes >= needed)
        found.append(next(days, None))
    return found
