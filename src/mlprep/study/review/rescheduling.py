"""Choose the due days of all cards anew, after the learner has seen what that would change.

Memory states follow new parameters and a new desired retention by themselves; due days move
only here, in one action that one undo takes back.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import UnitId
from mlprep.memory.model import interval_days

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

SHOWN_DAYS = 14


@dataclass(frozen=True, slots=True)
class Reschedule:
    """What choosing the due days anew would do."""

    due: Mapping[UnitId, int]
    """New due days of the units whose day would change."""
    before: tuple[int, ...]
    """Reviews due by today and on each of the next days, as things are."""
    after: tuple[int, ...]
    """The same with the new days."""


def plan_reschedule(workspace: "Workspace") -> Reschedule:
    """Work out the due day that each studied unit would get under the present settings."""
    today, settings = workspace.today, workspace.settings
    units = workspace.history.studied_units()
    states = workspace.history.states([row.unit for row in units])
    old: Counter[int] = Counter()
    new: Counter[int] = Counter()
    moved: dict[UnitId, int] = {}
    for row in units:
        due = states[row.unit].due_day
        if due is None:
            continue
        goal = workspace.library.retention_of(row.deck, settings.desired_retention)
        wanted = interval_days(row.stability, goal, workspace.parameters)
        days = min(settings.maximum_interval, max(1, round(wanted)))
        chosen = row.last_day + days
        old[_slot(due, today)] += 1
        new[_slot(chosen, today)] += 1
        if chosen != due:
            moved[row.unit] = chosen
    span = range(SHOWN_DAYS)
    return Reschedule(moved, tuple(old[i] for i in span), tuple(new[i] for i in span))


def _slot(due: int, today: int) -> int:
    return max(0, due - today)


def reschedule(workspace: "Workspace", plan: Reschedule) -> int:
    """Set the due days of a plan, as one action; returns how many moved."""
    label = f"Due days of {len(plan.due)} cards chosen anew"
    states = workspace.history.states(plan.due)
    drafts = [
        Draft(FactKind.SET_DUE, unit, {"due_day": due, "day": states[unit].last_day}, label)
        for unit, due in plan.due.items()
    ]
    if drafts:
        workspace.record(*drafts)
    return len(drafts)
