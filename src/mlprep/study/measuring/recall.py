"""How well the cards of a topic are remembered: shown beside ability, never mixed into it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.memory.model import retrievability
from mlprep.study.measuring.stability import stable_topics

if TYPE_CHECKING:
    from mlprep.store.topics import TopicCounts
    from mlprep.study.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Recall:
    """Recall of one topic's cards."""

    retrievability: float
    """Mean chance of recall today over the units met, 0-1."""
    introduced: float
    """Share of the topic's units that were met, 0-1."""
    lapses_per_100: float
    """Lapses in 100 reviews."""
    units: int
    stable: bool
    """Whether its deck is learned and most of it remembered for long, as a check-up asks."""

    @property
    def recall(self) -> float:
        """Share of the topic that would be remembered today, 0-1."""
        return self.retrievability * self.introduced


def recall_by_topic(workspace: "Workspace") -> dict[str, Recall]:
    """Tell the recall of every topic that has cards."""
    chances: defaultdict[str, list[float]] = defaultdict(list)
    today, parameters = workspace.today, workspace.parameters
    for topic, stability, last_day in workspace.history.topic_memories():
        elapsed = max(0, today - last_day)
        chances[topic].append(retrievability(stability, elapsed, parameters))
    stable = stable_topics(workspace)
    return {
        topic: _recall(one, chances.get(topic, []), stable=topic in stable)
        for topic, one in workspace.history.topic_counts().items()
    }


def _recall(counts: "TopicCounts", chances: list[float], *, stable: bool) -> Recall:
    return Recall(
        sum(chances) / len(chances) if chances else 0.0,
        counts.introduced / counts.units,
        100 * counts.lapses / counts.reviews if counts.reviews else 0.0,
        counts.units,
        stable,
    )
