"""What a session is about: decks, topics and areas by their names, or the cards of a search."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.domain.ids import UnitId, card_of
from mlprep.study.names import find_names, not_known

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Scope:
    """Which decks, topics and cards a session is about; empty sets mean everything."""

    decks: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    units: frozenset[UnitId] | None = None
    """Of these decks and topics only so much; ``None``: all of it."""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.decks and not self.topics and self.units is None

    def holds(self, deck: str, topic: str | None, unit: UnitId | None = None) -> bool:
        """Whether a unit of this deck and topic, or any unit, belongs to the scope."""
        named = not (self.decks or self.topics) or deck in self.decks or topic in self.topics
        return named and (unit is None or self.units is None or unit in self.units)


def scope_of(workspace: "Workspace", names: Sequence[str]) -> Scope:
    """Turn names (ids or titles of decks, topics, areas; files of decks) into a scope.

    Raises ``NameNotKnown`` with the nearest names where one is unknown.
    """
    from mlprep.study.content.deck_names import decks_called

    library = workspace.library
    topics: dict[str, str] = {one.id: one.title for one in library.topics.values()}
    areas: dict[str, str] = {one.area: one.area for one in library.topics.values()}
    areas |= {one.id: one.title for one in library.areas.values()}
    found_decks, found_topics = set[str](), set[str]()
    for name in names:
        decks = {deck.id for deck in decks_called(workspace, name)}
        inside = find_names(name, areas)
        about = set(find_names(name, topics))
        about |= {one.id for one in library.topics.values() if one.area in inside}
        if not decks and not about:
            known = {**areas, **topics, **library.deck_titles}
            raise not_known(name, known, "deck, topic or area")
        found_decks |= decks
        found_topics |= about
    return Scope(frozenset(found_decks), frozenset(found_topics))


def scope_of_units(workspace: "Workspace", units: Iterable[UnitId], within: Scope) -> Scope:
    """Turn units into a scope, as far as they are in the library and within another scope."""
    wanted = list(units)
    listed = workspace.library.cache.listed_by_id({card_of(unit) for unit in wanted})
    held = {
        unit: card.deck
        for unit in wanted
        if (card := listed.get(card_of(unit))) and within.holds(card.deck, card.topic)
    }
    return Scope(frozenset(held.values()), units=frozenset(held))
