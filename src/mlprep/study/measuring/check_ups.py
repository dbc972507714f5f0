"""Check-ups: four unseen questions on a topic whose cards are remembered for long.

Only such a measurement closes a gap on the profile.  Loads no numpy.
"""

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.check_ups import PAUSE_DAYS, REST_DAYS
from mlprep.study.measuring.commands import check_up_command
from mlprep.study.measuring.sitting_facts import CHECK_UP, days_of, read_sittings
from mlprep.study.measuring.stability import stable_topics

if TYPE_CHECKING:
    from mlprep.study.measuring.sitting_facts import SittingRecord
    from mlprep.study.plan.priorities import TopicPlan
    from mlprep.study.workspace import Workspace

FEWEST_ITEMS = 4


class CheckUpOffer(NamedTuple):
    """A topic that is ready for its check-up."""

    topic: str
    title: str
    has_gap: bool = True
    """Whether the topic was known to be under what the target asks for."""

    @property
    def question(self) -> str:
        """What it would answer."""
        return "has the gap closed?" if self.has_gap else "can you use what you remember?"

    @property
    def sentence(self) -> str:
        """What to say of it, beside the key or command that begins it."""
        shows = "the gap has closed" if self.has_gap else "you can use what you remember"
        return f"Your cards on {self.title} are stable: four questions would show whether {shows}."

    @property
    def command(self) -> str:
        """What begins it on the command line."""
        return check_up_command(self.topic)


def todays_check_up(workspace: "Workspace", plan: "TopicPlan") -> CheckUpOffer | None:
    """Choose one check-up: of the largest gap, and now and then, not every day.

    Topics outside the plan can be checked at any time, but are not offered by themselves.
    """
    if not stable_topics(workspace):
        return None
    today = days_of(workspace.clock.now_ms())
    last = max((one.begun.day for one in _check_ups(workspace)), default=None)
    if last is not None and today - last < PAUSE_DAYS:
        return None
    offers = [one for one in offered_check_ups(workspace) if one.topic in plan.by_topic]
    score = {one.topic: one.score for one in plan.priorities}
    return max(offers, key=lambda one: (score.get(one.topic, 0.0), one.topic), default=None)


def _check_ups(workspace: "Workspace") -> "list[SittingRecord]":
    return [one for one in read_sittings(workspace) if one.begun.mode == CHECK_UP]


def offered_check_ups(workspace: "Workspace") -> list[CheckUpOffer]:
    """List the topics whose cards are stable, with four unseen questions and no recent check-up."""
    stable = stable_topics(workspace)
    if not stable:
        return []
    sittings = read_sittings(workspace)
    today = days_of(workspace.clock.now_ms())
    recent = {
        topic
        for record in sittings
        if record.begun.mode == CHECK_UP and today - record.begun.day <= REST_DAYS
        for topic in record.begun.focus
    }
    seen = {given.item for record in sittings for given in record.given}
    gaps, unseen = _gaps(workspace), unseen_items(workspace, seen)
    return [
        CheckUpOffer(topic, workspace.library.title_of_topic(topic), has_gap=topic in gaps)
        for topic in stable
        if topic not in recent and unseen[topic] >= FEWEST_ITEMS
    ]


def _gaps(workspace: "Workspace") -> set[str]:
    """Topics that lie, as far as is known, under what the target asks for."""
    from mlprep.planning.reasons import SMALLEST_GAP
    from mlprep.study.plan.priorities import topic_plan

    plan = topic_plan(workspace)
    return {one.topic for one in plan.priorities if one.missing >= SMALLEST_GAP}


def unseen_items(workspace: "Workspace", seen: Collection[str]) -> Counter[str]:
    """Count, by topic, the items of all banks that are not among those seen."""
    topics = workspace.library.topics_of_items
    return Counter(topic for item, topic in topics.items() if item not in seen)
