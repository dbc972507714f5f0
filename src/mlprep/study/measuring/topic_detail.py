"""One topic of a profile, opened: what it needs, what was answered in it, what teaches it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.study.measuring.answered import AnsweredItem, answered_items
from mlprep.study.measuring.profile_view import ProfileView, TopicBar
from mlprep.study.measuring.sitting_facts import read_sittings
from mlprep.study.names import NameNotKnown
from mlprep.study.work.facts import read_works

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Need:
    """A direct prerequisite, with what is measured of it."""

    id: str
    title: str
    level: float | None
    """None where it is not part of the profile."""


@dataclass(frozen=True, slots=True)
class TopicDeck:
    """A deck that teaches the topic."""

    id: str
    title: str
    cards: int


@dataclass(frozen=True, slots=True)
class TopicProject:
    """A project that trains the topic."""

    id: str
    title: str
    state: str
    """New, started, done, postponed or abandoned."""


@dataclass(frozen=True, slots=True)
class TopicDetail:
    """Everything to show of one topic."""

    bar: TopicBar
    scope: str
    levels: tuple[str, ...]
    """What somebody on levels 1 to 5 does, of the topic or else of its area."""
    needs: tuple[Need, ...]
    decks: tuple[TopicDeck, ...]
    projects: tuple[TopicProject, ...]
    answered: tuple[AnsweredItem, ...]
    """Of finished sittings: an open one does not tell right from wrong."""


def topic_place(workspace: "Workspace", topic: str) -> str:
    """Say which place a topic has in the plan and why, or that it has none."""
    from mlprep.study.plan.priorities import topic_plan

    plan = topic_plan(workspace)
    found, said = plan.by_topic.get(topic), plan.chosen.get(topic)
    if found is not None:
        place = plan.priorities.index(found) + 1
        return f"Place {place} of {len(plan.priorities)} in the plan. {found.reason}"
    if said is not None and said.words:
        return f"Not in the plan: {said.words}."
    return "Not in the plan: what you aim for does not ask for it."


def topic_detail(workspace: "Workspace", view: ProfileView, name: str) -> TopicDetail:
    """Open a topic of a profile; raises ``NameNotKnown`` where it has none of that id."""
    bar = view.topic(name)
    library = workspace.library
    topic = library.topics.get(name)
    if bar is None or topic is None:
        raise NameNotKnown(f"the profile has no topic {name!r}")
    area = library.areas.get(topic.area)
    over = [one for one in read_sittings(workspace) if not one.is_open and not one.discarded]
    return TopicDetail(
        bar,
        topic.scope,
        topic.levels or (area.levels if area else ()),
        tuple(_need(workspace, view, one) for one in topic.needs),
        tuple(_decks(workspace, name)),
        tuple(_projects(workspace, name)),
        tuple(answered_items(workspace, over, topic=name)),
    )


def _projects(workspace: "Workspace", topic: str) -> Iterator[TopicProject]:
    works = read_works(workspace)
    for project in workspace.library.projects.values():
        if topic in project.topics:
            state = works.project(project.id).state
            yield TopicProject(project.id, project.title, state.value)


def _need(workspace: "Workspace", view: ProfileView, name: str) -> Need:
    bar = view.topic(name)
    return Need(name, workspace.library.title_of_topic(name), bar.level if bar else None)


def _decks(workspace: "Workspace", topic: str) -> list[TopicDeck]:
    library = workspace.library
    counts: dict[str, int] = {}
    for card in library.cards():
        if card.topic == topic:
            counts[card.deck] = counts.get(card.deck, 0) + 1
    titles = library.deck_titles
    return [TopicDeck(deck, titles.get(deck, deck), count) for deck, count in counts.items()]
