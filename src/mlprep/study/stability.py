"""Which topics have cards that are remembered for long, noted when reviews may have changed it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlprep.store.topics import TopicCounts
    from mlprep.study.workspace import Workspace

NOTE = "stable-topics"


def is_stable(counts: "TopicCounts") -> bool:
    """Whether the median stability of a topic's units, new ones as 0, is over 21 days."""
    return 2 * counts.stable > counts.units


def note_stable_topics(workspace: "Workspace") -> None:
    """Look the stable topics up, so that today's summary need not count all cards."""
    from mlprep.assessment.evidence import STABLE_DAYS

    counts = workspace.history.topic_counts(STABLE_DAYS)
    names = " ".join(sorted(topic for topic, one in counts.items() if is_stable(one)))
    if workspace.history.note(NOTE) != names:
        workspace.history.set_note(NOTE, names)


def stable_topics(workspace: "Workspace") -> list[str]:
    """Read the topics noted last."""
    return workspace.history.note(NOTE).split()
