"""A made-up library and review log: the same for every size, with nothing but the standard library.

Cards stand in 60 decks; nine in ten have been studied, with ten reviews on average.  The peer's
child process reads this file too, so that both programs carry the same load.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DECKS = 60
CARDS_A_FILE = 50
STUDIED_SHARE = 0.9
DAY_MS = 86_400_000
_WORDS = (
    "the model of a data set learns what loss gradient batch layer weight kernel matrix vector"
    " sample feature label token query index cache queue shard replica latency variance bias"
    " prior posterior estimate test train split score metric threshold deploy monitor drift"
)
_COMMON = tuple(_WORDS.split())
_RARE = 5000
RARE_WORD = "term0042"
COMMON_WORDS = ("gradient", "layer")
TAG = "tag07"
PREFIX = "replic"


class Card(NamedTuple):
    """One card of the library."""

    number: int
    id: str
    deck: str
    front: str
    back: str
    tags: tuple[str, ...]


class Review(NamedTuple):
    """One review; ``due_day`` is ``None`` where it led to a learning step."""

    card: int
    day: int
    rating: int
    seconds: int
    due_day: int | None


def cards(size: int) -> Iterator[Card]:
    """Give the cards of a library of this size."""
    chance = random.Random(size)
    for number in range(size):
        deck = number // CARDS_A_FILE % DECKS
        yield Card(
            number,
            f"made-up-{number}",
            f"made-up-deck-{deck}",
            f"Card {number}: {_text(chance, 14)}?",
            f"{_text(chance, 45)}.",
            (f"tag{chance.randrange(40):02}", f"chapter{number % 100:02}"),
        )


def _text(chance: random.Random, words: int) -> str:
    chosen = chance.choices(_COMMON, k=words)
    chosen[chance.randrange(words)] = f"term{chance.randrange(_RARE):04}"
    return " ".join(chosen)


def write_decks(folder: Path, size: int) -> None:
    """Write the library as deck files of 50 cards."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for card in cards(size):
        if card.number % CARDS_A_FILE == 0:
            _write(folder, card.number - 1, lines)
            lines = ["[deck]", f'id = "{card.deck}"', f'title = "{card.deck}"', ""]
        lines += ["[[card]]", f'id = "{card.id}"', f'front = "{card.front}"']
        lines += [f'back = "{card.back}"', f"tags = {list(card.tags)!r}", ""]
    _write(folder, size - 1, lines)


def _write(folder: Path, last: int, lines: list[str]) -> None:
    if lines:
        path = folder / f"deck-{last // CARDS_A_FILE:05}.toml"
        path.write_text("\n".join(lines), encoding="utf-8")


def reviews(size: int, today: int) -> list[Review]:
    """Give the log up to yesterday, in the order of its days."""
    chance = random.Random(size + 1)
    log: list[Review] = []
    for card in range(int(size * STUDIED_SHARE)):
        log += _of_card(card, today, chance)
    log.sort(key=lambda review: review.day)
    return log


def _of_card(card: int, today: int, chance: random.Random) -> list[Review]:
    """Two reviews on the first day, then at growing intervals; the next one is due about now."""
    intervals = [chance.choice((1, 2, 3, 4))]
    for _ in range(chance.randrange(0, 18)):
        grown = intervals[-1] * chance.uniform(1.2, 2.4)
        intervals.append(2 if chance.random() < 0.12 else min(365, round(grown) + 1))
    last = today - 1 - int(chance.random() * intervals[-1] * 1.05)
    day = last - sum(intervals[:-1])
    log = [Review(card, day, chance.choice((1, 2, 3)), chance.randrange(3, 30), None)]
    for interval in intervals:
        # The interval that follows tells how the review went: a short one, that it was forgotten.
        forgot = interval <= 2 and len(log) > 1
        rating = 1 if forgot else chance.choices((2, 3, 4), (12, 78, 10))[0]
        log.append(Review(card, day, rating, chance.randrange(3, 30), day + interval))
        day += interval
    return log
