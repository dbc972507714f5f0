"""Which card a fact counts for, after cards have been re-identified.

A re-identification moves what is known of a card at that moment, in the total order of facts,
to another card.  What is recorded later under the old id counts for the old id again, so a
chain ends by itself and a card that comes back starts afresh.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mlprep.domain.facts import Fact
from mlprep.domain.ids import CardId, UnitId, card_of, part_of, unit_id


def move_of(fact: Fact) -> tuple[CardId, CardId]:
    """Old and new card of a re-identification; the same twice where the body says nothing."""
    old, new = card_of(UnitId(fact.subject)), fact.body.get("to")
    return old, card_of(UnitId(new)) if isinstance(new, str) and new else old


@dataclass(slots=True)
class Lineage:
    """The re-identifications that hold, and which cards any of them ever linked."""

    moves: dict[CardId, list[tuple[tuple[int, str, int], CardId]]] = field(default_factory=dict)
    kin: dict[CardId, set[CardId]] = field(default_factory=dict)

    @classmethod
    def of(cls, living: Iterable[Fact], all_ever: Iterable[Fact]) -> "Lineage":
        """Build from the re-identifications that hold and from all, voided ones too."""
        lineage = cls()
        for fact in sorted(living, key=lambda fact: fact.order):
            old, new = move_of(fact)
            if old != new:
                lineage.moves.setdefault(old, []).append((fact.order, new))
        for fact in all_ever:
            lineage._link(*move_of(fact))
        return lineage

    def family(self, card: CardId) -> set[CardId]:
        """Name all cards whose facts may count for this one, or its facts for them."""
        return self.kin.get(card, {card})

    def unit_of(self, fact: Fact) -> UnitId:
        """Name the unit that a fact counts for."""
        unit = UnitId(fact.subject)
        if not self.moves:
            return unit
        card, order = card_of(unit), fact.order
        while (step := self._next(card, order)) is not None:
            order, card = step
        return unit_id(card, part_of(unit))

    def heir_of(self, card: CardId, order: tuple[int, str, int]) -> CardId:
        """Name the card for which counts what was recorded of one before its move at ``order``."""
        card = dict(self.moves[card])[order]
        while (step := self._next(card, order)) is not None:
            order, card = step
        return card

    def _next(
        self, card: CardId, order: tuple[int, str, int]
    ) -> tuple[tuple[int, str, int], CardId] | None:
        return next((move for move in self.moves.get(card, ()) if move[0] > order), None)

    def _link(self, one: CardId, other: CardId) -> None:
        joined = self.family(one) | self.family(other)
        for card in joined:
            self.kin[card] = joined
