"""Edited cards keep their history: tell which new card is an old one with other words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import CardId, DeckId, TopicId, UnitId, unit_id
from mlprep.store.values import Placement
from mlprep.study.bulk import paused_collector
from mlprep.study.content.looks import came_for, forget_unrecognised, unrecognised
from mlprep.study.content.scanning import Changes
from mlprep.study.news import LibraryNews

if TYPE_CHECKING:
    from mlprep.domain.cards import Card
    from mlprep.formats.identity import Recognition
    from mlprep.study.workspace import Workspace


class Decision(StrEnum):
    """What becomes of the history of a card that may have been edited."""

    KEEP = "keep"
    RESET = "reset"
    NEW = "new"


def take_in_changes(workspace: "Workspace", changes: Changes) -> LibraryNews:
    """Bring the history's view of the library up to date with what changed in the files."""
    library, history = workspace.library, workspace.history
    came = changes.new_cards | unrecognised(library.cache)
    recognised, doubts = _recognise(workspace, came, changes.gone_cards)
    for old, new in recognised:
        workspace.record(_reidentify(old, new))
    if doubts:
        library.remember_doubts(doubts)
    library.forget_gone(old for old, _ in recognised)
    with paused_collector():
        history.place(placements(library.cache.active_rows()))
    history.set_note("library", library.version)
    forget_unrecognised(library.cache, came)
    return LibraryNews(changes, tuple(recognised), len(doubts))


def decide(workspace: "Workspace", old: CardId, new: CardId, decision: Decision) -> None:
    """Carry out what the learner decided about a card that may be an edited one."""
    _carry_out(workspace, [(old, new)], decision)
    workspace.library.settle_doubt(new)


def decide_all(workspace: "Workspace", decision: Decision) -> tuple[int, int]:
    """Decide alike about all cards in doubt, in one action; what is kept or reset, what is new.

    A history goes to one card, the one most like its older card; the others are new ones.
    """
    found = sorted(workspace.library.doubts(), key=lambda one: (-one[2], one[:2]))
    pairs: dict[CardId, CardId] = {}
    for old, new, _ in found if decision is not Decision.NEW else ():
        if old not in pairs and new not in pairs.values():
            pairs[old] = new
    cards = {new for _, new, _ in found}
    _carry_out(workspace, list(pairs.items()), decision)
    with workspace.library.cache.write() as writing:
        for card in cards:
            writing.settle_doubt(card)
    return len(pairs), len(cards) - len(pairs)


def _carry_out(workspace: "Workspace", pairs: Collection["_Pair"], decision: Decision) -> None:
    if decision is Decision.NEW or not pairs:
        return
    drafts = [_reidentify(old, new) for old, new in pairs]
    if decision is Decision.RESET:
        cards = {new: workspace.library.card(new) for _, new in pairs}
        units = [u for new, card in cards.items() for u in (card.units if card else (UnitId(new),))]
        drafts += [Draft(FactKind.RESET, unit, {}) for unit in units]
    workspace.record(*drafts)
    workspace.library.forget_gone(old for old, _ in pairs)


def follow_gone(workspace: "Workspace", card: "Card") -> list[Draft]:
    """Draft the move of a card that was edited while it was on show, before it is rated.

    What is recorded under an old id after its history has moved does not follow by itself, and
    an edited card without a history is replaced.  So the card to which it moved, or else the one
    that came in its place, takes what is about to be recorded too; in doubt the learner is
    asked.
    """
    if (target := _moved_to(workspace, card.id)) is not None:
        return [_reidentify(card.id, target)]
    came = workspace.library.new_by_deck(came_for(workspace.library.cache, card.id))
    fresh = {
        deck: [one for one in cards if not workspace.history.has_history(one[0])]
        for deck, cards in came.items()
    }
    gone = [(card.id, " ".join((card.front or card.cloze).split()))]
    found = _recognise_in_deck(gone, fresh.get(card.deck, []))
    if found.doubtful:
        workspace.library.remember_doubts(found.doubtful)
        return []
    same = found.same or _moved(gone, [one for cards in fresh.values() for one in cards])
    workspace.library.forget_gone(old for old, _ in same)
    return [_reidentify(old, new) for old, new in same]


def _moved_to(workspace: "Workspace", card: CardId) -> CardId | None:
    """Follow the re-identifications of a card to one that is in the library."""
    seen: set[CardId] = set()
    while card not in seen:
        seen.add(card)
        moved = workspace.history.latest(FactKind.REIDENTIFY, card)
        if moved is None:
            return None
        card = CardId(str(moved.body.get("to")))
        if workspace.library.card(card) is not None:
            return card
    return None


def _reidentify(old: CardId, new: CardId) -> Draft:
    return Draft(FactKind.REIDENTIFY, old, {"to": new}, "Edited card keeps its history")


_Named = tuple[CardId, str]
"""A card and its text."""
_Pair = tuple[CardId, CardId]
"""The old id and the new one."""


def _recognise(
    workspace: "Workspace", new: Collection[str], went: Collection[str]
) -> tuple[list[_Pair], list[tuple[CardId, CardId, float]]]:
    """Match new cards with gone ones that have a history.

    In the same deck similar texts do; a card named by its content that now stands in another
    deck (or in its own, whose id has changed) is known by its very text.  Two ids that were
    both written by hand are two cards, unless they ask the very same: then the learner is asked,
    as where one card went and one came at the same look (``went``).
    """
    if not new or not (gone := _gone_with_history(workspace)):
        return [], []
    same: list[_Pair] = []
    doubtful: list[tuple[CardId, CardId, float]] = []
    left: list[_Named] = []
    for deck, cards in workspace.library.new_by_deck(new).items():
        found = _recognise_in_deck(gone.get(deck, []), cards)
        same += found.same
        doubtful += found.doubtful
        known = {new for _, new in found.same} | {new for _, new, _ in found.doubtful}
        left += [card for card in cards if card[0] not in known]
    used = {old for old, _ in same} | {old for old, _, _ in doubtful}
    others = [card for cards in gone.values() for card in cards if card[0] not in used]
    same += _moved(others, left)
    settled = {card for pair in same for card in pair} | {c for pair in doubtful for c in pair[:2]}
    return same, [*doubtful, *_worth_asking(gone, left, settled, went)]


def _worth_asking(
    gone: Mapping[str, list[_Named]],
    left: list[_Named],
    settled: Collection[CardId],
    went: Collection[str],
) -> Iterator[tuple[CardId, CardId, float]]:
    """Pair what is left where only the learner can know whether it is the same card."""
    from mlprep.formats.identity import similarity

    news = [card for card in left if card[0] not in settled]
    olds = [card for cards in gone.values() for card in cards if card[0] not in settled]
    for old, text in olds:
        same = [new for new, other in news if other == text]
        if len(same) == 1:
            yield old, same[0], 1.0
    lone = [card for card in olds if card[0] in went]
    if len(lone) == len(news) == 1 and lone[0][1] != news[0][1]:
        yield lone[0][0], news[0][0], similarity(lone[0][1], news[0][1])


def _recognise_in_deck(gone: list[_Named], new: list[_Named]) -> "Recognition":
    from mlprep.formats.identity import Recognition, recognise

    if not gone:
        return Recognition()
    first = recognise([card for card in gone if _is_content(card)], new)
    taken = {name for _, name in first.same} | {name for _, name, _ in first.doubtful}
    second = recognise(
        [card for card in gone if not _is_content(card)],
        [card for card in new if _is_content(card) and card[0] not in taken],
    )
    return Recognition((*first.same, *second.same), (*first.doubtful, *second.doubtful))


def _moved(gone: list[_Named], new: list[_Named]) -> list[_Pair]:
    """Match cards by their very text, where just one on each side has it."""
    olds, news = _by_text(filter(_is_content, gone)), _by_text(new)
    return [
        (cards[0], news[text][0])
        for text, cards in olds.items()
        if len(cards) == 1 and len(news.get(text, ())) == 1
    ]


def _by_text(cards: Iterable[_Named]) -> dict[str, list[CardId]]:
    found: dict[str, list[CardId]] = {}
    for card, text in cards:
        found.setdefault(" ".join(text.casefold().split()), []).append(card)
    return found


def _is_content(card: _Named) -> bool:
    """Whether the id was made from the content."""
    return card[0].startswith("c-")


def _gone_with_history(workspace: "Workspace") -> defaultdict[str, list[_Named]]:
    gone: defaultdict[str, list[_Named]] = defaultdict(list)
    for card, deck, text in workspace.library.cache.gone():
        if workspace.history.has_history(CardId(card)):
            gone[deck].append((CardId(card), text))
    return gone


def placements(
    rows: Iterable[tuple[CardId, DeckId, TopicId, int, int, int, str]],
) -> Iterable[Placement]:
    """Say for every review unit of the library where it stands."""
    for card, deck, topic, level, priority, position, parts in rows:
        for part in parts.split(" "):
            unit = unit_id(card, part)
            yield Placement(unit, card, deck, topic or None, position, priority, level)
