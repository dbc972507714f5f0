"""Which topics have cards that are remembered for long, noted when reviews may have changed it."""

from collections import Counter
from typing import TYPE_CHECKING

from mlprep.domain.check_ups import STABLE_DAYS
from mlprep.study.plan.basis import keep_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlprep.store.topics import TopicCounts
    from mlprep.study.workspace import Workspace

NOTE = "stable-topics"


def is_stable(counts: "TopicCounts") -> bool:
    """Whether the median stability of a topic's units, new ones as 0, is over 21 days."""
    return 2 * counts.stable > counts.units


def note_stable_topics(workspace: "Workspace") -> None:
    """Look the stable topics up, so that today's summary need not count all cards."""
    counts = workspace.history.topic_counts(STABLE_DAYS)
    asked = _asked(workspace, counts)
    names = " ".join(sorted(topic for topic, count in asked.items() if is_stable(count)))
    keep_note(workspace, NOTE, names)


def _asked(workspace: "Workspace", counts: "Mapping[str, TopicCounts]") -> "dict[str, TopicCounts]":
    """Leave out the new cards that the plan does not ask for: too easy, or beyond the target."""
    from mlprep.study.plan.priorities import topic_plan

    by_topic = topic_plan(workspace).by_topic
    to_come: Counter[str] = Counter()
    for lane, cards in workspace.history.lanes.waiting(workspace.today).items():
        one = by_topic.get(lane.topic or "")
        if one is not None and (not lane.level or one.start <= lane.level <= one.aim):
            to_come[one.topic] += cards
    return {
        topic: one._replace(units=one.introduced + to_come[topic]) if topic in by_topic else one
        for topic, one in counts.items()
    }


def stable_topics(workspace: "Workspace") -> list[str]:
    """Read the topics noted last."""
    return workspace.history.note(NOTE).split()
