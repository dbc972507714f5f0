"""Entries that ask nearly the same, over everything that ships."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.content.library import Table
from tests.content.rules import prompt
from tests.content.wording import prose

MOST_ALIKE = 0.6
_TOKEN = re.compile(r"\w+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]\w*|\d+(?:[.,]\d+)*|[-+*/%<>=!&|^~@]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """The tokens of a prompt."""

    name: str
    words: frozenset[str]
    everything: frozenset[str]
    """Words and code: what tells fronts with the same question apart."""
    exempt: frozenset[str]
    family: str


def asked(entry: Table) -> Asked:
    """Take a prompt apart."""
    text = prompt(entry)
    words = frozenset(_TOKEN.findall(prose(text).casefold()))
    return Asked(
        entry["id"],
        words,
        words | frozenset(_WORD.findall(text)),
        frozenset(entry.get("related", ())),
        entry.get("family", ""),
    )


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of common tokens; 0 where there is none."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def alike(one: Asked, other: Asked) -> bool:
    """Tell whether two prompts ask nearly the same, and nobody said that they may."""
    if other.name in one.exempt or one.name in other.exempt:
        return False
    if one.family and one.family == other.family:
        return False
    return (
        jaccard(one.everything, other.everything) > MOST_ALIKE
        and jaccard(one.words, other.words) > MOST_ALIKE
    )


def near_duplicates(prompts: Sequence[Asked]) -> list[tuple[str, str]]:
    """Return the pairs of prompts that are too much alike.

    Only prompts that share one of their rarest tokens are compared: sets of n tokens can be more
    alike than t only if they share one of the n - ceil(t n) + 1 rarest (Bayardo, Ma & Srikant
    2007, Scaling up all pairs similarity search).
    """
    counts = Counter(token for one in prompts for token in one.everything)
    seen: dict[str, list[int]] = defaultdict(list)
    found = []
    for number, one in enumerate(prompts):
        tokens = sorted(one.everything, key=lambda token: (counts[token], token))
        rarest = tokens[: len(tokens) - math.ceil(MOST_ALIKE * len(tokens)) + 1]
        candidates = {other for token in rarest for other in seen[token]}
        found += [
            (prompts[other].name, one.name) for other in candidates if alike(prompts[other], one)
        ]
        for token in rarest:
            seen[token].append(number)
    return sorted(found)
