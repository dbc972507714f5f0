"""FSRS-6, the model of forgetting, with the ``fsrs`` library as its arithmetic core.

Stability is the number of days after which a unit is recalled with a probability of 0.9,
difficulty lies between 1 and 10.  Time is counted in study days, never in instants.

Source: J. Ye, "A stochastic shortest path algorithm for optimizing spaced repetition scheduling"
(KDD 2022), and the FSRS-6 formulas of the open-spaced-repetition project.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import isfinite
from typing import Any, TypeVar

from mlprep.domain.rating import Rating

# fmt: off
DEFAULT_PARAMETERS: tuple[float, ...] = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)
LOWEST_PARAMETERS: tuple[float, ...] = (
    0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001,
    0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1,
)
HIGHEST_PARAMETERS: tuple[float, ...] = (
    100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5,
    5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8,
)
# fmt: on
LOWEST_STABILITY, HIGHEST_STABILITY = 0.001, 36_500.0
LOWEST_DIFFICULTY, HIGHEST_DIFFICULTY = 1.0, 10.0
LONGEST_PAUSE = 1_000_000
"""Days; what is longer counts as so long, or it would leave the range of ``datetime``."""
_BASE = datetime(1970, 1, 1, tzinfo=UTC)

_RATINGS = tuple(Rating)
_Key = tuple[float | None, float | None, int | None, tuple[float, ...]]
_previewed: dict[_Key, list[tuple[float, float]]] = {}
_MOST_PREVIEWED = 4
_Step = Callable[
    [float | None, float | None, int | None, Iterable[Rating]], list[tuple[float, float]]
]


def check_parameters(parameters: Sequence[float]) -> None:
    """Raise ``ValueError`` with a sentence unless these are 21 numbers that FSRS-6 takes."""
    if len(parameters) != len(DEFAULT_PARAMETERS):
        raise ValueError(f"FSRS-6 has 21 parameters, not {len(parameters)}")
    spans = zip(parameters, LOWEST_PARAMETERS, HIGHEST_PARAMETERS, strict=True)
    for index, (value, low, high) in enumerate(spans):
        if not low <= value <= high:
            raise ValueError(f"parameter {index} lies between {low:g} and {high:g}, not at {value}")


def usable_parameters(parameters: Sequence[float]) -> tuple[float, ...]:
    """Return the parameters to work with: the defaults for none, each inside its range.

    Another program's fit may lie a little outside.  Raises ``ValueError`` where the number of
    parameters is wrong or one is not finite.
    """
    if not parameters:
        return DEFAULT_PARAMETERS
    if not all(isfinite(value) for value in parameters):
        raise ValueError("a parameter of FSRS-6 is not a finite number")
    spans = zip(parameters, LOWEST_PARAMETERS, HIGHEST_PARAMETERS, strict=False)
    usable = tuple(min(max(value, low), high) for value, low, high in spans)
    check_parameters(usable if len(usable) == len(parameters) else parameters)
    return usable


@lru_cache(maxsize=16)
def sound_parameters(parameters: tuple[float, ...]) -> tuple[float, ...]:
    """Return the parameters to work with, whatever was recorded: nonsense counts as the defaults.

    For folding a log that holds what another program, or another version, once wrote.
    """
    try:
        return usable_parameters(parameters)
    except ValueError:
        return DEFAULT_PARAMETERS


def retrievability(stability: float, elapsed_days: float, parameters: tuple[float, ...]) -> float:
    """Probability of recall so many days after the last review."""
    factor, decay = forgetting_curve(parameters)
    elapsed = max(0.0, elapsed_days)
    return float((1 + factor * elapsed / max(stability, LOWEST_STABILITY)) ** decay)


def interval_days(
    stability: float, desired_retention: float, parameters: tuple[float, ...]
) -> float:
    """Days, unrounded, until recall has fallen to the desired retention."""
    return stability * interval_factor(desired_retention, parameters)


@lru_cache(maxsize=256)
def interval_factor(desired_retention: float, parameters: tuple[float, ...]) -> float:
    """Interval divided by stability; 1 at a desired retention of 0.9.

    Raises ``ValueError`` for a retention outside of 0-1, both excluded.
    """
    if not 0 < desired_retention < 1:
        raise ValueError(f"desired retention lies between 0 and 1, not at {desired_retention}")
    factor, decay = forgetting_curve(parameters)
    return float((desired_retention ** (1 / decay) - 1) / factor)


def next_memory(
    stability: float | None,
    difficulty: float | None,
    elapsed_days: int | None,
    rating: Rating,
    parameters: tuple[float, ...],
) -> tuple[float, float]:
    """Stability and difficulty after a review.

    Without a stability and a difficulty it is the first review.  A clock that ran backwards
    (negative days) counts as the same day.  Raises ``ValueError`` for parameters that FSRS-6
    does not take.
    """
    memories = _previewed.get((stability, difficulty, elapsed_days, parameters))
    if memories is not None:
        return memories[rating - 1]
    return _stepper(parameters)(stability, difficulty, elapsed_days, (rating,))[0]


def next_memories(
    stability: float | None,
    difficulty: float | None,
    elapsed_days: int | None,
    parameters: tuple[float, ...],
) -> list[tuple[float, float]]:
    """Stability and difficulty after each of the four ratings, Again first; see ``next_memory``.

    The last few are remembered: the answer to what was previewed asks for one of them again.
    """
    key = (stability, difficulty, elapsed_days, parameters)
    memories = _previewed.get(key)
    if memories is None:
        memories = _stepper(parameters)(stability, difficulty, elapsed_days, _RATINGS)
        if len(_previewed) >= _MOST_PREVIEWED:
            _previewed.clear()
        _previewed[key] = memories
    return memories


@lru_cache(maxsize=16)
def forgetting_curve(parameters: tuple[float, ...]) -> tuple[float, float]:
    """Factor and (negative) exponent of the forgetting curve."""
    decay = -parameters[20]
    return 0.9 ** (1 / decay) - 1, decay


@lru_cache(maxsize=16)
def _stepper(parameters: tuple[float, ...]) -> _Step:
    """Bind a scheduler of ``fsrs`` that only updates memory: no steps, no fuzz.

    The library counts days between instants, so it is given instants that lie whole days apart.
    """
    from fsrs import Card, Scheduler, State
    from fsrs import Rating as FsrsRating

    class QuickCard(Card):
        """A card that is copied by its dictionary, in a quarter of the time of ``copy.copy``."""

        def __copy__(self) -> "QuickCard":
            twin = QuickCard.__new__(QuickCard)
            twin.__dict__.update(self.__dict__)
            return twin

    check_parameters(parameters)
    scheduler = Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    by_number = (FsrsRating.Again, *FsrsRating)  # a tuple: hashing an enum member is slow

    def step(
        stability: float | None,
        difficulty: float | None,
        elapsed: int | None,
        ratings: Iterable[Rating],
    ) -> list[tuple[float, float]]:
        # Without a card_id the library sleeps for a millisecond to make one.
        card, at = QuickCard(card_id=1, due=_BASE), _BASE
        if stability is not None and difficulty is not None:
            card = QuickCard(1, State.Review, None, stability, difficulty, _BASE, _BASE)
            at += timedelta(days=min(max(elapsed or 0, 0), LONGEST_PAUSE))
        cards = (scheduler.review_card(card, by_number[one], at)[0] for one in ratings)
        return [_clamped(after.stability, after.difficulty) for after in cards]

    return step


def _clamped(stability: float | None, difficulty: float | None) -> tuple[float, float]:
    """Hold both in the model's range and round them; ``fsrs`` sets no upper end to stability."""
    return (
        rounded(min(max(stability or 0.0, LOWEST_STABILITY), HIGHEST_STABILITY)),
        rounded(min(max(difficulty or 0.0, LOWEST_DIFFICULTY), HIGHEST_DIFFICULTY)),
    )


Number = TypeVar("Number", bound=Any)
_SPLIT = 2.0**18 + 1


def rounded(number: Number) -> Number:
    """Round to 35 binary digits (10 decimal ones), a float or an array of them.

    A state is rounded after every review, so that the same log gives the same bytes whether it
    was replayed review by review or all at once: the two differ in the last few of a float's
    53 digits at most.  Additions and products alone, which every machine rounds alike.

    Source: T. J. Dekker, "A floating-point technique for extending the available precision"
    (Numerische Mathematik 18, 1971), section 4.
    """
    large = number * _SPLIT
    result: Number = large - (large - number)
    return result
