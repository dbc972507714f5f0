"""The learner's library: decks, cards, topics and their problems, from the cache."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from mlprep.domain.ids import CardId
from mlprep.domain.problems import Problem, Severity
from mlprep.store.library import LibraryCache
from mlprep.store.library_rows import ListedCard
from mlprep.store.paths import Paths, shipped
from mlprep.study.content.scanning import (
    UNRECOGNISED,
    VERSION,
    Changes,
    Root,
    WrittenDeck,
    refresh,
)

if TYPE_CHECKING:
    from mlprep.domain.cards import Card, Deck
    from mlprep.domain.projects import Project
    from mlprep.domain.skills import Area, Route, Salary, Topic


_MOST_CARDS = 500
_CACHED = (
    "decks", "topics", "topics_taught", "areas", "projects", "routes", "salaries", "own_decks",
    "wholly_own_decks", "topics_of_items", "_deck_bodies",
)  # fmt: skip
"""What is read once, until the library changes."""


def roots_of(paths: Paths, extra: Sequence[Path] = ()) -> list[Root]:
    """Folders in which content is looked for, shipped ones first."""
    return [
        Root(shipped("assessments"), "assessments", own=False),
        Root(shipped("decks"), "decks", own=False),
        Root(paths.assessments, "assessments", own=True),
        Root(paths.decks, "decks", own=True),
        *(Root(folder, "decks", own=True) for folder in extra),
    ]


class Library:
    """What can be studied.  All reads come from the cache; ``refresh`` looks at the files."""

    def __init__(self, cache: LibraryCache, roots: Sequence[Root]) -> None:
        self.cache = cache
        self.roots = roots
        self._cards: dict[str, Card | None] = {}
        """Cards as read, of the state of the cache that follows."""
        self._cards_of = (-1, -1)
        self._written: dict[str, WrittenDeck] = {}

    @classmethod
    def open(cls, paths: Paths, extra: Sequence[Path] = ()) -> Self:
        """Open the cache of the library, creating it where it is missing."""
        return cls(LibraryCache.open(paths.library), roots_of(paths, extra))

    def close(self) -> None:
        """Close the cache."""
        self.cache.close()

    def refresh(self) -> Changes:
        """Parse the files that changed since the last look."""
        changes = refresh(self.cache, self.roots, time.time_ns, self._written)
        self._written = {}
        if changes:
            self.forget_cached()
        return changes

    def expect(self, written: Iterable["WrittenDeck"]) -> None:
        """Take note of deck files that were just written, until the next refresh."""
        from hashlib import sha256

        self._written = {sha256(one.text.encode()).hexdigest(): one for one in written}

    def forget_cached(self) -> None:
        """Read decks, topics and areas anew the next time, after another connection's refresh."""
        for name in _CACHED:
            vars(self).pop(name, None)

    @property
    def version(self) -> str:
        """Changes whenever the content does."""
        return self.cache.meta(VERSION)

    @property
    def has_unrecognised(self) -> bool:
        """Whether there are new cards of which the history has not heard yet."""
        return self.cache.meta(UNRECOGNISED) != ""

    # ----------------------------------------------------------------- decks

    @cached_property
    def decks(self) -> "dict[str, Deck]":
        """All decks by id; files that share an id are one deck, named by the first."""
        from mlprep.domain.cards import Deck
        from mlprep.domain.codec import decode

        return {name: decode(Deck, body) for name, body in self._deck_bodies.items()}

    @cached_property
    def _deck_bodies(self) -> dict[str, Any]:
        decks: dict[str, Any] = {}
        for _path, _own, body in self.cache.bodies("deck"):
            decks.setdefault(body["deck"]["id"], body["deck"])
        return decks

    @cached_property
    def own_decks(self) -> frozenset[str]:
        """Ids of the decks of which a file is the learner's own."""
        return frozenset(self.cache.decks_in(own=True))

    @cached_property
    def wholly_own_decks(self) -> frozenset[str]:
        """Those of them of which no file is shipped: nobody else wrote a card of them."""
        return self.own_decks.difference(self.cache.decks_in(own=False))

    @property
    def deck_titles(self) -> dict[str, str]:
        """Titles of all decks by id."""
        return {name: body["title"] for name, body in self._deck_bodies.items()}

    @property
    def deck_topics(self) -> dict[str, str | None]:
        """Topic of each deck by the deck's id; ``None`` for one that states none."""
        return {name: body.get("topic") for name, body in self._deck_bodies.items()}

    @cached_property
    def topics(self) -> "dict[str, Topic]":
        """All topics by id."""
        from mlprep.domain.codec import decode
        from mlprep.domain.skills import Topic

        return {name: decode(Topic, value) for name, value in self.cache.topics().items()}

    @cached_property
    def areas(self) -> "dict[str, Area]":
        """All areas by id, in the order of their file."""
        from mlprep.domain.codec import decode
        from mlprep.domain.skills import Area

        return {
            area["id"]: decode(Area, area)
            for _path, _own, body in self.cache.bodies("areas")
            for area in body.get("areas", ())
        }

    @cached_property
    def projects(self) -> "dict[str, Project]":
        """All project prompts by id; of two with the same id the first is used."""
        from mlprep.domain.codec import decode
        from mlprep.domain.projects import Project

        found: dict[str, Project] = {}
        for _path, _own, body in self.cache.bodies("projects"):
            for one in body.get("projects", ()):
                found.setdefault(one["id"], decode(Project, one))
        return found

    @cached_property
    def routes(self) -> "dict[str, Route]":
        """All routes by id, in order of preference; of two with the same id the first is used."""
        from mlprep.domain.codec import decode
        from mlprep.domain.skills import Route

        found: dict[str, Route] = {}
        for _path, _own, body in self.cache.bodies("routes"):
            for one in body.get("routes", ()):
                found.setdefault(one["id"], decode(Route, one))
        return found

    @cached_property
    def salaries(self) -> "tuple[Salary, ...]":
        """What the routes' files say that jobs pay; of a role and region the first is used."""
        from mlprep.domain.codec import decode
        from mlprep.domain.skills import Salary

        found: dict[tuple[str, str], Salary] = {}
        for _path, _own, body in self.cache.bodies("routes"):
            for value in body.get("salaries", ()):
                one = decode(Salary, value)
                found.setdefault((one.role, one.region), one)
        return tuple(found.values())

    def retention_of(self, deck: str, default: float) -> float:
        """Desired retention of a deck; ``default`` where it states none."""
        found = self.decks.get(deck)
        stated = found.desired_retention if found else None
        return default if stated is None else stated

    @cached_property
    def topics_taught(self) -> frozenset[str]:
        """Topics that have cards."""
        return frozenset(topic for topic, _path, _line in self.cache.topics_used())

    @cached_property
    def topics_of_items(self) -> dict[str, str]:
        """Topic of every item of the banks by the item's id; of two the shipped one counts."""
        found: dict[str, str] = {}
        for _path, _own, body in self.cache.bodies("bank"):
            for item in (body.get("bank") or {}).get("items", ()):
                found.setdefault(item["id"], item["topic"])
        return found

    def title_of_topic(self, topic: str) -> str:
        """Title of a topic; its id where it has none."""
        found = self.topics.get(topic)
        return found.title if found else topic

    # ----------------------------------------------------------------- cards

    def card(self, card: str) -> "Card | None":
        """Look up one card; ``None`` where the library has none of that id."""
        self.look()
        found = self._cards.get(card)
        if found is None:
            found = self._cards[card] = self._read_card(card)
        return found

    def look(self) -> None:
        """Forget cards that were read before the files changed."""
        state = self.cache.state()
        is_other = state != self._cards_of
        if is_other:
            self.forget_cached()
            self._cards_of = state
        if is_other or len(self._cards) > _MOST_CARDS:
            self._cards.clear()

    @property
    def changes(self) -> int:
        """Grows whenever this program takes in changed files; takes no reading."""
        return self.cache.changes

    @property
    def looked_at(self) -> object:
        """Version of the cards as of the last look; another one once the files changed."""
        return self._cards_of

    def _read_card(self, card: str) -> "Card | None":
        from mlprep.domain.cards import Card
        from mlprep.domain.codec import decode

        body = self.cache.card(card)
        return None if body is None else decode(Card, body)

    def cards(self, deck: str | None = None) -> list[ListedCard]:
        """List the cards of a deck, or of all, in order."""
        return self.cache.listed(deck=deck)

    def new_by_deck(self, new: Iterable[str]) -> dict[str, list[tuple[CardId, str]]]:
        """Group new cards by deck: id and text."""
        rows = self.cache.listed_by_id(new)
        grouped: defaultdict[str, list[tuple[CardId, str]]] = defaultdict(list)
        for row in rows.values():
            grouped[row.deck].append((CardId(row.id), row.title))
        return dict(grouped)

    # -------------------------------------------------------------- problems

    def problems(self) -> list[Problem]:
        """Everything that is wrong with the files, in order of place."""
        return [
            Problem(Path(path), what, right, line, column, Severity(severity), subject)
            for path, line, column, what, right, severity, subject in self.cache.problems()
        ]

    # ---------------------------------------------------------------- doubts

    def doubts(self) -> list[tuple[CardId, CardId, float]]:
        """Cards that may be an edited older one: old id, new id, likeness in 0-1."""
        return [(CardId(old), CardId(new), like) for old, new, like in self.cache.doubts()]

    def remember_doubts(self, doubts: Iterable[tuple[str, str, float]]) -> None:
        """Keep doubts until the learner decides."""
        with self.cache.write() as writing:
            writing.put_doubts(doubts)

    def settle_doubt(self, new: str) -> None:
        """Forget the doubts about a card."""
        with self.cache.write() as writing:
            writing.settle_doubt(new)

    def forget_gone(self, cards: Iterable[str]) -> None:
        """Forget removed cards whose history has found its new card."""
        gone = list(cards)
        if gone:
            with self.cache.write() as writing:
                writing.drop_gone(gone)
