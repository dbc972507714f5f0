"""Rules of form for assessment items and their banks."""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence

from scipy.stats import chisquare
from tests.content.library import Table, keys, option_texts

from mlprep.text.prose import prose, question_marks, word_count

MOST_STEM_WORDS = 90
MOST_LENGTH_RATIO = 0.25
SHORT_OPTION = 12
"""Characters up to which the length of an option says nothing."""
LEAST_P = 0.05
LEAST_FOR_BALANCE = 6
LEAST_TYPED = 0.5
OPTION_COUNTS = (3, 4)
KIND_SHARES = {"scenario": 0.30, "calculation": 0.25, "code": 0.20, "concept": 0.25}
_LETTERS_OF_A_HINT = 5

_BANNED = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the (?:above|others?|options)|these)\b"
    r"|\bboth [A-D] and [A-D]\b|\b[A-D] and [A-D] only\b|\bneither [A-D] nor [A-D]\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\b(?:always|never)\b", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\b(?:[Ww]hich|[Ww]hat|[Ww]ho)\b[^.?]*?\b(not|except|never|least)\b[^.?]*\?"
)
_NOT_NEGATIVE = re.compile(r"\bat least\b|\bif not\b|\bor not\b|\bnot only\b|\bwhy\b[^.?]*\?")
_QUANTITY = re.compile(
    r"(?:about |≈ ?|~)?(?P<sign>[-\u2212+]?)[$€£]?(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)"
    r"\s?(?P<unit>\S.*)?"
)
_UNITS = {
    **dict(zip(("B", "KiB", "MiB", "GiB", "TiB"), (1024.0**n for n in range(5)), strict=True)),
    **dict(zip(("bytes", "kB", "MB", "GB", "TB"), (1000.0**n for n in range(5)), strict=True)),
    "ns": 1e-9,
    "µs": 1e-6,
    "μs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "min": 60.0,
    "h": 3600.0,
    "seconds": 1.0,
    "minutes": 60.0,
    "hours": 3600.0,
    "days": 86400.0,
    "day": 86400.0,
}


def item_form_faults(item: Table) -> list[str]:
    """Check stem, options, numbers, banned words and rationales of one item."""
    return [
        *_stem_faults(item),
        *_rationale_faults(item),
        *(_option_faults(item) if "options" in item else []),
    ]


def _stem_faults(item: Table) -> list[str]:
    stem, text = item["stem"], prose(item["stem"])
    found = []
    if (count := word_count(stem)) > MOST_STEM_WORDS:
        found.append(f"stem has {count} words, at most {MOST_STEM_WORDS}")
    if question_marks(stem) == 0:
        found.append("no question mark outside code in the stem")
    hit = _NEGATIVE.search(_NOT_NEGATIVE.sub(" ", text))
    if hit:
        found.append(f"write the negative {hit[1]!r} of the stem in capitals, or ask for what is")
    if item["level"] >= 4 and item["kind"] == "concept":
        found.append("levels 4 and 5 ask for a diagnosis or a choice, not for a concept")
    return found


def _rationale_faults(item: Table) -> list[str]:
    rationale, options = item.get("rationale"), item.get("options")
    if options is None:
        return [] if isinstance(rationale, str) else ["a typed item has one rationale"]
    found = []
    if not isinstance(rationale, list) or len(rationale) != len(options):
        found.append("there is not one rationale for each option")
    ids = item.get("misconceptions", [])
    if len(ids) != len(options):
        found.append("there is not one misconception for each option")
    elif any(bool(name) == (place in keys(item)) for place, name in enumerate(ids)):
        found.append("distractors name a misconception, keys an empty one")
    return found


def _option_faults(item: Table) -> list[str]:
    options = option_texts(item)
    found = []
    if len(options) not in OPTION_COUNTS and len(keys(item)) == 1:
        found.append(f"{len(options)} options, should be three or four")
    found += [f"banned: {hit[0]!r}" for one in options if (hit := _BANNED.search(one))]
    found += [f"absolute: {hit[0]!r}" for one in options if (hit := _ABSOLUTE.search(prose(one)))]
    if len({" ".join(one.casefold().split()) for one in options}) < len(options):
        found.append("two options are the same")
    found += length_faults(item)
    numbers = quantities(options)
    if numbers and numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        found.append("the numbers of the options are not sorted")
    if only := hints(item):
        found.append(f"stem words only in the key: {', '.join(only)}")
    return found


def length_faults(item: Table) -> list[str]:
    """Check that the length of the options does not point at the key."""
    options = option_texts(item)
    places = keys(item)
    right = [len(one) for place, one in enumerate(options) if place in places]
    wrong = [len(one) for place, one in enumerate(options) if place not in places]
    if not wrong or max(map(len, options)) <= SHORT_OPTION:
        return []
    key, distractors = sum(right) / len(right), sum(wrong) / len(wrong)
    if abs(key - distractors) <= max(MOST_LENGTH_RATIO * distractors, 4):
        return []
    return [f"the key has {key:.0f} characters, the distractors {distractors:.0f} on average"]


def hints(item: Table) -> list[str]:
    """Return words of the stem that only the key repeats, where no distractor has its own."""
    stem = _words(item["stem"])
    options = [_words(one) & stem for one in option_texts(item)]
    places = keys(item)
    if len(places) != 1:
        return []
    key = options.pop(places[0])
    own = [
        one - key - set().union(*options[:n], *options[n + 1 :]) for n, one in enumerate(options)
    ]
    return [] if any(own) else sorted(key - set().union(*options))


def _words(text: str) -> set[str]:
    letters = rf"[a-z]{{{_LETTERS_OF_A_HINT},}}"
    return set(re.findall(letters, prose(text).casefold()))


def quantities(options: Sequence[str]) -> list[float]:
    """Return the values of the options if all are numbers of comparable units, else nothing."""
    hits = [_QUANTITY.fullmatch(one.strip()) for one in options]
    units = {(hit["unit"] or "").strip() if hit else None for hit in hits}
    if None in units or (len(units) > 1 and not units <= _UNITS.keys()):
        return []
    return [_value(hit) for hit in hits if hit]


def _value(hit: re.Match[str]) -> float:
    size = float(hit["number"].replace(",", "")) * _UNITS.get((hit["unit"] or "").strip(), 1.0)
    return -size if hit["sign"] in {"-", "\u2212"} else size


def bank_faults(items: Sequence[Table]) -> list[str]:
    """Check the share of typed items and the balance of the keys."""
    typed = sum("answer" in item for item in items)
    found = []
    if typed < LEAST_TYPED * len(items):
        found.append(f"{typed} of {len(items)} items are typed, at least half should be")
    p = key_balance([item for item in items if len(keys(item)) == 1])
    if p <= LEAST_P:
        found.append(f"the keys stand too often in the same place (p = {p:.3f})")
    return found


def key_balance(items: Sequence[Table]) -> float:
    """Return the chi-square probability of such unequal places of the key; 1 for a few items."""
    if len(items) < LEAST_FOR_BALANCE:
        return 1.0
    places = Counter(keys(item)[0] for item in items)
    sizes = [len(item["options"]) for item in items]
    expected = [sum(1 / size for size in sizes if place < size) for place in range(max(sizes))]
    return float(chisquare([places[place] for place in range(max(sizes))], expected).pvalue)


def link_faults(item: Table, cards: Collection[str], items: Collection[str]) -> list[str]:
    """Check that the cards and items that the item names exist."""
    found = [
        f"taught_by {one!r} is no card" for one in item.get("taught_by", ()) if one not in cards
    ]
    found += [f"enemy {one!r} is no item" for one in item.get("enemies", ()) if one not in items]
    everything = {*cards, *items}
    found += [
        f"related {one!r} is unknown" for one in item.get("related", ()) if one not in everything
    ]
    return found


def mix_faults(items: Sequence[Table]) -> list[str]:
    """Check the mix of kinds of a complete bank."""
    kinds = Counter(item["kind"] for item in items)
    return [
        f"{kinds[kind]} of {len(items)} items are {kind}, should be near {share:.0%}"
        for kind, share in KIND_SHARES.items()
        if not math.floor(share / 2 * len(items))
        <= kinds[kind]
        <= math.ceil(2 * share * len(items))
    ]
