"""Search: words, and terms such as ``deck: topic: tag: is: prop: flag: level: kind:``.

Words match the beginnings of words in front, back and tags; quotes keep a phrase together; a
minus in front excludes; terms side by side must all hold.
"""

import operator
import re
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlprep.domain.ids import CardId, UnitId, unit_id
from mlprep.domain.units import Phase, UnitState
from mlprep.store.library_rows import ListedCard

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

PAGE = 500
"""Rows on one page of results."""


class SearchError(ValueError):
    """A search term that is not understood; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One review unit found."""

    unit: UnitId
    card: str
    deck: str
    topic: str
    title: str
    level: int
    state: UnitState


@dataclass(frozen=True, slots=True)
class Query:
    """A search, taken apart."""

    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    decks: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tests: tuple["Test", ...] = field(default=())

    @property
    def needs_state(self) -> bool:
        """Whether memory states decide what is found."""
        return bool(self.tests)


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on the state of a unit."""

    holds: Callable[[UnitState, int], bool]
    negated: bool = False

    def __call__(self, state: UnitState, today: int) -> bool:
        """Whether the unit passes."""
        return self.holds(state, today) is not self.negated


def _is_due(state: UnitState, today: int) -> bool:
    waiting = state.phase.in_steps or (state.due_day is not None and state.due_day <= today)
    return waiting and not state.suspended and not state.is_buried(today)


_IS: Mapping[str, Callable[[UnitState, int], bool]] = {
    "new": lambda state, _: state.phase is Phase.NEW,
    "learn": lambda state, _: state.phase.in_steps,
    "review": lambda state, _: state.phase is Phase.REVIEW,
    "due": _is_due,
    "suspended": lambda state, _: state.suspended,
    "buried": lambda state, today: state.is_buried(today),
    "marked": lambda state, _: state.marked,
    "flagged": lambda state, _: state.flag > 0,
    "leech": lambda state, _: state.lapses >= LEECH_LAPSES,
}
LEECH_LAPSES = 8

_PROPERTIES: Mapping[str, Callable[[UnitState, int], float | None]] = {
    "stability": lambda state, _: state.stability,
    "s": lambda state, _: state.stability,
    "difficulty": lambda state, _: state.difficulty,
    "d": lambda state, _: state.difficulty,
    "reps": lambda state, _: state.reps,
    "lapses": lambda state, _: state.lapses,
    "ivl": lambda state, _: state.interval_days,
    "due": lambda state, today: None if state.due_day is None else state.due_day - today,
}
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_PROPERTY = re.compile(r"([a-z]+)(<=|>=|!=|<|>|=)(-?\d+(?:\.\d+)?)")


def parse(text: str) -> Query:
    """Take a search apart; raises ``SearchError`` for a term that is not understood."""
    lists: dict[str, list[str]] = {"words": [], "not": [], "deck": [], "topic": [], "tag": []}
    tests: list[Test] = []
    for token in _tokens(text):
        negated = token.startswith("-") and len(token) > 1
        name, colon, value = token.lstrip("-").partition(":") if negated else token.partition(":")
        if colon and name in {"deck", "topic", "tag"} and value and not negated:
            lists[name].append(value)
        elif colon and name in {"is", "prop", "flag"}:
            tests.append(Test(_condition(name, value), negated))
        elif negated:
            lists["not"].append(token[1:])
        else:
            lists["words"].append(token)
    return Query(
        tuple(lists["words"]),
        tuple(lists["not"]),
        tuple(lists["deck"]),
        tuple(lists["topic"]),
        tuple(lists["tag"]),
        tuple(tests),
    )


def _tokens(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.escape, lexer.quotes = True, "", "", '"'
    try:
        return list(lexer)
    except ValueError:
        return text.replace('"', " ").split()


def _condition(name: str, value: str) -> Callable[[UnitState, int], bool]:
    if name == "is" and value in _IS:
        return _IS[value]
    if name == "is":
        raise SearchError(f"is:{value} is not known; there are {', '.join(_IS)}")
    if name == "flag":
        if not value.isdigit():
            raise SearchError(f"flag:{value} takes a digit, 0 to 7")
        return lambda state, _: state.flag == int(value)
    return _property(value)


def _property(value: str) -> Callable[[UnitState, int], bool]:
    found = _PROPERTY.fullmatch(value)
    if found is None or found[1] not in _PROPERTIES:
        raise SearchError(
            f"prop:{value} is not understood; try prop:stability>21 or prop:lapses>=3"
        )
    read, compare, limit = _PROPERTIES[found[1]], _COMPARISONS[found[2]], float(found[3])

    def holds(state: UnitState, today: int) -> bool:
        figure = read(state, today)
        return figure is not None and compare(figure, limit)

    return holds


def search(workspace: "Workspace", text: str, *, limit: int = PAGE) -> list[Hit]:
    """Find review units, in library order, at most ``limit`` of them."""
    query = parse(text)
    today = workspace.today
    hits: list[Hit] = []
    for cards in _pages(workspace, query):
        units = [unit_id(CardId(card.id), part) for card in cards for part in card.parts]
        states = workspace.history.states(units)
        for card in cards:
            for part in card.parts:
                unit = unit_id(CardId(card.id), part)
                state = states[unit]
                if all(test(state, today) for test in query.tests):
                    hits.append(
                        Hit(unit, card.id, card.deck, card.topic, card.title, card.level, state)
                    )
        if len(hits) >= limit:
            break
    return hits[:limit]


def _pages(workspace: "Workspace", query: Query) -> Iterator[list[ListedCard]]:
    """Give the cards that pass everything but the tests on states, in library order."""
    cache = workspace.library.cache
    rows = cache.matching(query.words) if query.words else None
    for tag in query.tags:
        tagged = cache.tagged(tag)
        rows = tagged if rows is None else rows & tagged
    decks = _decks_named(workspace, query.decks) if query.decks else None
    excluded = {card.id for card in _listed(workspace, query.not_words)}
    for page in cache.pages(rows, decks, PAGE):
        kept = [card for card in page if card.id not in excluded]
        yield [card for card in kept if _fits(workspace, query, card)] if query.topics else kept


def _listed(workspace: "Workspace", words: Sequence[str]) -> Iterator[ListedCard]:
    """Give the cards with certain words; none without words."""
    cache = workspace.library.cache
    for page in cache.pages(cache.matching(words) if words else set(), None, PAGE):
        yield from page


def _fits(workspace: "Workspace", query: Query, card: ListedCard) -> bool:
    """Whether a card's topic is one of those named."""
    return all(
        name.casefold() in (card.topic, workspace.library.title_of_topic(card.topic).casefold())
        or card.topic.startswith(name.casefold())
        for name in query.topics
    )


def _decks_named(workspace: "Workspace", names: Collection[str]) -> set[str]:
    """Decks whose id or title begins with every one of the names."""
    return {
        deck.id
        for deck in workspace.library.decks.values()
        if all(deck.id.startswith(n.casefold()) or deck.title.casefold().startswith(n.casefold())
               for n in names)
    }  # fmt: skip
