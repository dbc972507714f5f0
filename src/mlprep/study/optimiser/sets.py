"""Sets of parameters: which one is in use, which one was before, and changing them."""

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.facts import Draft, FactKind, Json
from mlprep.domain.settings import StudySettings, settings_from
from mlprep.text.counting import counted, short_date

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

_FIT = re.compile(r"fit-(\d{4}-\d\d-\d\d)-(\d{1,9})")
REFIT = 1.25
"""So many times the reviews of the last fit make another one worth while."""
FEWEST = 400
"""Reviews from which on a fit is spoken of; one may be asked for earlier."""


class ParameterSet(NamedTuple):
    """Parameters of FSRS-6 under a name; none are the published ones."""

    name: str
    parameters: tuple[float, ...]

    @property
    def fitted_to(self) -> int:
        """Number of the learner's reviews that it was fitted to; 0 where it was not."""
        fit = _FIT.fullmatch(self.name)
        return int(fit[2]) if fit else 0

    @property
    def words(self) -> str:
        """What the set is, for the person."""
        fit = _FIT.fullmatch(self.name)
        if not self.parameters:
            return "the published parameters"
        if fit is None:
            return "the parameters of another program"
        return f"the fit of {short_date(fit[1])} to {counted(int(fit[2]), 'review')}"


PUBLISHED = ParameterSet(StudySettings().parameters_id, ())


def fit_name(day: date, reviews: int) -> str:
    """Name a fit of a day, to so many reviews."""
    return f"fit-{day.isoformat()}-{reviews}"


def in_use(settings: StudySettings) -> ParameterSet:
    """Give the set that decides now."""
    return ParameterSet(settings.parameters_id, settings.parameters)


def previous(workspace: "Workspace") -> ParameterSet:
    """Give the set that was chosen before the one in use; without one, the published set."""
    present = workspace.settings.parameters
    chosen: dict[tuple[str, int], dict[str, Json]] = {}
    for fact in workspace.history.facts(kinds=(FactKind.SETTING,)):
        if fact.subject in {"parameters", "parameters_id"}:
            chosen.setdefault((fact.device, fact.action), {})[fact.subject] = fact.body["value"]
    for values in reversed(chosen.values()):
        found = in_use(settings_from(values))
        if found.parameters != present:
            return found
    return PUBLISHED


def use(workspace: "Workspace", chosen: ParameterSet) -> None:
    """Let a set decide from now on, as one action; memories follow at once, due days stay."""
    label = f"Memory model: {chosen.words}"
    values: dict[str, Json] = {
        "parameters_id": chosen.name, "parameters": list(chosen.parameters)
    }  # fmt: skip
    workspace.record(
        *(Draft(FactKind.SETTING, key, {"value": value}, label) for key, value in values.items())
    )


def is_worth_while(workspace: "Workspace") -> bool:
    """Whether reviews enough have come since the last fit for another one."""
    _, asked = workspace.history.true_retention(0, workspace.today)
    return asked >= max(FEWEST, REFIT * in_use(workspace.settings).fitted_to)
