"""Which topics are ripe for a check-up, noted when reviews may have changed it."""

from collections import defaultdict
from typing import TYPE_CHECKING

from mlprep.domain.check_ups import STABLE_DAYS, DeckCounts, is_ripe
from mlprep.study.plan.basis import keep_note

if TYPE_CHECKING:
    from mlprep.store.topics import LevelCounts
    from mlprep.study.plan.priorities import TopicPlan
    from mlprep.study.workspace import Workspace

NOTE = "stable-topics"
_NO_CARDS = DeckCounts(0, 0, 0, 0)


def note_stable_topics(workspace: "Workspace") -> None:
    """Look the ripe topics up, so that today's summary need not count all cards."""
    from mlprep.study.plan.priorities import topic_plan

    plan = topic_plan(workspace)
    decks: defaultdict[str, DeckCounts] = defaultdict(lambda: _NO_CARDS)
    for row in workspace.history.level_counts(STABLE_DAYS):
        counts = _counts(row, plan)
        decks[row.topic] = DeckCounts(*map(sum, zip(decks[row.topic], counts, strict=True)))
    names = " ".join(sorted(topic for topic, deck in decks.items() if is_ripe(deck)))
    keep_note(workspace, NOTE, names)


def _counts(row: "LevelCounts", plan: "TopicPlan") -> DeckCounts:
    """Leave out the new cards that the plan does not ask for: too easy, or beyond the target."""
    one = plan.by_topic.get(row.topic)
    is_asked_for = one is None or not row.level or one.start <= row.level <= one.aim
    asked = row.units if is_asked_for else row.introduced
    return DeckCounts(asked, row.introduced, row.held, row.stable)


def stable_topics(workspace: "Workspace") -> list[str]:
    """Read the topics noted last."""
    return workspace.history.note(NOTE).split()
