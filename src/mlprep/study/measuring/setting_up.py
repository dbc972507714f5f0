"""Setting up: who the learner is and where they want to go, in a minute, changeable later."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import date_from, date_of
from mlprep.domain.facts import Draft, FactKind, Json
from mlprep.domain.settings import SettingError, setting_label, with_setting
from mlprep.study.content.skill_map import SkillMap, load_skill_map
from mlprep.study.measuring.standpoint import background_of, role_of, specialism_of
from mlprep.study.names import NameNotKnown

if TYPE_CHECKING:
    from mlprep.domain.settings import StudySettings
    from mlprep.study.workspace import Workspace

KEYS = ("background", "role", "seniority", "specialisms", "minutes_per_day", "target_date")
SENIORITIES = ("junior", "mid", "senior")
NOTE = "setup"


class Choice(NamedTuple):
    """Something to choose."""

    id: str
    title: str
    summary: str


class SetupChoices(NamedTuple):
    """Everything that can be chosen, and what is chosen now."""

    backgrounds: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    seniorities: tuple[str, ...]
    specialisms: tuple[Choice, ...]
    specialisms_asked: Mapping[str, int]
    """How many specialisms each role asks for."""
    now: Mapping[str, Json]


def needs_setup(workspace: "Workspace") -> bool:
    """Whether this is the first start: neither role nor background, and not skipped."""
    settings = workspace.settings
    return not (settings.role or settings.background or workspace.history.note(NOTE))


def skip_setup(workspace: "Workspace") -> None:
    """Do not ask again at the start; ``mlprep setup`` still does."""
    workspace.history.set_note(NOTE, "skipped")


def setup_choices(workspace: "Workspace") -> SetupChoices:
    """List what there is to choose, the learner's own roles and backgrounds included."""
    skills = load_skill_map(workspace.library)
    return SetupChoices(
        tuple(Choice(one.id, one.title, one.summary) for one in skills.backgrounds.values()),
        tuple(Choice(one.id, one.title, one.summary) for one in skills.roles.values()),
        SENIORITIES,
        tuple(Choice(one.id, one.title, _scope(skills, one.id)) for one in skills.specialisms),
        {one.id: one.specialisms for one in skills.roles.values()},
        chosen(workspace.settings),
    )


def chosen(settings: "StudySettings") -> dict[str, Json]:
    """Tell what is chosen now."""
    values: dict[str, Json] = {key: getattr(settings, key) for key in KEYS}
    return {**values, "specialisms": list(settings.specialisms)}


def _scope(skills: SkillMap, area: str) -> str:
    return ", ".join(topic.title for topic in skills.topics.values() if topic.area == area)


def set_up(workspace: "Workspace", values: Mapping[str, Json]) -> dict[str, Json]:
    """Record choices as one action; returns everything that is chosen now.

    Keys are ``background``, ``role`` and ``specialisms`` (ids or titles), ``seniority``,
    ``minutes_per_day`` and ``target_date`` (ISO 8601); an empty text clears a choice.
    Raises ``SettingError`` or ``NameNotKnown`` with a sentence; then nothing is recorded.
    """
    skills = load_skill_map(workspace.library)
    taken: dict[str, Json] = {}
    for key, value in values.items():
        if key not in KEYS:
            raise SettingError(f"setting up takes {', '.join(KEYS)}, not {key!r}")
        found = known_value(skills, key, value)
        with_setting(workspace.settings, key, found)
        not_past(workspace, key, found)
        taken[key] = found
    choices = setup_choices(workspace)
    label = "; ".join(
        setting_label(key, value, told(choices, key, _names(value))) for key, value in taken.items()
    )
    workspace.record(
        *(Draft(FactKind.SETTING, key, {"value": value}, label) for key, value in taken.items())
    )
    return chosen(workspace.settings)


def _names(value: Json) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def known_value(skills: SkillMap, key: str, value: Json) -> Json:
    """Turn names of roles, backgrounds and specialisms into ids; other values stay."""
    find = _FINDERS.get(key)
    if find is None or not value:
        return value
    if isinstance(value, str):
        return find(skills, value)
    if isinstance(value, list):
        return list(dict.fromkeys(find(skills, str(one)) for one in value))
    return value


def check_setting(workspace: "Workspace", key: str, value: Json) -> Json:
    """Check what library or clock must say of a value; raises ``SettingError``."""
    not_past(workspace, key, value)
    if key not in _FINDERS:
        return value
    try:
        return known_value(load_skill_map(workspace.library), key, value)
    except NameNotKnown as fault:
        raise SettingError(f"{key}: {fault}") from None


def not_past(workspace: "Workspace", key: str, value: Json) -> None:
    """Refuse a day to be ready that is over; raises ``SettingError``."""
    if key == "target_date" and value and date_from(str(value)) < date_of(workspace.today):
        raise SettingError(f"{value} is past; the day to be ready lies ahead")


_FINDERS: Mapping[str, Callable[[SkillMap, str], str]] = {
    "background": background_of,
    "role": role_of,
    "specialisms": specialism_of,
}


def told(choices: SetupChoices, key: str, ids: Iterable[str]) -> str:
    """Write chosen ids as titles."""
    lists = {
        "background": choices.backgrounds,
        "role": choices.roles,
        "specialisms": choices.specialisms,
    }
    titles = {one.id: one.title for one in lists.get(key, ())}
    return ", ".join(titles.get(one, one) for one in ids if one)
