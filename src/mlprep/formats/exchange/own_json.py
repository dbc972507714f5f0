"""Decks as JSON, a form of our own: everything of a card, for programs.

::

    {"format": "mlprep-cards", "version": 1,
     "decks": [{"title": "Attention", "id": "attention", "author": "...",
                "cards": [{"id": "...", "front": "...", "back": "...", "tags": ["..."]}]}]}

A deck has the fields of a ``[deck]`` table, a card those of a ``[[card]]`` (``own_form``).
Keys stand in a fixed order, one card on a line, so that a second export of the same cards is
the same file.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from mlprep.domain.cards import Deck
from mlprep.formats.exchange.collection import Collection, ExchangeError, Note, Remark
from mlprep.formats.exchange.gathering import MOST_NOTES, Gathering, deck_path
from mlprep.formats.exchange.own_form import Table, notes_of, table_of_note
from mlprep.formats.exchange.pictures import Pictures
from mlprep.formats.exchange.text_files import check_parts, read_text

FORMAT: Final = "mlprep-cards"
VERSION: Final = 1
LEAST_RETENTION, MOST_RETENTION = 0.7, 0.99
_HEAD: Final = ("desired_retention", "author", "licence", "sources")


def write_json(notes: Iterable[Note], decks: Iterable[Deck] = ()) -> str:
    """Write notes as JSON, deck by deck in the order of the notes."""
    heads = {deck.title: _head(deck) for deck in decks}
    by_deck: dict[str, list[Table]] = {}
    for note in notes:
        by_deck.setdefault("::".join(note.deck), []).append(table_of_note(note))
    written = [
        _block({"title": title, **heads.get(title, {})}, tables)
        for title, tables in by_deck.items()
    ]
    body = ",\n".join(written)
    return f'{{"format": "{FORMAT}", "version": {VERSION}, "decks": [\n{body}\n]}}\n'


def _block(head: Table, tables: Iterable[Table]) -> str:
    begun = _dumped(head).removesuffix("}")
    return f'{begun}, "cards": [\n' + ",\n".join(map(_dumped, tables)) + "\n]}"


def _dumped(table: Table) -> str:
    # Lone surrogates, which UTF-8 cannot hold, stay escaped.
    text = json.dumps(table, ensure_ascii=False)
    return text if text.isascii() or _encodes(text) else json.dumps(table)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _head(deck: Deck) -> Table:
    values = {"id": deck.id, **{name: getattr(deck, name) for name in _HEAD}}
    return {
        name: list(one) if isinstance(one, tuple) else one for name, one in values.items() if one
    }


def _sound_head(deck: Mapping[str, Any]) -> Mapping[str, object]:
    """Give the fields of a deck that may stand in a deck file."""
    found: dict[str, object] = {
        name: text
        for name in ("author", "licence")
        if isinstance(text := deck.get(name), str) and text.isprintable()
    }
    share, sources = deck.get("desired_retention"), deck.get("sources")
    if isinstance(share, float) and LEAST_RETENTION <= share <= MOST_RETENTION:
        found["desired_retention"] = share
    if isinstance(sources, list) and all(isinstance(one, str) and one.strip() for one in sources):
        found["sources"] = sources
    return found


def read_json(path: Path) -> Collection:
    """Read decks in our own JSON.

    Raises ``ExchangeError`` where the file is none, ``OSError`` where it cannot be read.
    """
    file = read_text(path, "utf-8-sig")
    check_parts(path, file.text)
    try:
        found = json.loads(file.text)
    except ValueError as error:
        raise ExchangeError(f"{path} is no JSON ({error})") from error
    except RecursionError as error:
        raise ExchangeError(f"{path} is nested too deep") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ExchangeError(
            f'{path} does not say "format": "{FORMAT}", as the JSON of `mlprep deck export` does'
        )
    if found.get("version") != VERSION:
        raise ExchangeError(
            f"{path} has version {str(found.get('version'))[:20]!r} of the format; this program"
            f" reads version {VERSION}, a newer one may read it"
        )
    decks = found.get("decks")
    if not isinstance(decks, list):
        raise ExchangeError(f"{path} has no list of decks")
    return _collected(path, decks, file.saved_at_ms)


def _collected(path: Path, decks: list[Any], saved_at_ms: int) -> Collection:
    notes: dict[str, Note] = {}
    remarks: list[Remark] = []
    heads: dict[tuple[str, ...], Mapping[str, object]] = {}
    for number, deck in enumerate(decks, 1):
        cards = deck.get("cards") if isinstance(deck, dict) else None
        if not isinstance(cards, list) or not isinstance(deck.get("title"), str):
            remarks.append(Remark("a deck has no title or no list of cards", f"deck {number}"))
            continue
        title = deck_path(deck["title"], f"deck {number}")
        heads[title] = _sound_head(deck)
        room = MOST_NOTES - len(notes)
        if len(cards) > room:
            remarks.append(Remark(f"only the first {MOST_NOTES:,} cards of a file are read"))
        found, faults = notes_of(cards[:room], title, path, f"{title[-1]}: card")
        remarks += faults
        for note in found:
            if notes.setdefault(note.id, note) is not note:
                remarks.append(Remark("two cards have the same id; the first one counts", note.id))
    pictures = Pictures(path, Gathering("json"))
    return Collection(
        "cards of mlprep as JSON",
        tuple(map(pictures.beside, notes.values())),
        tuple(remarks),
        pictures.sizes,
        pictures.save,
        saved_at_ms=saved_at_ms,
        heads=heads,
    )
