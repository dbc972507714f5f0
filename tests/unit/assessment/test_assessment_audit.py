import numpy as np
import pytest

from mlprep.assessment.audit import AuditItem, audit, excess, fit_guesser, longest_hits
from mlprep.assessment.surface import option_features

WORDS = ["model", "data", "loss", "batch", "tree", "split", "rank", "seed", "node", "edge"]


def make(count: int, seed: int, leak: float, areas: int = 3) -> list[AuditItem]:
    """Items whose key has the longest text with probability ``leak``, else by chance."""
    luck = np.random.default_rng(seed)
    items = []
    for number in range(count):
        options = [" ".join(luck.choice(WORDS, 4)) for _ in range(4)]
        key = int(luck.integers(4))
        if luck.random() < leak:
            options[key] += " " + " ".join(luck.choice(WORDS, 4))
        group = f"group {number % 12}"
        items.append(
            AuditItem(f"i{number}", f"area {number % areas}", group, tuple(options), (key,))
        )
    return items


def test_fair_items_pass() -> None:
    found = audit(make(300, seed=1, leak=0.0))
    assert found.passes
    assert found.trained[0].chance == 0.25
    assert abs(found.trained[0].accuracy - 0.25) < 0.08
    assert [one.name for one in found.trained] == ["bank", "area 0", "area 1", "area 2"]


def test_items_that_leak_are_found_and_named() -> None:
    found = audit(make(300, seed=2, leak=0.5))
    assert not found.passes
    assert found.longest[0].lower > 0.2
    assert found.trained[0].lower > 0.2
    assert len(found.rewrite) > 50


def test_the_guesser_finds_a_leak_that_length_does_not_show() -> None:
    luck = np.random.default_rng(3)
    items = []
    for number in range(240):
        options = [" ".join(luck.choice(WORDS, 5)) for _ in range(4)]
        key = int(luck.integers(4))
        wrong = [index for index in range(4) if index != key]
        for index in wrong[:2]:
            options[index] = "always " + options[index]
        items.append(AuditItem(f"i{number}", "area", f"g{number % 8}", tuple(options), (key,)))
    found = audit(items)
    assert found.trained[0].accuracy > 0.4 > found.longest[0].accuracy


def test_a_group_is_never_seen_before_it_is_guessed() -> None:
    """Each group leaks by a sign of its own: useless elsewhere, so nothing can be learnt."""
    luck = np.random.default_rng(5)
    items = []
    for group in range(2):
        for number in range(60):
            options = [" ".join(luck.choice(WORDS, 4)) for _ in range(4)]
            key = int(luck.integers(4))
            options[key] += "." if group else ""
            options = [text if group or i == key else f"{text}." for i, text in enumerate(options)]
            items.append(
                AuditItem(f"{group}-{number}", "area", f"g{group}", tuple(options), (key,))
            )
    assert audit(items).trained[0].accuracy < 0.3


def test_longest_option_with_ties_and_pick_all() -> None:
    tie = AuditItem("t", "a", "g", ("long", "tiny", "x", "y"), (0,))
    several = AuditItem("s", "a", "g", ("long one", "x", "y"), (0, 1))
    assert longest_hits([tie, several]).tolist() == [0.5, 0.0]
    assert several.chance == pytest.approx(1 / 7)


def test_the_bound_is_wide_for_few_items() -> None:
    items = make(400, seed=1, leak=0)
    few, many = (excess("a", items[:n], np.resize([1.0, 0.0], n)) for n in (10, 400))
    assert few.accuracy == many.accuracy == 0.5
    assert few.lower < many.lower < 0.25


def test_features_are_relative_to_the_other_options() -> None:
    found = option_features(["a short one", "a much longer option, with (more)", "12", "never"])
    assert found.shape == (4, 20)
    assert found.sum(axis=0) == pytest.approx(0, abs=1e-9)
    assert np.isfinite(option_features(["", "", ""])).all()


def test_middle_numbers_are_told_from_extreme_ones() -> None:
    found = option_features(["10", "20", "30", "40"])
    middle = found[:, 16]
    assert (middle[[1, 2]] > 0).all()
    assert (middle[[0, 3]] < 0).all()


def test_fit_is_at_the_maximum_of_the_penalised_likelihood() -> None:
    items = make(80, seed=9, leak=0.4)
    features = [option_features(item.options) for item in items]
    keys = [item.keys for item in items]
    weights = fit_guesser(features, keys)

    def objective(w: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        total = -1.5 * float(w @ w)
        for found, key in zip(features, keys, strict=True):
            scores = found @ w
            total += float(scores[key[0]] - np.log(np.exp(scores).sum()))
        return total

    best = objective(weights)
    for step in 0.01 * np.eye(len(weights)):
        assert objective(weights + step) < best
        assert objective(weights - step) < best


def test_nothing_to_audit_is_said() -> None:
    with pytest.raises(ValueError, match="at least one"):
        audit([])
