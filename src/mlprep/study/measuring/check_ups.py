"""Check-ups: four unseen questions on a topic whose deck is learned and remembered for long.

Only such a measurement closes a gap on the profile.  Loads no numpy.
"""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.check_ups import PAUSE_DAYS, REST_DAYS
from mlprep.study.measuring.commands import check_up_command
from mlprep.study.measuring.sitting_facts import CHECK_UP, read_sittings
from mlprep.study.measuring.stability import stable_topics

if TYPE_CHECKING:
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
    last = max(last_check_ups(workspace).values(), default=None)
    if last is not None and workspace.today - last < PAUSE_DAYS:
        return None
    offers = [one for one in offered_check_ups(workspace) if one.topic in plan.by_topic]
    score = {one.topic: one.score for one in plan.priorities}
    return max(offers, key=lambda one: (score.get(one.topic, 0.0), one.topic), default=None)


def last_check_ups(workspace: "Workspace") -> dict[str, int]:
    """Tell the study day of the last check-up of each topic that had one."""
    last: dict[str, int] = {}
    for record in read_sittings(workspace):
        if record.begun.mode == CHECK_UP:
            day = workspace.calendar.day(record.begun.at_ms)
            last |= {topic: max(day, last.get(topic, day)) for topic in record.begun.focus}
    return last


def offered_check_ups(workspace: "Workspace") -> list[CheckUpOffer]:
    """List the topics whose cards are stable, with four unseen questions and no recent check-up."""
    stable = stable_topics(workspace)
    if not stable:
        return []
    rested = workspace.today - REST_DAYS
    recent = {topic for topic, day in last_check_ups(workspace).items() if day >= rested}
    gaps, askable = _gaps(workspace), askable_topics(workspace)
    return [
        CheckUpOffer(topic, workspace.library.title_of_topic(topic), has_gap=topic in gaps)
        for topic in stable
        if topic not in recent and topic in askable
    ]


def _gaps(workspace: "Workspace") -> set[str]:
    """Topics that lie, as far as is known, under what the target asks for."""
    from mlprep.planning.reasons import SMALLEST_GAP
    from mlprep.study.plan.priorities import topic_plan

    plan = topic_plan(workspace)
    return {one.topic for one in plan.priorities if one.missing >= SMALLEST_GAP}


def askable_topics(workspace: "Workspace") -> set[str]:
    """Name the topics of which there are items enough that were never asked."""
    seen = {given.item for record in read_sittings(workspace) for given in record.given}
    topics = workspace.library.topics_of_items
    unseen = Counter(topic for item, topic in topics.items() if item not in seen)
    return {topic for topic, items in unseen.items() if items >= FEWEST_ITEMS}
