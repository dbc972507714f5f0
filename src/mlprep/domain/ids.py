"""Identifiers: lower-case words joined by ``-``, unique in the library, for ever."""

import re
from typing import NewType

AreaId = NewType("AreaId", str)
TopicId = NewType("TopicId", str)
DeckId = NewType("DeckId", str)
CardId = NewType("CardId", str)
UnitId = NewType("UnitId", str)
ItemId = NewType("ItemId", str)
DeviceId = NewType("DeviceId", str)

ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_id(text: str) -> bool:
    """Tell whether ``text`` is lower-case words joined by single hyphens."""
    return ID_PATTERN.fullmatch(text) is not None


_WORDS = re.compile(r"[a-z0-9]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
     "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)  # fmt: skip
"""Latin letters that Unicode does not take apart into a plain one and a mark."""


def slug(text: str) -> str:
    """Turn a title into an id for something new; empty where no letter or digit is left.

    Latin letters lose their marks (``é``, ``ß`` and ``ł`` become ``e``, ``ss`` and ``l``), those
    of other scripts are left out.
    """
    if not text.isascii():
        import unicodedata  # which a start does without

        parts = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
        text = "".join(one for one in parts if not unicodedata.combining(one))
    return derived_id(text)


def derived_id(title: str) -> str:
    """Give the id of a deck whose file states none: the words of its title that are ASCII.

    Histories hang on such ids, so that this never changes; what is new is named by ``slug``.
    """
    return "-".join(_WORDS.findall(title.lower()))


def unit_id(card: CardId, part: str = "") -> UnitId:
    """Name a review unit: ``card``, ``card#rev`` or ``card#c1``."""
    return UnitId(f"{card}#{part}" if part else card)


def card_of(unit: UnitId) -> CardId:
    """Name the card whose review unit this is."""
    return CardId(unit.partition("#")[0])


def part_of(unit: UnitId) -> str:
    """Name the part of the card that the unit asks: ``""``, ``rev`` or ``c1``."""
    return unit.partition("#")[2]
