"""Decks with what the learner did of them, for other programs.

``gather`` puts decks into the neutral form (``formats.exchange.collection``) that every writer
takes; ``export_anki`` writes them as a package.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from filecmp import cmp
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain import cards as domain
from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.ids import UnitId, part_of
from mlprep.domain.units import Phase, UnitState
from mlprep.formats.exchange.collection import (
    Card,
    Collection,
    LogKind,
    Memory,
    Note,
    ReviewLog,
    Schedule,
)
from mlprep.memory.fold import review_from
from mlprep.study.content.deck_names import find_decks
from mlprep.study.exchange.import_decks import MEDIA

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

_IMAGE = re.compile(rf"(!\[[^\]\n]*\]\()<?{MEDIA}/([^()<>\s/\\]+)>?\)")
_KINDS = {FactKind.RESET: LogKind.RESET, FactKind.SET_DUE: LogKind.SET_DUE}


class ExportError(ValueError):
    """Something that cannot be exported; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    path: Path
    decks: int
    cards: int
    reviews: int
    pictures: int


def gather(workspace: "Workspace", decks: Sequence[str]) -> tuple[Collection, dict[str, Path]]:
    """Put decks (ids or titles; without any, all own ones) into the neutral form.

    Also gives the pictures that their cards show, by the name that stands in the text as
    ``media/NAME``.  Raises ``ExportError`` where a deck is unknown.
    """
    notes: list[Note] = []
    pictures: dict[str, Path] = {}
    for deck in decks_named(workspace, decks):
        path = tuple(workspace.library.deck_titles[deck].split("::"))
        listed = workspace.library.cards(deck)
        states = workspace.history.states(
            UnitId(f"{one.id}#{part}" if part else one.id) for one in listed for part in one.parts
        )
        for one in listed:
            card = workspace.library.card(one.id)
            if card is not None:
                known = [states[unit] for unit in card.units if unit in states]
                note = _note(card, path, [_card(workspace, state) for state in known], known)
                notes.append(_with_pictures(note, card.path.parent / MEDIA, pictures))
    return Collection("mlprep", tuple(notes), saved_at_ms=workspace.clock.now_ms()), pictures


def decks_named(workspace: "Workspace", names: Sequence[str]) -> list[str]:
    """Find decks by id, title or file; without names all of the learner's own.

    Raises ``NameNotKnown``.
    """
    if not names:
        return [deck.id for deck in workspace.library.decks.values() if deck.own]
    return [deck.id for deck in find_decks(workspace, names)]


# ---------------------------------------------------------------------- cards


def _note(
    card: domain.Card, path: tuple[str, ...], known: Sequence[Card], states: Sequence[UnitState]
) -> Note:
    cards = {one.part: one for one in known}
    answer = card.typed.answer if card.typed else ""
    if answer and card.typed and card.typed.unit:
        answer = f"{answer} {card.typed.unit}"
    front, back = (card.front, card.back) if card.choices is None else _choices(card, card.choices)
    return Note(
        card.id,
        path,
        front=front,
        back=back,
        cloze=card.cloze,
        answer=answer,
        why=card.why,
        tags=card.tags,
        sources=card.sources,
        marked=any(state.marked for state in states),
        cards=tuple(cards.get(part, Card(part)) for part in card.parts),
    )


def _choices(card: domain.Card, choices: domain.Choices) -> tuple[str, str]:
    """Write options below the question, and the right ones with their reasons as the answer."""
    asked = "\n".join(f"- {_indented(one.text)}" for one in choices.options)
    right = [choices.options[key] for key in choices.keys]
    told = "\n\n".join("\n\n".join(filter(None, (one.text, one.why))) for one in right)
    return f"{card.front}\n\n{asked}", told


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def _card(workspace: "Workspace", state: UnitState) -> Card:
    facts = workspace.history.facts_of(state.unit)
    schedule = None
    if state.phase is not Phase.NEW:
        memory = None
        if state.stability is not None and state.difficulty is not None:
            memory = Memory(state.stability, state.difficulty)
        due = state.due_day if state.phase is Phase.REVIEW else None
        schedule = Schedule(due, memory, state.last_day)
    return Card(
        part_of(state.unit),
        tuple(_log(facts, state.unit)),
        schedule,
        suspended=state.suspended,
        buried=state.is_buried(workspace.today),
        flag=state.flag,
    )


def _log(facts: Iterable[Fact], unit: UnitId) -> Iterator[ReviewLog]:
    for fact in facts:
        kind = _KINDS.get(fact.kind)
        if kind is not None:
            yield ReviewLog(fact.at_ms, days=_days(fact) if kind is LogKind.SET_DUE else None,
                            kind=kind)  # fmt: skip
        elif fact.kind is FactKind.REVIEW:
            review = review_from(fact, unit)
            if review is None:
                continue
            at_ms, due = fact.at_ms, review.due_day
            yield ReviewLog(
                at_ms,
                review.rating,
                review.duration_ms,
                None if due is None else max(0, due - review.day),
                None if review.due_at_ms is None else max(0, review.due_at_ms - at_ms),
                kind=LogKind.CRAM if review.cram else LogKind.REVIEW,
            )


def _days(fact: Fact) -> int:
    due, day = fact.body.get("due_day"), fact.body.get("day")
    return max(0, due - day) if isinstance(due, int) and isinstance(day, int) else 0


# ------------------------------------------------------------------- pictures


def _with_pictures(note: Note, folder: Path, pictures: dict[str, Path]) -> Note:
    """Note the pictures of a card; one whose name another picture has gets one by its content."""
    shown: list[str] = []

    def named(found: re.Match[str]) -> str:
        file = folder / found[2]
        if not file.is_file():
            return found[0]
        name = found[2]
        known = pictures.setdefault(name, file)
        if known != file and not cmp(known, file, shallow=False):
            mark = sha256(file.read_bytes()).hexdigest()[:6]
            name = f"{file.stem}-{mark}{file.suffix}"
            pictures[name] = file
        shown.append(name)
        return f"{found[1]}{MEDIA}/{name})"

    def text(source: str) -> str:
        return _IMAGE.sub(named, source) if f"]({MEDIA}/" in source else source

    return note._replace(
        front=text(note.front),
        back=text(note.back),
        cloze=text(note.cloze),
        why=text(note.why),
        media=tuple(shown),
    )


# ----------------------------------------------------------------------- Anki


def export_anki(workspace: "Workspace", decks: Sequence[str], path: Path) -> Exported:
    """Write decks as an Anki package, with history, schedule and pictures.

    Raises ``ExportError`` where a deck is unknown or empty, ``OSError`` where the file cannot
    be written.
    """
    from mlprep.formats.exchange.anki.writing import Package, write_package
    from mlprep.study.exchange.anki_stamps import Stamps

    collection, pictures = gather(workspace, decks)
    if not collection.notes:
        raise ExportError("there is no card to export")
    now_ms, today = workspace.clock.now_ms(), workspace.today
    stamps = Stamps(workspace)
    package = Package(collection.notes, _anki_html, now_ms, today, stamps.changed_s, pictures)
    write_package(path, package)
    stamps.keep()
    return exported(path, collection, pictures)


def export_decks(
    workspace: "Workspace", decks: Sequence[str], path: Path, *, force: bool = False
) -> Exported:
    """Write decks in the format that the file's ending names.

    Only an export of this kind is replaced, and anything with ``force``.  Raises
    ``ExportError`` where the ending names no format, another file stands there, its folder is
    not there, a deck is unknown or there is no card, and ``OSError`` where the file cannot be
    written.
    """
    from mlprep.formats.exchange.own_exports import is_own_export

    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(sorted(_WRITERS))
        raise ExportError(f"{path} ends in none of {known}, so it is unclear what to write")
    if not (folder := path.absolute().parent).is_dir():
        raise ExportError(f"there is no folder {folder}; make it, or name another place")
    if path.is_dir():
        raise ExportError(f"{path} is a folder; nothing was written, name a file")
    if not force and path.exists() and not is_own_export(path):
        raise ExportError(
            f"{path} is there already and no export of cards by mlprep; nothing was written,"
            " name another file, or add --force to replace it"
        )
    return writer(workspace, decks, path)


def _own(workspace: "Workspace", decks: Sequence[str], path: Path) -> Exported:
    from mlprep.study.exchange.export_own import export_own

    return export_own(workspace, decks, path)


_WRITERS: "dict[str, Callable[[Workspace, Sequence[str], Path], Exported]]" = {
    ".apkg": export_anki,
    ".csv": _own,
    ".md": _own,
    ".json": _own,
}
ENDINGS = tuple(_WRITERS)
"""What decks can be written as."""


def exported(path: Path, collection: Collection, pictures: Mapping[str, Path]) -> Exported:
    """Sum up what was written."""
    notes = collection.notes
    reviews = sum(entry.rating is not None for note in notes for card in note.cards
                  for entry in card.log)  # fmt: skip
    cards = sum(max(1, len(note.cards)) for note in notes)
    return Exported(path, len({note.deck for note in notes}), cards, reviews, len(pictures))


_SOURCE = re.compile(rf'(<img src="){MEDIA}/([^"]+)"')


def _anki_html(text: str, in_gaps: bool) -> str:
    from urllib.parse import unquote

    from mlprep.text.html import to_html

    shown = to_html(text, in_gaps=in_gaps)
    return _SOURCE.sub(lambda found: f'{found[1]}{unquote(found[2])}"', shown)
