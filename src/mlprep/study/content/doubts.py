"""Cards that may be edited ones: what the learner needs to know to decide about each."""

from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.ids import CardId
from mlprep.text.counting import counted

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class Doubt(NamedTuple):
    """A new card that may be an older one in other words."""

    old: CardId
    new: CardId
    likeness: float
    """Of what they ask, 0 to 1."""
    was: str
    """What the older one asked."""
    asks: str
    """What the new one asks."""
    place: str
    """File and line of the new one."""
    reviews: int
    """Reviews of the older one since it was last made new."""


def told(decision: str, settled: int, new: int = 0) -> str:
    """Say what was decided about several cards."""
    words = {
        "keep": ("keeps its history", "keep their history"),
        "reset": ("is learned anew", "are learned anew"),
        "new": ("is a new one", "are new ones"),
    }
    said = [(settled, words[decision]), (new, words["new"])]
    return "; ".join(f"{counted(n, 'card')} {one[n != 1]}" for n, one in said if n) + "."


def doubts(workspace: "Workspace") -> list[Doubt]:
    """List the open doubts, the most alike first for each older card."""
    found = workspace.library.doubts()
    texts = {card: text for card, _, text in workspace.library.cache.gone()} if found else {}
    return [_doubt(workspace, one, texts.get(one[0], "")) for one in found]


def _doubt(workspace: "Workspace", pair: tuple[CardId, CardId, float], was: str) -> Doubt:
    old, new, likeness = pair
    card = workspace.library.card(new)
    asks = " ".join((card.front or card.cloze).split()) if card else new
    place = f"{card.path}:{card.line}" if card else ""
    reviews = workspace.history.reviews_of_card(old)
    return Doubt(old, new, likeness, was or old, asks, place, reviews)
