"""The form of the shipped cards, deck by deck."""

from pathlib import Path

import pytest
from tests.content.library import AREA_TOPICS, DECKS, GUIDES, cards, listed, name, read, subject
from tests.content.rules import card_form_faults, field_faults, share_faults, typing_faults

from mlprep.formats.decks import read_deck

TOPICS = set().union(*AREA_TOPICS.values())


@pytest.mark.parametrize("path", DECKS, ids=name)
def test_the_program_reads_the_deck_without_a_problem(path: Path) -> None:
    deck = read_deck(path)
    assert [str(problem) for problem in deck.problems] == []
    assert len(deck.cards) == len(cards(path))


@pytest.mark.parametrize("path", DECKS, ids=name)
def test_cards_hold_to_their_form(path: Path) -> None:
    found = [
        f"{card['id']}: {fault}"
        for card in cards(path)
        for fault in (*card_form_faults(card), *field_faults(card), *typing_faults(card))
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("path", DECKS, ids=name)
def test_levels_and_kinds_are_mixed(path: Path) -> None:
    assert share_faults(cards(path)) == []


@pytest.mark.parametrize("path", DECKS, ids=name)
def test_the_topic_exists_and_names_its_cards(path: Path) -> None:
    topic = subject(path)
    assert path.stem == topic
    if path.parent.name != GUIDES:
        named = {card.get("topic", topic) for card in cards(path)}
        assert named <= (AREA_TOPICS[topic] if topic.startswith("spec-") else TOPICS)
    assert [card["id"] for card in cards(path) if not card["id"].startswith(f"{topic}-")] == []


@pytest.mark.parametrize("path", [path for path in DECKS if path.parent.name == GUIDES], ids=name)
def test_a_guide_is_about_no_topic(path: Path) -> None:
    assert [one for one in (read(path)["deck"], *cards(path)) if "topic" in one] == []
