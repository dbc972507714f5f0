"""Edited cards keep their history: tell which new card is an old one with other words."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import CardId, DeckId, TopicId, UnitId, unit_id
from mlprep.store.values import Placement
from mlprep.study.news import LibraryNews
from mlprep.study.scanning import Changes

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class Decision(StrEnum):
    """What becomes of the history of a card that may have been edited."""

    KEEP = "keep"
    RESET = "reset"
    NEW = "new"


def take_in_changes(workspace: "Workspace", changes: Changes) -> LibraryNews:
    """Bring the history's view of the library up to date with what changed in the files."""
    library, history = workspace.library, workspace.history
    recognised, doubts = _recognise(workspace, changes)
    for old, new in recognised:
        workspace.record(_reidentify(old, new))
    if doubts:
        library.remember_doubts(doubts)
    library.forget_gone(old for old, _ in recognised)
    history.place(placements(library.cache.active_rows()))
    history.set_note("library", library.version)
    return LibraryNews(changes, tuple(recognised), len(doubts))


def decide(workspace: "Workspace", old: CardId, new: CardId, decision: Decision) -> None:
    """Carry out what the learner decided about a card that may be an edited one."""
    if decision is not Decision.NEW:
        drafts = [_reidentify(old, new)]
        if decision is Decision.RESET:
            card = workspace.library.card(new)
            units = card.units if card else (UnitId(new),)
            drafts += [Draft(FactKind.RESET, unit, {}) for unit in units]
        workspace.record(*drafts)
        workspace.library.forget_gone([old])
    workspace.library.settle_doubt(new)


def _reidentify(old: CardId, new: CardId) -> Draft:
    return Draft(FactKind.REIDENTIFY, old, {"to": new}, "Edited card keeps its history")


def _recognise(
    workspace: "Workspace", changes: Changes
) -> tuple[list[tuple[CardId, CardId]], list[tuple[CardId, CardId, float]]]:
    """Match new content-named cards with gone ones of the same deck that have a history."""
    fresh = workspace.library.new_by_deck(changes.new_cards)
    if not fresh:
        return [], []
    from mlprep.formats.identity import recognise

    gone = _gone_with_history(workspace, fresh)
    same: list[tuple[CardId, CardId]] = []
    doubtful: list[tuple[CardId, CardId, float]] = []
    for deck, cards in fresh.items():
        if gone[deck]:
            found = recognise(gone[deck], cards)
            same += found.same
            doubtful += found.doubtful
    return same, doubtful


def _gone_with_history(
    workspace: "Workspace", decks: Iterable[str]
) -> defaultdict[str, list[tuple[CardId, str]]]:
    wanted = set(decks)
    gone: defaultdict[str, list[tuple[CardId, str]]] = defaultdict(list)
    for card, deck, text in workspace.library.cache.gone():
        if deck in wanted and workspace.history.has_history(CardId(card)):
            gone[deck].append((CardId(card), text))
    return gone


def placements(
    rows: Iterable[tuple[str, str, str, int, int, int, str]],
) -> Iterable[Placement]:
    """Say for every review unit of the library where it stands."""
    for card, deck, topic, level, priority, position, parts in rows:
        for part in parts.split(" "):
            yield Placement(
                unit=unit_id(CardId(card), part),
                card=CardId(card),
                deck=DeckId(deck),
                topic=TopicId(topic) if topic else None,
                position=position,
                priority=priority,
                level=level,
            )
