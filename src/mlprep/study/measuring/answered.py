"""Answered items, explained: option by option or slip, with the cards that teach them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlprep.assessment import Outcome, is_rapid
from mlprep.domain.answers import is_right
from mlprep.domain.cards import Match, TypedAnswer
from mlprep.domain.facts import FactKind
from mlprep.domain.ids import CardId, TopicId
from mlprep.domain.items import Item
from mlprep.domain.units import Phase
from mlprep.study.content.item_bank import ItemBank
from mlprep.study.measuring.sitting_facts import Given, SittingRecord, explained_draft
from mlprep.study.review.asking import ask_for_card, asked_for
from mlprep.study.review.question import short

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TeachingCard:
    """A card that teaches what an item asks."""

    id: CardId
    title: str
    deck: str
    """Title of its deck."""
    met: bool
    """Whether it was studied before."""
    asked_for: bool
    """Whether it waits in today's queue because the learner asked for it."""


@dataclass(frozen=True, slots=True)
class ExplainedOption:
    """One option, with why it is right or wrong; texts are Markdown as written."""

    text: str
    why: str
    is_key: bool
    picked: bool


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """One answered question, explained."""

    item: str
    number: int
    """In its sitting, from 1."""
    sitting: str
    topic: TopicId
    topic_title: str
    stem: str
    """Empty where the question has left the library."""
    outcome: Outcome
    typed: str
    answer: str
    """What would have been right, for a typed item."""
    unit: str
    options: tuple[ExplainedOption, ...]
    rationale: str
    slip: str
    """What was probably thought, where a foreseeable wrong answer was typed."""
    cards: tuple[TeachingCard, ...]
    seconds: float | None
    sure: bool | None
    counts: bool
    """False where the answer came faster than the question can be read."""
    edited: bool
    """Whether the question was changed since it was answered."""

    @property
    def is_there(self) -> bool:
        """Whether the question is still in the library."""
        return bool(self.stem)

    @property
    def title(self) -> str:
        """A short name of the question."""
        return short(self.stem) if self.stem else "a question that has left the library"


def answered_items(
    workspace: "Workspace", records: Iterable[SittingRecord], *, topic: str | None = None
) -> list[AnsweredItem]:
    """Explain every answer of some sittings, or those of one topic, in the order of answering."""
    bank = ItemBank.of(workspace.library)
    waiting = {unit.partition("#")[0] for unit in asked_for(workspace)}
    return [
        _answered(workspace, bank.item(given.item), given, (record.id, number), waiting)
        for record in records
        for number, given in enumerate(record.given, 1)
        if topic is None or given.response.item.topic == topic
    ]


def _answered(
    workspace: "Workspace",
    item: Item | None,
    given: Given,
    place: tuple[str, int],
    waiting: set[str],
) -> AnsweredItem:
    response, typed = given.response, item.typed if item else None
    topic = response.item.topic
    return AnsweredItem(
        item=given.item,
        number=place[1],
        sitting=place[0],
        topic=TopicId(topic),
        topic_title=workspace.library.title_of_topic(topic),
        stem=item.stem if item else "",
        outcome=response.outcome,
        typed=given.typed,
        answer=typed.answer if typed else "",
        unit=typed.unit if typed else "",
        options=_options(item, given),
        rationale=item.rationale if item else "",
        slip=slip_of(item, given.typed) if item and response.outcome is Outcome.WRONG else "",
        cards=_cards(workspace, item.taught_by if item else (), waiting),
        seconds=response.seconds,
        sure=response.sure,
        counts=not is_rapid(response),
        edited=item is not None and item.version != response.item.version,
    )


def _options(item: Item | None, given: Given) -> tuple[ExplainedOption, ...]:
    if item is None or item.choices is None:
        return ()
    return tuple(
        ExplainedOption(option.text, option.why, index in item.choices.keys, index in given.picked)
        for index, option in enumerate(item.choices.options)
    )


def slip_of(item: Item, typed: str) -> str:
    """Find the explanation of a foreseeable wrong answer; empty where it was none."""
    if item.typed is None or not typed:
        return ""
    for slip, why in item.slips.items():
        if is_right(_as_answer(item.typed, slip), typed):
            return why
    return ""


def _as_answer(right: TypedAnswer, slip: str) -> TypedAnswer:
    match = Match.FOLDED if right.match is Match.REGEX else right.match
    return replace(right, answer=slip, accept=(), match=match)


def _cards(
    workspace: "Workspace", names: Iterable[CardId], waiting: set[str]
) -> tuple[TeachingCard, ...]:
    found = []
    for name in names:
        card = workspace.library.card(name)
        if card is None:
            continue
        states = workspace.history.states(card.units).values()
        met = any(state.phase is not Phase.NEW for state in states)
        deck = workspace.library.deck_titles.get(card.deck, card.deck)
        title = short(card.front or card.cloze)
        found.append(TeachingCard(name, title, deck, met, name in waiting))
    return tuple(found)


def open_explanations(workspace: "Workspace", items: Iterable[AnsweredItem]) -> None:
    """Record that explanations were opened: those questions are not asked for half a year."""
    known = {
        (fact.subject, fact.body.get("sitting"))
        for fact in workspace.history.facts(kinds=[FactKind.EXPLANATION])
    }
    seen = dict.fromkeys((one.item, one.sitting) for one in items if one.is_there)
    workspace.record(*(explained_draft(*one) for one in seen if one not in known))


def study_card(workspace: "Workspace", item: AnsweredItem, card: CardId) -> str:
    """Put a card that teaches an item into today's queue; returns what was done, in words."""
    return ask_for_card(workspace, card, item.stem)
