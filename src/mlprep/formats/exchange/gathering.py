"""Notes on their way into a collection: cleaned, checked, named, and never twice."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from mlprep.domain.ids import CardId, is_id
from mlprep.formats.cloze import MAX_GAPS, gaps
from mlprep.formats.exchange.collection import Note, Remark

LONGEST: Final = 100_000
"""Characters of one text of a card."""
MOST_NOTES: Final = 100_000
"""Of one file."""
MOST_REMARKS: Final = 20_000
_UNUSABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END: Final = re.compile("\r\n?|[\u2028\u2029]")
_TEXTS: Final = ("front", "back", "cloze", "answer", "why")
_LONGEST_TAG: Final = 200


def cleaned(text: str) -> str:
    """Give a text without what no deck file can hold, and without the line breaks round it."""
    if not text.isprintable():
        text = _UNUSABLE.sub("", _LINE_END.sub("\n", text))
    return text.lstrip("\n").rstrip()


def one_line(text: str) -> str:
    """Give a name or a tag: one line, single spaces."""
    return " ".join(_UNUSABLE.sub("", text).split())


def title_of(text: str) -> str:
    """Give the first words of a text, to name a card by."""
    return one_line(text[:200])[:60]


def made_id(prefix: str, *parts: str) -> CardId:
    """Make the id of a card that the other program gives no id of its own."""
    data = "\x1f".join(parts).encode("utf-8", "replace")
    return CardId(f"{prefix}-{sha256(data).hexdigest()[:16]}")


def foreign_id(prefix: str, name: str) -> CardId:
    """Make the id of a card from its id in the other program, whatever characters that has."""
    plain = f"{prefix}-{name.lower()}"
    if is_id(plain) and name == name.lower() and len(name) <= _LONGEST_ID:
        return CardId(plain)
    return made_id(prefix, name)


_LONGEST_ID: Final = 60


@dataclass(slots=True)
class Gathering:
    """The notes and remarks of one file.

    ``prefix`` begins the ids that are made from content: the same text in the same deck gets
    the same id in every import.
    """

    prefix: str
    notes: dict[CardId, Note] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    is_full: bool = False
    """Whether more cards came than one import takes; it is said once, with the first of them."""

    def remark(self, what: str, where: str = "") -> None:
        """Note something that is left out or changed."""
        if len(self.remarks) < MOST_REMARKS:
            self.remarks.append(Remark(what, where))

    def add(self, note: Note, where: str) -> bool:
        """Take a note, or say why not; one without an id gets it from its deck and text."""
        if len(self.notes) >= MOST_NOTES:
            if not self.is_full:
                self.is_full = True
                self.remark(f"only the first {MOST_NOTES:,} cards of a file are read; split it, "
                            "the next file begins with", where)  # fmt: skip
            return False
        note = _clean(note)
        fault = self._fault(note)
        if fault:
            self.remark(f"{fault}; it is left out", where)
            return False
        name = note.id or made_id(self.prefix, *note.deck, note.cloze or note.front)
        known = self.notes.get(name)
        if known is not None and not note.id and not _says_same(known, note):
            name = made_id(self.prefix, *note.deck, *(getattr(note, one) for one in _TEXTS))
            known = self.notes.get(name)
        if known is not None:
            same = "the same card stands twice; the first one counts"
            other = "two cards have the same id; the first one counts"
            self.remark(same if _says_same(known, note) else other, where)
            return False
        self.notes[name] = note._replace(id=name)
        return True

    def _fault(self, note: Note) -> str:
        if any(len(getattr(note, one)) > LONGEST for one in _TEXTS):
            return f"a card is longer than {LONGEST:,} characters"
        if note.id and not is_id(note.id):
            return "an id is not made of lower-case words joined by hyphens"
        if note.cloze:
            return _cloze_fault(note.cloze)
        if not note.front.strip():
            return "a card has an empty front"
        return "" if note.back or note.answer or "options" in note.fields else (
            "a card has an empty back"
        )  # fmt: skip


def _cloze_fault(text: str) -> str:
    found, unclosed = gaps(text)
    if unclosed:
        return "a gap of a cloze text is not closed"
    if not found:
        return "a cloze text has no gap"
    if len(found) > MAX_GAPS:
        return f"a cloze text has more than {MAX_GAPS} gaps"
    if any(gap.number == 0 for gap in found):
        return "a gap of a cloze text has the number 0"
    if any(not gap.inside.strip() for gap in found):
        return "a gap of a cloze text is empty"
    return ""


def _says_same(one: Note, other: Note) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _TEXTS)


def _clean(note: Note) -> Note:
    texts: dict[str, Any] = {name: cleaned(getattr(note, name)) for name in _TEXTS}
    texts["answer"] = texts["answer"].strip()
    tags = (one_line(one)[:_LONGEST_TAG] for one in note.tags)
    return note._replace(
        deck=tuple(one_line(one)[:_LONGEST_TAG] or "unnamed" for one in note.deck) or ("unnamed",),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        sources=tuple(filter(None, map(cleaned, note.sources))),
        **texts,
    )


def deck_path(name: str, fallback: str) -> tuple[str, ...]:
    """Split the name of a deck at ``::``."""
    levels = tuple(filter(None, map(one_line, name[:_LONGEST_NAME].split("::"))))
    return levels[:_DEEPEST] or (one_line(fallback) or "unnamed",)


_LONGEST_NAME: Final = 1000
_DEEPEST: Final = 20
