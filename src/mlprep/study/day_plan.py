"""Today beyond the counts: what the new cards close, one step of other work, what changed."""

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.facts import FactKind
from mlprep.study.measuring.stability import NOTE as STABLE
from mlprep.study.measuring.stability import note_stable_topics
from mlprep.study.plan.basis import digest_of, keep_note, plan_key
from mlprep.study.review.limits import limits_of
from mlprep.study.review.new_cards import is_guide, new_today

if TYPE_CHECKING:
    from mlprep.study.plan.priorities import TopicPlan
    from mlprep.study.today import Today
    from mlprep.study.workspace import Workspace

NOTE = "day-plan"
_VERSION = 7
"""Raised whenever the same inputs give another plan of the day."""
_RECORDED = (
    FactKind.PROJECT,
    FactKind.ROUTE,
    FactKind.EVIDENCE,
    FactKind.SITTING_BEGUN,
    FactKind.SITTING_ENDED,
)
"""What moves the step or the check-up of a day."""
MEASURE = (
    "Nothing is measured yet: the plan stands on what your role asks for and what your background"
    " suggests. Measuring would sharpen it (`mlprep assess`)."
)
CHOOSE = "Choose the role that you want (`mlprep setup`), and new cards follow your gaps."


class NewTopic(NamedTuple):
    """A topic of which today brings new cards."""

    topic: str
    title: str
    cards: int
    reason: str


class TodaysStep(NamedTuple):
    """One step of a project or a route."""

    kind: str
    """``project`` or ``route``."""
    id: str
    title: str
    step: str
    step_title: str
    done_when: str
    minutes: int
    reason: str
    beyond: int = 0
    """Of the minutes, those that the day's limit has no room for beside the cards."""

    @property
    def caveat(self) -> str:
        """Say, after the step, what of it the day has no room for; empty where it has."""
        if not self.beyond:
            return ""
        if self.beyond == self.minutes:
            return " That is beyond today's limit."
        return f" {self.beyond} of the minutes are beyond today's limit."


class TodaysCheckUp(NamedTuple):
    """A topic that is ready for its check-up."""

    topic: str
    title: str
    sentence: str


class DayPlan(NamedTuple):
    """What today is made of, and why."""

    topics: tuple[NewTopic, ...]
    """The topics of today's new cards in the order of the plan; how to study before them, other
    decks without a topic at the end."""
    step: TodaysStep | None
    check_up: TodaysCheckUp | None
    news: tuple[str, ...]
    """What changed in the plan, and why."""
    hint: str
    """What would sharpen the plan; empty where nothing is missing."""


def day_plan(workspace: "Workspace", seen: "Today") -> DayPlan:
    """Make the plan of the day that was looked at, or read the one that was kept."""
    kept = _read(workspace.history.note(NOTE), _key(workspace, seen))
    if kept is None:
        note_stable_topics(workspace)  # a session that was left early has not noted them
        kept = work_out(workspace, seen)
        keep_note(workspace, NOTE, _written(_key(workspace, seen), kept))
    return kept


def _key(workspace: "Workspace", seen: "Today") -> str:
    """Sum up all that the plan of a day hangs on."""
    facts = workspace.history.facts(kinds=_RECORDED)
    recorded = [[fact.device, fact.number] for fact in facts]
    day = [_look(seen), plan_key(workspace), workspace.history.note(STABLE)]
    settings = workspace.settings
    share = settings.share_of_day(workspace.today)
    return digest_of([_VERSION, day, settings.role, share, recorded])


def topics_to_study(workspace: "Workspace") -> list[tuple[str, str, str]]:
    """List the topics that have cards, those of the plan first: id, title, reason."""
    from mlprep.study.plan.priorities import topic_plan

    plan, library = topic_plan(workspace), workspace.library
    taught = library.topics_taught
    planned = [(one.topic, one.title, one.reason) for one in plan.priorities]
    others = sorted(taught - plan.by_topic.keys(), key=library.title_of_topic)
    return [
        *(row for row in planned if row[0] in taught),
        *((topic, library.title_of_topic(topic), "") for topic in others),
    ]


def _look(seen: "Today") -> list[object]:
    """Name what of Today the plan of the day hangs on."""
    return [seen.date, seen.new, round(seen.minutes)]


def work_out(workspace: "Workspace", seen: "Today") -> DayPlan:
    """Make the plan of the day anew."""
    from mlprep.study.plan.news import plan_news
    from mlprep.study.plan.priorities import topic_plan

    plan = topic_plan(workspace)
    is_off = not workspace.settings.share_of_day(workspace.today)
    return DayPlan(
        _topics(workspace, plan, seen.new),
        None if is_off else _step(workspace, plan, seen.minutes),
        None if is_off else _check_up(workspace, plan),
        plan_news(workspace),
        _hint(plan),
    )


def _written(key: str, plan: DayPlan) -> str:
    return json.dumps({"key": key, "plan": plan})


def _read(text: str, key: str) -> DayPlan | None:
    """Read what was kept; ``None`` where it is of another day or other inputs."""
    if not text.startswith(f'{{"key": "{key}"'):
        return None
    topics, step, check_up, news, hint = json.loads(text)["plan"]
    return DayPlan(
        tuple(NewTopic(*row) for row in topics),
        TodaysStep(*step) if step else None,
        TodaysCheckUp(*check_up) if check_up else None,
        tuple(news),
        hint,
    )


def _check_up(workspace: "Workspace", plan: "TopicPlan") -> TodaysCheckUp | None:
    from mlprep.study.measuring.check_ups import todays_check_up

    offer = todays_check_up(workspace, plan)
    return TodaysCheckUp(offer.topic, offer.title, offer.sentence) if offer else None


def _hint(plan: "TopicPlan") -> str:
    if not plan.has_role:
        return CHOOSE
    return "" if plan.is_measured else MEASURE


def _topics(workspace: "Workspace", plan: "TopicPlan", count: int) -> tuple[NewTopic, ...]:
    """Group the new cards of today: how to study, then the topics in their order, then decks."""
    from mlprep.planning.reasons import without_caveat
    from mlprep.study.review.reasons import why_guided, why_mine

    if count <= 0:
        return ()
    titles, mine = workspace.library.deck_titles, workspace.library.wholly_own_decks
    counts: Counter[tuple[str, str, str]] = Counter()
    guides = set[str]()
    for row in new_today(workspace, count).units[:count]:
        found = plan.by_topic.get(row.topic or "")
        deck = titles.get(row.deck, row.deck)
        why = why_mine(deck) if row.deck in mine else ""
        if is_guide(mine, row.deck, row.topic):
            why = why_guided(deck)
            guides.add(deck)
        counts[(found.topic, found.title, found.reason) if found else ("", deck, why)] += 1
    place = {one.topic: at for at, one in enumerate(plan.priorities)}
    told = str if plan.is_measured else without_caveat
    rows = [
        NewTopic(topic, title, cards, told(why)) for (topic, title, why), cards in counts.items()
    ]
    place |= {"": len(place)}
    is_first = guides.__contains__
    return tuple(
        sorted(rows, key=lambda one: (not is_first(one.title), place[one.topic], one.title))
    )


def _step(workspace: "Workspace", plan: "TopicPlan", cards: float) -> TodaysStep | None:
    """Choose the step; where cards fill the minutes it is a short one beside them."""
    from mlprep.study.work.steps import LEAST_MINUTES, offered_today

    minutes = limits_of(workspace).minutes
    left = None if minutes is None else max(LEAST_MINUTES, minutes - cards)
    offer = offered_today(workspace, plan.priorities, minutes_left=left)
    if offer is None:
        return None
    one, taken = offer.suggestion, round(offer.minutes)
    room = taken if minutes is None else max(0, round(minutes - cards))
    return TodaysStep(
        one.kind.value,
        one.id,
        one.title,
        one.step,
        one.step_title,
        one.done_when,
        taken,
        one.reason,
        max(0, taken - room),
    )
