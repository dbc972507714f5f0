"""When to measure a topic again: only a check-up can say that a gap has closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mlprep.planning.priorities import Priority

STABLE_DAYS = 21.0
"""Median stability of a topic's cards from which on a check-up is worth its minutes."""
REST_DAYS = 21
"""Days between two check-ups of one topic."""
PAUSE_DAYS = 2
"""Days between two check-ups of any topics: now and then, not every day."""
ENOUGH_CARDS = 5
CHECKUP_SECONDS = 180.0
"""Four questions of 45 s."""


@dataclass(frozen=True, slots=True)
class Studied:
    """What the reviews say of one topic."""

    cards: int
    """Cards introduced."""
    median_stability: float
    """Days, of those cards."""
    recall: float
    """Their mean retrievability (0-1)."""
    waiting: int = 0
    """New cards that the gap still asks for."""
    last_checkup: int | None = None
    """Study day of the last one."""


@dataclass(frozen=True, slots=True)
class CheckUp:
    """A check-up to offer today."""

    topic: str
    reason: str
    seconds: float = CHECKUP_SECONDS


def is_ripe(studied: Studied, today: int) -> bool:
    """Whether a topic's cards are introduced and stable, and its last check-up is long past."""
    rested = studied.last_checkup is None or today - studied.last_checkup > REST_DAYS
    enough = studied.cards >= ENOUGH_CARDS and studied.waiting == 0
    return rested and enough and studied.median_stability > STABLE_DAYS


def choose_checkup(
    priorities: Iterable[Priority],
    studied: Mapping[str, Studied],
    today: int,
    last_of_any: int | None = None,
) -> CheckUp | None:
    """Choose the topic with the largest gap among those ripe for a check-up, if one is."""
    if last_of_any is not None and today - last_of_any < PAUSE_DAYS:
        return None
    ripe = [
        one for one in priorities if one.topic in studied and is_ripe(studied[one.topic], today)
    ]
    if not ripe:
        return None
    chosen = max(ripe, key=lambda one: (one.score, one.topic))
    return CheckUp(chosen.topic, _reason(chosen, studied[chosen.topic]))


def _reason(one: Priority, studied: Studied) -> str:
    return (
        f"{one.title}: its {studied.cards} cards are stable (half of them for"
        f" {studied.median_stability:.0f} days or more, {studied.recall:.0%} recalled);"
        " four new questions can tell whether the gap has closed."
    )
