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


def slug(text: str) -> str:
    """Turn a title into an id; the empty string where no letter or digit is left."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def unit_id(card: CardId, part: str = "") -> UnitId:
    """Name a review unit: ``card``, ``card#rev`` or ``card#c1``."""
    return UnitId(f"{card}#{part}" if part else card)


def card_of(unit: UnitId) -> CardId:
    """Name the card whose review unit this is."""
    return CardId(unit.partition("#")[0])


def part_of(unit: UnitId) -> str:
    """Name the part of the card that the unit asks: ``""``, ``rev`` or ``c1``."""
    return unit.partition("#")[2]
