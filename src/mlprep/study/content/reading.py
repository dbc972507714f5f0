"""Read one file of content, whatever kind it is, into what the cache keeps.

Loads the validation library: it is imported only when a file has to be parsed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlprep.domain.codec import encode
from mlprep.domain.problems import Problem
from mlprep.formats import banks, decks, projects, skills
from mlprep.store.library_cards import CardRow
from mlprep.study.content.intake import card_row
from mlprep.study.content.scanning import WrittenDeck


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: a JSON value, rows for its cards, and its problems."""

    body: Any
    rows: Sequence[CardRow]
    problems: Sequence[Problem]
    unreadable: bool


def read_file(path: Path, kind: str, *, own: bool) -> Content:
    """Read and check one file; every problem is reported, nothing is raised."""
    return _READERS[kind](path, own)


def written_content(written: WrittenDeck, path: Path) -> Content:
    """Check a deck that was just written, whose text need not be parsed."""
    return _content(decks.deck_from_table(written.table, written.text, path))


def _deck(path: Path, own: bool) -> Content:
    return _content(decks.read_deck(path, own=own))


def _content(file: decks.DeckFile) -> Content:
    rows = [
        card_row(card, position, overrides=card.id in file.overrides)
        for position, card in enumerate(file.cards)
    ]
    body = {
        "deck": encode(file.deck),
        "topics": [encode(topic) for topic in file.topics],
        "topic_line": file.topic_line,
    }
    return Content(body, rows, file.problems, file.unreadable or file.deck is None)


def _plain(read: Callable[[Path], Any]) -> Callable[[Path, bool], Content]:
    """Make a reader for a file without cards: all public fields but the problems are kept."""

    def reader(path: Path, own: bool) -> Content:  # noqa: ARG001  # one signature for all readers
        file = read(path)
        body = {
            name: encode(getattr(file, name))
            for name in file.__dataclass_fields__
            if name not in {"problems", "unreadable"}
        }
        return Content(body, (), file.problems, file.unreadable)

    return reader


_READERS: Mapping[str, Callable[[Path, bool], Content]] = {
    "deck": _deck,
    "bank": _plain(banks.read_bank),
    "projects": _plain(projects.read_projects),
    "areas": _plain(skills.read_areas),
    "roles": _plain(skills.read_roles),
    "backgrounds": _plain(skills.read_backgrounds),
    "routes": _plain(skills.read_routes),
}
