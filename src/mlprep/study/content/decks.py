"""The tree of decks by area and topic, with what is due in each."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.study.today import steps_until_ms

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

OWN_AREA = ""
"""Area of the learner's decks without a topic."""
GUIDES, SPECIALISMS = "guides", "specialisms"
"""Areas of the shipped decks without one: no area of the skill map is called so."""
_HEADINGS = {
    GUIDES: "How to study",
    SPECIALISMS: "Specialisms",
    OWN_AREA: "Your own decks",
}


@dataclass(frozen=True, slots=True)
class DeckRow:
    """One deck of the tree."""

    id: str
    title: str
    topic: str
    path: str
    own: bool
    cards: int
    new: int
    steps: int
    reviews: int
    suspended: int
    problems: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area with its decks."""

    id: str
    title: str
    decks: tuple[DeckRow, ...]


def deck_tree(workspace: "Workspace") -> list[AreaRow]:
    """Group all decks by area, in the order of the areas; decks of no area come last.

    Of those the shipped ones have headings of their own: how to study, and the specialisms.
    """
    library = workspace.library
    special = _special_decks(workspace)
    grouped: defaultdict[str, list[DeckRow]] = defaultdict(list)
    for row in deck_rows(workspace):
        topic = library.topics.get(row.topic)
        area = topic.area if topic else OWN_AREA
        if not topic and not row.own:
            area = SPECIALISMS if row.id in special else GUIDES
        grouped[area].append(row)
    known = [*library.areas, *_HEADINGS]
    return [
        AreaRow(area, _title(workspace, area), tuple(grouped[area]))
        for area in [*library.areas, *sorted(set(grouped).difference(known)), *_HEADINGS]
        if grouped.get(area)
    ]


def _special_decks(workspace: "Workspace") -> set[str]:
    """Decks whose cards are about the topics of specialisms."""
    library = workspace.library
    special = {area.id for area in library.areas.values() if area.specialism}
    paths = {
        path
        for topic, path, _line in library.cache.topics_used()
        if topic in library.topics and library.topics[topic].area in special
    }
    return {deck.id for deck in library.decks.values() if str(deck.path) in paths}


def deck_rows(workspace: "Workspace") -> list[DeckRow]:
    """List all decks with their counts, by title."""
    library, history = workspace.library, workspace.history
    counts = history.deck_counts(workspace.today, steps_until_ms(workspace))
    sizes = library.cache.deck_sizes()
    problems: defaultdict[str, int] = defaultdict(int)
    for problem in library.problems():
        problems[str(problem.path)] += 1
    rows = []
    for deck in library.decks.values():
        count = counts.get(deck.id)
        rows.append(
            DeckRow(
                deck.id, deck.title, deck.topic or "", str(deck.path), deck.own,
                cards=sizes.get(deck.id, 0),
                new=count.new if count else 0,
                steps=count.steps if count else 0,
                reviews=count.reviews if count else 0,
                suspended=count.suspended if count else 0,
                problems=problems[str(deck.path)],
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: row.title.casefold())


def _title(workspace: "Workspace", area: str) -> str:
    found = workspace.library.areas.get(area)
    return found.title if found else _HEADINGS.get(area, area)
