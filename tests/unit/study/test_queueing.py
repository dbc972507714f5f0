"""New cards of a queue: the limit to what is read changes nothing in what is chosen."""

import random

import pytest

from mlprep.domain.ids import CardId, DeckId, TopicId, UnitId
from mlprep.store.values import Placement
from mlprep.study.queueing import SLACK, Scope, _new, interleaved
from mlprep.study.workspace import Workspace


@pytest.mark.parametrize("sizes", [[300, 1, 9, 40], [3, 5], [500], [9] * 60, []])
@pytest.mark.parametrize("left", [1, 20])
@pytest.mark.parametrize(
    "scope",
    [Scope(), Scope(decks=frozenset({"deck-0"})), Scope(topics=frozenset({"odd"}))],
    ids=["all", "deck", "topic"],
)
def test_what_is_read_of_each_deck_is_enough_for_its_turns(
    workspace: Workspace, sizes: list[int], left: int, scope: Scope
) -> None:
    chance = random.Random(len(sizes))  # noqa: S311  # made-up cards
    workspace.history.place(
        Placement(
            UnitId(f"card-{deck}-{number}"),
            CardId(f"card-{deck}-{number}"),
            DeckId(f"deck-{deck}"),
            TopicId(chance.choice(("odd", "even"))),
            number,
            chance.randrange(1, 4),
            chance.choice((None, 1, 2, 3)),
        )
        for deck, size in enumerate(sizes)
        for number in range(size)
    )
    every = workspace.history.new_units(workspace.today)
    held = [row for row in every if scope.holds(row.deck, row.topic)]
    right = interleaved(held, seed=workspace.today, limit=left + SLACK)
    assert [entry.unit for entry in _new(workspace, scope, left)] == [row.unit for row in right]
