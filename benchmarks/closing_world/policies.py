"""The plan and its peers: what each shows on a day.

All have the same scheduler, the same limits in minutes and cards, and the same cards.  "Anki's
defaults" are those of its deck options: 20 new cards a day gathered deck by deck in the order of
the deck list, in the order in which they were added, mixed with reviews by due date.
"""

from collections import Counter

import numpy as np
from benchmarks.closing_world.living import NEW_A_DAY, REVIEWS_A_DAY, Life
from benchmarks.closing_world.mix import Budget, DueCard, Material, todays_mix
from benchmarks.closing_world.world import Ints, Person, library

from mlprep.planning.drawing import WINDOW_DAYS, NewCard, Progress


class Plan:
    """This program's plan, with or without an assessment before."""

    mixed = False
    full = False

    def __init__(self, person: Person, *, assessed: bool) -> None:
        self.assessed = assessed
        self.name = "plan" if assessed else "plan, not assessed"
        self.priorities = person.priorities(assessed=assessed)
        shelf = library()
        self.cards = [
            NewCard(str(index), str(shelf.topics[topic].id), level, priority, position)
            for index, (topic, level, priority, position) in enumerate(
                zip(
                    shelf.topic.tolist(),
                    shelf.level.tolist(),
                    shelf.priority.tolist(),
                    shelf.position.tolist(),
                    strict=True,
                )
            )
        ]

    def choose(self, life: Life) -> tuple[Ints, Ints]:
        met = life.introduced.tolist()
        new = [card for card, old in zip(self.cards, met, strict=True) if not old]
        due = life.due_cards()
        lost = life.believed(due) - life.believed(due, 1)
        new_seconds, review_seconds = life.seconds()
        material = Material(
            due=[
                DueCard(str(card), float(value))
                for card, value in zip(due.tolist(), lost, strict=True)
            ],
            new=new,
            progress=self._progress(life),
            recent=self._recent(life),
        )
        budget = Budget(life.person.minutes, NEW_A_DAY, REVIEWS_A_DAY, new_seconds, review_seconds)
        mix = todays_mix(self.priorities, material, budget)
        self.full = budget.seconds - mix.seconds < new_seconds
        return _numbers([one.unit for one in mix.reviews]), _numbers([one.unit for one in mix.new])

    def _progress(self, life: Life) -> dict[tuple[str, int], Progress]:
        cards = np.flatnonzero(life.introduced).tolist()
        introduced = Counter((self.cards[one].topic, self.cards[one].level) for one in cards)
        recalled = Counter(
            (self.cards[one].topic, self.cards[one].level) for one in cards if life.recalled[one]
        )
        return {key: Progress(count, recalled[key]) for key, count in introduced.items()}

    def _recent(self, life: Life) -> Counter[str]:
        lately = life.introduced & (life.first > life.day - WINDOW_DAYS)
        return Counter(self.cards[one].topic for one in np.flatnonzero(lately).tolist())


def _numbers(units: list[str]) -> Ints:
    return np.array([int(one) for one in units], np.int64)


class InOrder:
    """Decks in a fixed order, reviews first, the most forgotten of them before others."""

    mixed = False
    assessed = False
    full = False

    def __init__(self, name: str, order: Ints) -> None:
        self.name, self.order = name, order

    def choose(self, life: Life) -> tuple[Ints, Ints]:
        due = life.due_cards()
        due = due[np.argsort(life.believed(due), kind="stable")][:REVIEWS_A_DAY]
        return due, self.order[~life.introduced[self.order]][:NEW_A_DAY]


class AnkiDefaults(InOrder):
    """New cards mixed with reviews, these by due date."""

    mixed = True

    def choose(self, life: Life) -> tuple[Ints, Ints]:
        due = life.random.permutation(life.due_cards())
        due = due[np.argsort(life.due[due], kind="stable")][:REVIEWS_A_DAY]
        return due, self.order[~life.introduced[self.order]][:NEW_A_DAY]


def alphabetical() -> Ints:
    """Cards topic by topic in the order of their names, each in its own order."""
    shelf = library()
    names = [str(topic.id) for topic in shelf.topics]
    rank = np.argsort(np.argsort(np.array(names)))
    return np.lexsort((shelf.position, rank[shelf.topic]))


def at_random(seed: int) -> Ints:
    """All cards of all decks in no order."""
    return np.random.default_rng(seed).permutation(len(library().topic))
