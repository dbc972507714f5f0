"""What the looks at the files found: kept in the cache, in the transaction of the look itself.

So whoever is killed, or cannot write the history, after a look leaves to the next one what the
history has yet to hear of.
"""

import json
from collections.abc import Iterable

from mlprep.store.library import LibraryCache
from mlprep.study.content.scanning import UNRECOGNISED, VERSION, Changes

_MOST_REMEMBERED = 2000
_LOOKS = "looks"


def kept_of(cache: LibraryCache, changes: Changes, now_ns: int) -> dict[str, str]:
    """Say what the cache keeps of a look, by key; ``changes`` are in the cache already."""
    if not changes:
        return {}
    kept = {VERSION: str(now_ns)}
    if changes.gone_cards or changes.new_cards:
        kept[_LOOKS] = json.dumps(_with(changes, _looks(cache)))
    if changes.new_cards and cache.gone():
        kept[UNRECOGNISED] = json.dumps(sorted(unrecognised(cache) | changes.new_cards))
    return kept


def unrecognised(cache: LibraryCache) -> frozenset[str]:
    """Name the new cards of which the history does not know yet whether they are edited ones."""
    return frozenset(json.loads(cache.meta(UNRECOGNISED) or "[]"))


def forget_unrecognised(cache: LibraryCache, cards: Iterable[str]) -> None:
    """Note that the history knows of these cards."""
    waiting = unrecognised(cache)
    if waiting:
        left = sorted(waiting.difference(cards))
        with cache.write() as writing:
            writing.put_meta({UNRECOGNISED: json.dumps(left) if left else ""})


def came_for(cache: LibraryCache, card: str) -> list[str]:
    """List the cards that came when a card went, or later, whoever read them in."""
    looks = _looks(cache)
    went = [index for index, (gone, _) in enumerate(looks) if card in gone]
    return [one for _, new in looks[went[-1] :] for one in new] if went else []


_Look = tuple[list[str], list[str]]
"""Cards that went and came."""


def _looks(cache: LibraryCache) -> list[_Look]:
    return [(gone, new) for gone, new in json.loads(cache.meta(_LOOKS) or "[]")]


def _with(changes: Changes, looks: list[_Look]) -> list[_Look]:
    """Remember which cards went and came together, of the latest looks; no large imports."""
    looks = [*looks, (sorted(changes.gone_cards), sorted(changes.new_cards))]
    while sum(len(gone) + len(new) for gone, new in looks) > _MOST_REMEMBERED:
        looks.pop(0)
    return looks
