"""What the learner said of topics: pinned, skipped, postponed; facts, undoable like an answer."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import date_of
from mlprep.domain.facts import Draft, Fact, FactKind, Json
from mlprep.domain.settings import SettingError

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

POSTPONED_DAYS = 14
"""Days for which a topic is put off where none are named."""
MOST_DAYS = 3650


class TopicChoice(StrEnum):
    """What can be said of a topic; it overrules the numbers."""

    PIN = "pin"
    SKIP = "skip"
    POSTPONE = "postpone"
    NONE = "none"
    """Nothing any more: the numbers decide."""


class Chosen(NamedTuple):
    """What is said of one topic now."""

    choice: TopicChoice
    until: int = 0
    """Study day on which a postponed topic comes back."""

    @property
    def words(self) -> str:
        """What to show of it; empty where nothing is said."""
        if self.choice is TopicChoice.POSTPONE:
            return f"postponed until {_day(self.until)}"
        return {TopicChoice.PIN: "pinned", TopicChoice.SKIP: "skipped"}.get(self.choice, "")


def choose_topic(
    workspace: "Workspace", topic: str, choice: TopicChoice, days: int = POSTPONED_DAYS
) -> str:
    """Record what the learner says of a topic; returns what was done, in words.

    ``topic`` is an id or a title; ``days`` for how long it is postponed.  Raises
    ``NameNotKnown`` or ``SettingError`` with a sentence where one of them does not fit.
    """
    from mlprep.study.names import find_name

    titles: dict[str, str] = {one.id: one.title for one in workspace.library.topics.values()}
    known = find_name(topic, titles, "topic")
    if choice is TopicChoice.POSTPONE and not 1 <= days <= MOST_DAYS:
        raise SettingError(f"a topic is postponed by 1 to {MOST_DAYS} days, not {days}")
    until = workspace.today + days if choice is TopicChoice.POSTPONE else 0
    chosen = Chosen(choice, until)
    label = f"{titles[known]} {chosen.words or 'as the numbers have it'}"
    body: dict[str, Json] = {"choice": choice.value}
    if until:
        body["until"] = until
    workspace.record(Draft(FactKind.TOPIC_CHOICE, known, body, label))
    return f"{label}."


def toggle_topic(
    workspace: "Workspace", topic: str, choice: TopicChoice, days: int = POSTPONED_DAYS
) -> str:
    """Say something of a topic, or take it back where it is said already."""
    said = topic_choices(workspace).get(topic)
    again = said is not None and said.choice is choice
    return choose_topic(workspace, topic, TopicChoice.NONE if again else choice, days)


def topic_choices(workspace: "Workspace") -> dict[str, Chosen]:
    """Tell what holds today, by topic; the later choice wins, a postponement ends by itself."""
    return chosen_on(workspace.history.facts(kinds=[FactKind.TOPIC_CHOICE]), workspace.today)


def chosen_on(facts: Iterable[Fact], today: int) -> dict[str, Chosen]:
    """Fold facts in their order into what holds on a day."""
    found: dict[str, Chosen] = {}
    for fact in facts:
        chosen = _read(fact)
        found.pop(fact.subject, None)
        ended = chosen.choice is TopicChoice.POSTPONE and chosen.until <= today
        if chosen.choice is not TopicChoice.NONE and not ended:
            found[fact.subject] = chosen
    return found


def _read(fact: Fact) -> Chosen:
    """Read a fact; what a later version of the program wrote and we do not know says nothing."""
    choice, until = fact.body.get("choice"), fact.body.get("until")
    try:
        return Chosen(TopicChoice(str(choice)), until if isinstance(until, int) else 0)
    except ValueError:
        return Chosen(TopicChoice.NONE)


def _day(day: int) -> str:
    date = date_of(day)
    return f"{date.day} {date:%B}"
