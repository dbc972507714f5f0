"""The form of the shipped items, bank by bank."""

import importlib
from pathlib import Path
from typing import Any

import pytest
from tests.content.coverage import CORE, SPECIALISM, coverage_faults, subtopic_faults
from tests.content.guessing import ATTACKERS, MOST_EXCESS, excess
from tests.content.item_rules import bank_faults, item_form_faults, link_faults, mix_faults
from tests.content.library import (
    AREA_TOPICS,
    BANKS,
    DECKS,
    Table,
    cards,
    items,
    keys,
    listed,
    name,
    read,
    subject,
)
from tests.content.rules import field_faults, typing_faults

from mlprep.domain.answers import is_right
from mlprep.domain.items import Bank, Item

CARDS: dict[str, Table] = {card["id"]: card for path in DECKS for card in cards(path)}
ITEMS: dict[str, Table] = {item["id"]: item for path in BANKS for item in items(path)}
COMPLETE = [path for path in BANKS if read(path)["bank"].get("complete")]


def _bank(path: Path) -> Any:
    return importlib.import_module("mlprep.formats.banks").read_bank(path)


@pytest.mark.parametrize("path", BANKS, ids=name)
def test_the_program_reads_the_bank_without_a_problem(path: Path) -> None:
    found = _bank(path)
    assert [str(problem) for problem in found.problems] == []


@pytest.mark.parametrize("path", BANKS, ids=name)
def test_items_hold_to_their_form(path: Path) -> None:
    found = [
        f"{item['id']}: {fault}"
        for item in items(path)
        for fault in (*item_form_faults(item), *field_faults(item), *typing_faults(item))
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("path", BANKS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    found = [
        f"{item['id']}: {fault}"
        for item in items(path)
        for fault in link_faults(item, CARDS, ITEMS)
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("path", BANKS, ids=name)
def test_answers_are_right_and_slips_are_wrong(path: Path) -> None:
    bank: Bank = _bank(path).bank
    found = [f"{item.id}: {fault}" for item in bank.items for fault in _grading_faults(item)]
    assert not found, listed(found)


def _grading_faults(item: Item) -> list[str]:
    if item.typed is None:
        return []
    right = (item.typed.answer, *item.typed.accept) if item.typed.match != "regex" else ()
    found = [f"{one!r} does not count" for one in right if not is_right(item.typed, one)]
    return found + [
        f"slip {one!r} counts as right" for one in item.slips if is_right(item.typed, one)
    ]


@pytest.mark.parametrize("path", BANKS, ids=name)
def test_banks_are_typed_enough_and_their_keys_balanced(path: Path) -> None:
    assert bank_faults(items(path)) == []


@pytest.mark.parametrize("path", COMPLETE, ids=name)
def test_complete_topics_are_covered(path: Path) -> None:
    topic = subject(path)
    ours = [card for card in CARDS.values() if card["id"].startswith(f"{topic}-")]
    taught = {one for card in CARDS.values() for one in card.get("misconceptions", ()) if one}
    least = SPECIALISM if topic.startswith("spec-") else CORE
    found = [*coverage_faults(ours, items(path), taught, least), *mix_faults(items(path))]
    if topic.startswith("spec-"):
        found += subtopic_faults(ours, items(path), AREA_TOPICS[topic])
    assert not found, listed(found)


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_options_alone_do_not_give_the_key_away(attacker: str) -> None:
    single = [item for item in ITEMS.values() if len(keys(item)) == 1]
    assert excess(single, ATTACKERS[attacker]) <= MOST_EXCESS
