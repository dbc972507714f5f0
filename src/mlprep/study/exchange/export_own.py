"""Decks as CSV, Markdown or JSON: their cards, without what the learner did of them.

Pictures are copied into the folder ``media`` beside the file, as the texts name them; where
another picture has the name already, there or in another deck, it gets one more.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlprep.domain.cards import Card, Deck
from mlprep.formats.exchange.collection import Note
from mlprep.formats.exchange.delimited.own_csv import write_csv
from mlprep.formats.exchange.markdown.hashcards import write_markdown
from mlprep.formats.exchange.own_form import note_of
from mlprep.formats.exchange.own_json import write_json
from mlprep.formats.writing import write_atomic
from mlprep.study.exchange.exporting import Exported, ExportError, decks_named
from mlprep.study.exchange.import_decks import MEDIA

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

_IMAGE: Final = re.compile(rf"\]\({MEDIA}/([\w.-]+)\)")
Writer = Callable[[Sequence[Note], Sequence[Deck]], str]
WRITERS: Final[dict[str, Writer]] = {
    ".csv": lambda notes, _decks: write_csv(notes),
    ".md": lambda notes, _decks: write_markdown(notes),
    ".json": write_json,
}


def export_own(workspace: "Workspace", decks: Sequence[str], path: Path) -> Exported:
    """Write decks in the format that the file's ending names.

    Raises ``ExportError`` where a deck is unknown or there is no card, ``OSError`` where a file
    cannot be written.
    """
    named = [workspace.library.decks[deck] for deck in decks_named(workspace, decks)]
    cards = [(card, deck) for deck in named for card in _cards(workspace, deck)]
    if not cards:
        raise ExportError("there is no card to export")
    notes = [note_of(card, tuple(deck.title.split("::"))) for card, deck in cards]
    pictures = _Pictures(path.parent / MEDIA)
    notes = [
        pictures.named(note, card.path.parent / MEDIA)
        for note, (card, _) in zip(notes, cards, strict=True)
    ]
    text = WRITERS[path.suffix.lower()](notes, named)
    write_atomic(path, text)
    pictures.copy()
    return Exported(path, len({note.deck for note in notes}), len(notes), 0, len(pictures.files))


def _cards(workspace: "Workspace", deck: Deck) -> Iterator[Card]:
    for one in workspace.library.cards(deck.id):
        card = workspace.library.card(one.id)
        if card is not None:
            yield card


class _Pictures:
    """The pictures of an export, each content under a name of its own in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Path] = {}
        """By their names there."""
        self._contents: dict[str, str] = {}

    def named(self, note: Note, source: Path) -> Note:
        """Name the pictures of a note that are there as they will stand in the folder."""

        def name(found: re.Match[str]) -> str:
            file = source / found[1]
            return f"]({MEDIA}/{self._name(file)})" if file.is_file() else found[0]

        def text(written: str) -> str:
            return _IMAGE.sub(name, written) if MEDIA in written else written

        return note._replace(
            front=text(note.front),
            back=text(note.back),
            cloze=text(note.cloze),
            why=text(note.why),
        )

    def _name(self, file: Path) -> str:
        """Give the picture its own name, or one more where another picture has that."""
        content = sha256(file.read_bytes()).hexdigest()
        for name in (file.name, f"{file.stem}-{content[:6]}{file.suffix}"):
            if self._is_free(name, content):
                break
        else:
            name = f"{file.stem}-{content}{file.suffix}"
        self._contents[name.casefold()] = content
        self.files[name] = file
        return name

    def _is_free(self, name: str, content: str) -> bool:
        if name.casefold() in self._contents:
            return self._contents[name.casefold()] == content
        there = self.folder / name
        if not os.path.lexists(there):
            return True
        return there.is_file() and sha256(there.read_bytes()).hexdigest() == content

    def copy(self) -> None:
        """Put those that are not there yet into the folder."""
        for name, file in self.files.items():
            target = self.folder / name
            if not target.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
