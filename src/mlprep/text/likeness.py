"""Questions that ask nearly the same, over a whole library."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from mlprep.text.prose import prose

MOST_ALIKE = 0.6
"""Jaccard index of the tokens from which two questions are too much alike."""
_TOKEN = re.compile(r"\w+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]\w*|\d+(?:[.,]\d+)*|[-+*/%<>=!&|^~@]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """The tokens of a question."""

    name: str
    words: frozenset[str]
    everything: frozenset[str]
    """Words and code: what tells fronts with the same question apart."""
    exempt: frozenset[str] = frozenset()
    """Names of others that may be alike."""
    family: str = ""


def asked(name: str, text: str, related: Iterable[str] = (), family: str = "") -> Asked:
    """Take a question apart."""
    words = frozenset(_TOKEN.findall(prose(text).casefold()))
    everything = words | frozenset(_WORD.findall(text))
    return Asked(name, words, everything, frozenset(related), family)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of common tokens; 0 where there is none."""
    common = len(one & other)
    union = len(one) + len(other) - common
    return common / union if union else 0.0


def alike(one: Asked, other: Asked) -> bool:
    """Tell whether two questions are nearly the same, and nobody said that they may be."""
    if other.name in one.exempt or one.name in other.exempt:
        return False
    if one.family and one.family == other.family:
        return False
    return (
        jaccard(one.everything, other.everything) > MOST_ALIKE
        and jaccard(one.words, other.words) > MOST_ALIKE
    )


def near_duplicates(
    prompts: Sequence[Asked], among: Container[str] | None = None
) -> list[tuple[str, str]]:
    """Return the pairs of questions that are too much alike, the earlier one first.

    With ``among`` only pairs of which one is named there.  Only questions that share one of their
    rarest tokens are compared: sets of n tokens can be more alike than t only if they share one
    of the n - ceil(t n) + 1 rarest (Bayardo, Ma & Srikant 2007, Scaling up all pairs similarity
    search).
    """
    counts = Counter(token for one in prompts for token in one.everything)
    seen: dict[str, list[int]] = defaultdict(list)
    found = []
    for number, one in enumerate(prompts):
        tokens = sorted(one.everything, key=lambda token: (counts[token], token))
        rarest = tokens[: len(tokens) - math.ceil(MOST_ALIKE * len(tokens)) + 1]
        candidates = {other for token in rarest for other in seen[token]}
        least, most = MOST_ALIKE * len(tokens), len(tokens) / MOST_ALIKE
        wanted = among is None or one.name in among
        found += [
            (other.name, one.name)
            for other in map(prompts.__getitem__, candidates)
            if least <= len(other.everything) <= most
            and (wanted or (among is not None and other.name in among))
            and alike(other, one)
        ]
        for token in rarest:
            seen[token].append(number)
    return sorted(found)
