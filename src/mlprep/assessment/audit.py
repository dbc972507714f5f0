"""Whether the bank can be answered without knowledge: two guessers that see options only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlprep.assessment.arrays import Bools, Floats, Ints
from mlprep.assessment.surface import option_features
from mlprep.domain.normal import NORMAL_95

BANK_LIMIT, AREA_LIMIT = 0.03, 0.08
"""Largest lower bound of (accuracy - chance): over the bank, in an area (goal 5)."""
REWRITE_ABOVE = 0.5
_FOLDS = 5
_RIDGE = 3.0
_NEWTON_STEPS = 30
_SMALL_STEP = 1e-8


@dataclass(frozen=True, slots=True)
class AuditItem:
    """An item with options, as the guessers see it; ``keys`` are indices from 0."""

    id: str
    area: str
    group: str
    """Items of one group are never on both sides of a cross-validation: the topic, say."""
    options: tuple[str, ...]
    keys: tuple[int, ...]

    @property
    def chance(self) -> float:
        """Of a blind guess: 1/m, or 1/(2^m - 1) where all keys are to be picked."""
        count = len(self.options)
        return 1 / (2**count - 1) if len(self.keys) > 1 else 1 / count


@dataclass(frozen=True, slots=True)
class Excess:
    """Accuracy of a guesser over some items."""

    name: str
    """``"bank"`` or the area."""
    items: int
    accuracy: float
    chance: float
    lower: float
    """Lower 95 % bound (one-sided) of accuracy - chance."""

    @property
    def passes(self) -> bool:
        """Whether the bound is within the limit."""
        return self.lower <= (BANK_LIMIT if self.name == "bank" else AREA_LIMIT)


@dataclass(frozen=True, slots=True)
class Audit:
    """Both guessers over the bank and its areas, and the items that give themselves away."""

    trained: tuple[Excess, ...]
    """Softmax over surface features, cross-validated by group; the bank first."""
    longest: tuple[Excess, ...]
    guess_rates: dict[str, float]
    """Per item: probability that the trained guesser gives to the right answer."""

    @property
    def rewrite(self) -> tuple[str, ...]:
        """Items given more than .5."""
        return tuple(item for item, rate in self.guess_rates.items() if rate > REWRITE_ABOVE)

    @property
    def passes(self) -> bool:
        """Whether both guessers stay within the limits everywhere."""
        return all(one.passes for one in (*self.trained, *self.longest))


def fit_guesser(features: Sequence[Floats], keys: Sequence[tuple[int, ...]]) -> Floats:
    """Weights of a conditional logit over options (McFadden 1974), ridge-penalised, by Newton.

    Where several options are keys each counts an equal share.
    """
    width = features[0].shape[1] if features else 0
    stacked, item, aim = _stack(features, keys)
    weights = np.zeros(width)
    for _ in range(_NEWTON_STEPS):
        p = _softmax(stacked @ weights, item)
        mean = np.zeros((len(features), width))
        np.add.at(mean, item, p[:, None] * stacked)
        gradient = stacked.T @ (aim - p) - _RIDGE * weights
        curvature = (stacked * p[:, None]).T @ stacked - mean.T @ mean + _RIDGE * np.eye(width)
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max(initial=0.0) < _SMALL_STEP:
            break
    return weights


def _stack(
    features: Sequence[Floats], keys: Sequence[tuple[int, ...]]
) -> tuple[Floats, Ints, Floats]:
    counts = [len(one) for one in features]
    item = np.repeat(np.arange(len(features)), counts)
    aim = [
        float(option in key) / len(key)
        for count, key in zip(counts, keys, strict=True)
        for option in range(count)
    ]
    return np.concatenate(features), item, np.array(aim)


def _softmax(scores: Floats, item: Ints) -> Floats:
    top = np.full(item.max() + 1, -np.inf)
    np.maximum.at(top, item, scores)
    power = np.exp(scores - top[item])
    total = np.bincount(item, power)
    shares: Floats = power / total[item]
    return shares


def cross_validated(items: Sequence[AuditItem]) -> list[Floats]:
    """Probabilities of each item's options from guessers that never saw its group."""
    features = [option_features(item.options) for item in items]
    groups = sorted({item.group for item in items})
    fold_of = {group: number % _FOLDS for number, group in enumerate(groups)}
    folds = np.array([fold_of[item.group] for item in items])
    found: list[Floats] = [np.full(len(item.options), 1 / len(item.options)) for item in items]
    for fold in range(_FOLDS):
        train = np.flatnonzero(folds != fold).tolist()
        test = np.flatnonzero(folds == fold).tolist()
        if not train or not test:
            continue
        weights = fit_guesser([features[row] for row in train], [items[row].keys for row in train])
        for row in test:
            scores = features[row] @ weights
            found[row] = _softmax(scores, np.zeros(len(scores), dtype=np.intp))
    return found


def trained_hits(items: Sequence[AuditItem], shares: Sequence[Floats]) -> Floats:
    """Whether each item's key has the highest share; of a "pick all" the set above the mean."""
    hits = []
    for item, share in zip(items, shares, strict=True):
        if len(item.keys) > 1:
            picked: Bools = share > 1 / len(share)
            hits.append(float(set(np.flatnonzero(picked)) == set(item.keys)))
        else:
            best = np.flatnonzero(share >= share.max() - 1e-12)
            hits.append(float(item.keys[0] in best) / len(best))
    return np.array(hits)


def longest_hits(items: Sequence[AuditItem]) -> Floats:
    """Whether the longest option is the key; ties are guessed among.  Never for "pick all"."""
    hits = []
    for item in items:
        lengths = [len(option) for option in item.options]
        best = [index for index, length in enumerate(lengths) if length == max(lengths)]
        single = len(item.keys) == 1
        hits.append(float(single and item.keys[0] in best) / len(best))
    return np.array(hits)


def excess(name: str, items: Sequence[AuditItem], hits: Floats) -> Excess:
    """Accuracy above chance with its lower bound (normal, one-sided 95 %)."""
    chance = np.array([item.chance for item in items])
    above = hits - chance
    spread = float(np.sqrt((chance * (1 - chance)).mean()))
    if len(items) > 1:
        spread = max(float(above.std(ddof=1)), spread / 2)
    lower = float(above.mean()) - NORMAL_95 * spread / len(items) ** 0.5
    return Excess(name, len(items), float(hits.mean()), float(chance.mean()), lower)


def _by_area(items: Sequence[AuditItem], hits: Floats) -> tuple[Excess, ...]:
    found = [excess("bank", items, hits)]
    for area in dict.fromkeys(item.area for item in items):
        rows = [row for row, item in enumerate(items) if item.area == area]
        found.append(excess(area, [items[row] for row in rows], hits[rows]))
    return tuple(found)


def audit(items: Sequence[AuditItem]) -> Audit:
    """Run both guessers; ``ValueError`` where no item has options.

    Item-writing rules behind the features: Haladyna, Downing & Rodriguez (2002).
    """
    if not items:
        raise ValueError("No item with options to audit: give at least one.")
    shares = cross_validated(items)
    rates = {
        item.id: float(share[list(item.keys)].sum()) if len(item.keys) == 1 else 0.0
        for item, share in zip(items, shares, strict=True)
    }
    return Audit(
        _by_area(items, trained_hits(items, shares)),
        _by_area(items, longest_hits(items)),
        rates,
    )
