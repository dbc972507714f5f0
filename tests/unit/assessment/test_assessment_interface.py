import doctest
import subprocess
import sys

import pytest

import mlprep.assessment
from mlprep.assessment import scale
from mlprep.assessment.model import Hierarchy, Learner, Target
from mlprep.assessment.prior import build_prior, correlation_matrix
from mlprep.assessment.report import Standing, standing


def test_example_of_the_package_runs() -> None:
    found = doctest.testmod(mlprep.assessment)
    assert found.attempted > 10
    assert found.failed == 0


def test_importing_the_package_does_not_load_numpy() -> None:
    code = "import sys, mlprep.assessment; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_level_is_where_seventy_percent_of_its_questions_are_known() -> None:
    for level in (1, 2.5, 5):
        theta = scale.theta_of_level(level)
        b = scale.difficulty_of_level(level)
        odds = scale.DISCRIMINATION * (theta - b)
        assert 1 / (1 + 2.718281828459045**-odds) == pytest.approx(0.7)
        assert scale.level_of_theta(theta) == pytest.approx(level)


def test_levels_are_clamped_before_they_become_a_prior() -> None:
    hierarchy = Hierarchy({"x": "area", "y": "area"})
    prior = build_prior(Learner(hierarchy, {"x": 0.2, "y": 5.4}))
    assert prior.mean == pytest.approx([scale.theta_of_level(1), scale.theta_of_level(5)])


def test_correlations_that_do_not_fit_together_are_repaired() -> None:
    import numpy as np

    pairs = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}
    matrix = correlation_matrix(Hierarchy({"a1": "a", "b1": "b", "c1": "c"}, pairs))
    assert np.linalg.eigvalsh(matrix).min() > 0
    assert np.diag(matrix) == pytest.approx(1.0)


def test_weights_follow_required_levels() -> None:
    target = Target({"x": 4, "y": 0.5})
    assert (target.weight("x"), target.weight("y"), target.weight("z")) == (3, 0, 0)
    assert Target({"x": 4}, weights={"x": 7}).weight("x") == 7


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (0.96, Standing.CLEARLY_BELOW),
        (0.9, Standing.PROBABLY_BELOW),
        (0.5, Standing.UNCLEAR),
        (0.1, Standing.PROBABLY_THERE),
        (0.01, Standing.CLEARLY_THERE),
    ],
)
def test_words(chance: float, word: Standing) -> None:
    assert standing(chance) is word
