"""Titles of what one writes: one rule for beginning and for renaming."""

import unicodedata
from typing import TYPE_CHECKING

from mlprep.study.authoring.errors import AuthoringError

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def sound_title(title: str) -> str:
    """Give a title with single spaces.

    Raises ``AuthoringError`` where it has no letter or digit, or has what no title may hold.
    """
    title = " ".join(title.split())
    if not any(map(str.isalnum, title)):
        raise AuthoringError("a title needs a letter or a digit")
    strange = next((one for one in title if unicodedata.category(one) in ("Cc", "Cs")), "")
    if strange:
        raise AuthoringError(
            f"the title holds {strange!a}, a control character; write it without that"
        )
    return title


def refuse_second(workspace: "Workspace", title: str, *, besides: str = "") -> None:
    """Refuse a title that a deck of the learner's own has: nobody could tell the two apart.

    ``besides`` is the id of the deck that may have it.
    """
    for deck in workspace.library.decks.values():
        same = " ".join(deck.title.split()).casefold() == title.casefold()
        if deck.own and same and deck.id != besides:
            raise AuthoringError(
                f"you have a deck {deck.title} already, in {deck.path}; add to it with"
                f" `mlprep deck add {deck.id}`, or choose another title"
            )
