"""Setting up line by line; enter keeps what is chosen."""

from collections.abc import Sequence

from mlprep.cli.conversation import read_line, tell
from mlprep.domain.facts import Json
from mlprep.domain.settings import SettingError
from mlprep.study.measuring.setting_up import Choice, SetupChoices, set_up, setup_choices, told
from mlprep.study.names import NameNotKnown
from mlprep.study.workspace import Workspace
from mlprep.text.sanitise import visible

QUESTIONS = {
    "background": "Where do you come from?",
    "role": "Which role do you want?",
    "seniority": "At which seniority?",
    "specialisms": "Which specialisms do you want to have (several numbers, - for none)?",
    "minutes_per_day": "How many minutes a day (0: no limit)?",
    "target_date": "Is there a date, such as an interview (2027-01-31, - for none)?",
}
NONE = "-"


def ask_setup(workspace: Workspace) -> None:
    """Ask for everything, one question after the other; each answer is kept at once."""
    for key, question in QUESTIONS.items():
        choices = setup_choices(workspace)
        tell(f"\n{question}")
        listed = _listed(choices, key)
        for number, one in enumerate(listed, 1):
            tell(f"{number:>3}. {visible(one.title)}")
        if not _ask(workspace, choices, key, listed):
            return


def _listed(choices: SetupChoices, key: str) -> Sequence[Choice]:
    lists = {
        "background": choices.backgrounds,
        "role": choices.roles,
        "seniority": [Choice(one, one, "") for one in choices.seniorities],
        "specialisms": choices.specialisms,
    }
    return lists.get(key, ())


def _ask(workspace: Workspace, choices: SetupChoices, key: str, listed: Sequence[Choice]) -> bool:
    """Ask until an answer fits; False where the input ended."""
    now = choices.now[key]
    shown = told(choices, key, [str(one) for one in (now if isinstance(now, list) else [now])])
    while True:
        entry = read_line(f"[{shown}] > ")
        if entry is None:
            return False
        if entry == "":
            return True
        try:
            set_up(workspace, {key: _value(key, entry, listed)})
        except (NameNotKnown, SettingError, ValueError) as fault:
            tell(f"({fault})")
        else:
            return True


def _value(key: str, entry: str, listed: Sequence[Choice]) -> Json:
    if key == "minutes_per_day":
        return _minutes(entry)
    if key == "specialisms":
        parts = [] if entry == NONE else entry.replace(",", " ").split()
        return [_chosen(part, listed) for part in parts]
    return "" if entry == NONE else _chosen(entry, listed)


def _chosen(entry: str, listed: Sequence[Choice]) -> str:
    if entry.isdecimal() and 1 <= int(entry) <= len(listed):
        return listed[int(entry) - 1].id
    return entry


def _minutes(entry: str) -> int:
    if not entry.isdecimal():
        raise ValueError(f"{entry!r} is no whole number of minutes")
    return int(entry)
