"""Questions that ask nearly the same, over a whole library."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from mlprep.text.prose import prose

MOST_ALIKE = 0.6
"""Jaccard index of the tokens from which two questions are too much alike."""
_SHORT = 8
"""Different words, numbers among them, up to which a number makes another question."""
_TOKEN = re.compile(r"\w+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]\w*|\d+(?:[.,]\d+)*|[-+*/%<>=!&|^~@]+")


class Asked(NamedTuple):
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
    words, everything = _plain_tokens(text) or _tokens(text)
    return Asked(name, words, everything, frozenset(related), family)


def _tokens(text: str) -> tuple[frozenset[str], frozenset[str]]:
    words = frozenset(_TOKEN.findall(prose(text).casefold()))
    return words, words | frozenset(_WORD.findall(text))


def _plain_tokens(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Split a text of ASCII words that begin with letters; ``None`` where it holds anything else.

    Most questions are of that kind, and then both patterns find the same pieces.
    """
    if not text.isascii():
        return None
    apart = text.translate(_APART)
    pieces = apart.split()
    if min(pieces, default="") < "A":
        return None
    words = frozenset(apart.lower().split())
    return words, words.union(pieces)


_APART = {
    code: " " if chr(code) in " \n?:;.,'\"()" else " ! "
    for code in range(128)
    if not chr(code).isalnum()
}
"""Sets words apart; what may be more than a mark between them becomes one that sorts first."""


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
        and not _differ_in_numbers(one, other)
    )


def _differ_in_numbers(one: Asked, other: Asked) -> bool:
    """Tell whether two short questions have the same words and other numbers: 2 + 2 and 2 + 3."""
    apart = one.everything ^ other.everything
    short = max(len(one.words), len(other.words)) <= _SHORT
    return short and bool(apart) and all(token[0].isdigit() for token in apart)


def near_duplicates(
    prompts: Sequence[Asked], among: Container[str] | None = None, *, most: int | None = None
) -> list[tuple[str, str]]:
    """Return the pairs of questions that are too much alike, the earlier one first.

    With ``among`` only pairs of which one is named there; with ``most`` none of questions that
    have more others like them, as those of a list of words have.

    Shorter questions come first, and only those are compared that share two of their rarest
    tokens (prefix filter of Xiao et al. 2008, Efficient similarity joins for near duplicate
    detection; two common tokens as in Wang et al. 2012, Can we beat the prefix filtering?).
    """
    ranked, first_shared = _ranked(prompts)
    same = _but_for_numbers(prompts)
    order = sorted(range(len(prompts)), key=lambda at: (len(ranked[at]), at))
    holders: defaultdict[int, set[int]] = defaultdict(set)
    found: list[tuple[int, int]] = []
    having: Counter[int] = Counter()
    for place, number in enumerate(order):
        one, tokens = prompts[number], ranked[number]
        size = len(tokens)
        least = MOST_ALIKE * size
        near = _candidates(tokens[: size - math.ceil(least) + _COMMON], holders, size)
        # The first ones first, so that all of many find the same ones, and those find many.
        for other in map(order.__getitem__, near if most is None else sorted(near)):
            if same[number] is same[other] and one.everything != prompts[other].everything:
                continue
            wanted = among is None or one.name in among or prompts[other].name in among
            if wanted and len(ranked[other]) >= least and alike(prompts[other], one):
                found.append((min(number, other), max(number, other)))
                having.update((number, other))
                if most is not None and having[number] > most:
                    break
        for token in tokens[: size - math.ceil(_INDEXED * size) + _COMMON]:
            if token >= first_shared:
                holders[token].add(place)
    return sorted(
        (prompts[first].name, prompts[second].name)
        for first, second in found
        if most is None or max(having[first], having[second]) <= most
    )


def _but_for_numbers(prompts: Sequence[Asked]) -> list[object]:
    """Give each short question what is one object for those that differ in numbers alone."""
    objects: defaultdict[frozenset[str], object] = defaultdict(object)
    return [
        objects[frozenset(token for token in one.everything if not token[0].isdigit())]
        if len(one.words) <= _SHORT
        else object()
        for one in prompts
    ]


_INDEXED = 2 * MOST_ALIKE / (1 + MOST_ALIKE)
"""Share of its tokens that a question must have in common with a longer one like it."""
_COMMON = 2
"""Tokens that two questions alike share among their rarest; one where they have but one."""


def _ranked(prompts: Sequence[Asked]) -> tuple[list[list[int]], int]:
    """Give each question's tokens as numbers, rare ones first; then the first that two share."""
    counts = Counter(chain.from_iterable(one.everything for one in prompts))
    by_rarity = sorted(counts, key=lambda token: (counts[token], token))
    rank = {token: place for place, token in enumerate(by_rarity)}
    ranked = [sorted(map(rank.__getitem__, one.everything)) for one in prompts]
    return ranked, sum(count == 1 for count in counts.values())


def _candidates(tokens: Sequence[int], holders: Mapping[int, set[int]], size: int) -> set[int]:
    """Name the shorter questions that share enough of a question's rarest tokens."""
    once: set[int] = set()
    kept: set[int] = set()
    for token in tokens:
        if (having := holders.get(token)) is not None:
            kept |= once & having
            once |= having
    return kept if size >= _COMMON else once
