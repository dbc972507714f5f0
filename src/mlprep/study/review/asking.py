"""Cards that the learner asked for today, after a question that they teach."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlprep.domain.facts import Draft, Fact, FactKind, Json
from mlprep.domain.ids import CardId, UnitId
from mlprep.domain.units import Phase, UnitState
from mlprep.study.review.question import short

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def ask_for_card(workspace: "Workspace", card: CardId, question: str = "") -> str:
    """Put a card into today's queue, whatever its turn; returns what was done, in words.

    A card met before is set due today; of a new one the first part is asked.  ``question`` is
    the text of the question that it teaches.  Undoable like any other action.
    Raises ``LookupError`` where the library has no such card.
    """
    found = workspace.library.card(card)
    if found is None:
        raise LookupError(f"no deck has the card {card!r}")
    history, today = workspace.history, workspace.today
    states = history.states(found.units)
    met = [unit for unit, state in states.items() if state.phase is not Phase.NEW]
    label = f'Asked for "{short(found.front or found.cloze)}"'
    pin: dict[str, Json] = {"day": today, "question": short(question)}
    due: dict[str, Json] = {"due_day": today, "day": today}
    drafts = [Draft(FactKind.PIN, unit, pin, label) for unit in (met or found.units[:1])]
    drafts += [
        Draft(FactKind.SET_DUE, unit, due, label)
        for unit in met
        if states[unit].phase is Phase.REVIEW and (states[unit].due_day or 0) > today
    ]
    drafts += [
        Draft(FactKind.SUSPEND, unit, {"on": False}, label)
        for unit in (met or found.units[:1])
        if states[unit].suspended
    ]
    workspace.record(*drafts)
    return label


def pins(workspace: "Workspace") -> dict[UnitId, Fact]:
    """Units that were ever asked for, with the newest asking of each."""
    facts = workspace.history.facts(kinds=[FactKind.PIN])
    return {UnitId(fact.subject): fact for fact in facts}


def asked_for(workspace: "Workspace") -> dict[UnitId, str]:
    """Units asked for today, or earlier and not answered since, with the question of each."""
    asked = pins(workspace)
    states = workspace.history.states(asked)
    today = workspace.today
    return {
        unit: str(pin.body.get("question") or "")
        for unit, pin in asked.items()
        if _waits(states[unit], pin.at_ms, today)
    }


def _waits(state: UnitState, pinned_ms: int, today: int) -> bool:
    answered = state.last_at_ms is not None and state.last_at_ms >= pinned_ms
    return not (answered or state.suspended or state.is_buried(today))


def reason_asked(asked: Mapping[UnitId, Fact], state: UnitState, today: int) -> str:
    """Say that a card is here because it was asked for; empty where it was not."""
    pin = asked.get(state.unit)
    if pin is None or not _waits(state, pin.at_ms, today):
        return ""
    question = str(pin.body.get("question") or "")
    return f'You asked for it after the question "{question}".' if question else "You asked for it."
