"""The tree of decks by area and topic, with what is due in each."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.study.today import steps_until_ms

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

OWN_AREA = ""
"""Area of decks without a topic."""


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
    """Group all decks by area, in the order of the areas; decks of no area come last."""
    library = workspace.library
    grouped: defaultdict[str, list[DeckRow]] = defaultdict(list)
    for row in deck_rows(workspace):
        topic = library.topics.get(row.topic)
        grouped[topic.area if topic else OWN_AREA].append(row)
    order = [*library.areas, *sorted(set(grouped) - set(library.areas) - {OWN_AREA}), OWN_AREA]
    return [
        AreaRow(area, _title(workspace, area), tuple(grouped[area]))
        for area in order
        if grouped.get(area)
    ]


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
    return found.title if found else area or "Your own decks"
