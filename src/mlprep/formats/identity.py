"""Which card is which: ids made from content, and edited cards recognised."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import pairwise

from mlprep.domain.ids import CardId

SAME = 0.75
"""Similarity from which a clearly best candidate is the same card."""
DOUBTFUL = 0.45
"""Similarity under which two cards have nothing to do with each other."""
LEAD = 0.15
"""How much less like it the next candidate must be."""
_EXACT = 0.999
_LONGEST = 400
_BUDGET = 500
"""Hits counted for one text, from its rarest features on."""
_CANDIDATES = 3
_FAR_BEHIND = 0.35
"""How far behind the best, by shared features, no rival comes within ``LEAD`` of it."""
_LEAST_SHARED = 0.2
"""Shared features (Dice) under which a pair is not compared at all."""


def content_id(deck: str, text: str) -> CardId:
    """Make the id of a card that has none: ``c-`` and 12 hex digits of its content's hash."""
    content = f"{deck}\n{unicodedata.normalize('NFC', text).strip()}"
    return CardId("c-" + sha256(content.encode()).hexdigest()[:12])


@dataclass(frozen=True, slots=True)
class Recognition:
    """Cards that are the same after an edit, and pairs about which to ask (with similarity)."""

    same: tuple[tuple[CardId, CardId], ...] = ()
    doubtful: tuple[tuple[CardId, CardId, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A text made ready for comparison."""

    folded: str
    words: tuple[str, ...]
    features: frozenset[str]
    """Trigrams of characters and pairs of words: what rare ones share may be the same text."""


_Pairs = dict[tuple[int, int], float]


def recognise(gone: Sequence[tuple[CardId, str]], new: Sequence[tuple[CardId, str]]) -> Recognition:
    """Match the cards of one deck that vanished with those that appeared.

    A pair is the same card from a similarity of ``SAME`` where no other pair of either card
    comes within ``LEAD``; from ``DOUBTFUL`` on the learner is asked.  Each id is used once.
    """
    old_texts = [_prepare(text) for _, text in gone]
    new_texts = [_prepare(text) for _, text in new]
    pairs = _similar_pairs(old_texts, new_texts)
    same = _clear(pairs)
    doubtful = _best_first(pairs)
    return Recognition(
        tuple((gone[old][0], new[fresh][0]) for old, fresh in sorted(same)),
        tuple((gone[old][0], new[fresh][0], score) for old, fresh, score in sorted(doubtful)),
    )


def similarity(one: str, other: str) -> float:
    """Likeness of two texts, 0 to 1: the mean of difflib's ratios over words and characters."""
    return _similarity(_prepare(one), _prepare(other))


def _prepare(text: str) -> _Text:
    folded = " ".join(unicodedata.normalize("NFC", text).casefold().split())[:_LONGEST]
    words = tuple(re.findall(r"\w+|[^\w\s]", folded))
    padded = f"  {folded} "
    trigrams = {padded[at : at + 3] for at in range(len(padded) - 2)}
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    return _Text(folded, words, frozenset(trigrams | pairs))


def _similarity(one: _Text, other: _Text) -> float:
    if one.folded == other.folded:
        return 1.0
    by_words = SequenceMatcher(None, one.words, other.words, autojunk=False)
    # Bounds first: ratio() is quadratic, quick_ratio() is linear.
    if (by_words.quick_ratio() + 1) / 2 < DOUBTFUL:
        return 0.0
    by_letters = SequenceMatcher(None, one.folded, other.folded, autojunk=False)
    if (by_words.quick_ratio() + by_letters.quick_ratio()) / 2 < DOUBTFUL:
        return 0.0
    return round((by_words.ratio() + by_letters.ratio()) / 2, 4)


def _similar_pairs(old: Sequence[_Text], new: Sequence[_Text]) -> _Pairs:
    """Compare each new text with the few old ones that share most of its rare features."""
    postings: dict[str, list[int]] = {}
    for index, text in enumerate(old):
        for feature in text.features:
            postings.setdefault(feature, []).append(index)
    pairs: _Pairs = {}
    for fresh, text in enumerate(new):
        for index in _candidates(text, old, postings):
            score = _similarity(old[index], text)
            if score >= DOUBTFUL:
                pairs[index, fresh] = score
    return pairs


def _candidates(text: _Text, old: Sequence[_Text], postings: dict[str, list[int]]) -> list[int]:
    known = [feature for feature in text.features if feature in postings]
    hits: Counter[int] = Counter()
    counted = 0
    for feature in sorted(known, key=lambda one: (len(postings[one]), one)):
        holders = postings[feature]
        for index in holders[:_BUDGET]:
            hits[index] += 1_000_000 // len(holders)
        counted += len(holders)
        if counted > _BUDGET:
            break
    best = sorted(hits, key=lambda index: (-hits[index], index))[:_CANDIDATES]
    shared = {index: _shared(text, old[index]) for index in best}
    least = max(_LEAST_SHARED, max(shared.values(), default=0.0) - _FAR_BEHIND)
    return [index for index in best if shared[index] >= least]


def _shared(one: _Text, other: _Text) -> float:
    """Dice coefficient of the features."""
    both = len(one.features) + len(other.features)
    return 2 * len(one.features & other.features) / both


def _clear(pairs: _Pairs) -> list[tuple[int, int]]:
    """Take out the pairs that are the same beyond doubt, until no more become so."""
    found: list[tuple[int, int]] = []
    while True:
        clear = [pair for pair in pairs if _is_clear(pair, pairs)]
        if not clear:
            return found
        found += clear
        _drop(pairs, clear)


def _is_clear(pair: tuple[int, int], pairs: _Pairs) -> bool:
    score = pairs[pair]
    if score < SAME:
        return False
    rivals = [
        other for (old, fresh), other in pairs.items() if (old == pair[0]) != (fresh == pair[1])
    ]
    best = max(rivals, default=0.0)
    return best <= score - LEAD or (score >= _EXACT > best)


def _best_first(pairs: _Pairs) -> list[tuple[int, int, float]]:
    """Pair up what is left, the most alike first."""
    found: list[tuple[int, int, float]] = []
    for old, fresh in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        if (old, fresh) in pairs:
            found.append((old, fresh, pairs[old, fresh]))
            _drop(pairs, [(old, fresh)])
    return found


def _drop(pairs: _Pairs, used: Iterable[tuple[int, int]]) -> None:
    olds, news = {old for old, _ in used}, {fresh for _, fresh in used}
    for pair in [pair for pair in pairs if pair[0] in olds or pair[1] in news]:
        del pairs[pair]
