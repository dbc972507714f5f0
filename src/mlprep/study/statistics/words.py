"""What statistics say in words, the same on the screen and on the command line."""

from collections.abc import Mapping, Sequence
from math import sqrt
from types import MappingProxyType

from mlprep.domain.days import MINUTE_MS
from mlprep.domain.normal import NORMAL_95
from mlprep.study.statistics.gathering import (
    Bin,
    Calibration,
    Hour,
    Remembering,
    Share,
    Statistics,
)
from mlprep.text.counting import counted, duration, short_date

RANGE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "month": "The last 30 days",
        "quarter": "The last 13 weeks",
        "year": "The last 365 days",
        "all": "Since your first answer",
    }
)
FEW = 100
"""Reviews below which the model is not held against what came."""
FEW_IN_AN_HOUR = 20
"""Reviews below which an hour is not compared with others."""
ASKED = (
    "In brackets what chance allows for (90%). A review counts once a day, and only if the card"
    " was learned on an earlier day."
)
"""What a share of recall is about."""
AS_NOW = "As cards stand now: what you answer and begin until then comes on top."
FIT_IS_DUE = "There are reviews enough to fit the memory model to you: `mlprep optimise`."
EXPECTING = "What FSRS expected of each review, with your parameters of now, and what came."


def headline(found: Statistics) -> str:
    """Say how much was studied."""
    if not found.answers and not found.crammed:
        return "No answer yet in these days."
    on = f"on {len(found.studied)} of {counted(found.days, 'day')}"
    told = [
        f"{counted(found.answers, 'answer')} {on}, {duration(MINUTE_MS * found.minutes)} in all",
        f"{counted(found.new, 'card')} begun" if found.new else "",
        f"{counted(found.crammed, 'answer')} beside the schedule" if found.crammed else "",
    ]
    return "; ".join(filter(None, told)) + "."


def pace(found: Statistics) -> str:
    """Say what a day comes to on which there was study."""
    days = len(found.studied)
    if not days:
        return ""
    answers, spent = round(found.answers / days), duration(MINUTE_MS * found.minutes / days)
    return f"On a day with study: {counted(answers, 'answer')}, {spent} in the mean."


def share_words(share: Share) -> str:
    """``88% (86% to 91%)``; a dash where nothing was asked."""
    if share.share is None or share.low is None or share.high is None:
        return "-"
    return f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%})"


def memory_title(found: Remembering) -> str:
    """Count the cards begun that are in study: suspended ones are not among them."""
    return f"{counted(found.units, 'card')} begun and in study"


def trimmed(bins: Sequence[Bin]) -> Sequence[Bin]:
    """Leave out the empty bins at both ends: one between others says how far they reach."""
    full = [at for at, one in enumerate(bins) if one.units]
    return bins[full[0] : full[-1] + 1] if full else ()


def remembering_words(found: Remembering) -> str:
    """Say how many of the cards begun and in study would be recalled today."""
    share = found.recalled / found.units
    return f"You would recall about {found.recalled:,.0f} of them today ({share:.0%})."


def verdict(share: Share, aim: float) -> str:
    """Say whether a share is what was aimed for, as far as so many reviews can tell."""
    if share.low is None or share.high is None:
        return "nothing asked yet"
    if share.low > aim:
        return "above your aim"
    return "below your aim" if share.high < aim else "in line with your aim"


def recall_by_hour(hours: Sequence[Hour]) -> str:
    """Name the hours of least and most recall, if they differ by more than chance would have it.

    Pearson's chi-square test at 5 %; its bound after Wilson and Hilferty (1931).
    """
    told = [one for one in hours if one.asked >= FEW_IN_AN_HOUR]
    asked, recalled = sum(one.asked for one in told), sum(one.recalled for one in told)
    free = len(told) - 1
    if free < 1:
        return ""
    variance = recalled / asked * (1 - recalled / asked)
    squares = sum((one.recalled - one.asked * recalled / asked) ** 2 / one.asked for one in told)
    bound = free * (1 - 2 / (9 * free) + NORMAL_95 * sqrt(2 / (9 * free))) ** 3
    if squares <= bound * variance:
        return "Recall differs between the hours by no more than chance would have it."
    low, *_, high = sorted(told, key=lambda one: one.recalled / one.asked)
    return f"Recalled: least {_at_hour(low)}, most {_at_hour(high)}."


def _at_hour(one: Hour) -> str:
    return f"at {one.hour} h ({one.recalled / one.asked:.0%} of {one.asked:,})"


def calibration_words(found: Calibration) -> str:
    """Say how far expectation and recall lie apart."""
    unknown = (
        f" Of {counted(found.unknown, 'more review')} nothing can be said: another program"
        " brought the memory."
        if found.unknown
        else ""
    )
    if found.error is None or found.asked < FEW:
        return (
            f"Too few to tell: {counted(found.asked, 'review')} of the {FEW} that it takes."
            f"{unknown}"
        )
    return (
        f"Over {counted(found.asked, 'review')} expectation and recall lie"
        f" {100 * found.error:.1f} points apart (root mean square); chance alone would put"
        f" them about {100 * found.by_chance:.1f} apart.{unknown}"
    )


def span_words(found: Statistics) -> str:
    """``22 Nov 2025 to 21 Nov 2026``."""
    return f"{short_date(found.first)} to {short_date(found.last)}"
