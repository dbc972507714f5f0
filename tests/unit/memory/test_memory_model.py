import subprocess
import sys

import pytest

from mlprep.domain.rating import Rating
from mlprep.memory import model
from mlprep.memory.model import DEFAULT_PARAMETERS


def test_recall_is_nine_in_ten_after_the_stability() -> None:
    assert model.retrievability(12.5, 12.5, DEFAULT_PARAMETERS) == pytest.approx(0.9)
    assert model.retrievability(12.5, -3, DEFAULT_PARAMETERS) == 1
    assert model.interval_factor(0.9, DEFAULT_PARAMETERS) == pytest.approx(1)


def test_recall_has_fallen_to_the_desired_retention_after_the_interval() -> None:
    for retention in (0.7, 0.8, 0.95, 0.99):
        days = model.interval_days(40, retention, DEFAULT_PARAMETERS)
        assert model.retrievability(40, days, DEFAULT_PARAMETERS) == pytest.approx(retention)


def test_four_at_once_are_the_four_one_by_one() -> None:
    assert model.next_memories(9.0, 5.0, 11, DEFAULT_PARAMETERS) == [
        model.next_memory(9.0, 5.0, 11, rating, DEFAULT_PARAMETERS) for rating in Rating
    ]


def test_memory_stays_in_the_range_of_the_model_for_any_pause() -> None:
    stability, difficulty = model.next_memory(30_000.0, 1.0, 10**9, Rating.EASY, DEFAULT_PARAMETERS)
    assert stability == model.HIGHEST_STABILITY
    assert difficulty == 1


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        (DEFAULT_PARAMETERS[:19], "FSRS-6 has 21 parameters, not 19"),
        ((-1.0, *DEFAULT_PARAMETERS[1:]), "parameter 0 lies between 0.001 and 100, not at -1.0"),
        ((float("nan"), *DEFAULT_PARAMETERS[1:]), "parameter 0 lies between"),
    ],
)
def test_parameters_that_do_not_fit_are_refused_with_a_sentence(
    parameters: tuple[float, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        model.next_memory(None, None, None, Rating.GOOD, parameters)


def test_usable_parameters_are_the_defaults_or_brought_into_range() -> None:
    assert model.usable_parameters(()) == DEFAULT_PARAMETERS
    outside = (500.0, *DEFAULT_PARAMETERS[1:])
    assert model.usable_parameters(outside) == (100.0, *DEFAULT_PARAMETERS[1:])
    with pytest.raises(ValueError, match="21 parameters, not 20"):
        model.usable_parameters(DEFAULT_PARAMETERS[:20])
    with pytest.raises(ValueError, match="not a finite number"):
        model.usable_parameters((float("inf"), *DEFAULT_PARAMETERS[1:]))


@pytest.mark.parametrize("retention", [0, 1, 1.5, -0.2])
def test_a_retention_that_no_interval_gives_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        model.interval_days(10, retention, DEFAULT_PARAMETERS)


def test_the_library_is_loaded_by_the_first_review_only() -> None:
    script = (
        "import sys, mlprep.memory.queue, mlprep.memory.backlog, mlprep.memory.fold\n"
        "from mlprep.domain.settings import StudySettings\n"
        "from mlprep.memory import model, scheduler\n"
        "scheduler.rules_from(StudySettings())\n"
        "model.retrievability(3, 4, model.DEFAULT_PARAMETERS)\n"
        "assert not {'fsrs', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
