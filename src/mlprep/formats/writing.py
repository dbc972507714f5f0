"""Write files whole or not at all, and copy a shipped card into the learner's own deck."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomli

from mlprep.domain.ids import CardId, derived_id
from mlprep.formats.files import WrittenFloat, decode
from mlprep.formats.identity import content_id
from mlprep.formats.positions import Scan, scan
from mlprep.formats.unfinished import told_of

# Without O_BINARY, which only Windows has, line ends would be translated there.
_NEW_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NEW_FILE_MODE = 0o666
"""Before the umask."""


class WritingError(Exception):
    """A file that cannot be changed as asked; the message says why and what would help."""


def write_atomic(path: Path, text: str) -> None:
    """Replace a file by ``text`` (UTF-8, line ends as given): all of it is there, or nothing.

    Links are followed, the mode of the file is kept, folders are made.  Raises ``OSError``.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with told_of(path, temporary):
            _write_through(temporary, text, target)
            temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _write_through(temporary: Path, text: str, target: Path) -> None:
    descriptor = os.open(temporary, _NEW_FILE_FLAGS, _NEW_FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileNotFoundError):
        temporary.chmod(target.stat().st_mode & 0o7777)


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; not every system lets a folder be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def locate_card(path: Path, card_id: CardId) -> int:
    """Line of a card in its file, for an editor; 1 where the file has no such card.

    Works for ids made from content, and for written ids also while the file is no valid TOML.
    Raises ``OSError`` where the file cannot be read.
    """
    text = decode_leniently(path.read_bytes())
    table = _parsed(text)
    if table is not None:
        index = _index_of(table, card_id)
        return 1 if index is None else scan(text).line_of(("card", index))
    written = re.search(rf"""^\s*id\s*=\s*["']{re.escape(card_id)}["']""", text, re.MULTILINE)
    if written is None:
        return 1
    header = text.rfind("[[card]]", 0, written.start())
    return text.count("\n", 0, max(header, 0)) + 1


def decode_leniently(data: bytes) -> str:
    """Decode what may not be UTF-8; wrong bytes become replacement characters."""
    try:
        return decode(data)
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomli.loads(text, parse_float=WrittenFloat)
    except (ValueError, RecursionError):
        return None


def _deck_id(table: dict[str, Any]) -> str:
    deck = table.get("deck")
    deck = deck if isinstance(deck, dict) else {}
    name, title = deck.get("id"), str(deck.get("title", "")).strip()
    return str(name) if name else derived_id(title) or content_id("deck", title)


def _index_of(table: dict[str, Any], card_id: str) -> int | None:
    """Place of a card among the cards of a file."""
    cards = table.get("card")
    deck = _deck_id(table)
    for index, card in enumerate(cards if isinstance(cards, list) else ()):
        if isinstance(card, dict) and _id_of(card, deck) == card_id:
            return index
    return None


def _id_of(card: dict[str, Any], deck: str) -> str:
    if card.get("id"):
        return str(card["id"])
    text = card.get("cloze") or card.get("front") or ""
    # As decks are read: without the line breaks round it.
    return content_id(deck, str(text).lstrip("\r\n").rstrip())


def copy_card_for_override(source: Path, card_id: CardId, target: Path) -> int:
    """Copy a card's exact text into the learner's own deck file, to be changed there.

    The copy says ``overrides = true``; a missing file is begun with the source's ``[deck]``.
    Returns the line of the card in ``target``; a copy that is there already is left alone.
    Raises ``WritingError`` where the card is not in ``source`` or ``target`` is no valid TOML,
    and ``OSError`` where a file cannot be read or written.
    """
    text = decode_leniently(source.read_bytes())
    table = _parsed(text)
    index = None if table is None else _index_of(table, card_id)
    if table is None or index is None:
        raise WritingError(f"the card `{card_id}` is not in {source}")
    own = decode_leniently(target.read_bytes()) if target.exists() else ""
    own_table = _parsed(own)
    if own_table is None:
        raise WritingError(f"{target} is not valid TOML; mend it first")
    if _index_of(own_table, card_id) is None:
        block = _with_override(_block(text, table, index), table["card"][index], card_id)
        own = _appended(own or _header(table), block)
        if _parsed(own) is None:
            raise WritingError(f"{target} lists its cards in a form that cannot be added to")
        write_atomic(target, own)
    return locate_card(target, card_id)


def _block(text: str, table: dict[str, Any], index: int) -> str:
    """Text of one card, from its header to the last line that belongs to it."""
    places = scan(text)
    start = _header_offset(places, index)
    if start is None:
        import tomli_w

        block = tomli_w.dumps({"card": table["card"][index]}, multiline_strings=True)
        return block.replace("[card]", "[[card]]", 1)
    later = [
        header.offset
        for header in places.headers
        if header.offset > start and header.path[:2] != ("card", index)
    ]
    block = text[start : min(later, default=len(text))]
    inner_end = max(
        (end for path, (_, end) in places.values.items() if path[:2] == ("card", index)),
        default=start,
    )
    line_end = text.find("\n", inner_end)
    return block if line_end < 0 else block[: line_end - start + 1]


def _header_offset(places: Scan, index: int) -> int | None:
    wanted = ("card", index)
    return next((one.offset for one in places.headers if one.path == wanted), None)


def _with_override(block: str, card: dict[str, Any], card_id: str) -> str:
    """Add ``overrides`` and, where it was made from content, the id under the header."""
    block = block.replace("\r\n", "\n")
    header, _, rest = block.partition("\n")
    lines = [] if "id" in card else [f'id = "{card_id}"']
    lines += [] if card.get("overrides") else ["overrides = true"]
    if card.get("overrides") is False:
        rest = re.sub(r"^\s*overrides\s*=\s*false.*\n?", "", rest, count=1, flags=re.MULTILINE)
    return "\n".join([header, *lines, rest])


def _header(table: dict[str, Any]) -> str:
    """Begin a deck file for the same deck."""
    import tomli_w

    deck = table.get("deck", {})
    kept = {"id": _deck_id(table)}
    kept |= {name: deck[name] for name in ("title", "topic") if name in deck}
    return tomli_w.dumps({"deck": kept})


def _appended(text: str, block: str) -> str:
    """Add a block after a blank line, with the line ends of the text."""
    joined = text.rstrip("\r\n") + "\n\n" + block.rstrip("\n") + "\n"
    if "\r\n" in text:
        joined = joined.replace("\r\n", "\n").replace("\n", "\r\n")
    return joined
