"""What only shows between files: the same id twice, unknown topics and requirements."""

from collections.abc import Collection, Iterator, Sequence

from mlprep.domain.cards import Card
from mlprep.domain.ids import CardId
from mlprep.domain.problems import Problem, Severity
from mlprep.formats.decks import DeckFile
from mlprep.formats.ledger import did_you_mean, nearest

__all__ = ["cross_problems", "nearest"]
_MOST_COMPARED = 5_000
"""Names that are searched for the nearest one; comparing all of a large library takes seconds."""


def cross_problems(decks: Sequence[DeckFile], topics: Collection[str]) -> list[Problem]:
    """Check decks against one another and against the known topics.

    Of cards with the same id the first stays, or the one that overrides it.  Topics that the
    decks declare count as known.
    """
    known = {*topics, *(topic.id for deck in decks for topic in deck.topics)}
    first = _first_cards(decks)
    problems: list[Problem] = []
    for deck in decks:
        problems += _unknown_topics(deck, known)
        for card in deck.cards:
            problems += _card_problems(card, deck, first)
    return [*problems, *_overridden_twice(decks)]


def _first_cards(decks: Sequence[DeckFile]) -> dict[CardId, Card]:
    first: dict[CardId, Card] = {}
    for deck in decks:
        for card in deck.cards:
            if card.id not in deck.overrides:
                first.setdefault(card.id, card)
    return first


def _unknown_topics(deck: DeckFile, known: Collection[str]) -> Iterator[Problem]:
    topic = deck.deck.topic if deck.deck else None
    if topic is not None and topic not in known:
        yield _unknown_topic(deck, topic, deck.topic_line, known)
    for card in deck.cards:
        if card.topic is not None and card.topic != topic and card.topic not in known:
            yield _unknown_topic(deck, card.topic, card.line, known, card.id)


def _unknown_topic(
    deck: DeckFile, topic: str, line: int, known: Collection[str], card: str = ""
) -> Problem:
    right = did_you_mean(topic, known, "use a known topic, or declare this one with [[topic]]")
    what = f"unknown topic `{topic}`"
    return Problem(deck.path, what, right, line, 1, Severity.WARNING, card)


def _card_problems(card: Card, deck: DeckFile, first: dict[CardId, Card]) -> Iterator[Problem]:
    earlier = first.get(card.id)
    if card.id in deck.overrides:
        if earlier is None:
            right = "leave `overrides` out, or give the id of the card that it replaces"
            what = f"`{card.id}` overrides a card that does not exist"
            yield _warning(card, what, right)
    elif earlier is not None and earlier is not card:
        what = f"the id `{card.id}` is used in {earlier.path}:{earlier.line} already"
        right = "give this card another id, or say overrides = true if it replaces that card"
        yield Problem(card.path, what, right, card.line, 1, subject=card.id)
    for name in card.requires:
        if name not in first:
            same_deck = [other.id for other in deck.cards]
            candidates = list(first) if len(first) <= _MOST_COMPARED else same_deck
            right = did_you_mean(name, candidates, "name the id of a card, or remove it")
            yield _warning(card, f"`requires` names an unknown card `{name}`", right)


def _warning(card: Card, what: str, right: str) -> Problem:
    return Problem(card.path, what, right, card.line, 1, Severity.WARNING, card.id)


def _overridden_twice(decks: Sequence[DeckFile]) -> Iterator[Problem]:
    seen: dict[CardId, Card] = {}
    for deck in decks:
        for card in deck.cards:
            if card.id in deck.overrides and (earlier := seen.setdefault(card.id, card)) != card:
                what = f"{earlier.path}:{earlier.line} overrides `{card.id}` already"
                right = "keep one of the two"
                yield Problem(card.path, what, right, card.line, 1, subject=card.id)
