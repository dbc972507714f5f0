"""The study day, which is kept between two looks, is the one that the calendar gives."""

import random
from pathlib import Path

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.domain.days import DAY_MS, HOUR_MS, Calendar
from mlprep.domain.facts import Draft, FactKind
from mlprep.store.paths import paths_below
from mlprep.study.workspace import Workspace

AT_MS = 1_325_200_000_000
"""In the last days of 2011, of which Apia skipped one."""


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Apia", "America/St_Johns", "Asia/Gaza"])
def test_it_follows_a_clock_that_goes_forwards_and_back(tmp_path: Path, zone: str) -> None:
    clock, rolled = FixedClock(AT_MS), random.Random(zone)  # noqa: S311  # the same in every run
    calendar = Calendar(zone, 4)
    with Workspace.open(paths=paths_below(tmp_path), clock=clock, zone=zone) as workspace:
        for _ in range(400):
            jump = rolled.choice([HOUR_MS, 5 * HOUR_MS, DAY_MS, 40 * DAY_MS])
            clock.at_ms = max(0, clock.at_ms + rolled.randint(-jump, jump))
            assert workspace.today == calendar.day(clock.at_ms)


def test_it_follows_the_hour_at_which_it_begins_and_the_zone(
    workspace: Workspace, clock: FixedClock
) -> None:
    clock.at_ms = AT_MS // DAY_MS * DAY_MS + 5 * HOUR_MS
    day = workspace.today
    workspace.change_setting("rollover_hour", 6)
    assert workspace.today == day - 1
    workspace.history.undo()
    workspace.forget_cached()
    assert workspace.today == day
    workspace.change_setting("zone", "Pacific/Honolulu")
    assert workspace.today == day - 1


def test_it_follows_another_program_once_settings_are_looked_at(
    workspace: Workspace, clock: FixedClock
) -> None:
    clock.at_ms = AT_MS // DAY_MS * DAY_MS + 5 * HOUR_MS
    day = workspace.today
    with Workspace.open(paths=workspace.paths, clock=clock, zone="UTC") as other:
        other.record(Draft(FactKind.SETTING, "rollover_hour", {"value": 6}))
        assert other.today == day - 1
    assert workspace.settings.rollover_hour == 6
    assert workspace.today == day - 1
