"""Choose the due days of all cards anew, after the learner has seen what that would change.

Memory states follow new parameters and a new desired retention by themselves; due days move
only here, in one action that one undo takes back.  A day that an answer could still have chosen
stays; another is chosen as an answer chooses it, with fuzz, load and days off.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.units import UnitState
from mlprep.memory.fuzz import Spread, choose_days, fuzz_fraction, fuzz_range
from mlprep.memory.model import interval_days
from mlprep.memory.scheduler import Rules, rules_from
from mlprep.text.counting import counted

if TYPE_CHECKING:
    from mlprep.store.values import StudiedUnit
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
    settings, goal = workspace.settings, workspace.library.retention_of
    units = sorted(workspace.history.studied_units())
    states = workspace.history.states([row.unit for row in units])
    old: Counter[int] = Counter()
    new: Counter[int] = Counter()
    moved: dict[UnitId, int] = {}
    for row in units:
        state = states[row.unit]
        if state.due_day is None:
            continue
        rules = rules_from(settings, goal(row.deck, settings.desired_retention))
        chosen = _due_day(row, state, rules, new)
        old[state.due_day] += 1
        new[chosen] += 1
        if chosen != state.due_day:
            moved[row.unit] = chosen
    return Reschedule(moved, _by_day(old, workspace.today), _by_day(new, workspace.today))


def _due_day(row: "StudiedUnit", state: UnitState, rules: Rules, load: Mapping[int, int]) -> int:
    """Keep the due day where it is as good as another, or choose one."""
    wanted = interval_days(row.stability, rules.desired_retention, rules.parameters)
    limits = (1, rules.maximum_interval)
    spread = Spread(row.last_day, rules.weekday_weights, rules.days_off, load)
    present = (state.due_day or 0) - row.last_day
    low, high = fuzz_range(wanted, *limits)
    if low <= present <= high and spread.share(present) > 0:
        return row.last_day + present
    fraction = fuzz_fraction(row.unit, state.reps)
    return row.last_day + choose_days(wanted, limits, fraction, spread)


def _by_day(load: Counter[int], today: int) -> tuple[int, ...]:
    """Count what is due by today, and on each of the next days."""
    by_today = sum(count for day, count in load.items() if day <= today)
    return (by_today, *(load[today + one] for one in range(1, SHOWN_DAYS)))


def reschedule(workspace: "Workspace", plan: Reschedule) -> int:
    """Set the due days of a plan, as one action; returns how many moved."""
    label = f"Due days of {counted(len(plan.due), 'card')} chosen anew"
    states = workspace.history.states(plan.due)
    drafts = [
        Draft(FactKind.SET_DUE, unit, {"due_day": due, "day": states[unit].last_day}, label)
        for unit, due in plan.due.items()
    ]
    if drafts:
        workspace.record(*drafts)
    return len(drafts)
