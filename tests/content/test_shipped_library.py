"""What holds over all of the content: ids, links between cards, and nothing asked twice."""

from typing import TYPE_CHECKING

from tests.content.duplicates import asked
from tests.content.library import BANKS, DECKS, PROJECTS, Table, cards, items, listed, projects
from tests.content.rules import id_faults, prompt_faults

from mlprep.text.likeness import near_duplicates

if TYPE_CHECKING:
    from pathlib import Path

CARDS: list[Table] = [card for path in DECKS for card in cards(path)]
ITEMS: list[Table] = [item for path in BANKS for item in items(path)]
PROMPTS: list[Table] = [project for path in PROJECTS for project in projects(path)]


def test_there_is_content() -> None:
    assert CARDS


def test_ids_are_unique() -> None:
    assert id_faults([*CARDS, *ITEMS, *PROMPTS]) == []


def test_no_prompt_stands_twice() -> None:
    assert prompt_faults([*CARDS, *ITEMS]) == []


def test_no_two_entries_ask_nearly_the_same() -> None:
    assert near_duplicates([asked(entry) for entry in (*CARDS, *ITEMS)]) == []


def test_cards_name_only_what_exists() -> None:
    known = {entry["id"] for entry in (*CARDS, *ITEMS)}
    found = [
        (card["id"], other)
        for card in CARDS
        for other in (*card.get("requires", ()), *card.get("related", ()))
        if other not in known
    ]
    assert not found, listed(found)


def test_no_file_of_checks_lies_elsewhere() -> None:
    folders = {path.parent for path in (*DECKS, *BANKS)}
    strange: set[Path] = {
        script
        for folder in folders
        for script in folder.rglob("*.py")
        if script.parent.name != "checks"
    }
    assert strange == set()
