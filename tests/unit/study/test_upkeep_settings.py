"""The doctor names settings that were recorded and cannot be used."""

import pytest

from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import DeviceId
from mlprep.study.upkeep import examine_all
from mlprep.study.workspace import Workspace


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("parameters", [1e9] * 21, "nearest that fit are used"),
        ("parameters", [1.0] * 20, "the default is used"),
        ("new_per_day", "many", "takes a whole number"),
        ("unheard-of", 1, "no setting is called"),
    ],
)
def test_a_setting_out_of_range_is_found_and_stops_nothing(
    workspace: Workspace, key: str, value: Json, words: str
) -> None:
    fact = Fact(DeviceId("other"), 1, 1, FactKind.SETTING, key, {"value": value}, 1)
    workspace.history.merge([fact])
    findings = examine_all(workspace.paths, workspace.clock).findings
    (found,) = [one for one in findings if one.name == "settings"]
    assert not found.ok
    assert words in found.detail
    assert len(workspace.parameters) == 21


def test_settings_that_fit_are_well(workspace: Workspace) -> None:
    workspace.change_setting("new_per_day", 7)
    findings = examine_all(workspace.paths, workspace.clock).findings
    assert [one.ok for one in findings if one.name == "settings"] == [True]
