"""Settings as people see them: every one explained, with its value and its default."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tomli

from mlprep.domain.facts import Json
from mlprep.domain.settings import RANGES, SettingError, StudySettings, with_setting

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

HIDDEN = frozenset({"parameters", "parameters_id"})
"""Written by the optimiser, not by hand."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One study setting, explained."""

    key: str
    value: Json
    default: Json
    explanation: str
    choices: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The value as a person writes it."""
        return show_value(self.value)


def show_value(value: Json) -> str:
    """Write a value as TOML would, texts without quotes."""
    return value if isinstance(value, str) else json.dumps(value)


def setting_rows(settings: StudySettings) -> list[SettingRow]:
    """Explain every study setting."""
    defaults = StudySettings()
    return [
        SettingRow(
            name,
            _plain(getattr(settings, name)),
            _plain(getattr(defaults, name)),
            RANGES[name].explanation,
            RANGES[name].choices,
        )
        for name in StudySettings._fields
        if name not in HIDDEN
    ]


def _plain(value: object) -> Json:
    return json.loads(json.dumps(value))  # type: ignore[no-any-return]  # tuples become lists


def parse_value(key: str, text: str) -> Json:
    """Read what a person typed for a setting: a text, a number, or a list with commas.

    Raises ``SettingError`` where it does not fit.
    """
    default = getattr(StudySettings(), key, None)
    if default is None:
        with_setting(StudySettings(), key, text)
    value: Json = text.strip()
    if not isinstance(default, str):
        value = _parsed(
            key, f"[{text.strip().strip('[]')}]" if isinstance(default, tuple) else text
        )
    with_setting(StudySettings(), key, value)
    return value


def _parsed(key: str, text: str) -> Json:
    if key in {"days_off", "specialisms"}:
        return [part.strip(" '\"") for part in text.strip("[]").split(",") if part.strip()]
    try:
        read: Json = tomli.loads(f"value = {text}")["value"]
    except tomli.TOMLDecodeError:
        if text.startswith("["):
            raise SettingError(f"{key} takes numbers with commas, not {text[1:-1]!r}") from None
        return text  # the error says what is wanted instead
    return read


def change(workspace: "Workspace", key: str, text: str) -> StudySettings:
    """Change a setting to what a person typed; recorded as a fact, undoable."""
    return workspace.change_setting(key, _checked(workspace, key, text))


def fault_of(workspace: "Workspace", key: str, text: str) -> str:
    """Say what is wrong with what a person typed for a setting; empty where nothing is."""
    try:
        _checked(workspace, key, text)
    except SettingError as fault:
        return str(fault)
    return ""


def _checked(workspace: "Workspace", key: str, text: str) -> Json:
    from mlprep.study.measuring.setting_up import check_setting

    return check_setting(workspace, key, parse_value(key, text))
