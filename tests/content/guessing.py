"""Mechanical attackers: what somebody scores who sees the options and never the stem."""

import math
import re
from collections.abc import Callable, Sequence

from tests.content.library import Table, keys, option_texts

from mlprep.text.prose import prose

MOST_EXCESS = 0.03
"""Lower 95 % bound of what an attacker may score above chance."""
_Z = 1.645

Attacker = Callable[[list[str]], list[float]]
"""Gives each option a score; the highest is picked, ties are shared."""


def _length(options: list[str]) -> list[float]:
    return [len(one) for one in options]


def _shortness(options: list[str]) -> list[float]:
    return [-len(one) for one in options]


def _specific(options: list[str]) -> list[float]:
    return [len(re.findall(r"\d|[`$A-Z]", one)) for one in options]


def _shared_words(options: list[str]) -> list[float]:
    words = [set(prose(one).casefold().split()) for one in options]
    return [
        sum(len(one & other) for other in words if other is not one) / max(1, len(one))
        for one in words
    ]


def _middle(options: list[str]) -> list[float]:
    return [-abs(place - (len(options) - 1) / 2) for place in range(len(options))]


ATTACKERS: dict[str, Attacker] = {
    "longest option": _length,
    "shortest option": _shortness,
    "most specific option": _specific,
    "option that shares words with the others": _shared_words,
    "middle option": _middle,
}


def hit(item: Table, attacker: Attacker) -> float:
    """Return the chance that the attacker picks the key of an item with one key."""
    scores = attacker(option_texts(item))
    best = [place for place, score in enumerate(scores) if score == max(scores)]
    return (keys(item)[0] in best) / len(best)


def excess(items: Sequence[Table], attacker: Attacker) -> float:
    """Return the lower 95 % bound of accuracy less chance over items with one key each."""
    if not items:
        return 0.0
    gains = [hit(item, attacker) - 1 / len(item["options"]) for item in items]
    mean = sum(gains) / len(gains)
    variance = sum((gain - mean) ** 2 for gain in gains) / max(1, len(gains) - 1)
    return mean - _Z * math.sqrt(variance / len(gains))
