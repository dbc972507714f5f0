"""What each rating of a review will do: steps, intervals, their order and their labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mlprep.domain.days import DAY_MS, HOUR_MS, MINUTE_MS, day_of
from mlprep.domain.facts import FirstSight, Review
from mlprep.domain.rating import Rating
from mlprep.domain.settings import StudySettings
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.fold import elapsed_days, reviewed
from mlprep.memory.fuzz import Spread, choose_days, fuzz_fraction, round_half_up
from mlprep.memory.model import interval_factor, next_memories, sound_parameters

LOWEST_RETENTION, HIGHEST_RETENTION = 0.70, 0.99
_RATINGS = tuple(Rating)
_YEAR_DAYS = 365
_MONTH_DAYS = _YEAR_DAYS / 12


@dataclass(frozen=True, slots=True)
class Rules:
    """How units come back: the study settings, in the scheduler's units."""

    desired_retention: float
    learning_steps_ms: tuple[int, ...]
    relearning_steps_ms: tuple[int, ...]
    maximum_interval: int
    weekday_weights: tuple[float, ...]
    """Monday to Sunday."""
    days_off: frozenset[int]
    """Study days."""
    parameters: tuple[float, ...]
    parameters_id: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When a unit is answered, and how many units already fall due on which study day."""

    now_ms: int
    today: int
    load: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rating does; recording ``review`` leads to ``state``.

    Exactly one of ``due_in_ms`` (a step) and ``days`` (an interval) is set.  Of the four that
    are shown one is recorded, so the fact and the state are made when they are asked for.
    """

    rating: Rating
    due_in_ms: int | None
    days: int | None
    step: int
    memory: tuple[float, float]
    before: UnitState
    now_ms: int
    today: int
    parameters_id: str

    @property
    def review(self) -> Review:
        """The fact to record, without what only the front end knows."""
        return self.review_with()

    def review_with(
        self, duration_ms: int = 0, typed: str = "", first_sight: FirstSight | None = None
    ) -> Review:
        """Make the fact to record: how long it took, what was typed, what that is evidence of."""
        return Review(
            self.before.unit,
            self.today,
            self.rating,
            duration_ms,
            due_day=None if self.days is None else self.today + self.days,
            due_at_ms=None if self.due_in_ms is None else self.now_ms + self.due_in_ms,
            step=self.step,
            typed=typed,
            parameters=self.parameters_id,
            first_sight=first_sight,
        )

    @property
    def state(self) -> UnitState:
        """The state that follows."""
        return reviewed(self.before, self.review, self.now_ms, self.memory)


@lru_cache(maxsize=64)
def rules_from(settings: StudySettings, desired_retention: float | None = None) -> Rules:
    """Turn settings into rules; a deck may bring its own desired retention (0.70-0.99)."""
    wanted = settings.desired_retention if desired_retention is None else desired_retention
    return Rules(
        desired_retention=min(max(wanted, LOWEST_RETENTION), HIGHEST_RETENTION),
        learning_steps_ms=_in_ms(settings.learning_steps),
        relearning_steps_ms=_in_ms(settings.relearning_steps),
        maximum_interval=settings.maximum_interval,
        weekday_weights=settings.weekday_weights,
        days_off=frozenset(day_of(date.fromisoformat(day)) for day in settings.days_off if day),
        parameters=sound_parameters(settings.parameters),
        parameters_id=settings.parameters_id,
    )


def outcomes(state: UnitState, rules: Rules, moment: Moment) -> dict[Rating, Outcome]:
    """Return what each of the four ratings would do at this moment.

    The preview is the result: the state is the one to which ``fold.advance`` leads from the
    fact of ``review``, recorded at ``moment.now_ms``.  Time to due grows from Again to Easy, an
    interval of n days counting as n x 24 h; only the maximum interval can make two alike.
    """
    elapsed = elapsed_days(state, moment.today)
    memories = next_memories(state.stability, state.difficulty, elapsed, rules.parameters)
    factor = interval_factor(rules.desired_retention, rules.parameters)
    spread = Spread(moment.today, rules.weekday_weights, rules.days_off, moment.load)
    fraction = fuzz_fraction(state.unit, state.reps)
    result: dict[Rating, Outcome] = {}
    before = 0
    for rating, memory in zip(_RATINGS, memories, strict=True):
        delay, step = _step_delay(state, rating, rules, before)
        days = None
        if step is None:
            wanted = memory[0] * factor
            limits = _limits(state, rating, rules, (wanted, before))
            days = choose_days(wanted, limits, fraction, spread)
            delay = days * DAY_MS
        before = delay
        result[rating] = Outcome(
            rating, None if step is None else delay, days, step or 0, memory, state,
            moment.now_ms, moment.today, rules.parameters_id,
        )  # fmt: skip
    return result


def interval_label(outcome: Outcome) -> str:
    """Write the time to due for a button: ``<1m``, ``10m``, ``3h``, ``12d``, ``2.4mo``."""
    milliseconds = outcome.due_in_ms
    if milliseconds is None:
        return _label_days(outcome.days or 0)
    if milliseconds < MINUTE_MS:
        return "<1m"
    minutes = round_half_up(milliseconds / MINUTE_MS)
    if minutes * MINUTE_MS < HOUR_MS:
        return f"{minutes}m"
    if milliseconds < DAY_MS:
        return f"{_one_decimal(milliseconds / HOUR_MS)}h"
    return f"{_one_decimal(milliseconds / DAY_MS)}d"


def is_leech(lapses: int, threshold: int) -> bool:
    """Tell whether this lapse makes a leech: the threshold's, then every half as many.

    A threshold of 0 makes none.
    """
    if threshold <= 0 or lapses < threshold:
        return False
    return (lapses - threshold) % max(1, (threshold + 1) // 2) == 0


def _in_ms(minutes: tuple[float, ...]) -> tuple[int, ...]:
    return tuple(round(one * MINUTE_MS) for one in minutes)


def _step_delay(
    state: UnitState, rating: Rating, rules: Rules, before: int
) -> tuple[int, int | None]:
    """Milliseconds to the step that a rating leads to, and the step; no step for an interval.

    It comes after the rating before, by a minute where the steps themselves do not see to it.
    """
    learnt = state.phase in (Phase.REVIEW, Phase.RELEARNING)
    steps = rules.relearning_steps_ms if learnt else rules.learning_steps_ms
    if not steps or rating is Rating.EASY:
        return 0, None
    if rating is Rating.AGAIN:
        return steps[0], 0
    if state.phase is Phase.REVIEW:
        return 0, None
    # Fewer steps than when the unit was put on one: it stands on the last.
    step = min(state.step, len(steps) - 1)
    if rating is Rating.GOOD:
        step += 1
        if step == len(steps):
            return 0, None
    wanted = _hard_delay(steps, step) if rating is Rating.HARD else steps[step]
    return (wanted if wanted > before else before + MINUTE_MS), step


def _limits(
    state: UnitState, rating: Rating, rules: Rules, interval: tuple[float, int]
) -> tuple[int, int]:
    """Shortest and longest interval, given the unrounded one and the delay of the last rating."""
    wanted, before = interval
    shortest = max(before // DAY_MS + 1, _shortest_pass(state, rating, wanted))
    return min(shortest, rules.maximum_interval), rules.maximum_interval


def _hard_delay(steps: tuple[int, ...], step: int) -> int:
    """Hard repeats a step; on the first one it lies half-way to the second."""
    if step:
        return steps[step]
    if len(steps) == 1:
        return min(steps[0] * 3 // 2, steps[0] + DAY_MS)
    return (steps[0] + steps[1]) // 2


def _shortest_pass(state: UnitState, rating: Rating, wanted: float) -> int:
    """Keep fuzz from shortening the interval of a unit that was passed while it grows."""
    last = state.interval_days
    if state.phase is not Phase.REVIEW or rating is Rating.AGAIN or wanted <= last:
        return 1
    return last + 1 if round_half_up(wanted) > last else max(1, last)


def _label_days(days: int) -> str:
    if days < _MONTH_DAYS:
        return f"{days}d"
    if days < _YEAR_DAYS:
        return f"{_one_decimal(days / _MONTH_DAYS)}mo"
    return f"{_one_decimal(days / _YEAR_DAYS)}y"


def _one_decimal(number: float) -> str:
    return f"{round_half_up(number * 10) / 10:g}"
