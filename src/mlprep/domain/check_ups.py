"""When a topic may be measured again: what offering and planning check-ups share."""

from typing import NamedTuple

STABLE_DAYS = 21.0
"""Stability of a card from which on it counts as remembered for long."""
LEARNED_SHARE = 0.8
"""Of the cards that a gap asks for, recalled on a later day: then the deck counts as learned."""
REST_DAYS = 21
"""Days between two check-ups of one topic."""
PAUSE_DAYS = 2
"""Days between two check-ups of any topics: now and then, not every day."""


class DeckCounts(NamedTuple):
    """How far the review units of one topic are."""

    asked: int
    """Those introduced, and those to come that the gap asks for."""
    introduced: int
    held: int
    """Answered right, the last time, on a later day than their first."""
    stable: int
    """Remembered for long."""


def is_learned(deck: DeckCounts) -> bool:
    """Whether a deck is introduced and held."""
    return 0 < deck.asked <= deck.introduced and deck.held >= LEARNED_SHARE * deck.asked


def is_ripe(deck: DeckCounts) -> bool:
    """Whether a check-up is worth its minutes: all is learned, more than half of it for long."""
    return is_learned(deck) and 2 * deck.stable > deck.asked
