"""How long a sitting is, and when enough is known."""

from dataclasses import dataclass

LEAST_SCORE = 0.013
MINIMUM_QUESTIONS = 18


@dataclass(frozen=True, slots=True)
class Length:
    """A planned number of questions; any sitting can be extended later."""

    name: str
    maximum: int
    minimum: int = MINIMUM_QUESTIONS
    """Questions before it may end early."""
    area_sd: float = 0.6
    """Largest standard deviation (logits) of a weighted area that is good enough to end early."""
    capture: float = 0.85
    """Expected capture that is good enough to end early."""
    by_minutes: bool = False
    """Whether items are chosen for what they tell per minute rather than per question."""


QUICK = Length("quick", 20, minimum=20, by_minutes=True)
STANDARD = Length("standard", 45, minimum=45)
DEEP = Length("deep", 90, minimum=60, area_sd=0.45, capture=0.9)
OPEN = Length("open", 75)
"""Until enough is known."""
LENGTHS = {length.name: length for length in (QUICK, STANDARD, DEEP, OPEN)}


@dataclass(frozen=True, slots=True)
class Precision:
    """How sure the engine is: what progress is shown as."""

    answered: int
    area_sd: float
    """Largest over the weighted areas, logits."""
    capture: float
    """Expected share of the largest three gaps that the three named topics hold."""


EARLY = frozenset({"precise", "flat"})
"""Reasons of ``stop_reason`` that end a sitting before its length."""


def stop_reason(length: Length, precision: Precision, best_score: float | None) -> str | None:
    """Say why to stop now, or ``None`` to go on.

    ``"length"``: as many questions as planned; ``"exhausted"``: no item is left;
    ``"precise"``: areas and named gaps are known well enough; ``"flat"``: no further item
    would tell much.
    """
    if precision.answered >= length.maximum:
        return "length"
    if best_score is None:
        return "exhausted"
    if precision.answered < length.minimum:
        return None
    if precision.area_sd <= length.area_sd and precision.capture >= length.capture:
        return "precise"
    return "flat" if best_score < LEAST_SCORE else None
