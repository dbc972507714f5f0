"""Which decks come first where no goal is known: foundations, and the areas by turns."""

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlprep.domain.skills import Topic
    from mlprep.study.content.library import Library

Rank: TypeAlias = tuple[bool, int, int]
"""Whether it is of a specialism or of no known topic; place in its area; place of the area."""
LAST: Rank = (True, 0, 0)


def ranks(library: "Library") -> dict[str, Rank]:
    """Rank the decks of topics by deck id: a lower rank comes first.

    Within an area topics come after those that they need, else as their file has them.
    """
    areas = {name: (area.specialism, at) for at, (name, area) in enumerate(library.areas.items())}
    depths = _depths(library.topics)
    place_in_area: Counter[str] = Counter()
    of_topic: dict[str, Rank] = {}
    for topic in sorted(library.topics.values(), key=lambda one: depths[one.id]):
        special, area = areas.get(topic.area, (True, len(areas)))
        of_topic[topic.id] = (special, place_in_area[topic.area], area)
        place_in_area[topic.area] += 1
    topics = library.deck_topics
    return {deck: of_topic.get(topic or "", LAST) for deck, topic in topics.items()}


def _depths(topics: "Mapping[str, Topic]") -> dict[str, int]:
    """Count the rounds after which all that a topic needs is there; those in a circle go last."""
    depths: dict[str, int] = {}
    left = dict(topics)
    for depth in range(len(topics)):
        ready = [name for name, one in left.items() if left.keys().isdisjoint(one.needs)]
        depths |= dict.fromkeys(ready or left, depth)
        left = {name: one for name, one in left.items() if name not in depths}
    return depths
