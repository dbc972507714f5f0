"""When a check-up is offered."""

import pytest
from tests.unit.planning.kit import plan, standing

from mlprep.planning.checkups import PAUSE_DAYS, REST_DAYS, Studied, choose_checkup, is_ripe

READY = Studied(cards=20, median_stability=22.0, recall=0.92)


@pytest.mark.parametrize(
    ("studied", "ripe"),
    [
        (READY, True),
        (Studied(20, 21.0, 0.92), False),
        (Studied(4, 40.0, 0.92), False),
        (Studied(20, 40.0, 0.92, waiting=1), False),
        (Studied(20, 40.0, 0.92, last_checkup=100 - REST_DAYS), False),
        (Studied(20, 40.0, 0.92, last_checkup=99 - REST_DAYS), True),
    ],
)
def test_ripeness(studied: Studied, ripe: bool) -> None:
    assert is_ripe(studied, 100) is ripe


def test_the_largest_gap_is_checked_first_and_not_every_day() -> None:
    known = plan(standing("near", 3.5), standing("far", 1.5))
    found = choose_checkup(known, {"near": READY, "far": READY}, 100)
    assert found is not None
    assert found.topic == "far"
    assert "20 cards" in found.reason
    assert "92%" in found.reason
    assert choose_checkup(known, {"far": READY}, 100, last_of_any=101 - PAUSE_DAYS) is None
    assert choose_checkup(known, {"far": READY}, 100, last_of_any=100 - PAUSE_DAYS) is not None
    assert choose_checkup(known, {}, 100) is None
