"""What a deck holds and how well it is remembered."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.domain.cards import Card
from mlprep.memory.model import retrievability
from mlprep.study.content.deck_names import find_decks, own_decks

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

UNSAID = ""
"""Level or kind of cards that state none."""
FORMS = ("front and back", "both ways", "cloze", "typed", "options")


@dataclass(frozen=True, slots=True)
class DeckStats:
    """One deck in figures."""

    id: str
    title: str
    own: bool
    cards: int
    units: int
    """What is scheduled: a card that is asked both ways counts twice, a cloze by its gaps."""
    levels: Mapping[str, int]
    kinds: Mapping[str, int]
    forms: Mapping[str, int]
    without_source: int
    studied: int
    """Units that were reviewed before and are not suspended."""
    recall: float | None
    """Mean chance of recall today over the units studied, 0-1; ``None`` before the first."""
    remembered: float
    """Share of all units that would be recalled today, 0-1."""


def deck_stats(workspace: "Workspace", names: Sequence[str] = ()) -> list[DeckStats]:
    """Sum up decks; without names those of one's own, and all where there are none.

    Raises ``NameNotKnown``.
    """
    library = workspace.library
    decks = find_decks(workspace, names) or own_decks(workspace)
    chosen: list[str] = [deck.id for deck in decks] or sorted(library.deck_titles)
    chances = _chances(workspace)
    return [_stats(workspace, deck, chances.get(deck, [])) for deck in dict.fromkeys(chosen)]


def _chances(workspace: "Workspace") -> dict[str, list[float]]:
    """Chance of recall today of every unit studied, by deck."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    today, parameters = workspace.today, workspace.parameters
    for unit in workspace.history.studied_units():
        elapsed = max(0, today - unit.last_day)
        found[unit.deck].append(retrievability(unit.stability, elapsed, parameters))
    return found


def _stats(workspace: "Workspace", name: str, chances: Sequence[float]) -> DeckStats:
    library = workspace.library
    deck = library.decks[name]
    found = [library.card(one.id) for one in library.cards(name)]
    cards = [card for card in found if card is not None]
    units = sum(len(card.parts) for card in cards)
    return DeckStats(
        name, deck.title, deck.own, len(cards), units,
        levels=_counted([str(card.level or UNSAID) for card in cards]),
        kinds=_counted([card.kind or UNSAID for card in cards]),
        forms=_counted([form_of(card) for card in cards]),
        without_source=0 if deck.sources else sum(not card.sources for card in cards),
        studied=len(chances),
        recall=sum(chances) / len(chances) if chances else None,
        remembered=sum(chances) / units if units else 0.0,
    )  # fmt: skip


def _counted(values: Sequence[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def form_of(card: Card) -> str:
    """Name the form of a card, one of ``FORMS``."""
    if card.cloze:
        return "cloze"
    if card.choices:
        return "options"
    if card.typed:
        return "typed"
    return "both ways" if card.reverse else "front and back"
