"""What the generators of the machine-learning and software projects plant can be found."""

import numpy as np
from numpy.typing import NDArray
from tests.content.generators import module

Numbers = NDArray[np.float64]


def log_odds(features: Numbers, labels: Numbers) -> Numbers:
    """Intercept and coefficients of a logistic regression, by Newton's method."""
    design = np.column_stack([np.ones(len(features)), features])
    weights = np.zeros(design.shape[1])
    for _ in range(8):
        chance = 1 / (1 + np.exp(-design @ weights))
        curvature = design.T @ (design * (chance * (1 - chance))[:, None])
        weights += np.linalg.solve(curvature, design.T @ (labels - chance))
    return weights


class Loans:
    """The two tables of the readable score as numbers."""

    def __init__(self) -> None:
        self.script = module("readable_score.py")
        tables, self.truth = self.script.make(7)
        self.names: list[str] = tables["later"][0]
        self.built = np.array([row[1:] for row in tables["applications"][1:]], dtype=float)
        self.later = np.array([row[1:] for row in tables["later"][1:]], dtype=float)

    def columns(self, table: Numbers, *names: str) -> Numbers:
        """Some columns of a table, in this order."""
        return table[:, [self.names.index(name) - 1 for name in names]]


def test_a_score_that_can_be_read_is_as_good_as_any_and_the_leak_is_not() -> None:
    loans = Loans()
    kept = ("log_income", "share_of_limit_used", "overdue_12m", "years_at_employer")
    kept = (*kept, "enquiries", "term_years")
    weights = log_odds(loans.columns(loans.built, *kept), loans.built[:, -1])
    odds = weights[0] + loans.columns(loans.later, *kept) @ weights[1:]
    found = loans.script.auc(odds, loans.later[:, -1])
    assert abs(found - loans.truth["auc_in_later_of_the_true_chances"]) < 0.01
    happened = loans.truth["share_defaulted_in_later"]
    assert abs(np.mean(1 / (1 + np.exp(-odds))) - happened) < 0.01
    leaking = (*kept, loans.truth["leak"])
    weights = log_odds(loans.columns(loans.built, *leaking), loans.built[:, -1])
    on_built = loans.columns(loans.built, *leaking) @ weights[1:]
    assert loans.script.auc(on_built, loans.built[:, -1]) > 0.95
    odds = weights[0] + loans.columns(loans.later, *leaking) @ weights[1:]
    assert np.mean(1 / (1 + np.exp(-odds))) < happened / 4


def test_signs_of_the_near_copies_flip_until_one_stands_for_them() -> None:
    loans, random = Loans(), np.random.default_rng(0)
    merged = [name for name in loans.script.WEIGHTS if name not in {"overdue_6m", "overdue_24m"}]
    signs = {name: np.sign(weight) for name, weight in loans.script.WEIGHTS.items()}
    untreated, steady = np.zeros(len(signs)), 0
    for _ in range(25):
        drawn = loans.built[random.integers(0, len(loans.built), len(loans.built))]
        found = log_odds(loans.columns(drawn, *signs), drawn[:, -1])[1:]
        untreated += np.sign(found) == list(signs.values())
        found = log_odds(loans.columns(drawn, *merged), drawn[:, -1])[1:]
        steady += bool((np.sign(found) == [signs[name] for name in merged]).all())
    assert untreated.min() < 0.9 * 25
    assert steady == 25
    assert loans.truth["correlation_of_overdue_12m_and_24m"] > 0.97
