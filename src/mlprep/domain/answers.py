"""Whether an answer that was typed or picked is right.

Forgiving about how a number or a text is entered, strict about what it says.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import isfinite

from mlprep.domain.cards import Choices, Match, TypedAnswer
from mlprep.domain.numbers import parse_number

LONGEST_TYPED = 500
"""Characters of a typed answer that are looked at."""
_PERCENT = "%"
_LETTERS = str.maketrans({"\u00b5": "\u03bc", "\u2126": "\u03a9"})
"""Micro sign and ohm sign to the Greek letters that look like them."""
_FRACTION_TOLERANCE = Fraction(1, 200)
"""Share of an answer such as 1/3 or 10^6, which has no last digit, by which an entry may be off."""


def is_right(answer: TypedAnswer, typed: str) -> bool:
    """Tell whether typed text is a right answer.

    Never raises: an entry that cannot be read, and a pattern that is none, are no match.
    """
    text = typed[:LONGEST_TYPED]
    if not text.strip():
        return False
    if answer.match is Match.NUMBER:
        return _is_number(answer, text)
    entries = (text, *_without_unit(text, answer.unit))
    wanted = (answer.answer, *answer.accept)
    if answer.match is Match.EXACT:
        return any(entry in wanted for entry in entries)
    if answer.match is Match.REGEX:
        return any(_matches(pattern, entry) for pattern in wanted for entry in entries)
    return _is_folded(wanted, entries)


def choices_right(choices: Choices, picked: Iterable[int]) -> bool:
    """Tell whether exactly the right options were picked."""
    return set(picked) == set(choices.keys)


def fold(text: str) -> str:
    """Reduce a text to what counts: compatible characters, case and space are evened out."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def _is_folded(wanted: Iterable[str], entries: Iterable[str]) -> bool:
    folded = {fold(one) for one in wanted} - {""}
    return any(fold(entry) in folded for entry in entries)


def _without_unit(text: str, unit: str) -> tuple[str, ...]:
    """Return the text without the unit at its end or before it, where there is one."""
    if not unit.strip():
        return ()
    entry, pattern = text.strip().translate(_LETTERS), _loose(unit.translate(_LETTERS))
    at_end = re.search(rf"\s*{pattern}$", entry, re.IGNORECASE)
    if at_end:
        return (text.strip()[: at_end.start()],)
    before = re.match(rf"{pattern}\s*", entry, re.IGNORECASE)
    return (text.strip()[before.end() :],) if before else ()


def _loose(unit: str) -> str:
    """Pattern of a unit in which any space may be one or none."""
    return r"\s*".join(re.escape(part) for part in unit.split())


def _is_number(answer: TypedAnswer, text: str) -> bool:
    per_cent = _PERCENT in answer.answer or fold(answer.unit) in {"%", "per cent", "percent"}
    given = _read(text, answer.unit, per_cent)
    for wanted in (answer.answer, *answer.accept):
        value = _read(wanted[:LONGEST_TYPED], answer.unit, per_cent)
        if value is None or given is None:
            if _is_folded((wanted,), (text, *_without_unit(text, answer.unit))):
                return True
        elif abs(given[0] - value[0]) <= _tolerance(answer, *value):
            return True
    return False


def _read(text: str, unit: str, per_cent: bool) -> tuple[Fraction, Fraction | None] | None:
    """Value, and half a unit of its last digit; ``%`` divides unless that is the unit."""
    for entry in (text, *_without_unit(text, unit)):
        body = entry.strip()
        percent = body.endswith((_PERCENT, "\uff05"))
        number = parse_number(body[:-1] if percent else body)
        if number is not None:
            scale = Fraction(1, 100) if percent and not per_cent else Fraction(1)
            half = None if number.half_unit is None else number.half_unit * scale
            return number.value * scale, half
    return None


def _tolerance(answer: TypedAnswer, value: Fraction, half_unit: Fraction | None) -> Fraction:
    """Return the larger of the tolerances given, or half a unit of the answer's last digit."""
    allowed = []
    if answer.tolerance is not None and isfinite(answer.tolerance):
        allowed.append(Fraction(repr(float(answer.tolerance))))
    if answer.relative is not None and isfinite(answer.relative):
        allowed.append(abs(value) * Fraction(repr(float(answer.relative))))
    if allowed:
        return max(allowed)
    return abs(value) * _FRACTION_TOLERANCE if half_unit is None else half_unit


def _matches(pattern: str, text: str) -> bool:
    compiled = _compiled(pattern)
    try:
        return compiled is not None and (
            compiled.fullmatch(text) is not None or compiled.fullmatch(text.strip()) is not None
        )
    except (RecursionError, RuntimeError):
        return False


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a pattern's style is its author's affair
        try:
            return re.compile(pattern)
        except (re.error, RecursionError, OverflowError):
            return None
