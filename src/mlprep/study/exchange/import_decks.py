"""Where imported notes stand: files below ``imported`` in the learner's own decks folder.

A deck of the other program's tree is a file, ``imported/OUTER/INNER.toml``, with the whole path
as its title.  Cards that the library has already are left as they are; new ones go to the end
of the file that holds their deck.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from mlprep.domain.ids import derived_id, slug
from mlprep.formats.amending import Original, appended, read_original
from mlprep.formats.archive.layout import is_reserved
from mlprep.formats.card_writing import CardDraft, card_block, table_block
from mlprep.formats.exchange.collection import Note
from mlprep.formats.exchange.own_form import table_of_note
from mlprep.formats.files import PASSED_OVER

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

Heads = Mapping[tuple[str, ...], Mapping[str, object]]
FOLDER = "imported"
MEDIA = "media"
MOST_BYTES = 8_000_000
"""Of one deck file; a larger deck goes on in another file."""
_PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class DeckFileChange:
    """A deck file that is to be made or added to."""

    path: Path
    deck: str
    title: str
    text: str
    cards: int
    original: Original | None = None
    """The file as it is now; ``None`` for one that is to be made."""
    table: dict[str, Any] | None = None
    """What the text holds, where that is known without parsing it."""


def deck_changes(
    workspace: "Workspace", notes: Sequence[Note], heads: Heads | None = None
) -> list[DeckFileChange]:
    """Say which files take new notes, and what they will hold.

    ``heads`` has further fields of the decks, for files that are made.
    """
    by_deck: dict[tuple[str, ...], list[Note]] = {}
    for note in notes:
        by_deck.setdefault(note.deck, []).append(note)
    taken: set[str] = set()
    changes: list[DeckFileChange] = []
    for path, members in by_deck.items():
        changes += _changes_of(workspace, (path, (heads or {}).get(path, {})), members, taken)
    return changes


def _changes_of(
    workspace: "Workspace",
    deck: tuple[tuple[str, ...], Mapping[str, object]],
    notes: Sequence[Note],
    taken: set[str],
) -> Iterator[DeckFileChange]:
    path, fields = deck
    title = "::".join(path)
    blocks = [block_of(note) for note in notes]
    tables = [_table_of(note) for note in notes]
    part = 0
    while blocks:
        part += 1
        wanted = title if part == 1 else f"{title} ({part})"
        name = _deck_id(workspace, path, wanted, part)
        while name in taken:
            name = f"{name}-{_mark(wanted)}"
        place = _existing(workspace, name) or _place(workspace, path, name, part)
        original = read_original(place) if place.exists() else None
        text = original.text if original else _head(name, wanted, fields)
        count, text = _filled(text, blocks)
        if count:
            taken.add(name)
            is_plain = original is None and not fields
            table = _table(name, wanted, tables[:count]) if is_plain else None
            yield DeckFileChange(place, name, wanted, text, count, original, table)
            del blocks[:count], tables[:count]


def _filled(text: str, blocks: Sequence[str]) -> tuple[int, str]:
    """Add as many blocks as the file has room for; at least one to a new file."""
    size, count = len(text.encode()), 0
    for block in blocks:
        size += len(block.encode()) + 1
        if size > MOST_BYTES and (count or len(text) > _LONGEST * 20):
            break
        count += 1
    return count, appended(text, "\n".join(blocks[:count])) if count else text


def block_of(note: Note) -> str:
    """Write a note as it will stand in its file."""
    if note.fields:
        return table_block(table_of_note(note))
    return card_block(
        CardDraft(
            id=note.id,
            reverse=note.reverse,
            front=note.front,
            cloze=note.cloze,
            back=note.back,
            answer=note.answer,
            why=note.why,
            tags=note.tags,
            sources=note.sources,
        )
    )


def _table_of(note: Note) -> dict[str, Any] | None:
    """Give what ``block_of`` writes as it will be read; ``None`` where that is not plain to see."""
    if note.fields or note.answer:
        return None
    found = {
        "id": note.id,
        "reverse": note.reverse,
        "front": note.front,
        "cloze": note.cloze,
        "back": note.back,
        "why": note.why,
        "tags": list(note.tags),
        "sources": list(note.sources),
    }
    return {name: value for name, value in found.items() if value}


def _table(name: str, title: str, cards: Sequence[dict[str, Any] | None]) -> dict[str, Any] | None:
    if None in cards:
        return None
    return {"deck": {"title": title, "id": name}, "card": cards}


def _head(name: str, title: str, fields: Mapping[str, object]) -> str:
    return tomli_w.dumps({"deck": {"title": title, "id": name, **fields}})


def _deck_id(workspace: "Workspace", path: tuple[str, ...], title: str, part: int) -> str:
    """Name a deck by its path; by a hash too where the words alone do not tell it from others.

    Decks were once named by the ASCII letters alone; one that was imported so keeps that name.
    """
    titles = workspace.library.deck_titles
    before, now = (
        _named((path, title, part), titles, shorten=shorten) for shorten in (derived_id, slug)
    )
    return before if titles.get(before) == title else now


def _named(
    deck: tuple[tuple[str, ...], str, int],
    titles: Mapping[str, str],
    *,
    shorten: Callable[[str], str],
) -> str:
    path, title, part = deck
    words = shorten(" ".join(path))[:_LONGEST].strip("-")
    exact = all(_PLAIN.fullmatch(level) for level in path) and len(words) < _LONGEST
    name = words if exact else "-".join(filter(None, (words, _mark("::".join(path)))))
    name = name if part == 1 else f"{name}-{part}"
    return name if titles.get(name, title) == title else f"{name}-{_mark(title)}"


def _mark(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:6]


def _existing(workspace: "Workspace", name: str) -> Path | None:
    """Find the learner's own file of a deck."""
    deck = workspace.library.decks.get(name)
    return deck.path if deck is not None and deck.own and deck.path.exists() else None


def _place(workspace: "Workspace", path: tuple[str, ...], name: str, part: int) -> Path:
    folder = workspace.paths.decks / FOLDER
    for level in path[:-1]:
        folder /= _file_name(level)
    last = _file_name(path[-1]) + (f"-{part}" if part > 1 else "")
    found = folder / f"{last}.toml"
    return found.with_name(f"{last}-{_mark(name)}.toml") if found.exists() else found


def _file_name(level: str) -> str:
    """Name a folder or file; never one that the library passes over or a system forbids."""
    plain = slug(level)[:_LONGEST].strip("-")
    passed_over = plain in _KEPT or is_reserved(plain)
    if plain and _PLAIN.fullmatch(level) and not passed_over:
        return plain
    return "-".join(filter(None, (plain, _mark(level))))


_KEPT = PASSED_OVER | {"projects", MEDIA}
"""Folders that hold no decks."""
