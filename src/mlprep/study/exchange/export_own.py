"""Decks as CSV, Markdown or JSON: their cards, without what the learner did of them.

Pictures are copied into the folder ``media`` beside the file, as the texts name them.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
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
    text = WRITERS[path.suffix.lower()](notes, named)
    write_atomic(path, text)
    pictures = {name: file for card, _ in cards for name, file in _pictures(card)}
    for name, file in pictures.items():
        _copy(file, path.parent / MEDIA / name)
    return Exported(path, len({note.deck for note in notes}), len(notes), 0, len(pictures))


def _cards(workspace: "Workspace", deck: Deck) -> Iterator[Card]:
    for one in workspace.library.cards(deck.id):
        card = workspace.library.card(one.id)
        if card is not None:
            yield card


def _pictures(card: Card) -> Iterator[tuple[str, Path]]:
    """Name the pictures of a card that are there."""
    for text in (card.front, card.back, card.cloze, card.why):
        for name in _IMAGE.findall(text) if MEDIA in text else ():
            file = card.path.parent / MEDIA / name
            if file.is_file():
                yield name, file


def _copy(file: Path, target: Path) -> None:
    if target.exists() and target.samefile(file):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
