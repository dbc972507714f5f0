"""Surface features of options: what somebody who cannot answer could go by."""

import re
from collections.abc import Sequence

import numpy as np

from mlprep.assessment.arrays import Floats

_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_HEDGES = frozenset(
    {"usually", "often", "may", "might", "can", "could", "typically", "generally", "sometimes"}
    | {"tends", "likely", "mostly"}
)
_ABSOLUTES = frozenset(
    {"always", "never", "all", "none", "only", "every", "must", "cannot", "impossible"}
    | {"completely", "entirely", "no", "any"}
)
_REASONS = frozenset(
    {"because", "since", "so", "therefore", "thus", "as", "which", "while", "whereas", "but"}
    | {"unless", "if"}
)
_NEGATIONS = frozenset(
    {"not", "no", "never", "without", "nor", "cannot", "isn", "doesn", "don", "won"}
)


def words(text: str) -> list[str]:
    """Words of a text, folded."""
    return _WORDS.findall(text.casefold())


def option_features(options: Sequence[str]) -> Floats:
    """Options x 20 features, each as the difference to the mean of the item's options."""
    bags = [words(option) for option in options]
    columns = [*_shape(options, bags), *_vocabulary(bags), *_overlap(bags), *_numbers(options)]
    columns.append([len(bag) - len(set(bag)) for bag in bags])
    columns.append([option.rstrip().endswith(".") for option in options])
    found = np.array(columns, dtype=np.float64).T
    centred: Floats = found - found.mean(axis=0)
    return centred


def _shape(options: Sequence[str], bags: Sequence[list[str]]) -> list[list[float]]:
    lengths = [len(option) for option in options]
    mean = max(sum(lengths) / len(lengths), 1)
    return [
        [length / mean for length in lengths],
        [float(length == max(lengths)) for length in lengths],
        [float(length == min(lengths)) for length in lengths],
        [float(len(bag)) / 5 for bag in bags],
        [sum(map(len, bag)) / max(len(bag), 1) / 3 for bag in bags],
        [float(option.count(",") + option.count(";")) for option in options],
        [float(option.count("(")) for option in options],
        [float(option.count("`") > 0) for option in options],
        [float(any(map(str.isdigit, option))) for option in options],
        [float(sum(map(str.isupper, option))) / 3 for option in options],
    ]


def _vocabulary(bags: Sequence[list[str]]) -> list[list[float]]:
    kinds = (_HEDGES, _ABSOLUTES, _REASONS, _NEGATIONS)
    return [[float(sum(word in kind for word in bag)) for bag in bags] for kind in kinds]


def _overlap(bags: Sequence[list[str]]) -> list[list[float]]:
    """How much of an option the others share: the key often lies in the middle of them."""
    sets = [set(bag) for bag in bags]
    shared, own = [], []
    for index, mine in enumerate(sets):
        others = [one for other, one in enumerate(sets) if other != index]
        overlaps = [len(mine & one) / max(len(mine | one), 1) for one in others]
        shared.append(sum(overlaps) / max(len(overlaps), 1))
        own.append(len(mine - set().union(*others)) / max(len(mine), 1))
    return [shared, own]


def _numbers(options: Sequence[str]) -> list[list[float]]:
    """Whether a number is neither the least nor the greatest of the item's, or is one."""
    found = [_NUMBER.search(option) for option in options]
    values = [float(one[0].replace(",", ".")) if one else None for one in found]
    known = [value for value in values if value is not None]
    if len(known) < len(options) or len(set(known)) < len(options):
        return [[0.0] * len(options), [0.0] * len(options)]
    ends = (min(known), max(known))
    extreme = [float(value in ends) for value in known]
    return [[1 - one for one in extreme], [float(value == ends[1]) for value in known]]
