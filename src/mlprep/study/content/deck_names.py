"""Find the deck that a person means, and where one's own part of it is written."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.ids import slug
from mlprep.store.paths import typed_path
from mlprep.study.authoring.editing import OVERRIDES
from mlprep.study.names import NameNotKnown, find_names, not_known

if TYPE_CHECKING:
    from mlprep.domain.cards import Deck
    from mlprep.study.workspace import Workspace

MY_CARDS = "My cards"
"""Title of the deck that takes cards for which no deck is named."""


@dataclass(frozen=True, slots=True)
class DeckPlace:
    """A deck of the learner's, or the learner's part of a shipped one, and its file."""

    id: str
    title: str
    path: Path
    topic: str = ""
    is_new: bool = False
    """Whether the file has still to be made."""
    extends: bool = False
    """Whether it adds to a shipped deck."""


def find_deck(workspace: "Workspace", name: str, *, what: str = "deck") -> "Deck":
    """Find a deck by id, title or file; of several with one title one of the learner's own.

    Raises ``NameNotKnown`` with the nearest; it says that there is no such ``what``.
    """
    if found := decks_called(workspace, name):
        return found[0]
    raise not_known(name, workspace.library.deck_titles, what)


def find_decks(workspace: "Workspace", names: Iterable[str]) -> "list[Deck]":
    """Find the decks that names are about, each once; raises ``NameNotKnown``."""
    found: dict[str, Deck] = {}
    for name in names:
        decks = decks_called(workspace, name)
        if not decks:
            raise not_known(name, workspace.library.deck_titles, "deck")
        found |= {deck.id: deck for deck in decks}
    return list(found.values())


def decks_called(workspace: "Workspace", name: str) -> "list[Deck]":
    """Find the deck of an id or a file, else all that have the title, the learner's own first."""
    decks, path = workspace.library.decks, typed_path(name).absolute()
    if found := [deck for deck in decks.values() if deck.path == path]:
        return found
    named = [decks[one] for one in find_names(name, workspace.library.deck_titles)]
    return sorted(named, key=lambda deck: not deck.own)


def own_decks(workspace: "Workspace") -> "list[Deck]":
    """List the decks that have a file of the learner's own, by title."""
    found = [deck for deck in workspace.library.decks.values() if deck.own]
    return sorted(found, key=lambda deck: deck.title.casefold())


def place_for_cards(workspace: "Workspace", name: str = "") -> DeckPlace:
    """Say into which file new cards of a deck go; shipped files are never written.

    Without a name it is the only deck of one's own, else "My cards".  A shipped deck is extended
    by a file of the learner's that has its id.  Raises ``NameNotKnown``.
    """
    if name:
        try:
            return place_of(workspace, find_deck(workspace, name))
        except NameNotKnown as why:
            new = f"`mlprep deck new {shlex.quote(name)}` begins a new one"
            raise NameNotKnown(f"{why.sentence} {new}") from why
    own = own_decks(workspace)
    chosen = own if len(own) == 1 else [deck for deck in own if deck.id == slug(MY_CARDS)]
    if chosen:
        return place_of(workspace, chosen[0])
    path = workspace.paths.decks / f"{slug(MY_CARDS)}.toml"
    return DeckPlace(slug(MY_CARDS), MY_CARDS, path, is_new=True)


def decks_for_cards(workspace: "Workspace") -> list[tuple[str, str, str]]:
    """List the decks that can take a card: id, title, what that means; one's own first."""
    own = own_decks(workspace)
    rows = [(str(deck.id), deck.title, "your own") for deck in own]
    shipped = sorted(
        (deck for deck in workspace.library.decks.values() if not deck.own),
        key=lambda deck: deck.title.casefold(),
    )
    return rows + [(str(deck.id), deck.title, "shipped; you add to it") for deck in shipped]


def place_of(workspace: "Workspace", deck: "Deck") -> DeckPlace:
    """Say where new cards of a deck go."""
    from mlprep.formats.archive.layout import sound_stem

    topic = deck.topic or ""
    if deck.own:
        return DeckPlace(deck.id, deck.title, deck.path, topic)
    path = workspace.paths.decks / OVERRIDES / f"{sound_stem(deck.id)}.toml"
    return DeckPlace(deck.id, deck.title, path, topic, not path.exists(), extends=True)
