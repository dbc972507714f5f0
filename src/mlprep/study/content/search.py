"""Search: words, and the terms ``deck: topic: tag: is: prop: flag:``.

Words match the beginnings of words in front, back and tags; quotes keep a phrase together; a
minus in front excludes; terms side by side must all hold.  Between the levels of tags and decks
``::`` is the same as ``/``, and a ``*`` at the end stands for the rest of a name.  What looks
like a term and is none is refused; a token that begins with a quotation mark is always words.
"""

import re
import shlex
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import inf
from sys import maxsize
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.ids import CardId, UnitId, card_of, unit_id
from mlprep.domain.units import UnitState
from mlprep.formats.ledger import did_you_mean
from mlprep.store.library_rows import ListedCard
from mlprep.store.library_search import Sought
from mlprep.store.unit_search import COMPARISONS, FIGURES, STATES, StateTest

if TYPE_CHECKING:
    from mlprep.domain.cards import Deck
    from mlprep.study.workspace import Workspace

PAGE = 500
"""Rows on one page of results."""


class SearchError(ValueError):
    """A search term that is not understood; the message says what would be."""


class Hit(NamedTuple):
    """One review unit found."""

    unit: UnitId
    card: str
    deck: str
    topic: str
    title: str
    level: int
    state: UnitState


class Query(NamedTuple):
    """A search, taken apart."""

    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    decks: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    not_decks: tuple[str, ...] = ()
    not_topics: tuple[str, ...] = ()
    not_tags: tuple[str, ...] = ()
    tests: tuple[StateTest, ...] = ()


_FIELDS = ("deck", "topic", "tag")
_LEECH = "leech"
_STATES = (*STATES, _LEECH)
_TESTS = ("is", "prop", "flag")
_LIKE_A_TERM = re.compile(r"([A-Za-z]+):(?![:/])\S+")
_FLAGS = tuple("01234567")
_PROPERTY = re.compile(rf"([a-z]+)({'|'.join(COMPARISONS)})(-?\d+(?:\.\d+)?)")


def parse(text: str) -> Query:
    """Take a search apart; raises ``SearchError`` for a term that is not understood."""
    lists: dict[str, list[str]] = {
        f"{no}{name}s": [] for no in ("", "not_") for name in ("word", *_FIELDS)
    }
    tests: list[StateTest] = []
    for token in _tokens(text):
        negated = token.startswith("-") and len(token) > 1
        name, colon, value = token.lstrip("-").partition(":") if negated else token.partition(":")
        no = "not_" if negated else ""
        if colon and name in _FIELDS and value:
            lists[f"{no}{name}s"].append(value)
        elif colon and name in _TESTS:
            tests.append(_test(name, value, negated=negated))
        else:
            _refuse_unknown(token.removeprefix("-"), text)
            lists[f"{no}words"].append(token[1:] if negated else token)
    return Query(tests=tuple(tests), **{name: tuple(found) for name, found in lists.items()})


def _refuse_unknown(token: str, text: str) -> None:
    """Raise for a term of a name that is none, unless it was written between quotation marks."""
    found = _LIKE_A_TERM.fullmatch(token)
    if found is None or f'"{found[1]}:' in text:
        return
    known = [f"{name}:" for name in (*_FIELDS, *_TESTS)]
    right = did_you_mean(f"{found[1].casefold()}:", known, f"there are {', '.join(known)}")
    raise SearchError(f"{found[1]}: is not known; {right} (in quotation marks it is text)")


def _tokens(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.escape, lexer.quotes = True, "", "", '"'
    try:
        return list(lexer)
    except ValueError:
        return text.replace('"', " ").split()


def _test(name: str, value: str, *, negated: bool) -> StateTest:
    if name == "is":
        if value not in _STATES:
            raise SearchError(f"is:{value} is not known; there are {', '.join(_STATES)}")
        return StateTest(value, negated=negated)
    if name == "flag":
        if value not in _FLAGS:
            raise SearchError(f"flag:{value} takes a digit, 0 to 7")
        return StateTest("flag", "=", float(value), negated)
    found = _PROPERTY.fullmatch(value)
    if found is None or found[1] not in FIGURES:
        raise SearchError(
            f"prop:{value} is not understood; try prop:stability>21 or prop:lapses>=3"
        )
    return StateTest(found[1], found[2], float(found[3]), negated)


def search(workspace: "Workspace", text: str, *, limit: int = PAGE) -> list[Hit]:
    """Find review units, in library order, at most ``limit`` of them."""
    query = _with_leeches(parse(text), workspace.settings.leech_threshold)
    decks = _decks(workspace, query) if query.decks or query.not_decks else None
    sought = Sought(query.words, query.not_words, query.tags, query.not_tags, decks)
    few = _few_that_pass(workspace, query, decks)
    if few is not None:
        sought = sought._replace(cards={card_of(unit) for unit in few}, decks=None)
    patience = _PATIENCE if few is None and query.tests else None
    hits, finished = _gather(_pages(workspace, query, sought, few), limit, patience)
    if not finished:
        cards = workspace.history.matching_cards(query.tests, workspace.today, decks=decks)
        hits, _ = _gather(_pages(workspace, query, sought._replace(cards=cards), None), limit)
    return hits


def units_found(workspace: "Workspace", text: str) -> list[UnitId]:
    """Name all review units that a search finds; raises ``SearchError`` where there is none."""
    hits = search(workspace, text, limit=maxsize) if text.strip() else []
    if not hits:
        raise SearchError(f"no card matches {text!r}; `mlprep search` tries terms out")
    return [hit.unit for hit in hits]


def _with_leeches(query: Query, threshold: int) -> Query:
    """Say by how many lapses a leech is one; a threshold of 0 makes none."""
    lapses = StateTest("lapses", ">=", threshold or inf)
    tests = [
        lapses._replace(negated=one.negated) if one.name == _LEECH else one for one in query.tests
    ]
    return query._replace(tests=tuple(tests))


_PATIENCE = 12
"""Pages of cards to go through before finding out which cards can pass the tests at all, which
takes about as long."""


def _gather(
    pages: Iterable[list[Hit]], limit: int, patience: int | None = None
) -> tuple[list[Hit], bool]:
    """Collect hits up to the limit; False beside them where patience ended before the pages."""
    hits: list[Hit] = []
    for number, page in enumerate(pages, start=1):
        hits += page
        if len(hits) >= limit:
            break
        if number == patience:
            return hits, False
    return hits[:limit], True


def _pages(
    workspace: "Workspace", query: Query, sought: Sought, few: Mapping[UnitId, UnitState] | None
) -> Iterator[list[Hit]]:
    """Give what is found page by page of cards, which may hold none; ``few`` are all that pass."""
    for page in workspace.library.cache.find(sought, PAGE):
        by_topic = query.topics or query.not_topics
        cards = [card for card in page if _fits(workspace, query, card)] if by_topic else page
        units = _units_of(cards)
        states = few if few is not None else _states(workspace, query, units)
        yield [
            Hit(unit, card.id, card.deck, card.topic, card.title, card.level, states[unit])
            for unit, card in units.items()
            if unit in states
        ]


def _units_of(cards: Sequence[ListedCard]) -> dict[UnitId, ListedCard]:
    """Name the units of cards, each with its card."""
    return {unit_id(CardId(card.id), part): card for card in cards for part in card.parts}


_FEW = 2000
"""Units up to which it is quicker to begin with those whose state is sought."""


def _few_that_pass(
    workspace: "Workspace", query: Query, decks: Collection[str] | None
) -> Mapping[UnitId, UnitState] | None:
    """Find the units that pass the tests on states, if there are few; else None."""
    if not query.tests:
        return None
    return workspace.history.few_matching(query.tests, workspace.today, decks=decks, most=_FEW)


def _states(
    workspace: "Workspace", query: Query, units: Collection[UnitId]
) -> Mapping[UnitId, UnitState]:
    """Read the states of units, of those that pass the tests."""
    if not query.tests:
        return workspace.history.states(units)
    return workspace.history.matching_among(query.tests, workspace.today, units)


def _fits(workspace: "Workspace", query: Query, card: ListedCard) -> bool:
    """Whether a card's topic is all of those named, and none of those that are left out."""
    topic, title = card.topic, _folded(workspace.library.title_of_topic(card.topic))

    def is_named(name: str) -> bool:
        return name in (topic, title) or topic.startswith(name)

    named, left_out = ([*map(_beginning, names)] for names in (query.topics, query.not_topics))
    return all(map(is_named, named)) and not any(map(is_named, left_out))


def _decks(workspace: "Workspace", query: Query) -> set[str]:
    """Decks whose id or title begins with every one of the names, and with none left out."""
    named, left_out = ([*map(_beginning, names)] for names in (query.decks, query.not_decks))
    return {
        deck.id
        for deck in workspace.library.decks.values()
        if all(_begins(deck, name) for name in named)
        and not any(_begins(deck, name) for name in left_out)
    }


def _begins(deck: "Deck", name: str) -> bool:
    return deck.id.startswith(name) or _folded(deck.title).startswith(name)


def _beginning(name: str) -> str:
    return _folded(name).removesuffix("*")


def _folded(name: str) -> str:
    """Write a name without case and accents, as words are sought, with our sign of levels."""
    if not name.isascii():
        parts = unicodedata.normalize("NFKD", name.casefold())
        name = "".join(one for one in parts if not unicodedata.combining(one))
    return name.casefold().replace("::", "/")
