"""Which card is which: ids made from content, and edited cards recognised."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256

from mlprep.domain.ids import CardId

SAME = 0.75
"""Similarity from which a clearly best candidate is the same card."""
DOUBTFUL = 0.45
"""Similarity under which two cards have nothing to do with each other."""
LEAD = 0.15
"""How much less like it the next candidate must be."""
_EXACT = 0.999
_LONGEST = 400
_RAREST = 32
_POSTINGS = 48
_CANDIDATES = 4
_LEAST_SHARED = 0.12


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
    grams: frozenset[str]


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
    return _Text(folded, words, frozenset(padded[at : at + 3] for at in range(len(padded) - 2)))


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
    """Compare each new text with the few old ones that share most of its rare trigrams."""
    postings: dict[str, list[int]] = {}
    for index, text in enumerate(old):
        for gram in text.grams:
            postings.setdefault(gram, []).append(index)
    pairs: _Pairs = {}
    for fresh, text in enumerate(new):
        for index in _candidates(text, old, postings):
            score = _similarity(old[index], text)
            if score >= DOUBTFUL:
                pairs[index, fresh] = score
    return pairs


def _candidates(text: _Text, old: Sequence[_Text], postings: dict[str, list[int]]) -> Iterable[int]:
    known = [gram for gram in text.grams if gram in postings]
    rare = sorted(known, key=lambda gram: (len(postings[gram]), gram))[:_RAREST]
    hits: Counter[int] = Counter()
    for gram in rare:
        hits.update(postings[gram][:_POSTINGS])
    shared = {
        index: 2 * len(text.grams & old[index].grams) / (len(text.grams) + len(old[index].grams))
        for index, _ in sorted(hits.items(), key=lambda hit: (-hit[1], hit[0]))[: 4 * _CANDIDATES]
    }
    best = sorted(shared, key=lambda index: (-shared[index], index))[:_CANDIDATES]
    return [index for index in best if shared[index] >= _LEAST_SHARED]


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
