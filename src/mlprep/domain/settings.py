"""Study settings: facts of the learner's history, the later one wins.

Looks and keys stand in the settings file instead; see ``formats.config``.
"""

from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple

from mlprep.domain.days import Calendar, date_from, date_of
from mlprep.domain.facts import Json

DAYS_A_WEEK = 7
PARAMETERS = 21
LARGEST_WHOLE = 2**53


class StudySettings(NamedTuple):
    """Everything that decides what is studied and when it comes back, with its default."""

    new_per_day: int = 20
    reviews_per_day: int = 200
    minutes_per_day: int = 0
    """0: no limit in minutes."""
    desired_retention: float = 0.90
    learning_steps: tuple[float, ...] = (1.0, 10.0)
    """Minutes."""
    relearning_steps: tuple[float, ...] = (10.0,)
    learn_ahead_minutes: int = 20
    maximum_interval: int = 36_500
    new_share: float = 0.2
    """New cards among the cards shown, while both are left."""
    leech_threshold: int = 8
    """Lapses after which a card is a leech, and again every half as many; 0: never."""
    leech_action: str = "suspend"
    """``suspend`` or ``mark``."""
    answer_time_cap: int = 60
    """Seconds of an answer that count, at most."""
    rollover_hour: int = 4
    zone: str = ""
    """IANA zone; empty: the system's."""
    weekday_weights: tuple[float, ...] = (1.0,) * 7
    """Monday to Sunday: 1 a normal day, 0.5 half the load, 0 none."""
    days_off: tuple[str, ...] = ()
    """Dates (ISO 8601) on which nothing new falls due and nothing is asked."""
    catch_up_minutes: int = 0
    """Minutes a day while a backlog is worked off; 0: no catch-up."""
    background: str = ""
    role: str = ""
    seniority: str = "mid"
    specialisms: tuple[str, ...] = ()
    target_date: str = ""
    parameters: tuple[float, ...] = ()
    """The 21 parameters of FSRS-6; empty: the published defaults."""
    parameters_id: str = "fsrs-6-default"

    def share_of_day(self, day: int) -> float:
        """Tell how much of a normal day's study a study day takes: 0 on a day off."""
        date = date_of(day)
        return 0.0 if date.isoformat() in self.days_off else self.weekday_weights[date.weekday()]

    def calendar(self, system_zone: str) -> Calendar:
        """Return the learner's calendar; ``system_zone`` stands in where none was chosen."""
        return Calendar(self.zone or system_zone, self.rollover_hour)


class SettingRange(NamedTuple):
    """What values a setting takes, and what it does, in a sentence."""

    explanation: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


RANGES: Mapping[str, SettingRange] = {
    "new_per_day": SettingRange("New cards a day, at most.", 0, 9999),
    "reviews_per_day": SettingRange("Reviews a day, at most.", 0, 99_999),
    "minutes_per_day": SettingRange("Minutes a day; 0 sets no limit.", 0, 1440),
    "desired_retention": SettingRange(
        "Share of reviews you want to get right; higher means more reviews.", 0.70, 0.99
    ),
    "learning_steps": SettingRange("Minutes between the first showings of a new card.", 0.1, 1440),
    "relearning_steps": SettingRange("Minutes until a forgotten card is shown again.", 0.1, 1440),
    "learn_ahead_minutes": SettingRange(
        "Steps due within so many minutes are shown when nothing else is left.", 0, 240
    ),
    "maximum_interval": SettingRange("Longest interval, in days.", 1, 36_500),
    "new_share": SettingRange("Share of new cards among those shown, while both are left.", 0, 1),
    "leech_threshold": SettingRange("Lapses that make a card a leech; 0 never.", 0, 99),
    "leech_action": SettingRange("What happens to a leech.", choices=("suspend", "mark")),
    "answer_time_cap": SettingRange("Seconds of one answer that count, at most.", 5, 600),
    "rollover_hour": SettingRange("Hour at which a new study day begins.", 0, 23),
    "zone": SettingRange("Your time zone (IANA name); empty follows the system."),
    "weekday_weights": SettingRange(
        "Load from Monday to Sunday: 1 normal, 0.5 half of the day's limits, 0 none.", 0, 1
    ),
    "days_off": SettingRange("Dates on which nothing falls due or is asked, such as 2027-01-01."),
    "catch_up_minutes": SettingRange(
        "Minutes a day while working off a backlog; 0 turns catch-up off.", 0, 1440
    ),
    "background": SettingRange("Where you come from; sets what is assumed before measuring."),
    "role": SettingRange("The role that you want."),
    "seniority": SettingRange("Seniority of that role.", choices=("junior", "mid", "senior")),
    "specialisms": SettingRange("Specialisms that you chose."),
    "target_date": SettingRange("The day you want to be ready, such as an interview."),
    "parameters": SettingRange("The 21 parameters of your memory model; empty uses defaults."),
    "parameters_id": SettingRange("Name of the parameter set."),
}


class SettingError(ValueError):
    """A setting that does not exist, or a value that it does not take."""


_TITLES = {"zone": "Time zone", "new_share": "Share of new cards"}


def setting_title(key: str) -> str:
    """Call a setting by its key in words: ``Minutes per day``."""
    return _TITLES.get(key, key.replace("_", " ").capitalize())


def setting_label(key: str, value: Json, told: str = "") -> str:
    """Say in words what a setting was changed to; ``told`` is the value in words, where known."""
    listed = ", ".join(map(_number, value)) if isinstance(value, list) else _number(value)
    return f"{setting_title(key)}: {told or listed or 'none'}"


def with_setting(settings: StudySettings, key: str, value: Json) -> StudySettings:
    """Return the settings with one changed.

    Raises ``SettingError`` with a sentence for the person where key or value do not fit.
    """
    if key not in RANGES:
        raise SettingError(f"no setting is called {key!r}")
    checked: Any = _checked(key, _cast(key, value, getattr(_DEFAULTS, key)))
    return settings._replace(**{key: checked})


def settings_from(values: Mapping[str, Json]) -> StudySettings:
    """Build settings from recorded values; what no longer fits keeps its default."""
    settings = StudySettings()
    for key, value in values.items():
        try:
            settings = with_setting(settings, key, value)
        except SettingError:
            continue
    return settings


_DEFAULTS = StudySettings()
_DATES = frozenset({"days_off", "target_date"})
_TEXT_LISTS = frozenset({"days_off", "specialisms"})
_WANTED = {float: "a number", int: "a whole number", str: "a text"}


def _cast(key: str, value: Any, default: object) -> object:
    if isinstance(default, tuple):
        return _cast_list(key, value)
    if isinstance(default, float) and _is_number(value):
        return float(value)
    if isinstance(default, int) and _is_number(value) and value == int(value):
        return int(value)
    if isinstance(default, str) and isinstance(value, str):
        return value
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise SettingError(f"{key} takes no number as large as {value}")
    raise SettingError(f"{key} takes {_WANTED[type(default)]}, not {value!r}")


def _cast_list(key: str, value: Any) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise SettingError(f"{key} takes a list, not {value!r}")
    if key in _TEXT_LISTS:
        if not all(isinstance(one, str) for one in value):
            raise SettingError(f"{key} takes a list of texts")
        return tuple(value)
    if not all(_is_number(one) for one in value):
        raise SettingError(f"{key} takes a list of numbers")
    return tuple(float(one) for one in value)


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return isfinite(value) if isinstance(value, float) else abs(value) <= LARGEST_WHOLE


def _checked(key: str, value: object) -> object:
    span = RANGES[key]
    for one in value if isinstance(value, tuple) else (value,):
        if span.choices and one not in span.choices:
            raise SettingError(f"{key} is one of {', '.join(span.choices)}, not {one!r}")
        if isinstance(one, int | float) and span.low is not None and span.high is not None:
            _in_range(key, one, span.low, span.high)
    _check_shape(key, value)
    if key in _DATES:
        return tuple(map(_iso, value)) if isinstance(value, tuple) else _iso(str(value))
    return value


def _iso(day: str) -> str:
    """Write a date in the one way in which it is compared."""
    return date_from(day).isoformat() if day else day


def _in_range(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise SettingError(f"{key} lies between {low:g} and {high:g}, not at {_number(value)}")


def _number(value: object) -> str:
    """Write a number as a person would: whole without a point, large without an exponent."""
    return f"{value:.16g}" if isinstance(value, float) else str(value)


def _check_shape(key: str, value: object) -> None:
    if key == "weekday_weights" and isinstance(value, tuple) and len(value) != DAYS_A_WEEK:
        raise SettingError("weekday_weights takes seven numbers, Monday to Sunday")
    if key == "parameters" and isinstance(value, tuple) and len(value) not in (0, PARAMETERS):
        raise SettingError("parameters takes the 21 numbers of FSRS-6, or none")
    if key in _DATES:
        for day in value if isinstance(value, tuple) else (value,):
            _check_date(str(day))
    if key == "zone" and value:
        _check_zone(str(value))


def _check_date(text: str) -> None:
    try:
        if text:
            date_from(text)
    except ValueError:
        raise SettingError(f"{text!r} is no date; write it like 2027-01-31") from None


def _check_zone(name: str) -> None:
    try:
        Calendar(name).day(0)
    except (LookupError, ValueError, OSError):
        raise SettingError(f"no time zone is called {name!r}; try Europe/London") from None
