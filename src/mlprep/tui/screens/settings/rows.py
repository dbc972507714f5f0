"""What the settings screen lists: study settings, looks and keys, places, versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mlprep.domain.days import date_of
from mlprep.domain.settings import RANGES, setting_title
from mlprep.formats.config import ConfigRow, explain
from mlprep.study.preferences import SettingRow, setting_rows
from mlprep.text.counting import long_date

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class Kind(StrEnum):
    """What a row is, and so what ``enter`` does to it."""

    HEADING = "heading"
    STUDY = "study"
    LOOKS = "looks"
    FAULT = "fault"
    PLACE = "place"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    kind: Kind
    title: str
    key: str = ""
    value: str = ""
    default: str = ""
    explanation: str = ""
    takes: str = ""
    """What values fit, in a phrase; empty where anything does."""
    choices: tuple[tuple[str, str], ...] = ()
    """Value and what it is called, where there is a list of them."""
    line: int = 0
    """Line of the settings file, for a fault in it."""

    @property
    def is_changed(self) -> bool:
        """Whether the value differs from the default."""
        return self.kind in (Kind.STUDY, Kind.LOOKS) and self.value != self.default

    @property
    def can_change(self) -> bool:
        """Whether the row is a setting."""
        return self.kind in (Kind.STUDY, Kind.LOOKS)


GROUPS: Mapping[str, tuple[str, ...]] = {
    "Limits": (
        "new_per_day", "reviews_per_day", "minutes_per_day", "new_share", "catch_up_minutes",
    ),
    "Scheduling": (
        "learning_steps", "relearning_steps", "learn_ahead_minutes", "leech_threshold",
        "leech_action", "answer_time_cap",
    ),
    "Days": ("rollover_hour", "zone", "weekday_weights", "days_off"),
    "Memory": ("desired_retention", "maximum_interval"),
    "You": ("role", "seniority", "background", "specialisms", "target_date"),
}  # fmt: skip
OTHERS = "Others"
LOOKS, PLACES = "Looks and keys", "Where things are"
_ENDLESS = 4
"""Digits from which a range reads better with separators."""


def all_rows(workspace: "Workspace", key_problems: Sequence[str] = ()) -> list[Row]:
    """List everything, a heading before each group."""
    return [
        *_study(workspace),
        Row(Kind.HEADING, LOOKS),
        *_faults(workspace, key_problems),
        *_looks(workspace),
        Row(Kind.HEADING, PLACES),
        *_places(workspace),
    ]


# ---------------------------------------------------------------------- study


def _study(workspace: "Workspace") -> Iterator[Row]:
    known = {row.key: row for row in setting_rows(workspace.settings)}
    grouped = {key for keys in GROUPS.values() for key in keys}
    groups = {**GROUPS, OTHERS: tuple(key for key in known if key not in grouped)}
    for group, keys in groups.items():
        rows = [_setting(workspace, known[key]) for key in keys if key in known]
        if rows:
            yield Row(Kind.HEADING, group)
            yield from rows


def _setting(workspace: "Workspace", row: SettingRow) -> Row:
    choices = tuple((one, one) for one in row.choices) or _library_choices(workspace, row.key)
    return Row(
        Kind.STUDY, setting_title(row.key), row.key, written(row.value), written(row.default),
        row.explanation, _takes(row, choices), choices,
    )  # fmt: skip


def written(value: object) -> str:
    """Write a value as a person types it: lists with commas, numbers without zeros at the end."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(written(one) for one in value)
    return str(value)


def _takes(row: SettingRow, choices: Sequence[tuple[str, str]]) -> str:
    span = RANGES[row.key]
    if choices:
        return "one of " + ", ".join(value for value, _ in choices)
    if span.low is None or span.high is None:
        return "dates such as 2027-01-31" if "date" in row.key or "days" in row.key else ""
    words = f"{_figure(span.low)} to {_figure(span.high)}"
    return f"numbers from {words}, with commas" if isinstance(row.value, list) else words


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 10**_ENDLESS else f"{number:g}"


def _library_choices(workspace: "Workspace", key: str) -> tuple[tuple[str, str], ...]:
    """Name the roles and backgrounds that the library knows."""
    if key not in ("role", "background"):
        return ()
    found: dict[str, str] = {}
    for _path, _own, body in workspace.library.cache.bodies(f"{key}s"):
        for one in body.get(f"{key}s", ()):
            found.setdefault(str(one["id"]), str(one.get("title", one["id"])))
    return tuple(found.items())


# ---------------------------------------------------------------------- looks


def _faults(workspace: "Workspace", key_problems: Sequence[str]) -> Iterator[Row]:
    for problem in workspace.config_problems:
        place = f"line {problem.line}" if problem.line else "settings file"
        right = f"; {problem.right}" if problem.right else ""
        yield Row(
            Kind.FAULT, f"! {place}", "settings", problem.what,
            explanation=f"{problem.what}{right}", line=problem.line,
        )  # fmt: skip
    for sentence in key_problems:
        yield Row(Kind.FAULT, "! own keys", "settings", sentence, explanation=sentence)


def _looks(workspace: "Workspace") -> Iterator[Row]:
    for one in explain():
        value = getattr(workspace.config, one.key)
        yield Row(
            Kind.LOOKS, one.title, one.key, _look(value), _look(one.default), one.explanation,
            _look_takes(one), tuple((choice, choice) for choice in one.choices),
        )  # fmt: skip


def _look(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{len(value)} of your own" if value else ""
    if isinstance(value, str | int | tuple):
        return written(value)
    return str(value)


def _look_takes(row: ConfigRow) -> str:
    if row.choices:
        return "one of " + ", ".join(row.choices)
    if row.kind == "number":
        return f"{row.low} to {row.high}"
    return {
        "switch": "on or off",
        "folders": "folders, with commas; read from the next start on",
        "keys": "changed in the settings file, under [keymap]",
    }.get(row.kind, "")


# --------------------------------------------------------------------- places


def _places(workspace: "Workspace") -> Iterator[Row]:
    from mlprep.study.upkeep import last_backup_ms, places, versions

    for name, path, size in places(workspace.paths):
        yield Row(
            Kind.PLACE, name.capitalize(), name, str(path), size_of(size),
            "Choose it to open the file." if name == "settings" else "Choose it to copy the path.",
        )  # fmt: skip
    last = last_backup_ms(workspace.paths)
    day = None if last is None else date_of(workspace.calendar.day(last))
    told = "none yet" if day is None else long_date(day)
    yield Row(Kind.VERSION, "Last backup", value=told,
              explanation="One is made a day; mlprep restore brings one back.")  # fmt: skip
    for name, version in versions():
        yield Row(Kind.VERSION, name, value=version)


def size_of(count: int) -> str:
    """``none``, ``480 KB``, ``1.2 MB``."""
    if not count:
        return "none"
    kilobytes = count / 1000
    return f"{max(1, kilobytes):,.0f} KB" if kilobytes < 1000 else f"{kilobytes / 1000:,.1f} MB"  # noqa: PLR2004  # units
