"""Ids of cards and guids of notes, each made from the other.

A guid of Anki becomes ``anki-`` and the hex digits of its bytes, so that what came from Anki
goes back under its own guid; an id of ours becomes the guid ``mlprep:ID``.
"""

from hashlib import sha256
from typing import Final

from mlprep.domain.ids import CardId, is_id

_OURS: Final = "mlprep:"
_THEIRS: Final = "anki-"
_LONGEST: Final = 40
"""Bytes of a guid that stand in an id; Anki's own have ten."""


def card_id(guid: str) -> CardId:
    """Make the id of a card from its note's guid."""
    own = guid.removeprefix(_OURS)
    if own != guid and is_id(own):
        return CardId(own)
    data = guid.encode("utf-8", "surrogatepass")
    if 0 < len(data) <= _LONGEST:
        return CardId(_THEIRS + data.hex())
    return CardId(f"{_THEIRS}long-{sha256(data).hexdigest()[:24]}")


def guid_of(card: str) -> str:
    """Make the guid of a note from a card's id."""
    digits = card.removeprefix(_THEIRS)
    if digits != card:
        try:
            guid = bytes.fromhex(digits).decode()
        except (ValueError, UnicodeDecodeError):
            guid = ""
        if guid and card_id(guid) == card:
            return guid
    return _OURS + card
