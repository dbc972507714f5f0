"""Questions that ask nearly the same, over a whole library."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
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

    With ``among`` only pairs of which one is named there.  Shorter questions come first, and
    only those are compared that share two of their rarest tokens, early enough that what is left
    can still be alike (prefix and positional filter of Xiao et al. 2008, Efficient similarity
    joins for near duplicate detection; two common tokens as in Wang et al. 2012, Can we beat the
    prefix filtering?).
    """
    counts = Counter(token for one in prompts for token in one.everything)
    order = sorted(range(len(prompts)), key=lambda at: (len(prompts[at].everything), at))
    seen: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    found = []
    for number in order:
        one = prompts[number]
        tokens = sorted(one.everything, key=lambda token: (counts[token], token))
        for other in _candidates(tokens, seen):
            wanted = among is None or one.name in among or prompts[other].name in among
            if wanted and alike(prompts[other], one):
                pair = sorted((number, other))
                found.append((prompts[pair[0]].name, prompts[pair[1]].name))
        size = len(tokens)
        for place, token in enumerate(tokens[: size - math.ceil(_INDEXED * size) + _COMMON]):
            seen[token].append((number, place, size))
    return sorted(found)


_INDEXED = 2 * MOST_ALIKE / (1 + MOST_ALIKE)
"""Share of its tokens that a question must have in common with a longer one like it."""
_SHARED = MOST_ALIKE / (1 + MOST_ALIKE)
"""c / (n + m - c) > t just where c > (n + m) t / (1 + t)."""
_COMMON = 2
"""Tokens that two questions alike share among their rarest; one where they have but one."""


def _candidates(tokens: Sequence[str], seen: Mapping[str, list[tuple[int, int, int]]]) -> set[int]:
    """Name the shorter questions that share enough tokens, as far as the first shared one tells."""
    size = len(tokens)
    least = MOST_ALIKE * size
    once: set[int] = set()
    kept: set[int] = set()
    unfit: set[int] = set()
    for place, token in enumerate(tokens[: size - math.ceil(least) + _COMMON]):
        for other, other_place, other_size in seen.get(token, ()):
            if other in once:
                kept.add(other)
            elif other not in unfit:
                left = min(size - place, other_size - other_place)
                fits = other_size >= least and left > _SHARED * (size + other_size)
                (once if fits else unfit).add(other)
    return kept if size >= _COMMON else once
