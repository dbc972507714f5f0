"""What a complete topic must have."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tests.content.library import Table

CARD_KINDS = ("why", "compare", "compute", "code", "misconception")
LEVELS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Least:
    """The least that a topic ships with."""

    cards: int
    items: int
    items_by_level: tuple[int, ...]


CORE = Least(30, 16, (1, 2, 3, 3, 1))
SPECIALISM = Least(20, 10, (1, 1, 2, 1, 1))


def coverage_faults(
    cards: Sequence[Table], items: Sequence[Table], taught: Collection[str], least: Least
) -> list[str]:
    """Check counts by level and kind; ``taught`` are the misconceptions that any card names."""
    found = []
    if len(cards) < least.cards:
        found.append(f"{len(cards)} cards, at least {least.cards}")
    if len(items) < least.items:
        found.append(f"{len(items)} items, at least {least.items}")
    card_levels = Counter(card["level"] for card in cards)
    item_levels = Counter(item["level"] for item in items)
    found += [f"no card of level {level}" for level in LEVELS if not card_levels[level]]
    found += [
        f"{item_levels[level]} items of level {level}, at least {few}"
        for level, few in zip(LEVELS, least.items_by_level, strict=True)
        if item_levels[level] < few
    ]
    kinds = {card["kind"] for card in cards}
    found += [f"no {kind} card" for kind in CARD_KINDS if kind not in kinds]
    for item in items:
        found += [f"{item['id']}: {fault}" for fault in _item_faults(item, taught)]
    return found


LEAST_OF_SUBTOPIC = (3, 1)
"""Cards and items of each subtopic of a specialism."""


def subtopic_faults(
    cards: Sequence[Table], items: Sequence[Table], topics: Collection[str]
) -> list[str]:
    """Check that each subtopic of a specialism has its share, and that no entry is elsewhere."""
    found = []
    for entries, what, least in zip(
        (cards, items), ("cards", "items"), LEAST_OF_SUBTOPIC, strict=True
    ):
        counts = Counter(entry.get("topic", "no topic") for entry in entries)
        found += [
            f"{counts[topic]} {what} of {topic}, at least {least}"
            for topic in sorted(topics)
            if counts[topic] < least
        ]
        found += [f"{what} of {topic}" for topic in sorted(counts.keys() - set(topics))]
    return found


def _item_faults(item: Table, taught: Collection[str]) -> list[str]:
    found = [] if item.get("taught_by") else ["no card teaches its key (taught_by)"]
    named = [name for name in item.get("misconceptions", ()) if name]
    return found + [
        f"no card names the misconception {one!r}" for one in named if one not in taught
    ]
