"""What a list of cards does to them: suspend, bury, mark, flag, reset, set due; and the list.

Everything is one action of facts, with a label that undo names; a list may be of any units.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mlprep.domain.facts import Draft, FactKind, Json
from mlprep.domain.ids import CardId, UnitId, card_of, unit_id
from mlprep.domain.units import UnitState
from mlprep.study.content.search import Hit
from mlprep.study.review.question import question

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

FLAGS = 7
MOST_DAYS = 36_500


class BrowsingError(ValueError):
    """Something that cannot be done to a card; the message says what would be right."""


def units_of_decks(
    workspace: "Workspace", decks: Sequence[str], *, start: int = 0, limit: int = 500
) -> list[Hit]:
    """List the review units of decks in their order, of ``limit`` cards from ``start`` on."""
    listed = [card for deck in decks for card in workspace.library.cards(deck)]
    cards = listed[start : start + limit]
    units = [unit_id(CardId(card.id), part) for card in cards for part in card.parts]
    states = workspace.history.states(units)
    return [
        Hit(unit, card.id, card.deck, card.topic, card.title, card.level,
            states.get(unit) or UnitState(unit))
        for card in cards
        for unit in (unit_id(CardId(card.id), part) for part in card.parts)
    ]  # fmt: skip


def units_again(workspace: "Workspace", hits: Sequence[Hit]) -> list[Hit]:
    """Give the same units with the states that they have now; what left the library is left out."""
    states = workspace.history.states([hit.unit for hit in hits])
    listed = workspace.library.cache.listed_by_id({hit.card for hit in hits})
    return [
        Hit(hit.unit, card.id, card.deck, card.topic, card.title, card.level,
            states.get(hit.unit) or UnitState(hit.unit))
        for hit in hits
        if (card := listed.get(hit.card)) is not None
    ]  # fmt: skip


def in_library(workspace: "Workspace", units: Iterable[UnitId]) -> list[UnitId]:
    """Leave out the units that have left the library."""
    named = list(units)
    listed = workspace.library.cache.listed_by_id({card_of(unit) for unit in named})
    there = {unit_id(CardId(card.id), part) for card in listed.values() for part in card.parts}
    return [unit for unit in named if unit in there]


def units_named(workspace: "Workspace", names: Sequence[str]) -> list[UnitId]:
    """Find units by what people write: a unit's id, or ``card#*`` for all units of a card.

    A card's own id is enough where no unit goes by it, as with gaps.  Raises
    ``BrowsingError`` with the nearest known ids where one is unknown.
    """
    listed = workspace.library.cache.listed_by_id({card_of(UnitId(name)) for name in names})
    units: list[UnitId] = []
    for name in names:
        card = listed.get(card_of(UnitId(name)))
        own = [unit_id(CardId(card.id), part) for part in card.parts] if card else []
        found = [unit for unit in own if unit == name]
        if not found and card is not None and name in (card.id, f"{card.id}#*"):
            found = own
        if not found:
            raise BrowsingError(_unknown(workspace, name, own))
        units += found
    return list(dict.fromkeys(units))


def _unknown(workspace: "Workspace", name: str, siblings: Sequence[UnitId]) -> str:
    import difflib

    near = siblings or difflib.get_close_matches(
        name, [card.id for card in workspace.library.cards()], 3
    )
    hint = f"did you mean {' or '.join(near)}?" if near else "`mlprep search` lists the ids"
    return f"no card is called {name!r}; {hint}"


def suspend(workspace: "Workspace", units: Sequence[UnitId], *, on: bool) -> str:
    """Take units out of study, or back in; returns what undo will call it."""
    label = "Suspended" if on else "Back in study"
    return _act(workspace, FactKind.SUSPEND, units, {"on": on}, label)


def bury(workspace: "Workspace", units: Sequence[UnitId], *, on: bool) -> str:
    """Put units off until tomorrow, or bring them back today."""
    body: dict[str, Json] = {"until": workspace.today + 1 if on else 0}
    return _act(workspace, FactKind.BURY, units, body, "Buried" if on else "Unburied")


def mark(workspace: "Workspace", units: Sequence[UnitId], *, on: bool) -> str:
    """Mark units, or take the mark away."""
    return _act(workspace, FactKind.MARK, units, {"on": on}, "Marked" if on else "Unmarked")


def flag(workspace: "Workspace", units: Sequence[UnitId], number: int) -> str:
    """Give units a flag of 1-7; 0 takes it away."""
    if not 0 <= number <= FLAGS:
        raise BrowsingError(f"a flag is a number from 0 (none) to {FLAGS}, not {number}")
    label = f"Flagged {number}" if number else "Unflagged"
    return _act(workspace, FactKind.FLAG, units, {"flag": number}, label)


def reset(workspace: "Workspace", units: Sequence[UnitId]) -> str:
    """Forget schedule and memory of units: they are new again, their log stays."""
    return _act(workspace, FactKind.RESET, units, {}, "Reset")


def set_due(workspace: "Workspace", units: Sequence[UnitId], days: int) -> str:
    """Make units due in so many study days; 0 is today."""
    if not 0 <= days <= MOST_DAYS:
        raise BrowsingError(f"a card can be due in 0 to {MOST_DAYS:,} days, not in {days:,}")
    today = workspace.today
    body: dict[str, Json] = {"due_day": today + days, "day": today}
    when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
    return _act(workspace, FactKind.SET_DUE, units, body, f"Due {when}")


def days_from(text: str) -> int:
    """Read a number of days as a person types it; raises ``BrowsingError`` for anything else."""
    try:
        days = int(text.strip().removesuffix("d").strip())
    except ValueError:
        raise BrowsingError(f"write a number of days, such as 0 for today or 7, not {text!r}"
                            ) from None  # fmt: skip
    if not 0 <= days <= MOST_DAYS:
        raise BrowsingError(f"a card can be due in 0 to {MOST_DAYS:,} days, not in {days:,}")
    return days


def _act(
    workspace: "Workspace",
    kind: FactKind,
    units: Sequence[UnitId],
    body: Mapping[str, Json],
    label: str,
) -> str:
    if not units:
        raise BrowsingError("there is no card here to do this to")
    told = f"{label}: {_named(workspace, units)}"
    workspace.record(*(Draft(kind, unit, body, told) for unit in units))
    return told


def _named(workspace: "Workspace", units: Sequence[UnitId]) -> str:
    if len(units) > 1:
        return f"{len(units):,} cards"
    card = workspace.library.card(card_of(units[0]))
    return f'"{question(card, units[0], 0).title}"' if card else units[0]
